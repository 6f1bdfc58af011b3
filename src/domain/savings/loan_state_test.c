/* SPDX-License-Identifier: Apache-2.0 */
/* What stays true of a loan while it is paid, paid late, paid ahead or not at all. */
#include <math.h>

#include "base/check.h"
#include "domain/savings/loan_state.h"
#include "domain/savings/savings_test_random.h"

enum { PAYMENTS_MAX = 30 };

/* A loan with its own repayments. */
struct world {
    struct arena *arena;
    struct loan_disbursement paid_out;
    struct loan_terms terms;
    struct loan_schedule schedule;
    struct loan_rules rules;
    struct loan_payment payments[PAYMENTS_MAX];
    struct loan loan;
};

static void world_schedule(struct world *world) {
    world->terms.disbursements = &world->paid_out;
    world->terms.disbursement_count = 1;
    assert_int_equal(loan_schedule_make(world->arena, &world->terms, &world->schedule), LOAN_OK);
    world->loan =
        (struct loan){&world->terms, &world->schedule, &world->rules, world->payments, 0, LOAN_NEVER, NULL};
}

/* A million riel on 10 January 2016 at 2 % a month, equal principal over ten months: 100,000 and 20,000,
 * 18,000, … */
static void world_make(struct world *world, struct arena *arena) {
    *world = (struct world){.arena = arena, .rules = loan_rules_default};
    world->paid_out = (struct loan_disbursement){test_day(2016, 1, 10), 1000000};
    world->terms = (struct loan_terms){.rate_ppm = 20000,
                                       .rate_period = LOAN_RATE_MONTHLY,
                                       .method = LOAN_EQUAL_PRINCIPAL,
                                       .frequency = LOAN_MONTHLY,
                                       .count = 10,
                                       .multiple = 100,
                                       .first_due_day = test_day(2016, 2, 10)};
    world_schedule(world);
}

static void pay(struct world *world, int64_t day, int64_t amount) {
    world->payments[world->loan.payment_count++] = (struct loan_payment){day, amount};
}

static struct loan_state state_on(const struct world *world, int64_t day) {
    struct loan_state state;
    struct loan_payment_problem problem;
    assert_int_equal(loan_state_at(world->arena, &world->loan, day, &state, &problem), LOAN_PAYMENT_OK);
    return state;
}

static int arena_setup(void **state) {
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

static void an_instalment_is_due_on_its_day_and_late_from_the_next(void **state) {
    struct world world;
    world_make(&world, *state);
    struct loan_state on = state_on(&world, test_day(2016, 2, 9));
    assert_int_equal(loan_parts_sum(&on.due), 0);
    assert_int_equal(on.next_row, 0);
    assert_int_equal(on.next_amount, 120000);
    on = state_on(&world, test_day(2016, 2, 10));
    assert_int_equal(on.due.of[LOAN_PRINCIPAL], 100000);
    assert_int_equal(on.due.of[LOAN_INTEREST], 20000);
    assert_int_equal(loan_parts_sum(&on.overdue), 0);
    assert_int_equal(on.next_row, 0);
    on = state_on(&world, test_day(2016, 2, 25));
    assert_int_equal(on.days_late, 15);
    assert_int_equal(on.overdue.of[LOAN_INTEREST], 20000);
    assert_int_equal(on.next_row, 1);
    assert_int_equal(on.balance, 1000000);
    on = state_on(&world, test_day(2016, 1, 9));
    assert_int_equal(on.disbursed, 0);
    assert_int_equal(loan_parts_sum(&on.payoff), 0);
}

/* 50,000 on a debt of 20,000 interest and 100,000 principal. */
static void a_repayment_goes_to_penalty_interest_and_principal_in_the_order_of_the_group(void **state) {
    struct world world;
    world_make(&world, *state);
    world.rules.penalty_by = PENALTY_BY_DAY;
    world.rules.penalty_fixed = 500;
    pay(&world, test_day(2016, 2, 20), 50000); /* ten days late: 5,000 */
    struct loan_state on = state_on(&world, test_day(2016, 2, 20));
    assert_int_equal(on.paid.of[LOAN_PENALTY], 5000);
    assert_int_equal(on.paid.of[LOAN_INTEREST], 20000);
    assert_int_equal(on.paid.of[LOAN_PRINCIPAL], 25000);
    assert_int_equal(on.overdue.of[LOAN_PRINCIPAL], 75000);
    world.rules.order[0] = LOAN_PRINCIPAL;
    world.rules.order[3] = LOAN_PENALTY;
    on = state_on(&world, test_day(2016, 2, 20));
    assert_int_equal(on.paid.of[LOAN_PRINCIPAL], 50000);
    assert_int_equal(on.overdue.of[LOAN_PENALTY], 5000);
    assert_int_equal(on.overdue.of[LOAN_INTEREST], 20000);
}

/* 1 % of the unpaid 120,000 for each 30 days begun, after three free days; then of two instalments. */
static void a_penalty_by_month_is_charged_when_a_month_begins(void **state) {
    struct world world;
    world_make(&world, *state);
    world.rules.penalty_by = PENALTY_BY_MONTH;
    world.rules.penalty_base = PENALTY_ON_INSTALMENT;
    world.rules.penalty_ppm = 10000;
    world.rules.penalty_free_days = 3;
    int64_t due = test_day(2016, 2, 10);
    struct loan_state on = state_on(&world, due + 3);
    assert_int_equal(on.due.of[LOAN_PENALTY], 0);
    on = state_on(&world, due + 4);
    assert_int_equal(on.due.of[LOAN_PENALTY], 1200);
    on = state_on(&world, due + 33);
    assert_int_equal(on.due.of[LOAN_PENALTY],
                     1200 + 1100); /* 118,000 of March begins, down to hundreds: 2,380 */
    on = state_on(&world, due + 34);
    assert_int_equal(on.due.of[LOAN_PENALTY], 3500); /* 1,200 + 1,200 + 1,180 */
}

static void overdue_principal_earns_on_where_the_group_says_so(void **state) {
    struct world world;
    world_make(&world, *state);
    world.rules.interest_goes_on = true;
    /* 100,000 × 24 % × 20 ÷ 365 = 1,315 */
    struct loan_state on = state_on(&world, test_day(2016, 3, 1));
    assert_int_equal(on.due.of[LOAN_INTEREST], 20000 + 1300);
    assert_int_equal(on.overdue.of[LOAN_INTEREST], 21300);
}

/* 15 of 29 days of the second month: of 18,000 interest 9,310, down to 9,300. */
static void an_early_payoff_costs_interest_to_the_day_or_all_by_the_bylaws(void **state) {
    struct world world;
    world_make(&world, *state);
    pay(&world, test_day(2016, 2, 10), 120000);
    struct loan_state on = state_on(&world, test_day(2016, 2, 25));
    assert_int_equal(on.payoff.of[LOAN_PRINCIPAL], 900000);
    assert_int_equal(on.payoff.of[LOAN_INTEREST], 9300);
    world.rules.payoff = PAYOFF_WHOLE_INTEREST;
    on = state_on(&world, test_day(2016, 2, 25));
    assert_int_equal(on.payoff.of[LOAN_INTEREST], 90000); /* 18,000 + 16,000 + … + 2,000 */
}

static void paying_what_ends_the_loan_ends_it_and_a_riel_more_is_refused(void **state) {
    struct world world;
    struct loan_state on;
    struct loan_payment_problem problem;
    world_make(&world, *state);
    pay(&world, test_day(2016, 2, 10), 120000);
    pay(&world, test_day(2016, 2, 25), 909301);
    assert_int_equal(loan_state_at(world.arena, &world.loan, test_day(2016, 3, 1), &on, &problem),
                     LOAN_PAYMENT_FAULT_ABOVE_DEBT);
    assert_int_equal(problem.payment, 1);
    assert_int_equal(problem.amount, 909301);
    assert_int_equal(problem.debt, 909300);
    world.payments[1].amount = 909300;
    on = state_on(&world, test_day(2017, 1, 1));
    assert_true(on.is_closed);
    assert_int_equal(on.balance, 0);
    assert_int_equal(loan_parts_sum(&on.overdue), 0);
    assert_int_equal(on.days_late, 0);
    assert_int_equal(on.paid.of[LOAN_INTEREST], 29300);
    assert_int_equal(on.next_row, 10);
}

/* Half of the principal paid ahead on the first due day: March's interest is that of 400,000 instead of
 * 900,000. */
static void principal_paid_ahead_saves_its_interest(void **state) {
    struct world world;
    world_make(&world, *state);
    pay(&world, test_day(2016, 2, 10), 120000 + 500000);
    struct loan_state on = state_on(&world, test_day(2016, 3, 10));
    assert_int_equal(on.balance, 400000);
    assert_int_equal(on.due.of[LOAN_INTEREST], 20000 + 8000);
    assert_int_equal(on.due.of[LOAN_PRINCIPAL], 200000);
    assert_int_equal(on.overdue.of[LOAN_PRINCIPAL], 0);
    assert_int_equal(on.rows[1].saved, 10000);
    assert_int_equal(on.next_row, 1); /* its interest is due today */
    assert_int_equal(on.next_amount, 8000);
}

static void where_all_interest_is_owed_a_repayment_ahead_pays_the_next_instalments(void **state) {
    struct world world;
    world_make(&world, *state);
    world.rules.payoff = PAYOFF_WHOLE_INTEREST;
    pay(&world, test_day(2016, 2, 1), 120000 + 118000 + 16000);
    struct loan_state on = state_on(&world, test_day(2016, 2, 1));
    assert_int_equal(on.rows[1].principal, 100000);
    assert_int_equal(on.rows[2].interest, 16000);
    assert_int_equal(on.next_row, 2);
    assert_int_equal(on.next_amount, 100000);
}

/* 600,000 in January and 400,000 in April, all interest owed: what is out can be paid back, no more, and the
 * loan lives on until its second part was paid out and back. */
static void what_is_not_paid_out_yet_cannot_be_paid_back(void **state) {
    struct world world;
    struct loan_payment_problem problem;
    struct loan_state on;
    world_make(&world, *state);
    const struct loan_disbursement parts[] = {{test_day(2016, 1, 10), 600000},
                                              {test_day(2016, 4, 1), 400000}};
    world.terms.disbursements = parts;
    world.terms.disbursement_count = 2;
    world.rules.payoff = PAYOFF_WHOLE_INTEREST;
    assert_int_equal(loan_schedule_make(world.arena, &world.terms, &world.schedule), LOAN_OK);
    on = state_on(&world, test_day(2016, 1, 20));
    assert_int_equal(on.payoff.of[LOAN_PRINCIPAL], 600000);
    int64_t owed = loan_parts_sum(&on.payoff);
    pay(&world, test_day(2016, 1, 20), owed + 1);
    assert_int_equal(loan_state_at(*state, &world.loan, test_day(2016, 2, 1), &on, &problem),
                     LOAN_PAYMENT_FAULT_ABOVE_DEBT);
    for (int64_t less = 0; less <= owed - 1; less += 50000) {
        world.payments[0].amount = owed - less;
        on = state_on(&world, test_day(2016, 2, 1));
        assert_true(on.balance >= 0 && on.balance <= 600000);
        assert_int_equal(loan_parts_sum(&on.paid), owed - less);
        assert_false(on.is_closed);
    }
    world.payments[0].amount = owed;
    on = state_on(&world, test_day(2016, 4, 1));
    assert_int_equal(on.balance, 400000);
    pay(&world, test_day(2016, 4, 2), loan_parts_sum(&on.payoff));
    on = state_on(&world, test_day(2016, 4, 2));
    assert_true(on.is_closed);
    assert_int_equal(on.paid.of[LOAN_PRINCIPAL], 1000000);
    assert_int_equal(on.paid.of[LOAN_INTEREST], world.schedule.interest);
}

static void repayments_that_cannot_be_say_why(void **state) {
    struct world world;
    struct loan_state on;
    struct loan_payment_problem problem;
    world_make(&world, *state);
    pay(&world, test_day(2016, 2, 10), 0);
    assert_int_equal(loan_state_at(*state, &world.loan, test_day(2016, 3, 1), &on, &problem),
                     LOAN_PAYMENT_FAULT_AMOUNT);
    world.payments[0] = (struct loan_payment){test_day(2016, 1, 9), 5};
    assert_int_equal(loan_state_at(*state, &world.loan, test_day(2016, 3, 1), &on, &problem),
                     LOAN_PAYMENT_FAULT_BEFORE);
    world.payments[0].day = test_day(2016, 2, 10);
    pay(&world, test_day(2016, 2, 9), 5);
    assert_int_equal(loan_state_at(*state, &world.loan, test_day(2016, 3, 1), &on, &problem),
                     LOAN_PAYMENT_FAULT_ORDER);
    assert_int_equal(problem.payment, 1);
    for (enum loan_payment_fault fault = LOAN_PAYMENT_OK + 1; fault < LOAN_PAYMENT_FAULTS; fault++)
        assert_true(loan_payment_fault_message(fault)[0] != 0);
}

static void what_was_written_off_can_be_recovered_but_no_more(void **state) {
    struct world world;
    struct loan_state on;
    struct loan_payment_problem problem;
    world_make(&world, *state);
    world.loan.written_off_day = test_day(2016, 8, 10);
    pay(&world, test_day(2016, 2, 10), 120000);
    pay(&world, test_day(2016, 9, 1), 150000);
    on = state_on(&world, test_day(2016, 8, 9));
    assert_false(on.is_written_off);
    on = state_on(&world, test_day(2016, 10, 1));
    assert_true(on.is_written_off);
    assert_int_equal(on.balance, 0);
    assert_int_equal(on.days_late, 0);
    assert_int_equal(on.written_off.of[LOAN_PRINCIPAL], 900000);
    assert_int_equal(on.written_off.of[LOAN_INTEREST], 18000 + 16000 + 14000 + 12000 + 10000 + 8000);
    assert_int_equal(on.recovered.of[LOAN_INTEREST], 78000);
    assert_int_equal(on.recovered.of[LOAN_PRINCIPAL], 72000);
    assert_int_equal(loan_parts_sum(&on.payoff), 978000 - 150000);
    pay(&world, test_day(2016, 9, 2), 828001);
    assert_int_equal(loan_state_at(*state, &world.loan, test_day(2016, 10, 1), &on, &problem),
                     LOAN_PAYMENT_FAULT_ABOVE_DEBT);
    assert_int_equal(problem.debt, 828000);
}

static void a_new_schedule_starts_from_what_is_owed(void **state) {
    struct world world;
    struct loan_disbursement opening;
    struct loan_terms terms;
    world_make(&world, *state);
    int64_t day = test_day(2016, 4, 10);
    struct loan_state on = state_on(&world, day); /* nothing paid: 20,000 + 18,000 + 16,000 of interest */
    assert_true(loan_reschedule(&on, day, CARRY_INTO_PRINCIPAL, &world.terms, &opening, &terms));
    assert_int_equal(opening.amount, 1054000);
    assert_true(loan_reschedule(&on, day, CARRY_AS_FEE, &world.terms, &opening, &terms));
    assert_int_equal(opening.amount, 1000000);
    assert_int_equal(terms.fee_first, 54000);
    terms.first_due_day = test_day(2016, 5, 10);
    struct loan_schedule schedule;
    assert_int_equal(loan_schedule_make(*state, &terms, &schedule), LOAN_OK);
    assert_int_equal(schedule.rows[0].fee, 54000);
    assert_true(loan_reschedule(&on, day, CARRY_FORGIVE, &world.terms, &opening, &terms));
    assert_int_equal(terms.fee_first, 0);
    on.is_closed = true;
    assert_false(loan_reschedule(&on, day, CARRY_FORGIVE, &world.terms, &opening, &terms));
}

static void par30_is_the_whole_balance_of_loans_more_than_thirty_days_late(void **state) {
    struct loan_portfolio portfolio = {.outstanding = 0};
    static const struct {
        int64_t balance, days;
    } loans[] = {{500, 0}, {100, 30}, {200, 31}, {50, 90}, {150, 91}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(loans); i++) {
        struct loan_state one = {.balance = loans[i].balance, .days_late = loans[i].days};
        assert_true(portfolio_add(&portfolio, &one));
    }
    assert_int_equal(portfolio_par30(&portfolio).numerator, 400);
    assert_int_equal(portfolio_par30(&portfolio).denominator, 1000);
    assert_int_equal(portfolio.balance[ARREARS_TO_60], 200);
    assert_int_equal(portfolio.balance[ARREARS_TO_90], 50);
    assert_int_equal(portfolio.loans[ARREARS_NONE], 1);
    assert_int_equal(arrears_of(60), ARREARS_TO_60);
    assert_int_equal(arrears_of(61), ARREARS_TO_90);
    struct loan_state huge = {.balance = INT64_MAX};
    assert_false(portfolio_add(&portfolio, &huge));
}

/* ---- what holds whatever is paid ---- */

static void random_world(struct world *world, struct arena *arena, struct test_random *random) {
    *world = (struct world){.arena = arena, .rules = loan_rules_default};
    int64_t start = random_between(random, test_day(2010, 1, 1), test_day(2020, 1, 1));
    world->paid_out = (struct loan_disbursement){start, random_between(random, 1000, 9000000)};
    world->terms =
        (struct loan_terms){.rate_ppm = random_between(random, 0, 50000),
                            .rate_period = LOAN_RATE_MONTHLY,
                            .method = (enum loan_method)random_between(random, 0, LOAN_METHODS - 1),
                            .frequency = (enum loan_frequency)random_between(random, 0, LOAN_QUARTERLY),
                            .day_count = (enum loan_day_count)random_between(random, 0, DAY_COUNTS - 1),
                            .count = (int)random_between(random, 1, 20),
                            .multiple = random_between(random, 0, 2) ? 100 : 1,
                            .fee_each = random_between(random, 0, 300),
                            .first_due_day = start + random_between(random, 1, 40)};
    if (random_between(random, 0, 3) == 0)
        world->terms.grace_interest = (int)random_between(random, 0, world->terms.count - 1);
    world->rules.penalty_by = (enum loan_penalty_by)random_between(random, 0, 2);
    world->rules.penalty_base = (enum loan_penalty_base)random_between(random, 0, 1);
    world->rules.penalty_ppm = random_between(random, 0, 2000);
    world->rules.penalty_fixed = random_between(random, 0, 100);
    world->rules.penalty_free_days = (int)random_between(random, 0, 10);
    world->rules.interest_goes_on = random_between(random, 0, 1);
    world->rules.payoff = (enum loan_payoff)random_between(random, 0, 1);
    enum loan_part first = (enum loan_part)random_between(random, 0, 3);
    world->rules.order[0] = first;
    world->rules.order[first] = LOAN_PENALTY;
    world_schedule(world);
}

static void state_holds(const struct world *world, const struct loan_state *state, int64_t paid,
                        int64_t day) {
    const struct loan_schedule *schedule = &world->schedule;
    assert_int_equal(loan_parts_sum(&state->paid), paid);
    assert_int_equal(state->balance, state->disbursed - state->paid.of[LOAN_PRINCIPAL]);
    int64_t sums[LOAN_PARTS] = {0};
    for (size_t row = 0; row < schedule->count; row++) {
        const struct loan_row_paid *one = &state->rows[row];
        assert_true(one->principal >= 0 && one->principal <= schedule->rows[row].principal);
        assert_true(one->interest >= 0 && one->saved >= 0 &&
                    one->interest + one->saved <= schedule->rows[row].interest);
        sums[LOAN_PRINCIPAL] += one->principal;
        sums[LOAN_FEE] += one->fee;
    }
    assert_int_equal(sums[LOAN_PRINCIPAL], state->paid.of[LOAN_PRINCIPAL]);
    assert_int_equal(sums[LOAN_FEE], state->paid.of[LOAN_FEE]);
    for (enum loan_part part = 0; part < LOAN_PARTS; part++) {
        assert_true(state->overdue.of[part] >= 0 && state->payoff.of[part] >= 0 && state->paid.of[part] >= 0);
        assert_true(state->overdue.of[part] <= state->payoff.of[part]);
    }
    assert_true(state->is_closed == (loan_parts_sum(&state->payoff) == 0));
    if (state->days_late) assert_true(day > schedule->rows[0].due_day);
}

/* Pays at random, then what is owed: that ends it, and one more is too much. */
static void any_history_keeps_its_sums_and_ends_with_the_payoff(void **state) {
    struct test_random random = {123456789};
    struct world world;
    for (int i = 0; i < 1200; i++) {
        random_world(&world, *state, &random);
        int64_t day = world.paid_out.day, paid = 0;
        for (int k = 0; k < PAYMENTS_MAX - 1; k++) {
            day += random_between(&random, 0, 45);
            struct loan_state on = state_on(&world, day);
            state_holds(&world, &on, paid, day);
            int64_t owed = loan_parts_sum(&on.payoff);
            if (owed <= 1) break;
            int64_t amount =
                random_between(&random, 1, random_between(&random, 0, 2) ? 1 + owed / 6 : owed - 1);
            pay(&world, day, amount);
            paid += amount;
        }
        struct loan_state on = state_on(&world, day), after;
        struct loan_payment_problem problem;
        int64_t owed = loan_parts_sum(&on.payoff);
        if (on.is_closed) continue;
        pay(&world, day, owed + 1);
        assert_int_equal(loan_state_at(*state, &world.loan, day, &after, &problem),
                         LOAN_PAYMENT_FAULT_ABOVE_DEBT);
        assert_int_equal(problem.debt, owed);
        world.payments[world.loan.payment_count - 1].amount = owed;
        after = state_on(&world, day + 400);
        assert_true(after.is_closed);
        state_holds(&world, &after, paid + owed, day + 400);
        arena_reset(*state);
    }
}

static void who_pays_every_instalment_on_its_day_pays_the_schedule_and_is_never_late(void **state) {
    struct test_random random = {987654321};
    struct world world;
    for (int i = 0; i < 700; i++) {
        random_world(&world, *state, &random);
        const struct loan_schedule *schedule = &world.schedule;
        for (size_t row = 0; row < schedule->count; row++) {
            const struct loan_row *due = &schedule->rows[row];
            if (due->principal + due->interest + due->fee)
                pay(&world, due->due_day, due->principal + due->interest + due->fee);
            struct loan_state on = state_on(&world, due->due_day + 1);
            assert_int_equal(on.days_late, 0);
            assert_int_equal(loan_parts_sum(&on.overdue), 0);
        }
        struct loan_state on = state_on(&world, schedule->rows[schedule->count - 1].due_day);
        assert_true(on.is_closed);
        assert_int_equal(on.paid.of[LOAN_INTEREST], schedule->interest);
        assert_int_equal(on.paid.of[LOAN_PRINCIPAL], schedule->principal);
        assert_int_equal(on.paid.of[LOAN_FEE], schedule->fee);
        assert_int_equal(on.paid.of[LOAN_PENALTY], 0);
        arena_reset(*state);
    }
}

/* By days the interest of a loan that is never late is that of the balances that were really owed. */
static void interest_of_a_loan_paid_ahead_is_that_of_what_was_owed(void **state) {
    struct test_random random = {424242};
    struct world world;
    for (int i = 0; i < 700; i++) {
        random_world(&world, *state, &random);
        world.terms.method = LOAN_EQUAL_PRINCIPAL;
        world.terms.day_count = DAY_COUNT_ACTUAL_365;
        world.terms.grace_interest = 0;
        world.terms.fee_each = 0;
        world.rules = loan_rules_default;
        world_schedule(&world);
        long double earned = 0, rate = (long double)world.terms.rate_ppm * 12 / 1e6L / 365;
        int64_t before = world.paid_out.day, balance = world.paid_out.amount, paid = 0;
        for (size_t row = 0; row < world.schedule.count; row++) {
            int64_t day = world.schedule.rows[row].due_day;
            earned += (long double)balance * rate * (long double)(day - before);
            struct loan_state on = state_on(&world, day);
            if (on.is_closed) break;
            int64_t due = exact_max(on.due.of[LOAN_INTEREST] - on.paid.of[LOAN_INTEREST], 0) +
                          exact_max(on.due.of[LOAN_PRINCIPAL] - on.paid.of[LOAN_PRINCIPAL], 0);
            int64_t owed = loan_parts_sum(&on.payoff), amount = random_between(&random, due, owed);
            if (amount) pay(&world, day, amount);
            on = state_on(&world, day);
            balance = on.balance;
            paid = on.paid.of[LOAN_INTEREST];
            before = day;
            if (on.is_closed) break;
        }
        assert_int_equal(balance, 0);
        assert_true(fabsl((long double)paid - earned) <= 1.5L * (long double)world.terms.multiple + 20);
        arena_reset(*state);
    }
}

/* A day's penalty of one row by its definition, in millionths, from what was unpaid at the end of the day
 * before. */
static int64_t day_penalty(const struct world *world, const struct loan_state *before, size_t row,
                           int64_t day) {
    const struct loan_row *due = &world->schedule.rows[row];
    const struct loan_row_paid *paid = &before->rows[row];
    const struct loan_rules *rules = &world->rules;
    int64_t principal = due->principal - paid->principal,
            late = day - due->due_day - rules->penalty_free_days;
    int64_t whole = principal + due->interest - paid->interest - paid->saved + due->fee - paid->fee;
    bool is_charged = late > 0 && whole > 0 && (rules->penalty_by == PENALTY_BY_DAY || late % 30 == 1);
    if (!is_charged || rules->penalty_by == PENALTY_NONE) return 0;
    int64_t base = rules->penalty_base == PENALTY_ON_PRINCIPAL ? principal : whole;
    return base * rules->penalty_ppm + rules->penalty_fixed * EXACT_PPM;
}

static void a_penalty_is_what_every_single_day_adds_up_to(void **state) {
    struct test_random random = {20160110};
    struct world world;
    for (int i = 0; i < 25; i++) {
        random_world(&world, *state, &random);
        int64_t sum = 0;
        for (int64_t day = world.paid_out.day + 1; day < world.paid_out.day + 260; day++) {
            struct loan_state before = state_on(&world, day - 1);
            if (before.is_closed) break;
            for (size_t row = 0; row < world.schedule.count; row++)
                sum += day_penalty(&world, &before, row, day);
            struct loan_state on = state_on(&world, day);
            assert_int_equal(on.due.of[LOAN_PENALTY],
                             sum / EXACT_PPM / world.terms.multiple * world.terms.multiple);
            int64_t owed = loan_parts_sum(&on.payoff);
            if (owed > 10 && random_between(&random, 0, 20) == 0 && world.loan.payment_count < PAYMENTS_MAX)
                pay(&world, day, random_between(&random, 1, owed / 8 + 1));
        }
        arena_reset(*state);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instalment_is_due_on_its_day_and_late_from_the_next),
        cmocka_unit_test(a_repayment_goes_to_penalty_interest_and_principal_in_the_order_of_the_group),
        cmocka_unit_test(a_penalty_by_month_is_charged_when_a_month_begins),
        cmocka_unit_test(overdue_principal_earns_on_where_the_group_says_so),
        cmocka_unit_test(an_early_payoff_costs_interest_to_the_day_or_all_by_the_bylaws),
        cmocka_unit_test(paying_what_ends_the_loan_ends_it_and_a_riel_more_is_refused),
        cmocka_unit_test(principal_paid_ahead_saves_its_interest),
        cmocka_unit_test(where_all_interest_is_owed_a_repayment_ahead_pays_the_next_instalments),
        cmocka_unit_test(what_is_not_paid_out_yet_cannot_be_paid_back),
        cmocka_unit_test(repayments_that_cannot_be_say_why),
        cmocka_unit_test(what_was_written_off_can_be_recovered_but_no_more),
        cmocka_unit_test(a_new_schedule_starts_from_what_is_owed),
        cmocka_unit_test(par30_is_the_whole_balance_of_loans_more_than_thirty_days_late),
        cmocka_unit_test(any_history_keeps_its_sums_and_ends_with_the_payoff),
        cmocka_unit_test(who_pays_every_instalment_on_its_day_pays_the_schedule_and_is_never_late),
        cmocka_unit_test(a_penalty_is_what_every_single_day_adds_up_to),
        cmocka_unit_test(interest_of_a_loan_paid_ahead_is_that_of_what_was_owed),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
