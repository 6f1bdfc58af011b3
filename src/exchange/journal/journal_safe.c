/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/journal/journal_safe.h"

/* ---- ledger and hledger: nearly everything, but no two blanks and no mark in front ---- */

static void text_account(struct text *out, struct slice name) {
    bool after_blank = true;
    if (name.len && strchr("([{<;*!=~&|%#@'\"", name.s[0])) text_append_char(out, '_');
    for (size_t i = 0; i < name.len; i++) {
        bool is_blank = (unsigned char)name.s[i] <= ' ';
        if (!is_blank)
            text_append_char(out, name.s[i]);
        else if (!after_blank)
            text_append_char(out, ' ');
        after_blank = is_blank;
    }
    while (out->len && out->s[out->len - 1] == ' ') {
        out->len--;
    }
}

static void text_commodity(struct text *out, struct slice name) {
    bool is_plain = true;
    for (size_t i = 0; i < name.len; i++) {
        is_plain = is_plain && (unsigned char)name.s[i] > ' ' &&
                   !strchr("0123456789.,;:?!-+*/^&|=<>{}[]()@\"\\#~%'`_", name.s[i]);
        is_plain = is_plain && !((unsigned char)name.s[i] == 0xE1 && i + 2 < name.len &&
                                 (unsigned char)name.s[i + 2] >= 0xA0);
    }
    if (is_plain) {
        text_append(out, name);
        return;
    }
    text_append_char(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        bool is_bad = (unsigned char)name.s[i] < ' ' || name.s[i] == '"' || name.s[i] == ';';
        text_append_char(out, is_bad ? '_' : name.s[i]);
    }
    text_append_char(out, '"');
}

/* ---- beancount: five roots, parts of ASCII letters, digits and hyphens ---- */

static const struct slice bean_roots[] = {
    [JOURNAL_KIND_UNKNOWN] = S_INIT("Equity"),   [JOURNAL_ASSET] = S_INIT("Assets"),
    [JOURNAL_LIABILITY] = S_INIT("Liabilities"), [JOURNAL_EQUITY] = S_INIT("Equity"),
    [JOURNAL_INCOME] = S_INIT("Income"),         [JOURNAL_EXPENSE] = S_INIT("Expenses")};

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* A part in another script leaves nothing but its place: "X". */
static void bean_part(struct text *out, struct slice part) {
    size_t start = out->len;
    for (size_t i = 0; i < part.len; i++) {
        char c = part.s[i];
        bool is_first = out->len == start;
        if (is_first && c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if (is_letter(c) || is_digit(c))
            text_append_char(out, c);
        else if (!is_first && (unsigned char)c < 0x80 && out->s[out->len - 1] != '-')
            text_append_char(out, '-');
    }
    while (out->len > start && out->s[out->len - 1] == '-') {
        out->len--;
    }
    if (out->len == start) text_append_char(out, 'X');
}

/* The root follows from the kind; a first part that only says the kind is it. */
static void bean_account(struct text *out, struct slice name, enum journal_kind kind) {
    struct slice rest = name, part;
    size_t parts = 0;
    text_append(out, bean_roots[kind]);
    for (bool is_first = true; slice_split(&rest, ':', &part); is_first = false) {
        bool says_kind = is_first && journal_kind_of(part) == kind && kind != JOURNAL_KIND_UNKNOWN;
        if (says_kind) continue;
        text_append_char(out, ':');
        bean_part(out, part);
        parts++;
    }
    if (!parts) text_append(out, S(":All"));
}

static struct slice bean_known_symbol(struct slice name) {
    static const struct {
        struct slice symbol, code;
    } known[] = {{S_INIT("$"), S_INIT("USD")}, {S_INIT("៛"), S_INIT("KHR")}, {S_INIT("€"), S_INIT("EUR")},
                 {S_INIT("£"), S_INIT("GBP")}, {S_INIT("฿"), S_INIT("THB")}, {S_INIT("₫"), S_INIT("VND")},
                 {S_INIT(""), S_INIT("XXX")}};
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (slice_equal(name, known[i].symbol)) return known[i].code;
    }
    return name;
}

/* Capitals, digits and hyphens, two to twenty; room is left for a number behind. */
static void bean_commodity(struct text *out, struct slice name) {
    enum { CODE_CHARS = 16 };
    name = bean_known_symbol(name);
    for (size_t i = 0; i < name.len && out->len < CODE_CHARS; i++) {
        char c = name.s[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if (is_letter(c) || (is_digit(c) && out->len))
            text_append_char(out, c);
        else if (out->len && (unsigned char)c < 0x80 && out->s[out->len - 1] != '-')
            text_append_char(out, '-');
    }
    while (out->len && out->s[out->len - 1] == '-') {
        out->len--;
    }
    while (out->len < 2) {
        text_append_char(out, 'X');
    }
}

/* ---- no two names become one ---- */

static struct slice numbered(struct arena *arena, struct slice name, uint32_t number) {
    bool is_quoted = slice_ends(name, S("\""));
    struct slice bare = slice_sub(name, 0, name.len - is_quoted);
    return arena_printf(arena, "%.*s-%u%s", SLICE_ARG(bare), number, is_quoted ? "\"" : "");
}

/* How often a name was wanted, so that a thousand of one kind do not try each number. */
struct wanted {
    struct journal_names names;
    uint32_t *counts;
    size_t count;
};

static uint32_t next_number(struct arena *arena, struct wanted *wanted, struct slice name) {
    uint32_t at = journal_names_put(&wanted->names, name);
    if (at == wanted->count) {
        wanted->counts = arena_room(arena, wanted->counts, sizeof *wanted->counts, wanted->count);
        wanted->counts[wanted->count++] = 1;
    }
    return ++wanted->counts[at];
}

static struct slice unique(struct arena *arena, struct journal_names *taken, struct wanted *wanted,
                           struct slice name) {
    struct slice candidate = name;
    while (journal_names_find(taken, candidate) != JOURNAL_NONE) {
        candidate = numbered(arena, name, next_number(arena, wanted, name));
    }
    uint32_t at = journal_names_put(taken, candidate);
    return taken->names[at];
}

struct slice *journal_safe_accounts(struct arena *arena, const struct journal_book *book,
                                    enum journal_target target) {
    const struct journal_names *names = &book->account_names;
    struct slice *safe = arena_make(arena, struct slice, names->count + 1);
    struct journal_names taken;
    struct wanted wanted = {0};
    journal_names_start(&taken, arena);
    journal_names_start(&wanted.names, arena);
    for (uint32_t i = 0; i < names->count; i++) {
        struct text out = TEXT_IN(arena);
        if (target == JOURNAL_TO_BEANCOUNT)
            bean_account(&out, names->names[i], book->accounts[i].kind);
        else if (target == JOURNAL_TO_CSV)
            text_append(&out, names->names[i]);
        else
            text_account(&out, names->names[i]);
        safe[i] = unique(arena, &taken, &wanted, text_slice(&out));
    }
    return safe;
}

struct slice *journal_safe_commodities(struct arena *arena, const struct journal_book *book,
                                       enum journal_target target) {
    const struct journal_names *names = &book->commodity_names;
    struct slice *safe = arena_make(arena, struct slice, names->count + 1);
    struct journal_names taken;
    struct wanted wanted = {0};
    journal_names_start(&taken, arena);
    journal_names_start(&wanted.names, arena);
    for (uint32_t i = 0; i < names->count; i++) {
        struct text out = TEXT_IN(arena);
        if (target == JOURNAL_TO_BEANCOUNT)
            bean_commodity(&out, names->names[i]);
        else if (target == JOURNAL_TO_CSV)
            text_append(&out, names->names[i]);
        else
            text_commodity(&out, names->names[i]);
        safe[i] = unique(arena, &taken, &wanted, text_slice(&out));
    }
    return safe;
}
