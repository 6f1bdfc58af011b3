/* SPDX-License-Identifier: Apache-2.0 */
/* What cells say together, and what a counting rule promises. */
#include "base/check.h"
#include "domain/coverage/coverage.h"
#include "domain/programme/promise_test_catalogue.h"

static void add(struct coverage *coverage, size_t org, const char *place, enum coverage_activity activity,
                int64_t planned, int64_t done, bool promised) {
    coverage->cells = arena_room(coverage->arena, coverage->cells, sizeof *coverage->cells, coverage->count);
    coverage->cells[coverage->count++] =
        (struct coverage_cell){org, slice_of(place), activity, planned, done, promised};
}

static void two_who_do_the_same_in_a_commune_overlap_and_two_who_do_not_complement(void **state) {
    struct coverage coverage = {.arena = arena_new()};
    struct coverage_overlap *overlaps;
    (void)state;
    add(&coverage, 0, "030501", COVERAGE_WORKSHOP, 2, 1, false);
    add(&coverage, 1, "030501", COVERAGE_WORKSHOP, 1, 1, false);
    add(&coverage, 0, "030502", COVERAGE_WORKSHOP, 1, 1, false);
    add(&coverage, 1, "030502", COVERAGE_FARMING, 1, 1, false);
    add(&coverage, 1, "030503", COVERAGE_FARMING, 1, 1, false);
    add(&coverage, 0, "030503", COVERAGE_WORKSHOP, 1, 0, false);
    add(&coverage, 0, "030501", COVERAGE_WORKSHOP, 1, 1, false);
    coverage_sort(&coverage);
    assert_int_equal(coverage.count, 6);
    assert_int_equal(coverage_overlaps(&coverage, &overlaps), 1);
    assert_true(slice_equal(overlaps[0].place, S("030501")));
    assert_int_equal(overlaps[0].orgs, 2);
    assert_int_equal(coverage.cells[overlaps[0].first].done, 2);
    assert_int_equal(coverage.cells[overlaps[0].first].planned, 3);
    assert_int_equal(coverage_complements(&coverage), 1);
    struct coverage provinces = coverage_cut(&coverage, 2);
    assert_int_equal(provinces.count, 3);
    assert_int_equal(coverage_done(&provinces, S("03"), COVERAGE_WORKSHOP, 0), 3);
    assert_int_equal(coverage_overlaps(&provinces, &overlaps), 0);
    arena_free(coverage.arena);
}

static bool has_gap(const struct coverage_gap *gaps, size_t count, const char *place, enum coverage_lack lack) {
    for (size_t i = 0; i < count; i++) {
        if (gaps[i].lack == lack && slice_equal(gaps[i].place, slice_of(place))) return true;
    }
    return false;
}

static void what_was_promised_or_planned_and_not_done_is_a_gap(void **state) {
    struct coverage coverage = {.arena = arena_new()};
    struct coverage_gap *gaps;
    const struct slice vulnerable[] = {S("030501"), S("210101")};
    (void)state;
    add(&coverage, 0, "030501", COVERAGE_WORKSHOP, 1, 1, true);   /* kept */
    add(&coverage, 0, "030502", COVERAGE_WORKSHOP, 0, 0, true);   /* promised */
    add(&coverage, 0, "030503", COVERAGE_AWARENESS, 2, 0, false); /* cancelled twice */
    add(&coverage, 0, "03", COVERAGE_WORKSHOP, 0, 0, true);       /* kept in a commune */
    add(&coverage, 0, "12", COVERAGE_CASCADE, 0, 0, true);        /* nothing at all there */
    coverage_add_province(&coverage, 0, S("12"));
    coverage_add_province(&coverage, 0, S("03"));
    coverage_sort(&coverage);
    size_t count = coverage_gaps(&coverage, vulnerable, 2, &gaps);
    assert_int_equal(count, 4);
    assert_true(has_gap(gaps, count, "030502", LACK_PROMISED));
    assert_true(has_gap(gaps, count, "030503", LACK_PLANNED));
    assert_true(has_gap(gaps, count, "12", LACK_ANY));
    assert_true(has_gap(gaps, count, "210101", LACK_NOBODY));
    struct coverage communes = coverage_cut(&coverage, 6);
    for (size_t i = 0; i < communes.count; i++) {
        assert_false(slice_equal(communes.cells[i].place, S("03"))); /* no row of its own among communes */
    }
    arena_free(coverage.arena);
}

static struct promise_rule *rule_of(struct arena *arena, const char *source, const char *filter, const char *shape,
                                    const char *unit) {
    struct promise_part part = {
        .shape = {.present = true, .text = slice_of(shape)},
        .source = {.present = true, .text = slice_of(source)},
        .unit = {.present = unit[0] != 0, .text = slice_of(unit)},
        .filter = {.present = filter[0] != 0, .text = slice_of(filter)},
    };
    struct refusal refusal = REFUSAL_IN(arena);
    struct promise_rule *rule =
        promise_rule_bind(arena, &test_catalogue, &part, (struct promise_period){16861, 17590}, &refusal);
    assert_non_null(rule);
    return rule;
}

static void a_rule_promises_what_its_conditions_name(void **state) {
    struct coverage coverage = {.arena = arena_new()};
    struct arena *arena = coverage.arena;
    (void)state;
    const struct promise_rule *workshop =
        rule_of(arena, "session", "kind = workshop\nplace within 090401|090402", "count", "");
    assert_int_equal(coverage_rule_activities(workshop), 1u << COVERAGE_WORKSHOP);
    coverage_add_promised(&coverage, 0, workshop, S("09,20"));
    assert_int_equal(coverage.count, 2);
    assert_true(slice_equal(coverage.cells[1].place, S("090402")));
    const struct promise_rule *rice = rule_of(
        arena, "attendance", "session.kind = training\nsession.topics has rice_growing", "distinct", "person");
    assert_int_equal(coverage_rule_activities(rice), 1u << COVERAGE_FARMING);
    coverage_add_promised(&coverage, 1, rice, S("03,14"));
    assert_int_equal(coverage.count, 4);
    const struct promise_rule *either =
        rule_of(arena, "attendance", "session.topics has rice_growing|marketing", "distinct", "person");
    coverage_add_promised(&coverage, 1, either, S("03,14"));
    assert_int_equal(coverage.count, 4); /* either keeps it: nothing particular is missing */
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_who_do_the_same_in_a_commune_overlap_and_two_who_do_not_complement),
        cmocka_unit_test(what_was_promised_or_planned_and_not_done_is_a_gap),
        cmocka_unit_test(a_rule_promises_what_its_conditions_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
