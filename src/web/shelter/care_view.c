/* SPDX-License-Identifier: Apache-2.0 */
#include "web/shelter/care_view.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "store/query.h"
#include "web/furniture.h"

size_t care_parts(struct web *web, const struct record_type *type, const char *field, struct uuid id,
                  const char *sort, size_t max, struct record ***records) {
    struct view view = web_view(web, type);
    struct list_query query = {.type = type, .filter_count = 1, .limit = LIMIT_LIST_ROWS};
    query.filters[0] =
        (struct filter){record_type_field(type, slice_of(field)), FILTER_EQUAL, {.present = true, .id = id}};
    if (sort) query.sort = record_type_field(type, slice_of(sort));
    *records = NULL;
    if (!view.allowed) return 0;
    size_t count =
        query_list_all(web->app->store, web_db(web), web->arena, &view, &query, max, records, NULL);
    return count < max ? count : max;
}

bool care_may_write(struct web *web) {
    return access_may(web->actor, ACCESS_CASE, VERB_CREATE);
}

bool care_may_approve(struct web *web) {
    return access_may(web->actor, ACCESS_CASE, VERB_APPROVE);
}

/* ---- words ---- */

struct slice care_code(struct web *web, struct uuid case_file) {
    struct record *file = web_record(web, &case_file_type, case_file);
    return file ? file->code : S("–");
}

struct slice care_day(struct web *web, const struct value *date) {
    return date->present ? format_date_short(web->arena, &web->locale, date->date) : S("");
}

struct slice care_day_number(struct web *web, int64_t day) {
    return format_date_short(web->arena, &web->locale, date_of_day(day));
}

struct slice care_number(struct web *web, int64_t number) {
    return format_number(web->arena, &web->locale, number);
}

struct slice care_choice(struct web *web, const struct record *record, const char *field) {
    const struct field *of = record_type_field(record->type, slice_of(field));
    const struct value *value = record_value_const(record, of);
    struct text out = TEXT_IN(web->arena);
    if (!value->present) return S("");
    for (size_t i = 0; i < of->choices->count; i++) {
        struct slice code = slice_of(of->choices->choices[i].code);
        if (!codes_contain(value->text, code)) continue;
        if (out.len) text_append(&out, S(", "));
        text_append(&out, choice_label(web, of, code));
    }
    return text_slice(&out);
}

struct slice care_href(struct web *web, const char *folder, struct uuid id, const char *behind) {
    return arena_printf(web->arena, "/%s/%.*s%s", folder, SLICE_ARG(uuid_format(web->arena, id)), behind);
}

struct slice care_name(struct web *web, const struct value *name, const struct value *name_km) {
    return web->locale.lang == LANG_KM && name_km->present ? name_km->text : name->text;
}

/* ---- tables ---- */

struct doc *care_table(struct web *web, struct doc *into, const char *name, const char *english) {
    struct doc *outer = doc_set_object(web->arena, into, slice_of(name));
    struct doc *table = doc_set_object(web->arena, outer, S("table"));
    doc_set_text(web->arena, table, S("caption"), web_tr(web, english));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), S(""));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    doc_set_array(web->arena, table, S("columns"));
    doc_set_array(web->arena, table, S("rows"));
    return table;
}

static struct doc *part(struct doc *table, const char *name) {
    return (struct doc *)(uintptr_t)doc_get(table, slice_of(name));
}

void care_column(struct web *web, struct doc *table, const char *english, bool is_numeric) {
    struct doc *column = doc_add_object(web->arena, part(table, "columns"));
    doc_set_text(web->arena, column, S("label"), web_tr(web, english));
    doc_set_text(web->arena, column, S("sort_href"), S(""));
    doc_set_text(web->arena, column, S("sorted"), S(""));
    doc_set_bool(web->arena, column, S("numeric"), is_numeric);
}

struct doc *care_row(struct web *web, struct doc *table) {
    return doc_set_array(web->arena, doc_add_object(web->arena, part(table, "rows")), S("cells"));
}

static void cell_add(struct web *web, struct doc *row, const char *english, struct slice text,
                     struct slice href, bool is_numeric, const char *badge) {
    struct doc *cell = doc_add_object(web->arena, row);
    doc_set_text(web->arena, cell, S("label"), web_tr(web, english));
    doc_set_text(web->arena, cell, S("text"), text.len ? text : S("–"));
    doc_set_text(web->arena, cell, S("href"), href);
    doc_set_bool(web->arena, cell, S("numeric"), is_numeric);
    doc_set_text(web->arena, cell, S("badge"), slice_of(badge));
    doc_set_null(web->arena, cell, S("cell_html"));
}

void care_cell(struct web *web, struct doc *row, const char *english, struct slice text, struct slice href) {
    cell_add(web, row, english, text, href, false, "");
}

void care_number_cell(struct web *web, struct doc *row, const char *english, struct slice text) {
    cell_add(web, row, english, text, S(""), true, "");
}

void care_badge_cell(struct web *web, struct doc *row, const char *english, struct slice text,
                     const char *badge) {
    cell_add(web, row, english, text, S(""), false, badge);
}

/* ---- head ---- */

void care_head(struct web *web, struct slice title) {
    furniture_add_crumb(web, title, S(""));
    doc_set_text(web->arena, web->view, S("page_title"), title);
}

void care_action(struct web *web, struct doc *actions, const char *english, struct slice href, bool primary) {
    struct doc *action = doc_add_object(web->arena, actions);
    doc_set_text(web->arena, action, S("action_href"), href);
    doc_set_text(web->arena, action, S("action_text"), web_tr(web, english));
    doc_set_bool(web->arena, action, S("action_primary"), primary);
}
