/* SPDX-License-Identifier: Apache-2.0 */
/* How many places of a house are free for whom, and what is lacking, by worked examples. */
#include "base/check.h"
#include "domain/care/care.h"
#include "domain/finance/finance.h"
#include "domain/shelter/beds.h"

#define ANY_AGE .age_from = ROOM_AGE_UNKNOWN, .age_to = ROOM_AGE_UNKNOWN, .boys_to = ROOM_AGE_UNKNOWN

/* A house with ten places for women, of which four are taken and one is reserved, three for girls, all taken,
 * and a family room in which somebody sleeps. */
static const struct bed_room house[] = {
    {.terms = {.use = ROOM_WOMEN, ANY_AGE}, .places = 10, .taken = 4, .held = 1},
    {.terms = {.use = ROOM_GIRLS, ANY_AGE}, .places = 3, .taken = 3},
    {.terms = {.use = ROOM_FAMILY, ANY_AGE}, .places = 4, .taken = 1},
};

static struct beds_answer asked(const struct bed_room *rooms, size_t count, char sex, int age,
                                unsigned needs) {
    return beds_free_for(rooms, count, &(struct room_sleeper){.sex = sex, .age = age, .needs = needs});
}

static void what_is_taken_and_what_is_reserved_is_not_free(void **state) {
    (void)state;
    assert_int_equal(asked(house, 2, 'f', 30, 0).free, 5);
    assert_int_equal(asked(house, 2, 'f', 30, 0).lack, BED_FREE);
    assert_int_equal(asked(house, 2, 'f', 12, 0).free, 0);
    assert_int_equal(asked(house, 2, 'f', 12, 0).lack, BED_FULL);
    assert_int_equal(asked(house, 2, 'm', 30, 0).lack, BED_NOBODY);
    assert_int_equal(asked(house, 0, 'f', 30, 0).lack, BED_NOBODY);
}

static void a_family_room_is_free_for_its_own_family_alone(void **state) {
    struct bed_room own = house[2];
    (void)state;
    assert_int_equal(asked(&house[2], 1, 'm', 30, 0).lack, BED_FULL);
    own.own_family = true;
    assert_int_equal(asked(&own, 1, 'm', 30, 0).free, 3);
    own.taken = 0;
    own.own_family = false;
    assert_int_equal(asked(&own, 1, 'm', 30, 0).free, 4);
}

static void a_need_asks_for_a_room_that_is_made_for_it(void **state) {
    struct bed_room rooms[] = {house[0], house[0]};
    (void)state;
    assert_int_equal(asked(rooms, 2, 'f', 30, ROOM_NO_STEPS).lack, BED_NEEDS);
    rooms[1].terms.needs = ROOM_NO_STEPS | ROOM_QUIET;
    assert_int_equal(asked(rooms, 2, 'f', 30, ROOM_NO_STEPS).free, 5);
    rooms[1].terms.only_needs = true; /* kept for who needs it */
    assert_int_equal(asked(rooms, 2, 'f', 30, 0).free, 5);
    rooms[0].taken = 10;
    assert_int_equal(asked(rooms, 2, 'f', 30, 0).lack, BED_FULL);
    assert_int_equal(asked(rooms, 2, 'f', 30, ROOM_NO_STEPS).free, 5);
}

/* What a service costs is told to the money under the same code. */
static void every_kind_of_service_is_a_kind_of_cost(void **state) {
    (void)state;
    for (size_t i = 0; i < case_service_kind_choices.count; i++)
        assert_non_null(
            choice_find(&care_cost_kind_choices, slice_of(case_service_kind_choices.choices[i].code)));
    for (size_t i = 0; i < room_need_choices.count; i++)
        assert_int_equal(bed_needs_of(slice_of(room_need_choices.choices[i].code)), 1u << i);
    assert_int_equal(bed_needs_of(S("no_steps,near_nurse")), ROOM_NO_STEPS | ROOM_NEAR_NURSE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_and_what_is_reserved_is_not_free),
        cmocka_unit_test(a_family_room_is_free_for_its_own_family_alone),
        cmocka_unit_test(a_need_asks_for_a_room_that_is_made_for_it),
        cmocka_unit_test(every_kind_of_service_is_a_kind_of_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
