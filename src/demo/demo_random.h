/* SPDX-License-Identifier: Apache-2.0 */
/* Chance that comes out the same everywhere: splitmix64 (Steele, Lea, Flood 2014), and days on which people meet. */
#ifndef MLUP_DEMO_RANDOM_H
#define MLUP_DEMO_RANDOM_H

#include "base/clock.h"

struct demo_random {
    uint64_t state;
};

uint64_t demo_random_next(struct demo_random *random);
/* 0 .. count - 1; count > 0. */
int64_t demo_random_below(struct demo_random *random, int64_t count);
/* Both ends within. */
int64_t demo_random_between(struct demo_random *random, int64_t low, int64_t high);
/* True so many times in a hundred. */
bool demo_random_chance(struct demo_random *random, int percent);
/* A day (since 1970) of the period on which villagers come: no Sunday, no holiday, seldom in the harvest. */
int64_t demo_random_day(struct demo_random *random, int64_t first_day, int64_t last_day);

#endif
