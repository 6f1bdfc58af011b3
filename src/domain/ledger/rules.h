/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of books, accounts and journal entries (record_type.before_save and .before_delete), and
 * what follows from them. */
#ifndef MLUP_DOMAIN_LEDGER_RULES_H
#define MLUP_DOMAIN_LEDGER_RULES_H

#include "store/rule.h"

/* A symbol is capital letters and digits, a letter first. */
bool commodity_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* Closing and opening again need a reason and the right to approve; a book does not begin after its first
 * entry. */
bool ledger_book_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
/* A book that has entries stays. */
bool ledger_book_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Limits that the balance keeps; nothing left in an account that closes; part of an account of the same book
 * and kind. */
bool ledger_account_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
/* An account that has entries stays. */
bool ledger_account_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Drafts change; what is posted or released never does.  Posting and holding are checked by the ledger
 * (post.h); a reversal takes its lines from what it takes back; a second person posts where the book wants
 * it. */
bool journal_entry_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal);
/* Only a draft can be deleted. */
bool journal_entry_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);

/* The book of a sub-grant follows from what was paid and accounted for: the program keeps it, people read it.
 */
bool ledger_book_is_kept(const struct record *book);

/* store_hooks.after_change: a new book gets its chart, an entry moves what it says. */
void ledger_after_change(struct rule *rule, const struct change *change);

#endif
