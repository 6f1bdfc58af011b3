/* SPDX-License-Identifier: Apache-2.0 */
/* Every indicator by a worked example; what is not known is never a number. */
#include "base/check.h"
#include "domain/savings/group_ratio.h"
#include "domain/savings/savings_test_random.h"

/* A group of 24 that began with 25: two left, one came. */
static struct group_figures example(void) {
    return (struct group_figures){.members = 24,
                                  .members_start = 25,
                                  .dropouts = 2,
                                  .registered = 96,
                                  .present = 84,
                                  .represented = 6,
                                  .meetings_planned = 40,
                                  .meetings_held = 38,
                                  .boxes_counted = 38,
                                  .boxes_right = 37,
                                  .savings = 4800000,
                                  .loans_made = 30,
                                  .lent = 9000000,
                                  .borrowers = 12,
                                  .borrowers_ever = 21,
                                  .outstanding = 3600000,
                                  .outstanding_average = 3000000,
                                  .outstanding_late_30 = 180000,
                                  .loans_written_off = 1,
                                  .written_off = 60000,
                                  .cash = 1200000,
                                  .bank = 1200000,
                                  .property = 100000,
                                  .social_fund = 240000,
                                  .debts = 100000,
                                  .loss_reserve = 90000,
                                  .assets_average = 5000000,
                                  .income = 900000,
                                  .financing = 50000,
                                  .provision = 50000,
                                  .expenses = 300000,
                                  .weeks = 26,
                                  .officers = 2,
                                  .groups = 30,
                                  .people_assisted = 600,
                                  .programme_cost = 12000000,
                                  .has_bylaws = FACT_YES,
                                  .has_elections = FACT_YES,
                                  .has_three_keys = FACT_NO,
                                  .keeps_own_books = FACT_YES,
                                  .has_current_books = FACT_YES,
                                  .has_computer_books = FACT_YES,
                                  .has_business_plan = FACT_YES,
                                  .has_social_fund = FACT_YES,
                                  .has_goods_bank = FACT_NOT_KNOWN};
}

static void every_indicator_is_its_formula(void **state) {
    static const struct {
        enum group_ratio ratio;
        int64_t value;
    } expected[] = {
        {RATIO_ATTENDANCE, 875000},        /* 84 ÷ 96 */
        {RATIO_REPRESENTED, 62500},        /* 6 ÷ 96 */
        {RATIO_MEETINGS_HELD, 950000},     /* 38 ÷ 40 */
        {RATIO_RETENTION, 923077},         /* 24 ÷ 26 */
        {RATIO_DROPOUT, 76923},            /* 2 ÷ 26 */
        {RATIO_GROWTH, -40000},            /* −1 ÷ 25 */
        {RATIO_SAVINGS, 200000},           /* 4,800,000 ÷ 24 */
        {RATIO_LOAN, 300000},              /* 9,000,000 ÷ 30 */
        {RATIO_BORROWERS, 500000},         /* 12 ÷ 24 */
        {RATIO_BORROWERS_EVER, 875000},    /* 21 ÷ 24 */
        {RATIO_ASSETS, 6340000},           /* 1.2 + 3.6 + 0.24 + 1.2 + 0.1 million */
        {RATIO_UTILISATION, 600000},       /* 3.6 ÷ 6.0 */
        {RATIO_RETURN_ON_SAVINGS, 250000}, /* (6.34 − 0.1 − 0.24 − 4.8) ÷ 4.8 = 1.2 ÷ 4.8 */
        {RATIO_RETURN_ON_ASSETS, 200000},  /* 0.5 ÷ 5.0 × 52 ÷ 26 */
        {RATIO_PAR30, 50000},              /* 0.18 ÷ 3.6 */
        {RATIO_LOANS_WRITTEN_OFF, 33333},  /* 1 ÷ 30 */
        {RATIO_LOSS, 20000},               /* 0.06 ÷ 3.0 */
        {RATIO_OSS, 2250000},              /* 0.9 ÷ 0.4 */
        {RATIO_RISK_COVER, 500000},        /* 0.09 ÷ 0.18 */
        {RATIO_EQUITY, 227129},            /* 1.44 ÷ 6.34 */
        {RATIO_PORTFOLIO, 567823},         /* 3.6 ÷ 6.34 */
        {RATIO_SOCIAL_FUND, 10000},        /* 240,000 ÷ 24 */
        {RATIO_BOX, 973684},               /* 37 ÷ 38 */
        {RATIO_GROUPS_PER_OFFICER, 15000000},
        {RATIO_MEMBERS_PER_OFFICER, 12000000},
        {RATIO_COST_PER_MEMBER, 20000},
        {RATIO_BYLAWS, 1000000},
        {RATIO_ELECTIONS, 1000000},
        {RATIO_KEYS, 0},
        {RATIO_OWN_BOOKS, 1000000},
        {RATIO_CURRENT_BOOKS, 1000000},
        {RATIO_COMPUTER_BOOKS, 1000000},
        {RATIO_BUSINESS_PLAN, 1000000},
        {RATIO_HAS_SOCIAL_FUND, 1000000},
    };
    struct group_figures figures = example();
    (void)state;
    assert_int_equal(ARRAY_LEN(expected), GROUP_RATIOS - 1);
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        struct ratio_value value = group_ratio_of(expected[i].ratio, &figures);
        assert_true(value.is_known);
        assert_int_equal(value.value, expected[i].value);
    }
    assert_false(group_ratio_of(RATIO_GOODS_BANK, &figures).is_known);
}

static void every_indicator_has_a_code_words_and_a_source(void **state) {
    (void)state;
    for (enum group_ratio ratio = 0; ratio < GROUP_RATIOS; ratio++) {
        const struct ratio_row *row = &group_ratio_rows[ratio];
        assert_true(row->code && row->label && row->formula && row->source && row->numerator &&
                    row->denominator);
        for (enum group_ratio other = 0; other < ratio; other++)
            assert_false(slice_equal(slice_of(row->code), slice_of(group_ratio_rows[other].code)));
    }
}

static void a_part_of_nothing_is_not_known(void **state) {
    struct group_figures nothing = {.members = 0},
                         huge = {.cash = INT64_MAX, .bank = INT64_MAX, .income = INT64_MAX, .financing = 1};
    (void)state;
    for (enum group_ratio ratio = 0; ratio < GROUP_RATIOS; ratio++) {
        if (ratio != RATIO_ASSETS) assert_false(group_ratio_of(ratio, &nothing).is_known);
    }
    assert_int_equal(group_ratio_of(RATIO_ASSETS, &nothing).value, 0);
    assert_false(group_ratio_of(RATIO_ASSETS, &huge).is_known);
    assert_false(group_ratio_of(RATIO_OSS, &huge).is_known);
}

static void a_grade_has_a_hundred_points(void **state) {
    struct group_figures figures = example();
    struct group_grade grade;
    (void)state;
    figures.has_goods_bank = FACT_YES;
    group_grade_make(&figures, &grade_rules_default, &grade);
    assert_int_equal(grade.total.denominator, 10000);
    int64_t most = 0;
    for (enum grade_area area = 0; area < GRADE_AREAS; area++) {
        most += grade.most_hundredths[area];
        assert_true(grade_area_label(area)[0] != 0);
    }
    assert_int_equal(most, 10000);
    /* 5 + 4 + 5 + 6 × (87.5 − 60) ÷ 30 = 19.5 */
    assert_int_equal(grade.points_hundredths[AREA_GOVERNANCE], 1950);
    /* 5 × (92.3077 − 70) ÷ 25 = 4.46; 5 × (60 − 30) ÷ 40 = 3.75; 5 */
    assert_int_equal(grade.points_hundredths[AREA_RESOURCE], 446 + 375 + 500);
    /* 10 at 5 %; 5 × (10 − 2) ÷ 9 = 4.44; 5 × (10 − 3.3333) ÷ 9 = 3.70 */
    assert_int_equal(grade.points_hundredths[AREA_ASSETS], 1000 + 444 + 370);
    /* 6 × (97.3684 − 80) ÷ 20 = 5.21; no third key */
    assert_int_equal(grade.points_hundredths[AREA_DESIGN], 521 + 400 + 400 + 300);
    assert_int_equal(grade.points_hundredths[AREA_EFFICIENCY], 1500);
    assert_int_equal(grade.points_hundredths[AREA_SERVICES], 1000);
    assert_int_equal(grade.grade, GRADE_A);
}

static void grades_have_their_limits_and_need_most_of_the_points_known(void **state) {
    static const struct grade_criterion one = {AREA_GOVERNANCE, RATIO_ATTENDANCE, 0, 1000000, 100, false, 0};
    static const struct {
        int64_t present;
        enum grade grade;
    } examples[] = {{100, GRADE_A}, {75, GRADE_A}, {74, GRADE_B}, {60, GRADE_B},
                    {59, GRADE_C},  {45, GRADE_C}, {44, GRADE_D}, {0, GRADE_D}};
    struct grade_rules rules = grade_rules_default;
    struct group_grade grade;
    (void)state;
    rules.criteria = &one;
    rules.count = 1;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        struct group_figures figures = {.registered = 100, .present = examples[i].present};
        group_grade_make(&figures, &rules, &grade);
        assert_int_equal(grade.grade, examples[i].grade);
    }
    struct group_figures nothing = {.members = 0};
    group_grade_make(&nothing, &grade_rules_default, &grade);
    assert_int_equal(grade.grade, GRADE_NOT_KNOWN);
}

static void what_a_group_lacks_is_a_list(void **state) {
    struct arena *arena = arena_new();
    struct group_figures figures = example();
    struct group_lack *lacks;
    (void)state;
    assert_int_equal(group_lacks(arena, &figures, &grade_rules_default, &lacks), 0);
    figures.has_business_plan = FACT_NO;
    figures.has_computer_books = FACT_NOT_KNOWN;
    figures.outstanding_late_30 = 720000;
    assert_int_equal(group_lacks(arena, &figures, &grade_rules_default, &lacks), 3);
    assert_int_equal(lacks[0].ratio, RATIO_PAR30);
    assert_true(lacks[0].is_at_most);
    assert_int_equal(lacks[0].value, 200000);
    assert_int_equal(lacks[0].needed, 100000);
    assert_int_equal(lacks[1].ratio, RATIO_COMPUTER_BOOKS);
    assert_false(lacks[1].is_known);
    assert_int_equal(lacks[2].ratio, RATIO_BUSINESS_PLAN);
    arena_free(arena);
}

static void a_group_graduates_when_it_has_shared_out_and_lacks_nothing(void **state) {
    (void)state;
    assert_int_equal(group_phase_of(0, 0, 3, &phase_rules_default), PHASE_INTENSIVE);
    assert_int_equal(group_phase_of(13, 0, 0, &phase_rules_default), PHASE_INTENSIVE);
    assert_int_equal(group_phase_of(14, 0, 0, &phase_rules_default), PHASE_DEVELOPMENT);
    assert_int_equal(group_phase_of(31, 0, 0, &phase_rules_default), PHASE_DEVELOPMENT);
    assert_int_equal(group_phase_of(32, 0, 0, &phase_rules_default), PHASE_MATURITY);
    assert_int_equal(group_phase_of(60, 1, 1, &phase_rules_default), PHASE_MATURITY);
    assert_int_equal(group_phase_of(60, 1, 0, &phase_rules_default), PHASE_GRADUATED);
    for (enum group_phase phase = PHASE_INTENSIVE; phase <= PHASE_GRADUATED; phase++)
        assert_true(group_phase_label(phase)[0] != 0);
}

/* Better figures never cost points, and points stay within their area. */
static void points_stay_within_their_area_and_grow_with_the_figures(void **state) {
    struct test_random random = {99};
    struct group_grade before, after;
    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct group_figures figures = example();
        figures.present = random_between(&random, 0, 95);
        figures.outstanding_late_30 = random_between(&random, 1, 3600000);
        figures.income = random_between(&random, 0, 900000);
        group_grade_make(&figures, &grade_rules_default, &before);
        figures.present++;
        figures.outstanding_late_30--;
        group_grade_make(&figures, &grade_rules_default, &after);
        assert_true(after.total.numerator >= before.total.numerator);
        for (enum grade_area area = 0; area < GRADE_AREAS; area++) {
            assert_true(before.points_hundredths[area] >= 0);
            assert_true(before.points_hundredths[area] <= before.known_hundredths[area]);
            assert_true(before.known_hundredths[area] <= before.most_hundredths[area]);
        }
    }
}

/* Two groups of one kind have its ratios, and twice its sums. */
static void many_groups_have_the_ratios_of_their_sums(void **state) {
    struct group_figures one = example(), sum = {.members = 0}, huge = {.savings = INT64_MAX};
    (void)state;
    assert_true(group_figures_add(&sum, &one));
    assert_true(group_figures_add(&sum, &one));
    assert_int_equal(sum.members, 48);
    assert_int_equal(sum.savings, 9600000);
    assert_int_equal(sum.weeks, 52);
    assert_int_equal(sum.assets_average, 5000000); /* twice half a year of 5,000,000 */
    static const enum group_ratio same[] = {RATIO_ATTENDANCE, RATIO_RETENTION,  RATIO_SAVINGS,
                                            RATIO_PAR30,      RATIO_OSS,        RATIO_RETURN_ON_ASSETS,
                                            RATIO_BOX,        RATIO_UTILISATION};
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        assert_int_equal(group_ratio_of(same[i], &sum).value, group_ratio_of(same[i], &one).value);
    }
    assert_false(group_ratio_of(RATIO_BYLAWS, &sum).is_known);
    assert_false(group_figures_add(&sum, &huge));
    assert_int_equal(sum.savings, 9600000);
}

static void a_group_in_another_currency_is_counted_without_its_money(void **state) {
    struct group_figures one = example(), counts = group_figures_counts(&one), sum = one;
    (void)state;
    assert_true(group_figures_add(&sum, &counts));
    assert_int_equal(sum.members, 48);
    assert_int_equal(sum.savings, one.savings);
    assert_int_equal(sum.income, one.income);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_indicator_is_its_formula),
        cmocka_unit_test(every_indicator_has_a_code_words_and_a_source),
        cmocka_unit_test(a_part_of_nothing_is_not_known),
        cmocka_unit_test(a_grade_has_a_hundred_points),
        cmocka_unit_test(grades_have_their_limits_and_need_most_of_the_points_known),
        cmocka_unit_test(what_a_group_lacks_is_a_list),
        cmocka_unit_test(a_group_graduates_when_it_has_shared_out_and_lacks_nothing),
        cmocka_unit_test(many_groups_have_the_ratios_of_their_sums),
        cmocka_unit_test(a_group_in_another_currency_is_counted_without_its_money),
        cmocka_unit_test(points_stay_within_their_area_and_grow_with_the_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
