/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on the accounts of a book, written as a list, a tree or CSV; in order of their names. */
#ifndef MLUP_EXCHANGE_JOURNAL_BALANCE_H
#define MLUP_EXCHANGE_JOURNAL_BALANCE_H

#include "exchange/journal/journal_book.h"

enum journal_form {
    JOURNAL_LIST, /* amount and account a line; the totals below */
    JOURNAL_TREE, /* accounts with those below them added, indented */
    JOURNAL_CSV,  /* account,commodity,balance */
};

/* Takes what was written so far. */
typedef void journal_sink(void *context, struct slice bytes);

/* Nothing is written for what is zero.  False when a total is too large. */
bool journal_balance_write(const struct journal_book *book, const struct journal_sums *sums,
                           enum journal_form form, journal_sink *sink, void *context)
    __attribute__((warn_unused_result));

#endif
