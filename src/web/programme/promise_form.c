/* SPDX-License-Identifier: Apache-2.0 */
/* A stored promise as a form, and the small questions every file of the form asks. */
#include "web/programme/promise_form.h"

#include "catalogue/value.h"
#include "domain/programme/programme.h"
#include "domain/records.h"

/* ---- names and choices ---- */

struct slice promise_form_name(struct arena *arena, size_t part, struct slice name) {
    return arena_printf(arena, "p%zu.%.*s", part + 1, SLICE_ARG(name));
}

struct slice promise_form_indexed(struct arena *arena, struct slice prefix, const char *name, size_t index) {
    return arena_printf(arena, "%.*s%s.%zu", SLICE_ARG(prefix), name, index);
}

struct slice promise_form_text(const struct form_record *form, const char *field) {
    const struct record_type *type = form->now->type;
    return form->texts[field_index(type, record_type_field(type, slice_of(field)))];
}

bool promise_form_shape(const struct form_part *part, enum promise_shape *shape) {
    return promise_shape_parse(promise_form_text(&part->record, "shape"), shape);
}

bool promise_form_uses(const struct form_part *part, const char *field) {
    enum promise_shape shape;
    if (promise_form_shape(part, &shape)) return promise_shape_uses(shape, slice_of(field));
    return promise_shape_uses(SHAPE_COUNT, slice_of(field)) || slice_equal(slice_of(field), S("target"));
}

const struct rule_path *promise_form_path(const struct form_part *part, struct slice path) {
    for (size_t i = 0; i < part->path_count; i++) {
        if (slice_equal(part->paths[i].path, path)) return &part->paths[i];
    }
    return NULL;
}

void promise_form_offer(struct web *web, struct form_part *part) {
    part->path_count = promise_paths(web->arena, &web->locale, &mlup_catalogue,
                                     promise_form_text(&part->record, "source"), &part->paths);
}

enum promise_op promise_form_op(const struct field *field) {
    static const enum promise_op by_use[] = {OP_HAS, OP_WITHIN, OP_EQUAL, OP_FILLED};
    for (size_t i = 0; i < ARRAY_LEN(by_use); i++) {
        if (promise_op_fits(by_use[i], field)) return by_use[i];
    }
    return OP_FILLED;
}

bool promise_form_op_parse(struct slice code, enum promise_op *op) {
    for (int i = OP_EQUAL; i <= OP_FILLED; i++) {
        *op = (enum promise_op)i;
        if (slice_equal(promise_op_text(*op), code)) return true;
    }
    return false;
}

/* ---- from the store ---- */

static void record_take(struct web *web, struct form_record *form, const struct record_type *type,
                        const struct record *record) {
    form->before = record;
    form->now = record ? record_copy(web->arena, record) : record_new(web->arena, type);
    form->version = record ? record->version : 0;
    for (size_t i = 0; record && i < type->field_count; i++) {
        form->texts[i] = value_format(web->arena, &type->fields[i], &record->values[i]);
    }
}

void promise_form_rows(struct form_part *part) {
    struct slice filter = promise_form_text(&part->record, "filter"), line;
    part->row_count = 0;
    while (filter.len && slice_split(&filter, '\n', &line) && part->row_count < LIMIT_FILTERS) {
        line = slice_trim(line);
        size_t first = slice_find(line, S(" "), 0), second = slice_find(line, S(" "), first + 1);
        if (line.len == 0) continue;
        part->rows[part->row_count++] =
            (struct condition_row){.path = slice_sub(line, 0, first),
                                   .op = slice_sub(line, first + 1, second),
                                   .value = slice_trim(slice_sub(line, second, line.len))};
    }
}

/* Records of the type that refer to `id` by the field that is their parent. */
static size_t children_of(struct web *web, const struct record_type *type, const struct record *parent,
                          struct record ***records) {
    struct view view = web_view(web, type);
    struct list_query query = {
        .type = type, .filter_count = 1, .limit = LIMIT_LIST_ROWS, .org = parent->org_id};
    struct list_page page = {0};
    query.filters[0] = (struct filter){
        record_type_field(type, slice_of(type->parent)), FILTER_EQUAL, {.present = true, .id = parent->id}};
    query.sort = record_type_field(type, type->sort ? slice_of(type->sort) : S("position"));
    *records = NULL;
    if (!view.allowed) return 0;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return 0;
    *records = page.records;
    return page.count;
}

static void points_take(struct web *web, struct form_part *part) {
    struct record **records;
    size_t count = children_of(web, &plan_point_type, part->record.before, &records);
    for (size_t i = 0; i < count && part->point_count < PROMISE_FORM_POINTS; i++) {
        const struct plan_point *point = plan_point_of(records[i]);
        part->points[part->point_count++] =
            (struct form_point){.before = records[i],
                                .on = date_format_iso(web->arena, point->on_day.date),
                                .planned = arena_printf(web->arena, "%lld", (long long)point->planned.number),
                                .day = point->on_day.date,
                                .number = point->planned.number,
                                .version = records[i]->version};
    }
}

static void part_take(struct web *web, struct form_part *part, const struct record *record) {
    record_take(web, &part->record, &promise_part_type, record);
    promise_form_offer(web, part);
    if (!record) return;
    promise_form_rows(part);
    points_take(web, part);
}

void promise_form_add_part(struct web *web, struct promise_form *form) {
    static const struct form_part none;
    if (form->part_count == PROMISE_FORM_PARTS) return;
    struct form_part *part = &form->parts[form->part_count++];
    *part = none;
    part_take(web, part, NULL);
}

void promise_form_find_agreement(struct web *web, struct promise_form *form) {
    const struct value *chosen = &promise_of(form->record.now)->agreement;
    form->agreement = chosen->present ? web_record(web, &agreement_type, chosen->id) : NULL;
    if (form->agreement) form->org = form->agreement->org_id;
}

static bool load_new(struct web *web, struct promise_form *form) {
    record_take(web, &form->record, &promise_type, NULL);
    promise_form_add_part(web, form);
    return access_may(web->actor, ACCESS_PROMISE, VERB_CREATE);
}

bool promise_form_load(struct web *web, struct promise_form *form) {
    struct record *record, **parts;
    *form = (struct promise_form){.names = record_names_new(web), .is_draft = true};
    if (!web_arg(web, 0).len) return load_new(web, form);
    record = web_record_of_path(web, &promise_type, 0);
    if (!record) return false;
    if (!access_may_in(web->app->access, web->actor, &promise_type, record->org_id, VERB_UPDATE))
        return false;
    record_take(web, &form->record, &promise_type, record);
    form->id = uuid_format(web->arena, record->id);
    form->org = record->org_id;
    promise_form_find_agreement(web, form);
    size_t count = children_of(web, &promise_part_type, record, &parts);
    for (size_t i = 0; i < count && form->part_count < PROMISE_FORM_PARTS; i++) {
        part_take(web, &form->parts[form->part_count++], parts[i]);
    }
    return true;
}
