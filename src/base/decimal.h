/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers of a smallest unit written with a point: 1250 with two decimals is "12.50". */
#ifndef MLUP_BASE_DECIMAL_H
#define MLUP_BASE_DECIMAL_H

#include "base/text.h"

enum { DECIMALS_MAX = 6 };

/* Appends "-12.50"; `decimals` from 0 to DECIMALS_MAX. */
void decimal_append(struct text *out, int64_t number, int decimals);
/* Reads "-12.5", "+3", "1250" with at most so many decimals; false for anything else and beyond int64. */
bool decimal_parse(struct slice text, int decimals, int64_t *number);

#endif
