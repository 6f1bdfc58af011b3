/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The count of a box by note and coin, as text: "50000x3 10000x12", value × number of pieces, parted by
 * blanks, commas or line ends.  Pure.
 */
#ifndef MLUP_DOMAIN_CASH_COUNT_H
#define MLUP_DOMAIN_CASH_COUNT_H

#include "base/limits.h"
#include "base/slice.h"

struct cash_count_part {
    int64_t value, pieces;
};
struct cash_count {
    struct cash_count_part parts[LIMIT_CASH_COUNT_PARTS]; /* as they were written */
    size_t count;
    int64_t sum;
};

/* The notes that a box is counted by, the largest first, in riel and in cents. */
enum { CASH_NOTES_RIEL = 10, CASH_NOTES_DOLLAR = 6 };
enum { CASH_STEP_RIEL = 100, CASH_STEP_DOLLAR = 100 /* cents */ }; /* the smallest of them */
extern const int64_t cash_notes_riel[CASH_NOTES_RIEL], cash_notes_dollar[CASH_NOTES_DOLLAR];

/* The first value that is no note or coin of riel (or of dollars, in cents); 0: all of them are. */
int64_t cash_count_unknown(const struct cash_count *counted, bool is_dollar);

/* False when it is not such a text, a value is not above 0, or the sum does not fit. */
bool cash_count_parse(struct slice text, struct cash_count *counted) __attribute__((warn_unused_result));

#endif
