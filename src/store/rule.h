/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a domain rule may ask while a change is being made: other records as they are inside this transaction, who
 * acts, the day.  Valid only during the call.  Rules run in the writer's thread.
 */
#ifndef MLUP_STORE_RULE_H
#define MLUP_STORE_RULE_H

#include "store/store.h"

struct rule {
    struct store *store;
    struct db *db; /* the writer's connection, inside the transaction */
    struct arena *job_arena;
    const struct actor *actor;
    bool by_program; /* the change under way is the program's own work (change.by_program) */
    bool is_asking; /* outside the writer: `db` only reads, and nothing is remembered */
};

/* Asks the type's rule about a delete that nobody has ordered yet, on a reading connection: for showing the button.  What
 * it allows may still be refused when other records refer to the record. */
bool rule_allows_delete(struct store *store, struct db *db, struct arena *arena, const struct actor *actor,
                        const struct record *record);

/* The record as it stands in this transaction, deleted ones too; NULL when there is none.  Cached; the caller must
 * not change it and may keep it only during the call.  `org` is ignored for shared types. */
const struct record *rule_find(struct rule *rule, const struct record_type *type, struct uuid org, struct uuid id);
/* The record a KIND_REF field of `record` points to, or NULL. */
const struct record *rule_follow(struct rule *rule, const struct record *record, const struct field *field);
/* Ids of the live records of `type` whose KIND_REF field is `id`, at most `max`; returns the count. */
size_t rule_referrers(struct rule *rule, const struct record_type *type, const struct field *field, struct uuid org,
                      struct uuid id, struct uuid *ids, size_t max);

/* Makes a record that follows from the change under way, in its transaction and in its actor's name, with its own entry in
 * the log.  Neither permission nor domain rule is asked: the program makes it, nobody else could.  For after_change. */
void rule_make(struct rule *rule, const struct record_type *type, struct uuid org, struct record *values);
/* The same, giving the id of what was made. */
struct uuid rule_make_id(struct rule *rule, const struct record_type *type, struct uuid org, struct record *values);
/* Changes another record than that of the change under way, in the same manner: it becomes as `values` says, a copy of what
 * rule_find gave with other values. Nothing happens when they are the same.  For after_change. */
void rule_amend(struct rule *rule, const struct record *values);
/* The same, also to another whole: what is sealed is opened with the old key and sealed under the new one.  `reason` stands in
 * the log. */
void rule_move(struct rule *rule, const struct record *values, struct slice reason);
/* Deletes a record alone, and brings it back; its parts stay as they are. */
void rule_remove(struct rule *rule, const struct record *record, struct slice reason);
void rule_bring_back(struct rule *rule, const struct record *record, struct slice reason);
/* For what an after_change cannot do although it was checked.  Where the database has refused something earlier (a unique
 * index), nothing is read any more and all of it is taken back: the caller returns.  Otherwise it is a BUG. */
void rule_give_up(const struct rule *rule, const char *words);

#endif
