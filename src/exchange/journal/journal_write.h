/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a book so that ledger, hledger and beancount read it and find the same balances; or as CSV, a row
 * for each posting. Amounts are written out, none is left to be filled in.
 *
 * Names that a program does not take are changed as little as it asks for, two names never into one:
 * beancount wants its five roots, capitals and ASCII, so what an account is called stands beside its opening.
 * What a syntax has no words for is a comment there; what would change a balance is refused.
 */
#ifndef MLUP_EXCHANGE_JOURNAL_WRITE_H
#define MLUP_EXCHANGE_JOURNAL_WRITE_H

#include "exchange/journal/journal_balance.h"
#include "exchange/journal/journal_read.h"

enum journal_target { JOURNAL_TO_LEDGER, JOURNAL_TO_HLEDGER, JOURNAL_TO_BEANCOUNT, JOURNAL_TO_CSV };

/* The book must be whole: its accounts with the days of their first postings, its commodities with their
 * decimals. */
struct journal_writing {
    const struct journal_book *book;
    enum journal_syntax source; /* how lots and brackets are meant */
    enum journal_target target;
    struct refusal *refusal; /* fields are lines of the source */
    journal_sink *sink;
    void *context;
};

struct journal_writer;

bool journal_target_parse(struct slice code, enum journal_target *target);

/* Writes what stands at the beginning: commodities and accounts. */
struct journal_writer *journal_write_start(struct arena *arena, const struct journal_writing *writing);
/* Transactions, prices and assertions in the order of the source.  False: nothing was written of it, the
 * refusal says why. */
bool journal_write_item(struct journal_writer *writer, enum journal_event event,
                        const struct journal_item *item);
/* Gives the rest to the sink. */
void journal_write_end(struct journal_writer *writer);

#endif
