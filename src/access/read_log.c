/* SPDX-License-Identifier: Apache-2.0 */
/* See read_log.h.  The lines are written by the store (query_reveal). */
#include "access/read_log.h"

#include "access/access_internal.h"

static bool may_ask(const struct actor *actor, enum access_class class) {
    return access_may(actor, class, VERB_REVEAL) || access_may(actor, ACCESS_USERS, VERB_UPDATE);
}

/* What a part is sealed under is its whole's, so only a whole is asked for by it. */
static struct db_query *entries_ask(struct db *db, const struct record *record) {
    struct db_query *query =
        record->type->parent
            ? db_query(db, SQL("SELECT at_ms, actor_id, fields, purpose, type, record_id FROM read_log WHERE org_id = ?1 AND "
                               "record_id = ?2 ORDER BY seq DESC LIMIT ?3"))
            : db_query(db, SQL("SELECT at_ms, actor_id, fields, purpose, type, record_id FROM read_log WHERE org_id = ?1 AND "
                               "owner_id = ?2 ORDER BY seq DESC LIMIT ?3"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_bind_int(query, 3, LIMIT_LIST_ROWS);
    return query;
}

static size_t entries_read(struct access *access, struct db *db, struct arena *arena, const struct record *record,
                           struct read_entry *entries) {
    struct db_query *query = entries_ask(db, record);
    size_t count = 0;
    while (count < LIMIT_LIST_ROWS && db_next(query)) {
        entries[count++] = (struct read_entry){
            .at_ms = db_column_int(query, 0),
            .actor_id = db_column_uuid(query, 1),
            .fields = arena_copy(arena, db_column_text(query, 2)),
            .purpose = arena_copy(arena, db_column_text(query, 3)),
            .type = catalogue_find(store_catalogue(access->store), db_column_text(query, 4)),
            .record_id = db_column_uuid(query, 5),
        };
    }
    db_done(query);
    return count;
}

/* Few people look, and often: each is asked for once. */
static struct slice name_of(struct access *access, struct arena *arena, struct db *db, const struct actor *actor,
                            const struct read_entry *entries, size_t before, struct uuid user_id) {
    for (size_t i = 0; i < before; i++) {
        if (uuid_equal(entries[i].actor_id, user_id)) return entries[i].actor_name;
    }
    return access_user_name(access, arena, db, actor, user_id);
}

bool access_who_saw(struct access *access, struct db *db, struct arena *arena, const struct actor *actor,
                    const struct record_type *type, struct uuid record_id, struct read_entry **entries, size_t *count) {
    struct view view = access_view(access, arena, actor, type);
    struct record *record = NULL;
    if (!may_ask(actor, type->access)) return false;
    if (!query_get(access->store, db, arena, &view, type, record_id, &record, NULL)) return false;
    if (!actor->is_system && !uuid_equal(record->org_id, actor->org_id)) return false;
    *entries = arena_make(arena, struct read_entry, LIMIT_LIST_ROWS);
    *count = entries_read(access, db, arena, record, *entries);
    for (size_t i = 0; i < *count; i++) {
        (*entries)[i].actor_name = name_of(access, arena, db, actor, *entries, i, (*entries)[i].actor_id);
    }
    return true;
}
