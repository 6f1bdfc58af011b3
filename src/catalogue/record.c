/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/record.h"

#include "base/log.h"
#include "base/text.h"

const struct record_type *catalogue_find(const struct catalogue *catalogue, struct slice name) {
    for (size_t i = 0; i < catalogue->count; i++) {
        if (slice_equal(slice_of(catalogue->types[i]->name), name)) return catalogue->types[i];
    }
    return NULL;
}

const struct record_type *catalogue_find_path(const struct catalogue *catalogue, struct slice path) {
    for (size_t i = 0; i < catalogue->count; i++) {
        if (slice_equal(slice_of(catalogue->types[i]->path), path)) return catalogue->types[i];
    }
    return NULL;
}

size_t catalogue_index(const struct catalogue *catalogue, const struct record_type *type) {
    for (size_t i = 0; i < catalogue->count; i++) {
        if (catalogue->types[i] == type) return i;
    }
    BUG("record type %s is not in the catalogue", type->name);
}

const struct field *record_type_field(const struct record_type *type, struct slice name) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (slice_equal(slice_of(type->fields[i].name), name)) return &type->fields[i];
    }
    return NULL;
}

uint64_t record_type_fields_above(const struct record_type *type, enum sensitivity max) {
    uint64_t bits = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].sensitivity > max) bits |= UINT64_C(1) << i;
    }
    return bits;
}

size_t field_index(const struct record_type *type, const struct field *field) {
    ASSERT(field >= type->fields && field < type->fields + type->field_count);
    return (size_t)(field - type->fields);
}

bool names_contain(const char *names, struct slice name) {
    struct slice rest = slice_of(names), part;
    while (slice_split(&rest, ' ', &part)) {
        if (slice_equal(part, name)) return true;
    }
    return false;
}

static void type_check_names(const struct record_type *type, const char *names) {
    struct slice rest = slice_of(names), part;
    while (slice_split(&rest, ' ', &part)) {
        if (!record_type_field(type, part)) BUG("%s has no field %.*s", type->name, SLICE_ARG(part));
    }
}

static void field_check(const struct catalogue *catalogue, const struct record_type *type,
                        const struct field *field) {
    bool has_choices = field->kind == KIND_CHOICE || field->kind == KIND_CHOICES;
    if (has_choices != (field->choices != NULL)) BUG("%s.%s: choices", type->name, field->name);
    if (field->kind == KIND_REF && !catalogue_find(catalogue, slice_of(field->ref))) {
        BUG("%s.%s refers to unknown %s", type->name, field->name, field->ref);
    }
    if (field->sealed && (kind_holds(field->kind) != HOLDS_TEXT || field->choices || field->searchable)) {
        BUG("%s.%s: only a text outside the search index can be sealed", type->name, field->name);
    }
    if (field->is_name && field->searchable == field->sealed) {
        BUG("%s.%s: a name is found by the search index, or sealed", type->name, field->name);
    }
}

void catalogue_check(const struct catalogue *catalogue) {
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct record_type *type = catalogue->types[i];
        ASSERT(type->path && type->plural && (type->title || type->code_prefix) && type->field_count <= RECORD_FIELDS_MAX);
        type_check_names(type, type->title);
        type_check_names(type, type->unique);
        type_check_names(type, type->unique_everywhere);
        type_check_names(type, type->counted);
        type_check_names(type, type->parent);
        type_check_names(type, type->sort);
        type_check_names(type, type->natural_key);
        if (type->log_sealed && type->parent) BUG("%s: the log of a part is sealed as its whole says", type->name);
        if (type->proof && !type->parent) BUG("%s: a proof is a part", type->name);
        for (size_t f = 0; f < type->field_count; f++) {
            field_check(catalogue, type, &type->fields[f]);
        }
    }
}

const struct choice *choice_find(const struct choice_set *set, struct slice code) {
    for (size_t i = 0; i < set->count; i++) {
        if (slice_equal(slice_of(set->choices[i].code), code)) return &set->choices[i];
    }
    return NULL;
}

static size_t record_bytes(const struct record_type *type) {
    return sizeof(struct record) + type->field_count * sizeof(struct value);
}

struct record *record_new(struct arena *arena, const struct record_type *type) {
    struct record *record = arena_alloc(arena, record_bytes(type));
    record->type = type;
    return record;
}

enum holding kind_holds(enum field_kind kind) {
    switch (kind) {
    case KIND_INTEGER:
    case KIND_BOOL: return HOLDS_NUMBER;
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_CHOICE:
    case KIND_CHOICES:
    case KIND_PLACE:
    case KIND_PLACES:
    case KIND_PHONE: return HOLDS_TEXT;
    case KIND_REF: return HOLDS_ID;
    case KIND_DATE: return HOLDS_DATE;
    case KIND_MONEY: return HOLDS_MONEY;
    }
    BUG("field kind %d", kind);
}

struct record *record_copy(struct arena *arena, const struct record *record) {
    struct record *copy = record_new(arena, record->type);
    memcpy(copy, record, record_bytes(record->type));
    return copy;
}

struct record *record_copy_deep(struct arena *arena, const struct record *record) {
    struct record *copy = record_copy(arena, record);
    copy->code = arena_copy(arena, record->code);
    for (size_t i = 0; i < record->type->field_count; i++) {
        struct value *value = &copy->values[i];
        if (value->present && kind_holds(record->type->fields[i].kind) == HOLDS_TEXT) {
            value->text = arena_copy(arena, value->text);
        }
    }
    return copy;
}

static bool is_khmer_of(const struct field *khmer, const struct field *field) {
    struct slice name = slice_of(khmer->name), plain = slice_of(field->name);
    return name.len == plain.len + 3 && slice_starts(name, plain) && slice_ends(name, S("_km"));
}

const struct field *field_in_khmer(const struct record_type *type, const struct field *field) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (is_khmer_of(&type->fields[i], field)) return &type->fields[i];
    }
    return NULL;
}

const struct field *field_of_khmer(const struct record_type *type, const struct field *field) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (is_khmer_of(field, &type->fields[i])) return &type->fields[i];
    }
    return NULL;
}

struct value *record_value(struct record *record, const struct field *field) {
    return &record->values[field_index(record->type, field)];
}

const struct value *record_value_const(const struct record *record, const struct field *field) {
    return &record->values[field_index(record->type, field)];
}

struct slice record_title(struct arena *arena, const struct record *record) {
    struct text title = TEXT_IN(arena);
    struct slice rest = slice_of(record->type->title), name;
    while (slice_split(&rest, ' ', &name)) {
        const struct field *field = record_type_field(record->type, name);
        const struct value *value = record_value_const(record, field);
        struct slice part = S("");
        if (value->present && field->kind == KIND_DATE) part = date_format_iso(arena, value->date);
        if (value->present && kind_holds(field->kind) == HOLDS_TEXT) part = value->text;
        if (part.len == 0) continue;
        if (title.len) text_append(&title, S(" · "));
        text_append(&title, part);
    }
    return title.len ? text_slice(&title) : record->code;
}

bool value_equal(const struct field *field, const struct value *a, const struct value *b) {
    if (a->present != b->present) return false;
    if (!a->present) return true;
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER: return a->number == b->number;
    case HOLDS_DATE: return date_equal(a->date, b->date);
    case HOLDS_MONEY: return a->money.amount == b->money.amount && a->money.currency == b->money.currency;
    case HOLDS_ID: return uuid_equal(a->id, b->id);
    case HOLDS_TEXT: return slice_equal(a->text, b->text);
    }
    BUG("field kind %d", field->kind);
}

bool codes_contain(struct slice codes, struct slice code) {
    struct slice part;
    while (slice_split(&codes, ',', &part)) {
        if (slice_equal(part, code)) return true;
    }
    return false;
}

const char *field_scale(const struct field *field) {
    if (field->ppm) return "In parts per million: 2 % are 20000.";
    if (field->quantity) return "In the smallest unit of the commodity: 20 kg are 20000, heads are whole.";
    return NULL;
}
