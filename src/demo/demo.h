/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demo programme: what data/scenario/ says (organisations, agreements, promises, staff), and two years of
 * trainings and people that are invented by a seeded generator.  Everything goes through the write path, so it obeys
 * the same rules as what people enter.  The same seed and number of people give the same records with the same ids.
 *
 * It must never know one of the organisations: what is particular to the programme stands in the files of data/scenario/.
 */
#ifndef MLUP_DEMO_DEMO_H
#define MLUP_DEMO_DEMO_H

#include "access/access.h"

enum { DEMO_GROUPS = 138, DEMO_GROUPS_MAX = 100000, DEMO_PEOPLE = 6000, DEMO_PEOPLE_MAX = 5000000, DEMO_SEED = 1 };

struct demo_options {
    struct store *store;
    struct access *access;
    int64_t people; /* about so many; at least a few hundred are made */
    int64_t groups; /* of savings; those of the programme are DEMO_GROUPS */
    uint64_t seed;
    /* Told after every step; `what` is English.  May be NULL. */
    void (*progress)(void *context, const char *what, int64_t done, int64_t all);
    void *context;
};

struct demo_totals {
    int64_t records, people, households, sessions, attendance, headcounts;
};

/* How far a database is. */
enum demo_state { DEMO_NONE, DEMO_BEGUN, DEMO_FILLED };
enum demo_state demo_state_of(struct store *store);

/* Fills the database, or goes on where an earlier call was broken off (which must have had the same seed and number of
 * people; else it is refused).  On a filled one does nothing. */
enum outcome demo_fill(const struct demo_options *options, struct demo_totals *totals, struct refusal *refusal)
    __attribute__((warn_unused_result));

/* Who can sign in to the demo; texts live as long as the arena. */
struct demo_login {
    struct slice name, password, role, organisation, person; /* `organisation`: short name */
};
size_t demo_logins(struct arena *arena, struct demo_login **logins);
/* The one password of all demo users. */
struct slice demo_password(void);

#endif
