/* SPDX-License-Identifier: Apache-2.0 */
/* Deliverables that come again: the periods of a fiscal year (October to September) between two days.  Pure.
 */
#ifndef MLUP_DOMAIN_DUE_SERIES_H
#define MLUP_DOMAIN_DUE_SERIES_H

#include "domain/programme/promise_tally.h"

struct series_period {
    int64_t period;   /* of the grain (promise_tally.h) */
    int64_t from, to; /* first and last day */
};

/* Every period of the grain (month, quarter, fiscal year) that has a day between the two, the first and last
 * cut off at them; at most `max`. */
size_t series_periods(enum promise_grain grain, int64_t first_day, int64_t last_day,
                      struct series_period *periods, size_t max);

#endif
