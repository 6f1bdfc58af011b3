/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions of forms, as XLSForm writes them (https://xlsform.org/en/#operators, a part of XPath 1.0): when a question is asked,
 * what an answer must fulfil, what is worked out.
 *
 *     ${age} < 18 and not(selected(${alone}, 'no'))        . >= 0 and . <= 120        if(${a} = 'yes', 2, 0) + 1
 *
 * Pure functions over texts.  A number is kept in thousandths (whole numbers and three places), so that nothing is computed in
 * floating point.  What is not answered is empty: it equals '' and is not true; a sum with it is empty.  Days are texts
 * YYYY-MM-DD and compare as days.
 */
#ifndef MLUP_DOMAIN_EXPRESSION_H
#define MLUP_DOMAIN_EXPRESSION_H

#include "base/refusal.h"

enum expression_kind { EXPRESSION_EMPTY, EXPRESSION_NUMBER, EXPRESSION_TEXT, EXPRESSION_BOOL };

struct expression_value {
    enum expression_kind kind;
    int64_t number;    /* EXPRESSION_NUMBER: thousandths; EXPRESSION_BOOL: 0 or 1 */
    struct slice text; /* EXPRESSION_TEXT; choices of several are separated by blanks */
};

/* What is behind a name, and behind `.`; outside questions. */
struct expression_scope {
    void *context;
    struct expression_value (*answer)(void *context, struct slice name);
    struct expression_value own; /* `.`: the answer that a constraint is about */
    struct slice today;          /* YYYY-MM-DD */
};

struct expression; /* lives in the arena it was read into, and borrows the text */

/* NULL after a refusal of `field` that names the place.  An empty text is no expression: the caller asks before. */
const struct expression *expression_parse(struct arena *arena, struct slice text, struct slice field, struct refusal *refusal);
/* Calls `found` for every name that the expression asks for. */
void expression_names(const struct expression *expression, void (*found)(void *context, struct slice name), void *context);
struct expression_value expression_value_of(struct arena *arena, const struct expression *expression,
                                            const struct expression_scope *scope);
/* The same as yes or no: empty, 0, '' and false() are no. */
bool expression_is_true(struct arena *arena, const struct expression *expression, const struct expression_scope *scope);

/* ---- simple conditions: comparisons of answers, all of which must hold, or any ---- */

enum comparison_sign {
    COMPARE_IS,
    COMPARE_IS_NOT,
    COMPARE_LESS,
    COMPARE_AT_MOST,
    COMPARE_MORE,
    COMPARE_AT_LEAST,
    COMPARE_HAS,     /* one of several answers: selected(${a}, 'x') */
    COMPARE_HAS_NOT,
    COMPARE_FILLED,  /* something was answered; takes no value */
    COMPARE_EMPTY,
    COMPARISON_SIGNS
};

struct comparison {
    struct slice name;
    enum comparison_sign sign;
    struct slice value;
};

enum { COMPARISONS_MAX = 8 };

struct comparisons {
    struct comparison at[COMPARISONS_MAX];
    size_t count;
    bool is_any; /* one is enough */
};

/* False when the expression says more than a list of comparisons can. */
bool expression_comparisons(struct arena *arena, const struct expression *expression, struct comparisons *list);
bool comparisons_equal(const struct comparisons *a, const struct comparisons *b);
/* The expression that says so; empty after a refusal of `field` (a value with both kinds of quotation marks). */
struct slice comparisons_write(struct arena *arena, const struct comparisons *list, struct slice field, struct refusal *refusal);
bool comparison_takes_value(enum comparison_sign sign);
/* The expression with another name for a question; the same text when it does not ask for it. */
struct slice expression_rename(struct arena *arena, struct slice text, struct slice from, struct slice to);

/* An answer as it was typed, as a value: a number when it looks like one. */
struct expression_value expression_of_text(struct slice text);
/* As a text that can be shown and stored: 2.5, yes or no as true or false. */
struct slice expression_text_of(struct arena *arena, struct expression_value value);

#endif
