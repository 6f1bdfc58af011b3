/* SPDX-License-Identifier: Apache-2.0 */
/* A savings group of the demo while it is invented: its people, its loans, what is in its box. */
#ifndef MLUP_DEMO_GROUP_H
#define MLUP_DEMO_GROUP_H

#include "demo/demo_internal.h"
#include "domain/savings/loan_schedule.h"
#include "domain/savings/savings.h"

/* What 12-exchange_rate.csv says of the years of the demo. */
enum { DEMO_DOLLAR_RIEL = 4000 };
enum { MEMBERS_MAX = 60, LOANS_MAX = 600, CYCLE_MEETINGS = 11 };
#define NOBODY SIZE_MAX /* in the place of a member */

/* One line of groups.csv. */
struct group_line {
    struct slice org, partner, cast, model;
    int64_t groups, members, meetings, share_price, deposit, social_fund, rate_ppm, formed_from, formed_to;
    int trained_percent, plan_percent, computer_percent, good_percent;
    struct demo_author author;
};

struct demo_loan {
    struct uuid id;
    size_t member; /* NOBODY: a neighbour */
    struct loan_schedule schedule;
    int64_t paid;
    int opened;                   /* number of the meeting */
    bool is_open, is_lost, stops; /* stops: its borrower pays once and no more */
    bool is_moved, is_recovered;  /* another one took its place; something came after the write-off */
};

/* A group while it is invented. */
struct demo_group {
    struct demo *demo;
    struct demo_random *random;
    const struct group_line *line;
    struct arena *arena; /* of this group */
    struct uuid id, members[MEMBERS_MAX], meeting;
    size_t member_count;
    bool has_left[MEMBERS_MAX];
    size_t leaver; /* takes everything out at this meeting; NOBODY */
    int leaves_at; /* number of the meeting; -1: never */
    struct slice village;
    int64_t saved[MEMBERS_MAX], cash, social, profit, formed, day;
    int number; /* of the meeting, from 0 */
    struct demo_loan loans[LOANS_MAX];
    size_t loan_count;
    bool is_vsla;
    bool keeps_dollars; /* beside riel in its box */
    int64_t cents;
};

/* demo_groups.c */
/* A box by note and coin. */
struct value demo_group_notes(struct demo_group *group, int64_t cash);
struct value demo_group_text(struct demo_group *group, const char *text);
struct uuid demo_group_next_id(struct demo_group *group);
int64_t demo_group_meeting_day(const struct demo_group *group, int number);
/* Whether a member has a loan that is open or was lost. */
bool demo_group_owes(const struct demo_group *group, size_t member);
/* The principal of the rows that are paid: rows are always paid whole. */
int64_t demo_loan_principal_paid(const struct demo_loan *loan);
/* A new loan of the group with its schedule; NULL when there is no room for it. */
struct demo_loan *demo_group_loan_new(struct demo_group *group, size_t member, int64_t amount, int count,
                                      int64_t fee);
struct group_loan *demo_group_loan_record(struct demo_group *group, const struct demo_loan *loan,
                                          int64_t amount, int count);
void demo_group_payout(struct demo_group *group, const struct demo_loan *loan, int64_t amount);

/* demo_group_life.c: what does not go as usual. */
/* Who takes all savings out at this meeting: known before its lines are written. */
void demo_group_choose_leaver(struct demo_group *group);
/* What a member takes out at this meeting; 0. */
int64_t demo_group_withdrawal(struct demo_group *group, size_t member);
/* After the meeting was closed. */
void demo_group_leave(struct demo_group *group);
/* The first meetings of a group were held on paper: its books are taken over before the fifth. */
void demo_group_from_paper(struct demo_group *group);
/* Who works across the border pays a part of a line with a dollar. */
void demo_group_pay_dollar(struct demo_group *group, struct meeting_line *line);
/* A neighbour borrows, for a fee. */
void demo_group_lend_to_neighbour(struct demo_group *group);
/* A loan that is stuck gets new terms; false: it does not. */
bool demo_group_reschedule(struct demo_group *group, struct demo_loan *loan);
/* A loan that waits for the next meeting, or was refused. */
void demo_group_ask(struct demo_group *group);
/* A part of what was written off comes back. */
void demo_group_recover(struct demo_group *group);

#endif
