/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An XLSX workbook written row by row as it goes out (ECMA-376, SpreadsheetML; texts inline), without a
 * temporary file and with memory that does not grow.  libxlsxwriter gives its first byte when the last row is
 * known and keeps the rows in a file meanwhile; it is for workbooks with charts.  Texts are texts, whatever
 * they begin with: no cell is ever a formula.  A sheet that is full is followed by another with the same
 * head.
 */
#ifndef MLUP_EXCHANGE_SHEET_STREAM_H
#define MLUP_EXCHANGE_SHEET_STREAM_H

#include "base/clock.h"
#include "base/money.h"
#include "base/text.h"

enum { SHEET_ROWS_MAX = 1048576, SHEET_COLUMNS_MAX = 256 };

struct sheet_stream;

struct sheet_column {
    struct slice label, tag; /* `tag` of the second row, when there is one */
    int width;               /* in characters */
};

/* `out` receives the file; the columns must live as long as the stream. */
struct sheet_stream *sheet_stream_new(struct arena *arena, struct text *out, struct slice name,
                                      const struct sheet_column *columns, size_t column_count, bool has_tags);
/* Ends the sheet and begins another one with columns of its own. */
void sheet_stream_next(struct sheet_stream *sheet, struct slice name, const struct sheet_column *columns, size_t column_count);
/* The cells of a row come in the order of the columns. */
void sheet_stream_row(struct sheet_stream *sheet);
void sheet_stream_skip(struct sheet_stream *sheet); /* an empty cell */
void sheet_stream_text(struct sheet_stream *sheet, struct slice text);
void sheet_stream_number(struct sheet_stream *sheet, int64_t number);
void sheet_stream_money(struct sheet_stream *sheet, struct money money);
/* A whole day; of less precision write a text. */
void sheet_stream_day(struct sheet_stream *sheet, int64_t day);
/* False when the file is larger than the format allows. */
bool sheet_stream_finish(struct sheet_stream *sheet);

#endif
