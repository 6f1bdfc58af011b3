/* SPDX-License-Identifier: Apache-2.0 */
/* What a family owes for its cow under each of the four contracts, whatever happens to cow and calf. */
#include "base/check.h"
#include "domain/bank/herd_test_world.h"
#include "domain/bank/pass_on.h"
#include "domain/savings/savings_test_random.h"

enum { FAMILY = 7, NEXT = 8, LENT = 1010, FIRST = 1400, SECOND = 1800, THIRD = 2200, HALF_A_YEAR = 183 };

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

/* A cow lent to the family. */
static uint32_t lent_cow(struct herd_world *world, struct arena *arena) {
    world_begin(world, arena);
    uint32_t cow = world_cow(world, 1000);
    world_event(world, LENT, HERD_LEND, cow, FAMILY);
    return cow;
}

static struct pass_on_state owed_on(struct herd_world *world, enum pass_on_kind kind, uint32_t cow,
                                    int64_t day) {
    struct animal_state *states;
    struct pass_on_state state;
    size_t event;
    assert_int_equal(herd_on(world->arena, &world->herd, &herd_rules_cattle, day, &states, &event), HERD_OK);
    pass_on_make(&pass_on_contracts[kind], &world->herd, states, cow, FAMILY, day, &state);
    return state;
}

static void is_owed(const struct owed *owed, enum owed_what what, uint32_t animal, int birth, int64_t due_day,
                    bool is_met) {
    assert_int_equal(owed->what, what);
    assert_int_equal(owed->animal, animal);
    assert_int_equal(owed->birth, birth);
    assert_int_equal(owed->due_day, due_day);
    assert_int_equal(owed->is_met, is_met);
}

static void first_and_third_calf_pass_on_and_then_the_cow_is_the_familys(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, LENT);
    assert_int_equal(on.count, 2);
    is_owed(&on.owed[0], OWED_CALF, HERD_NONE, 1, HERD_NEVER, false);
    is_owed(&on.owed[1], OWED_CALF, HERD_NONE, 3, HERD_NEVER, false);
    uint32_t first = world_calve(&world, FIRST, cow, ANIMAL_MALE);
    world_event(&world, FIRST + 190, HERD_PASS_ON, first, NEXT);
    world_calve(&world, SECOND, cow, ANIMAL_FEMALE);
    uint32_t third = world_calve(&world, THIRD, cow, ANIMAL_FEMALE);
    on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, THIRD + HALF_A_YEAR + 1);
    is_owed(&on.owed[0], OWED_CALF, first, 1, FIRST + HALF_A_YEAR, true);
    is_owed(&on.owed[1], OWED_CALF, third, 3, THIRD + HALF_A_YEAR, false);
    assert_true(owed_is_late(&on.owed[1], THIRD + HALF_A_YEAR + 1));
    assert_false(owed_is_late(&on.owed[1], THIRD + HALF_A_YEAR));
    assert_int_equal(on.open, 1);
    assert_true(on.owns_day == HERD_NEVER);
    world_event(&world, 2400, HERD_RETURN, third, HERD_NONE);
    on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 2500);
    assert_int_equal(on.open, 0);
    assert_int_equal(on.owns_day, 2400);
    assert_int_equal(on.births, 3);
}

static void a_dead_cow_is_replaced_where_the_contract_says_so_even_with_a_certificate(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    world_lose(&world, 1200, HERD_DIE, cow, true);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 1300);
    assert_int_equal(on.count, 2);
    is_owed(&on.owed[0], OWED_REPLACEMENT, cow, 0, 1200, false);
    is_owed(&on.owed[1], OWED_CALF, HERD_NONE, 1, HERD_NEVER, false);
    assert_true(owed_is_late(&on.owed[0], 1300));
    uint32_t other = world_replace(&world, 1350, cow);
    uint32_t calf = world_calve(&world, 1700, other, ANIMAL_FEMALE);
    world_event(&world, 1900, HERD_PASS_ON, calf, NEXT);
    on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 2000);
    assert_int_equal(on.animal, other);
    is_owed(&on.owed[0], OWED_REPLACEMENT, cow, 0, 1200, true);
    is_owed(&on.owed[1], OWED_CALF, calf, 1, 1700 + HALF_A_YEAR, true);
    assert_int_equal(on.owns_day, 1900);
}

static void a_certificate_frees_where_the_contract_says_so(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    uint32_t calf = world_calve(&world, FIRST, cow, ANIMAL_FEMALE);
    world_lose(&world, 1500, HERD_DIE, cow, true);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 1600);
    assert_true(on.is_freed);
    assert_int_equal(on.count, 1); /* what was born is still owed */
    is_owed(&on.owed[0], OWED_CALF, calf, 1, FIRST + HALF_A_YEAR, false);
    world.events[world.herd.event_count - 1].is_certified = false;
    on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 1600);
    assert_false(on.is_freed);
    assert_int_equal(on.count, 3);
    is_owed(&on.owed[0], OWED_REPLACEMENT, cow, 0, 1500, false);
    assert_true(on.owns_day == HERD_NEVER);
}

/* A sow may have twelve at once: none of them is overlooked. */
static void of_a_large_litter_each_one_counts(void **state) {
    enum { LITTER = 12, FEMALE = 10 };
    struct herd_world world;
    uint32_t sow = lent_cow(&world, *state), young[LITTER];
    for (int i = 0; i < LITTER; i++) {
        young[i] = world_calve(&world, FIRST, sow, i == FEMALE ? ANIMAL_FEMALE : ANIMAL_MALE);
    }
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_FEMALE, sow, FIRST);
    assert_int_equal(on.births, 1);
    is_owed(&on.owed[0], OWED_CALF, young[FEMALE], 1, FIRST + HALF_A_YEAR, false);
    for (int i = 0; i < LITTER - 1; i++) {
        world_lose(&world, FIRST + 10, HERD_DIE, young[i], true);
    }
    on = owed_on(&world, PASS_ON_FIRST_FEMALE, sow, FIRST + 10);
    is_owed(&on.owed[0], OWED_MONEY, young[LITTER - 1], 1, FIRST + HALF_A_YEAR, false);
    world_lose(&world, FIRST + 20, HERD_DIE, young[LITTER - 1], true);
    on = owed_on(&world, PASS_ON_FIRST_FEMALE, sow, FIRST + 20); /* all are lost: the next birth is owed */
    assert_int_equal(on.births, 0);
    is_owed(&on.owed[0], OWED_CALF, HERD_NONE, 1, HERD_NEVER, false);
}

static void a_male_is_sold_and_its_price_goes_to_the_bank(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    uint32_t calf = world_calve(&world, FIRST, cow, ANIMAL_MALE);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_FEMALE, cow, FIRST);
    is_owed(&on.owed[0], OWED_MONEY, calf, 1, FIRST + HALF_A_YEAR, false);
    world_sell(&world, 1620, calf, 800000);
    on = owed_on(&world, PASS_ON_FIRST_FEMALE, cow, 1700);
    is_owed(&on.owed[0], OWED_MONEY, calf, 1, FIRST + HALF_A_YEAR, true);
    assert_int_equal(on.owed[0].amount, 800000);
    assert_int_equal(on.owns_day, 1620);
    on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow,
                 1700); /* where a male is owed itself, selling it does not pay */
    is_owed(&on.owed[0], OWED_REPLACEMENT, calf, 1, FIRST + HALF_A_YEAR, false);
}

static void a_female_returns_after_six_months(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    uint32_t calf = world_calve(&world, FIRST, cow, ANIMAL_FEMALE);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_FEMALE, cow, FIRST + 10);
    is_owed(&on.owed[0], OWED_CALF, calf, 1, FIRST + HALF_A_YEAR, false);
    world_event(&world, FIRST + HALF_A_YEAR, HERD_RETURN, calf, HERD_NONE);
    on = owed_on(&world, PASS_ON_FIRST_FEMALE, cow, FIRST + HALF_A_YEAR);
    assert_int_equal(on.owns_day, FIRST + HALF_A_YEAR);
}

static void the_cow_moves_on_and_the_calf_stays(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    struct pass_on_state on = owed_on(&world, PASS_ON_COW_MOVES, cow, LENT);
    assert_int_equal(on.count, 1);
    is_owed(&on.owed[0], OWED_ANIMAL, cow, 1, HERD_NEVER, false);
    world_calve(&world, FIRST, cow, ANIMAL_FEMALE);
    on = owed_on(&world, PASS_ON_COW_MOVES, cow, FIRST);
    is_owed(&on.owed[0], OWED_ANIMAL, cow, 1, FIRST + HALF_A_YEAR, false);
    world_event(&world, 1600, HERD_PASS_ON, cow, NEXT);
    on = owed_on(&world, PASS_ON_COW_MOVES, cow, 1700);
    is_owed(&on.owed[0], OWED_ANIMAL, cow, 1, FIRST + HALF_A_YEAR, true);
    assert_int_equal(on.until_day, 1600);
    assert_true(on.owns_day == HERD_NEVER);
    world_calve(&world, SECOND, cow, ANIMAL_FEMALE); /* of the next family */
    on = owed_on(&world, PASS_ON_COW_MOVES, cow, 1900);
    assert_int_equal(on.births, 1);
}

static void a_stillbirth_is_no_birth_and_of_twins_the_female_is_owed(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    world_event(&world, FIRST, HERD_CALVE, cow, HERD_NONE);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, FIRST);
    assert_int_equal(on.births, 0);
    is_owed(&on.owed[0], OWED_CALF, HERD_NONE, 1, HERD_NEVER, false);
    world_calve(&world, SECOND, cow, ANIMAL_MALE);
    uint32_t female = world_calve(&world, SECOND, cow, ANIMAL_FEMALE);
    on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, SECOND);
    assert_int_equal(on.births, 1);
    assert_int_equal(on.count, 1);
    is_owed(&on.owed[0], OWED_CALF, female, 1, SECOND + HALF_A_YEAR, false);
}

static void a_calf_that_died_with_a_certificate_is_followed_by_its_twin_or_the_next_birth(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    uint32_t female = world_calve(&world, FIRST, cow, ANIMAL_FEMALE),
             male = world_calve(&world, FIRST, cow, ANIMAL_MALE);
    world_lose(&world, FIRST + 20, HERD_DIE, female, true);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 1500);
    is_owed(&on.owed[0], OWED_CALF, male, 1, FIRST + HALF_A_YEAR, false);
    world_lose(&world, FIRST + 30, HERD_STEAL, male, true);
    on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 1500);
    assert_int_equal(on.births, 0);
    is_owed(&on.owed[0], OWED_CALF, HERD_NONE, 1, HERD_NEVER, false);
    uint32_t second = world_calve(&world, SECOND, cow, ANIMAL_FEMALE);
    on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, SECOND);
    is_owed(&on.owed[0], OWED_CALF, second, 1, SECOND + HALF_A_YEAR, false);
}

static void a_calf_that_died_without_a_certificate_is_replaced(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    uint32_t calf = world_calve(&world, FIRST, cow, ANIMAL_FEMALE);
    world_lose(&world, FIRST + 20, HERD_DIE, calf, false);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 1500);
    is_owed(&on.owed[0], OWED_REPLACEMENT, calf, 1, FIRST + HALF_A_YEAR, false);
    world_replace(&world, 1600, calf);
    on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 1700);
    is_owed(&on.owed[0], OWED_REPLACEMENT, calf, 1, FIRST + HALF_A_YEAR, true);
    assert_int_equal(on.owns_day, 1600);
}

static void a_male_that_the_family_keeps_leaves_the_next_birth_owed(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    struct pass_on_contract females = pass_on_contracts[PASS_ON_FIRST_REPLACED];
    struct animal_state *states;
    struct pass_on_state on;
    size_t event;
    females.male = MALE_IS_KEPT;
    world_calve(&world, FIRST, cow, ANIMAL_MALE);
    uint32_t female = world_calve(&world, SECOND, cow, ANIMAL_FEMALE);
    assert_int_equal(herd_on(*state, &world.herd, &herd_rules_cattle, 1900, &states, &event), HERD_OK);
    pass_on_make(&females, &world.herd, states, cow, FAMILY, 1900, &on);
    assert_int_equal(on.count, 1);
    is_owed(&on.owed[0], OWED_CALF, female, 1, SECOND + HALF_A_YEAR, false);
}

static void what_dies_with_the_next_family_or_the_bank_is_not_the_first_familys(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    uint32_t calf = world_calve(&world, FIRST, cow, ANIMAL_FEMALE);
    world_event(&world, 1590, HERD_PASS_ON, calf, NEXT);
    world_lose(&world, 1700, HERD_DIE, calf, true);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 1710);
    is_owed(&on.owed[0], OWED_CALF, calf, 1, FIRST + HALF_A_YEAR, true);
    assert_int_equal(on.births, 1);
    world_event(&world, 1720, HERD_RETURN, cow, HERD_NONE);
    world_lose(&world, 1730, HERD_DIE, cow, false);
    on = owed_on(&world, PASS_ON_FIRST_REPLACED, cow, 1740);
    assert_int_equal(on.count, 1);
    assert_int_equal(on.open, 0);
}

static void who_replaces_a_dead_cow_freely_goes_on_with_the_contract(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    world_lose(&world, 1200, HERD_DIE, cow, true);
    assert_true(owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 1200).is_freed);
    world_replace(&world, 1250, cow);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 1300);
    assert_false(on.is_freed);
    assert_int_equal(on.count, 2);
    is_owed(&on.owed[0], OWED_CALF, HERD_NONE, 1, HERD_NEVER, false);
}

static void a_cow_that_should_move_on_and_died_is_owed_by_nobody_with_a_certificate(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    world_calve(&world, FIRST, cow, ANIMAL_FEMALE);
    world_lose(&world, FIRST + 30, HERD_DIE, cow, true);
    struct pass_on_state on = owed_on(&world, PASS_ON_COW_MOVES, cow, 1500);
    assert_int_equal(on.count, 0);
    world.events[world.herd.event_count - 1].is_certified = false;
    on = owed_on(&world, PASS_ON_COW_MOVES, cow, 1500);
    assert_int_equal(on.count, 2);
    is_owed(&on.owed[0], OWED_REPLACEMENT, cow, 0, FIRST + 30, false);
    is_owed(&on.owed[1], OWED_ANIMAL, cow, 1, FIRST + HALF_A_YEAR, false);
}

static void the_bank_may_write_down_that_the_cow_is_the_familys(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    world_event(&world, 1300, HERD_OWN, cow, HERD_NONE);
    assert_true(owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 1299).owns_day == HERD_NEVER);
    assert_int_equal(owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 1301).owns_day, 1300);
}

static void who_never_had_the_cow_owes_nothing(void **state) {
    struct herd_world world;
    uint32_t cow = lent_cow(&world, *state);
    struct pass_on_state on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, LENT - 1);
    assert_false(on.is_held);
    assert_int_equal(on.count, 0);
    world_event(&world, 1100, HERD_RETURN, cow, HERD_NONE);
    on = owed_on(&world, PASS_ON_FIRST_AND_THIRD, cow, 1200);
    assert_int_equal(on.until_day, 1100);
    assert_int_equal(on.open, 0);
    assert_true(on.owns_day == HERD_NEVER);
}

static void the_needy_who_are_ready_come_first_then_who_asked_first(void **state) {
    struct waiting list[] = {{1, 50, 2, true, false}, {2, 40, 2, true, false}, {3, 10, 9, false, false},
                             {4, 60, 5, true, false}, {5, 1, 9, true, true},   {6, 40, 2, true, false}};
    static const uint32_t order[] = {4, 2, 6, 1};
    (void)state;
    waiting_sort(list, ARRAY_LEN(list));
    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        assert_int_equal(list[i].holder, order[i]);
    assert_int_equal(waiting_next(list, ARRAY_LEN(list), HERD_NONE)->holder, 4);
    assert_int_equal(waiting_next(list, ARRAY_LEN(list), 4)->holder, 2);
    for (size_t i = 0; i < ARRAY_LEN(list); i++)
        list[i].has_received = true;
    assert_null(waiting_next(list, ARRAY_LEN(list), HERD_NONE));
    waiting_sort(NULL, 0);
}

/* Whatever happens to a herd, sums of what is owed are whole and nobody owns what is still owed for. */
static void what_is_owed_is_whole_whatever_happens(void **state) {
    struct test_random random = {271828};
    struct herd_world world;
    for (int round = 0; round < 400; round++) {
        uint32_t cow = lent_cow(&world, *state);
        int64_t day = LENT;
        for (int i = 0; i < 60 && world.herd.count < WORLD_ANIMALS; i++) {
            struct animal_state *states;
            size_t number, animals = world.herd.count;
            uint32_t animal = (uint32_t)random_between(&random, 0, (int64_t)animals - 1);
            day += random_between(&random, 0, 150);
            switch (random_between(&random, 0, 6)) {
            case 0: world_replace(&world, day, animal); break;
            case 1: world_event(&world, day, HERD_PASS_ON, animal, NEXT); break;
            case 2: world_lose(&world, day, HERD_DIE, animal, random_between(&random, 0, 1)); break;
            case 3: world_sell(&world, day, animal, 5000); break;
            default: world_calve(&world, day, animal, (enum animal_sex)random_between(&random, 1, 2)); break;
            }
            if (herd_on(*state, &world.herd, &herd_rules_cattle, day, &states, &number) == HERD_OK) continue;
            world.herd.event_count--;
            world.herd.count = animals;
        }
        for (enum pass_on_kind kind = 0; kind < PASS_ON_KINDS; kind++) {
            struct pass_on_state on = owed_on(&world, kind, cow, day);
            size_t open = 0;
            for (size_t i = 0; i < on.count; i++) {
                open += !on.owed[i].is_met;
                assert_true(on.owed[i].is_met == (on.owed[i].met_day != HERD_NEVER));
                assert_true(on.owed[i].met_day == HERD_NEVER || on.owed[i].met_day <= day);
            }
            assert_int_equal(on.open, open);
            if (on.owns_day != HERD_NEVER) assert_true(open == 0 && on.until_day == HERD_NEVER);
        }
        arena_reset(*state);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_and_third_calf_pass_on_and_then_the_cow_is_the_familys),
        cmocka_unit_test(a_dead_cow_is_replaced_where_the_contract_says_so_even_with_a_certificate),
        cmocka_unit_test(a_certificate_frees_where_the_contract_says_so),
        cmocka_unit_test(of_a_large_litter_each_one_counts),
        cmocka_unit_test(a_male_is_sold_and_its_price_goes_to_the_bank),
        cmocka_unit_test(a_female_returns_after_six_months),
        cmocka_unit_test(the_cow_moves_on_and_the_calf_stays),
        cmocka_unit_test(a_stillbirth_is_no_birth_and_of_twins_the_female_is_owed),
        cmocka_unit_test(a_calf_that_died_with_a_certificate_is_followed_by_its_twin_or_the_next_birth),
        cmocka_unit_test(a_calf_that_died_without_a_certificate_is_replaced),
        cmocka_unit_test(a_male_that_the_family_keeps_leaves_the_next_birth_owed),
        cmocka_unit_test(what_dies_with_the_next_family_or_the_bank_is_not_the_first_familys),
        cmocka_unit_test(who_replaces_a_dead_cow_freely_goes_on_with_the_contract),
        cmocka_unit_test(a_cow_that_should_move_on_and_died_is_owed_by_nobody_with_a_certificate),
        cmocka_unit_test(the_bank_may_write_down_that_the_cow_is_the_familys),
        cmocka_unit_test(who_never_had_the_cow_owes_nothing),
        cmocka_unit_test(the_needy_who_are_ready_come_first_then_who_asked_first),
        cmocka_unit_test(what_is_owed_is_whole_whatever_happens),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
