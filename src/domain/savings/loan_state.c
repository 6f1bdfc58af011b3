/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/loan_state.h"

#include "base/log.h"
#include "i18n/locale.h"

enum { PENALTY_MONTH_DAYS = 30 };

const struct loan_rules loan_rules_default = {
    .order = {LOAN_PENALTY, LOAN_FEE, LOAN_INTEREST, LOAN_PRINCIPAL}};

int64_t loan_parts_sum(const struct loan_parts *parts) {
    int64_t sum = 0;
    for (enum loan_part part = 0; part < LOAN_PARTS; part++)
        sum += parts->of[part];
    return sum;
}

/* The loan as it is lived again from its first day. */
struct replay {
    const struct loan *loan;
    struct loan_row_paid *rows;
    int64_t day; /* lived up to the end of it */
    size_t row;  /* the first that is not due yet */
    struct loan_parts paid;
    int64_t late_paid;     /* of paid interest, what went to interest beside the schedule */
    exact_wide penalty;    /* charged so far, in millionths */
    exact_wide late;       /* interest on overdue principal, in parts of a year's millionths */
    exact_wide ahead_days; /* principal paid ahead × days, in the current row */
    int64_t saved;         /* interest saved by it in earlier rows, not yet taken off a row */
    bool is_closed;
};

static const struct loan_row *row_at(const struct replay *replay, size_t row) {
    return &replay->loan->schedule->rows[row];
}

static int64_t down(const struct replay *replay, exact_wide amount) {
    int64_t multiple = replay->loan->terms->multiple;
    return (int64_t)(amount / multiple) * multiple;
}

static bool pays_to_day(const struct replay *replay) {
    return replay->loan->rules->payoff == PAYOFF_INTEREST_TO_DAY;
}

/* ---- what is owed of a row ---- */

static int64_t row_left(const struct replay *replay, size_t row, enum loan_part part) {
    const struct loan_row *due = row_at(replay, row);
    const struct loan_row_paid *paid = &replay->rows[row];
    switch (part) {
    case LOAN_FEE: return due->fee - paid->fee;
    case LOAN_INTEREST: return due->interest - paid->saved - paid->interest;
    case LOAN_PRINCIPAL: return due->principal - paid->principal;
    case LOAN_PENALTY:
    case LOAN_PARTS: break;
    }
    return 0;
}

static int64_t row_left_sum(const struct replay *replay, size_t row) {
    return row_left(replay, row, LOAN_FEE) + row_left(replay, row, LOAN_INTEREST) +
           row_left(replay, row, LOAN_PRINCIPAL);
}

static int64_t rows_left(const struct replay *replay, size_t end, enum loan_part part) {
    int64_t sum = 0;
    for (size_t row = 0; row < end; row++)
        sum += row_left(replay, row, part);
    return sum;
}

static int64_t penalty_charged(const struct replay *replay) {
    return down(replay, replay->penalty / EXACT_PPM);
}

static int64_t late_interest(const struct replay *replay) {
    return down(replay, replay->late / ((exact_wide)EXACT_PPM * 365));
}

/* What of a part has fallen due up to the day and is not paid. */
static int64_t due_left(const struct replay *replay, enum loan_part part) {
    if (part == LOAN_PENALTY) return penalty_charged(replay) - replay->paid.of[LOAN_PENALTY];
    int64_t left = rows_left(replay, replay->row, part);
    return part == LOAN_INTEREST ? left + late_interest(replay) - replay->late_paid : left;
}

static int64_t balance_of(const struct replay *replay) {
    return loan_disbursed(replay->loan->terms, replay->day) - replay->paid.of[LOAN_PRINCIPAL];
}

/* ---- days going by ---- */

static int64_t scheduled_principal(const struct replay *replay) {
    int64_t sum = 0;
    for (size_t row = 0; row < replay->row; row++)
        sum += row_at(replay, row)->principal;
    return sum;
}

/* Principal paid before its rows were due. */
static int64_t principal_ahead(const struct replay *replay) {
    return exact_max(replay->paid.of[LOAN_PRINCIPAL] - scheduled_principal(replay), 0);
}

static int64_t row_start_day(const struct replay *replay) {
    return replay->row ? row_at(replay, replay->row - 1)->due_day : replay->loan->terms->disbursements[0].day;
}

/* Interest of the current row that is saved so far: accrued × (principal ahead × days) ÷ (balance × days). */
static int64_t row_saved(const struct replay *replay) {
    const struct loan_row *row = row_at(replay, replay->row);
    int64_t days = row->due_day - row_start_day(replay);
    if (!replay->ahead_days) return 0;
    return (int64_t)((exact_wide)row->accrued * replay->ahead_days /
                     ((exact_wide)(row->balance + row->principal) * days));
}

/* Days or months begun, of lateness, that lie behind the day `from` up to the end of the day `until`. */
static int64_t late_times(const struct loan_rules *rules, int64_t due_day, int64_t from, int64_t until) {
    int64_t start = due_day + rules->penalty_free_days;
    if (until <= start) return 0;
    int64_t before = exact_max(from - start, 0), after = until - start;
    if (rules->penalty_by == PENALTY_BY_DAY) return after - before;
    return (after + PENALTY_MONTH_DAYS - 1) / PENALTY_MONTH_DAYS -
           (before + PENALTY_MONTH_DAYS - 1) / PENALTY_MONTH_DAYS;
}

static void row_charge(struct replay *replay, size_t row, int64_t until) {
    const struct loan_rules *rules = replay->loan->rules;
    int64_t left = row_left_sum(replay, row), principal = row_left(replay, row, LOAN_PRINCIPAL);
    if (left <= 0) return;
    if (rules->interest_goes_on)
        replay->late +=
            (exact_wide)principal * loan_rate_yearly_ppm(replay->loan->terms) * (until - replay->day);
    if (rules->penalty_by == PENALTY_NONE) return;
    int64_t base = rules->penalty_base == PENALTY_ON_PRINCIPAL ? principal : left;
    int64_t times = late_times(rules, row_at(replay, row)->due_day, replay->day, until);
    replay->penalty +=
        ((exact_wide)base * rules->penalty_ppm + (exact_wide)rules->penalty_fixed * EXACT_PPM) * times;
}

/* Days in which no row falls due and nothing is paid. */
static void replay_pass(struct replay *replay, int64_t until) {
    for (size_t row = 0; row < replay->row; row++)
        row_charge(replay, row, until);
    if (pays_to_day(replay) && replay->row < replay->loan->schedule->count)
        replay->ahead_days += (exact_wide)principal_ahead(replay) * (until - replay->day);
    replay->day = until;
}

/* The current row falls due: what was saved in it is taken off its interest. */
static void row_fall_due(struct replay *replay) {
    struct loan_row_paid *paid = &replay->rows[replay->row];
    replay->saved += row_saved(replay);
    paid->saved = exact_min(down(replay, replay->saved), row_left(replay, replay->row, LOAN_INTEREST));
    replay->saved -= paid->saved;
    replay->ahead_days = 0;
    replay->row++;
}

static void replay_until(struct replay *replay, int64_t day) {
    const struct loan_schedule *schedule = replay->loan->schedule;
    if (replay->is_closed || day <= replay->day) return;
    while (replay->row < schedule->count && schedule->rows[replay->row].due_day <= day) {
        replay_pass(replay, schedule->rows[replay->row].due_day);
        row_fall_due(replay);
    }
    replay_pass(replay, day);
}

/* ---- early pay-off ---- */

/* Interest earned up to the day and not paid: what is due of it, and of what is not due yet the whole
 * multiples. */
static int64_t interest_earned_left(const struct replay *replay) {
    const struct loan_schedule *schedule = replay->loan->schedule;
    int64_t due = rows_left(replay, replay->row, LOAN_INTEREST), earned = -replay->saved;
    for (size_t row = 0; row < schedule->count; row++) {
        if (row < replay->row) earned += schedule->rows[row].accrued - replay->rows[row].saved;
        earned -= replay->rows[row].interest;
    }
    if (replay->row < schedule->count) {
        const struct loan_row *row = row_at(replay, replay->row);
        int64_t start = row_start_day(replay), days = row->due_day - start;
        earned += (int64_t)((exact_wide)row->accrued * (replay->day - start) / days) - row_saved(replay);
    }
    return due + down(replay, exact_max(earned - due, 0));
}

static struct loan_parts payoff_of(const struct replay *replay) {
    size_t count = replay->loan->schedule->count;
    bool to_day = pays_to_day(replay);
    struct loan_parts parts = {{0}};
    if (replay->is_closed) return parts;
    parts.of[LOAN_PENALTY] = due_left(replay, LOAN_PENALTY);
    parts.of[LOAN_FEE] = rows_left(replay, to_day ? replay->row : count, LOAN_FEE);
    parts.of[LOAN_INTEREST] = late_interest(replay) - replay->late_paid;
    parts.of[LOAN_INTEREST] +=
        to_day ? interest_earned_left(replay) : rows_left(replay, count, LOAN_INTEREST);
    parts.of[LOAN_PRINCIPAL] = balance_of(replay);
    return parts;
}

/* ---- repayments ---- */

static int64_t *row_paid(struct loan_row_paid *paid, enum loan_part part) {
    switch (part) {
    case LOAN_FEE: return &paid->fee;
    case LOAN_INTEREST: return &paid->interest;
    case LOAN_PRINCIPAL: return &paid->principal;
    case LOAN_PENALTY:
    case LOAN_PARTS: break;
    }
    BUG("a row has no such part");
}

/* Pays one part of a row, at most *amount, and takes it off. */
static void row_pay(struct replay *replay, size_t row, enum loan_part part, int64_t *amount) {
    int64_t pays = exact_min(*amount, row_left(replay, row, part));
    if (part == LOAN_PRINCIPAL) pays = exact_min(pays, balance_of(replay)); /* the rest is not paid out yet */
    if (pays <= 0) return;
    *row_paid(&replay->rows[row], part) += pays;
    replay->paid.of[part] += pays;
    *amount -= pays;
}

static void rows_pay(struct replay *replay, size_t first, size_t end, enum loan_part part, int64_t *amount) {
    for (size_t row = first; row<end && * amount> 0; row++)
        row_pay(replay, row, part, amount);
}

static void due_pay(struct replay *replay, enum loan_part part, int64_t *amount) {
    if (part == LOAN_PENALTY) {
        int64_t pays = exact_min(*amount, due_left(replay, LOAN_PENALTY));
        replay->paid.of[LOAN_PENALTY] += pays;
        *amount -= pays;
        return;
    }
    if (part == LOAN_INTEREST) {
        int64_t pays = exact_min(*amount, late_interest(replay) - replay->late_paid);
        replay->late_paid += pays;
        replay->paid.of[LOAN_INTEREST] += pays;
        *amount -= pays;
    }
    rows_pay(replay, 0, replay->row, part, amount);
}

/* What is left behind all that is due. */
static void ahead_pay(struct replay *replay, int64_t amount) {
    size_t count = replay->loan->schedule->count;
    if (pays_to_day(replay)) {
        int64_t interest = exact_min(amount, interest_earned_left(replay));
        amount -= interest;
        rows_pay(replay, replay->row, count, LOAN_INTEREST, &interest);
        amount += interest;
        rows_pay(replay, replay->row, count, LOAN_PRINCIPAL, &amount);
    } else {
        for (size_t row = replay->row; row < count; row++) {
            for (size_t i = 0; i < LOAN_PARTS; i++)
                row_pay(replay, row, replay->loan->rules->order[i], &amount);
        }
    }
    ASSERT(amount == 0);
}

static void replay_pay(struct replay *replay, int64_t amount) {
    for (size_t i = 0; i < LOAN_PARTS; i++)
        due_pay(replay, replay->loan->rules->order[i], &amount);
    if (amount > 0) ahead_pay(replay, amount);
    struct loan_parts owed = payoff_of(replay);
    bool is_whole = loan_disbursed(replay->loan->terms, replay->day) == replay->loan->schedule->principal;
    replay->is_closed = is_whole && loan_parts_sum(&owed) == 0;
}

/* From here on it is lived. */
static int64_t first_day(const struct loan *loan) {
    return loan->opening ? loan->opening->day : loan->terms->disbursements[0].day;
}

static enum loan_payment_fault payment_check(const struct replay *replay, size_t number,
                                             struct loan_payment_problem *problem) {
    const struct loan *loan = replay->loan;
    const struct loan_payment *payment = &loan->payments[number];
    *problem = (struct loan_payment_problem){number, payment->amount, 0};
    if (payment->amount <= 0) return LOAN_PAYMENT_FAULT_AMOUNT;
    if (payment->day < first_day(loan)) return LOAN_PAYMENT_FAULT_BEFORE;
    if (number && payment->day < loan->payments[number - 1].day) return LOAN_PAYMENT_FAULT_ORDER;
    return LOAN_PAYMENT_OK;
}

/* Lives through the repayments from *number on, up to the end of a day. */
static enum loan_payment_fault replay_payments(struct replay *replay, size_t *number, int64_t day,
                                               struct loan_payment_problem *problem) {
    const struct loan *loan = replay->loan;
    for (; *number < loan->payment_count && loan->payments[*number].day <= day; ++*number) {
        enum loan_payment_fault fault = payment_check(replay, *number, problem);
        if (fault != LOAN_PAYMENT_OK) return fault;
        replay_until(replay, loan->payments[*number].day);
        struct loan_parts owed = payoff_of(replay);
        problem->debt = loan_parts_sum(&owed);
        if (problem->amount > problem->debt) return LOAN_PAYMENT_FAULT_ABOVE_DEBT;
        replay_pay(replay, problem->amount);
    }
    replay_until(replay, day);
    return LOAN_PAYMENT_OK;
}

/* Repayments of a loan that was written off, in the order of the rules. */
static enum loan_payment_fault replay_recover(const struct replay *replay, size_t number, int64_t day,
                                              struct loan_state *state,
                                              struct loan_payment_problem *problem) {
    const struct loan *loan = replay->loan;
    for (; number < loan->payment_count && loan->payments[number].day <= day; number++) {
        enum loan_payment_fault fault = payment_check(replay, number, problem);
        if (fault != LOAN_PAYMENT_OK) return fault;
        int64_t amount = problem->amount;
        problem->debt = loan_parts_sum(&state->written_off) - loan_parts_sum(&state->recovered);
        if (amount > problem->debt) return LOAN_PAYMENT_FAULT_ABOVE_DEBT;
        for (size_t i = 0; i < LOAN_PARTS; i++) {
            enum loan_part part = loan->rules->order[i];
            int64_t pays = exact_min(amount, state->written_off.of[part] - state->recovered.of[part]);
            state->recovered.of[part] += pays;
            amount -= pays;
        }
    }
    return LOAN_PAYMENT_OK;
}

/* ---- taken over ---- */

/* Fills one part of the rows, the oldest first. */
static void rows_begin(struct replay *replay, enum loan_part part, int64_t paid) {
    for (size_t row = 0; row < replay->loan->schedule->count && paid > 0; row++) {
        int64_t pays = exact_min(paid, row_left(replay, row, part));
        *row_paid(&replay->rows[row], part) += pays;
        replay->paid.of[part] += pays;
        paid -= pays;
    }
}

/* The loan as the paper book left it at the end of its day. */
static void replay_take_over(struct replay *replay) {
    const struct loan_schedule *schedule = replay->loan->schedule;
    const struct loan_opening *opening = replay->loan->opening;
    int64_t fees = 0;
    replay->day = opening->day;
    for (; replay->row < schedule->count && schedule->rows[replay->row].due_day <= opening->day;
         replay->row++) {
        if (schedule->rows[replay->row].due_day < opening->day) fees += schedule->rows[replay->row].fee;
    }
    rows_begin(replay, LOAN_PRINCIPAL, schedule->principal - opening->outstanding);
    rows_begin(replay, LOAN_INTEREST, opening->interest_paid);
    rows_begin(replay, LOAN_FEE, fees);
}

/* ---- the state ---- */

static void state_overdue(const struct replay *replay, struct loan_state *state) {
    state->overdue.of[LOAN_PENALTY] = due_left(replay, LOAN_PENALTY);
    state->overdue.of[LOAN_INTEREST] = late_interest(replay) - replay->late_paid;
    for (size_t row = 0; row < replay->row && row_at(replay, row)->due_day < replay->day; row++) {
        for (enum loan_part part = LOAN_FEE; part < LOAN_PARTS; part++)
            state->overdue.of[part] += row_left(replay, row, part);
        if (!state->days_late && row_left_sum(replay, row) > 0)
            state->days_late = replay->day - row_at(replay, row)->due_day;
    }
}

static void state_next(const struct replay *replay, struct loan_state *state) {
    size_t count = replay->loan->schedule->count;
    for (size_t row = 0; row < count; row++) {
        int64_t left = row_left_sum(replay, row);
        if (row_at(replay, row)->due_day < replay->day || left <= 0) continue;
        state->next_row = row;
        state->next_amount = left;
        return;
    }
}

static void state_take(const struct replay *replay, struct loan_state *state) {
    state->paid = replay->paid;
    state->rows = replay->rows;
    state->is_closed = replay->is_closed;
    state->payoff = payoff_of(replay);
    for (enum loan_part part = 0; part < LOAN_PARTS; part++)
        state->due.of[part] = replay->is_closed ? state->paid.of[part] : due_left(replay, part);
    if (replay->is_closed) return;
    state->due.of[LOAN_PENALTY] += replay->paid.of[LOAN_PENALTY];
    state->due.of[LOAN_INTEREST] += replay->late_paid;
    for (size_t row = 0; row < replay->row; row++) {
        state->due.of[LOAN_FEE] += replay->rows[row].fee;
        state->due.of[LOAN_INTEREST] += replay->rows[row].interest;
        state->due.of[LOAN_PRINCIPAL] += replay->rows[row].principal;
    }
    state->balance = balance_of(replay);
    state_overdue(replay, state);
    state_next(replay, state);
}

static void state_write_off(struct loan_state *state) {
    state->is_written_off = true;
    state->written_off = state->payoff;
    state->balance = state->days_late = 0;
    state->overdue = (struct loan_parts){{0}};
}

enum loan_payment_fault loan_state_at(struct arena *arena, const struct loan *loan, int64_t day,
                                      struct loan_state *state, struct loan_payment_problem *problem) {
    size_t count = loan->schedule->count, number = 0;
    struct replay replay = {.loan = loan, .day = first_day(loan)};
    bool is_written_off = loan->written_off_day <= day;
    *problem = (struct loan_payment_problem){0};
    *state = (struct loan_state){.next_row = count};
    state->rows = replay.rows = arena_make(arena, struct loan_row_paid, count);
    if (day < replay.day) return LOAN_PAYMENT_OK;
    state->disbursed = loan_disbursed(loan->terms, day);
    if (loan->opening) replay_take_over(&replay);
    enum loan_payment_fault fault =
        replay_payments(&replay, &number, is_written_off ? loan->written_off_day : day, problem);
    if (fault != LOAN_PAYMENT_OK) return fault;
    state_take(&replay, state);
    if (!is_written_off || replay.is_closed) return LOAN_PAYMENT_OK;
    state_write_off(state);
    fault = replay_recover(&replay, number, day, state, problem);
    for (enum loan_part part = 0; part < LOAN_PARTS; part++)
        state->payoff.of[part] = state->written_off.of[part] - state->recovered.of[part];
    return fault;
}

const char *loan_payment_fault_message(enum loan_payment_fault fault) {
    static const char *const messages[LOAN_PAYMENT_FAULTS] = {
        [LOAN_PAYMENT_OK] = "",
        [LOAN_PAYMENT_FAULT_AMOUNT] = TR("A repayment is above nothing."),
        [LOAN_PAYMENT_FAULT_ORDER] = TR("Repayments stand in the order of their days."),
        [LOAN_PAYMENT_FAULT_BEFORE] = TR("A repayment cannot be before the loan was paid out."),
        [LOAN_PAYMENT_FAULT_ABOVE_DEBT] = TR("The repayment is {1}, but only {2} is owed."),
    };
    return messages[fault];
}

bool loan_reschedule(const struct loan_state *state, int64_t day, enum loan_carry carry,
                     const struct loan_terms *wanted, struct loan_disbursement *opening,
                     struct loan_terms *terms) {
    int64_t unpaid = loan_parts_sum(&state->payoff) - state->payoff.of[LOAN_PRINCIPAL];
    if (state->is_closed || state->is_written_off || state->balance <= 0) return false;
    *opening = (struct loan_disbursement){day, state->balance};
    *terms = *wanted;
    terms->disbursements = opening;
    terms->disbursement_count = 1;
    if (carry == CARRY_INTO_PRINCIPAL) opening->amount += unpaid;
    if (carry == CARRY_AS_FEE) terms->fee_first += unpaid;
    return true;
}

enum arrears arrears_of(int64_t days_late) {
    if (days_late <= 0) return ARREARS_NONE;
    if (days_late <= 30) return ARREARS_TO_30;
    if (days_late <= 60) return ARREARS_TO_60;
    return days_late <= 90 ? ARREARS_TO_90 : ARREARS_OVER_90;
}

bool portfolio_add(struct loan_portfolio *portfolio, const struct loan_state *state) {
    enum arrears bucket = arrears_of(state->days_late);
    portfolio->loans[bucket] += !state->is_closed && !state->is_written_off;
    return exact_add(&portfolio->outstanding, state->balance) &&
           exact_add(&portfolio->balance[bucket], state->balance) &&
           exact_add(&portfolio->overdue, loan_parts_sum(&state->overdue));
}

struct exact_fraction portfolio_par30(const struct loan_portfolio *portfolio) {
    int64_t late = 0;
    for (enum arrears bucket = ARREARS_TO_60; bucket < ARREARS_BUCKETS; bucket++)
        late += portfolio->balance[bucket];
    return (struct exact_fraction){late, portfolio->outstanding};
}
