/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a group stands on a day, from its books and sheets: members with their savings and loans, arrears, what
 * is due next, the figures of the ratios (group_ratio.h), alarms.  The caller has read the group as a record
 * under its own view and may see the money of its members; whoever may not is given `struct group_figures`
 * alone, or nothing.
 */
#ifndef MLUP_DOMAIN_SAVINGS_READ_H
#define MLUP_DOMAIN_SAVINGS_READ_H

#include "domain/savings/group_ratio.h"
#include "domain/savings/loan_book.h"

struct savings_member_row {
    struct uuid member_id;
    int64_t number;
    bool has_left;
    int64_t saved; /* on the day */
    int64_t owed;  /* principal of open loans */
    int64_t overdue, days_late;
    int64_t due; /* by the next meeting: overdue, and what falls due until then */
};
struct savings_loan_row {
    const struct record *loan;
    struct loan_book *book;
    struct loan_state state;
    enum arrears arrears;
    int64_t due; /* by the next meeting */
};

enum savings_alarm_kind {
    ALARM_BOX,         /* the box was not what the book says: {1} meetings of the last {2} */
    ALARM_LATE,        /* {1} loans are more than 30 days late, with {2} */
    ALARM_ATTENDANCE,  /* {1} of a hundred came to the last four meetings, {2} to the four before */
    ALARM_NO_MEETING,  /* nothing was closed for {1} days */
    ALARM_UNCONFIRMED, /* no key holder confirmed the money at {1} of the last {2} meetings */
    SAVINGS_ALARMS
};
struct savings_alarm {
    enum savings_alarm_kind kind;
    int64_t first, second;
};
/* English, a key of its translation. */
const char *savings_alarm_message(enum savings_alarm_kind kind);
/* True when the second figure of the kind is money of the group's unit. */
bool savings_alarm_has_money(enum savings_alarm_kind kind);

struct savings_picture {
    const struct record *group;
    int64_t day, next_meeting_day;      /* by the rhythm, after the last one that was closed */
    struct savings_member_row *members; /* by number */
    size_t member_count;
    struct savings_loan_row *loans; /* open on the day, by the day they were asked for */
    size_t loan_count;
    struct loan_portfolio portfolio;
    int64_t cash, bank, social_fund, saved, reserve, profit_kept;
    struct group_figures
        figures; /* without what only the organisation knows: officers, goods banks, who keeps the books */
    struct savings_alarm alarms[SAVINGS_ALARMS];
    size_t alarm_count;
};

void savings_picture_read(struct db *db, struct arena *arena, const struct record *group, int64_t day,
                          struct savings_picture *picture);

#endif
