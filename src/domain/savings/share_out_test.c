/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing of a pool is lost or made, whoever shares it. */
#include "base/check.h"
#include "base/limits.h"
#include "domain/savings/savings_test_random.h"
#include "domain/savings/share_out.h"

/* A box of 4,567,800 riel and 1,313 shares: 3,478.9 a share. */
static void a_share_out_pays_by_shares_in_hundreds_and_keeps_the_rest(void **state) {
    struct share_member members[] = {{.shares = 200}, {.shares = 113}, {.shares = 0}, {.shares = 1000}};
    struct share_out result;
    struct share_problem problem;
    (void)state;
    assert_int_equal(share_out_make(4567800, members, 4, 100, &result, &problem), SHARE_OK);
    assert_int_equal(members[0].payout, 695700); /* 695,780.6 */
    assert_int_equal(members[1].payout, 393100); /* 393,116.1 */
    assert_int_equal(members[2].payout, 0);
    assert_int_equal(members[3].payout, 3478900); /* 3,478,903.2 */
    assert_int_equal(result.remainder, 100);
    assert_int_equal(result.value.numerator, 4567800);
    assert_int_equal(result.value.denominator, 1313);
    assert_int_equal(result.handed_out, 4567700);
}

/* 900,000 in the box and a debt of 100,000: the pool is a million, the debtor takes 100,000 less from the
 * box. */
static void a_debt_is_paid_from_the_borrowers_own_payout(void **state) {
    struct share_member members[] = {{.shares = 1}, {.shares = 1, .debt = 100000}, {.shares = 2}};
    struct share_out result;
    struct share_problem problem;
    (void)state;
    assert_int_equal(share_out_make(900000, members, 3, 100, &result, &problem), SHARE_OK);
    assert_int_equal(result.pool, 1000000);
    assert_int_equal(members[0].cash, 250000);
    assert_int_equal(members[1].payout, 250000);
    assert_int_equal(members[1].cash, 150000);
    assert_int_equal(result.handed_out, 900000);
    assert_int_equal(result.netted, 100000);
    assert_int_equal(result.remainder, 0);
}

static void a_debt_above_the_payout_has_to_be_paid_or_written_off_first(void **state) {
    struct share_member members[] = {{.shares = 3}, {.shares = 1, .debt = 400000}};
    struct share_out result;
    struct share_problem problem;
    (void)state;
    /* pool 1,000,000; a quarter is 250,000 */
    assert_int_equal(share_out_make(600000, members, 2, 100, &result, &problem), SHARE_FAULT_DEBT);
    assert_int_equal(problem.member, 1);
    assert_int_equal(problem.amount, 150000);
}

static void what_cannot_be_shared_says_why(void **state) {
    struct share_member members[] = {{.shares = 0}, {.shares = 0}};
    struct share_out result;
    struct share_problem problem;
    (void)state;
    assert_int_equal(share_out_make(-1, members, 2, 100, &result, &problem), SHARE_FAULT_NEGATIVE_CASH);
    assert_int_equal(share_out_make(5, members, 2, 100, &result, &problem), SHARE_FAULT_NO_SHARES);
    assert_int_equal(share_out_make(5, members, 2, 0, &result, &problem), SHARE_FAULT_MULTIPLE);
    assert_int_equal(share_out_make(5, members, LIMIT_SHARE_MEMBERS + 1, 1, &result, &problem),
                     SHARE_FAULT_TOO_LARGE);
    assert_int_equal(share_out_make(0, members, 2, 100, &result, &problem), SHARE_OK);
    assert_int_equal(result.value.denominator, 0);
    members[1].shares = -1;
    assert_int_equal(share_out_make(5, members, 2, 100, &result, &problem), SHARE_FAULT_NEGATIVE_MEMBER);
    assert_int_equal(problem.member, 1);
    members[0].shares = members[1].shares = INT64_MAX;
    assert_int_equal(share_out_make(5, members, 2, 100, &result, &problem), SHARE_FAULT_TOO_LARGE);
    for (enum share_fault fault = SHARE_OK + 1; fault < SHARE_FAULTS; fault++)
        assert_true(share_fault_message(fault)[0] != 0);
}

static void pool_is_whole(struct test_random *random, struct share_member *members, size_t count) {
    static const int64_t multiples[] = {1, 50, 100, 1000};
    int64_t multiple = multiples[random_between(random, 0, 3)],
            cash = random_between(random, 0, 1000000000000), sum = 0;
    struct share_out result;
    struct share_problem problem;
    for (size_t i = 0; i < count; i++)
        members[i] = (struct share_member){.shares = random_between(random, 0, 300)};
    members[0].shares++;
    assert_int_equal(share_out_make(cash, members, count, multiple, &result, &problem), SHARE_OK);
    for (size_t i = 0; i < count; i++) {
        sum += members[i].payout;
        assert_int_equal(members[i].payout % multiple, 0);
        /* Nobody loses a whole multiple: payout ≤ exact < payout + multiple. */
        exact_wide exact = (exact_wide)cash * members[i].shares, shares = result.shares;
        assert_true((exact_wide)members[i].payout * shares <= exact);
        assert_true((exact_wide)(members[i].payout + multiple) * shares > exact);
    }
    assert_true(sum + result.remainder == cash);
    assert_true(result.remainder >= 0 && result.remainder < multiple * (int64_t)count);
}

static void payouts_and_remainder_are_the_pool_for_any_group(void **state) {
    struct test_random random = {2463534242u};
    static struct share_member members[5000];
    (void)state;
    for (int i = 0; i < 2000; i++)
        pool_is_whole(&random, members, (size_t)random_between(&random, 1, 40));
    for (int i = 0; i < 5; i++)
        pool_is_whole(&random, members, 5000);
}

static void netting_leaves_the_box_exactly_empty_but_for_the_remainder(void **state) {
    struct test_random random = {77};
    struct share_member members[30];
    struct share_out result;
    struct share_problem problem;
    int shared = 0;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        int64_t cash = random_between(&random, 1000000, 90000000), out = 0;
        for (size_t i = 0; i < 30; i++)
            members[i] = (struct share_member){random_between(&random, 20, 250),
                                               random_between(&random, 0, 5000), 0, 0};
        enum share_fault fault = share_out_make(cash, members, 30, 100, &result, &problem);
        if (fault == SHARE_FAULT_DEBT) continue;
        assert_int_equal(fault, SHARE_OK);
        for (size_t i = 0; i < 30; i++)
            out += members[i].cash;
        assert_int_equal(out + result.remainder, cash);
        shared++;
    }
    assert_true(shared > 1000);
}

/* CWS: 10 % reserve, 30 % social, 60 % dividend; rounding to hundreds goes to the reserve. */
static void a_profit_is_split_and_the_rest_goes_to_the_named_part(void **state) {
    struct profit_part parts[] = {{.rate_ppm = 100000}, {.rate_ppm = 300000}, {.rate_ppm = 600000}};
    (void)state;
    assert_int_equal(profit_split(123456, parts, 3, 0, 100), PROFIT_OK);
    assert_int_equal(parts[1].amount, 37000); /* 37,036.8 */
    assert_int_equal(parts[2].amount, 74000); /* 74,073.6 */
    assert_int_equal(parts[0].amount, 123456 - 37000 - 74000);
    assert_int_equal(profit_split(-1, parts, 3, 0, 100), PROFIT_FAULT_LOSS);
    assert_int_equal(profit_split(1, parts, 3, 0, 0), PROFIT_FAULT_MULTIPLE);
    parts[0].rate_ppm = 100001;
    assert_int_equal(profit_split(1, parts, 3, 0, 1), PROFIT_FAULT_RATES);
    parts[0].rate_ppm = -1;
    assert_int_equal(profit_split(1, parts, 3, 0, 1), PROFIT_FAULT_RATES);
    parts[0].rate_ppm = 0;
    assert_int_equal(profit_split(INT64_MAX, parts, 3, 2, 1), PROFIT_OK);
    assert_true(parts[0].amount + parts[1].amount + parts[2].amount == INT64_MAX);
    for (enum profit_fault fault = PROFIT_OK + 1; fault < PROFIT_FAULTS; fault++)
        assert_true(profit_fault_message(fault)[0] != 0);
}

/* 10,000 riel for 31 days of January, 15,000 for the rest of a year that is not a leap year. */
static void savings_weigh_by_the_days_they_were_there(void **state) {
    const struct share_balance balances[] = {{test_day(2016, 6, 1), 10000}, {test_day(2017, 2, 1), 15000}};
    int64_t weight;
    (void)state;
    assert_true(share_weight(balances, 2, test_day(2017, 1, 1), test_day(2017, 12, 31), &weight));
    assert_int_equal(weight, 10000 * 31 + 15000 * 334);
    assert_true(share_weight(balances, 2, test_day(2015, 1, 1), test_day(2015, 12, 31), &weight));
    assert_int_equal(weight, 0);
    const struct share_balance huge = {0, INT64_MAX}, below = {0, -1};
    assert_false(share_weight(&huge, 1, 0, 1, &weight));
    assert_false(share_weight(&below, 1, 0, 1, &weight));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_out_pays_by_shares_in_hundreds_and_keeps_the_rest),
        cmocka_unit_test(a_debt_is_paid_from_the_borrowers_own_payout),
        cmocka_unit_test(a_debt_above_the_payout_has_to_be_paid_or_written_off_first),
        cmocka_unit_test(what_cannot_be_shared_says_why),
        cmocka_unit_test(payouts_and_remainder_are_the_pool_for_any_group),
        cmocka_unit_test(netting_leaves_the_box_exactly_empty_but_for_the_remainder),
        cmocka_unit_test(a_profit_is_split_and_the_rest_goes_to_the_named_part),
        cmocka_unit_test(savings_weigh_by_the_days_they_were_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
