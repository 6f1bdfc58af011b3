/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which account of a book is meant by a name of a journal.  The name as it stands ("assets:1000 Cash in the
 * box", as this program writes it), a number, a name in either language; of a name with two parts also its
 * last ("Assets:Cash"), of a longer one its way ("G001 / Loans"), which is what an account is called that an
 * import made.  Small and capital letters are the same; unit of account and kind must be.
 */
#ifndef MLUP_EXCHANGE_BOOK_MATCH_H
#define MLUP_EXCHANGE_BOOK_MATCH_H

#include "exchange/journal/journal.h"
#include "store/db.h"

struct book_known {
    struct uuid id, unit_id;
    struct slice number, name, kind;
    int64_t balance;     /* of now */
    int64_t least, most; /* what the account may hold; INT64_MIN and INT64_MAX: no limit */
    bool is_exchange;
};

struct book_match;

/* All accounts of the book, with their balances of now; in the arena, never NULL. */
struct book_match *book_match_read(struct arena *arena, struct db *db, struct uuid org, struct uuid book_id);
/* NULL: the book has none. */
const struct book_known *book_match_find(struct book_match *match, struct slice name, enum journal_kind kind,
                                         struct uuid unit_id);
/* The account of exchanges in the unit, or NULL. */
const struct book_known *book_match_exchange(const struct book_match *match, struct uuid unit_id);
/* How many accounts the book has. */
size_t book_match_count(const struct book_match *match);
/* The highest n of numbers like "1.0000n", which imports give. */
int64_t book_match_numbers(const struct book_match *match);
/* "Assets:G001:Loans" is called "G001 / Loans". */
struct slice book_match_path(struct arena *arena, struct slice name);
/* The code of account_kind; NULL of a kind that is not known. */
const char *book_kind_code(enum journal_kind kind);

#endif
