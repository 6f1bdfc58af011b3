/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Riel and dollars in one box.  A group counts in its unit of account; what lies in the box in the other
 * currency has accounts of its own: the cash itself (role other_cash) against other_exchange, both in that
 * currency, and its worth in the group's unit (other_value).  So each currency balances by itself, and the
 * group's own unit tells all that it owns.
 *
 * Whoever pays with the other currency changes it into the group's unit on the spot, by the rate of the day,
 * rounded to what can be given as change (100 riel, 1 cent).  When a meeting is closed the worth of all that
 * is in the box becomes that of the day; what this and the rounding make up goes to exchange_difference.
 */
#ifndef MLUP_DOMAIN_SAVINGS_SECOND_BOX_H
#define MLUP_DOMAIN_SAVINGS_SECOND_BOX_H

#include "base/exact.h"
#include "domain/finance/rate.h"
#include "store/rule.h"

struct second_box {
    bool is_on, has_rate; /* without a rate nothing can be valued */
    struct uuid unit_id;
    enum currency main, other;
    int64_t multiple;            /* of the group's unit: what can be given as change */
    int64_t rate_day;            /* from this day on it holds */
    struct exact_fraction worth; /* of the smallest unit of the other in that of the group */
    int64_t riel;                /* a dollar costs */
};

/* The second currency of a group with the rate of the day; off when it keeps one. */
struct second_box second_box_read(struct db *db, struct arena *arena, const struct record *group,
                                  int64_t day);
/* What an amount of the other currency is worth, and as what it is taken; false when it does not fit. */
bool second_box_worth(const struct second_box *box, int64_t amount, int64_t *worth)
    __attribute__((warn_unused_result));
bool second_box_taken(const struct second_box *box, int64_t amount, int64_t *taken)
    __attribute__((warn_unused_result));
/* How much of it pays so much in whole dollars (or hundreds of riel), not less. */
bool second_box_enough(const struct second_box *box, int64_t worth, int64_t *amount)
    __attribute__((warn_unused_result));

/* The accounts, made when they are lacking; for after_change. */
void second_box_make_accounts(struct rule *rule, const struct record *group);
/* Its currency is money with rates and not the group's own, and stays for good once it was chosen. */
bool second_box_check(struct rule *rule, const struct record *now, const struct record *before,
                      struct refusal *refusal);

#endif
