/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making one person of two, and taking it back.
 *
 * A merge is one submission to the write path: everything that speaks of the person who goes is moved to the
 * one who stays, record by record, so that promises, history and search follow by themselves; where both had
 * the same thing (both stand on one sheet) the one of who stays is completed and the other set aside; each
 * step is recorded (merge_step).  Who went is deleted and stays in the trash: the address leads to the one
 * who stays.
 *
 * Taking it back is a submission too: what was moved goes back with what was changed on it since; what was
 * completed or chosen returns to what it was, unless somebody has edited it since; what was set aside comes
 * back; what was recorded after the merge stays where it is.  The two are remembered as different people.
 */
#ifndef MLUP_DOMAIN_PERSON_MERGE_H
#define MLUP_DOMAIN_PERSON_MERGE_H

#include "access/access.h"
#include "domain/people/person_pair.h"

struct merge_plan {
    struct change *changes;
    size_t count;
    struct uuid merge_id;
};

/* May the actor merge people of this organisation, or take a merge back?  Who cleans the register: changes
 * and deletes people of the whole organisation (permission_matrix.txt). */
bool person_merge_may(struct access *access, const struct actor *actor, const struct record *person);
/* The actor in whose name the steps are written: the right to merge is the right to all of them. */
struct actor person_merge_actor(const struct actor *actor);
/* What is taken from who goes when nobody chooses: the fields that who stays has not. */
uint64_t person_merge_default(const struct record *survivor, const struct record *merged);
/* False after a refusal (the same person, too many records, another organisation). */
bool person_merge_plan(struct store *store, struct db *db, struct arena *arena, const struct record *survivor,
                       const struct record *merged, uint64_t taken, struct slice reason,
                       struct merge_plan *plan, struct refusal *refusal) __attribute__((warn_unused_result));
/* `merge` is a live person_merge. */
bool person_unmerge_plan(struct store *store, struct db *db, struct arena *arena, const struct record *merge,
                         struct slice reason, struct merge_plan *plan, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* The merge in which the person went; NULL: none. */
struct record *person_merge_of_merged(struct store *store, struct db *db, struct arena *arena,
                                      struct uuid org, struct uuid person);
/* Merges whose survivor the person is, newest first; gives the count. */
size_t person_merges_of_survivor(struct store *store, struct db *db, struct arena *arena, struct uuid org,
                                 struct uuid person, struct record **merges, size_t max);

#endif
