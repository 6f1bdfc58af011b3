/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of pages that are no list of records, in the shape of partials/table. */
#ifndef MLUP_WEB_TABLE_H
#define MLUP_WEB_TABLE_H

#include "web/web.h"

/* An empty table in an object `name` of the view; `caption` NULL: a heading above says what it is. */
struct doc *table_new(struct web *web, struct doc *into, const char *name, const char *caption);
void table_column(struct web *web, struct doc *table, const char *label, bool is_numeric);
/* The cells of a new row; each repeats the label of its column, for telephones. */
struct doc *table_row(struct web *web, struct doc *table);
/* An empty text is shown as a stroke; `href` may be empty. */
void table_cell(struct web *web, struct doc *row, const char *label, struct slice text, struct slice href);
void table_number_cell(struct web *web, struct doc *row, const char *label, struct slice text);
void table_badge_cell(struct web *web, struct doc *row, const char *label, struct slice text,
                      const char *badge);

#endif
