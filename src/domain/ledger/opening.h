/* SPDX-License-Identifier: Apache-2.0 */
/* A book is opened once: at most one entry of opening balances stands in it, whoever wrote it. */
#ifndef MLUP_DOMAIN_LEDGER_OPENING_H
#define MLUP_DOMAIN_LEDGER_OPENING_H

#include "domain/ledger/ledger.h"
#include "store/rule.h"

/* Opening balances stand in the book, leaving out the journal entry `but` (zero: none).  What was taken back
 * does not stand, and stands again when taking it back was itself taken back. */
bool ledger_book_is_opened(struct rule *rule, struct uuid org, struct uuid book_id, struct uuid but);
/* The opening balances that this entry would put into the book, or bring back into it, as a reversal of a
 * reversal does: their id; zero when it brings none. */
struct uuid ledger_opening_brought(struct rule *rule, const struct record *entry);

#endif
