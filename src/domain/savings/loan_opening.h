/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loan that was running before its group's books began here: what its paper book says on the day they are
 * taken over, fitted into the schedule that follows from its terms.  Pure.
 *
 * Principal paid is the amount less what is outstanding, and pays the oldest rows first; so does interest.
 * What the paper calls overdue is believed where it differs from the terms by less than an instalment (paper
 * books round in their own way): the difference goes between the last row that has fallen due and the last of
 * all, so that the rows still add up to the amount.  A larger difference is a mistake in the terms or in the
 * figures, and a fault.
 */
#ifndef MLUP_DOMAIN_LOAN_OPENING_H
#define MLUP_DOMAIN_LOAN_OPENING_H

#include "domain/savings/loan_schedule.h"

enum { LOAN_UNSAID = -1 }; /* the terms say it */

struct loan_opening {
    int64_t day; /* it stood so at the end of this day */
    int64_t outstanding;
    int64_t principal_overdue;               /* or LOAN_UNSAID; of what was due before the day */
    int64_t interest_paid, interest_overdue; /* one of them may be LOAN_UNSAID */
};

enum loan_opening_fault {
    OPENING_OK,
    OPENING_FAULT_OUTSTANDING,  /* not 1..{1}, the amount */
    OPENING_FAULT_NOTHING_DUE,  /* overdue, but no instalment was due before the day */
    OPENING_FAULT_OVERDUE,      /* {1} by the terms, not {2} */
    OPENING_FAULT_NO_INTEREST,  /* neither what was paid nor what is overdue is said */
    OPENING_FAULT_INTEREST,     /* the terms ask for {1} of interest by the day, not for {2} */
    OPENING_FAULT_INTEREST_ALL, /* more interest was paid than the {1} that the terms ever ask */
    OPENING_FAULTS
};
struct loan_opening_problem {
    int64_t first, second; /* {1} and {2} of the message */
};

/* Fits the schedule (of these terms, with one disbursement) to the paper and fills in what was left unsaid.
 * On a fault both are not to be used. */
enum loan_opening_fault loan_opening_fit(struct loan_opening *opening, struct loan_schedule *schedule,
                                         struct loan_opening_problem *problem)
    __attribute__((warn_unused_result));
/* English, a key of its translation, and the field of group_loan that is to be mended. */
const char *loan_opening_fault_message(enum loan_opening_fault fault);
const char *loan_opening_fault_field(enum loan_opening_fault fault);

/* The first due day of a loan whose next one is known: as many whole periods earlier as fit behind the day it
 * was paid out.  *row gets the place of the next one in the schedule. */
int64_t loan_first_due_before(enum loan_frequency frequency, int64_t paid_out_day, int64_t next_due_day,
                              int *row);

#endif
