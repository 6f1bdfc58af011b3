/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pairs of people who may be one: found by a search over the register, decided by people, remembered.  A pair
 * that was decided is never found again.
 */
#ifndef MLUP_DOMAIN_PERSON_PAIR_H
#define MLUP_DOMAIN_PERSON_PAIR_H

#include "domain/people/person_match.h"

/* A view of everything of one organisation, for what the program itself works out. */
struct view people_own_view(struct arena *arena, struct uuid org);
/* The pair of the two, in either order; NULL when there is none. */
struct record *person_pair_find(struct store *store, struct db *db, struct arena *arena, struct uuid org,
                                struct uuid a, struct uuid b);
/* A change that gives the pair this state: `pair` NULL makes it.  A zero score leaves the score. */
struct change person_pair_change(struct arena *arena, const struct record *pair, struct uuid org,
                                 struct uuid a, struct uuid b, struct slice state, int64_t score,
                                 struct slice reason);

/* How a search over the register goes on; called between rounds, from the thread that searches.  False ends
 * it. */
typedef bool pair_progress(void *context, size_t done, size_t all);
struct pair_report {
    size_t people, found;
};
/* Looks at everybody of the organisation who changed since the last search (or was never looked at), and
 * writes down new pairs.  The first search looks at everybody.  False when the store failed. */
bool person_pairs_search(struct store *store, struct uuid org, const struct actor *actor,
                         pair_progress *progress, void *context, struct pair_report *report);
/* When the last search ended its reading, in milliseconds; 0: never.  `waiting`: people changed since. */
int64_t person_pairs_searched(struct store *store, struct db *db, struct arena *arena, struct uuid org,
                              int64_t *waiting);

#endif
