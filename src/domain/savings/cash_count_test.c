/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "domain/savings/cash_count.h"

static int64_t sum_of(const char *text) {
    struct cash_count counted;
    return cash_count_parse(slice_of(text), &counted) ? counted.sum : -1;
}

static void notes_and_coins_are_added_up(void **state) {
    (void)state;
    assert_int_equal(sum_of("50000x3 10000x12"), 270000);
    assert_int_equal(sum_of(" 50000×3,\n10000*2 ; 100X0"), 170000);
    assert_int_equal(sum_of("100x1"), 100);
}

static void what_is_no_count_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        " ",
                                        "50000",
                                        "x3",
                                        "50000x",
                                        "50000 x3",
                                        "0x3",
                                        "-100x3",
                                        "100x-3",
                                        "100x3y",
                                        "1.000x3",
                                        "100x3x2",
                                        "nothing",
                                        "100x99999999999999999999",
                                        "9000000000000000000x2",
                                        "9000000000000000000x1 9000000000000000000x1"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (sum_of(texts[i]) != -1) fail_msg("%s", texts[i]);
    }
}

static void more_kinds_than_there_are_notes_are_refused(void **state) {
    (void)state;
    char text[(LIMIT_CASH_COUNT_PARTS + 1) * 4 + 1];
    for (size_t i = 0; i <= LIMIT_CASH_COUNT_PARTS; i++) {
        memcpy(text + i * 4, "1x1 ", 5);
    }
    assert_int_equal(sum_of(text), -1);
    text[LIMIT_CASH_COUNT_PARTS * 4] = 0;
    assert_int_equal(sum_of(text), LIMIT_CASH_COUNT_PARTS);
}

/* What nobody can have in hand was typed wrongly. */
static void values_that_are_no_money_are_found(void **state) {
    struct cash_count counted;
    (void)state;
    assert_true(cash_count_parse(S("200000x1 50x2 30000x1"), &counted));
    assert_int_equal(cash_count_unknown(&counted, false), 0);
    assert_true(cash_count_parse(S("50000x1 700x1"), &counted));
    assert_int_equal(cash_count_unknown(&counted, false), 700);
    assert_true(cash_count_parse(S("10000x1 200x1 25x3"), &counted));
    assert_int_equal(cash_count_unknown(&counted, true), 0);
    assert_true(cash_count_parse(S("20000x1"), &counted)); /* two hundred dollars */
    assert_int_equal(cash_count_unknown(&counted, true), 20000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_that_are_no_money_are_found),
        cmocka_unit_test(notes_and_coins_are_added_up),
        cmocka_unit_test(what_is_no_count_is_refused),
        cmocka_unit_test(more_kinds_than_there_are_notes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
