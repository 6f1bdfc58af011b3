/* SPDX-License-Identifier: Apache-2.0 */
#include "base/money.h"

static const struct {
    struct slice code;
    int decimals;
} currencies[] = {
    [CURRENCY_NONE] = {S_INIT(""), 0},
    [CURRENCY_KHR] = {S_INIT("KHR"), 0},
    [CURRENCY_USD] = {S_INIT("USD"), 2},
};

struct slice currency_code(enum currency currency) {
    return currencies[currency].code;
}

bool currency_parse(struct slice code, enum currency *currency) {
    for (size_t i = CURRENCY_KHR; i < ARRAY_LEN(currencies); i++) {
        if (slice_equal(currencies[i].code, code)) {
            *currency = (enum currency)i;
            return true;
        }
    }
    return false;
}

int currency_decimals(enum currency currency) {
    return currencies[currency].decimals;
}

bool money_add(struct money a, struct money b, struct money *sum) {
    if (a.currency != b.currency) return false;
    sum->currency = a.currency;
    return !__builtin_add_overflow(a.amount, b.amount, &sum->amount);
}
