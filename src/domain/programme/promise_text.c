/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a counting rule read into its parts.  Knows the grammar, not the catalogue. */
#include "domain/programme/promise_rule.h"

static const struct {
    struct slice text;
    enum promise_op op;
} op_words[] = {
    {S_INIT("="), OP_EQUAL},       {S_INIT("!="), OP_NOT_EQUAL},  {S_INIT("<"), OP_LESS},
    {S_INIT("<="), OP_AT_MOST},    {S_INIT(">"), OP_GREATER},     {S_INIT(">="), OP_AT_LEAST},
    {S_INIT("has"), OP_HAS},       {S_INIT("within"), OP_WITHIN}, {S_INIT("empty"), OP_EMPTY},
    {S_INIT("filled"), OP_FILLED},
};

struct slice promise_op_text(enum promise_op op) {
    for (size_t i = 0; i < ARRAY_LEN(op_words); i++) {
        if (op_words[i].op == op) return op_words[i].text;
    }
    return S("");
}

static bool is_name(struct slice text) {
    if (text.len == 0 || text.len > 60) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';
        bool digit = c >= '0' && c <= '9' && i > 0;
        if (!letter && !digit) return false;
    }
    return true;
}

static bool is_cut(struct slice text) {
    if (text.len == 0 || text.len > 12) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
    }
    return true;
}

bool promise_parse_path(struct slice text, struct slice field, struct promise_path_text *path,
                        struct refusal *refusal) {
    *path = (struct promise_path_text){0};
    struct slice names = slice_trim(text), name;
    size_t at = slice_find(names, S("@"), 0);
    if (at < names.len) {
        path->cut = slice_sub(names, at + 1, names.len);
        if (!is_cut(path->cut)) {
            return refuse_with(refusal, field, "“{1}” cannot stand behind @.", path->cut, S(""));
        }
        names = slice_sub(names, 0, at);
    }
    while (slice_split(&names, '.', &name)) {
        if (!is_name(name)) {
            return refuse_with(refusal, field,
                               "“{1}” is not a path: write names joined by dots, such as session.place.",
                               text, S(""));
        }
        if (path->count == LIMIT_PATH_STEPS) {
            return refuse_with(refusal, field, "“{1}” goes over too many records.", text, S(""));
        }
        path->names[path->count++] = name;
    }
    return path->count > 0 || refuse(refusal, field, "A path is missing.");
}

/* Takes the first word off the text. */
static struct slice next_word(struct slice *rest) {
    *rest = slice_trim(*rest);
    size_t end = 0;
    while (end < rest->len && rest->s[end] != ' ' && rest->s[end] != '\t')
        end++;
    struct slice word = slice_sub(*rest, 0, end);
    *rest = slice_trim(slice_sub(*rest, end, rest->len));
    return word;
}

static bool parse_op(struct slice word, enum promise_op *op, struct refusal *refusal) {
    for (size_t i = 0; i < ARRAY_LEN(op_words); i++) {
        if (slice_equal(op_words[i].text, word)) return *op = op_words[i].op, true;
    }
    return refuse_with(refusal, S("filter"),
                       "“{1}” is not a comparison: use = != < <= > >= has within empty filled.", word, S(""));
}

static bool takes_alternatives(enum promise_op op) {
    return op == OP_EQUAL || op == OP_HAS || op == OP_WITHIN;
}

static bool parse_values(struct slice text, struct slice line, struct promise_condition_text *condition,
                         struct refusal *refusal) {
    bool valueless = condition->op == OP_EMPTY || condition->op == OP_FILLED;
    if (valueless && text.len == 0) return true;
    if (valueless)
        return refuse_with(refusal, S("filter"), "“{1}”: empty and filled take no value.", line, S(""));
    if (text.len == 0) return refuse_with(refusal, S("filter"), "“{1}”: the value is missing.", line, S(""));
    struct slice rest = text, value;
    while (slice_split(&rest, '|', &value)) {
        value = slice_trim(value);
        if (value.len == 0)
            return refuse_with(refusal, S("filter"), "“{1}”: the value is missing.", line, S(""));
        if (condition->value_count == PROMISE_VALUES_MAX) {
            return refuse_with(refusal, S("filter"), "“{1}”: too many values.", line, S(""));
        }
        condition->values[condition->value_count++] = value;
    }
    if (condition->value_count > 1 && !takes_alternatives(condition->op)) {
        return refuse_with(refusal, S("filter"), "“{1}”: several values fit only =, has and within.", line,
                           S(""));
    }
    return true;
}

static bool parse_condition(struct slice line, struct promise_condition_text *condition,
                            struct refusal *refusal) {
    *condition = (struct promise_condition_text){0};
    struct slice rest = line;
    struct slice path = next_word(&rest);
    if (!promise_parse_path(path, S("filter"), &condition->path, refusal)) return false;
    if (condition->path.cut.len) {
        return refuse_with(refusal, S("filter"), "“{1}”: @ has no place in a condition; use within.", line,
                           S(""));
    }
    struct slice word = next_word(&rest);
    return parse_op(word, &condition->op, refusal) && parse_values(rest, line, condition, refusal);
}

bool promise_parse_filter(struct slice text, struct promise_filter_text *filter, struct refusal *refusal) {
    filter->count = 0;
    bool good = true;
    struct slice line;
    while (slice_split(&text, '\n', &line)) {
        line = slice_trim(line);
        if (line.len == 0) continue;
        if (filter->count == LIMIT_FILTERS) return refuse(refusal, S("filter"), "Too many conditions.");
        if (parse_condition(line, &filter->conditions[filter->count], refusal))
            filter->count++;
        else
            good = false;
    }
    return good;
}
