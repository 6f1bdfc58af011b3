/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of books share: the book they speak of, its units of account, amounts, names and days. */
#ifndef MLUP_WEB_LEDGER_VIEW_H
#define MLUP_WEB_LEDGER_VIEW_H

#include "domain/ledger/ledger.h"
#include "domain/ledger/ledger_read.h"
#include "web/record/record_text.h"

enum { BOOK_UNITS_MAX = 64 };

/* A book as this reader may know it, and the days that are asked for. */
struct book_seen {
    struct web *web;
    struct record *book;
    int64_t from, to; /* both in it */
    bool has_from;    /* whether the page asks for a first day at all */
    const struct record *units[BOOK_UNITS_MAX];
    size_t unit_count;
};

/* The book of the address (first argument); false: answer NOT_FOUND. */
bool book_of_path(struct web *web, struct book_seen *seen);
/* The same of a record that was read already. */
void book_begin(struct web *web, struct record *book, struct book_seen *seen);
/* The days asked for with ?from= and ?to=.  Without: this year up to today, or the last year in which
 * something was posted.  What cannot be understood is in web->refusal by its name. */
void book_ask_days(struct book_seen *seen);
/* ?on= alone: the balances of the end of a day. */
void book_ask_day(struct book_seen *seen);
/* The filter of the page: the days that were asked for. */
void book_add_days(struct book_seen *seen, struct slice path);

/* The unit of account; never NULL (a unit that is gone has no symbol). */
const struct commodity *book_unit(struct book_seen *seen, struct uuid id);
/* "12,50 $" as the reader's language writes money, "1.5 kg" of goods: the one way in which amounts of the
 * ledger are shown. */
struct slice book_amount(struct book_seen *seen, struct uuid unit, int64_t amount);
struct slice book_amount_of(struct web *web, const struct commodity *unit, int64_t amount);
/* In what amounts of goods are counted, in the reader's language: "kg", "head". */
struct slice book_unit_text(struct web *web, const struct commodity *commodity);
/* "12.50": for files and inputs. */
struct slice book_plain(struct arena *arena, const struct commodity *unit, int64_t amount);
/* The name in the reader's language. */
struct slice book_name(const struct web *web, struct slice english, struct slice khmer);
struct slice book_account_text(struct web *web, struct slice number, struct slice english,
                               struct slice khmer);
struct slice book_day(struct web *web, int64_t day);
struct slice book_day_iso(struct web *web, int64_t day);
/* "/books/ID/trial-balance". */
struct slice book_href(struct web *web, const struct record *book, const char *page);
/* "/accounts/ID/statement?from=…&to=…". */
struct slice book_statement_href(struct book_seen *seen, struct uuid account_id, int64_t from, int64_t to);
/* The page of what an entry follows from; empty when there is none. */
struct slice book_source_href(struct web *web, struct slice source_type, struct uuid source_id);
/* What kind of thing that is, in words. */
struct slice book_source_words(struct web *web, struct slice source_type);
/* The way back: books, the book, this page. */
void book_add_crumbs(struct book_seen *seen, struct slice page_title);
/* True when debit is what such an account grows by. */
bool book_grows_by_debit(struct slice account_kind);
/* The sum, held at the ends of int64. */
int64_t book_add(int64_t sum, int64_t amount);
/* The same the other way round; never beyond int64. */
int64_t book_negated(int64_t amount);
/* May the reader change the book's entries, or approve (close it, open it again)? */
bool book_may(struct book_seen *seen, enum verb verb);

#endif
