/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is posted when the paper books of a group are taken over: one opening entry of all that is owned (box,
 * bank, each loan) and all that is owed (each member's savings, social fund, what was borrowed, reserve,
 * profit).  What is left over between the two stands on the account of opening balances, with a reason.
 *
 * Refusals name their field with the number of the member or the code of the loan behind a point:
 * "shares.12", "amount.12", "owed_then.LN-0001A".
 */
#ifndef MLUP_DOMAIN_SAVINGS_TAKEOVER_PLAN_H
#define MLUP_DOMAIN_SAVINGS_TAKEOVER_PLAN_H

#include "domain/ledger/book_accounts.h"
#include "domain/ledger/post.h"
#include "domain/savings/loan_ask.h"
#include "domain/savings/second_box.h"

struct takeover_saver {
    struct uuid id, member_id; /* of the line, of the member */
    int64_t number, amount;
};

struct takeover_plan {
    struct rule *rule;
    struct refusal *refusal;
    const struct record *takeover, *group;
    int64_t day;
    struct ledger_accounts accounts;
    struct takeover_saver *savers;
    size_t saver_count;
    const struct record **loans;
    size_t loan_count;
    int64_t savings, outstanding;                 /* sums of both */
    int64_t owned, owed, difference, other_worth; /* of the second currency, among what is owned */
    struct ledger_line *lines;
    size_t line_count;
};

/* The sums, and all that speaks against it as refusals; false when there are some.  `looks` tells a page how
 * the draft stands: a difference without a reason is no refusal then. */
bool takeover_plan_make(struct rule *rule, const struct record *takeover, struct takeover_plan *plan,
                        struct refusal *refusal);
bool takeover_plan_look(struct rule *rule, const struct record *takeover, struct takeover_plan *plan,
                        struct refusal *refusal);
struct ledger_post takeover_plan_post(const struct takeover_plan *plan);

/* False after a refusal: they are taken over, and change only when that is taken back. */
bool takeover_is_draft(const struct record *takeover, struct refusal *refusal);
/* Whether a loan that is being taken over fits its paper book on the day; false after a refusal. */
bool loan_on_paper_fits(struct loan_ask *ask, int64_t as_of);

#endif
