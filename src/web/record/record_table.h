/* SPDX-License-Identifier: Apache-2.0 */
/* Records as a table in the shape of templates/partials/table.mustache. */
#ifndef MLUP_WEB_RECORD_TABLE_H
#define MLUP_WEB_RECORD_TABLE_H

#include "web/record/record_text.h"

struct record_table {
    const struct record_type *type;
    uint64_t columns;          /* bits of the fields shown, in the catalogue's order */
    bool code, organisation;   /* columns of their own */
    struct slice caption;
    const struct list_query *query; /* for sort links; NULL: none */
    struct slice sort_base;    /* address to which "sort=…" is appended */
};

/* The columns of a list unless the user chose others: the listed fields that this view may see at home, without
 * `without` (may be NULL). */
uint64_t record_table_columns(const struct record_type *type, const struct view *view, const struct field *without);
/* Sets `table` in the object. The first column leads to the record. */
struct doc *record_table_add(struct record_names *names, struct web *web, struct doc *object, const struct record_table *table,
                             struct record **records, size_t count);

#endif
