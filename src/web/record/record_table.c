/* SPDX-License-Identifier: Apache-2.0 */
#include "web/record/record_table.h"

#include "web/markup/html.h"

uint64_t record_table_columns(const struct record_type *type, const struct view *view, const struct field *without) {
    uint64_t columns = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->listed && field != without && field->sensitivity <= view->own_max) columns |= UINT64_C(1) << i;
    }
    return columns;
}

static void add_column(struct web *web, struct doc *columns, struct slice label, struct slice sort_href, const char *sorted, bool numeric) {
    struct doc *column = doc_add_object(web->arena, columns);
    doc_set_text(web->arena, column, S("label"), label);
    doc_set_text(web->arena, column, S("sort_href"), sort_href);
    doc_set_text(web->arena, column, S("sorted"), slice_of(sorted));
    doc_set_bool(web->arena, column, S("numeric"), numeric);
}

static struct slice sort_href(struct web *web, const struct record_table *table, const struct field *field, const char **sorted) {
    *sorted = "";
    if (!table->query || field->sealed || field->kind == KIND_REF) return S("");
    bool is_sorted = table->query->sort == field;
    if (is_sorted) *sorted = table->query->descending ? "descending" : "ascending";
    bool turn = is_sorted && !table->query->descending;
    return arena_printf(web->arena, "%.*ssort=%s%s", SLICE_ARG(table->sort_base), turn ? "-" : "", field->name);
}

struct columns {
    const struct field *fields[RECORD_FIELDS_MAX];
    size_t count;
};

/* The fields of the columns from left to right: for who reads Khmer it stands before what it says in English. */
static struct columns columns_order(const struct web *web, const struct record_table *table) {
    const struct record_type *type = table->type;
    struct columns columns = {.count = 0};
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i], *khmer = web->locale.lang == LANG_KM ? field_in_khmer(type, field) : NULL,
                           *english = web->locale.lang == LANG_KM ? field_of_khmer(type, field) : NULL;
        bool is_before = english && table->columns >> field_index(type, english) & 1;
        if (!(table->columns >> i & 1) || is_before) continue;
        if (khmer && table->columns >> field_index(type, khmer) & 1) columns.fields[columns.count++] = khmer;
        columns.fields[columns.count++] = field;
    }
    return columns;
}

/* A name whose Khmer has no column of its own is told in Khmer. */
static const struct field *field_told(const struct web *web, const struct record_table *table, const struct record *record,
                                      const struct field *field) {
    const struct field *khmer = field_in_khmer(table->type, field);
    bool has_column = khmer && table->columns >> field_index(table->type, khmer) & 1;
    return khmer && !has_column ? record_field_in_language(web, record, field) : field;
}

static void add_columns(struct web *web, struct doc *doc, const struct record_table *table, const struct columns *order) {
    struct doc *columns = doc_set_array(web->arena, doc, S("columns"));
    if (table->code) add_column(web, columns, web_tr(web, TR("Code")), S(""), "", false);
    for (size_t i = 0; i < order->count; i++) {
        const struct field *field = order->fields[i];
        const char *sorted;
        struct slice href = sort_href(web, table, field, &sorted);
        add_column(web, columns, web_tr(web, field->label), href, sorted, field->kind == KIND_INTEGER || field->kind == KIND_MONEY);
    }
    if (table->organisation) add_column(web, columns, web_tr(web, TR("Organisation")), S(""), "", false);
}

static void add_cell(struct web *web, struct doc *cells, struct slice label, struct record_cell cell, struct html html) {
    struct doc *doc = doc_add_object(web->arena, cells);
    doc_set_text(web->arena, doc, S("label"), label);
    doc_set_text(web->arena, doc, S("text"), cell.text);
    doc_set_text(web->arena, doc, S("href"), cell.href);
    doc_set_bool(web->arena, doc, S("numeric"), cell.numeric);
    doc_set_text(web->arena, doc, S("badge"), S(""));
    html_set_doc(web->arena, doc, S("cell_html"), html);
}

/* A code breaks at its hyphen unless it is told not to. */
static void add_code(struct web *web, struct doc *cells, const struct record *record, struct slice href) {
    struct text html = TEXT_IN(web->arena);
    text_append(&html, S("<a class=\"code\" href=\""));
    html_escape_to(&html, href);
    text_append(&html, S("\">"));
    html_escape_to(&html, record->code);
    text_append(&html, S("</a>"));
    add_cell(web, cells, web_tr(web, TR("Code")), (struct record_cell){.numeric = false}, html_of(&html));
}

/* The first cell leads to the record, and shows its title when it would be empty; in a part of something a cell that
 * names another record leads there. */
static void add_row(struct record_names *names, struct web *web, struct doc *rows, const struct record_table *table,
                    const struct columns *order, const struct record *record) {
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    struct slice href = record_href(web, record->type, record->id);
    const struct html none = {S("")};
    bool linked = false;
    if (table->code && record->code.len) add_code(web, cells, record, href), linked = true;
    for (size_t i = 0; i < order->count; i++) {
        const struct field *field = order->fields[i];
        struct record_cell cell = record_cell_of(names, record, field_told(web, table, record, field), true);
        bool leads_elsewhere = table->type->hidden && field->kind == KIND_REF && cell.href.len;
        if (!linked && !leads_elsewhere) {
            if (!cell.text.len) cell.text = record_label(names, record);
            cell.href = href;
            cell.numeric = false;
            linked = true;
        }
        add_cell(web, cells, web_tr(web, field->label), cell, none);
    }
    if (!table->organisation) return;
    struct slice name = access_org_name(web->app->access, web->arena, record->org_id);
    add_cell(web, cells, web_tr(web, TR("Organisation")), (struct record_cell){.text = name}, none);
}

struct doc *record_table_add(struct record_names *names, struct web *web, struct doc *object, const struct record_table *table,
                             struct record **records, size_t count) {
    struct doc *doc = doc_set_object(web->arena, object, S("table"));
    doc_set_text(web->arena, doc, S("caption"), table->caption);
    doc_set_bool(web->arena, doc, S("filter"), false);
    struct columns order = columns_order(web, table);
    add_columns(web, doc, table, &order);
    record_names_load(names, records, count, table->columns);
    struct doc *rows = doc_set_array(web->arena, doc, S("rows"));
    for (size_t i = 0; i < count; i++) {
        add_row(names, web, rows, table, &order, records[i]);
    }
    return doc;
}
