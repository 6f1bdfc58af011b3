/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions written from parts: simple conditions, and the same expression with another name in it. */
#include "base/log.h"
#include "base/text.h"
#include "domain/screening/expression.h"

bool comparison_takes_value(enum comparison_sign sign) {
    return sign != COMPARE_FILLED && sign != COMPARE_EMPTY;
}

bool comparisons_equal(const struct comparisons *a, const struct comparisons *b) {
    if (a->count != b->count || (a->count > 1 && a->is_any != b->is_any)) return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct comparison *one = &a->at[i], *other = &b->at[i];
        bool same_value = !comparison_takes_value(one->sign) || slice_equal(one->value, other->value);
        if (one->sign != other->sign || !slice_equal(one->name, other->name) || !same_value) return false;
    }
    return true;
}

/* A number that is written as numbers are stands as it is; anything else, and a code that begins with 0, in
 * quotation marks. */
static bool is_plain_number(struct arena *arena, struct slice value) {
    struct expression_value read = expression_of_text(value);
    return read.kind == EXPRESSION_NUMBER && slice_equal(expression_text_of(arena, read), value);
}

static bool value_append(struct text *out, struct slice value) {
    if (is_plain_number(out->arena, value)) return text_append(out, value), true;
    bool has_single = slice_contains(value, S("'"));
    if (has_single && slice_contains(value, S("\""))) return false;
    text_append_char(out, has_single ? '"' : '\'');
    text_append(out, value);
    text_append_char(out, has_single ? '"' : '\'');
    return true;
}

static const char *sign_text(enum comparison_sign sign) {
    switch (sign) {
    case COMPARE_IS:
    case COMPARE_EMPTY: return "=";
    case COMPARE_IS_NOT:
    case COMPARE_FILLED: return "!=";
    case COMPARE_LESS: return "<";
    case COMPARE_AT_MOST: return "<=";
    case COMPARE_MORE: return ">";
    case COMPARE_AT_LEAST: return ">=";
    case COMPARE_HAS:
    case COMPARE_HAS_NOT:
    case COMPARISON_SIGNS: break;
    }
    BUG("sign %d", sign);
}

static void name_append(struct text *out, struct slice name) {
    text_append(out, S("${"));
    text_append(out, name);
    text_append_char(out, '}');
}

static bool comparison_append(struct text *out, const struct comparison *one) {
    struct slice value = comparison_takes_value(one->sign) ? one->value : S("");
    bool is_selected = one->sign == COMPARE_HAS || one->sign == COMPARE_HAS_NOT;
    if (one->sign == COMPARE_HAS_NOT) text_append(out, S("not("));
    if (is_selected) text_append(out, S("selected("));
    name_append(out, one->name);
    if (is_selected)
        text_append(out, S(", "));
    else
        text_printf(out, " %s ", sign_text(one->sign));
    bool good = value_append(out, value);
    if (is_selected) text_append_char(out, ')');
    if (one->sign == COMPARE_HAS_NOT) text_append_char(out, ')');
    return good;
}

struct slice comparisons_write(struct arena *arena, const struct comparisons *list, struct slice field,
                               struct refusal *refusal) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < list->count; i++) {
        if (i) text_append(&out, list->is_any ? S(" or ") : S(" and "));
        if (comparison_append(&out, &list->at[i])) continue;
        refuse(refusal, field, "A value cannot have both kinds of quotation marks.");
        return S("");
    }
    return text_slice(&out);
}

/* ---- another name ---- */

/* Behind a quoted text that begins at `at`. */
static size_t quoted_end(struct slice text, size_t at) {
    size_t end = slice_find(text, slice_sub(text, at, at + 1), at + 1);
    return end < text.len ? end + 1 : text.len;
}

/* Behind a name that begins at `at` with ${; writes it, or the other name. */
static size_t name_end(struct text *out, struct slice text, size_t at, struct slice from, struct slice to) {
    size_t end = slice_find(text, S("}"), at);
    struct slice name = slice_trim(slice_sub(text, at + 2, end));
    size_t next = end < text.len ? end + 1 : text.len;
    if (slice_equal(name, from))
        name_append(out, to);
    else
        text_append(out, slice_sub(text, at, next));
    return next;
}

struct slice expression_rename(struct arena *arena, struct slice text, struct slice from, struct slice to) {
    struct text out = TEXT_IN(arena);
    for (size_t at = 0, next; at < text.len; at = next) {
        bool is_name = slice_starts(slice_sub(text, at, text.len), S("${"));
        bool is_quoted = text.s[at] == '\'' || text.s[at] == '"';
        if (is_name) {
            next = name_end(&out, text, at, from, to);
            continue;
        }
        next = is_quoted ? quoted_end(text, at) : at + 1;
        text_append(&out, slice_sub(text, at, next));
    }
    return text_slice(&out);
}
