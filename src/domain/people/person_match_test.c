/* SPDX-License-Identifier: Apache-2.0 */
/* Who resembles whom, and how that is explained. */
#include <stdlib.h>

#include "base/check.h"
#include "domain/people/person_match.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static void set_text(struct record *record, const char *field, const char *text) {
    *record_value(record, record_type_field(&person_type, slice_of(field))) =
        (struct value){.present = true, .text = slice_of(text)};
}

static struct record *somebody(struct arena *arena, const char *name, const char *sex) {
    struct record *record = record_new(arena, &person_type);
    record->id = uuid_new();
    set_text(record, "name_latin", name);
    set_text(record, "sex", sex);
    return record;
}

static void born(struct record *record, struct date date) {
    person_of(record)->birth_date = (struct value){.present = true, .date = date};
}

static struct date day_of(int64_t day) {
    return date_of_day(day);
}

/* The same numbers at every run (xorshift64). */
static int random_below(int limit) {
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)(state % (uint64_t)limit);
}

static struct date random_birth(void) {
    struct date date = day_of(random_below(20000));
    date.precision = (uint8_t)(DATE_YEAR + random_below(3));
    if (date.precision < DATE_DAY) date.day = 0;
    if (date.precision < DATE_MONTH) date.month = 0;
    return date;
}

static int64_t farthest(struct date a, struct date b) {
    int64_t one = llabs(date_last_day(a) - date_first_day(b)),
            other = llabs(date_last_day(b) - date_first_day(a));
    return one > other ? one : other;
}

/* Sixty thousand threes of births, of any precision. */
static void a_nearer_birth_never_scores_below_a_farther_one(void **state) {
    struct arena *arena = *state;
    struct record *one = somebody(arena, "Sok Chantha", "f"), *near = somebody(arena, "Sok Chantha", "f"),
                  *far = somebody(arena, "Sok Chantha", "f");
    for (int i = 0; i < 60000; i++) {
        struct date birth = random_birth(), a = random_birth(), b = random_birth();
        if (i % 2) a = day_of(date_first_day(birth) + random_below(900) - 450);
        bool a_is_nearer = farthest(birth, a) <= farthest(birth, b);
        struct arena *round = arena_new();
        born(one, birth);
        born(near, a_is_nearer ? a : b);
        born(far, a_is_nearer ? b : a);
        int nearer = person_score(round, one, near).points, farther = person_score(round, one, far).points;
        arena_free(round);
        assert_true(nearer >= farther);
    }
}

static int points_of(const struct person_score *score, enum person_evidence evidence) {
    for (size_t i = 0; i < score->count; i++) {
        if (score->reasons[i].evidence == evidence) return score->reasons[i].points;
    }
    return 0;
}

static void a_contradiction_lowers_the_score_and_what_is_not_known_says_nothing(void **state) {
    struct arena *arena = *state;
    struct record *a = somebody(arena, "Sok Chantha", "f"), *b = somebody(arena, "សុខ ចាន់ថា", "f");
    person_of(b)->name_latin = (struct value){0};
    set_text(b, "name_km", "សុខ ចាន់ថា");
    int bare = person_score(arena, a, b).points;
    struct record *man = record_copy(arena, b), *villager = record_copy(arena, b),
                  *older = record_copy(arena, b);
    set_text(man, "sex", "m");
    assert_true(person_score(arena, a, man).points < bare);
    set_text(villager, "village", "03060201");
    assert_int_equal(person_score(arena, a, villager).points, bare);
    born(older, (struct date){.year = 1950, .precision = DATE_YEAR});
    assert_int_equal(person_score(arena, a, older).points, bare);
    born(a, (struct date){.year = 1990, .precision = DATE_YEAR});
    assert_true(person_score(arena, a, older).points < bare);
    assert_true(bare >= PERSON_POSSIBLE_MIN);
}

static void the_reasons_add_up_to_the_score_and_are_the_same_from_both_sides(void **state) {
    struct arena *arena = *state;
    struct record *a = somebody(arena, "Sok Chantha", "f"), *b = somebody(arena, "Sokh Chanta", "f");
    born(a, (struct date){.year = 1985, .precision = DATE_YEAR});
    person_of(b)->age_years = (struct value){.present = true, .number = 31};
    person_of(b)->age_on = (struct value){.present = true, .date = {2016, 10, 6, DATE_DAY}};
    set_text(a, "village", "03060201");
    set_text(b, "village", "03060202");
    set_text(a, "phone", "012345678");
    set_text(b, "phone", "012345678");
    struct person_score score = person_score(arena, a, b), back = person_score(arena, b, a);
    int sum = 0;
    for (size_t i = 0; i < score.count; i++) {
        assert_true(slice_of(score.reasons[i].words).len > 0);
        sum += score.reasons[i].points;
    }
    assert_int_equal(sum, score.points);
    assert_int_equal(back.points, score.points);
    assert_true(points_of(&score, PERSON_VILLAGE) > 0 && points_of(&score, PERSON_PHONE) > 0 &&
                points_of(&score, PERSON_BIRTH) > 0);
    assert_true(score.points >= PERSON_LIKELY_MIN);
}

static void a_common_name_weighs_less_and_a_document_settles_it(void **state) {
    struct arena *arena = *state;
    struct record *a = somebody(arena, "Sok Chan", "m"), *b = somebody(arena, "Sok Chan", "m");
    struct person_profile *one = person_profile_of(arena, a), *other = person_profile_of(arena, b);
    int rare = person_score_of(one, other, 1).points, last = rare;
    for (size_t namesakes = 2; namesakes < 300; namesakes *= 2) {
        int points = person_score_of(one, other, namesakes).points;
        assert_true(points <= last);
        last = points;
    }
    assert_true(last < rare);
    person_profile_add_document(arena, one, S("12345678"));
    person_profile_add_document(arena, other, S("12345678"));
    assert_true(person_score_of(one, other, 300).points >= PERSON_LIKELY_MIN);
}

static void relatives_with_the_same_names_speak_for_one_household(void **state) {
    struct arena *arena = *state;
    struct person_profile *one = person_profile_of(arena, somebody(arena, "Sok Chan", "m")),
                          *other = person_profile_of(arena, somebody(arena, "Sok Chan", "m"));
    int bare = person_score_of(one, other, 0).points;
    person_profile_add_relative(arena, one, somebody(arena, "Keo Sophea", "f"));
    person_profile_add_relative(arena, other, somebody(arena, "Prak Vibol", "m"));
    assert_true(person_score_of(one, other, 0).points < bare);
    person_profile_add_relative(arena, other, somebody(arena, "កែវ សុភា", "f"));
    assert_true(person_score_of(one, other, 0).points > bare);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_nearer_birth_never_scores_below_a_farther_one),
        cmocka_unit_test(a_contradiction_lowers_the_score_and_what_is_not_known_says_nothing),
        cmocka_unit_test(the_reasons_add_up_to_the_score_and_are_the_same_from_both_sides),
        cmocka_unit_test(a_common_name_weighs_less_and_a_document_settles_it),
        cmocka_unit_test(relatives_with_the_same_names_speak_for_one_household),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
