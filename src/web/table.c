/* SPDX-License-Identifier: Apache-2.0 */
#include "web/table.h"

struct doc *table_new(struct web *web, struct doc *into, const char *name, const char *caption) {
    struct doc *outer = doc_set_object(web->arena, into, slice_of(name));
    struct doc *table = doc_set_object(web->arena, outer, S("table"));
    doc_set_text(web->arena, table, S("caption"), caption ? web_tr(web, caption) : S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), S(""));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    doc_set_array(web->arena, table, S("columns"));
    doc_set_array(web->arena, table, S("rows"));
    return table;
}

static struct doc *part_of(struct doc *table, struct slice name) {
    return (struct doc *)(uintptr_t)doc_get(table, name);
}

void table_column(struct web *web, struct doc *table, const char *label, bool is_numeric) {
    struct doc *column = doc_add_object(web->arena, part_of(table, S("columns")));
    doc_set_text(web->arena, column, S("label"), web_tr(web, label));
    doc_set_text(web->arena, column, S("sort_href"), S(""));
    doc_set_text(web->arena, column, S("sorted"), S(""));
    doc_set_bool(web->arena, column, S("numeric"), is_numeric);
}

struct doc *table_row(struct web *web, struct doc *table) {
    return doc_set_array(web->arena, doc_add_object(web->arena, part_of(table, S("rows"))), S("cells"));
}

static void cell_add(struct web *web, struct doc *row, const char *label, struct slice text,
                     struct slice href, bool is_numeric, const char *badge) {
    struct doc *cell = doc_add_object(web->arena, row);
    doc_set_text(web->arena, cell, S("label"), web_tr(web, label));
    doc_set_text(web->arena, cell, S("text"), text.len ? text : S("–"));
    doc_set_text(web->arena, cell, S("href"), href);
    doc_set_bool(web->arena, cell, S("numeric"), is_numeric);
    doc_set_text(web->arena, cell, S("badge"), slice_of(badge));
    doc_set_null(web->arena, cell, S("cell_html"));
}

void table_cell(struct web *web, struct doc *row, const char *label, struct slice text, struct slice href) {
    cell_add(web, row, label, text, href, false, "");
}

void table_number_cell(struct web *web, struct doc *row, const char *label, struct slice text) {
    cell_add(web, row, label, text, S(""), true, "");
}

void table_badge_cell(struct web *web, struct doc *row, const char *label, struct slice text,
                      const char *badge) {
    cell_add(web, row, label, text, S(""), false, badge);
}
