/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plain-text journal (exchange/journal) becomes entries of a book: looked through first, then posted step
 * by step; taken back by reversals, the latest first, each on its own day.  The one way in: the page, the API
 * and the command line all come here (book_desk.h does it in a server).
 *
 * Accounts are those of the book that the names mean (book_match.h), in the same commodity; what is missing
 * is made. A transaction in two commodities goes over an account with the role exchange in each.  What the
 * ledger has no words for is refused with its line: postings that balance with nothing, postings on another
 * day than their transaction, unknown commodities, too many decimals, days outside of what the book is open
 * for.
 *
 * The file is known by its hash: brought again it changes nothing, one that was broken off goes on where
 * it stopped, and one that was taken back may come again.
 */
#ifndef MLUP_EXCHANGE_BOOK_IMPORT_H
#define MLUP_EXCHANGE_BOOK_IMPORT_H

#include "domain/ledger/ledger.h"
#include "exchange/journal/journal.h"
#include "store/store.h"

struct book_import {
    struct store *store;
    const struct actor *actor; /* who may write the book's entries; asked by the store */
    struct uuid org_id, book_id;
    struct slice path, name; /* of the file; as shown to people */
    enum journal_syntax syntax;
    void (*progress)(void *context, int64_t done, int64_t all); /* may be NULL */
    bool (*is_stopping)(void *context); /* asked between steps; NULL: nobody stops it */
    void *context;
};

/* An account that would not be as it is. */
struct book_import_difference {
    struct slice number, name, symbol;
    const char *kind;
    int64_t before, change; /* of its smallest unit, debit less credit */
    bool is_new;
};

struct book_import_report {
    int64_t transactions, postings;
    int64_t already; /* transactions that an earlier run has posted */
    size_t accounts_made, accounts_found;
    int32_t first_day, last_day;
    struct book_import_difference *differences; /* LIMIT_BOOK_IMPORT_SHOWN at most */
    size_t difference_count;
    bool is_cut; /* there are more */
};

/* Looks through the file; nothing is written.  OUTCOME_OK, or _REFUSED with lines ("name:12") in the refusal.
 */
enum outcome book_import_check(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal);
/* The same, and posts everything.  What was posted before a refusal, a failure or a stop stays, and is gone
 * on from: the record says how far it is. */
enum outcome book_import_write(struct arena *arena, const struct book_import *import,
                               struct book_import_report *report, struct refusal *refusal);
/* Reverses what the import has posted; of `import` the file is not looked at.  Goes on where it stopped. */
enum outcome book_import_undo(struct arena *arena, const struct book_import *import,
                              const struct record *record, struct refusal *refusal);
/* By which the file is known. */
bool book_import_hash(struct arena *arena, struct slice path, struct slice *hash, struct refusal *refusal);

#endif
