/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole list, row by row, however long it is: what exports read.  The rows come straight from the database
 * without becoming records, in memory that does not grow with their number, and all of one snapshot: the
 * caller has begun a transaction on the connection and ends it when done.  The view is kept as by query_list;
 * a sealed value is never read, its column only says that there is one.
 */
#ifndef MLUP_STORE_ROW_STREAM_H
#define MLUP_STORE_ROW_STREAM_H

#include "store/query.h"

/* What is in the first columns of every row; the fields asked for follow. */
enum row_head { ROW_ORG, ROW_ID, ROW_VERSION, ROW_CREATED_MS, ROW_UPDATED_MS, ROW_CODE, ROW_FIELDS };

/* One field of the rows.  Money takes two columns, amount and currency; all else takes one. */
struct row_column {
    const struct field *field;
    const struct record_type
        *title_of; /* of a reference: the title of what it refers to instead of its id; NULL: the id */
    struct view title_view; /* as far as this view shows it */
    bool title_in_khmer;    /* where it is said in Khmer, too */
};

/* The number of a field's first database column. */
int row_column_index(const struct row_column *columns, size_t column);

struct row_stream;

/* Of `list` counts everything but cursor, page and limit.  Words to search for must have become ids: `ids`
 * NULL = all rows.  The stream lives in the arena. */
struct row_stream *row_stream_open(struct store *store, struct db *db, struct arena *arena,
                                   const struct view *view, const struct list_query *list,
                                   const struct row_column *columns, size_t column_count,
                                   const struct uuid *ids, size_t id_count);
/* The next row, to be read with db_column_…; NULL behind the last one, and when the database failed
 * (db_status). */
struct db_query *row_stream_next(struct row_stream *stream);
/* Gives the statement back; before the transaction ends. */
void row_stream_close(struct row_stream *stream);

#endif
