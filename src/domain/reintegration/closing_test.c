/* SPDX-License-Identifier: Apache-2.0 */
/* When a reintegration may be closed and how often people are visited, by worked examples. */
#include "base/check.h"
#include "base/clock.h"
#include "domain/reintegration/closing.h"
#include "domain/reintegration/follow.h"
#include "domain/reintegration/reintegration.h"

static int64_t day_of(int year, int month, int day) {
    return date_first_day((struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, DATE_DAY});
}

/* Went home on 1 July 2016; on 1 July 2017 everything is in order. */
static struct closing_facts good_facts(void) {
    return (struct closing_facts){.today = day_of(2017, 7, 1),
                                  .returned_day = day_of(2016, 7, 1),
                                  .last_met_day = day_of(2017, 6, 20),
                                  .lowest_of_two = 3,
                                  .papers = (1u << stage_paper_count) - 1,
                                  .has_last_outcome = true};
}

static size_t unmet(const struct closing_terms *terms, const struct closing_facts *facts) {
    size_t count = 0;
    for (int i = 0; i < CLOSING_CRITERIA; i++)
        count += !closing_is_met((enum closing_asks)i, &terms->of[i], facts);
    return count;
}

static void twelve_months_at_home_are_over_on_the_same_day_of_the_next_year(void **state) {
    struct closing_terms terms = closing_terms_default();
    struct closing_facts facts = good_facts();
    (void)state;
    assert_int_equal(unmet(&terms, &facts), 0);
    facts.today = day_of(2017, 6, 30);
    assert_false(closing_is_met(CLOSING_HOME, &terms.of[CLOSING_HOME], &facts));
    facts.returned_day = CLOSING_DAY_NONE;
    assert_false(closing_is_met(CLOSING_HOME, &terms.of[CLOSING_HOME], &facts));
}

static void a_month_without_that_day_ends_on_its_last(void **state) {
    (void)state;
    assert_int_equal(closing_months_later(day_of(2016, 8, 31), 6), day_of(2017, 2, 28));
    assert_int_equal(closing_months_later(day_of(2016, 12, 1), 1), day_of(2017, 1, 1));
    assert_int_equal(closing_months_later(day_of(2015, 2, 28), 12), day_of(2016, 2, 28));
}

static void another_number_asks_for_more_or_less(void **state) {
    struct closing_terms terms = closing_terms_default();
    struct closing_facts facts = good_facts();
    (void)state;
    terms.of[CLOSING_HOME].number = 13;
    terms.of[CLOSING_FIGURES].number = 4;
    terms.of[CLOSING_MET].number = 10;
    assert_int_equal(unmet(&terms, &facts), 3); /* met eleven days ago */
    terms.of[CLOSING_MET].number = 11;
    terms.of[CLOSING_FIGURES].is_asked = false;
    assert_int_equal(unmet(&terms, &facts), 1);
    facts.today = day_of(2017, 8, 1);
    facts.last_met_day = day_of(2017, 7, 21);
    assert_int_equal(unmet(&terms, &facts), 0);
}

static void every_criterion_has_its_code_in_the_order_of_the_choices(void **state) {
    (void)state;
    assert_int_equal(closing_criterion_choices.count, CLOSING_CRITERIA);
    for (int i = 0; i < CLOSING_CRITERIA; i++) {
        struct slice code = slice_of(closing_criterion_choices.choices[i].code);
        assert_int_equal(closing_find(code), i);
        assert_true(slice_equal(slice_of(closing_code((enum closing_asks)i)), code));
    }
    assert_int_equal(closing_find(S("luck")), CLOSING_CRITERIA);
}

static void the_time_between_visits_is_that_of_the_rule_of_the_day(void **state) {
    struct follow_interval items[] = {{S("high"), day_of(2017, 1, 1), 7},
                                      {S("high"), day_of(2000, 1, 1), 14}};
    const struct follow_rules rules = {items, 2}, none = {0};
    (void)state;
    assert_int_equal(follow_every_days(&rules, S("high"), day_of(2016, 12, 31)), 14);
    assert_int_equal(follow_every_days(&rules, S("high"), day_of(2017, 1, 1)), 7);
    assert_int_equal(follow_every_days(&rules, S("low"), day_of(2017, 1, 1)), 90); /* the program's own */
    assert_int_equal(follow_every_days(&none, S("unheard of"), 0), 14);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twelve_months_at_home_are_over_on_the_same_day_of_the_next_year),
        cmocka_unit_test(a_month_without_that_day_ends_on_its_last),
        cmocka_unit_test(another_number_asks_for_more_or_less),
        cmocka_unit_test(every_criterion_has_its_code_in_the_order_of_the_choices),
        cmocka_unit_test(the_time_between_visits_is_that_of_the_rule_of_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
