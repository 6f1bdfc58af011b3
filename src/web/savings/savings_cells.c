/* SPDX-License-Identifier: Apache-2.0 */
#include "web/savings/savings_cells.h"

struct doc *savings_table(struct web *web, struct doc *object, const char *key, const char *empty) {
    struct doc *table =
        doc_set_object(web->arena, doc_set_object(web->arena, object, slice_of(key)), S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"), web_tr(web, empty));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    return table;
}

void savings_column_sorts(struct web *web, struct doc *columns, const char *label, bool numeric,
                          struct slice sort_href, const char *sorted) {
    struct doc *object = doc_add_object(web->arena, columns);
    doc_set_text(web->arena, object, S("label"), web_tr(web, label));
    doc_set_text(web->arena, object, S("sort_href"), sort_href);
    doc_set_text(web->arena, object, S("sorted"), slice_of(sorted));
    doc_set_bool(web->arena, object, S("numeric"), numeric);
}

void savings_column(struct web *web, struct doc *columns, const char *label, bool numeric) {
    savings_column_sorts(web, columns, label, numeric, S(""), "");
}

struct doc *savings_row(struct web *web, struct doc *rows) {
    return doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
}

static struct doc *cell_add(struct web *web, struct doc *cells, const char *label, struct slice text,
                            struct slice href, bool numeric) {
    struct doc *object = doc_add_object(web->arena, cells);
    doc_set_text(web->arena, object, S("label"), web_tr(web, label));
    doc_set_text(web->arena, object, S("text"), text);
    doc_set_text(web->arena, object, S("href"), href);
    doc_set_bool(web->arena, object, S("numeric"), numeric);
    return object;
}

void savings_cell(struct web *web, struct doc *cells, const char *label, struct slice text, struct slice href,
                  const char *badge, bool numeric) {
    struct doc *object = cell_add(web, cells, label, text, href, numeric);
    doc_set_text(web->arena, object, S("badge"), text.len ? slice_of(badge) : S(""));
    doc_set_text(web->arena, object, S("cell_html"), S(""));
}

void savings_cell_html(struct web *web, struct doc *cells, const char *label, struct html html) {
    struct doc *object = cell_add(web, cells, label, S(""), S(""), false);
    doc_set_text(web->arena, object, S("badge"), S(""));
    html_set_doc(web->arena, object, S("cell_html"), html);
}
