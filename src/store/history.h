/* SPDX-License-Identifier: Apache-2.0 */
/* The change log read back: who changed what, and any record as of any day. */
#ifndef MLUP_STORE_HISTORY_H
#define MLUP_STORE_HISTORY_H

#include "store/query.h"

struct history_entry {
    int64_t sequence, at_ms, version;
    enum change_verb verb;
    struct uuid actor_id;
    struct slice reason;
    struct record *before, *after; /* the record's values around the change; before NULL for the first */
    uint64_t changed;              /* bits of the fields that differ */
    bool is_erased;                /* what it said ended with a key: who and when stay; no values, nothing differs */
};

/* "create", "update", "delete", "restore". */
struct slice change_verb_code(enum change_verb verb);

/* All entries of a record, oldest first; those before its erasure say only who and when.  The caller has checked with query_get
 * that the actor may see the record; fields hidden from the view are absent in both. */
size_t history_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                    const struct record *record, struct history_entry **entries);
/* The entry whose `after` is the record as it was at the end of that instant; NULL when it did not exist yet. */
const struct history_entry *history_as_of(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                                          const struct record *record, int64_t at_ms);
/* A change that puts the fields changed by entry `sequence` back to what they were (undoing a create deletes, undoing
 * a delete restores).  False after a refusal: no such entry, it was erased, a later change touched the same fields, or the
 * hook may_undo says no. */
bool history_undo(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                  const struct record *record, int64_t sequence, struct change *change, struct refusal *refusal);

/* Entries newest first over all records of the view's organisations (the activity page), before `sequence`. */
struct activity_entry {
    int64_t sequence, at_ms, version;
    enum change_verb verb;
    const struct record_type *type;
    struct uuid org_id, record_id, actor_id;
    struct slice reason;
};
size_t history_activity(struct store *store, struct db *db, struct arena *arena, const struct uuid *orgs,
                        size_t org_count, int64_t before_sequence, struct activity_entry *entries, size_t max);

/* The same, narrowed to one kind of record and one person.  Looks at LIMIT_ACTIVITY_SCAN entries at most, so a narrow
 * question over a long log may give few or none; *next is where to go on (0: the log's beginning was reached). */
struct activity_filter {
    const struct record_type *type; /* NULL: all */
    struct uuid actor_id;           /* zero: everybody */
};
size_t history_activity_of(struct store *store, struct db *db, struct arena *arena, const struct uuid *orgs, size_t org_count,
                           const struct activity_filter *filter, int64_t before_sequence, struct activity_entry *entries,
                           size_t max, int64_t *next);

#endif
