/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log_patch.h"

#include <nettle/base64.h>
#include <sodium.h>

#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "store/store_internal.h"
#include "store/vault.h"

/* No field is called so. */
#define ENVELOPE S(" log")

enum log_sealing log_sealing_of(const struct store *store, const struct record_type *type) {
    return store->type_log[catalogue_index(store->catalogue, type)];
}

/* ---- under whose key ---- */

/* The key of the bytes, which are there before the record: in the midst of a merge it is already another than
 * that of what they hang on. */
static bool attached_owner(struct rule *rule, const struct record *record, struct uuid *owner) {
    const struct field *field = record_type_field(record->type, S("owner_type"));
    const struct record_type *type =
        catalogue_find(rule->store->catalogue, record_value_const(record, field)->text);
    if (!type || log_sealing_of(rule->store, type) != LOG_SEALED) return false;
    struct db_query *query = db_query(
        rule->db,
        SQL("SELECT owner_id FROM attachment_piece WHERE org_id = ?1 AND attachment_id = ?2 LIMIT 1"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    bool found = db_next(query);
    if (found) *owner = db_column_uuid(query, 0);
    db_done(query);
    return found;
}

/* The record under whose key the entries of this one are sealed; false when they stand in the clear. */
static bool log_owner(struct rule *rule, const struct record *record, struct uuid *owner) {
    switch (log_sealing_of(rule->store, record->type)) {
    case LOG_CLEAR: return false;
    case LOG_ATTACHED: return attached_owner(rule, record, owner);
    case LOG_SEALED: *owner = vault_owner(record); return true;
    }
    BUG("log of %s", record->type->name);
}

/* ---- writing ---- */

/* Sealed bytes need no constant time, which costs libsodium's own encoder more than the sealing. */
static void set_base64(struct arena *arena, struct doc *object, struct slice bytes) {
    size_t len = BASE64_ENCODE_RAW_LENGTH(bytes.len);
    char *text = arena_alloc(arena, len);
    base64_encode_raw(text, bytes.len, (const uint8_t *)bytes.s);
    doc_set_text(arena, object, S("sealed"), (struct slice){text, len});
}

static struct slice json_of(struct arena *arena, const struct doc *doc) {
    struct text json = TEXT_IN(arena);
    doc_write_json(&json, doc);
    return text_slice(&json);
}

/* Values that are sealed in the row go into `sealed`, the others into `clear`; every one when `before` is
 * `after`. */
static void add_fields(struct arena *arena, const struct record *before, const struct record *after,
                       struct doc *clear, struct doc *sealed) {
    for (size_t i = 0; i < after->type->field_count; i++) {
        const struct field *field = &after->type->fields[i];
        const struct value *value = &after->values[i];
        bool is_same = before ? value_equal(field, &before->values[i], value) : !value->present;
        if (is_same && before != after) continue;
        if (value->sealed)
            set_base64(arena, doc_set_object(arena, sealed, slice_of(field->name)), value->text);
        else
            value_set_json(arena, field, value, clear);
    }
}

static struct seal_place place_of(const struct record_type *type, struct uuid record_id, struct uuid org_id) {
    return (struct seal_place){
        .table = slice_of(type->name), .field = ENVELOPE, .record_id = record_id, .org_id = org_id};
}

static struct log_words words_sealed(struct rule *rule, const struct change *change, struct uuid owner) {
    struct arena *arena = rule->job_arena;
    const struct record *now = change->after;
    struct doc *patch = doc_new_object(arena), *inside = doc_new_object(arena);
    add_fields(arena, change->moves ? now : change->before, now, doc_set_object(arena, inside, S("fields")),
               patch);
    if (change->reason.len) doc_set_text(arena, inside, S("reason"), change->reason);
    struct seal_place place = place_of(now->type, now->id, now->org_id);
    struct doc *envelope = doc_set_object(arena, patch, ENVELOPE);
    doc_set_uuid(arena, envelope, S("owner"), owner);
    set_base64(arena, envelope, vault_seal_bytes(rule, owner, &place, json_of(arena, inside)));
    return (struct log_words){.patch = json_of(arena, patch)};
}

struct log_words log_words_of(struct rule *rule, const struct change *change) {
    const struct record *before = change->before;
    struct uuid owner;
    bool is_of_file = log_owner(rule, change->after, &owner);
    if (is_of_file && vault_may_seal(rule, change->after->org_id, owner))
        return words_sealed(rule, change, owner);
    if (is_of_file) before = change->after; /* erased: nothing before this entry opens */
    struct doc *patch = doc_new_object(rule->job_arena);
    add_fields(rule->job_arena, before, change->after, patch, patch);
    return (struct log_words){json_of(rule->job_arena, patch), change->reason};
}

/* ---- reading ---- */

static const struct doc *envelope_open(struct store *store, struct db *db, struct arena *arena,
                                       const struct log_row *row, const struct doc *envelope) {
    struct seal_place place = place_of(row->type, row->record_id, row->org_id);
    struct slice base64 = doc_get_text(envelope, S("sealed")), plain;
    struct refusal ignored = REFUSAL_IN(arena);
    char *bytes = arena_alloc(arena, base64.len + 1);
    struct uuid owner;
    size_t len = 0;
    bool good = uuid_parse(doc_get_text(envelope, S("owner")), &owner) &&
                sodium_base642bin((uint8_t *)bytes, base64.len, base64.s, base64.len, NULL, &len, NULL,
                                  sodium_base64_VARIANT_ORIGINAL) == 0 &&
                vault_open_bytes(store, db, arena, owner, &place, (struct slice){bytes, len}, &plain);
    return good ? doc_parse_json(arena, plain, &ignored) : NULL;
}

struct log_patch log_patch_read(struct store *store, struct db *db, struct arena *arena,
                                const struct log_row *row) {
    struct refusal ignored = REFUSAL_IN(arena);
    struct doc *patch = doc_parse_json(arena, row->patch, &ignored);
    const struct doc *envelope = patch ? doc_get(patch, ENVELOPE) : NULL;
    if (!envelope) return (struct log_patch){.fields = patch, .reason = row->reason};
    const struct doc *inside = envelope_open(store, db, arena, row, envelope);
    const struct doc *fields = inside ? doc_get(inside, S("fields")) : NULL;
    if (!fields) return (struct log_patch){.is_sealed = true, .is_erased = true};
    for (const struct doc_entry *entry = fields->first; entry; entry = entry->next) {
        doc_set_doc(arena, patch, entry->key, &entry->value);
    }
    return (struct log_patch){
        .fields = patch, .reason = doc_get_text(inside, S("reason")), .is_sealed = true};
}
