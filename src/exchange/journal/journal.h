/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A book as plain text: what the syntaxes of ledger, hledger and beancount have in common.  Amounts are whole
 * numbers of units of 10^-decimals with their commodity; the decimals of a commodity may differ between
 * amounts and nothing is ever rounded.  Accounts and commodities are numbers in a book (journal_book.h);
 * texts are slices that live as long as their header says.
 */
#ifndef MLUP_EXCHANGE_JOURNAL_H
#define MLUP_EXCHANGE_JOURNAL_H

#include "base/arena.h"

enum journal_syntax { JOURNAL_LEDGER, JOURNAL_HLEDGER, JOURNAL_BEANCOUNT };

enum { JOURNAL_DECIMALS_MAX = 18 };
#define JOURNAL_NO_DAY INT32_MIN
#define JOURNAL_NONE UINT32_MAX /* no account, no commodity */

struct journal_amount {
    int64_t quantity; /* in units of 10^-decimals */
    uint32_t commodity;
    uint8_t decimals;
};

enum journal_status { JOURNAL_UNMARKED, JOURNAL_PENDING, JOURNAL_CLEARED };

enum journal_price_kind { JOURNAL_NO_PRICE, JOURNAL_PRICE_UNIT, JOURNAL_PRICE_TOTAL };

struct journal_price {
    struct journal_amount amount;
    enum journal_price_kind kind;
};

enum journal_virtual {
    JOURNAL_REAL,
    JOURNAL_VIRTUAL,         /* (account): balances with nothing */
    JOURNAL_VIRTUAL_BALANCED /* [account]: balances with the others of its kind */
};

enum journal_assertion {
    JOURNAL_ASSERT_NONE,
    JOURNAL_ASSERT_ONE = 1,      /* = of this commodity */
    JOURNAL_ASSERT_SOLE = 2,     /* == and there is no other commodity */
    JOURNAL_ASSERT_INCLUSIVE = 4 /* added: =* with the accounts below */
};

struct journal_posting {
    uint32_t account, line;
    struct journal_amount amount;
    struct journal_price price; /* @ and @@ */
    struct journal_price lot;   /* { } and {{ }} */
    struct journal_amount asserted;
    int32_t day;       /* its own, or JOURNAL_NO_DAY */
    uint8_t assertion; /* of enum journal_assertion */
    enum journal_virtual kind;
    enum journal_status status;
    bool filled; /* no amount was written: it is what the others leave */
};

enum journal_note_kind {
    JOURNAL_COMMENT, /* the text behind a semicolon */
    JOURNAL_TAG,     /* #tag */
    JOURNAL_LINK,    /* ^link */
    JOURNAL_META,    /* name: value */
};

struct journal_note {
    int32_t posting; /* -1: of the transaction */
    enum journal_note_kind kind;
    struct slice name; /* of JOURNAL_META alone */
    struct slice text;
};

struct journal_transaction {
    int32_t day, second_day; /* since 1970; the second may be JOURNAL_NO_DAY */
    uint32_t line;
    enum journal_status status;
    struct slice code, payee, narration;
    const struct journal_posting *postings;
    size_t posting_count;
    const struct journal_note *notes;
    size_t note_count;
    bool exchanges; /* two commodities without a price stand for each other */
};

enum journal_kind {
    JOURNAL_KIND_UNKNOWN,
    JOURNAL_ASSET,
    JOURNAL_LIABILITY,
    JOURNAL_EQUITY,
    JOURNAL_INCOME,
    JOURNAL_EXPENSE
};

/* "ledger", "hledger", "beancount". */
struct slice journal_syntax_code(enum journal_syntax syntax);
bool journal_syntax_parse(struct slice code, enum journal_syntax *syntax);
/* What the beginning of a file looks like; ledger when it could be any. */
enum journal_syntax journal_guess(struct slice beginning);
/* By the first part of the name, as hledger knows it: "assets:…", "Revenue". */
enum journal_kind journal_kind_of(struct slice account);

#endif
