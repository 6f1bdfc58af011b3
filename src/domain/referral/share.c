/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/referral/share.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/attachment/attachment.h"
#include "domain/attachment/attachment_store.h"
#include "domain/care/care.h"
#include "domain/referral/consent.h"
#include "domain/referral/referral.h"
#include "i18n/locale.h"
#include "store/vault.h"

/* Which field of a file is in which class; what is not here never leaves. */
static const struct {
    const char *class_code, *field;
} told_fields[] = {
    {"identity", "name_km"},    {"identity", "name_latin"},
    {"identity", "alias"},      {"identity", "birth_date"},
    {"identity", "birth_year"}, {"identity", "age_years"},
    {"identity", "sex"},        {"identity", "nationality"},
    {"contact", "phone"},       {"contact", "document_number"},
    {"contact", "mosvy_number"}, {"contact", "address"},
    {"home", "home_village"},
    {"home", "from_country"},   {"home", "arrived_on"},
    {"home", "family_tie"},     {"needs", "urgent"},
    {"needs", "risk"},
};

/* Why a class cannot leave. */
static const struct {
    const char *class_code, *message;
} uncovered[SHARE_CLASSES] = {
    {"identity", TR("No consent that holds now lets the name be told to this provider.")},
    {"contact", TR("No consent that holds now lets phone and address be told to this provider.")},
    {"home", TR("No consent that holds now lets home and way back be told to this provider.")},
    {"needs", TR("No consent that holds now lets needs and risk be told to this provider.")},
    {"story", TR("No consent that holds now lets the notes be told to this provider.")},
    {"files", TR("No consent that holds now lets attached files be given to this provider.")},
};

struct packing {
    struct rule *rule;
    struct arena *arena;
    const struct record *file, *provider;
    int64_t now_ms;
    struct doc *items, *files;
    struct text cites;
};

struct record *share_open(struct rule *rule, const struct record *record) {
    struct record *copy = record_copy(rule->job_arena, record);
    bool opened = rule->is_asking ? vault_open_record(rule->store, rule->db, rule->job_arena, copy)
                                  : vault_open_in(rule, copy);
    return opened ? copy : NULL;
}

size_t share_covers(struct rule *rule, const struct record *file, const struct record *provider,
                    struct slice classes, int64_t now_ms, struct share_cover covers[static SHARE_CLASSES]) {
    size_t count = 0;
    struct slice rest = classes, code;
    while (count < SHARE_CLASSES && classes.len && slice_split(&rest, ',', &code)) {
        const struct record *by = consent_find(rule, file, provider, "referral", code, now_ms);
        covers[count++] = (struct share_cover){code, by ? record_copy_deep(rule->job_arena, by) : NULL};
    }
    return count;
}

static void cite(struct packing *packing, const struct record *by) {
    struct slice id = uuid_format(packing->arena, by->id);
    if (codes_contain(text_slice(&packing->cites), id)) return;
    text_printf(&packing->cites, "%s%.*s", packing->cites.len ? "," : "", SLICE_ARG(id));
}

static void item_add(struct packing *packing, const struct share_cover *cover, const char *field,
                     struct slice on, struct slice value) {
    struct doc *item = doc_add_object(packing->arena, packing->items);
    doc_set_text(packing->arena, item, S("class"), cover->class_code);
    doc_set_text(packing->arena, item, S("field"), slice_of(field));
    if (on.len) doc_set_text(packing->arena, item, S("on"), on);
    doc_set_text(packing->arena, item, S("value"), value);
    doc_set_text(packing->arena, item, S("cites"), cover->by->code);
}

/* The year says nothing more than the date of birth. */
static bool is_said_already(const struct packing *packing, const struct field *field) {
    return slice_equal(slice_of(field->name), S("birth_year")) &&
           case_file_of(packing->file)->birth_date.present;
}

static void fields_add(struct packing *packing, const struct share_cover *cover) {
    for (size_t i = 0; i < ARRAY_LEN(told_fields); i++) {
        if (!slice_equal(slice_of(told_fields[i].class_code), cover->class_code)) continue;
        const struct field *field = record_type_field(&case_file_type, slice_of(told_fields[i].field));
        const struct value *value = record_value_const(packing->file, field);
        if (value->present && !is_said_already(packing, field))
            item_add(packing, cover, field->name, S(""), value_format(packing->arena, field, value));
    }
}

/* The latest notes, in the order in which they were written. */
static void notes_add(struct packing *packing, const struct share_cover *cover) {
    struct uuid *ids = arena_make(packing->arena, struct uuid, LIMIT_CASE_EVENTS);
    const struct field *field = record_type_field(&case_note_type, S("case_file"));
    size_t count = rule_referrers(packing->rule, &case_note_type, field, packing->file->org_id,
                                  packing->file->id, ids, LIMIT_CASE_EVENTS); /* the oldest first */
    for (size_t i = count > SHARE_NOTES_MAX ? count - SHARE_NOTES_MAX : 0; i < count; i++) {
        const struct record *found = rule_find(packing->rule, &case_note_type, packing->file->org_id, ids[i]);
        struct record *note = found ? share_open(packing->rule, found) : NULL;
        if (!note) continue;
        item_add(packing, cover, "note", date_format_iso(packing->arena, case_note_of(note)->on_day.date),
                 case_note_of(note)->note.text);
    }
}

static bool is_of_file(const struct packing *packing, const struct record *attached) {
    return attached && !attached->deleted_ms &&
           slice_equal(attachment_of(attached)->owner_id.text,
                       uuid_format(packing->arena, packing->file->id));
}

static void file_add(struct packing *packing, const struct share_cover *cover, struct slice text) {
    struct uuid id;
    if (!uuid_parse(slice_trim(text), &id)) return;
    const struct record *found = rule_find(packing->rule, &attachment_type, packing->file->org_id, id);
    if (!is_of_file(packing, found)) return;
    const struct attachment *attached = attachment_of(found);
    struct doc *file = doc_add_object(packing->arena, packing->files);
    doc_set_uuid(packing->arena, file, S("id"), id);
    doc_set_text(packing->arena, file, S("name"), arena_copy(packing->arena, attached->file_name.text));
    doc_set_text(packing->arena, file, S("media_type"),
                 arena_copy(packing->arena, attached->media_type.text));
    doc_set_text(packing->arena, file, S("hash"), arena_copy(packing->arena, attached->hash.text));
    doc_set_text(packing->arena, file, S("cites"), cover->by->code);
}

static void files_add(struct packing *packing, const struct share_cover *cover) {
    if (cover->by->type != &consent_type) return; /* two persons never decide about papers */
    struct slice rest = consent_of(cover->by)->files.text, id;
    while (rest.len && slice_split(&rest, ',', &id))
        file_add(packing, cover, id);
}

static void cover_add(struct packing *packing, const struct share_cover *cover,
                      const struct record *referral) {
    cite(packing, cover->by);
    fields_add(packing, cover);
    if (slice_equal(cover->class_code, S("story"))) notes_add(packing, cover);
    if (slice_equal(cover->class_code, S("files"))) files_add(packing, cover);
    const struct value *reason = &referral_of(referral)->reason;
    bool is_needs = slice_equal(cover->class_code, S("needs"));
    if (is_needs && reason->present) item_add(packing, cover, "reason", S(""), reason->text);
}

static bool refuse_uncovered(const struct share_cover *cover, struct refusal *refusal) {
    for (size_t i = 0; i < ARRAY_LEN(uncovered); i++) {
        if (slice_equal(slice_of(uncovered[i].class_code), cover->class_code))
            return refuse(refusal, S("shares"), uncovered[i].message);
    }
    return refuse(refusal, S("shares"), "This cannot be told to anybody.");
}

static void packet_close(struct packing *packing, struct packet *packet) {
    struct doc *whole = doc_new_object(packing->arena);
    struct text json = TEXT_IN(packing->arena);
    doc_set_doc(packing->arena, whole, S("items"), packing->items);
    doc_set_doc(packing->arena, whole, S("files"), packing->files);
    doc_write_json(&json, whole);
    packet->json = text_slice(&json);
    packet->cites = text_slice(&packing->cites);
    packet->shown = attachment_hash(packing->arena, packet->json);
}

bool packet_build(struct rule *rule, const struct record *referral, const struct record *open_file,
                  const struct record *provider, int64_t now_ms, struct packet *packet,
                  struct refusal *refusal) {
    struct arena *arena = rule->job_arena;
    struct packing packing = {
        rule, arena, open_file, provider, now_ms, doc_new_array(arena), doc_new_array(arena), TEXT_IN(arena)};
    struct share_cover covers[SHARE_CLASSES];
    size_t count =
        share_covers(rule, open_file, provider, referral_of(referral)->shares.text, now_ms, covers);
    bool good = count > 0 || refuse(refusal, S("shares"), "Say what is told.");
    for (size_t i = 0; i < count; i++) {
        if (covers[i].by)
            cover_add(&packing, &covers[i], referral);
        else
            good = refuse_uncovered(&covers[i], refusal);
    }
    packet_close(&packing, packet);
    if (packet->json.len <= LIMIT_REFERRAL_BYTES) return good;
    return refuse(refusal, S("shares"), "This is more than one referral can tell: leave out the notes.");
}

bool share_cites(const struct record *referral, struct uuid id) {
    char text[UUID_TEXT];
    uuid_write(id, text);
    return codes_contain(referral_of(referral)->cites.text, (struct slice){text, UUID_TEXT});
}

struct slice packet_value(const struct doc *packet, const char *field) {
    const struct doc *items = doc_get(packet, S("items"));
    for (const struct doc_entry *entry = items && items->kind == DOC_ARRAY ? items->first : NULL; entry;
         entry = entry->next) {
        if (slice_equal(doc_get_text(&entry->value, S("field")), slice_of(field)))
            return doc_get_text(&entry->value, S("value"));
    }
    return S("");
}

const struct field *packet_field(const struct doc *item) {
    struct slice name = doc_get_text(item, S("field"));
    for (size_t i = 0; i < ARRAY_LEN(told_fields); i++) {
        if (slice_equal(slice_of(told_fields[i].field), name))
            return record_type_field(&case_file_type, name);
    }
    return NULL;
}
