/* SPDX-License-Identifier: Apache-2.0 */
/* Dated exchange rates, and what money becomes by one.  Pure. */
#ifndef MLUP_DOMAIN_FINANCE_RATE_H
#define MLUP_DOMAIN_FINANCE_RATE_H

#include "base/money.h"
#include "base/uuid.h"

struct rate {
    int64_t day;        /* from this day on, until the next one */
    enum currency from; /* one whole unit of it … */
    struct money price; /* … costs this much */
    struct uuid id;
    struct slice source;
};

/* Rates of one pair or of several, in any order. */
struct rates {
    const struct rate *items;
    size_t count;
};

/* The last rate between the two currencies, whichever way it is quoted, on or before the day; NULL when there
 * is none. */
const struct rate *rate_choose(const struct rates *rates, enum currency a, enum currency b, int64_t day);
/* The amount in the other currency of the rate, rounded to its smallest unit, halves away from zero.  False
 * on overflow. */
bool rate_convert(const struct rate *rate, struct money amount, struct money *converted)
    __attribute__((warn_unused_result));
/* The amount in `to` by the rate of the day; the amount itself when it is in `to` already (then *used is
 * NULL).  False when there is no rate, or on overflow. */
bool rates_convert(const struct rates *rates, struct money amount, enum currency to, int64_t day,
                   struct money *converted, const struct rate **used) __attribute__((warn_unused_result));
/* The currency beside this one: there are two. */
enum currency currency_other(enum currency currency);

#endif
