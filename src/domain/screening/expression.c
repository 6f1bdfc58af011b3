/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/screening/expression.h"

#include "base/decimal.h"
#include "base/log.h"
#include "base/text.h"
#include "i18n/locale.h"

/* What is larger has no value: a thousand times it still fits, and so does its negative. */
#define NUMBER_MAX INT64_C(100000000000000000)

enum { THOUSAND = 1000, PLACES = 3, DEPTH_MAX = 40, ARGUMENTS_MAX = 8 };

enum node_kind { NODE_NUMBER, NODE_TEXT, NODE_NAME, NODE_OWN, NODE_UNARY, NODE_BINARY, NODE_CALL };
enum operation { OP_OR, OP_AND, OP_EQUAL, OP_OTHER, OP_LESS, OP_AT_MOST, OP_MORE, OP_AT_LEAST, OP_PLUS, OP_MINUS, OP_TIMES, OP_DIV, OP_MOD, OPS };
enum function { F_SELECTED, F_COUNT_SELECTED, F_NOT, F_TRUE, F_FALSE, F_IF, F_COALESCE, F_LENGTH, F_CONCAT, F_TODAY, F_INT, F_ROUND, F_NUMBER, FUNCTIONS };

static const struct function_row {
    const char *name;
    size_t least, most;
} functions[FUNCTIONS] = {
    [F_SELECTED] = {"selected", 2, 2}, [F_COUNT_SELECTED] = {"count-selected", 1, 1}, [F_NOT] = {"not", 1, 1},
    [F_TRUE] = {"true", 0, 0},         [F_FALSE] = {"false", 0, 0},                   [F_IF] = {"if", 3, 3},
    [F_COALESCE] = {"coalesce", 2, 2}, [F_LENGTH] = {"string-length", 1, 1},          [F_CONCAT] = {"concat", 1, ARGUMENTS_MAX},
    [F_TODAY] = {"today", 0, 0},       [F_INT] = {"int", 1, 1},                       [F_ROUND] = {"round", 1, 1},
    [F_NUMBER] = {"number", 1, 1},
};

struct expression {
    enum node_kind kind;
    enum operation operation;
    enum function function;
    int64_t number;
    struct slice text;
    const struct expression *arguments[ARGUMENTS_MAX];
    size_t count;
};

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    struct slice text, field;
    size_t at;
    int depth;
    struct refusal *refusal;
    bool failed;
};

static const struct expression *read_or(struct reading *reading);

static const struct expression *fail(struct reading *reading, const char *message, struct slice what) {
    if (!reading->failed) refuse_with(reading->refusal, reading->field, message, what, arena_printf(reading->arena, "%zu", reading->at + 1));
    reading->failed = true;
    return NULL;
}

static void skip_blanks(struct reading *reading) {
    while (reading->at < reading->text.len && (unsigned char)reading->text.s[reading->at] <= ' ') reading->at++;
}

static char peek(struct reading *reading) {
    skip_blanks(reading);
    return reading->at < reading->text.len ? reading->text.s[reading->at] : 0;
}

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

/* The signs; longer ones first. */
static bool take_sign(struct reading *reading, const char *sign) {
    size_t length = strlen(sign);
    peek(reading);
    struct slice here = slice_sub(reading->text, reading->at, reading->text.len);
    if (!slice_starts(here, slice_of(sign))) return false;
    reading->at += length;
    return true;
}

/* A word that stands by itself: "or", not the start of "order". */
static bool take_word(struct reading *reading, const char *word) {
    size_t length = strlen(word);
    peek(reading);
    struct slice here = slice_sub(reading->text, reading->at, reading->text.len);
    if (!slice_starts(here, slice_of(word)) || (here.len > length && is_word_byte(here.s[length]))) return false;
    reading->at += length;
    return true;
}

static struct expression *node_new(struct reading *reading, enum node_kind kind) {
    struct expression *node = arena_make(reading->arena, struct expression, 1);
    node->kind = kind;
    return node;
}

static const struct expression *binary(struct reading *reading, enum operation operation, const struct expression *left,
                                       const struct expression *right) {
    if (!left || !right) return NULL;
    struct expression *node = node_new(reading, NODE_BINARY);
    node->operation = operation;
    node->arguments[0] = left;
    node->arguments[1] = right;
    node->count = 2;
    return node;
}

/* Unsigned, with at most three places. */
static bool number_read(struct slice text, int64_t *number) {
    bool begins = text.len && text.s[0] >= '0' && text.s[0] <= '9';
    return begins && decimal_parse(text, PLACES, number) && *number <= NUMBER_MAX;
}

static const struct expression *read_number(struct reading *reading) {
    size_t start = reading->at;
    while (reading->at < reading->text.len && ((reading->text.s[reading->at] >= '0' && reading->text.s[reading->at] <= '9') || reading->text.s[reading->at] == '.')) {
        reading->at++;
    }
    struct expression *node = node_new(reading, NODE_NUMBER);
    struct slice text = slice_sub(reading->text, start, reading->at);
    if (!number_read(text, &node->number)) return fail(reading, TR("“{1}” is not a number that an expression can use."), text);
    return node;
}

static const struct expression *read_quoted(struct reading *reading, char quote) {
    size_t start = ++reading->at;
    while (reading->at < reading->text.len && reading->text.s[reading->at] != quote) reading->at++;
    if (reading->at == reading->text.len) return fail(reading, TR("A quotation mark of the expression is not closed."), S(""));
    struct expression *node = node_new(reading, NODE_TEXT);
    node->text = slice_sub(reading->text, start, reading->at++);
    return node;
}

static const struct expression *read_name(struct reading *reading) {
    size_t start = reading->at;
    while (reading->at < reading->text.len && reading->text.s[reading->at] != '}') reading->at++;
    if (reading->at == reading->text.len) return fail(reading, TR("A name of the expression is not closed: write ${name}."), S(""));
    struct expression *node = node_new(reading, NODE_NAME);
    node->text = slice_trim(slice_sub(reading->text, start, reading->at++));
    if (!node->text.len) return fail(reading, TR("A name of the expression is not closed: write ${name}."), S(""));
    return node;
}

static bool function_find(struct slice name, enum function *function) {
    for (size_t i = 0; i < FUNCTIONS; i++) {
        if (slice_equal(name, slice_of(functions[i].name))) return *function = (enum function)i, true;
    }
    return false;
}

static const struct expression *read_call(struct reading *reading) {
    size_t start = reading->at;
    while (reading->at < reading->text.len && is_word_byte(reading->text.s[reading->at])) reading->at++;
    struct slice name = slice_sub(reading->text, start, reading->at);
    struct expression *node = node_new(reading, NODE_CALL);
    if (!name.len) return fail(reading, TR("The expression cannot be read at sign {2}."), S(""));
    if (!function_find(name, &node->function) || !take_sign(reading, "(")) {
        return fail(reading, TR("“{1}” is no function that expressions know."), name);
    }
    while (peek(reading) != ')') {
        if (node->count == ARGUMENTS_MAX || (node->count && !take_sign(reading, ","))) return fail(reading, TR("The expression cannot be read at sign {2}."), S(""));
        node->arguments[node->count] = read_or(reading);
        if (!node->arguments[node->count++]) return NULL;
    }
    reading->at++;
    const struct function_row *row = &functions[node->function];
    if (node->count < row->least || node->count > row->most) return fail(reading, TR("“{1}” is given too few or too many values."), name);
    return node;
}

static const struct expression *read_bracket(struct reading *reading) {
    const struct expression *inner = read_or(reading);
    if (inner && !take_sign(reading, ")")) return fail(reading, TR("A bracket of the expression is not closed."), S(""));
    return inner;
}

static const struct expression *read_own(struct reading *reading) {
    reading->at++;
    return node_new(reading, NODE_OWN);
}

static bool is_digit_at(const struct reading *reading, size_t at) {
    return at < reading->text.len && reading->text.s[at] >= '0' && reading->text.s[at] <= '9';
}

static const struct expression *read_one(struct reading *reading) {
    char next = peek(reading);
    if (next >= '0' && next <= '9') return read_number(reading);
    if (next == '\'' || next == '"') return read_quoted(reading, next);
    if (next == '.' && !is_digit_at(reading, reading->at + 1)) return read_own(reading);
    if (take_sign(reading, "${")) return read_name(reading);
    if (take_sign(reading, "(")) return read_bracket(reading);
    return read_call(reading);
}

static const struct expression *read_unary(struct reading *reading) {
    if (++reading->depth > DEPTH_MAX) return fail(reading, TR("The expression is nested too deeply."), S(""));
    const struct expression *inner = NULL;
    if (take_sign(reading, "-")) {
        struct expression *node = node_new(reading, NODE_UNARY);
        node->arguments[0] = read_unary(reading);
        node->count = 1;
        inner = node->arguments[0] ? node : NULL;
    } else {
        inner = read_one(reading);
    }
    reading->depth--;
    return inner;
}

/* Operators that bind equally, from the one that binds least. */
enum { LEVELS = 5 };
static const struct operator_row {
    int level;
    const char *sign;
    bool is_word;
    enum operation operation;
} operators[] = {
    {0, "or", true, OP_OR},       {1, "and", true, OP_AND},     {2, "!=", false, OP_OTHER},  {2, "<=", false, OP_AT_MOST},
    {2, ">=", false, OP_AT_LEAST}, {2, "=", false, OP_EQUAL},   {2, "<", false, OP_LESS},    {2, ">", false, OP_MORE},
    {3, "+", false, OP_PLUS},     {3, "-", false, OP_MINUS},    {4, "*", false, OP_TIMES},   {4, "div", true, OP_DIV},
    {4, "mod", true, OP_MOD},
};

static const struct operator_row *take_operator(struct reading *reading, int level) {
    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        const struct operator_row *row = &operators[i];
        if (row->level != level) continue;
        if (row->is_word ? take_word(reading, row->sign) : take_sign(reading, row->sign)) return row;
    }
    return NULL;
}

static const struct expression *read_level(struct reading *reading, int level) {
    if (level == LEVELS) return read_unary(reading);
    const struct expression *left = read_level(reading, level + 1);
    const struct operator_row *row;
    while (left && (row = take_operator(reading, level))) left = binary(reading, row->operation, left, read_level(reading, level + 1));
    return left;
}

static const struct expression *read_or(struct reading *reading) {
    if (++reading->depth > DEPTH_MAX) return fail(reading, TR("The expression is nested too deeply."), S(""));
    const struct expression *node = read_level(reading, 0);
    reading->depth--;
    return node;
}

const struct expression *expression_parse(struct arena *arena, struct slice text, struct slice field, struct refusal *refusal) {
    struct reading reading = {.arena = arena, .text = text, .field = field, .refusal = refusal};
    const struct expression *node = read_or(&reading);
    if (node && peek(&reading)) node = fail(&reading, TR("The expression cannot be read at sign {2}."), S(""));
    return reading.failed ? NULL : node;
}

void expression_names(const struct expression *expression, void (*found)(void *context, struct slice name), void *context) {
    if (expression->kind == NODE_NAME) found(context, expression->text);
    for (size_t i = 0; i < expression->count; i++) expression_names(expression->arguments[i], found, context);
}

/* ---- simple conditions ---- */

static bool is_literal(const struct expression *node) {
    bool is_negative = node->kind == NODE_UNARY && node->arguments[0]->kind == NODE_NUMBER;
    return node->kind == NODE_NUMBER || node->kind == NODE_TEXT || is_negative;
}

static struct slice literal_text(struct arena *arena, const struct expression *node) {
    if (node->kind == NODE_TEXT) return node->text;
    int64_t number = node->kind == NODE_UNARY ? -node->arguments[0]->number : node->number;
    return expression_text_of(arena, (struct expression_value){.kind = EXPRESSION_NUMBER, .number = number});
}

static bool is_selected(const struct expression *node) {
    bool is_call = node->kind == NODE_CALL && node->function == F_SELECTED;
    return is_call && node->arguments[0]->kind == NODE_NAME && is_literal(node->arguments[1]);
}

static bool compares_name(const struct expression *node) {
    bool is_comparison = node->kind == NODE_BINARY && node->operation >= OP_EQUAL && node->operation <= OP_AT_LEAST;
    return is_comparison && node->arguments[0]->kind == NODE_NAME && is_literal(node->arguments[1]);
}

static enum comparison_sign sign_of(enum operation operation, bool is_empty) {
    switch (operation) {
    case OP_EQUAL: return is_empty ? COMPARE_EMPTY : COMPARE_IS;
    case OP_OTHER: return is_empty ? COMPARE_FILLED : COMPARE_IS_NOT;
    case OP_LESS: return COMPARE_LESS;
    case OP_AT_MOST: return COMPARE_AT_MOST;
    case OP_MORE: return COMPARE_MORE;
    case OP_AT_LEAST: return COMPARE_AT_LEAST;
    default: BUG("operation %d", operation);
    }
}

/* One comparison; a value that is empty is only asked for with = and !=, and only they can be turned round by not. */
static bool comparison_of(struct arena *arena, const struct expression *node, struct comparison *one) {
    bool is_not = node->kind == NODE_CALL && node->function == F_NOT;
    const struct expression *inner = is_not ? node->arguments[0] : node;
    if (!is_selected(inner) && !compares_name(inner)) return false;
    one->name = inner->arguments[0]->text;
    one->value = literal_text(arena, inner->arguments[1]);
    if (is_selected(inner)) return one->sign = is_not ? COMPARE_HAS_NOT : COMPARE_HAS, one->value.len > 0;
    if (inner->operation > OP_OTHER && (is_not || !one->value.len)) return false;
    enum operation operation = !is_not ? inner->operation : inner->operation == OP_EQUAL ? OP_OTHER : OP_EQUAL;
    one->sign = sign_of(operation, !one->value.len);
    return true;
}

static bool comparisons_add(struct arena *arena, const struct expression *node, enum operation joint, struct comparisons *list) {
    if (node->kind == NODE_BINARY && node->operation == joint) {
        return comparisons_add(arena, node->arguments[0], joint, list) && comparisons_add(arena, node->arguments[1], joint, list);
    }
    return list->count < COMPARISONS_MAX && comparison_of(arena, node, &list->at[list->count++]);
}

bool expression_comparisons(struct arena *arena, const struct expression *expression, struct comparisons *list) {
    *list = (struct comparisons){.is_any = expression->kind == NODE_BINARY && expression->operation == OP_OR};
    return comparisons_add(arena, expression, list->is_any ? OP_OR : OP_AND, list);
}

/* ---- values ---- */

static struct expression_value empty(void) {
    return (struct expression_value){.kind = EXPRESSION_EMPTY};
}

static struct expression_value number_value(int64_t number) {
    return (struct expression_value){.kind = EXPRESSION_NUMBER, .number = number};
}

static struct expression_value bool_value(bool flag) {
    return (struct expression_value){.kind = EXPRESSION_BOOL, .number = flag};
}

static struct expression_value text_value(struct slice text) {
    return text.len ? (struct expression_value){.kind = EXPRESSION_TEXT, .text = text} : empty();
}

struct expression_value expression_of_text(struct slice text) {
    bool is_negative = text.len > 1 && text.s[0] == '-';
    int64_t number;
    if (!number_read(is_negative ? slice_sub(text, 1, text.len) : text, &number)) return text_value(text);
    struct expression_value value = number_value(is_negative ? -number : number);
    value.text = text; /* a code that looks like a number is still a code */
    return value;
}

struct slice expression_text_of(struct arena *arena, struct expression_value value) {
    switch (value.kind) {
    case EXPRESSION_EMPTY: return S("");
    case EXPRESSION_TEXT: return value.text;
    case EXPRESSION_BOOL: return value.number ? S("true") : S("false");
    case EXPRESSION_NUMBER: break;
    }
    struct text text = TEXT_IN(arena);
    decimal_append(&text, value.number, PLACES);
    struct slice written = text_slice(&text);
    while (written.s[written.len - 1] == '0') written.len--;
    if (written.s[written.len - 1] == '.') written.len--;
    return written;
}

static bool is_true(struct expression_value value) {
    switch (value.kind) {
    case EXPRESSION_EMPTY: return false;
    case EXPRESSION_TEXT: return value.text.len > 0;
    case EXPRESSION_NUMBER:
    case EXPRESSION_BOOL: return value.number != 0;
    }
    BUG("kind %d", value.kind);
}

static bool as_number(struct expression_value value, int64_t *number) {
    if (value.kind == EXPRESSION_TEXT) value = expression_of_text(value.text);
    if (value.kind == EXPRESSION_BOOL) value = number_value(value.number * THOUSAND);
    *number = value.number;
    return value.kind == EXPRESSION_NUMBER;
}

/* ---- working out ---- */

static struct expression_value evaluate(struct arena *arena, const struct expression *node, const struct expression_scope *scope);

/* Overflow has no value. */
static struct expression_value calculate(enum operation operation, int64_t left, int64_t right) {
    int64_t result = 0;
    bool overflows = false;
    switch (operation) {
    case OP_PLUS: overflows = __builtin_add_overflow(left, right, &result); break;
    case OP_MINUS: overflows = __builtin_sub_overflow(left, right, &result); break;
    case OP_TIMES: overflows = __builtin_mul_overflow(left, right, &result), result /= THOUSAND; break;
    case OP_DIV: overflows = right == 0 || __builtin_mul_overflow(left, THOUSAND, &left), result = overflows ? 0 : left / right; break;
    case OP_MOD: overflows = right == 0 || right == -1, result = overflows ? 0 : left % right; break;
    default: BUG("operation %d", operation);
    }
    return overflows || result > NUMBER_MAX || result < -NUMBER_MAX ? empty() : number_value(result);
}

/* -1, 0, 1.  Numbers as numbers, everything else (days, codes) by its bytes. */
static int compare(struct arena *arena, struct expression_value left, struct expression_value right) {
    int64_t a, b;
    if (as_number(left, &a) && as_number(right, &b)) return (a > b) - (a < b);
    int order = slice_compare(expression_text_of(arena, left), expression_text_of(arena, right));
    return (order > 0) - (order < 0);
}

static bool compares(enum operation operation, int order) {
    switch (operation) {
    case OP_EQUAL: return order == 0;
    case OP_OTHER: return order != 0;
    case OP_LESS: return order < 0;
    case OP_AT_MOST: return order <= 0;
    case OP_MORE: return order > 0;
    case OP_AT_LEAST: return order >= 0;
    default: BUG("operation %d", operation);
    }
}

static struct expression_value evaluate_binary(struct arena *arena, const struct expression *node, const struct expression_scope *scope) {
    struct expression_value left = evaluate(arena, node->arguments[0], scope);
    if (node->operation == OP_OR && is_true(left)) return bool_value(true);
    if (node->operation == OP_AND && !is_true(left)) return bool_value(false);
    struct expression_value right = evaluate(arena, node->arguments[1], scope);
    if (node->operation <= OP_AND) return bool_value(is_true(right));
    if (node->operation <= OP_AT_LEAST) {
        bool is_unknown = node->operation > OP_OTHER && (left.kind == EXPRESSION_EMPTY || right.kind == EXPRESSION_EMPTY);
        return bool_value(!is_unknown && compares(node->operation, compare(arena, left, right)));
    }
    int64_t a, b;
    return as_number(left, &a) && as_number(right, &b) ? calculate(node->operation, a, b) : empty();
}

static size_t count_words(struct slice text) {
    size_t count = 0;
    struct slice part;
    while (slice_split(&text, ' ', &part)) count += part.len > 0;
    return count;
}

static bool has_word(struct slice text, struct slice word) {
    struct slice part;
    while (slice_split(&text, ' ', &part)) {
        if (part.len && slice_equal(part, word)) return true;
    }
    return false;
}

/* Half away from zero, as people round. */
static int64_t whole(int64_t number, bool rounds) {
    if (rounds) number += number < 0 ? -THOUSAND / 2 : THOUSAND / 2;
    return number / THOUSAND * THOUSAND;
}

static struct expression_value concat(struct arena *arena, const struct expression *node, const struct expression_scope *scope) {
    struct text text = TEXT_IN(arena);
    for (size_t i = 0; i < node->count; i++) text_append(&text, expression_text_of(arena, evaluate(arena, node->arguments[i], scope)));
    return text_value(text_slice(&text));
}

static struct expression_value evaluate_call(struct arena *arena, const struct expression *node, const struct expression_scope *scope) {
    struct expression_value first = empty(), second = empty();
    if (node->function == F_CONCAT) return concat(arena, node, scope);
    if (node->count > 0) first = evaluate(arena, node->arguments[0], scope);
    if (node->function == F_IF) return evaluate(arena, node->arguments[is_true(first) ? 1 : 2], scope);
    if (node->count > 1) second = evaluate(arena, node->arguments[1], scope);
    struct slice text = first.text.len ? first.text : expression_text_of(arena, first);
    int64_t number;
    switch (node->function) {
    case F_SELECTED: return bool_value(has_word(text, second.text.len ? second.text : expression_text_of(arena, second)));
    case F_COUNT_SELECTED: return number_value((int64_t)count_words(text) * THOUSAND);
    case F_NOT: return bool_value(!is_true(first));
    case F_TRUE: return bool_value(true);
    case F_FALSE: return bool_value(false);
    case F_COALESCE: return first.kind == EXPRESSION_EMPTY ? second : first;
    case F_LENGTH: return number_value((int64_t)slice_rune_count(text) * THOUSAND);
    case F_TODAY: return text_value(scope->today);
    case F_INT:
    case F_ROUND: return as_number(first, &number) ? number_value(whole(number, node->function == F_ROUND)) : empty();
    case F_NUMBER: return as_number(first, &number) ? number_value(number) : empty();
    case F_IF:
    case F_CONCAT:
    case FUNCTIONS: break;
    }
    BUG("function %d", node->function);
}

static struct expression_value evaluate(struct arena *arena, const struct expression *node, const struct expression_scope *scope) {
    int64_t number;
    switch (node->kind) {
    case NODE_NUMBER: return number_value(node->number);
    case NODE_TEXT: return text_value(node->text);
    case NODE_NAME: return scope->answer(scope->context, node->text);
    case NODE_OWN: return scope->own;
    case NODE_UNARY: return as_number(evaluate(arena, node->arguments[0], scope), &number) ? number_value(-number) : empty();
    case NODE_BINARY: return evaluate_binary(arena, node, scope);
    case NODE_CALL: return evaluate_call(arena, node, scope);
    }
    BUG("node %d", node->kind);
}

struct expression_value expression_value_of(struct arena *arena, const struct expression *expression, const struct expression_scope *scope) {
    return evaluate(arena, expression, scope);
}

bool expression_is_true(struct arena *arena, const struct expression *expression, const struct expression_scope *scope) {
    return is_true(evaluate(arena, expression, scope));
}
