/* SPDX-License-Identifier: Apache-2.0 */
/* What stays true of a loan that comes from a paper book: it owes there and here the same. */
#include "base/check.h"
#include "domain/savings/loan_state.h"
#include "domain/savings/savings_test_random.h"

struct world {
    struct arena *arena;
    struct loan_disbursement paid_out;
    struct loan_terms terms;
    struct loan_schedule schedule;
    struct loan_payment payment;
    struct loan_opening opening;
    struct loan loan;
};

/* 15 June 2023, 2 % a month, equal principal, twelve months; the books are taken over on 1 December: five
 * instalments have fallen due. */
static void world_make(struct world *world, struct arena *arena, int64_t amount) {
    *world = (struct world){.arena = arena};
    world->paid_out = (struct loan_disbursement){test_day(2023, 6, 15), amount};
    world->terms = (struct loan_terms){.disbursements = &world->paid_out,
                                       .disbursement_count = 1,
                                       .rate_ppm = 20000,
                                       .rate_period = LOAN_RATE_MONTHLY,
                                       .method = LOAN_EQUAL_PRINCIPAL,
                                       .frequency = LOAN_MONTHLY,
                                       .count = 12,
                                       .multiple = 100,
                                       .first_due_day = test_day(2023, 7, 15)};
    assert_int_equal(loan_schedule_make(arena, &world->terms, &world->schedule), LOAN_OK);
    world->loan = (struct loan){.terms = &world->terms,
                                .schedule = &world->schedule,
                                .rules = &loan_rules_default,
                                .payments = &world->payment,
                                .written_off_day = LOAN_NEVER,
                                .opening = &world->opening};
    world->opening =
        (struct loan_opening){test_day(2023, 12, 1), amount, LOAN_UNSAID, LOAN_UNSAID, LOAN_UNSAID};
}

static enum loan_opening_fault fit(struct world *world, struct loan_opening_problem *problem) {
    return loan_opening_fit(&world->opening, &world->schedule, problem);
}

static struct loan_state state_on(const struct world *world, int64_t day) {
    struct loan_state state;
    struct loan_payment_problem problem;
    assert_int_equal(loan_state_at(world->arena, &world->loan, day, &state, &problem), LOAN_PAYMENT_OK);
    return state;
}

static int64_t sum_of(const struct loan_schedule *schedule) {
    int64_t sum = 0;
    for (size_t row = 0; row < schedule->count; row++) {
        sum += schedule->rows[row].principal;
    }
    return sum;
}

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

/* Of 1,200,000 three instalments of 100,000 were paid, with their 24,000, 22,000 and 20,000 of interest. */
static void a_late_loan_is_as_late_here_as_on_paper(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, *state, 1200000);
    world.opening.outstanding = 900000;
    world.opening.interest_paid = 66000;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    assert_int_equal(world.opening.principal_overdue, 200000);
    assert_int_equal(world.opening.interest_overdue, 18000 + 16000);
    struct loan_state now = state_on(&world, test_day(2023, 12, 1));
    assert_int_equal(now.balance, 900000);
    assert_int_equal(now.overdue.of[LOAN_PRINCIPAL], 200000);
    assert_int_equal(now.overdue.of[LOAN_INTEREST], 34000);
    assert_int_equal(now.days_late, test_day(2023, 12, 1) - test_day(2023, 10, 15));
    assert_int_equal(arrears_of(now.days_late), ARREARS_TO_60);
    assert_int_equal(now.next_row, 5);
    assert_int_equal(now.next_amount, 100000 + 14000);
    assert_int_equal(state_on(&world, test_day(2023, 12, 31)).days_late, 77);
}

/* All that is due on 15 December is paid, and the loan is on time again. */
static void repayments_go_on_where_the_paper_ended(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, *state, 1200000);
    world.opening.outstanding = 900000;
    world.opening.interest_paid = 66000;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    world.payment = (struct loan_payment){test_day(2023, 12, 15), 300000 + 34000 + 14000};
    world.loan.payment_count = 1;
    struct loan_state now = state_on(&world, test_day(2023, 12, 16));
    assert_int_equal(now.balance, 600000);
    assert_int_equal(now.days_late, 0);
    assert_int_equal(now.paid.of[LOAN_INTEREST], 66000 + 48000);
    assert_int_equal(loan_parts_sum(&now.overdue), 0);
}

/* Nobody repays here what was repaid on paper, and before that day the loan is not here. */
static void before_its_day_a_loan_is_on_paper(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    struct loan_payment_problem payment;
    struct loan_state now;
    world_make(&world, *state, 1200000);
    world.opening.outstanding = 700000;
    world.opening.interest_overdue = 0;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    assert_int_equal(world.opening.interest_paid, 100000);
    assert_int_equal(state_on(&world, test_day(2023, 11, 30)).disbursed, 0);
    assert_int_equal(state_on(&world, test_day(2023, 11, 30)).balance, 0);
    assert_int_equal(state_on(&world, test_day(2023, 12, 1)).balance, 700000);
    world.payment = (struct loan_payment){test_day(2023, 11, 30), 1000};
    world.loan.payment_count = 1;
    assert_int_equal(loan_state_at(*state, &world.loan, test_day(2023, 12, 2), &now, &payment),
                     LOAN_PAYMENT_FAULT_BEFORE);
}

/* On 30 November half of the month that began on the 15th: 15 of 30 days of 14,000. */
static void an_early_payoff_asks_for_interest_to_the_day(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, *state, 1200000);
    world.opening.day = test_day(2023, 11, 20);
    world.opening.outstanding = 700000;
    world.opening.interest_overdue = 0;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    struct loan_state now = state_on(&world, test_day(2023, 11, 30));
    assert_int_equal(now.payoff.of[LOAN_PRINCIPAL], 700000);
    assert_int_equal(now.payoff.of[LOAN_INTEREST], 7000);
    world.payment = (struct loan_payment){test_day(2023, 11, 30), 707000};
    world.loan.payment_count = 1;
    assert_true(state_on(&world, test_day(2023, 11, 30)).is_closed);
}

/* 1,000,000 in twelve: here pieces of 83,300, in the paper book of 83,400.  Two of five are overdue. */
static void what_paper_rounds_otherwise_is_believed(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, *state, 1000000);
    int64_t last = world.schedule.rows[11].principal;
    assert_int_equal(world.schedule.rows[0].principal, 83300);
    world.opening.outstanding = 1000000 - 3 * 83400;
    world.opening.principal_overdue = 2 * 83400;
    world.opening.interest_paid = 0;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    assert_int_equal(world.schedule.rows[4].principal, 83300 + 500);
    assert_int_equal(world.schedule.rows[11].principal, last - 500);
    assert_int_equal(world.schedule.rows[11].balance, 0);
    assert_int_equal(sum_of(&world.schedule), 1000000);
    assert_int_equal(state_on(&world, test_day(2023, 12, 1)).overdue.of[LOAN_PRINCIPAL], 166800);
}

static void interest_that_paper_reckons_otherwise_is_believed(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, *state, 1200000);
    world.opening.outstanding = 900000;
    world.opening.interest_paid = 72000; /* 24,000 each time, as on the first day */
    world.opening.interest_overdue = 48000;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    struct loan_state now = state_on(&world, test_day(2023, 12, 1));
    assert_int_equal(now.overdue.of[LOAN_INTEREST], 48000);
    assert_int_equal(now.paid.of[LOAN_INTEREST], 72000);
    world_make(&world, *state, 1200000);
    world.opening.outstanding = 700000;
    world.opening.interest_paid = 90000; /* and nothing more is due, says the paper */
    world.opening.interest_overdue = 0;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    assert_int_equal(state_on(&world, test_day(2023, 12, 1)).overdue.of[LOAN_INTEREST], 0);
}

/* Who is ahead stays ahead: eight of twelve are paid, five were due. */
static void what_was_paid_ahead_stays_paid(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, *state, 1200000);
    world.opening.outstanding = 400000;
    world.opening.principal_overdue = 0;
    world.opening.interest_paid = 100000;
    assert_int_equal(fit(&world, &problem), OPENING_OK);
    struct loan_state now = state_on(&world, test_day(2023, 12, 20));
    assert_int_equal(now.balance, 400000);
    assert_int_equal(now.overdue.of[LOAN_PRINCIPAL], 0);
    assert_int_equal(now.rows[7].principal, 100000);
    assert_int_equal(now.rows[8].principal, 0);
}

static enum loan_opening_fault fault_of(struct arena *arena, struct loan_opening said, int64_t first,
                                        int64_t second) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, arena, 1200000);
    if (!said.day) said.day = world.opening.day;
    world.opening = said;
    enum loan_opening_fault fault = fit(&world, &problem);
    assert_int_equal(problem.first, first);
    assert_int_equal(problem.second, second);
    assert_true(loan_opening_fault_message(fault)[0] != 0);
    assert_true(loan_opening_fault_field(fault)[0] != 0);
    return fault;
}

static void what_does_not_fit_is_told_with_its_figures(void **state) {
    enum { U = LOAN_UNSAID };
    assert_int_equal(fault_of(*state, (struct loan_opening){0, 0, U, 0, U}, 1200000, 0),
                     OPENING_FAULT_OUTSTANDING);
    assert_int_equal(fault_of(*state, (struct loan_opening){0, 1200001, U, 0, U}, 1200000, 1200001),
                     OPENING_FAULT_OUTSTANDING);
    assert_int_equal(fault_of(*state, (struct loan_opening){0, 900000, 500000, 0, U}, 200000, 500000),
                     OPENING_FAULT_OVERDUE);
    assert_int_equal(fault_of(*state, (struct loan_opening){0, 900000, 0, 66000, U}, 200000, 0),
                     OPENING_FAULT_OVERDUE);
    assert_int_equal(
        fault_of(*state, (struct loan_opening){test_day(2023, 7, 1), 1200000, 100, 0, U}, 0, 100),
        OPENING_FAULT_NOTHING_DUE);
    assert_int_equal(fault_of(*state, (struct loan_opening){0, 900000, U, 66000, 300000}, 100000, 366000),
                     OPENING_FAULT_INTEREST);
    assert_int_equal(fault_of(*state, (struct loan_opening){0, 700000, U, 200000, U}, 156000, 200000),
                     OPENING_FAULT_INTEREST_ALL);
    /* All twelve are behind: then all that is owed is overdue. */
    assert_int_equal(
        fault_of(*state, (struct loan_opening){test_day(2024, 8, 1), 300000, 200000, 0, U}, 300000, 200000),
        OPENING_FAULT_OVERDUE);
}

static void interest_must_be_said(void **state) {
    struct world world;
    struct loan_opening_problem problem;
    world_make(&world, *state, 1200000);
    assert_int_equal(fit(&world, &problem), OPENING_FAULT_NO_INTEREST);
}

static void the_first_due_day_follows_from_the_next_one(void **state) {
    int row;
    (void)state;
    assert_int_equal(loan_first_due_before(LOAN_MONTHLY, test_day(2023, 6, 15), test_day(2023, 12, 15), &row),
                     test_day(2023, 7, 15));
    assert_int_equal(row, 5);
    assert_int_equal(loan_first_due_before(LOAN_MONTHLY, test_day(2022, 11, 3), test_day(2023, 2, 3), &row),
                     test_day(2022, 12, 3));
    assert_int_equal(row, 2);
    assert_int_equal(loan_first_due_before(LOAN_WEEKLY, test_day(2023, 6, 1), test_day(2023, 6, 30), &row),
                     test_day(2023, 6, 2));
    assert_int_equal(row, 4);
    assert_int_equal(loan_first_due_before(LOAN_YEARLY, test_day(2023, 6, 1), test_day(2023, 12, 31), &row),
                     test_day(2023, 12, 31));
    assert_int_equal(row, 0);
}

int main(void) {
#define TEST(test_) cmocka_unit_test_setup_teardown(test_, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_late_loan_is_as_late_here_as_on_paper),
        TEST(repayments_go_on_where_the_paper_ended),
        TEST(before_its_day_a_loan_is_on_paper),
        TEST(an_early_payoff_asks_for_interest_to_the_day),
        TEST(what_paper_rounds_otherwise_is_believed),
        TEST(interest_that_paper_reckons_otherwise_is_believed),
        TEST(what_was_paid_ahead_stays_paid),
        TEST(what_does_not_fit_is_told_with_its_figures),
        TEST(interest_must_be_said),
        TEST(the_first_due_day_follows_from_the_next_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
