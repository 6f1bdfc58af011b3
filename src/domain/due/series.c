/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/due/series.h"

#include "base/clock.h"

/* Months as promise_tally.h counts them: year × 12 + month − 1. */
static int64_t month_of(int64_t day) {
    struct date date = date_of_day(day);
    return date.year * 12 + date.month - 1;
}

static int64_t month_first_day(int64_t month) {
    return date_first_day((struct date){(int16_t)(month / 12), (uint8_t)(month % 12 + 1), 1, DATE_DAY});
}

size_t series_periods(enum promise_grain grain, int64_t first_day, int64_t last_day,
                      struct series_period *periods, size_t max) {
    int64_t period = tally_period(grain, month_of(first_day)), last = tally_period(grain, month_of(last_day));
    size_t count = 0;
    for (; first_day <= last_day && period <= last && count < max; period++) {
        struct series_period *found = &periods[count++];
        *found = (struct series_period){period, month_first_day(tally_period_first(grain, period)),
                                        month_first_day(tally_period_last(grain, period) + 1) - 1};
        if (found->from < first_day) found->from = first_day;
        if (found->to > last_day) found->to = last_day;
    }
    return count;
}
