/* SPDX-License-Identifier: Apache-2.0 */
/* What stays true of an agreement that is amended, and of its objectives as a tree. */
#include "base/check.h"
#include "catalogue/value.h"
#include "domain/programme/agreement_terms.h"
#include "domain/programme/objective_tree.h"

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static struct record *made(struct arena *arena, const struct record_type *type) {
    struct record *record = record_new(arena, type);
    record->id = uuid_new();
    return record;
}

static struct value text(const char *english) {
    return (struct value){.present = true, .text = slice_of(english)};
}

static struct value dollars(int64_t cents) {
    return (struct value){.present = true, .money = {cents, CURRENCY_USD}};
}

static struct value day(int year, int month, int day_of_month) {
    return (struct value){.present = true,
                          .date = {.year = (int16_t)year,
                                   .month = (uint8_t)month,
                                   .day = (uint8_t)day_of_month,
                                   .precision = DATE_DAY}};
}

static struct record *amended(struct arena *arena, const char *number, struct value from, struct value amount,
                              struct value end) {
    struct record *record = made(arena, &amendment_type);
    *amendment_of(record) =
        (struct amendment){.number = text(number), .effective_on = from, .amount = amount, .ends_on = end};
    return record;
}

static int64_t on(int year, int month, int day_of_month) {
    return date_first_day(day(year, month, day_of_month).date);
}

static void original_and_amended_terms_are_told_apart_by_the_day(void **state) {
    struct record *agreement = made(*state, &agreement_type);
    agreement_of(agreement)->amount = dollars(21480000);
    agreement_of(agreement)->ends_on = day(2018, 2, 28);
    struct record *amendments[] = {
        amended(*state, "A2", day(2017, 9, 1), (struct value){0}, day(2018, 6, 30)),
        amended(*state, "A1", day(2017, 3, 1), dollars(22630000), day(2018, 3, 31)),
    };
    struct agreement_terms terms = agreement_terms_on(agreement, amendments, 2, on(2017, 2, 28));
    assert_int_equal(terms.amount.money.amount, 21480000);
    assert_int_equal(date_first_day(terms.ends_on.date), on(2018, 2, 28));
    terms = agreement_terms_on(agreement, amendments, 2, on(2017, 3, 1));
    assert_int_equal(terms.amount.money.amount, 22630000);
    assert_int_equal(date_first_day(terms.ends_on.date), on(2018, 3, 31));
    terms = agreement_terms_on(agreement, amendments, 2, on(2017, 9, 1));
    assert_int_equal(terms.amount.money.amount, 22630000);
    assert_int_equal(date_first_day(terms.ends_on.date), on(2018, 6, 30));
    amendments_sort(amendments, 2);
    assert_true(slice_equal(amendment_of(amendments[0])->number.text, S("A1")));
}

static void numbers_are_read_as_people_read_them(void **state) {
    (void)state;
    assert_int_equal(numbering_compare(S("1.9"), S("1.10")), -1);
    assert_int_equal(numbering_compare(S("P9"), S("P10")), -1);
    assert_int_equal(numbering_compare(S("1.1"), S("1.1")), 0);
    assert_int_equal(numbering_compare(S("2"), S("1.10")), 1);
    assert_int_equal(numbering_compare(S("1"), S("1.1")), -1);
    assert_int_equal(numbering_compare(S("007"), S("7")), 0);
    assert_int_equal(numbering_compare(S("00"), S("0")), 0);
}

static struct record *objective(struct arena *arena, const char *level, const char *number,
                                const struct record *above) {
    struct record *record = made(arena, &objective_type);
    struct value upper = above ? (struct value){.present = true, .id = above->id} : (struct value){0};
    *objective_of(record) = (struct objective){.level = text(level), .number = text(number), .above = upper};
    return record;
}

static void objectives_stand_below_what_they_are_part_of(void **state) {
    struct record *goal = objective(*state, "goal", "G", NULL);
    struct record *first = objective(*state, "outcome", "1", goal),
                  *second = objective(*state, "outcome", "2", goal);
    struct record *output = objective(*state, "output", "1.1", first);
    struct record *tenth = objective(*state, "activity", "1.1.10", output),
                  *ninth = objective(*state, "activity", "1.1.9", output);
    struct record *gone = objective(*state, "outcome", "9", NULL),
                  *orphan = objective(*state, "output", "9.1", gone);
    struct record *mixed[] = {tenth, orphan, second, ninth, goal, output, first};
    const struct record *wanted[] = {goal, first, output, ninth, tenth, second, orphan};
    static const size_t depths[] = {0, 1, 2, 3, 3, 1, 0};
    struct objective_node nodes[ARRAY_LEN(mixed)];
    objective_tree_make(*state, mixed, ARRAY_LEN(mixed), nodes);
    for (size_t i = 0; i < ARRAY_LEN(mixed); i++) {
        assert_ptr_equal(nodes[i].record, wanted[i]);
        assert_int_equal(nodes[i].depth, depths[i]);
    }
}

static void a_circle_of_objectives_loses_none(void **state) {
    struct record *one = objective(*state, "output", "1", NULL), *two = objective(*state, "output", "2", one);
    objective_of(one)->above = (struct value){.present = true, .id = two->id};
    struct record *both[] = {two, one};
    struct objective_node nodes[2];
    objective_tree_make(*state, both, 2, nodes);
    assert_ptr_equal(nodes[0].record, one);
    assert_ptr_equal(nodes[1].record, two);
}

static void below_a_goal_comes_an_outcome(void **state) {
    (void)state;
    assert_true(slice_equal(objective_level_below(S("goal")), S("outcome")));
    assert_true(slice_equal(objective_level_below(S("output")), S("activity")));
    assert_int_equal(objective_level_below(S("activity")).len, 0);
    assert_int_equal(objective_level_below(S("nonsense")).len, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(original_and_amended_terms_are_told_apart_by_the_day),
        cmocka_unit_test(numbers_are_read_as_people_read_them),
        cmocka_unit_test(objectives_stand_below_what_they_are_part_of),
        cmocka_unit_test(a_circle_of_objectives_loses_none),
        cmocka_unit_test(below_a_goal_comes_an_outcome),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
