/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a part counted between two days, however long that is, split as other systems want it.  Read from
 * contributions, so for reports that leave the program; pages read cells (promise_read.h).
 */
#ifndef MLUP_DOMAIN_PROMISE_NUMBERS_H
#define MLUP_DOMAIN_PROMISE_NUMBERS_H

#include "domain/programme/promise_rule.h"
#include "store/db.h"

struct promise_numbers_query {
    int64_t first_day, last_day;
    bool is_new; /* distinct units only on the first day they were met: such numbers of several periods add up
                  */
    bool by_sex, by_age, by_province;
};

struct promise_number {
    struct slice sex, age, province; /* empty: not split, or not known */
    int64_t number;
};

/* The rows of a part whose rule is bound; a split that nothing falls into is not there.  Returns the count.
 */
size_t promise_numbers(struct arena *arena, struct db *db, const struct promise_rule *rule,
                       const struct promise_numbers_query *query, struct promise_number **numbers);

#endif
