/* SPDX-License-Identifier: Apache-2.0 */
/* Late, soon, open; and the periods of a fiscal year. */
#include "base/check.h"
#include "base/clock.h"
#include "domain/due/due.h"
#include "domain/due/series.h"

static int64_t day_of(int year, int month, int day) {
    return date_first_day((struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, DATE_DAY});
}

static void what_is_due_today_is_not_late_and_tomorrow_it_is(void **state) {
    (void)state;
    assert_int_equal(due_state_of(100, 14, 100), DUE_SOON);
    assert_int_equal(due_state_of(100, 14, 101), DUE_LATE);
    assert_int_equal(due_state_of(100, 14, 86), DUE_SOON);
    assert_int_equal(due_state_of(100, 14, 85), DUE_OPEN);
    assert_int_equal(due_state_of(100, 0, 99), DUE_OPEN);
    assert_int_equal(due_state_of(100, 0, 100), DUE_SOON);
}

/* The programme's year 2 quarter 2 is January to March 2017 (fiscal year from October). */
static void an_agreement_of_two_years_has_nine_quarters_of_which_two_are_cut(void **state) {
    struct series_period periods[40];
    (void)state;
    size_t count = series_periods(GRAIN_QUARTER, day_of(2016, 3, 1), day_of(2018, 2, 28), periods, 40);
    assert_int_equal(count, 9);
    assert_int_equal(periods[0].from, day_of(2016, 3, 1));
    assert_int_equal(periods[0].to, day_of(2016, 3, 31));
    assert_int_equal(periods[4].from, day_of(2017, 1, 1));
    assert_int_equal(periods[4].to, day_of(2017, 3, 31));
    assert_int_equal(periods[8].from, day_of(2018, 1, 1));
    assert_int_equal(periods[8].to, day_of(2018, 2, 28));
    count = series_periods(GRAIN_FISCAL_YEAR, day_of(2016, 3, 1), day_of(2018, 2, 28), periods, 40);
    assert_int_equal(count, 3);
    assert_int_equal(periods[1].from, day_of(2016, 10, 1));
    assert_int_equal(periods[1].to, day_of(2017, 9, 30));
    assert_int_equal(periods[1].period, 2017);
    count = series_periods(GRAIN_MONTH, day_of(2016, 3, 1), day_of(2018, 2, 28), periods, 40);
    assert_int_equal(count, 24);
    assert_int_equal(periods[23].to, day_of(2018, 2, 28));
    assert_int_equal(series_periods(GRAIN_MONTH, 10, 9, periods, 40), 0);
    assert_int_equal(series_periods(GRAIN_MONTH, 0, 40000, periods, 40), 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_due_today_is_not_late_and_tomorrow_it_is),
        cmocka_unit_test(an_agreement_of_two_years_has_nine_quarters_of_which_two_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
