/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list as a file: CSV, XLSX or JSON of any record type, with the list's filters, order and chosen columns,
 * piece by piece.  From the database's row to the file's bytes without a record between; memory does not grow
 * with the rows.
 *
 * What the view hides is empty in the file; a sealed value is "(sealed)"; deleted records are in it only when
 * the list asks for them.  What people typed is guarded against spreadsheets that run it as a formula.
 */
#ifndef MLUP_EXCHANGE_LIST_EXPORT_H
#define MLUP_EXCHANGE_LIST_EXPORT_H

#include "access/access.h"
#include "domain/place/gazetteer.h"
#include "i18n/locale.h"
#include "store/row_stream.h"

enum list_format { LIST_CSV, LIST_XLSX, LIST_JSON };

/* What the reader chose. */
struct list_export_choice {
    enum list_format format;
    uint64_t columns; /* bits of fields */
    bool
        labels; /* names instead of codes, in the language of `locale`; else the codes that an import takes */
    struct locale locale;
    bool hxl; /* a second row of tags (CSV and XLSX) */
};

/* Where the rows come from. All of it must live until list_export_close; the connection has an open
 * transaction. */
struct list_export_source {
    struct store *store;
    struct db *db;
    struct access *access;
    struct gazetteer *gazetteer;
    const struct actor *actor;
    const struct list_query *list;
};

struct list_export;

/* Starts reading.  Closed by list_export_close. */
struct list_export *list_export_open(const struct list_export_source *source,
                                     const struct list_export_choice *choice);
/* The next bytes (1 to `size`), 0 at the end, -1 on failure: an http_producer with the export as its state.
 */
int64_t list_export_pull(void *state, char *buffer, size_t size);
void list_export_close(struct list_export *list);

/* The number of rows that such an export would have. */
int64_t list_export_count(const struct list_export_source *source);
/* "csv", "xlsx", "json". */
bool list_format_parse(struct slice text, enum list_format *format);
struct slice list_format_code(enum list_format format);
struct slice list_format_media_type(enum list_format format);

#endif
