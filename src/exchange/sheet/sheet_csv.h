/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a text with separators, whatever program wrote it: comma, semicolon, tab or bar, found by itself;
 * cells in quotation marks with line ends in them; line ends of any system; "sep=;" in the first line.
 * (base/csv.h reads our own files, strictly and whole; this reads anybody's, a piece at a time.)
 */
#ifndef MLUP_EXCHANGE_SHEET_CSV_H
#define MLUP_EXCHANGE_SHEET_CSV_H

#include "exchange/sheet/sheet_text.h"

/* Gives up to `size` bytes of the file; 0 at its end. */
typedef size_t sheet_source(void *context, char *buffer, size_t size);

struct sheet_csv {
    struct arena *arena;
    sheet_source *source;
    void *context;
    struct sheet_text text;
    char separator;
    struct text raw;     /* read and not decoded */
    struct text decoded; /* the last piece */
    char *window;        /* decoded, from `at` to `len` */
    size_t at, len, size;
    bool raw_over; /* the source has ended */
    bool is_unended;   /* the last row has no line end */
    int64_t row_number;
    enum sheet_trouble trouble;
    int64_t trouble_row;
};

/* Reads the beginning: encoding and separator are known afterwards. */
void sheet_csv_open(struct sheet_csv *csv, struct arena *arena, sheet_source *source, void *context);
/* The next row that is not empty; its texts are valid until the next call.  False at the end or with trouble.
 */
bool sheet_csv_next(struct sheet_csv *csv, struct sheet_row *row);

#endif
