/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sleep in which room, and how full it gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "domain/shelter/room_fit.h"

static const struct room_terms any_age = {ROOM_WOMEN, ROOM_AGE_UNKNOWN, ROOM_AGE_UNKNOWN};

static bool fits(enum room_for use, char sex, int age) {
    struct room_terms room = any_age;
    room.use = use;
    return !room_why_not(&room, &(struct room_sleeper){sex, age});
}

static void a_boy_is_not_among_women_from_twelve_years_on(void **state) {
    (void)state;
    assert_false(fits(ROOM_WOMEN, 'm', 16));
    assert_false(fits(ROOM_MOTHERS, 'm', 16));
    assert_false(fits(ROOM_MOTHERS, 'm', 12));
    assert_true(fits(ROOM_MOTHERS, 'm', 11));
    assert_false(fits(ROOM_MOTHERS, 'm', ROOM_AGE_UNKNOWN)); /* who is not known to be small is not let in */
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
    const struct room_terms room = {ROOM_GIRLS, 10, 14};
    assert_non_null(room_why_not(&room, &(struct room_sleeper){'f', 9}));
    assert_null(room_why_not(&room, &(struct room_sleeper){'f', 14}));
    assert_non_null(room_why_not(&room, &(struct room_sleeper){'f', 15}));
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
        cmocka_unit_test(children_and_adults_do_not_share_a_room_that_is_no_familys),
        cmocka_unit_test(a_room_has_its_own_ages),
        cmocka_unit_test(the_fullest_night_is_found_wherever_it_lies),
        cmocka_unit_test(who_leaves_on_a_day_frees_the_bed_for_that_night),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
