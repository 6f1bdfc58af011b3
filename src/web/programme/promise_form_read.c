/* SPDX-License-Identifier: Apache-2.0 */
/* A posted form of a promise: every input read, every wrong one named, nothing forgotten. */
#include "catalogue/value.h"
#include "domain/programme/programme.h"
#include "domain/records.h"
#include "web/programme/promise_form.h"
#include "web/record/form_resolve.h"

struct form_reading {
    struct web *web;
    struct promise_form *form;
    struct form_part *part;
    struct slice prefix; /* "p1." */
};

static struct slice name_in(struct form_reading *reading, const char *name) {
    return arena_join(reading->web->arena, reading->prefix, slice_of(name));
}

static struct slice sent(struct form_reading *reading, const char *name) {
    return web_field(reading->web, name_in(reading, name));
}

static struct slice sent_at(struct form_reading *reading, const char *name, size_t index) {
    return web_field(reading->web, promise_form_indexed(reading->web->arena, reading->prefix, name, index));
}

static void refuse_as(struct web *web, const struct refusal *refusal, struct slice name) {
    refusal_add_at(&web->refusal, name, refusal);
}

/* ---- single fields ---- */

static bool keeps_theirs(struct web *web, struct slice name) {
    return slice_equal(web_field(web, arena_join(web->arena, S("keep-"), name)), S("theirs"));
}

static void field_keep(struct web *web, struct form_record *form, const struct field *field) {
    const struct value *stored = record_value_const(form->before, field);
    *record_value(form->now, field) = *stored;
    form->texts[field_index(form->now->type, field)] = value_format(web->arena, field, stored);
}

static void field_read(struct web *web, struct form_record *form, const struct field *field,
                       struct slice name, struct slice text) {
    struct refusal wrong = REFUSAL_IN(web->arena);
    struct value *value = record_value(form->now, field);
    if (form->before && keeps_theirs(web, name)) {
        field_keep(web, form, field);
        return;
    }
    form->texts[field_index(form->now->type, field)] = text;
    *value = (struct value){0};
    if (!value_parse_input(web->arena, field, text, S(""), value, &wrong))
        refuse_as(web, &wrong, name);
    else if (field->required && !value->present)
        refuse(&web->refusal, name, "Fill this in.");
}

static void record_read(struct form_reading *reading, struct form_record *form, const char *const fields[],
                        size_t count) {
    int64_t version;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = record_type_field(form->now->type, slice_of(fields[i]));
        struct slice name = name_in(reading, fields[i]);
        field_read(reading->web, form, field, name, web_field(reading->web, name));
    }
    if (slice_to_int64(sent(reading, "version"), &version) && form->before) form->version = version;
}

/* What a rule of this shape does not read stays in the form but not in the record. */
static void unused_empty(struct form_part *part) {
    for (size_t i = 0; i < promise_part_type.field_count; i++) {
        const struct field *field = &promise_part_type.fields[i];
        if (promise_form_uses(part, field->name)) continue;
        *record_value(part->record.now, field) = (struct value){0};
    }
}

/* ---- several places or records: boxes, and a picker for one more ---- */

struct several {
    struct slice name;
    char separator;
    const struct record_type *type; /* NULL: places */
    struct text joined;
    size_t digits_max;  /* of places; 0: any */
    struct slice words; /* not understood */
};

static bool several_has(const struct several *several, struct slice code) {
    struct slice rest = text_slice(&several->joined), part;
    while (rest.len && slice_split(&rest, several->separator, &part)) {
        if (slice_equal(part, code)) return true;
    }
    return false;
}

static void several_add(struct several *several, struct slice code) {
    if (!code.len || several_has(several, code)) return;
    if (several->joined.len) text_append_char(&several->joined, several->separator);
    text_append(&several->joined, code);
}

static void several_resolve(struct form_reading *reading, struct several *several, struct slice words) {
    enum { CANDIDATES = 12 };
    struct candidate found[CANDIDATES];
    struct web *web = reading->web;
    struct slice name = arena_join(web->arena, several->name, S(".text"));
    size_t count = several->type ? form_resolve_record(web, reading->form->names, several->type, words, found,
                                                       CANDIDATES)
                                 : form_resolve_place(web, 2, words, found, CANDIDATES);
    if (!several->type && several->digits_max) count = form_places_keep(found, count, several->digits_max);
    if (count == 1) {
        several_add(several, found[0].value);
        return;
    }
    several->words = several->words.len
                         ? arena_printf(web->arena, "%.*s; %.*s", SLICE_ARG(several->words), SLICE_ARG(words))
                         : words;
    refuse_with(&web->refusal, name,
                count ? "Several fit “{1}”. Choose one." : "Nothing was found for “{1}”.", words, S(""));
}

static void several_read(struct form_reading *reading, struct several *several) {
    struct web *web = reading->web;
    struct slice added = web_field(web, arena_join(web->arena, several->name, S(".add")));
    struct slice chosen = web_field(web, arena_join(web->arena, several->name, S(".choice")));
    struct slice words = slice_trim(web_field(web, arena_join(web->arena, several->name, S(".text")))), part;
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        if (!field->is_file && slice_equal(field->name, several->name)) several_add(several, field->value);
    }
    several_add(several, chosen);
    several_add(several, added);
    if (added.len || chosen.len) return; /* the words are its name */
    while (words.len && slice_split(&words, ';', &part)) {
        part = slice_trim(part);
        if (part.len) several_resolve(reading, several, part);
    }
}

static void places_read(struct form_reading *reading) {
    struct several places = {.name = name_in(reading, "places"),
                             .separator = ',',
                             .digits_max = 6,
                             .joined = TEXT_IN(reading->web->arena)};
    several_read(reading, &places);
    reading->part->places_words = places.words;
    field_read(reading->web, &reading->part->record, record_type_field(&promise_part_type, S("places")),
               places.name, text_slice(&places.joined));
}

/* ---- conditions ---- */

static struct slice joined_boxes(struct form_reading *reading, struct slice name) {
    struct several boxes = {.name = name, .separator = '|', .joined = TEXT_IN(reading->web->arena)};
    for (size_t i = 0; i < reading->web->form.count; i++) {
        const struct http_field *field = &reading->web->form.fields[i];
        if (!field->is_file && slice_equal(field->name, name)) several_add(&boxes, field->value);
    }
    return text_slice(&boxes.joined);
}

static struct slice several_value(struct form_reading *reading, struct condition_row *row, struct slice name,
                                  const struct field *field) {
    struct several several = {
        .name = name,
        .separator = '|',
        .joined = TEXT_IN(reading->web->arena),
        .type = field->kind == KIND_REF ? catalogue_find(&mlup_catalogue, slice_of(field->ref)) : NULL};
    several_read(reading, &several);
    row->words = several.words;
    return text_slice(&several.joined);
}

/* Days and numbers may be typed as people write them; the rule keeps one form. */
static struct slice plain_value(struct web *web, const struct field *field, struct slice typed) {
    struct date date;
    int64_t number;
    if (field->kind == KIND_DATE && parse_date(typed, &date) == PARSE_OK)
        return date_format_iso(web->arena, date);
    if (field->kind == KIND_INTEGER && parse_number(typed, &number) == PARSE_OK)
        return arena_printf(web->arena, "%lld", (long long)number);
    return typed;
}

static struct slice value_read(struct form_reading *reading, struct condition_row *row, size_t index,
                               const struct field *field) {
    struct slice name = promise_form_indexed(reading->web->arena, reading->prefix, "value", index);
    switch (field->kind) {
    case KIND_CHOICE:
    case KIND_CHOICES: return joined_boxes(reading, name);
    case KIND_PLACE:
    case KIND_PLACES:
    case KIND_REF: return several_value(reading, row, name, field);
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_INTEGER:
    case KIND_BOOL:
    case KIND_DATE:
    case KIND_MONEY:
    case KIND_PHONE: return plain_value(reading->web, field, slice_trim(web_field(reading->web, name)));
    }
    return S("");
}

static bool op_takes_value(struct slice op) {
    return !slice_equal(op, promise_op_text(OP_EMPTY)) && !slice_equal(op, promise_op_text(OP_FILLED));
}

/* The inputs behind a path were made for it; when it has been chosen anew they speak of another field. */
static void row_read(struct form_reading *reading, size_t index, struct condition_row *row) {
    const struct rule_path *path = promise_form_path(reading->part, row->path);
    bool is_same = slice_equal(sent_at(reading, "of", index), row->path);
    row->op = is_same ? sent_at(reading, "op", index) : S("");
    if (!row->op.len) row->op = promise_op_text(path ? promise_form_op(path->field) : OP_EQUAL);
    if (!is_same || !op_takes_value(row->op)) return;
    row->value = path ? value_read(reading, row, index, path->field) : sent_at(reading, "value", index);
}

static bool is_another_source(struct form_reading *reading) {
    return !slice_equal(sent(reading, "of_source"), promise_form_text(&reading->part->record, "source"));
}

static void rows_read(struct form_reading *reading) {
    struct form_part *part = reading->part;
    struct text filter = TEXT_IN(reading->web->arena);
    part->row_count = 0;
    for (size_t i = 0; i < LIMIT_FILTERS; i++) {
        struct condition_row row = {.path = sent_at(reading, "path", i)};
        bool is_gone = is_another_source(reading) && !promise_form_path(part, row.path);
        if (!row.path.len || is_gone) continue;
        row_read(reading, i, &row);
        part->rows[part->row_count++] = row;
        if (filter.len) text_append_char(&filter, '\n');
        text_printf(&filter, "%.*s %.*s %.*s", SLICE_ARG(row.path), SLICE_ARG(row.op), SLICE_ARG(row.value));
    }
    field_read(reading->web, &part->record, record_type_field(&promise_part_type, S("filter")),
               name_in(reading, "filter"), text_slice(&filter));
    if (keeps_theirs(reading->web, name_in(reading, "filter"))) promise_form_rows(part);
}

/* A path of the old source that the new one lacks would only be in the way. */
static void paths_forget(struct form_reading *reading) {
    static const char *const fields[] = {"unit", "each", "amount"};
    for (size_t i = 0; is_another_source(reading) && i < ARRAY_LEN(fields); i++) {
        const struct field *field = record_type_field(&promise_part_type, slice_of(fields[i]));
        struct slice *text = &reading->part->record.texts[field_index(&promise_part_type, field)];
        struct slice path = slice_sub(*text, 0, slice_find(*text, S("@"), 0));
        if (promise_form_path(reading->part, path)) continue;
        *text = S("");
        *record_value(reading->part->record.now, field) = (struct value){0};
    }
}

/* ---- the plan ---- */

static const struct form_point *point_stored(const struct form_part *stored, struct slice id) {
    struct uuid wanted;
    for (size_t i = 0; uuid_parse(id, &wanted) && i < stored->point_count; i++) {
        const struct record *before = stored->points[i].before;
        if (before && uuid_equal(before->id, wanted)) return &stored->points[i];
    }
    return NULL;
}

static void point_parse(struct form_reading *reading, struct form_point *point, size_t index) {
    struct web *web = reading->web;
    if (!point->on.len && !point->planned.len) return;
    if (parse_date(point->on, &point->day) != PARSE_OK || point->day.precision != DATE_DAY) {
        refuse(&web->refusal, promise_form_indexed(web->arena, reading->prefix, "on", index),
               "Write a day, such as 30/6/2017.");
    }
    if (parse_number(point->planned, &point->number) != PARSE_OK || point->number < 0) {
        refuse(&web->refusal, promise_form_indexed(web->arena, reading->prefix, "planned", index),
               "Write a whole number.");
    }
}

static void points_read(struct form_reading *reading, const struct form_part *stored) {
    struct form_part *part = reading->part;
    part->point_count = 0;
    for (size_t i = 0; i < PROMISE_FORM_POINTS; i++) {
        const struct form_point *before = point_stored(stored, sent_at(reading, "point", i));
        struct form_point point = {.on = slice_trim(sent_at(reading, "on", i)),
                                   .planned = slice_trim(sent_at(reading, "planned", i))};
        if (before) point.before = before->before, point.version = before->version;
        if (before) (void)!slice_to_int64(sent_at(reading, "point_version", i), &point.version);
        if (!before && !point.on.len && !point.planned.len) continue;
        point_parse(reading, &point, part->point_count);
        part->points[part->point_count++] = point;
    }
}

/* ---- a part, and all ---- */

static const char *const promise_fields[] = {"number",    "title",    "title_km",      "agreement",
                                             "objective", "sentence", "interpretation"};
static const char *const part_fields[] = {"label",       "label_km", "shape",     "source",   "unit",
                                          "amount",      "each",     "times",     "every_of", "target",
                                          "target_unit", "baseline", "starts_on", "ends_on"};

static void target_read(struct form_reading *reading) {
    reading->part->target = (struct form_target){.target = slice_trim(sent(reading, "new_target")),
                                                 .from = slice_trim(sent(reading, "new_from")),
                                                 .note = slice_trim(sent(reading, "new_note")),
                                                 .amendment = sent(reading, "new_amendment")};
}

static void part_read(struct form_reading *reading, const struct form_part *stored) {
    struct form_part *part = reading->part;
    record_read(reading, &part->record, part_fields, ARRAY_LEN(part_fields));
    promise_form_offer(reading->web, part);
    paths_forget(reading);
    places_read(reading);
    rows_read(reading);
    unused_empty(part);
    points_read(reading, stored);
    target_read(reading);
}

/* Which stored part an input group is about: the form names it, so that a part added meanwhile moves nothing.
 */
static const struct form_part *part_stored(const struct promise_form *stored, struct slice id) {
    struct uuid wanted;
    for (size_t i = 0; uuid_parse(id, &wanted) && i < stored->part_count; i++) {
        const struct record *before = stored->parts[i].record.before;
        if (before && uuid_equal(before->id, wanted)) return &stored->parts[i];
    }
    return NULL;
}

static void part_add(struct form_reading *reading, const struct promise_form *stored, size_t sent_index,
                     struct slice id) {
    static const struct form_part none;
    struct web *web = reading->web;
    const struct form_part *before = part_stored(stored, id);
    struct form_part *part = &reading->form->parts[reading->form->part_count];
    reading->part = part;
    reading->prefix = promise_form_name(web->arena, sent_index, S(""));
    bool removed = sent(reading, "remove").len > 0;
    if (removed && !before) return; /* never saved: it just goes */
    *part = before ? *before : none;
    if (!before) part->record.now = record_new(web->arena, &promise_part_type);
    part->remove = removed;
    struct refusal kept = web->refusal;
    if (removed) web->refusal = REFUSAL_IN(web->arena); /* what goes may be wrong */
    part_read(reading, before ? before : &none);
    if (removed) web->refusal = kept;
    if (!before && !slice_equal(id, S("new"))) {
        refuse(&web->refusal, name_in(reading, "label"),
               "Somebody took this part out meanwhile. Save again to add it anew.");
    }
    promise_part_of(part->record.now)->position =
        (struct value){.present = true, .number = (int64_t)reading->form->part_count};
    reading->form->part_count++;
}

bool promise_form_read(struct web *web, struct promise_form *form) {
    struct promise_form *stored = arena_make(web->arena, struct promise_form, 1);
    struct form_reading reading = {.web = web, .form = form, .prefix = S("")};
    *stored = *form;
    record_read(&reading, &form->record, promise_fields, ARRAY_LEN(promise_fields));
    promise_form_find_agreement(web, form);
    if (promise_of(form->record.now)->agreement.present && !form->agreement) {
        refuse(&web->refusal, S("agreement"), "Choose one from the list; this one is not known.");
    }
    form->part_count = 0;
    for (size_t i = 0; i < PROMISE_FORM_PARTS; i++) {
        struct slice id = web_field(web, promise_form_name(web->arena, i, S("id")));
        if (id.len) part_add(&reading, stored, i, id);
    }
    return refusal_is_empty(&web->refusal);
}
