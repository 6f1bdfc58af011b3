/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A SELECT of one record type under construction, for the store's own files: its text with numbered
 * parameters, and what is bound to each.  Pages of lists (query.c) and whole lists (row_stream.c) are built
 * with it, so both keep to the same view.
 */
#ifndef MLUP_STORE_STATEMENT_H
#define MLUP_STORE_STATEMENT_H

#include "base/text.h"
#include "store/query.h"

/* The organisations that a question is asked of, each with what may be seen there. */
struct reach {
    struct uuid *orgs;
    enum sensitivity *max;
    size_t count;
};

/* `only`: that organisation alone (zero: all of the view).  In the arena. */
struct reach view_reach(struct arena *arena, const struct view *view, const struct record_type *type,
                        struct uuid only);

/* Parameters are numbered as they are bound; this remembers what is bound where. */
struct parameter {
    enum { BIND_UUID, BIND_INT, BIND_VALUE, BIND_TEXT, BIND_BYTES } kind;
    struct uuid id;
    int64_t number;
    struct slice text;
    const struct field *field;
    struct value value;
};

struct statement {
    struct store *store;
    struct db *db;
    const struct record_type *type;
    struct arena *arena;
    struct text sql;
    struct parameter *parameters;
    size_t count;
};

/* Empty, in the arena; the statement keeps the pointers that it is given. */
struct statement *statement_new(struct store *store, struct db *db, struct arena *arena,
                                const struct record_type *type);
/* Writes "?n" and remembers what is bound to it. */
void statement_add(struct statement *statement, struct parameter parameter);
void statement_bind(struct statement *statement, struct db_query *query);
/* WHERE of one organisation, without the cursor. A filter on a field the view may not see matches nothing. */
void statement_add_where(struct statement *statement, const struct view *view, const struct list_query *list,
                         struct uuid org, enum sensitivity max);

/* Sorted by a field that some of the rows may not show, a list would tell their order, and a cursor made up
 * by the client would tell the values one comparison at a time: such a list comes newest first. */
bool list_sort_is_hidden(struct arena *arena, const struct view *view, const struct list_query *list);

#endif
