/* SPDX-License-Identifier: Apache-2.0 */
/* The quarters of a plan are its years, whatever the figures; a difference is judged by what is good. */
#include "base/check.h"
#include "domain/savings/plan_track.h"
#include "domain/savings/savings_test_random.h"

static int64_t day_of(const char *text) {
    struct date date;
    assert_true(date_parse_iso(slice_of(text), &date));
    return date_first_day(date);
}

static void a_quarter_begins_and_ends_with_its_months(void **state) {
    static const struct {
        const char *first, *last;
        int64_t year, part;
    } examples[] = {{"2016-01-01", "2016-03-31", 2016, 0},
                    {"2016-04-01", "2016-06-30", 2016, 1},
                    {"2017-07-01", "2017-09-30", 2017, 2},
                    {"2017-10-01", "2017-12-31", 2017, 3}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        int64_t quarter = quarter_of_year(examples[i].year, examples[i].part);
        assert_int_equal(quarter_first_day(quarter), day_of(examples[i].first));
        assert_int_equal(quarter_last_day(quarter), day_of(examples[i].last));
        assert_int_equal(quarter_of_day(day_of(examples[i].first)), quarter);
        assert_int_equal(quarter_of_day(day_of(examples[i].last)), quarter);
    }
}

static void a_quarter_is_read_as_it_is_written(void **state) {
    static const char *const bad[] = {"2017-Q0", "2017-Q5",  "2017Q", "2017-1", "2017 Q1",
                                      "17-Q1",   "2017-Q11", "",      "-017Q1"};
    int64_t quarter;
    (void)state;
    assert_true(quarter_parse(S("2017-Q1"), &quarter));
    assert_int_equal(quarter, quarter_of_year(2017, 0));
    assert_true(quarter_parse(S("2016Q4"), &quarter));
    assert_int_equal(quarter, quarter_of_year(2016, 3));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_false(quarter_parse(slice_of(bad[i]), &quarter));
    }
}

static void what_stands_walks_to_the_end_of_the_year(void **state) {
    static const int64_t path[] = {1250000, 1500000, 1750000, 2000000};
    (void)state;
    for (int part = 0; part < 4; part++) {
        assert_int_equal(plan_quarter(AIM_SAVINGS, 1000000, 2000000, part), path[part]);
    }
    assert_int_equal(plan_quarter(AIM_MEMBERS, 30, 22, 1), 26); /* a plan may also shrink */
}

static void four_quarters_are_the_year_to_the_last_riel(void **state) {
    (void)state;
    struct test_random random = {7};
    for (int i = 0; i < 10000; i++) {
        int64_t before = random_between(&random, 0, 1000000000000), sum = 0,
                year = random_between(&random, 0, 1000000000000);
        for (int part = 0; part < 4; part++) {
            int64_t flow = plan_quarter(AIM_INTEREST, 0, year, part);
            assert_true(flow >= year / 4 && flow <= year / 4 + 1);
            sum += flow;
        }
        assert_int_equal(sum, year);
        assert_int_equal(plan_quarter(AIM_LOANS, before, year, 3), year);
    }
}

static void a_difference_is_better_or_worse_by_what_it_is_of(void **state) {
    static const struct {
        enum aim figure;
        int64_t planned, actual, ppm;
        enum plan_side side;
    } examples[] = {
        {AIM_SAVINGS, 1000, 1100, 100000, PLAN_BETTER},    {AIM_SAVINGS, 1000, 900, -100000, PLAN_WORSE},
        {AIM_SAVINGS, 1000, 1049, 49000, PLAN_AS_PLANNED}, {AIM_SAVINGS, 1000, 951, -49000, PLAN_AS_PLANNED},
        {AIM_COSTS, 1000, 1100, 100000, PLAN_WORSE},       {AIM_LOSSES, 1000, 0, -1000000, PLAN_BETTER}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        struct plan_gap gap = plan_gap_of(examples[i].figure, examples[i].planned, examples[i].actual);
        assert_int_equal(gap.by, examples[i].actual - examples[i].planned);
        assert_true(gap.has_ppm);
        assert_int_equal(gap.ppm, examples[i].ppm);
        assert_int_equal(gap.side, examples[i].side);
    }
}

static void a_difference_from_nothing_has_no_percent(void **state) {
    (void)state;
    struct plan_gap lost = plan_gap_of(AIM_LOSSES, 0, 500), same = plan_gap_of(AIM_LOSSES, 0, 0);
    assert_false(lost.has_ppm);
    assert_int_equal(lost.side, PLAN_WORSE);
    assert_int_equal(same.side, PLAN_AS_PLANNED);
}

static void another_scenario_leaves_the_costs(void **state) {
    struct plan_figures expected = {{30, 1000000, 800000, 15000, 50001, 160000, 1000, 60000, 20000, 70000}},
                        careful, huge = {{INT64_MAX / 2}};
    (void)state;
    assert_true(plan_scale(&expected, 80, &careful));
    static const int64_t wanted[AIMS] = {24, 800000, 640000, 12000, 40001, 128000, 800, 60000, 20000, 56000};
    for (int i = 0; i < AIMS; i++) {
        assert_int_equal(careful.of[i], wanted[i]);
    }
    assert_int_equal(plan_result(&expected), 81000);
    assert_int_equal(plan_result(&careful), 48800);
    assert_false(plan_scale(&huge, 250, &careful));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quarter_begins_and_ends_with_its_months),
        cmocka_unit_test(a_quarter_is_read_as_it_is_written),
        cmocka_unit_test(what_stands_walks_to_the_end_of_the_year),
        cmocka_unit_test(four_quarters_are_the_year_to_the_last_riel),
        cmocka_unit_test(a_difference_is_better_or_worse_by_what_it_is_of),
        cmocka_unit_test(a_difference_from_nothing_has_no_percent),
        cmocka_unit_test(another_scenario_leaves_the_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
