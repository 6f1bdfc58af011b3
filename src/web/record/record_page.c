/* SPDX-License-Identifier: Apache-2.0 */
/* One record: its fields, what belongs to it and what refers to it, and what the reader may do. */
#include "base/limits.h"
#include "base/log.h"
#include "domain/people/people.h"
#include "domain/records.h"
#include "store/query.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/people/merge_page.h"
#include "web/record/record_extra.h"
#include "web/record/record_head.h"
#include "web/record/record_pages.h"
#include "web/record/record_table.h"

enum { RELATED_ROWS = 10 };

/* ---- the fields ---- */

static void add_fact(struct web *web, struct doc *facts, const struct field *field, struct record_cell cell) {
    struct doc *fact = doc_add_object(web->arena, facts);
    doc_set_text(web->arena, fact, S("label"), web_tr(web, field->label));
    doc_set_text(web->arena, fact, S("text"), cell.text);
    doc_set_text(web->arena, fact, S("href"), cell.href);
    doc_set_bool(web->arena, fact, S("long"), field->kind == KIND_LONG_TEXT);
}

void record_add_facts(struct record_names *names, struct web *web, const struct record *record, uint64_t hidden) {
    struct doc *facts = doc_set_array(web->arena, web->view, S("facts"));
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (hidden >> i & 1 || !record->values[i].present) continue;
        const struct field *field = &record->type->fields[i];
        add_fact(web, facts, field, record_cell_of(names, record, field, false));
    }
    doc_set_bool(web->arena, web->view, S("some_hidden"), hidden != 0);
}

static bool has_sealed(const struct record *record) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        if (record->values[i].sealed) return true;
    }
    return false;
}

/* ---- what refers to it ---- */

static bool is_parent_field(const struct record_type *type, const struct field *field) {
    return type->parent && slice_equal(slice_of(type->parent), slice_of(field->name));
}

/* The page that the button leads to is there. */
static bool may_add_part(struct web *web, const struct record *record, const struct record_type *type) {
    return !record->deleted_ms && access_may_add(web->actor, type) &&
           access_may_in(web->app->access, web->actor, type, record->org_id, VERB_CREATE);
}

static struct doc *related_new(struct web *web, struct doc *related, const struct record *record, const struct record_type *type,
                               const struct field *field, bool is_child, int64_t total) {
    struct doc *section = doc_add_object(web->arena, related);
    struct slice id = uuid_format(web->arena, record->id);
    bool may_add = is_child && may_add_part(web, record, type);
    bool more = total > RELATED_ROWS && !type->hidden;
    doc_set_text(web->arena, section, S("title"), web_tr(web, type->plural));
    doc_set_text(web->arena, section, S("total_text"), total ? format_number(web->arena, &web->locale, total) : S(""));
    struct slice address = arena_printf(web->arena, "/%s?%s=%.*s", type->path, field->name, SLICE_ARG(id));
    doc_set_text(web->arena, section, S("more_href"), more ? address : S(""));
    doc_set_text(web->arena, section, S("add_href"), may_add ? record_new_href(web, type, record->id) : S(""));
    doc_set_text(web->arena, section, S("add_text"), refusal_fill(web->arena, web_tr(web, TR("Add: {1}")), (const struct slice[2]){web_tr(web, type->label)}));
    return section;
}

/* Parts are shown even when there is none, so that one can be added; other referrers only when there are some. */
static void add_related_of(struct web *web, struct record_names *names, struct doc *related, const struct record *record,
                           const struct record_type *type, const struct field *field) {
    bool is_child = is_parent_field(type, field);
    struct view view = web_view(web, type);
    struct list_query query = {.type = type, .limit = is_child ? LIMIT_LIST_ROWS : RELATED_ROWS, .filter_count = 1, .want_total = true};
    struct list_page page;
    struct refusal none = REFUSAL_IN(web->arena);
    if (!view.allowed) return;
    query.filters[0] = (struct filter){field, FILTER_EQUAL, {.present = true, .id = record->id}};
    if (type->sort) query.sort = record_type_field(type, slice_of(type->sort));
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &none)) return;
    bool may_add = is_child && may_add_part(web, record, type);
    if (page.count == 0 && !may_add) return;
    struct doc *section = related_new(web, related, record, type, field, is_child, page.total);
    struct record_table table = {.type = type, .columns = record_table_columns(type, &view, field), .code = type->code_prefix != NULL};
    const struct field *whole = type->parent && !is_child ? record_type_field(type, slice_of(type->parent)) : NULL;
    if (whole) table.columns |= UINT64_C(1) << field_index(type, whole);
    struct doc *doc = record_table_add(names, web, section, &table, page.records, page.count);
    doc_set_text(web->arena, doc, S("empty_text"), S(""));
    doc_set_bool(web->arena, section, S("any"), page.count > 0);
}

/* Whether a section of the record's own shows what refers to it. */
static bool is_replaced(const struct record *record, const struct record_type *type) {
    for (const struct record_extra *extra = record_extras; !record_extra_is_end(extra); extra++) {
        if (!extra->replaces || !record_extra_is_for(extra, record->type)) continue;
        if (names_contain(extra->replaces, slice_of(type->name))) return true;
    }
    return false;
}

static void add_related(struct web *web, struct record_names *names, const struct record *record) {
    struct doc *related = doc_set_array(web->arena, web->view, S("related"));
    for (size_t t = 0; t < mlup_catalogue.count; t++) {
        const struct record_type *type = mlup_catalogue.types[t];
        if (is_replaced(record, type)) continue;
        for (size_t i = 0; i < type->field_count; i++) {
            const struct field *field = &type->fields[i];
            bool refers = field->kind == KIND_REF && slice_equal(slice_of(field->ref), slice_of(record->type->name));
            if (!refers || type->access == ACCESS_OWN) continue;
            if (is_parent_field(type, field) || field->filterable) add_related_of(web, names, related, record, type, field);
        }
    }
}

/* ---- what may be done ---- */

static void add_action(struct web *web, struct doc *actions, const struct record *record, const char *label,
                       const char *what) {
    struct slice href = record_href(web, record->type, record->id);
    furniture_add_action(web, actions, label, arena_printf(web->arena, "%.*s/%s", SLICE_ARG(href), what),
                         slice_equal(slice_of(what), S("edit")));
}

static bool may(struct web *web, const struct record *record, enum verb verb) {
    return access_may_record(web->app->access, web->actor, record, verb);
}

static void add_actions(struct web *web, const struct record *record) {
    struct doc *actions = doc_set_array(web->arena, web->view, S("actions"));
    for (const struct record_extra *extra = record_extras; !record_extra_is_end(extra); extra++) {
        if (extra->actions && record_extra_is_for(extra, record->type)) extra->actions(web, record, actions);
    }
    if (!record->deleted_ms && may(web, record, VERB_UPDATE)) add_action(web, actions, record, TR("Edit"), "edit");
    if (has_sealed(record) && may(web, record, VERB_REVEAL)) add_action(web, actions, record, TR("Show what is sealed"), "reveal");
    add_action(web, actions, record, TR("History"), "history");
    if (web_may_delete(web, record)) add_action(web, actions, record, TR("Delete"), "delete");
}

static void add_deleted(struct web *web, const struct record *record) {
    if (!record->deleted_ms) return;
    struct doc *deleted = doc_set_object(web->arena, web->view, S("deleted"));
    struct slice when = format_instant(web->arena, &web->locale, record->deleted_ms);
    doc_set_text(web->arena, deleted, S("text"), refusal_fill(web->arena, web_tr(web, TR("This was deleted on {1}.")), (const struct slice[2]){when}));
    struct slice href = record_href(web, record->type, record->id);
    bool may_restore = may(web, record, VERB_DELETE);
    doc_set_text(web->arena, deleted, S("action"), may_restore ? arena_join(web->arena, href, S("/restore")) : S(""));
    doc_set_int(web->arena, deleted, S("version"), record->version);
}

void record_add_why(struct web *web, const struct record *record) {
    struct doc *why = doc_new_array(web->arena);
    for (const struct record_extra *extra = record_extras; !record_extra_is_end(extra); extra++) {
        if (extra->why && record_extra_is_for(extra, record->type)) extra->why(web, record, why);
    }
    if (why->count) doc_set_doc(web->arena, doc_set_object(web->arena, web->view, S("why")), S("items"), why);
    else doc_set_null(web->arena, web->view, S("why"));
}

static void add_extras(struct web *web, const struct record *record) {
    struct doc *sections = doc_set_array(web->arena, web->view, S("sections"));
    for (const struct record_extra *extra = record_extras; !record_extra_is_end(extra); extra++) {
        if (extra->sections && record_extra_is_for(extra, record->type)) extra->sections(web, record, sections);
    }
    record_add_why(web, record);
}

void record_show_alone(struct record_names *names, struct web *web, struct record *record, uint64_t hidden) {
    struct uuid created_by = record->created_by;
    record_add_head(names, web, record, NULL);
    record_add_facts(names, web, record, hidden);
    add_deleted(web, record);
    add_actions(web, record);
    add_extras(web, record);
    struct slice who = access_user_name(web->app->access, web->arena, web_db(web), web->actor, created_by);
    struct slice when = format_instant(web->arena, &web->locale, record->created_ms);
    doc_set_text(web->arena, web->view, S("made_text"), refusal_fill(web->arena, web_tr(web, TR("Entered by {1}, {2}")), (const struct slice[2]){who, when}));
}

void record_show(struct web *web, struct record *record, uint64_t hidden) {
    struct record_names *names = record_names_new(web);
    record_show_alone(names, web, record, hidden);
    add_related(web, names, record);
}

enum outcome record_page(struct web *web) {
    struct view view;
    uint64_t hidden = 0;
    struct record *record = record_of_path(web, &view, &hidden);
    if (!record) return OUTCOME_NOT_FOUND;
    if (record->type == &person_type && person_leads_on(web, record)) return OUTCOME_OK;
    record_show(web, record, hidden);
    return OUTCOME_OK;
}
