/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loan of a group with all that happened to it, as the pure rules want it (loan_state.h): what closed
 * meetings paid out and received, and what is written on the sheet of one meeting that is still open.
 */
#ifndef MLUP_DOMAIN_SAVINGS_LOAN_BOOK_H
#define MLUP_DOMAIN_SAVINGS_LOAN_BOOK_H

#include "domain/savings/terms.h"

/* Lives where it was read to and is not moved: its parts point to each other. */
struct loan_book {
    const struct record *record;
    struct loan_disbursement *payouts;
    size_t payout_count;
    struct loan_payment *payments;
    size_t payment_count;
    int64_t written_off_day;
    struct loan_terms terms;
    struct loan_schedule schedule;
    struct loan_rules rules;
    struct loan_opening
        opening;           /* of a loan that was taken over from paper; its payout is the first of all */
    enum loan_fault fault; /* LOAN_OK: `loan` can be asked */
    struct loan loan;
};

/* A meeting whose sheet counts, or does not count, whether it is closed or not; zero: closed ones alone. */
struct loan_scope {
    struct uuid meeting_id;
    bool with_meeting;
    int64_t until; /* as it was known at the end of this day; 0: all that ever happened */
};

/* Reads what closed meetings say; the rules are the bylaws of the day on which the loan was asked for.
 * Without a payout the schedule is that of the whole amount paid on `planned_day`. */
void loan_book_read(struct db *db, struct arena *arena, const struct record *group, const struct record *loan,
                    struct loan_scope scope, int64_t planned_day, struct loan_book *book);
/* The state on a day; a fault of the terms or the payments is refused in words. */
bool loan_book_state(struct rule *rule, const struct record *group, struct loan_book *book, int64_t day,
                     struct slice field, struct loan_state *state, struct refusal *refusal);
/* The same without words: false when there is no state. */
bool loan_book_state_quiet(struct arena *arena, const struct loan_book *book, int64_t day,
                           struct loan_state *state);

/* The day of the closed meeting that paid out a loan in its place; LOAN_NEVER when none did. */
int64_t loan_moved_day(struct db *db, const struct record *loan);

/* The loans of a group that were paid out and still stand open, or all that were ever paid out. */
struct record **group_loans_read(struct db *db, struct arena *arena, struct uuid org, struct uuid group,
                                 bool open_only, size_t *count);

#endif
