/* SPDX-License-Identifier: Apache-2.0 */
/* Objectives of one agreement as a tree: goals with their outcomes, outputs and activities.  Pure. */
#ifndef MLUP_DOMAIN_OBJECTIVE_TREE_H
#define MLUP_DOMAIN_OBJECTIVE_TREE_H

#include "domain/programme/programme.h"

struct objective_node {
    const struct record *record;
    size_t depth; /* 0: nothing above it */
};

/* Every objective once, each directly behind what it is part of, those beside each other by number ("1.10"
 * behind "1.9"); one whose upper objective is not among them stands at the top.  `nodes` has room for
 * `count`. */
void objective_tree_make(struct arena *arena, struct record *const *objectives, size_t count,
                         struct objective_node *nodes);
/* -1, 0, 1: numbers of objectives and promises in the order people read them. */
int numbering_compare(struct slice a, struct slice b);
/* The level below ("output" of "outcome"); empty below the last. */
struct slice objective_level_below(struct slice level);

#endif
