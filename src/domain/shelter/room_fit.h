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

/* What a room is made for, and what somebody needs of it. */
enum room_need { ROOM_NO_STEPS = 1, ROOM_INFANT = 2, ROOM_NEAR_NURSE = 4, ROOM_QUIET = 8 };

struct room_sleeper {
    char sex;             /* 'f', 'm'; anything else chooses freely */
    int age;              /* ROOM_AGE_UNKNOWN */
    unsigned needs;       /* bits of room_need that the room must have */
    bool has_small_child; /* of the own family, or an infant that has no file */
    bool has_mother;      /* a woman of the own family has a file */
};

struct room_terms {
    enum room_for use;
    int age_from, age_to; /* ROOM_AGE_UNKNOWN: no bound */
    int boys_to;          /* the last year of a boy among women; ROOM_AGE_UNKNOWN: below ROOM_CHILD_AGE */
    unsigned needs;       /* bits of room_need that it is made for */
    bool only_needs;      /* kept for who needs one of them */
};

/* Why somebody may not sleep there, in English for a refusal, and the age {1} in it; without words when they
 * may. */
struct room_reason {
    const char *words;
    int age;
};
struct room_reason room_why_not(const struct room_terms *room, const struct room_sleeper *sleeper);
/* What somebody needs and the room is not made for: the rule in words, which a reason can set aside; NULL:
 * nothing. */
const char *room_need_missing(const struct room_terms *room, const struct room_sleeper *sleeper);
/* True when two of one family are not parted without a reason: two children, or a woman and a small child. */
bool room_belong_together(const struct room_sleeper *a, const struct room_sleeper *b);

/* Nights from a day on until the day of leaving, that night not included. */
struct room_nights {
    int64_t from, until;
};
/* How many of the others sleep there on the fullest night of `nights`, and the first such night. */
size_t room_fullest(const struct room_nights *others, size_t count, const struct room_nights *nights,
                    int64_t *day);
bool room_nights_meet(const struct room_nights *a, const struct room_nights *b);

#endif
