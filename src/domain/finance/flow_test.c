/* SPDX-License-Identifier: Apache-2.0 */
/* The table of steps is about states and fields that exist, and entries balance. */
#include "base/check.h"
#include "domain/finance/finance.h"
#include "domain/finance/flow.h"
#include "domain/finance/post.h"

static bool is_state(const struct flow_step *step, const char *code) {
    const struct field *status = record_type_field(step->type, S("status"));
    return status && choice_find(status->choices, slice_of(code));
}

static void steps_speak_of_states_and_fields_that_exist(void **state) {
    size_t count;
    const struct flow_step *steps = flow_steps(&count);
    (void)state;
    assert_true(count > 20);
    for (size_t i = 0; i < count; i++) {
        assert_true(is_state(&steps[i], steps[i].to));
        assert_true(!steps[i].from || is_state(&steps[i], steps[i].from));
        assert_true(!steps[i].reason || record_type_field(steps[i].type, slice_of(steps[i].reason)));
        assert_true(!steps[i].day || record_type_field(steps[i].type, slice_of(steps[i].day)));
        assert_ptr_equal(flow_find(steps[i].type, slice_of(steps[i].from), slice_of(steps[i].to)), &steps[i]);
    }
}

static void every_state_but_the_first_is_reached_by_a_step(void **state) {
    static const struct record_type *const types[] = {&budget_type, &obligation_type, &advance_type,
                                                      &liquidation_type, &refund_type};
    size_t count;
    const struct flow_step *steps = flow_steps(&count);
    (void)state;
    for (size_t t = 0; t < ARRAY_LEN(types); t++) {
        const struct choice_set *states = record_type_field(types[t], S("status"))->choices;
        for (size_t s = 0; s < states->count; s++) {
            bool reached = false;
            for (size_t i = 0; i < count; i++) {
                bool leads = steps[i].type == types[t] &&
                             slice_equal(slice_of(steps[i].to), slice_of(states->choices[s].code));
                reached = reached || leads;
            }
            assert_true(reached);
        }
    }
}

/* 4,000 riel spent of an advance in dollars: each currency adds up to nothing by itself. */
static void an_entry_balances_in_each_currency(void **state) {
    struct finance_entry entry = {.event = "expense_accepted"};
    (void)state;
    finance_entry_add(&entry, "expenses", (struct money){4000, CURRENCY_KHR});
    finance_entry_add(&entry, "advances", (struct money){-100, CURRENCY_USD});
    assert_false(finance_entry_is_balanced(&entry));
    finance_entry_add(&entry, "exchange", (struct money){-4000, CURRENCY_KHR});
    assert_false(finance_entry_is_balanced(&entry));
    finance_entry_add(&entry, "exchange", (struct money){100, CURRENCY_USD});
    assert_true(finance_entry_is_balanced(&entry));
    finance_entry_add(&entry, "funds", (struct money){0, CURRENCY_USD});
    assert_int_equal(entry.side_count, 4);
    entry.sides[0].amount.amount = INT64_MAX;
    entry.sides[1].amount = (struct money){INT64_MAX, CURRENCY_KHR};
    assert_false(finance_entry_is_balanced(&entry));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_speak_of_states_and_fields_that_exist),
        cmocka_unit_test(every_state_but_the_first_is_reached_by_a_step),
        cmocka_unit_test(an_entry_balances_in_each_currency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
