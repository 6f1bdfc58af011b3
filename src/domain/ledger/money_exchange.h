/* SPDX-License-Identifier: Apache-2.0 */
/* Money of one currency for money of another.  A difference to the rate of the day that is smaller than the
 * multiple in which the book pays cash is rounding; a larger one is another rate than the day's.  Pure. */
#ifndef MLUP_DOMAIN_MONEY_EXCHANGE_H
#define MLUP_DOMAIN_MONEY_EXCHANGE_H

#include "store/rule.h"

enum exchange_fault {
    EXCHANGE_OK,
    EXCHANGE_NO_RATE,   /* nor how much was received */
    EXCHANGE_TOO_LITTLE /* less than the smallest note */
};

struct money_exchange {
    int64_t multiple; /* in which the money that is received is paid */
    bool has_rate;
    int64_t by_rate; /* what comes by the rate of the day */
    int64_t got;     /* what was received; 0: not said, filled in by the rate */
    int64_t worth;   /* given back: what the exchange is entered with; worth - got is rounding */
};
enum exchange_fault money_exchange_settle(struct money_exchange *exchange)
    __attribute__((warn_unused_result));

/* In which multiples the book pays cash of the unit. */
int64_t ledger_cash_multiple(const struct record *book, struct uuid unit_id);

#endif
