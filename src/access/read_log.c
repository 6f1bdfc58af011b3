/* SPDX-License-Identifier: Apache-2.0 */
/* See read_log.h.  The lines are written by the store (query_reveal). */
#include "access/read_log.h"

#include "access/access_internal.h"

static bool may_ask(const struct actor *actor, enum access_class class) {
    return access_may(actor, class, VERB_REVEAL) || access_may(actor, ACCESS_USERS, VERB_UPDATE);
}

static size_t entries_read(struct db *db, struct arena *arena, const struct record *record,
                           struct read_entry *entries) {
    struct db_query *query =
        db_query(db, SQL("SELECT at_ms, actor_id, fields, purpose FROM read_log WHERE org_id = ?1 AND "
                         "record_id = ?2 ORDER BY seq DESC LIMIT ?3"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_bind_int(query, 3, LIMIT_LIST_ROWS);
    size_t count = 0;
    while (count < LIMIT_LIST_ROWS && db_next(query)) {
        entries[count++] = (struct read_entry){
            .at_ms = db_column_int(query, 0),
            .actor_id = db_column_uuid(query, 1),
            .fields = arena_copy(arena, db_column_text(query, 2)),
            .purpose = arena_copy(arena, db_column_text(query, 3)),
        };
    }
    db_done(query);
    return count;
}

bool access_who_saw(struct access *access, struct db *db, struct arena *arena, const struct actor *actor,
                    const struct record_type *type, struct uuid record_id, struct read_entry **entries, size_t *count) {
    struct view view = access_view(access, arena, actor, type);
    struct record *record = NULL;
    if (!may_ask(actor, type->access)) return false;
    if (!query_get(access->store, db, arena, &view, type, record_id, &record, NULL)) return false;
    if (!actor->is_system && !uuid_equal(record->org_id, actor->org_id)) return false;
    *entries = arena_make(arena, struct read_entry, LIMIT_LIST_ROWS);
    *count = entries_read(db, arena, record, *entries);
    for (size_t i = 0; i < *count; i++) {
        (*entries)[i].actor_name = access_user_name(access, arena, db, actor, (*entries)[i].actor_id);
    }
    return true;
}
