/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The book of a sub-grant in the ledger: what moves money of an agreement is posted there too, so that its
 * trial balance is the sums of the postings, account by account and currency by currency.  The book is made
 * when something is first posted; people read it, the program keeps it (ledger/rules.h).
 */
#ifndef MLUP_DOMAIN_FINANCE_SUB_GRANT_BOOK_H
#define MLUP_DOMAIN_FINANCE_SUB_GRANT_BOOK_H

#include "domain/finance/post.h"

/* After the postings of the entry were written, in the same transaction.  A closed period takes nothing more:
 * then it stands on the first day that is open. */
void sub_grant_book_post(struct rule *rule, const struct finance_entry *entry);

#endif
