/* SPDX-License-Identifier: Apache-2.0 */
/* Names of accounts and commodities as a syntax takes them. */
#ifndef MLUP_EXCHANGE_JOURNAL_SAFE_H
#define MLUP_EXCHANGE_JOURNAL_SAFE_H

#include "exchange/journal/journal_write.h"

/* By the numbers of the book; no two are the same. */
struct slice *journal_safe_accounts(struct arena *arena, const struct journal_book *book,
                                    enum journal_target target);
/* With quotation marks where they are needed. */
struct slice *journal_safe_commodities(struct arena *arena, const struct journal_book *book,
                                       enum journal_target target);

#endif
