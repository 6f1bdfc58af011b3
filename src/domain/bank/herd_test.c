/* SPDX-License-Identifier: Apache-2.0 */
/* An animal is in one place, does only what it can, and has no ancestor below it. */
#include "base/check.h"
#include "domain/bank/herd_test_world.h"
#include "domain/savings/savings_test_random.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static struct animal_state *lived(struct herd_world *world, int64_t day) {
    struct animal_state *states;
    size_t event;
    assert_int_equal(herd_on(world->arena, &world->herd, &herd_rules_cattle, day, &states, &event), HERD_OK);
    return states;
}

/* The last event is refused; it is taken away again. */
static void refused(struct herd_world *world, enum herd_fault expected) {
    struct animal_state *states;
    size_t event;
    assert_int_equal(herd_on(world->arena, &world->herd, &herd_rules_cattle, 100000, &states, &event),
                     expected);
    assert_int_equal(event, world->herd.event_count - 1);
    assert_true(herd_fault_message(expected)[0] != 0);
    world->herd.event_count--;
}

static void a_cow_is_lent_calves_and_goes_on_to_the_next_family(void **state) {
    struct herd_world world;
    world_begin(&world, *state);
    uint32_t cow = world_cow(&world, 1000);
    world_event(&world, 1010, HERD_LEND, cow, 7);
    world_event(&world, 1100, HERD_SERVE, cow, HERD_NONE);
    uint32_t calf = world_calve(&world, 1390, cow, ANIMAL_FEMALE);
    world_event(&world, 1580, HERD_PASS_ON, calf, 8);
    world_event(&world, 1600, HERD_OWN, cow, HERD_NONE);
    struct animal_state *states = lived(&world, 999);
    assert_false(states[cow].is_here);
    states = lived(&world, 1400);
    assert_int_equal(states[cow].holder, 7);
    assert_int_equal(states[calf].holder, 7);
    assert_int_equal(states[cow].births, 1);
    states = lived(&world, 2000);
    assert_int_equal(states[calf].holder, 8);
    assert_true(states[cow].is_owned);
    struct herd_register sums = herd_count(&world.herd, states);
    assert_int_equal(sums.bought, 1);
    assert_int_equal(sums.born, 1);
    assert_int_equal(sums.owned, 1);
    assert_int_equal(sums.lent, 1);
    uint32_t own = world_calve(&world, 2100, cow, ANIMAL_MALE);
    assert_true(lived(&world, 2100)[own].is_owned); /* the calf of the family's own cow is the family's */
}

static void a_cow_lent_twice_or_dead_is_refused(void **state) {
    struct herd_world world;
    world_begin(&world, *state);
    uint32_t cow = world_cow(&world, 1000);
    world_event(&world, 999, HERD_LEND, cow, 7);
    refused(&world, HERD_FAULT_NOT_HERE);
    world_event(&world, 1010, HERD_LEND, 5, 7);
    refused(&world, HERD_FAULT_ANIMAL);
    world_event(&world, 1010, HERD_RETURN, cow, HERD_NONE);
    refused(&world, HERD_FAULT_NOT_LENT);
    world_event(&world, 1010, HERD_LEND, cow, HERD_NONE);
    refused(&world, HERD_FAULT_HOLDER);
    world_event(&world, 1010, HERD_LEND, cow, 7);
    world_event(&world, 1020, HERD_LEND, cow, 8);
    refused(&world, HERD_FAULT_LENT);
    world_event(&world, 1020, HERD_PASS_ON, cow, 7);
    refused(&world, HERD_FAULT_HOLDER);
    world_event(&world, 1009, HERD_PASS_ON, cow, 8);
    refused(&world, HERD_FAULT_ORDER);
    world_sell(&world, 1020, cow, -1);
    refused(&world, HERD_FAULT_AMOUNT);
    world_lose(&world, 1030, HERD_DIE, cow, true);
    world_event(&world, 1040, HERD_PASS_ON, cow, 8);
    refused(&world, HERD_FAULT_NOT_HERE);
    uint32_t other = world_replace(&world, 1050, cow);
    assert_int_equal(lived(&world, 1060)[other].holder, 7);
    world_replace(&world, 1060, cow);
    refused(&world, HERD_FAULT_NOT_GONE);
    world_event(&world, 1070, HERD_OWN, other, HERD_NONE);
    world_event(&world, 1080, HERD_RETURN, other, HERD_NONE);
    refused(&world, HERD_FAULT_OWNED);
}

static void only_a_grown_cow_calves_and_not_twice_in_a_season(void **state) {
    struct herd_world world;
    world_begin(&world, *state);
    uint32_t cow = world_cow(&world, 1000);
    uint32_t bull = world_animal(
        &world, (struct animal){ANIMAL_BOUGHT, ANIMAL_MALE, HERD_NONE, HERD_NONE, 0, 1000, NULL});
    world_event(&world, 1010, HERD_SERVE, cow, cow);
    refused(&world, HERD_FAULT_NOT_MALE);
    world_event(&world, 1010, HERD_SERVE, bull, bull);
    refused(&world, HERD_FAULT_NOT_FEMALE);
    world_event(&world, 1010, HERD_SERVE, cow, bull);
    world_calve(&world, 1020, bull, ANIMAL_FEMALE);
    refused(&world, HERD_FAULT_NOT_FEMALE);
    uint32_t calf = world_calve(&world, 1300, cow, ANIMAL_FEMALE);
    world_event(&world, 1300, HERD_CALVE, cow, calf);
    refused(&world, HERD_FAULT_CALF);
    world_calve(&world, 1300, cow, ANIMAL_MALE); /* a twin */
    world_event(&world, 1400, HERD_CALVE, cow, HERD_NONE);
    refused(&world, HERD_FAULT_TOO_SOON);
    world_calve(&world, 1600, calf, ANIMAL_FEMALE);
    refused(&world, HERD_FAULT_TOO_YOUNG);
    world_event(&world, 1600, HERD_CALVE, cow, HERD_NONE);
    struct animal_state *states = lived(&world, 2000);
    assert_int_equal(states[cow].births, 1); /* twins are one, a stillbirth none */
    assert_int_equal(states[cow].calved_day, 1600);
}

/* Whichever of the twins came first: with a living calf it is a birth, and one. */
static void a_stillborn_twin_neither_makes_nor_takes_a_birth(void **state) {
    for (int stillborn = 0; stillborn < 3; stillborn++) {
        struct herd_world world;
        world_begin(&world, *state);
        uint32_t cow = world_cow(&world, 1000);
        for (int i = 0; i < 3; i++) {
            if (i == stillborn)
                world_event(&world, 1300, HERD_CALVE, cow, HERD_NONE);
            else
                world_calve(&world, 1300, cow, ANIMAL_FEMALE);
        }
        struct animal_state *states = lived(&world, 1300);
        assert_int_equal(states[cow].births, 1);
        assert_int_equal(herd_count(&world.herd, states).born, 2);
        world_calve(&world, 1700, cow, ANIMAL_MALE);
        assert_int_equal(lived(&world, 1700)[cow].births, 2);
    }
}

/* Whatever happens, what is refused changes nothing and the register balances. */
static void a_register_balances_whatever_happens(void **state) {
    struct test_random random = {4711};
    struct herd_world world;
    for (int round = 0; round < 300; round++) {
        world_begin(&world, *state);
        int64_t day = 1000;
        for (int i = 0; i < 5; i++)
            world_cow(&world, day);
        for (int i = 0; i < 150 && world.herd.count < WORLD_ANIMALS; i++) {
            struct animal_state *states;
            size_t number, animals = world.herd.count;
            uint32_t animal = (uint32_t)random_between(&random, 0, (int64_t)world.herd.count - 1);
            enum herd_event_kind kind = (enum herd_event_kind)random_between(&random, 0, HERD_EVENTS - 1);
            day += random_between(&random, 0, 60);
            if (kind == HERD_CALVE)
                world_calve(&world, day, animal, (enum animal_sex)random_between(&random, 1, 2));
            else if (kind == HERD_REPLACE)
                world_replace(&world, day, animal);
            else
                world_event(&world, day, kind, animal,
                            kind == HERD_SERVE ? HERD_NONE : (uint32_t)random_between(&random, 0, 9));
            if (herd_on(*state, &world.herd, &herd_rules_cattle, day, &states, &number) == HERD_OK) continue;
            world.herd.event_count--;
            world.herd.count = animals;
        }
        struct animal_state *states = lived(&world, day);
        struct herd_register sums = herd_count(&world.herd, states);
        assert_int_equal(sums.bought + sums.born + sums.replacing, (int64_t)world.herd.count);
        assert_int_equal(sums.bought + sums.born + sums.replacing,
                         sums.sold + sums.died + sums.stolen + sums.with_bank + sums.lent + sums.owned);
        uint32_t animal;
        assert_int_equal(
            herd_ancestry_check(*state, world.animals, world.herd.count, &herd_rules_cattle, &animal),
            ANCESTRY_OK);
        arena_reset(*state);
    }
}

/* ---- ancestry ---- */

static struct animal born(enum animal_sex sex, uint32_t dam, uint32_t sire, int64_t day) {
    return (struct animal){ANIMAL_BORN, sex, dam, sire, day, HERD_NEVER, NULL};
}

static enum ancestry_fault ancestry(struct arena *arena, const struct animal *animals, size_t count,
                                    uint32_t *animal) {
    return herd_ancestry_check(arena, animals, count, &herd_rules_cattle, animal);
}

static void a_dam_is_female_and_old_enough_on_that_day(void **state) {
    struct animal herd[] = {born(ANIMAL_FEMALE, HERD_NONE, HERD_NONE, 0),
                            born(ANIMAL_MALE, HERD_NONE, HERD_NONE, 0), born(ANIMAL_FEMALE, 0, 1, 540)};
    uint32_t animal;
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_OK);
    herd[2].born_day = 539;
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_FAULT_DAM_TOO_YOUNG);
    assert_int_equal(animal, 2);
    herd[2] = born(ANIMAL_FEMALE, 1, HERD_NONE, 900);
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_FAULT_DAM_SEX);
    herd[2] = born(ANIMAL_FEMALE, HERD_NONE, 0, 900);
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_FAULT_SIRE_SEX);
    herd[2] = born(ANIMAL_FEMALE, 9, HERD_NONE, 900);
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_FAULT_ANIMAL);
    herd[1].born_day = 900;
    herd[2] = born(ANIMAL_FEMALE, HERD_NONE, 1, 900);
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_FAULT_SIRE_TOO_YOUNG);
    for (enum ancestry_fault fault = ANCESTRY_OK + 1; fault < ANCESTRY_FAULTS; fault++)
        assert_true(ancestry_fault_message(fault)[0] != 0);
}

/* Where days of birth are not known, only the walk finds it. */
static void no_animal_is_its_own_ancestor(void **state) {
    struct animal herd[] = {
        born(ANIMAL_FEMALE, 2, HERD_NONE, HERD_NEVER), born(ANIMAL_FEMALE, 0, HERD_NONE, HERD_NEVER),
        born(ANIMAL_FEMALE, 1, HERD_NONE, HERD_NEVER), born(ANIMAL_FEMALE, 3, HERD_NONE, HERD_NEVER)};
    uint32_t animal;
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_FAULT_CIRCLE);
    herd[0].dam = HERD_NONE;
    assert_int_equal(ancestry(*state, herd, 3, &animal), ANCESTRY_OK);
    assert_int_equal(ancestry(*state, herd, 4, &animal), ANCESTRY_FAULT_CIRCLE);
    assert_int_equal(animal, 3);
}

enum { FEW = 8 };

/* By closing the relation: who reaches itself? */
static bool has_circle(const struct animal *animals) {
    bool above[FEW][FEW] = {{false}};
    for (size_t i = 0; i < FEW; i++) {
        if (animals[i].dam != HERD_NONE) above[i][animals[i].dam] = true;
        if (animals[i].sire != HERD_NONE) above[i][animals[i].sire] = true;
    }
    for (size_t k = 0; k < FEW; k++) {
        for (size_t i = 0; i < FEW; i++) {
            for (size_t j = 0; j < FEW; j++)
                above[i][j] = above[i][j] || (above[i][k] && above[k][j]);
        }
    }
    for (size_t i = 0; i < FEW; i++) {
        if (above[i][i]) return true;
    }
    return false;
}

static void a_circle_is_found_exactly_where_there_is_one(void **state) {
    struct test_random random = {31415};
    int circles = 0;
    for (int round = 0; round < 20000; round++) {
        struct animal herd[FEW];
        uint32_t animal;
        for (uint32_t i = 0; i < FEW; i++) {
            uint32_t dam = (uint32_t)random_between(&random, 0, 2 * FEW),
                     sire = (uint32_t)random_between(&random, 0, 2 * FEW);
            herd[i] = born(i % 2 ? ANIMAL_MALE : ANIMAL_FEMALE, dam < FEW ? dam & ~1u : HERD_NONE,
                           sire < FEW ? sire | 1u : HERD_NONE, HERD_NEVER);
        }
        circles += has_circle(herd);
        assert_int_equal(ancestry(*state, herd, FEW, &animal),
                         has_circle(herd) ? ANCESTRY_FAULT_CIRCLE : ANCESTRY_OK);
        arena_reset(*state);
    }
    assert_in_range(circles, 1000, 19000);
}

static void a_long_line_of_mothers_is_walked(void **state) {
    enum { MANY = 100000 };
    struct animal *herd = arena_make(*state, struct animal, MANY);
    uint32_t animal;
    for (uint32_t i = 0; i < MANY; i++)
        herd[i] = born(ANIMAL_FEMALE, i + 1 < MANY ? i + 1 : HERD_NONE, HERD_NONE, HERD_NEVER);
    assert_int_equal(ancestry(*state, herd, MANY, &animal), ANCESTRY_OK);
    herd[MANY - 1].dam = 0;
    assert_int_equal(ancestry(*state, herd, MANY, &animal), ANCESTRY_FAULT_CIRCLE);
    assert_int_equal(ancestry(*state, herd, MANY + 1, &animal), ANCESTRY_FAULT_TOO_MANY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cow_is_lent_calves_and_goes_on_to_the_next_family),
        cmocka_unit_test(a_cow_lent_twice_or_dead_is_refused),
        cmocka_unit_test(only_a_grown_cow_calves_and_not_twice_in_a_season),
        cmocka_unit_test(a_stillborn_twin_neither_makes_nor_takes_a_birth),
        cmocka_unit_test(a_register_balances_whatever_happens),
        cmocka_unit_test(a_dam_is_female_and_old_enough_on_that_day),
        cmocka_unit_test(no_animal_is_its_own_ancestor),
        cmocka_unit_test(a_circle_is_found_exactly_where_there_is_one),
        cmocka_unit_test(a_long_line_of_mothers_is_walked),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
