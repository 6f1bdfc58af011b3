/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one door through which money moves: every event (an obligation, a payment, an accepted expense, a
 * refund) becomes an entry of postings that add up to nothing in each currency.  Postings are never changed.
 * What they say is a function of the records they come from: when a source says something else after a
 * change, whatever made the change, what was posted of it is reversed and posted anew, in the transaction of
 * the change.
 */
#ifndef MLUP_DOMAIN_FINANCE_POST_H
#define MLUP_DOMAIN_FINANCE_POST_H

#include "domain/finance/finance.h"
#include "store/rule.h"

enum { FINANCE_SIDES_MAX = 8 };

struct finance_side {
    const char *account; /* code of posting_account */
    struct money amount; /* positive: debit; negative: credit */
    struct money worth; /* in the other currency, of a reversal; without a currency: by the rate of the day */
};

struct finance_entry {
    const char *event; /* code of posting_event */
    int64_t day;
    struct uuid org_id, agreement_id;
    struct value budget_line, advance, obligation; /* absent when the event has none */
    const struct record_type *source_type;
    struct uuid source_id;
    bool reversal;
    struct finance_side sides[FINANCE_SIDES_MAX];
    size_t side_count;
};

/* Adds a side; nothing for an amount of nothing. */
void finance_entry_add(struct finance_entry *entry, const char *account, struct money amount);
/* True when the sides add up to nothing in each currency. */
bool finance_entry_is_balanced(const struct finance_entry *entry);
/* Writes the entry, each side with its worth in the other currency by the rate of the day, and posts it into
 * the book of the sub-grant.  An entry that is
 * not balanced is a BUG. */
void finance_post(struct rule *rule, const struct finance_entry *entry);

/* store_hooks.after_change: posts what the change moves. */
void finance_after_change(struct rule *rule, const struct change *change);

/* Whether what is posted of every live source is what the source says; for `mlup verify`. */
struct finance_report {
    int64_t sources, wrong;
    struct uuid first_wrong_org, first_wrong_source; /* zero: all is well */
};
void finance_verify(struct db *db, struct finance_report *report);

#endif
