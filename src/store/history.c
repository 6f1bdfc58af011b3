/* SPDX-License-Identifier: Apache-2.0 */
#include "store/history.h"

#include <sodium.h>

#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "store/store_internal.h"
#include "store/vault.h"
#include "store/view.h"

struct slice change_verb_code(enum change_verb verb) {
    switch (verb) {
    case CHANGE_CREATE: return S("create");
    case CHANGE_UPDATE: return S("update");
    case CHANGE_DELETE: return S("delete");
    case CHANGE_RESTORE: return S("restore");
    }
    BUG("verb %d", verb);
}

/* ---- patches ---- */

static bool patch_is_sealed(const struct doc *json, struct slice *envelope) {
    const struct doc *sealed = json->kind == DOC_OBJECT ? doc_get(json, S("sealed")) : NULL;
    if (!sealed || sealed->kind != DOC_TEXT) return false;
    *envelope = sealed->text;
    return true;
}

static void patch_apply_sealed(struct arena *arena, struct slice base64, struct value *value) {
    char *bytes = arena_alloc(arena, base64.len + 1);
    size_t len = 0;
    if (sodium_base642bin((uint8_t *)bytes, base64.len, base64.s, base64.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return;
    }
    *value = (struct value){.present = true, .sealed = true, .text = {bytes, len}};
}

/* Puts the values of a patch into the record.  A patch was valid when it was written, under the rules of its day: a
 * value that today's rules would refuse is kept when it can be read at all. */
static void patch_apply(struct arena *arena, struct slice json, struct record *record) {
    struct refusal ignored = REFUSAL_IN(arena);
    struct doc *patch = doc_parse_json(arena, json, &ignored);
    if (!patch) return;
    for (const struct doc_entry *entry = patch->first; entry; entry = entry->next) {
        const struct field *field = record_type_field(record->type, entry->key);
        struct slice envelope;
        if (!field) continue;
        struct value *value = record_value(record, field);
        if (patch_is_sealed(&entry->value, &envelope)) patch_apply_sealed(arena, envelope, value);
        else value_parse_json(arena, field, &entry->value, value, &ignored);
    }
}

static void record_hide(struct record *record, const struct view *view) {
    uint64_t hidden = view_hidden(view, record->type, record->org_id);
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (hidden >> i & 1) record->values[i] = (struct value){0};
    }
}

static uint64_t record_difference(const struct record *before, const struct record *after) {
    uint64_t bits = 0;
    for (size_t i = 0; i < after->type->field_count; i++) {
        const struct value none = {0}, *from = before ? &before->values[i] : &none;
        if (!value_equal(&after->type->fields[i], from, &after->values[i])) bits |= UINT64_C(1) << i;
    }
    return bits;
}

/* ---- reading ---- */

static void entry_read(struct arena *arena, struct db_query *query, const struct record *record, struct record *before,
                       struct history_entry *entry) {
    *entry = (struct history_entry){
        .sequence = db_column_int(query, 0),
        .at_ms = db_column_int(query, 1),
        .actor_id = db_column_uuid(query, 2),
        .verb = (enum change_verb)db_column_int(query, 3),
        .version = db_column_int(query, 4),
        .reason = arena_copy(arena, db_column_text(query, 6)),
        .before = before,
    };
    entry->after = before ? record_copy(arena, before) : record_new(arena, record->type);
    entry->after->id = record->id;
    entry->after->org_id = record->org_id;
    entry->after->code = record->code;
    entry->after->created_ms = record->created_ms;
    entry->after->created_by = record->created_by;
    entry->after->version = entry->version;
    entry->after->updated_ms = entry->at_ms;
    if (entry->verb == CHANGE_DELETE) entry->after->deleted_ms = entry->at_ms;
    if (entry->verb == CHANGE_RESTORE) entry->after->deleted_ms = 0;
    patch_apply(arena, db_column_text(query, 5), entry->after);
}

/* The key of the whole was destroyed: what stood in the clear in earlier entries was of the same person. */
static bool is_forgotten(struct db *db, const struct record *record) {
    if (record->type->kept) return false; /* proofs, which say nothing of a person */
    struct db_query *query = db_query(db, SQL("SELECT 1 FROM record_key WHERE org_id = ?1 AND owner_id = ?2 AND LENGTH(wrapped) = 0"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, vault_owner(record));
    bool forgotten = db_next(query);
    db_done(query);
    return forgotten;
}

static void keep_last(struct history_entry *list, size_t *count) {
    if (*count < 2) return;
    list[0] = list[*count - 1];
    list[0].before = NULL;
    *count = 1;
}

size_t history_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                    const struct record *record, struct history_entry **entries) {
    (void)store;
    size_t size = (size_t)record->version + 8, count = 0; /* one entry a version; room for one being written */
    struct history_entry *list = arena_make(arena, struct history_entry, size);
    struct record *before = NULL;
    struct db_query *query = db_query(db, SQL("SELECT seq, at_ms, actor_id, verb, version, patch, reason FROM change_log "
                                              "WHERE record_id = ?1 AND org_id = ?2 AND type = ?3 ORDER BY seq"));
    db_bind_uuid(query, 1, record->id); /* an id made offline may be another organisation's too, or another kind's */
    db_bind_uuid(query, 2, record->org_id);
    db_bind_text(query, 3, slice_of(record->type->name));
    while (count < size && db_next(query)) {
        entry_read(arena, query, record, before, &list[count]);
        before = list[count++].after;
    }
    db_done(query);
    if (is_forgotten(db, record)) keep_last(list, &count);
    for (size_t i = 0; i < count; i++) {
        record_hide(list[i].after, view);
        list[i].changed = record_difference(list[i].before, list[i].after);
    }
    *entries = list;
    return count;
}

struct record *history_as_of(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                             const struct record *record, int64_t at_ms) {
    struct history_entry *entries;
    size_t count = history_read(store, db, arena, view, record, &entries);
    struct record *found = NULL;
    for (size_t i = 0; i < count && entries[i].at_ms <= at_ms; i++) {
        found = entries[i].after;
    }
    return found;
}

static uint64_t changed_later(const struct history_entry *entries, size_t count, size_t from) {
    uint64_t bits = 0;
    for (size_t i = from; i < count; i++) {
        bits |= entries[i].changed;
    }
    return bits;
}

static bool may_undo(struct store *store, struct db *db, struct arena *arena, const struct record *record,
                     const struct history_entry *entry, struct refusal *refusal) {
    const struct store_hooks *hooks = &store->options.hooks;
    const struct actor nobody = {0};
    struct rule rule = {.store = store, .db = db, .job_arena = arena, .actor = &nobody, .is_asking = true};
    return !hooks->may_undo || hooks->may_undo(hooks->context, &rule, record, entry, refusal);
}

bool history_undo(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                  const struct record *record, int64_t sequence, struct change *change, struct refusal *refusal) {
    struct history_entry *entries;
    size_t count = history_read(store, db, arena, view, record, &entries), at = 0;
    while (at < count && entries[at].sequence != sequence) {
        at++;
    }
    if (at == count) return refuse(refusal, S(""), "There is no such change of this record.");
    const struct history_entry *entry = &entries[at];
    if (!may_undo(store, db, arena, record, entry, refusal)) return false;
    *change = change_new(arena, CHANGE_UPDATE, record->type, record->org_id);
    change->id = record->id;
    change->base_version = record->version;
    change->reason = arena_printf(arena, "undo %lld", (long long)sequence);
    if (entry->verb == CHANGE_CREATE) change->verb = CHANGE_DELETE;
    if (entry->verb == CHANGE_DELETE) change->verb = CHANGE_RESTORE;
    if (entry->verb == CHANGE_RESTORE) change->verb = CHANGE_DELETE;
    if (entry->verb != CHANGE_UPDATE) return true;
    if (entry->changed & changed_later(entries, count, at + 1)) {
        return refuse(refusal, S(""), "A later change touched the same fields. Undo that one first.");
    }
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (entry->changed >> i & 1) change->values->values[i] = entry->before->values[i];
    }
    change->sets = entry->changed;
    return true;
}

static bool activity_is_wanted(const struct activity_filter *filter, const struct uuid *orgs, size_t org_count,
                               const struct activity_entry *entry) {
    bool is_visible = false;
    for (size_t i = 0; i < org_count && !is_visible; i++) {
        is_visible = uuid_equal(orgs[i], entry->org_id);
    }
    bool is_type = entry->type && (!filter->type || filter->type == entry->type);
    return is_visible && is_type && (uuid_is_zero(filter->actor_id) || uuid_equal(filter->actor_id, entry->actor_id));
}

size_t history_activity_of(struct store *store, struct db *db, struct arena *arena, const struct uuid *orgs, size_t org_count,
                           const struct activity_filter *filter, int64_t before_sequence, struct activity_entry *entries,
                           size_t max, int64_t *next) {
    size_t count = 0;
    int64_t seen = 0;
    struct db_query *query = db_query(db, SQL("SELECT seq, at_ms, actor_id, verb, version, type, org_id, record_id, reason "
                                              "FROM change_log WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2"));
    db_bind_int(query, 1, before_sequence > 0 ? before_sequence : INT64_MAX);
    db_bind_int(query, 2, LIMIT_ACTIVITY_SCAN); /* other organisations' entries in between are skipped */
    *next = 0;
    while (count < max && db_next(query)) {
        struct activity_entry entry = {
            .sequence = db_column_int(query, 0), .at_ms = db_column_int(query, 1), .actor_id = db_column_uuid(query, 2),
            .verb = (enum change_verb)db_column_int(query, 3), .version = db_column_int(query, 4),
            .type = catalogue_find(store->catalogue, db_column_text(query, 5)), .org_id = db_column_uuid(query, 6),
            .record_id = db_column_uuid(query, 7)};
        seen++;
        *next = entry.sequence;
        if (!activity_is_wanted(filter, orgs, org_count, &entry)) continue;
        entry.reason = arena_copy(arena, db_column_text(query, 8));
        entries[count++] = entry;
    }
    db_done(query);
    if (count < max && seen < LIMIT_ACTIVITY_SCAN) *next = 0;
    return count;
}

size_t history_activity(struct store *store, struct db *db, struct arena *arena, const struct uuid *orgs,
                        size_t org_count, int64_t before_sequence, struct activity_entry *entries, size_t max) {
    int64_t next;
    struct activity_filter all = {0};
    return history_activity_of(store, db, arena, orgs, org_count, &all, before_sequence, entries, max, &next);
}
