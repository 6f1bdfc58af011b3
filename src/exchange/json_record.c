/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/json_record.h"

#include "catalogue/value.h"

void json_record_add(struct arena *arena, const struct record *record, uint64_t hidden, struct doc *object) {
    doc_set_uuid(arena, object, S("id"), record->id);
    if (record->type->scope == SCOPE_ORG) doc_set_uuid(arena, object, S("org"), record->org_id);
    if (record->code.len) doc_set_text(arena, object, S("code"), record->code);
    doc_set_int(arena, object, S("version"), record->version);
    doc_set_text(arena, object, S("created"), instant_format_iso(arena, record->created_ms));
    doc_set_text(arena, object, S("updated"), instant_format_iso(arena, record->updated_ms));
    if (record->deleted_ms) doc_set_text(arena, object, S("deleted"), instant_format_iso(arena, record->deleted_ms));
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (hidden >> i & 1) continue;
        value_set_json(arena, &record->type->fields[i], &record->values[i], object);
    }
}

/* Members that are not fields but say something about the change; read-only ones of an earlier answer are ignored, so
 * that a record that was read can be sent back. */
static bool json_take_head(const struct doc_entry *entry, struct change *change, struct refusal *refusal, bool *taken) {
    static const struct slice ignored[] = {S_INIT("code"), S_INIT("created"), S_INIT("updated"), S_INIT("deleted"), S_INIT("links")};
    *taken = true;
    for (size_t i = 0; i < ARRAY_LEN(ignored); i++) {
        if (slice_equal(entry->key, ignored[i])) return true;
    }
    if (slice_equal(entry->key, S("id"))) {
        struct uuid id;
        bool good = entry->value.kind == DOC_TEXT && uuid_parse(entry->value.text, &id);
        if (!good || (change->verb != CHANGE_CREATE && !uuid_equal(id, change->id))) {
            return refuse(refusal, entry->key, "This is not an id, or not the id of this record.");
        }
        change->id = id;
        return true;
    }
    if (slice_equal(entry->key, S("org"))) {
        bool good = entry->value.kind == DOC_TEXT && uuid_parse(entry->value.text, &change->org_id);
        return good || refuse(refusal, entry->key, "This is not the id of an organisation.");
    }
    if (slice_equal(entry->key, S("version"))) {
        bool good = entry->value.kind == DOC_INT && entry->value.number > 0;
        if (good) change->base_version = entry->value.number;
        return good || refuse(refusal, entry->key, "The version is the whole number that the record was read with.");
    }
    if (slice_equal(entry->key, S("reason"))) {
        change->reason = entry->value.kind == DOC_TEXT ? entry->value.text : S("");
        return true;
    }
    *taken = false;
    return true;
}

bool json_record_read(struct arena *arena, const struct doc *body, struct change *change, struct refusal *refusal) {
    if (body->kind != DOC_OBJECT) return refuse(refusal, S(""), "The body must be a JSON object.");
    bool good = true, taken;
    for (const struct doc_entry *entry = body->first; entry; entry = entry->next) {
        const struct field *field = record_type_field(change->type, entry->key);
        if (!field) {
            good = json_take_head(entry, change, refusal, &taken) && good;
            if (!taken) good = refuse_with(refusal, entry->key, "There is no field “{1}”.", entry->key, S(""));
            continue;
        }
        bool untouched = field->sealed && entry->value.kind == DOC_OBJECT; /* {"sealed": true}, as it was read */
        if (untouched) continue;
        if (value_parse_json(arena, field, &entry->value, record_value(change->values, field), refusal)) change_set(change, field);
        else good = false;
    }
    return good;
}
