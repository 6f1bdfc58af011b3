/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a loan stands on a day: from its schedule, what was paid and the rules of the group.  Pure: the same
 * repayments give the same state, in whatever order they were entered and whenever it is asked.
 *
 * An instalment is due on its day and overdue from the next one on.  A repayment first pays what is due, in
 * the order of the rules (penalty, fee, interest, principal unless the group says otherwise), of each part
 * the oldest first.  What is left pays ahead:
 *   - where an early pay-off costs interest only to the day, first the interest earned so far, then the
 * principal of the next rows.  Principal paid ahead saves interest: a row earns its interest in proportion to
 * its days and to what is still owed of the balance that the schedule expected, the saving rounded down to a
 * multiple;
 *   - where all interest is owed anyway (flat, by the bylaws), the next rows, part by part.
 *
 * Penalties are charged for each overdue instalment: ppm of what is unpaid of it and a fixed amount, for each
 * day late, or for each 30 days begun; the first `penalty_free_days` days are free.  The sum is rounded down
 * to a multiple, in favour of the borrower.
 *
 * A loan that was taken over from a paper book (loan_opening.h) is lived from the end of that day on: what
 * was paid until then is paid, fees of earlier rows too, and penalties are charged for later days alone.
 */
#ifndef MLUP_DOMAIN_LOAN_STATE_H
#define MLUP_DOMAIN_LOAN_STATE_H

#include "domain/savings/loan_opening.h"

enum loan_part { LOAN_PENALTY, LOAN_FEE, LOAN_INTEREST, LOAN_PRINCIPAL, LOAN_PARTS };
struct loan_parts {
    int64_t of[LOAN_PARTS];
};
int64_t loan_parts_sum(const struct loan_parts *parts);

enum loan_penalty_by { PENALTY_NONE, PENALTY_BY_DAY, PENALTY_BY_MONTH };
enum loan_penalty_base {
    PENALTY_ON_PRINCIPAL,
    PENALTY_ON_INSTALMENT
}; /* the instalment: with its interest and fee */
enum loan_payoff { PAYOFF_INTEREST_TO_DAY, PAYOFF_WHOLE_INTEREST };

struct loan_rules {
    enum loan_part order[LOAN_PARTS]; /* each part once */
    enum loan_penalty_by penalty_by;
    enum loan_penalty_base penalty_base;
    int64_t penalty_ppm;   /* of the unpaid part of an overdue instalment, for a day or 30 days begun */
    int64_t penalty_fixed; /* for an overdue instalment, the same way */
    int penalty_free_days; /* no penalty for so many days late; not below 0 */
    bool interest_goes_on; /* overdue principal earns the loan's interest, days ÷ 365, beside the schedule */
    enum loan_payoff payoff;
};
/* Penalty, fee, interest, principal; no penalty; interest to the day. */
extern const struct loan_rules loan_rules_default;

struct loan_payment {
    int64_t day, amount;
};

#define LOAN_NEVER INT64_MAX

/* All borrowed. */
struct loan {
    const struct loan_terms *terms;
    const struct loan_schedule *schedule; /* of these terms */
    const struct loan_rules *rules;
    const struct loan_payment *payments; /* by day */
    size_t payment_count;
    int64_t written_off_day; /* LOAN_NEVER; later repayments are recoveries */
    const struct loan_opening
        *opening; /* NULL: all of it happened here; else the schedule was fitted to it */
};

/* What was paid of one row, and what of its interest was saved by paying ahead. */
struct loan_row_paid {
    int64_t principal, interest, fee, saved;
};

struct loan_state {
    int64_t disbursed;
    int64_t balance;            /* principal owed; 0 once written off */
    struct loan_parts due;      /* all that fell due up to the day, penalties among it */
    struct loan_parts paid;     /* all that was paid, recoveries apart */
    struct loan_parts overdue;  /* due before the day and not paid */
    int64_t days_late;          /* since the oldest instalment that is overdue; 0 */
    struct loan_parts payoff;   /* what ends the loan when it is paid on this day */
    size_t next_row;            /* due on the day or later and not wholly paid; the schedule's count: none */
    int64_t next_amount;        /* what is left of it */
    struct loan_row_paid *rows; /* one for each of the schedule, in the arena */
    bool is_closed;             /* nothing is owed any more */
    bool is_written_off;
    struct loan_parts written_off, recovered;
};

enum loan_payment_fault {
    LOAN_PAYMENT_OK,
    LOAN_PAYMENT_FAULT_AMOUNT,     /* not above 0 */
    LOAN_PAYMENT_FAULT_ORDER,      /* not by day */
    LOAN_PAYMENT_FAULT_BEFORE,     /* before the loan was paid out */
    LOAN_PAYMENT_FAULT_ABOVE_DEBT, /* more than `debt`, which ends the loan on that day */
    LOAN_PAYMENT_FAULTS
};
struct loan_payment_problem {
    size_t payment;       /* its number */
    int64_t amount, debt; /* {1} and {2} of the message */
};

/* The state at the end of a day; later repayments do not count yet.  On a fault the state is not to be used.
 */
enum loan_payment_fault loan_state_at(struct arena *arena, const struct loan *loan, int64_t day,
                                      struct loan_state *state, struct loan_payment_problem *problem)
    __attribute__((warn_unused_result));
/* English, a key of its translation. */
const char *loan_payment_fault_message(enum loan_payment_fault fault);

/* What happens at a reschedule with unpaid penalties, fees and interest. */
enum loan_carry {
    CARRY_AS_FEE,         /* due with the first new row, earning no interest */
    CARRY_INTO_PRINCIPAL, /* lent anew */
    CARRY_FORGIVE,        /* the group lets them go */
};
/* New terms from the balance: *wanted with one disbursement, in *opening, of what is owed on `day`, the day
 * of the state.  False when nothing is owed or the loan is written off. */
bool loan_reschedule(const struct loan_state *state, int64_t day, enum loan_carry carry,
                     const struct loan_terms *wanted, struct loan_disbursement *opening,
                     struct loan_terms *terms) __attribute__((warn_unused_result));

/* Arrears by days late. */
enum arrears { ARREARS_NONE, ARREARS_TO_30, ARREARS_TO_60, ARREARS_TO_90, ARREARS_OVER_90, ARREARS_BUCKETS };
enum arrears arrears_of(int64_t days_late);

struct loan_portfolio {
    int64_t loans[ARREARS_BUCKETS], balance[ARREARS_BUCKETS]; /* of open loans */
    int64_t outstanding;                                      /* sum of the balances */
    int64_t overdue;                                          /* sum of what is overdue, all parts */
};
/* Adds an open loan; false on overflow. */
bool portfolio_add(struct loan_portfolio *portfolio, const struct loan_state *state)
    __attribute__((warn_unused_result));
/* PAR30 (CGAP): the whole balance of loans more than 30 days late ÷ all that is outstanding. */
struct exact_fraction portfolio_par30(const struct loan_portfolio *portfolio);

#endif
