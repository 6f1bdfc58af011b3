/* SPDX-License-Identifier: Apache-2.0 */
/* The arithmetic of money pages: shares, time gone by, age of an advance, cost of one result.  Pure. */
#ifndef MLUP_DOMAIN_FINANCE_FIGURES_H
#define MLUP_DOMAIN_FINANCE_FIGURES_H

#include "base/money.h"

/* How long an advance has been open: 0–30 days, 31–60, 61–90, longer. */
enum age_band { AGE_TO_30, AGE_TO_60, AGE_TO_90, AGE_OVER_90, AGE_BANDS };
enum age_band age_band_of(int64_t days_open);

/* part ÷ whole in per mille, rounded down, 0..INT_MAX; 0 when the whole is nothing or the part negative. */
int64_t figures_per_mille(int64_t part, int64_t whole);
/* How much of the time from the first to the last day (both count) has gone by at the end of `day`: 0..1000.
 */
int64_t figures_time_per_mille(int64_t first_day, int64_t last_day, int64_t day);
/* What one result cost; halves are rounded up.  False while there is no result. */
bool figures_cost_per(struct money spent, int64_t results, struct money *each)
    __attribute__((warn_unused_result));

#endif
