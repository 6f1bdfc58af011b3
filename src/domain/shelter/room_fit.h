/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sleep in which room, and how many beds are taken on which night.  Knows neither store nor records.
 */
#ifndef MLUP_DOMAIN_ROOM_FIT_H
#define MLUP_DOMAIN_ROOM_FIT_H

#include "base/arena.h"

enum {
    ROOM_ADULT_AGE = 18,
    ROOM_CHILD_AGE = 12, /* from this age a boy does not sleep among women any more, nor a girl among men */
    ROOM_AGE_UNKNOWN = -1,
    ROOM_NEVER = INT32_MAX, /* the day of who has not left */
};

enum room_for { ROOM_WOMEN, ROOM_MEN, ROOM_GIRLS, ROOM_BOYS, ROOM_MOTHERS, ROOM_FAMILY };

struct room_sleeper {
    char sex; /* 'f', 'm'; anything else chooses freely */
    int age;  /* ROOM_AGE_UNKNOWN */
};

struct room_terms {
    enum room_for use;
    int age_from, age_to; /* ROOM_AGE_UNKNOWN: no bound */
};

/* Why somebody may not sleep there, in English for a refusal; NULL when they may. */
const char *room_why_not(const struct room_terms *room, const struct room_sleeper *sleeper);

/* Nights from a day on until the day of leaving, that night not included. */
struct room_nights {
    int64_t from, until;
};
/* How many of the others sleep there on the fullest night of `nights`, and the first such night. */
size_t room_fullest(const struct room_nights *others, size_t count, const struct room_nights *nights,
                    int64_t *day);
bool room_nights_meet(const struct room_nights *a, const struct room_nights *b);

#endif
