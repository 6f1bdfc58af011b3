/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a group stood on a day, from its books and sheets and what is dated: asked again later, a day says the
 * same, whatever was paid, written off, rescheduled or handed on since: members with their savings and loans,
 * arrears, what is due next, the figures of the ratios (group_ratio.h), alarms.  The caller has read the
 * group as a record under its own view and may see the money of its members; whoever may not is given `struct
 * group_figures` alone, or nothing.
 */
#ifndef MLUP_DOMAIN_SAVINGS_READ_H
#define MLUP_DOMAIN_SAVINGS_READ_H

#include "domain/savings/group_ratio.h"
#include "domain/savings/loan_book.h"
#include "domain/savings/plan_track.h"

struct savings_member_row {
    struct uuid member_id;
    int64_t number;
    bool has_left, has_borrowed; /* by the day */
    int64_t saved;               /* on the day */
    int64_t owed;                /* principal of open loans */
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
/* For addresses, files and JSON: "no_meeting". */
const char *savings_alarm_code(enum savings_alarm_kind kind);
/* English, keys of their translations: in a word or two, and with the figures. */
const char *savings_alarm_label(enum savings_alarm_kind kind);
const char *savings_alarm_message(enum savings_alarm_kind kind);
/* True when the second figure of the kind is money of the group's unit. */
bool savings_alarm_has_money(enum savings_alarm_kind kind);

struct savings_picture {
    const struct record *group;
    int64_t cycle, cycles_done; /* its number, and how often was shared out or a dividend paid */
    bool has_met;
    int64_t last_meeting_day;      /* the last one that was closed; without one the first day looked at */
    int64_t day, next_meeting_day; /* by the rhythm, after the last one */
    struct savings_member_row *members; /* by number */
    size_t member_count;
    struct savings_loan_row *loans; /* open on the day, by the day they were asked for */
    size_t loan_count;
    struct loan_portfolio portfolio;
    int64_t cash;       /* with what the second currency is worth */
    int64_t other_cash; /* in the second currency */
    int64_t bank, social_fund, saved, reserve, profit_kept;
    struct group_figures figures; /* without what only the organisation knows: officers, costs */
    struct savings_alarm alarms[SAVINGS_ALARMS];
    size_t alarm_count;
};

/* What came and went in some days, from the group's book, without the entries that close a period. */
struct savings_flows {
    int64_t interest, other_income; /* fines, fees, grants and the like */
    int64_t costs, losses;          /* loans written off among the losses */
    int64_t written_off;
    int64_t dividend; /* profit paid to members, by dividend or share-out */
};
void savings_flows_read(struct db *db, struct arena *arena, const struct record *group, int64_t from,
                        int64_t to, struct savings_flows *flows);
/* What a business plan speaks of, as it became. */
struct plan_figures savings_plan_figures(const struct savings_picture *picture,
                                         const struct savings_flows *flows);

/* Formed by the day and not ended.  One that ended on a day nobody wrote down was there until it last met. */
bool group_is_there(struct db *db, struct arena *arena, const struct record *group, int64_t day);

void savings_picture_read(struct db *db, struct arena *arena, const struct record *group, int64_t day,
                          struct savings_picture *picture);

#endif
