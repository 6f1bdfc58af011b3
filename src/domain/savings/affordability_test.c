/* SPDX-License-Identifier: Apache-2.0 */
/* What a household can carry, and what a loan really costs, by published examples. */
#include <math.h>

#include "base/check.h"
#include "domain/savings/affordability.h"
#include "domain/savings/savings_test_random.h"

/* ---- the yearly rate ---- */

static int64_t rate_of(const struct money_flow *out, size_t out_count, const struct money_flow *back,
                       size_t back_count) {
    int64_t rate;
    assert_true(yearly_rate(out, out_count, back, back_count, &rate));
    return rate;
}

/* Directive 98/7/EC, annex III: 1,000 ecu for 1,200 a year and a half later are 12.96 %; with 50 of
 * costs 16.9 %; for twice 600 after one and two years 13.07 %; for 272, 272 and 544 after three, six and
 * twelve months 13.2 %. */
static void the_yearly_rate_is_that_of_the_directives_examples(void **state) {
    int64_t start = test_day(1994, 1, 1);
    const struct money_flow thousand = {start, 100000}, less = {start, 95000},
                            later = {test_day(1995, 7, 1), 120000},
                            twice[] = {{test_day(1995, 1, 1), 60000}, {test_day(1996, 1, 1), 60000}},
                            thrice[] = {{test_day(1994, 4, 1), 27200},
                                        {test_day(1994, 7, 1), 27200},
                                        {test_day(1995, 1, 1), 54400}};
    (void)state;
    assert_int_equal(rate_of(&thousand, 1, &later, 1) / 100, 1296);
    assert_int_equal(rate_of(&less, 1, &later, 1) / 1000, 169);
    assert_int_equal(rate_of(&thousand, 1, twice, 2) / 100, 1306); /* 13.066 % */
    assert_int_equal((rate_of(&thousand, 1, thrice, 3) + 500) / 1000, 132);
}

static void a_rate_that_is_none_is_not_known(void **state) {
    const struct money_flow out = {0, 1000}, less = {365, 999}, same = {365, 1000}, usury = {1, 10000};
    int64_t rate;
    (void)state;
    assert_false(yearly_rate(&out, 1, &less, 1, &rate));
    assert_false(yearly_rate(&out, 1, &usury, 1, &rate));
    assert_false(yearly_rate(&out, 1, &usury, 0, &rate));
    assert_false(yearly_rate(&out, 0, &usury, 1, &rate));
    assert_int_equal(rate_of(&out, 1, &same, 1), 0);
}

/* By the defining equation, in long double. */
static long double rate_searched(const struct money_flow *out, const struct money_flow *back, size_t count) {
    long double low = 0, high = 100;
    for (int i = 0; i < 200; i++) {
        long double rate = (low + high) / 2, sum = -(long double)out->amount;
        for (size_t k = 0; k < count; k++)
            sum += (long double)back[k].amount * powl(1 + rate, -(long double)(back[k].day - out->day) / 365);
        if (sum > 0)
            low = rate;
        else
            high = rate;
    }
    return low * 1e6L;
}

static void the_rate_is_right_to_a_millionth_whatever_is_paid_back(void **state) {
    struct test_random random = {5150};
    struct money_flow out, back[60];
    (void)state;
    for (int i = 0; i < 300; i++) {
        size_t count = (size_t)random_between(&random, 1, 60);
        int64_t day = random_between(&random, 0, 20000), sum = 0, rate;
        out = (struct money_flow){day, 0};
        for (size_t k = 0; k < count; k++) {
            day += random_between(&random, 1, 180);
            back[k] = (struct money_flow){day, random_between(&random, 1, i % 2 ? 100000 : 1000000000000)};
            sum += back[k].amount;
        }
        out.amount = random_between(&random, sum / 3 + 1, sum);
        if (!yearly_rate(&out, 1, back, count, &rate)) {
            assert_true(rate_searched(&out, back, count) > 99e6L);
            continue;
        }
        assert_true(fabsl((long double)rate - rate_searched(&out, back, count)) <= 1.01L);
    }
}

/* CGAP Occasional Paper 1: 1,000 over four months at 3 % a month, declining, is 3 % a month: 42.6 % a year
 * (by days of January to May a little less or more); the same 3 % flat is 4.7 % a month. */
static void flat_interest_costs_more_than_it_says(void **state) {
    struct arena *arena = arena_new();
    struct loan_disbursement paid_out = {test_day(2015, 1, 1), 100000};
    struct loan_terms terms = {.disbursements = &paid_out,
                               .disbursement_count = 1,
                               .rate_ppm = 30000,
                               .rate_period = LOAN_RATE_MONTHLY,
                               .method = LOAN_EQUAL_INSTALMENT,
                               .frequency = LOAN_MONTHLY,
                               .count = 4,
                               .multiple = 1,
                               .first_due_day = test_day(2015, 2, 1)};
    struct loan_schedule schedule;
    (void)state;
    assert_int_equal(loan_schedule_make(arena, &terms, &schedule), LOAN_OK);
    struct loan_cost cost = loan_cost_of(&terms, &schedule);
    assert_int_equal(cost.total, 107611); /* 4 × 269.03 */
    assert_int_equal(cost.cost, 7611);
    assert_true(cost.is_rate_known);
    assert_in_range(cost.yearly_rate_ppm, 425000, 437000);
    terms.method = LOAN_FLAT;
    assert_int_equal(loan_schedule_make(arena, &terms, &schedule), LOAN_OK);
    cost = loan_cost_of(&terms, &schedule);
    assert_int_equal(cost.total, 112000);
    assert_in_range(cost.yearly_rate_ppm, 730000, 760000); /* 1.047¹² = 1.735 */
    arena_free(arena);
}

/* ---- the household ---- */

/* A year in three seasons: harvest in the last. */
static void seasons(struct household_period *periods) {
    periods[0] =
        (struct household_period){test_day(2016, 1, 1), test_day(2016, 5, 31), 1000000, 700000, 50000, 0};
    periods[1] =
        (struct household_period){test_day(2016, 6, 1), test_day(2016, 10, 31), 600000, 650000, 50000, 0};
    periods[2] =
        (struct household_period){test_day(2016, 11, 1), test_day(2016, 12, 31), 2000000, 500000, 0, 0};
}

static void a_household_is_asked_for_its_free_income_of_the_same_time(void **state) {
    struct household_period periods[3];
    struct affordability result;
    struct loan_row rows[] = {
        {.due_day = test_day(2016, 5, 31), .principal = 100000, .interest = 20000},
        {.due_day = test_day(2016, 10, 31), .principal = 100000, .interest = 10000, .fee = 5000},
        {.due_day = test_day(2017, 1, 1), .principal = 7}};
    struct loan_schedule schedule = {.rows = rows, .count = 3};
    (void)state;
    seasons(periods);
    assert_true(affordability_make(periods, 3, &schedule, &debt_limits_default, &result));
    assert_int_equal(result.free_income, 1750000);
    assert_int_equal(result.debts, 100000);
    assert_int_equal(result.instalments, 235000);
    assert_int_equal(periods[1].instalments, 115000);
    assert_int_equal(result.instalments_outside, 7);
    assert_int_equal(result.share.numerator, 335000);
    assert_int_equal(result.share_ppm, 191429); /* 19.14285… %, up */
    assert_int_equal(result.level, DEBT_SOUND);
    assert_int_equal(result.short_periods, 1);
    assert_int_equal(result.lowest, 1); /* 130,000 are left, then 215,000 too little */
    assert_int_equal(result.lowest_cash, 130000 - 215000);
    assert_true(affordability_make(periods, 3, NULL, &debt_limits_default, &result));
    assert_int_equal(result.instalments, 0);
    periods[1].income = 900000; /* never short: least is left after the first season */
    assert_true(affordability_make(periods, 3, NULL, &debt_limits_default, &result));
    assert_int_equal(result.lowest, 0);
    assert_int_equal(result.lowest_cash, 250000);
    periods[1].income = 600000;
    assert_true(affordability_make(periods, 3, NULL, &debt_limits_default, &result));
    assert_int_equal(result.share.numerator, 100000);
}

static void debts_are_too_much_above_the_free_income_and_the_group_sets_its_limits(void **state) {
    static const struct {
        int64_t debts;
        enum debt_level level;
    } examples[] = {{0, DEBT_SOUND},         {500000, DEBT_SOUND},   {500001, DEBT_WATCH},
                    {750000, DEBT_WATCH},    {750001, DEBT_AT_RISK}, {1000000, DEBT_AT_RISK},
                    {1000001, DEBT_TOO_MUCH}};
    const struct debt_limits strict = {100000, 200000, 300000};
    struct affordability result;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        struct household_period month = {0, 30, 1500000, 500000, examples[i].debts, 0};
        assert_true(affordability_make(&month, 1, NULL, &debt_limits_default, &result));
        assert_int_equal(result.level, examples[i].level);
        assert_true(debt_level_label(result.level)[0] != 0);
    }
    assert_int_equal(debt_level_of(250000, &strict), DEBT_AT_RISK);
}

static void without_figures_nothing_is_known_and_without_free_income_any_debt_is_too_much(void **state) {
    struct affordability result;
    struct household_period month = {0, 30, 0, 0, 0, 0};
    (void)state;
    assert_true(affordability_make(NULL, 0, NULL, &debt_limits_default, &result));
    assert_int_equal(result.level, DEBT_NOT_KNOWN);
    assert_true(affordability_make(&month, 1, NULL, &debt_limits_default, &result));
    assert_int_equal(result.level, DEBT_NOT_KNOWN);
    month.expenses = 100;
    month.debts = 1;
    assert_true(affordability_make(&month, 1, NULL, &debt_limits_default, &result));
    assert_int_equal(result.level, DEBT_TOO_MUCH);
    assert_int_equal(result.share.denominator, 0);
    month.income = -1;
    assert_false(affordability_make(&month, 1, NULL, &debt_limits_default, &result));
    struct household_period crossed[] = {{0, 30, 1, 1, 1, 0}, {30, 60, 1, 1, 1, 0}};
    assert_false(affordability_make(crossed, 2, NULL, &debt_limits_default, &result));
    struct household_period huge[] = {{0, 29, INT64_MAX, 0, 0, 0}, {30, 60, 1, 1, 1, 0}};
    assert_false(affordability_make(huge, 2, NULL, &debt_limits_default, &result));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_yearly_rate_is_that_of_the_directives_examples),
        cmocka_unit_test(a_rate_that_is_none_is_not_known),
        cmocka_unit_test(the_rate_is_right_to_a_millionth_whatever_is_paid_back),
        cmocka_unit_test(flat_interest_costs_more_than_it_says),
        cmocka_unit_test(a_household_is_asked_for_its_free_income_of_the_same_time),
        cmocka_unit_test(debts_are_too_much_above_the_free_income_and_the_group_sets_its_limits),
        cmocka_unit_test(without_figures_nothing_is_known_and_without_free_income_any_debt_is_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
