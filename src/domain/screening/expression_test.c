/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions as they stand in forms: the examples of xlsform.org and what forms of screening ask. */
#include "base/check.h"
#include "base/log.h"
#include "domain/screening/expression.h"

static struct arena *arena;

/* age=16, name='Sok', found="work debt", money=2.5; the rest is not answered. */
static struct expression_value answer(void *context, struct slice name) {
    (void)context;
    if (slice_equal(name, S("age"))) return expression_of_text(S("16"));
    if (slice_equal(name, S("name"))) return expression_of_text(S("Sok"));
    if (slice_equal(name, S("found"))) return expression_of_text(S("work debt"));
    if (slice_equal(name, S("money"))) return expression_of_text(S("2.5"));
    if (slice_equal(name, S("code"))) return expression_of_text(S("007"));
    if (slice_equal(name, S("born"))) return expression_of_text(S("2004-05-12"));
    return expression_of_text(S(""));
}

static const char *worth(const char *text) {
    struct refusal refusal = REFUSAL_IN(arena);
    const struct expression_scope scope = {.answer = answer, .own = expression_of_text(S("130")), .today = S("2016-05-10")};
    const struct expression *expression = expression_parse(arena, slice_of(text), S("relevant"), &refusal);
    if (!expression) return refusal.first->message;
    return arena_cstr(arena, expression_text_of(arena, expression_value_of(arena, expression, &scope)));
}

static void numbers_are_worked_out_in_thousandths(void **state) {
    (void)state;
    assert_string_equal(worth("1 + 2 * 3"), "7");
    assert_string_equal(worth("(1 + 2) * 3 - -1"), "10");
    assert_string_equal(worth("7 div 2"), "3.5");
    assert_string_equal(worth("7 mod 4"), "3");
    assert_string_equal(worth("${money} * 2"), "5");
    assert_string_equal(worth("round(2.5)"), "3");
    assert_string_equal(worth("int(-2.5)"), "-2");
    assert_string_equal(worth("number('12') + 0.125"), "12.125");
    assert_string_equal(worth("1 div 0"), "");
    assert_string_equal(worth("999999999999 * 999999999999"), "");
}

static void words_and_choices_are_compared(void **state) {
    (void)state;
    assert_string_equal(worth("${name} = 'Sok'"), "true");
    assert_string_equal(worth("selected(${found}, 'debt')"), "true");
    assert_string_equal(worth("selected(${found}, 'deb')"), "false");
    assert_string_equal(worth("count-selected(${found})"), "2");
    assert_string_equal(worth("selected(${code}, '007')"), "true");
    assert_string_equal(worth("string-length('ចំណង')"), "4");
    assert_string_equal(worth("concat(${name}, ' ', ${age})"), "Sok 16");
    assert_string_equal(worth("${born} < '2004-06-01'"), "true");
    assert_string_equal(worth("${born} >= today()"), "false");
}

static void what_is_not_answered_is_empty_and_not_true(void **state) {
    (void)state;
    assert_string_equal(worth("${nobody} = ''"), "true");
    assert_string_equal(worth("not(${nobody})"), "true");
    assert_string_equal(worth("${nobody} < 18"), "false");
    assert_string_equal(worth("${nobody} + 1"), "");
    assert_string_equal(worth("coalesce(${nobody}, 'said nothing')"), "said nothing");
    assert_string_equal(worth("if(${nobody}, 1, 2)"), "2");
}

static void and_binds_closer_than_or(void **state) {
    (void)state;
    assert_string_equal(worth("${age} < 18 or ${age} > 60 and false()"), "true");
    assert_string_equal(worth("(${age} < 18 or ${age} > 60) and false()"), "false");
    assert_string_equal(worth(". >= 0 and . <= 120"), "false");
    assert_string_equal(worth("not(${age} >= 18) and selected(${found}, 'work')"), "true");
}

static void what_cannot_be_read_says_why(void **state) {
    (void)state;
    assert_string_equal(worth("1 +"), "The expression cannot be read at sign {2}.");
    assert_string_equal(worth("${age"), "A name of the expression is not closed: write ${name}.");
    assert_string_equal(worth("'open"), "A quotation mark of the expression is not closed.");
    assert_string_equal(worth("(1"), "A bracket of the expression is not closed.");
    assert_string_equal(worth("pulldata('x')"), "“{1}” is no function that expressions know.");
    assert_string_equal(worth("selected(1)"), "“{1}” is given too few or too many values.");
    assert_string_equal(worth("1.2.3"), "“{1}” is not a number that an expression can use.");
    assert_string_equal(worth("1 2"), "The expression cannot be read at sign {2}.");
    assert_string_equal(worth("((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))"), "The expression is nested too deeply.");
}

static void count(void *context, struct slice name) {
    (void)name;
    ++*(int *)context;
}

static void the_names_it_asks_for_are_told(void **state) {
    (void)state;
    struct refusal refusal = REFUSAL_IN(arena);
    int names = 0;
    expression_names(expression_parse(arena, S("if(${a} = 1, ${b}, not(${c}))"), S("relevant"), &refusal), count, &names);
    assert_int_equal(names, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_worked_out_in_thousandths), cmocka_unit_test(words_and_choices_are_compared),
        cmocka_unit_test(what_is_not_answered_is_empty_and_not_true), cmocka_unit_test(and_binds_closer_than_or),
        cmocka_unit_test(what_cannot_be_read_says_why), cmocka_unit_test(the_names_it_asks_for_are_told),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
