/* SPDX-License-Identifier: Apache-2.0 */
/* The same random numbers at every run (xorshift64, Marsaglia 2003), for properties that hold whatever comes.
 */
#ifndef MLUP_DOMAIN_SAVINGS_TEST_RANDOM_H
#define MLUP_DOMAIN_SAVINGS_TEST_RANDOM_H

#include "base/clock.h"

struct test_random {
    uint64_t state;
};

static inline int64_t random_between(struct test_random *random, int64_t least, int64_t most) {
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return least + (int64_t)(random->state % (uint64_t)(most - least + 1));
}

static inline int64_t test_day(int year, int month, int day) {
    return date_first_day((struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, DATE_DAY});
}

#endif
