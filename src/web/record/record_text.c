/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/record_text.h"

#include "base/log.h"
#include "domain/records.h"
#include "web/ledger/ledger_view.h"

enum { NAME_SLOTS = 1024, UNIT_SLOTS = 64 };

struct name_slot {
    const struct record_type *type; /* NULL: free */
    struct uuid id;
    struct slice label;
};

/* The unit of account behind a first reference. */
struct unit_slot {
    struct uuid from;
    const struct commodity *unit; /* NULL: not known */
};

struct record_names {
    struct web *web;
    struct unit_slot units[UNIT_SLOTS];
    struct name_slot *slots; /* full: names are read again, never wrong */
    size_t depth;            /* a title may be another record's title; not for ever */
};

struct record_names *record_names_new(struct web *web) {
    struct record_names *names = arena_make(web->arena, struct record_names, 1);
    names->web = web;
    names->slots = arena_make(web->arena, struct name_slot, NAME_SLOTS);
    return names;
}

struct web *record_names_web(const struct record_names *names) {
    return names->web;
}

struct slice record_href(struct web *web, const struct record_type *type, struct uuid id) {
    return arena_printf(web->arena, "/%s/%.*s", type->path, SLICE_ARG(uuid_format(web->arena, id)));
}

/* ---- addresses ---- */

const struct record_type *record_type_of_path(struct web *web, struct view *view) {
    struct slice rest = slice_sub(web->http->path, 1, web->http->path.len), noun;
    if (!slice_split(&rest, '/', &noun)) return NULL;
    const struct record_type *type = catalogue_find_path(&mlup_catalogue, noun);
    if (!type) return NULL;
    *view = web_view(web, type);
    return view->allowed ? type : NULL;
}

struct record *record_of_path(struct web *web, struct view *view, uint64_t *hidden) {
    struct uuid id;
    struct record *record;
    const struct record_type *type = record_type_of_path(web, view);
    struct slice rest = slice_sub(web->http->path, 1, web->http->path.len), part;
    bool has_id = slice_split(&rest, '/', &part) && slice_split(&rest, '/', &part) && uuid_parse(part, &id);
    if (!type || !has_id) return NULL;
    return query_get(web->app->store, web_db(web), web->arena, view, type, id, &record, hidden) ? record : NULL;
}

/* ---- values ---- */

struct slice choice_label(struct web *web, const struct field *field, struct slice code) {
    const struct choice *choice = choice_find(field->choices, code);
    return choice ? web_tr(web, choice->label) : code;
}

static bool speaks_khmer(const struct web *web) {
    return web->locale.lang == LANG_KM;
}

/* Every code of a list by its name, joined. */
static struct slice list_text(struct web *web, const struct field *field, struct slice codes) {
    struct text text = TEXT_IN(web->arena);
    struct slice code;
    while (slice_split(&codes, ',', &code)) {
        if (text.len) text_append(&text, S(", "));
        if (field->kind == KIND_CHOICES) text_append(&text, choice_label(web, field, code));
        else text_append(&text, gazetteer_name(web->app->gazetteer, web->arena, code, speaks_khmer(web)));
    }
    return text_slice(&text);
}

/* Follows the references of a path from a record; NULL where the reader may not go on. */
static const struct commodity *unit_follow(struct record_names *names, const struct record *record, struct slice path) {
    struct web *web = names->web;
    struct slice name;
    while (record && slice_split(&path, ' ', &name)) {
        const struct field *field = record_type_field(record->type, name);
        const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
        struct uuid id = record_value_const(record, field)->id;
        struct view view = web_view(web, type);
        struct record *next = NULL;
        record = query_get(web->app->store, web_db(web), web->arena, &view, type, id, &next, NULL) ? next : NULL;
    }
    return record && record->type == &commodity_type ? commodity_of((struct record *)(uintptr_t)record) : NULL;
}

const struct commodity *record_unit_of(struct record_names *names, const struct record *record, const struct field *field) {
    struct slice path = slice_of(field->quantity), rest = path, first;
    if (!slice_split(&rest, ' ', &first)) return NULL;
    struct uuid from = record_value_const(record, record_type_field(record->type, first))->id;
    struct unit_slot *slot = &names->units[slice_hash((struct slice){(const char *)from.bytes, UUID_BYTES}) % UNIT_SLOTS];
    if (!slot->unit || !uuid_equal(slot->from, from))
        *slot = (struct unit_slot){from, unit_follow(names, record, path)};
    return slot->unit;
}

static struct slice year_text(struct web *web, int64_t year) {
    struct date date = {.year = (int16_t)year, .precision = DATE_YEAR};
    return format_date(web->arena, &web->locale, date);
}

static struct slice number_text(struct record_names *names, const struct record *record, const struct field *field, int64_t number) {
    struct web *web = names->web;
    if (field->is_year) return year_text(web, number);
    if (field->ppm) return arena_join(web->arena, format_quantity(web->arena, &web->locale, number, FIELD_PPM_DECIMALS, S("")), S("%"));
    const struct commodity *unit = field->quantity ? record_unit_of(names, record, field) : NULL;
    return unit ? book_amount_of(web, unit, number) : format_number(web->arena, &web->locale, number);
}

static struct slice value_text(struct record_names *names, const struct record *record, const struct field *field, const struct value *value, bool brief) {
    struct web *web = names->web;
    switch (field->kind) {
    case KIND_INTEGER: return number_text(names, record, field, value->number);
    case KIND_BOOL: return value->number ? web_tr(web, TR("Yes")) : web_tr(web, TR("No"));
    case KIND_DATE: return brief ? format_date_short(web->arena, &web->locale, value->date) : format_date(web->arena, &web->locale, value->date);
    case KIND_MONEY: return format_money(web->arena, &web->locale, value->money);
    case KIND_CHOICE: return choice_label(web, field, value->text);
    case KIND_CHOICES:
    case KIND_PLACES: return list_text(web, field, value->text);
    case KIND_PLACE: return gazetteer_chain(web->app->gazetteer, web->arena, value->text, speaks_khmer(web));
    case KIND_REF: return record_label_of(names, catalogue_find(&mlup_catalogue, slice_of(field->ref)), value->id);
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_PHONE: return value->text;
    }
    BUG("field kind %d", field->kind);
}

struct record_cell record_cell_of(struct record_names *names, const struct record *record, const struct field *field, bool brief) {
    const struct value *value = record_value_const(record, field);
    struct record_cell cell = {.numeric = field->kind == KIND_INTEGER || field->kind == KIND_MONEY};
    if (!value->present) return cell;
    if (value->sealed) return cell.text = web_tr(names->web, TR("sealed")), cell;
    cell.text = value_text(names, record, field, value, brief);
    if (field->kind == KIND_REF && cell.text.len) {
        cell.href = record_href(names->web, catalogue_find(&mlup_catalogue, slice_of(field->ref)), value->id);
    }
    return cell;
}

/* ---- titles ---- */

const struct field *record_field_in_language(const struct web *web, const struct record *record, const struct field *field) {
    const struct field *khmer = speaks_khmer(web) ? field_in_khmer(record->type, field) : NULL;
    return khmer && record_value_const(record, khmer)->present ? khmer : field;
}

struct slice record_name(const struct web *web, const struct record *record) {
    const struct field *name = record_type_field(record->type, S("name"));
    return record_value_const(record, record_field_in_language(web, record, name))->text;
}

struct slice record_label(struct record_names *names, const struct record *record) {
    enum { DEPTH_MAX = 3 };
    struct text label = TEXT_IN(names->web->arena);
    struct slice rest = slice_of(record->type->title), name;
    const struct field *before = NULL;
    names->depth++;
    while (names->depth <= DEPTH_MAX && slice_split(&rest, ' ', &name)) {
        const struct field *field = record_field_in_language(names->web, record, record_type_field(record->type, name));
        if (field == before) continue; /* the Khmer name stands there for both */
        before = field;
        struct slice part = record_cell_of(names, record, field, true).text;
        if (part.len && label.len) text_append(&label, S(" · "));
        text_append(&label, part);
    }
    names->depth--;
    if (label.len) return text_slice(&label);
    return record->code.len ? record->code : web_tr(names->web, record->type->label);
}

struct slice record_label_of(struct record_names *names, const struct record_type *type, struct uuid id) {
    struct web *web = names->web;
    struct slice key = {(const char *)id.bytes, UUID_BYTES};
    struct name_slot *slot = &names->slots[slice_hash(key) % NAME_SLOTS];
    if (slot->type == type && uuid_equal(slot->id, id)) return slot->label;
    struct view view = web_view(web, type);
    struct record *record;
    struct slice label = S("");
    if (query_get(web->app->store, web_db(web), web->arena, &view, type, id, &record, NULL)) label = record_label(names, record);
    *slot = (struct name_slot){type, id, label};
    return label;
}

static void names_load_column(struct record_names *names, const struct field *field, struct record **records, size_t count) {
    struct web *web = names->web;
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(field->ref));
    struct view view = web_view(web, type);
    struct uuid *ids = arena_make(web->arena, struct uuid, count);
    struct record **found = arena_make(web->arena, struct record *, count);
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
        const struct value *value = record_value_const(records[i], field);
        if (value->present) ids[wanted++] = value->id;
    }
    query_get_many(web->app->store, web_db(web), web->arena, &view, type, ids, wanted, found);
    for (size_t i = 0; i < wanted; i++) {
        struct slice key = {(const char *)ids[i].bytes, UUID_BYTES};
        struct slice label = found[i] ? record_label(names, found[i]) : S("");
        names->slots[slice_hash(key) % NAME_SLOTS] = (struct name_slot){type, ids[i], label};
    }
}

void record_names_load(struct record_names *names, struct record **records, size_t count, uint64_t columns) {
    for (size_t i = 0; count && i < records[0]->type->field_count; i++) {
        const struct field *field = &records[0]->type->fields[i];
        if (columns >> i & 1 && field->kind == KIND_REF) names_load_column(names, field, records, count);
    }
}

struct slice record_detail(struct record_names *names, const struct record *record) {
    struct text detail = TEXT_IN(names->web->arena);
    text_append(&detail, record->code);
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        bool tells = field->listed && (field->kind == KIND_PLACE || field->kind == KIND_CHOICE);
        struct slice part = tells ? record_cell_of(names, record, field, true).text : S("");
        if (part.len && detail.len) text_append(&detail, S(" · "));
        text_append(&detail, part);
    }
    return text_slice(&detail);
}

struct slice record_reason_text(struct web *web, struct slice reason) {
    int64_t sequence;
    static const char *const standing[] = {TR("The same person, entered twice"), TR("They are two people after all"), TR("Its time ran out")};
    for (size_t i = 0; i < ARRAY_LEN(standing); i++) {
        if (slice_equal(reason, slice_of(standing[i]))) return web_tr(web, standing[i]);
    }
    bool is_undo = slice_starts(reason, S("undo ")) && slice_to_int64(slice_sub(reason, 5, reason.len), &sequence);
    return is_undo ? web_tr(web, TR("Undoes an earlier change")) : reason;
}

const char *record_verb_text(enum change_verb verb) {
    switch (verb) {
    case CHANGE_CREATE: return TR("made");
    case CHANGE_UPDATE: return TR("changed");
    case CHANGE_DELETE: return TR("deleted");
    case CHANGE_RESTORE: return TR("brought back");
    }
    BUG("verb %d", verb);
}
