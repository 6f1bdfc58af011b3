/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a plain-text journal, one transaction after the other, as ledger, hledger and beancount read it.
 * Memory does not grow with the file: blocks of bytes pass by, and the arrays of a transaction are used again
 * for the next.  Integers alone; nothing is rounded but what the three programs round when they look whether
 * a transaction with prices balances.
 *
 * What is wrong is a refusal whose field is "file:line"; reading may go on behind it.  What would change
 * amounts and is not read here (automated and periodic transactions, expressions, lots without their cost) is
 * refused in words, never passed over.  Postings to one account and assertions may come in any order of days
 * as long as the answer does not depend on it; where it does, the line is refused.
 */
#ifndef MLUP_EXCHANGE_JOURNAL_READ_H
#define MLUP_EXCHANGE_JOURNAL_READ_H

#include "base/refusal.h"
#include "exchange/journal/journal_book.h"

/* Where bytes come from. */
struct journal_source {
    /* Up to `size` bytes; 0 at the end, -1 on failure. */
    int64_t (*read)(void *context, char *buffer, size_t size);
    void (*close)(void *context); /* may be NULL */
    void *context;
    struct slice name; /* for refusals; lives as long as the reader */
};

/* Opens a file that `from` includes.  False with the reason, a TR() text. */
typedef bool journal_include(void *context, struct slice from, struct slice path,
                             struct journal_source *source, const char **reason);

struct journal_options {
    enum journal_syntax syntax;
    journal_include *include; /* NULL: includes are refused */
    void *include_context;
    struct refusal *refusal;
    size_t window_bytes; /* read at once, four times what an item may have; 0: LIMIT_JOURNAL_ITEM_BYTES an
                            item */
};

enum journal_event {
    JOURNAL_END,
    JOURNAL_REFUSED,     /* something was added to the refusal; the next call goes on behind it */
    JOURNAL_TRANSACTION, /* `transaction` */
    JOURNAL_PRICE,       /* on `day` one `commodity` is worth `amount` */
    JOURNAL_OPEN,        /* `account` may be used from `day` on, which may be JOURNAL_NO_DAY */
    JOURNAL_CLOSE,
    JOURNAL_BALANCE, /* in the morning of `day` there is `amount` on `account` and those below it; looked at
                        already */
};

struct journal_item {
    struct journal_transaction transaction; /* until the next call */
    int32_t day;
    uint32_t line, account, commodity;
    struct journal_amount amount;
};

struct journal_reader;

/* The source is closed by journal_close, with everything that it included. */
struct journal_reader *journal_open(struct arena *arena, const struct journal_source *source,
                                    const struct journal_options *options);
enum journal_event journal_next(struct journal_reader *reader, struct journal_item *item);
void journal_close(struct journal_reader *reader);
/* Accounts, commodities and running sums. */
struct journal_book *journal_reader_book(struct journal_reader *reader);

#endif
