/* SPDX-License-Identifier: Apache-2.0 */
#include "store/history.h"

#include <sodium.h>

#include "base/limits.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "store/log_patch.h"
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
static void patch_apply(struct arena *arena, const struct doc *patch, struct record *record) {
    struct refusal ignored = REFUSAL_IN(arena);
    for (const struct doc_entry *entry = patch ? patch->first : NULL; entry; entry = entry->next) {
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

/* One entry with the patch as it stands in the row. */
static void entry_read(struct arena *arena, struct db_query *query, struct history_entry *entry, struct slice *patch) {
    *entry = (struct history_entry){
        .sequence = db_column_int(query, 0),
        .at_ms = db_column_int(query, 1),
        .actor_id = db_column_uuid(query, 2),
        .verb = (enum change_verb)db_column_int(query, 3),
        .version = db_column_int(query, 4),
        .reason = arena_copy(arena, db_column_text(query, 6)),
    };
    *patch = arena_copy(arena, db_column_text(query, 5));
}

static size_t entries_read(struct db *db, struct arena *arena, const struct record *record, struct history_entry *list,
                           struct slice *patches, size_t max) {
    size_t count = 0;
    struct db_query *query = db_query(db, SQL("SELECT seq, at_ms, actor_id, verb, version, patch, reason FROM change_log "
                                              "WHERE record_id = ?1 AND org_id = ?2 AND type = ?3 ORDER BY seq"));
    db_bind_uuid(query, 1, record->id); /* an id made offline may be another organisation's too, or another kind's */
    db_bind_uuid(query, 2, record->org_id);
    db_bind_text(query, 3, slice_of(record->type->name));
    while (count < max && db_next(query)) {
        entry_read(arena, query, &list[count], &patches[count]);
        count++;
    }
    db_done(query);
    return count;
}

/* The record after the entry, from what it was before and what the patch says. */
static void entry_apply(struct arena *arena, const struct record *record, struct record *before, const struct doc *patch,
                        struct history_entry *entry) {
    entry->before = before;
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
    patch_apply(arena, patch, entry->after);
}

/* The key of the whole was destroyed: what stood in the clear in earlier entries was of the same person. */
static bool is_forgotten(struct db *db, const struct record *record) {
    if (record->type->proof) return false;
    struct db_query *query = db_query(db, SQL("SELECT 1 FROM record_key WHERE org_id = ?1 AND owner_id = ?2 AND LENGTH(wrapped) = 0"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, vault_owner(record));
    bool forgotten = db_next(query);
    db_done(query);
    return forgotten;
}

static void entry_forget(struct history_entry *entry) {
    for (size_t i = 0; i < entry->after->type->field_count; i++) entry->after->values[i] = (struct value){0};
    entry->reason = S("");
    entry->is_erased = true;
}

/* Of what was forgotten, the entries before those that were written in the clear since; the last is always shown. */
static void entries_forget(struct history_entry *list, size_t count, size_t after_sealed) {
    size_t first = after_sealed > 0 ? after_sealed : count - 1;
    for (size_t i = 0; i < first; i++) entry_forget(&list[i]);
    if (first > 0 && first < count) list[first].before = NULL;
}

size_t history_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                    const struct record *record, struct history_entry **entries) {
    size_t size = (size_t)record->version + 8, after_sealed = 0; /* one entry a version; room for one being written */
    struct history_entry *list = arena_make(arena, struct history_entry, size);
    struct slice *patches = arena_make(arena, struct slice, size);
    size_t count = entries_read(db, arena, record, list, patches, size);
    for (size_t i = 0; i < count; i++) {
        struct log_row row = {record->type, record->id, record->org_id, patches[i], list[i].reason};
        struct log_patch patch = log_patch_read(store, db, arena, &row);
        list[i].reason = patch.reason;
        list[i].is_erased = patch.is_erased;
        if (patch.is_sealed) after_sealed = i + 1;
        entry_apply(arena, record, i ? list[i - 1].after : NULL, patch.fields, &list[i]);
    }
    if (count && is_forgotten(db, record)) entries_forget(list, count, after_sealed);
    for (size_t i = 0; i < count; i++) {
        record_hide(list[i].after, view);
        list[i].changed = list[i].is_erased ? 0 : record_difference(list[i].before, list[i].after);
    }
    *entries = list;
    return count;
}

const struct history_entry *history_as_of(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                                          const struct record *record, int64_t at_ms) {
    struct history_entry *entries;
    size_t count = history_read(store, db, arena, view, record, &entries);
    const struct history_entry *found = NULL;
    for (size_t i = 0; i < count && entries[i].at_ms <= at_ms; i++) {
        found = &entries[i];
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
    bool is_known = !entry->is_erased && (entry->verb != CHANGE_UPDATE || (entry->before && !entries[at - 1].is_erased));
    if (!is_known) return refuse(refusal, S(""), "What this change said was erased; it cannot be undone.");
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

/* The reason of an entry that may be sealed stands in its patch. */
static void activity_open(struct store *store, struct db *db, struct arena *arena, struct activity_entry *entry) {
    struct log_row row = {entry->type, entry->record_id, entry->org_id, S(""), entry->reason};
    struct db_query *query = db_query(db, SQL("SELECT patch FROM change_log WHERE seq = ?1"));
    db_bind_int(query, 1, entry->sequence);
    if (db_next(query)) row.patch = arena_copy(arena, db_column_text(query, 0));
    db_done(query);
    entry->reason = log_patch_read(store, db, arena, &row).reason;
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
    for (size_t i = 0; i < count; i++) {
        if (log_sealing_of(store, entries[i].type) != LOG_CLEAR) activity_open(store, db, arena, &entries[i]);
    }
    if (count < max && seen < LIMIT_ACTIVITY_SCAN) *next = 0;
    return count;
}

size_t history_activity(struct store *store, struct db *db, struct arena *arena, const struct uuid *orgs,
                        size_t org_count, int64_t before_sequence, struct activity_entry *entries, size_t max) {
    int64_t next;
    struct activity_filter all = {0};
    return history_activity_of(store, db, arena, orgs, org_count, &all, before_sequence, entries, max, &next);
}
