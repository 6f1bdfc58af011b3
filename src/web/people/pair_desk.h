/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search for duplicates under way: one at a time, on a thread of the desk, so that the page can show how
 * far it is. Safe from any thread.
 */
#ifndef MLUP_WEB_PAIR_DESK_H
#define MLUP_WEB_PAIR_DESK_H

#include "domain/people/person_pair.h"

struct pair_desk;

struct pair_desk *pair_desk_new(struct store *store);
/* Stops what is under way, between two rounds. */
void pair_desk_free(struct pair_desk *desk);

/* Begins a search over the organisation, in the name of the actor; false when one is under way. */
bool pair_desk_begin(struct pair_desk *desk, struct uuid org, const struct actor *actor);

struct pair_desk_view {
    bool runs, failed;
    bool is_other; /* another organisation's search is under way: only so much is told */
    size_t done, all;
    struct pair_report report;
};
struct pair_desk_view pair_desk_look(struct pair_desk *desk, struct uuid org);

#endif
