/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of journals: which of point and comma are decimals follows the rules of each program.  ledger:
 * "1,000" is a thousand, "1,50" one and a half, and a commodity keeps what was seen.  hledger: a mark that
 * stands alone is that of the decimals, "1,000" is one, unless the commodity's form says otherwise.
 * beancount: a point, and commas as groups. Digits may be Khmer.  Pure.
 */
#ifndef MLUP_EXCHANGE_JOURNAL_NUMBER_H
#define MLUP_EXCHANGE_JOURNAL_NUMBER_H

#include "exchange/journal/journal.h"

enum { JOURNAL_MARKS_MAX = 12 };

/* The digits as they stand, before it is known what the marks mean. */
struct journal_digits {
    uint64_t value;
    uint32_t count; /* of digits, zeros in front too */
    bool too_large; /* beyond int64 */
    uint32_t mark_count;
    char marks[JOURNAL_MARKS_MAX];
    uint32_t before[JOURNAL_MARKS_MAX]; /* digits in front of each mark */
};

enum journal_number_fault {
    JOURNAL_NUMBER_GOOD,
    JOURNAL_NUMBER_UNREADABLE,
    JOURNAL_NUMBER_LARGE,
    JOURNAL_NUMBER_FINE
};

/* Reads digits and marks from *at on; false when there is no digit or there are too many marks. */
bool journal_digits_read(const char **at, const char *end, struct journal_digits *digits);
/* What they mean.  `mark`: '.' or ',' when the commodity's is known, else 0; what was found out for good
 * comes back in it. */
enum journal_number_fault journal_digits_mean(const struct journal_digits *digits, enum journal_syntax syntax,
                                              char *mark, int64_t *quantity, uint8_t *decimals);
/* The digit at `at`, of either script, with its length in bytes; false: none. */
bool journal_digit_at(const char *at, const char *end, int *digit, int *len);

#endif
