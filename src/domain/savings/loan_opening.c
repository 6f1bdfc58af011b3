/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/loan_opening.h"

#include "base/limits.h"
#include "i18n/locale.h"

/* What both parts of a schedule have in common. */
enum fit_part { FIT_PRINCIPAL, FIT_INTEREST };

struct fitting {
    struct loan_schedule *schedule;
    size_t past;        /* rows that fell due before the day */
    int64_t instalment; /* the largest one: what paper may round away */
};

static int64_t *part_of(struct fitting *fit, size_t row, enum fit_part part) {
    struct loan_row *at = &fit->schedule->rows[row];
    return part == FIT_PRINCIPAL ? &at->principal : &at->interest;
}

static int64_t due_of(struct fitting *fit, enum fit_part part) {
    int64_t sum = 0;
    for (size_t row = 0; row < fit->past; row++) {
        sum += *part_of(fit, row, part);
    }
    return sum;
}

static struct fitting fitting_begin(struct loan_schedule *schedule, int64_t day) {
    struct fitting fit = {.schedule = schedule};
    for (size_t row = 0; row < schedule->count; row++) {
        fit.past += schedule->rows[row].due_day < day;
        fit.instalment =
            exact_max(fit.instalment, schedule->rows[row].principal + schedule->rows[row].interest);
    }
    return fit;
}

/* Adds to the rows before `end`, the last first; what is taken away leaves none below nothing. */
static void rows_shift(struct fitting *fit, size_t first, size_t end, enum fit_part part, int64_t by) {
    for (size_t row = end; row > first && by; row--) {
        int64_t *amount = part_of(fit, row - 1, part), moves = exact_max(by, -*amount);
        *amount += moves;
        if (part == FIT_INTEREST) fit->schedule->rows[row - 1].accrued += moves;
        by -= moves;
    }
}

static void balances_renew(struct loan_schedule *schedule) {
    int64_t left = schedule->principal;
    for (size_t row = 0; row < schedule->count; row++) {
        left -= schedule->rows[row].principal;
        schedule->rows[row].balance = left;
    }
}

static bool is_near(const struct fitting *fit, int64_t difference) {
    return difference > -fit->instalment && difference < fit->instalment;
}

static enum loan_opening_fault principal_fit(struct fitting *fit, struct loan_opening *opening,
                                             struct loan_opening_problem *problem) {
    size_t count = fit->schedule->count;
    int64_t paid = fit->schedule->principal - opening->outstanding, due = due_of(fit, FIT_PRINCIPAL);
    int64_t by_terms = exact_max(due - paid, 0);
    if (opening->principal_overdue == LOAN_UNSAID) opening->principal_overdue = by_terms;
    int64_t overdue = opening->principal_overdue, moves = paid + overdue - due;
    if (!moves || (!overdue && moves > 0)) return OPENING_OK; /* as the terms say, or paid ahead */
    *problem = (struct loan_opening_problem){by_terms, overdue};
    if (overdue && !fit->past) return OPENING_FAULT_NOTHING_DUE;
    if (overdue > opening->outstanding || fit->past == count || !is_near(fit, moves))
        return OPENING_FAULT_OVERDUE;
    rows_shift(fit, 0, fit->past, FIT_PRINCIPAL, moves);
    rows_shift(fit, fit->past, count, FIT_PRINCIPAL, -moves);
    balances_renew(fit->schedule);
    return OPENING_OK;
}

static void interest_fill(struct loan_opening *opening, int64_t due) {
    if (opening->interest_paid == LOAN_UNSAID)
        opening->interest_paid = exact_max(due - opening->interest_overdue, 0);
    if (opening->interest_overdue == LOAN_UNSAID)
        opening->interest_overdue = exact_max(due - opening->interest_paid, 0);
}

static enum loan_opening_fault interest_fit(struct fitting *fit, struct loan_opening *opening,
                                            struct loan_opening_problem *problem) {
    int64_t due = due_of(fit, FIT_INTEREST);
    if (opening->interest_paid == LOAN_UNSAID && opening->interest_overdue == LOAN_UNSAID)
        return OPENING_FAULT_NO_INTEREST;
    interest_fill(opening, due);
    int64_t moves = opening->interest_paid + opening->interest_overdue - due;
    if (moves && (opening->interest_overdue || moves < 0)) {
        *problem = (struct loan_opening_problem){due, due + moves};
        if (!fit->past) return OPENING_FAULT_NOTHING_DUE;
        if (!is_near(fit, moves)) return OPENING_FAULT_INTEREST;
        rows_shift(fit, 0, fit->past, FIT_INTEREST, moves);
        fit->schedule->interest += moves;
    }
    *problem = (struct loan_opening_problem){fit->schedule->interest, opening->interest_paid};
    return opening->interest_paid <= fit->schedule->interest ? OPENING_OK : OPENING_FAULT_INTEREST_ALL;
}

enum loan_opening_fault loan_opening_fit(struct loan_opening *opening, struct loan_schedule *schedule,
                                         struct loan_opening_problem *problem) {
    struct fitting fit = fitting_begin(schedule, opening->day);
    *problem = (struct loan_opening_problem){schedule->principal, opening->outstanding};
    if (opening->outstanding < 1 || opening->outstanding > schedule->principal)
        return OPENING_FAULT_OUTSTANDING;
    enum loan_opening_fault fault = principal_fit(&fit, opening, problem);
    return fault == OPENING_OK ? interest_fit(&fit, opening, problem) : fault;
}

const char *loan_opening_fault_message(enum loan_opening_fault fault) {
    static const char *const messages[OPENING_FAULTS] = {
        [OPENING_OK] = "",
        [OPENING_FAULT_OUTSTANDING] = TR("What is still owed is more than nothing and at most {1}."),
        [OPENING_FAULT_NOTHING_DUE] =
            TR("No instalment was due before that day by these terms, so nothing is overdue."),
        [OPENING_FAULT_OVERDUE] =
            TR("By these terms {1} of principal is overdue on that day, not {2}. Look at "
               "the instalments and at the next due day, or leave it empty."),
        [OPENING_FAULT_NO_INTEREST] = TR("Say how much interest was paid so far, or how much is overdue."),
        [OPENING_FAULT_INTEREST] =
            TR("By these terms {1} of interest was due by that day; paid and overdue together are {2}."),
        [OPENING_FAULT_INTEREST_ALL] =
            TR("These terms ask for {1} of interest in all, but {2} were paid. Look at the rate."),
    };
    return messages[fault];
}

const char *loan_opening_fault_field(enum loan_opening_fault fault) {
    static const char *const fields[OPENING_FAULTS] = {
        [OPENING_OK] = "",
        [OPENING_FAULT_OUTSTANDING] = "owed_then",
        [OPENING_FAULT_NOTHING_DUE] = "principal_overdue_then",
        [OPENING_FAULT_OVERDUE] = "principal_overdue_then",
        [OPENING_FAULT_NO_INTEREST] = "interest_paid_then",
        [OPENING_FAULT_INTEREST] = "interest_overdue_then",
        [OPENING_FAULT_INTEREST_ALL] = "interest_paid_then",
    };
    return fields[fault];
}

int64_t loan_first_due_before(enum loan_frequency frequency, int64_t paid_out_day, int64_t next_due_day,
                              int *row) {
    struct loan_terms terms = {.frequency = frequency, .first_due_day = next_due_day};
    int64_t first = next_due_day;
    for (*row = 0; *row < LIMIT_LOAN_ROWS; ++*row) {
        int64_t earlier = loan_due_day(&terms, -*row - 1);
        if (earlier <= paid_out_day) break;
        first = earlier;
    }
    return first;
}
