/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is found by something sealed (a whole value, a word of a name) is told by being found.  So where a type has a
 * rule of revealing, only the records that open to who asks are found, and the log of reads says by what.
 */
#ifndef MLUP_STORE_QUERY_REVEAL_H
#define MLUP_STORE_QUERY_REVEAL_H

#include "store/query.h"

enum { SEALED_FOUND_MAX = 250 }; /* of one organisation, newest first */

/* Keeps those of the records, in their order, that open to the view's actor, at most `max`, and returns how many.  Each has
 * a line in the log of reads, once in ten minutes ("found:phone", when `by` is "phone"); without the line nothing is
 * found.  The first ones stay when the type has no rule. */
size_t sealed_found_keep(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                         struct record **records, size_t count, size_t max, struct slice by) __attribute__((warn_unused_result));

#endif
