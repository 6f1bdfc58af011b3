/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/rate.h"

#include "base/log.h"

static bool rate_joins(const struct rate *rate, enum currency a, enum currency b) {
    return (rate->from == a && rate->price.currency == b) || (rate->from == b && rate->price.currency == a);
}

const struct rate *rate_choose(const struct rates *rates, enum currency a, enum currency b, int64_t day) {
    const struct rate *best = NULL;
    for (size_t i = 0; i < rates->count; i++) {
        const struct rate *rate = &rates->items[i];
        if (!rate_joins(rate, a, b) || rate->day > day || rate->price.amount <= 0) continue;
        if (!best || rate->day > best->day) best = rate;
    }
    return best;
}

/* Smallest units in one whole unit. */
static int64_t units_of(enum currency currency) {
    int64_t units = 1;
    for (int i = 0; i < currency_decimals(currency); i++) {
        units *= 10;
    }
    return units;
}

/* amount × times ÷ by, rounded; 128 bits hold the product of two 64-bit numbers. */
static bool scale(int64_t amount, int64_t times, int64_t by, int64_t *scaled) {
    ASSERT(times > 0 && by > 0);
    money_wide product = (money_wide)amount * times, half = by / 2;
    money_wide result = (product + (product < 0 ? -half : half)) / by;
    if (result > INT64_MAX || result < INT64_MIN) return false;
    *scaled = (int64_t)result;
    return true;
}

bool rate_convert(const struct rate *rate, struct money amount, struct money *converted) {
    int64_t units = units_of(rate->from);
    if (amount.currency == rate->from) {
        converted->currency = rate->price.currency;
        return scale(amount.amount, rate->price.amount, units, &converted->amount);
    }
    ASSERT(amount.currency == rate->price.currency);
    converted->currency = rate->from;
    return scale(amount.amount, units, rate->price.amount, &converted->amount);
}

bool rates_convert(const struct rates *rates, struct money amount, enum currency to, int64_t day,
                   struct money *converted, const struct rate **used) {
    *used = NULL;
    *converted = amount;
    if (amount.currency == to) return true;
    *used = rate_choose(rates, amount.currency, to, day);
    return *used && rate_convert(*used, amount, converted);
}

enum currency currency_other(enum currency currency) {
    return currency == CURRENCY_KHR ? CURRENCY_USD : CURRENCY_KHR;
}
