/* SPDX-License-Identifier: Apache-2.0 */
/* Bylaws say which rule is broken, by what, and who may decide otherwise. */
#include "base/check.h"
#include "domain/savings/bylaw.h"
#include "domain/savings/savings_test_random.h"

static const struct bylaw_decision nobody = {OVERRIDE_NEVER, false}, committee = {OVERRIDE_COMMITTEE, true},
                                   assembly = {OVERRIDE_ASSEMBLY, true},
                                   unwritten = {OVERRIDE_ASSEMBLY, false};

/* A member with 200,000 saved asks for 300,000 over two months. */
static struct bylaw_loan good_loan(void) {
    return (struct bylaw_loan){.is_member = true,
                               .amount = 300000,
                               .days = 60,
                               .rate_ppm = 20000,
                               .savings = 200000,
                               .cash = 1000000,
                               .debt_share_ppm = 400000};
}

static void broken(const struct bylaw_breaches *breaches, size_t number, enum bylaw_rule rule, int64_t asked,
                   int64_t allowed) {
    assert_true(number < breaches->count);
    assert_int_equal(breaches->items[number].rule, rule);
    assert_int_equal(breaches->items[number].asked, asked);
    assert_int_equal(breaches->items[number].allowed, allowed);
}

static void a_loan_within_the_bylaws_breaks_none(void **state) {
    struct bylaw_breaches breaches = {.count = 0};
    struct bylaw_loan loan = good_loan();
    (void)state;
    bylaw_check_loan(&bylaws_vsla, &loan, &breaches);
    assert_int_equal(breaches.count, 0);
    assert_null(bylaw_refusal(&breaches, nobody));
}

static void a_loan_is_at_most_three_times_the_savings_with_what_is_owed_already(void **state) {
    struct bylaw_breaches breaches = {.count = 0};
    struct bylaw_loan loan = good_loan();
    (void)state;
    loan.amount = 600001;
    bylaw_check_loan(&bylaws_vsla, &loan, &breaches);
    assert_int_equal(breaches.count, 1);
    broken(&breaches, 0, BYLAW_LOAN_SAVINGS, 600001, 600000);
    breaches.count = 0;
    loan.amount = 300000;
    loan.owed = 350000;
    loan.open_loans = 1;
    bylaw_check_loan(&bylaws_vsla, &loan, &breaches);
    assert_int_equal(breaches.count, 2);
    broken(&breaches, 0, BYLAW_LOAN_SAVINGS, 300000, 250000);
    broken(&breaches, 1, BYLAW_LOAN_COUNT, 2, 1);
}

static void every_broken_rule_is_named_with_its_figures(void **state) {
    struct bylaw_breaches breaches = {.count = 0};
    struct bylaws strict = bylaws_vsla;
    struct bylaw_loan loan = {.is_member = false,
                              .amount = 900000,
                              .days = 100,
                              .rate_ppm = 35000,
                              .cash = 500000,
                              .purpose = 3,
                              .days_late = 12,
                              .debt_share_ppm = 800000};
    (void)state;
    strict.loan_purposes = 1 | 1 << 5;
    strict.loan_max = 800000;
    strict.loan_guarantors_min = 2;
    bylaw_check_loan(&strict, &loan, &breaches);
    assert_int_equal(breaches.count, 10);
    broken(&breaches, 0, BYLAW_NON_MEMBER, 0, 0);
    broken(&breaches, 1, BYLAW_LOAN_MAX, 900000, 800000);
    broken(&breaches, 2, BYLAW_LOAN_CASH, 900000, 500000);
    broken(&breaches, 3, BYLAW_LOAN_DAYS, 100, 92);
    broken(&breaches, 4, BYLAW_LOAN_PURPOSE, 3, 0);
    broken(&breaches, 5, BYLAW_LOAN_GUARANTORS, 0, 2);
    broken(&breaches, 6, BYLAW_LOAN_LATE, 12, 0);
    broken(&breaches, 7, BYLAW_RATE, 35000, 20000);
    broken(&breaches, 8, BYLAW_RATE_CAP, 35000, 30000);
    broken(&breaches, 9, BYLAW_DEBT, 800000, 750000);
    breaches.count = 0;
    loan.purpose = 5;
    bylaw_check_loan(&strict, &loan, &breaches);
    assert_int_equal(breaches.count, 9);
}

static void only_those_whom_the_bylaws_name_decide_otherwise_and_only_in_writing(void **state) {
    struct bylaw_breaches breaches = {.count = 0};
    struct bylaw_loan loan = good_loan();
    (void)state;
    loan.amount = 700000;
    bylaw_check_loan(&bylaws_vsla, &loan, &breaches);
    assert_non_null(bylaw_refusal(&breaches, nobody));
    assert_non_null(bylaw_refusal(&breaches, committee));
    assert_non_null(bylaw_refusal(&breaches, unwritten));
    assert_null(bylaw_refusal(&breaches, assembly));
    loan.rate_ppm = 31000;
    breaches.count = 0;
    bylaw_check_loan(&bylaws_vsla, &loan, &breaches);
    assert_int_equal(bylaw_refusal(&breaches, assembly)->rule, BYLAW_RATE_CAP);
    breaches.count = 0;
    bylaw_check_shares(&bylaws_vsla, 0, 5000, &breaches);
    assert_null(bylaw_refusal(&breaches, committee));
    assert_null(bylaw_refusal(&breaches, assembly));
}

static void a_meeting_needs_its_quorum(void **state) {
    static const struct {
        int64_t registered, present;
        bool is_enough;
    } examples[] = {{30, 20, true},  {30, 19, false}, {25, 17, true},
                    {25, 16, false}, {1, 0, false},   {0, 0, true}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        struct bylaw_breaches breaches = {.count = 0};
        bylaw_check_meeting(&bylaws_vsla, examples[i].present, examples[i].registered, &breaches);
        assert_int_equal(breaches.count == 0, examples[i].is_enough);
    }
}

static void shares_deposits_fines_and_the_social_fund_have_their_sums(void **state) {
    struct bylaw_breaches breaches = {.count = 0};
    (void)state;
    bylaw_check_shares(&bylaws_vsla, 6, 4000, &breaches);
    broken(&breaches, 0, BYLAW_SHARES_MAX, 6, 5);
    broken(&breaches, 1, BYLAW_SHARE_PRICE, 4000, 5000);
    bylaw_check_deposit(&bylaws_permanent_fund, 4000, &breaches);
    broken(&breaches, 2, BYLAW_DEPOSIT_MIN, 4000, 5000);
    bylaw_check_social_fund(&bylaws_vsla, 400, &breaches);
    broken(&breaches, 3, BYLAW_SOCIAL_FUND, 400, 500);
    bylaw_check_fine(&bylaws_vsla, FINE_ABSENT, 500, &breaches);
    broken(&breaches, 4, BYLAW_FINE, 500, 1000);
    bylaw_check_fine(&bylaws_vsla, FINE_OTHER, 12345, &breaches); /* as decided */
    bylaw_check_members(&bylaws_vsla, 26, &breaches);
    broken(&breaches, 5, BYLAW_MEMBERS_MAX, 26, 25);
    bylaw_check_members(&bylaws_vsla, 9, &breaches);
    broken(&breaches, 6, BYLAW_MEMBERS_MIN, 9, 10);
    assert_int_equal(breaches.count, 7);
}

static void who_is_not_a_member_pays_the_fee_where_the_group_lends_to_outsiders(void **state) {
    struct bylaw_breaches breaches = {.count = 0};
    struct bylaw_loan loan = good_loan();
    (void)state;
    loan.is_member = false;
    loan.savings = 0;
    loan.guarantors = 1;
    bylaw_check_loan(&bylaws_permanent_fund, &loan, &breaches);
    assert_int_equal(breaches.count, 1);
    broken(&breaches, 0, BYLAW_NON_MEMBER_FEE, 0, 5000);
    breaches.count = 0;
    loan.fee = 5000;
    bylaw_check_loan(&bylaws_permanent_fund, &loan, &breaches);
    assert_int_equal(breaches.count, 0);
}

static void bylaws_that_contradict_themselves_are_refused(void **state) {
    (void)state;
    assert_int_equal(bylaws_check(&bylaws_vsla), BYLAWS_OK);
    assert_int_equal(bylaws_check(&bylaws_permanent_fund), BYLAWS_OK);
#define FAULT(expected, change)                                                                              \
    do {                                                                                                     \
        struct bylaws bylaws = bylaws_vsla;                                                                  \
        change;                                                                                              \
        assert_int_equal(bylaws_check(&bylaws), expected);                                                   \
    } while (0)
    FAULT(BYLAWS_FAULT_BELOW_ZERO, bylaws.fines[FINE_OTHER] = -1);
    FAULT(BYLAWS_FAULT_BELOW_ZERO, bylaws.loan_max = -1);
    FAULT(BYLAWS_FAULT_MEMBERS, bylaws.members_min = 26);
    FAULT(BYLAWS_FAULT_SHARES, bylaws.shares_min = 6);
    FAULT(BYLAWS_FAULT_DEPOSIT, bylaws.deposit_min = 2; bylaws.deposit_max = 1);
    FAULT(BYLAWS_FAULT_QUORUM, bylaws.quorum_ppm = 1000001);
    FAULT(BYLAWS_FAULT_RATE, bylaws.rate_ppm = 30001);
    FAULT(BYLAWS_FAULT_SAVING, bylaws.share_price = 0);
    FAULT(BYLAWS_FAULT_CAP_OVERRIDE, bylaws.overrides[BYLAW_RATE_CAP] = OVERRIDE_ASSEMBLY);
#undef FAULT
    for (enum bylaws_fault fault = BYLAWS_OK + 1; fault < BYLAWS_FAULTS; fault++)
        assert_true(bylaws_fault_message(fault)[0] != 0);
}

static void every_rule_has_its_code_and_its_words(void **state) {
    (void)state;
    for (enum bylaw_rule rule = 0; rule < BYLAW_RULES; rule++) {
        assert_non_null(bylaw_rows[rule].code);
        assert_non_null(bylaw_rows[rule].message);
        for (enum bylaw_rule other = 0; other < rule; other++)
            assert_false(slice_equal(slice_of(bylaw_rows[rule].code), slice_of(bylaw_rows[other].code)));
    }
}

/* Less is never refused where more was allowed, and figures of any size are only compared. */
static void a_smaller_loan_breaks_no_rule_that_a_larger_one_keeps(void **state) {
    struct test_random random = {31337};
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct bylaw_breaches large = {.count = 0}, small = {.count = 0};
        struct bylaw_loan loan = good_loan();
        loan.amount = random_between(&random, 1, i % 2 ? 2000000 : INT64_MAX - 2);
        loan.savings = random_between(&random, 0, i % 3 ? 500000 : INT64_MAX - 2);
        loan.owed = random_between(&random, 0, 300000);
        loan.cash = random_between(&random, 0, 2000000);
        loan.is_member = random_between(&random, 0, 1);
        bylaw_check_loan(&bylaws_vsla, &loan, &large);
        loan.amount = random_between(&random, 1, loan.amount);
        bylaw_check_loan(&bylaws_vsla, &loan, &small);
        assert_true(small.count <= large.count);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loan_within_the_bylaws_breaks_none),
        cmocka_unit_test(a_loan_is_at_most_three_times_the_savings_with_what_is_owed_already),
        cmocka_unit_test(every_broken_rule_is_named_with_its_figures),
        cmocka_unit_test(only_those_whom_the_bylaws_name_decide_otherwise_and_only_in_writing),
        cmocka_unit_test(a_meeting_needs_its_quorum),
        cmocka_unit_test(shares_deposits_fines_and_the_social_fund_have_their_sums),
        cmocka_unit_test(who_is_not_a_member_pays_the_fee_where_the_group_lends_to_outsiders),
        cmocka_unit_test(bylaws_that_contradict_themselves_are_refused),
        cmocka_unit_test(every_rule_has_its_code_and_its_words),
        cmocka_unit_test(a_smaller_loan_breaks_no_rule_that_a_larger_one_keeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
