/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from what is written about a person. */
#include "base/check.h"
#include "domain/people/people.h"
#include "domain/people/rules.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static const char *const questions[] = {"seeing",      "hearing",   "walking",
                                        "remembering", "self_care", "communicating"};

static void answer(struct record *person, const char *question, const char *words) {
    *record_value(person, record_type_field(&person_type, slice_of(question))) =
        (struct value){.present = true, .text = slice_of(words)};
}

static struct record *answered(struct arena *arena, const char *words) {
    struct record *person = record_new(arena, &person_type);
    for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
        answer(person, questions[i], words);
    }
    return person;
}

/* Washington Group, "Creating Disability Identifiers Using the WG-SS", DISABILITY3: anyone with at least one
 * domain coded "a lot of difficulty" or "cannot do it at all". */
static void one_great_difficulty_is_a_disability_and_many_small_ones_are_none(void **state) {
    assert_int_equal(person_disability(answered(*state, "none")), DISABILITY_NO);
    assert_int_equal(person_disability(answered(*state, "some")), DISABILITY_NO);
    for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
        struct record *person = answered(*state, "none");
        answer(person, questions[i], "a_lot");
        assert_int_equal(person_disability(person), DISABILITY_YES);
        answer(person, questions[i], "cannot");
        assert_int_equal(person_disability(person), DISABILITY_YES);
    }
}

static void without_all_six_answers_nobody_is_called_able(void **state) {
    struct record *person = record_new(*state, &person_type);
    assert_int_equal(person_disability(person), DISABILITY_NOT_KNOWN);
    answer(person, "walking", "none");
    assert_int_equal(person_disability(person), DISABILITY_NOT_KNOWN);
    answer(person, "seeing", "cannot");
    assert_int_equal(person_disability(person), DISABILITY_YES);
}

static struct date day(int year, int month, int day_of_month) {
    return (struct date){
        .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day_of_month, .precision = DATE_DAY};
}

static void an_age_grows_from_the_birth_date_or_from_the_day_it_was_asked(void **state) {
    struct record *born = record_new(*state, &person_type), *asked = record_new(*state, &person_type);
    person_of(born)->birth_date = (struct value){.present = true, .date = day(1990, 6, 15)};
    assert_int_equal(person_age_on(born, day(2017, 6, 14)), 26);
    assert_int_equal(person_age_on(born, day(2017, 6, 15)), 27);
    person_of(asked)->age_years = (struct value){.present = true, .number = 51};
    person_of(asked)->age_on = (struct value){.present = true, .date = day(2016, 10, 6)};
    assert_int_equal(person_age_on(asked, day(2016, 10, 6)), 51);
    assert_int_equal(person_age_on(asked, day(2017, 10, 6)), 52);
    assert_int_equal(person_age_on(record_new(*state, &person_type), day(2017, 1, 1)), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_great_difficulty_is_a_disability_and_many_small_ones_are_none),
        cmocka_unit_test(without_all_six_answers_nobody_is_called_able),
        cmocka_unit_test(an_age_grows_from_the_birth_date_or_from_the_day_it_was_asked),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
