/* SPDX-License-Identifier: Apache-2.0 */
#include "base/check.h"
#include "domain/people/people.h"
#include "exchange/intake/intake.h"

static bool may_hold(struct arena *arena, const char *json, enum sensitivity max, struct slice *refused) {
    struct intake_plan *plan = arena_make(arena, struct intake_plan, 1);
    struct view view = {.allowed = true, .own_max = max};
    struct refusal refusal = REFUSAL_IN(arena);
    plan->type = &person_type;
    assert_true(intake_plan_read(arena, slice_of(json), plan));
    bool may = intake_plan_check(plan, &view, &refusal);
    *refused = refusal.first ? refusal.first->field : S("");
    return may;
}

static void no_column_is_a_field_that_who_brings_it_may_not_see(void **state) {
    static const char plan[] =
        "{\"columns\":[{\"column\":0,\"field\":\"sex\"},{\"column\":3,\"field\":\"name_latin\"}]}";
    struct arena *arena = arena_new();
    struct slice refused;
    (void)state;
    assert_false(may_hold(arena, plan, INTERNAL, &refused));
    assert_true(slice_equal(refused, S("column.3")));
    assert_true(may_hold(arena, plan, IDENTIFYING, &refused));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_column_is_a_field_that_who_brings_it_may_not_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
