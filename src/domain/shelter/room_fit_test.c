/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sleep in which room, and how full it gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "domain/shelter/room_fit.h"

static const struct room_terms any_age = {
    .use = ROOM_WOMEN, .age_from = ROOM_AGE_UNKNOWN, .age_to = ROOM_AGE_UNKNOWN, .boys_to = ROOM_AGE_UNKNOWN};

static bool takes(enum room_for use, const struct room_sleeper *who) {
    struct room_terms room = any_age;
    room.use = use;
    return !room_why_not(&room, who).words;
}

static bool fits(enum room_for use, char sex, int age) {
    return takes(use, &(struct room_sleeper){.sex = sex, .age = age});
}

/* Beside its mother. */
static bool fits_with_mother(char sex, int age) {
    return takes(ROOM_MOTHERS, &(struct room_sleeper){.sex = sex, .age = age, .has_mother = true});
}

static void a_boy_is_not_among_women_from_twelve_years_on(void **state) {
    (void)state;
    assert_false(fits(ROOM_WOMEN, 'm', 16));
    assert_false(fits_with_mother('m', 16));
    assert_false(fits_with_mother('m', 12));
    assert_true(fits_with_mother('m', 11));
    assert_false(fits_with_mother('m', ROOM_AGE_UNKNOWN)); /* who is not known to be small is not let in */
}

static void a_house_says_up_to_which_age_a_boy_is_among_women(void **state) {
    struct room_terms room = any_age;
    const struct room_sleeper boy = {.sex = 'm', .age = 9, .has_mother = true};
    (void)state;
    room.use = ROOM_MOTHERS;
    room.boys_to = 8;
    assert_non_null(room_why_not(&room, &boy).words);
    assert_int_equal(room_why_not(&room, &boy).age, 9); /* from nine years on not any more */
    room.boys_to = 9;
    assert_null(room_why_not(&room, &boy).words);
    room.use = ROOM_FAMILY;
    room.boys_to = 8;
    assert_non_null(room_why_not(&room, &boy).words);
    assert_null(room_why_not(&room, &(struct room_sleeper){.sex = 'm', .age = 40}).words); /* the father */
}

static void a_room_for_mothers_is_for_mothers_and_their_children(void **state) {
    (void)state;
    assert_false(fits(ROOM_MOTHERS, 'f', 25));
    assert_true(takes(ROOM_MOTHERS, &(struct room_sleeper){.sex = 'f', .age = 25, .has_small_child = true}));
    assert_false(fits(ROOM_MOTHERS, 'f', 8)); /* a child alone */
    assert_true(fits_with_mother('f', 8));
    assert_true(takes(ROOM_MOTHERS, &(struct room_sleeper){.sex = 'f', .age = 16, .has_small_child = true}));
}

static void a_need_is_missed_until_the_room_is_made_for_it(void **state) {
    struct room_terms room = any_age;
    struct room_sleeper who = {.sex = 'f', .age = 30, .needs = ROOM_NO_STEPS | ROOM_NEAR_NURSE};
    (void)state;
    assert_non_null(room_need_missing(&room, &who));
    room.needs = ROOM_NO_STEPS;
    assert_non_null(room_need_missing(&room, &who));
    room.needs |= ROOM_NEAR_NURSE | ROOM_QUIET;
    assert_null(room_need_missing(&room, &who));
    who.needs = 0;
    assert_null(room_why_not(&room, &who).words);
    room.only_needs = true;
    assert_non_null(room_why_not(&room, &who).words);
}

static void children_stay_together_and_small_ones_with_their_mother(void **state) {
    const struct room_sleeper mother = {.sex = 'f', .age = 30}, father = {.sex = 'm', .age = 30},
                              small = {.sex = 'm', .age = 6}, big = {.sex = 'f', .age = 15};
    (void)state;
    assert_true(room_belong_together(&small, &big));
    assert_true(room_belong_together(&mother, &small) && room_belong_together(&small, &mother));
    assert_false(room_belong_together(&mother, &big));
    assert_false(room_belong_together(&father, &small)); /* men and women sleep apart */
}

static void children_and_adults_do_not_share_a_room_that_is_no_familys(void **state) {
    (void)state;
    assert_false(fits(ROOM_MEN, 'm', 17));
    assert_true(fits(ROOM_MEN, 'm', 18));
    assert_false(fits(ROOM_WOMEN, 'f', 17));
    assert_false(fits(ROOM_GIRLS, 'f', 18));
    assert_true(fits(ROOM_GIRLS, 'f', 17));
    assert_false(fits(ROOM_BOYS, 'f', 9));
    assert_true(fits(ROOM_FAMILY, 'm', 16));
}

static void a_room_has_its_own_ages(void **state) {
    (void)state;
    const struct room_terms room = {
        .use = ROOM_GIRLS, .age_from = 10, .age_to = 14, .boys_to = ROOM_AGE_UNKNOWN};
    assert_int_equal(room_why_not(&room, &(struct room_sleeper){.sex = 'f', .age = 9}).age, 10);
    assert_null(room_why_not(&room, &(struct room_sleeper){.sex = 'f', .age = 14}).words);
    assert_int_equal(room_why_not(&room, &(struct room_sleeper){.sex = 'f', .age = 15}).age, 14);
}

static void the_fullest_night_is_found_wherever_it_lies(void **state) {
    (void)state;
    int64_t day;
    const struct room_nights others[] = {{1, 5}, {3, 8}, {4, ROOM_NEVER}};
    assert_int_equal(room_fullest(others, 3, &(struct room_nights){1, 3}, &day), 1);
    assert_int_equal(room_fullest(others, 3, &(struct room_nights){1, 10}, &day), 3);
    assert_int_equal(day, 4);
    assert_int_equal(room_fullest(others, 3, &(struct room_nights){5, ROOM_NEVER}, &day), 2);
    assert_int_equal(room_fullest(others, 3, &(struct room_nights){0, 0}, &day), 0); /* no night at all */
}

static void who_leaves_on_a_day_frees_the_bed_for_that_night(void **state) {
    (void)state;
    assert_false(room_nights_meet(&(struct room_nights){1, 5}, &(struct room_nights){5, 9}));
    assert_true(room_nights_meet(&(struct room_nights){1, 5}, &(struct room_nights){4, 9}));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_boy_is_not_among_women_from_twelve_years_on),
        cmocka_unit_test(a_house_says_up_to_which_age_a_boy_is_among_women),
        cmocka_unit_test(a_room_for_mothers_is_for_mothers_and_their_children),
        cmocka_unit_test(a_need_is_missed_until_the_room_is_made_for_it),
        cmocka_unit_test(children_stay_together_and_small_ones_with_their_mother),
        cmocka_unit_test(children_and_adults_do_not_share_a_room_that_is_no_familys),
        cmocka_unit_test(a_room_has_its_own_ages),
        cmocka_unit_test(the_fullest_night_is_found_wherever_it_lies),
        cmocka_unit_test(who_leaves_on_a_day_frees_the_bed_for_that_night),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
