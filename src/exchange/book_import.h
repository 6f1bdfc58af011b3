/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plain-text journal (exchange/journal) becomes entries of a book: looked through first, then posted step
 * by step.
 *
 * Accounts are those of the book with the same name, or that number, and commodity; what is missing is made.
 * A transaction in two commodities goes over an account with the role exchange in each.  What the ledger has
 * no words for is refused with its line: postings that balance with nothing, postings on another day than
 * their transaction, unknown commodities, too many decimals.
 *
 * The file is known by its hash: brought again it changes nothing, and one that was broken off goes on where
 * it stopped.
 */
#ifndef MLUP_EXCHANGE_BOOK_IMPORT_H
#define MLUP_EXCHANGE_BOOK_IMPORT_H

#include "exchange/journal/journal.h"
#include "store/store.h"

struct book_import {
    struct store *store;
    const struct actor *actor; /* who may write the book's entries; asked by the store */
    struct uuid org_id, book_id;
    struct slice path, name; /* of the file; as shown to people */
    enum journal_syntax syntax;
    void (*progress)(void *context, int64_t done, int64_t all); /* may be NULL */
    void *context;
};

struct book_import_report {
    int64_t transactions, postings;
    int64_t already;                      /* transactions that an earlier run has posted */
    size_t accounts_made, accounts_found;
    int32_t first_day, last_day;
};

/* Looks through the file; nothing is written.  OUTCOME_OK, or _REFUSED with lines in the refusal. */
enum outcome book_import_check(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal);
/* The same, and posts everything.  What was posted before a refusal or a failure stays, and is gone on from.
 */
enum outcome book_import_write(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal);

#endif
