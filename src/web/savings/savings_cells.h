/* SPDX-License-Identifier: Apache-2.0 */
/* Tables in the shape of templates/partials/table, cell by cell; labels are English. */
#ifndef MLUP_WEB_SAVINGS_CELLS_H
#define MLUP_WEB_SAVINGS_CELLS_H

#include "web/markup/html.h"
#include "web/web.h"

/* A table under `object`.KEY.table; the caller sets its arrays `columns` and `rows`. */
struct doc *savings_table(struct web *web, struct doc *object, const char *key, const char *empty);
void savings_column(struct web *web, struct doc *columns, const char *label, bool numeric);
/* A heading that sorts: `sorted` is "ascending", "descending" or empty. */
void savings_column_sorts(struct web *web, struct doc *columns, const char *label, bool numeric,
                          struct slice sort_href, const char *sorted);
/* The cells of a new row. */
struct doc *savings_row(struct web *web, struct doc *rows);
void savings_cell(struct web *web, struct doc *cells, const char *label, struct slice text, struct slice href,
                  const char *badge, bool numeric);
void savings_cell_html(struct web *web, struct doc *cells, const char *label, struct html html);

#endif
