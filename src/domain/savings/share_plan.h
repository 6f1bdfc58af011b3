/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a share-out or a dividend of a group moves, from its books of the day: who gets how much
 * (share_out.h), which loans are paid from it, and the entries as one linked set.  After a share-out the
 * accounts of the cycle hold nothing: members, income, expenses and opening balances; what could not be
 * divided stands in the profit kept, or in the social fund.  A cycle that lost all is shared out too: each
 * gets nothing, and the next one begins.
 *
 * The eight steps (livelihoods.md, share-out order): the meeting is closed and its box was counted (1, 2);
 * pool, value, payouts, remainder (3 to 7); balances to nothing and the next cycle (8).
 */
#ifndef MLUP_DOMAIN_SAVINGS_SHARE_PLAN_H
#define MLUP_DOMAIN_SAVINGS_SHARE_PLAN_H

#include "domain/ledger/book_accounts.h"
#include "domain/ledger/post.h"
#include "domain/savings/loan_book.h"
#include "domain/savings/second_box.h"

enum { SHARE_NETTING, SHARE_CLOSING, SHARE_PAYING, SHARE_ENTRIES };

struct share_receiver {
    struct uuid member_id, account_id;
    int64_t number, saved;
};
/* A loan that is paid from its borrower's own payout. */
struct share_loan {
    const struct record *record;
    size_t receiver;
    struct loan_parts payoff;
};
struct share_lines {
    struct ledger_line *lines;
    size_t count;
};

struct share_plan {
    struct rule *rule;
    struct refusal *refusal;
    const struct record *share_out, *meeting, *group, *bylaw;
    bool looks_ahead;               /* what is in the way is told, and the figures all the same */
    bool is_dividend, pays_savings; /* a dividend may be added to the savings */
    bool box_agrees;                /* the box is as the meeting counted it */
    int64_t day, from_day, multiple;
    struct ledger_accounts accounts;
    struct share_receiver *receivers; /* members with savings, by number */
    struct share_member *members;     /* the same, for share_out_make */
    size_t count;
    struct share_loan *loans;
    size_t loan_count;
    int64_t bank;
    struct second_box second;
    int64_t own_cash, other_cash,
        other_paid; /* in the box in each currency; what of the other is handed out */
    int64_t cash, profit, reserve, social_fund; /* reserve and social fund: what goes to them */
    int64_t social_held, social_lost;           /* the social fund; what a lost loan fund took of it */
    int64_t kept; /* of a dividend: what rates and rounding leave in the profit kept */
    struct share_out result;
    struct share_lines entries[SHARE_ENTRIES];
};

/* For a page: the figures as they would be, with everything that is still in the way as refusals.  False when
 * there are none. */
bool share_plan_look(struct rule *rule, const struct record *share_out, struct share_plan *plan,
                     struct refusal *refusal);
/* False after a refusal in words. */
bool share_plan_make(struct rule *rule, const struct record *share_out, struct share_plan *plan,
                     struct refusal *refusal);
/* The entries of a plan that was made, those that have lines, as one linked set for ledger_check and
 * ledger_write; gives how many.  They point into the plan. */
size_t share_plan_posts(struct share_plan *plan, struct ledger_post posts[static SHARE_ENTRIES]);

#endif
