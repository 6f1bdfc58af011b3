/* SPDX-License-Identifier: Apache-2.0 */
/* What is sealed, opened: the rule of its type is asked first, and the line of the log is on the disk before anything is. */
#include "store/query_reveal.h"

#include "base/clock.h"
#include "store/rule.h"
#include "store/store_internal.h"
#include "store/vault.h"

struct read_entry {
    struct store *store;
    const struct actor *actor;
    const struct record *record;
    struct slice fields, purpose;
};

static bool read_log_write(void *context, struct db *db) {
    struct read_entry *entry = context;
    int64_t seq = ++entry->store->writer.read_log_seq;
    struct db_query *query = db_query(db, SQL("INSERT INTO read_log (org_id, record_id, seq, at_ms, actor_id, type, fields, "
                                              "purpose, owner_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    db_bind_uuid(query, 1, entry->record->org_id);
    db_bind_uuid(query, 2, entry->record->id);
    db_bind_int(query, 3, seq);
    db_bind_int(query, 4, clock_now_ms());
    db_bind_uuid(query, 5, entry->actor->user_id);
    db_bind_text(query, 6, slice_of(entry->record->type->name));
    db_bind_text(query, 7, entry->fields);
    db_bind_text(query, 8, entry->purpose);
    db_bind_uuid(query, 9, vault_owner(entry->record));
    db_run(query);
    return true;
}

static bool may_reveal(struct store *store, struct db *db, struct arena *arena, const struct actor *actor, const struct record *record,
                       struct refusal *refusal) {
    struct rule rule = {.store = store, .db = db, .job_arena = arena, .actor = actor, .is_asking = true};
    return actor->is_system || !record->type->before_reveal || record->type->before_reveal(&rule, record, refusal);
}

bool query_may_reveal(struct store *store, struct db *db, struct arena *arena, const struct actor *actor, const struct record *record) {
    struct refusal refusal = REFUSAL_IN(arena);
    return may_reveal(store, db, arena, actor, record, &refusal);
}

static size_t sealed_names_add(const struct record *record, struct text *names) {
    size_t count = 0;
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (!record->values[i].sealed) continue;
        count++;
        if (names) text_printf(names, "%s%s", names->len ? " " : "", record->type->fields[i].name);
    }
    return count;
}

/* "case_note:12": so many parts of a kind, which stand next to each other. */
static void parts_add(struct record **parts, size_t count, struct text *names) {
    for (size_t i = 0, first = 0; i < count; i++) {
        if (i + 1 < count && parts[i + 1]->type == parts[i]->type) continue;
        text_printf(names, "%s%s:%zu", names->len ? " " : "", parts[i]->type->name, i + 1 - first);
        first = i + 1;
    }
}

/* The line of the log is on the disk before anything is opened. */
static enum outcome reveal_logged(struct store *store, struct db *db, struct arena *arena, const struct read_entry *entry, struct record **records,
                                  size_t count, struct refusal *refusal) {
    if (!may_reveal(store, db, arena, entry->actor, entry->record, refusal)) return OUTCOME_REFUSED;
    if (!store_run(store, read_log_write, (void *)(uintptr_t)entry)) return OUTCOME_FAILED;
    bool opened = vault_open_records(store, db, arena, records, count);
    if (!opened) refuse(refusal, S(""), "What was sealed can no longer be opened: its key was destroyed.");
    return opened ? OUTCOME_OK : OUTCOME_REFUSED;
}

enum outcome query_reveal(struct store *store, struct db *db, struct arena *arena, const struct actor *actor, struct record *record,
                          struct slice purpose, struct refusal *refusal) {
    struct text fields = TEXT_IN(arena);
    if (!sealed_names_add(record, &fields)) return OUTCOME_OK;
    struct read_entry entry = {store, actor, record, text_slice(&fields), purpose};
    return reveal_logged(store, db, arena, &entry, &record, 1, refusal);
}

enum outcome query_reveal_whole(struct store *store, struct db *db, struct arena *arena, const struct actor *actor, struct record *whole,
                                struct record **parts, size_t count, struct slice purpose, struct refusal *refusal) {
    struct text fields = TEXT_IN(arena);
    struct record **all = arena_make(arena, struct record *, count + 1);
    size_t sealed = 0;
    all[sealed++] = whole;
    for (size_t i = 0; i < count; i++) {
        if (sealed_names_add(parts[i], NULL)) all[sealed++] = parts[i];
    }
    bool any = sealed_names_add(whole, &fields) > 0 || sealed > 1;
    parts_add(all + 1, sealed - 1, &fields);
    struct read_entry entry = {store, actor, whole, text_slice(&fields), purpose};
    if (!any) return OUTCOME_OK;
    return reveal_logged(store, db, arena, &entry, all, sealed, refusal);
}

bool query_log_read(struct store *store, const struct actor *actor, const struct record *record, struct slice what,
                    struct slice purpose) {
    struct read_entry entry = {store, actor, record, what, purpose};
    return store_run(store, read_log_write, &entry);
}

/* ---- found by something sealed ---- */

enum { SAME_SEARCH_MS = 10 * 60 * 1000 }; /* a picker asks again with each letter */

struct found_entries {
    struct read_entry entry; /* of each record in turn */
    struct record **records;
    size_t count;
};

static bool found_is_logged(const struct read_entry *entry, struct db *db) {
    struct db_query *query = db_query(db, SQL("SELECT seq FROM read_log WHERE org_id = ?1 AND owner_id = ?2 AND record_id = ?3 AND "
                                              "actor_id = ?4 AND fields = ?5 AND at_ms > ?6 LIMIT 1"));
    db_bind_uuid(query, 1, entry->record->org_id);
    db_bind_uuid(query, 2, vault_owner(entry->record));
    db_bind_uuid(query, 3, entry->record->id);
    db_bind_uuid(query, 4, entry->actor->user_id);
    db_bind_text(query, 5, entry->fields);
    db_bind_int(query, 6, clock_now_ms() - SAME_SEARCH_MS);
    bool is_there = db_next(query);
    db_done(query);
    return is_there;
}

static bool found_log_write(void *context, struct db *db) {
    struct found_entries *found = context;
    for (size_t i = 0; i < found->count; i++) {
        found->entry.record = found->records[i];
        if (!found_is_logged(&found->entry, db) && !read_log_write(&found->entry, db)) return false;
    }
    return true;
}

size_t sealed_found_keep(struct store *store, struct db *db, struct arena *arena, const struct view *view, struct record **records,
                         size_t count, size_t max, struct slice by) {
    size_t kept = 0;
    if (!count || !records[0]->type->before_reveal) return count < max ? count : max;
    for (size_t i = 0; view->actor && i < count && kept < max; i++) {
        if (query_may_reveal(store, db, arena, view->actor, records[i])) records[kept++] = records[i];
    }
    struct read_entry entry = {store, view->actor, NULL, arena_join(arena, S("found:"), by), S("")};
    struct found_entries found = {entry, records, kept};
    return !kept || view->actor->is_system || store_run(store, found_log_write, &found) ? kept : 0;
}
