/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept of a book while its transactions pass by: its accounts, its commodities, and what stands on
 * each account in each commodity.  Memory grows with the names, never with the transactions.
 */
#ifndef MLUP_EXCHANGE_JOURNAL_BOOK_H
#define MLUP_EXCHANGE_JOURNAL_BOOK_H

#include "base/text.h"
#include "exchange/journal/journal.h"
#include "exchange/journal/journal_names.h"

struct journal_account {
    enum journal_kind kind; /* as declared; else journal_kind_of the name */
    bool declared;
    int32_t open_day, close_day;    /* JOURNAL_NO_DAY: not said */
    int32_t first_day, last_day;    /* of its postings */
    uint32_t first_line, last_line; /* of those postings */
    int32_t asserted_day;           /* of its latest assertion */
    uint32_t pad_source, pad_line, pad_number;
    int32_t pad_day;
};

struct journal_commodity {
    uint8_t decimals; /* the most that an amount has */
    char mark;        /* of decimals, '.' or ',' where the file says it; 0: not yet */
    bool declared;
    uint32_t stamp, slot; /* of journal_settle.c */
};

/* What stands on one account in one commodity. */
struct journal_sum {
    int64_t quantity;
    int64_t day_quantity; /* of it on `day` alone */
    int32_t day;          /* the latest with a posting */
    uint32_t account, commodity;
    uint32_t next;   /* the account's next commodity, or JOURNAL_NONE */
    uint32_t padded; /* the number of the pad that last filled it */
    uint8_t decimals;
};

/* Sums by account; the latest commodity of account n is in sums[heads[n]], the others behind it.  A herd has
 * a commodity for every animal, so a table finds the pair of account and commodity. */
struct journal_sums {
    struct arena *arena;
    uint32_t *heads;
    uint32_t head_count;
    struct journal_sum *sums;
    uint32_t count;
    uint32_t *slots; /* numbers of sums + 1; 0: empty */
    uint32_t slot_count;
    uint64_t key;
};

struct journal_book {
    struct journal_names account_names, commodity_names;
    struct journal_account *accounts;
    struct journal_commodity *commodities;
    struct journal_sums running; /* of all transactions read so far */
};

struct journal_book *journal_book_new(struct arena *arena);
/* JOURNAL_NONE when there are too many or the name is too long. */
uint32_t journal_book_account(struct journal_book *book, struct slice name);
uint32_t journal_book_commodity(struct journal_book *book, struct slice name);

void journal_sums_start(struct journal_sums *sums, struct arena *arena);
/* False when the sum or their number goes beyond the limits; then nothing was added. */
bool journal_sums_add(struct journal_sums *sums, uint32_t account, struct journal_amount amount, int32_t day)
    __attribute__((warn_unused_result));
/* The sum of an account in a commodity, or NULL. */
struct journal_sum *journal_sums_find(const struct journal_sums *sums, uint32_t account, uint32_t commodity);
/* The account's first sum and the next one; NULL behind the last. */
const struct journal_sum *journal_sums_first(const struct journal_sums *sums, uint32_t account);
const struct journal_sum *journal_sums_next(const struct journal_sums *sums, const struct journal_sum *sum);

/* ---- amounts ---- */

/* A quantity is within ±INT64_MAX, so that it can always be turned round.  The same with so many decimals;
 * false when it goes beyond that. */
bool journal_amount_widen(struct journal_amount *amount, uint8_t decimals)
    __attribute__((warn_unused_result));
/* False on overflow.  Both are of one commodity. */
bool journal_amount_add(struct journal_amount *sum, struct journal_amount more)
    __attribute__((warn_unused_result));
/* "-12.50": point, no groups. */
void journal_append_quantity(struct text *out, int64_t quantity, uint8_t decimals);
/* "-12.50 USD". */
void journal_append_amount(struct text *out, const struct journal_book *book, struct journal_amount amount);

extern const int64_t journal_powers[JOURNAL_DECIMALS_MAX + 1];

#endif
