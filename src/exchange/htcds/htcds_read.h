/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of cases, read: a table (CSV, workbook) in any of the spellings of the standard's own files, or
 * JSON.  What is wrong is said by row and field ("4.prs_Gender"); a case with something wrong is in the set
 * all the same.  Of a file that cannot be read to its end, no case is in it.  Pure.
 */
#ifndef MLUP_EXCHANGE_HTCDS_READ_H
#define MLUP_EXCHANGE_HTCDS_READ_H

#include "exchange/htcds/htcds.h"

/* Cells row by row; lines[i] is the number of row i as a spreadsheet shows it. */
struct htcds_table {
    struct slice *cells;
    int64_t *lines;
    size_t rows, columns;
};

/* Two rows of headers that name a column differently, as those of the standard's Excel sheet do: which one is
 * right is asked. */
enum htcds_header { HTCDS_HEADER_ASK, HTCDS_HEADER_NAMES, HTCDS_HEADER_LABELS };

struct htcds_reading {
    struct htcds_set set;
    enum htcds_header header;
    bool header_differs;   /* it mattered which row of headers counts */
    struct slice *ignored; /* headers of columns that are none of HTCDS */
    size_t ignored_count;
};

bool htcds_read_table(struct arena *arena, const struct htcds_table *table, struct htcds_reading *reading,
                      struct refusal *refusal);
bool htcds_read_json(struct arena *arena, struct slice json, struct htcds_reading *reading,
                     struct refusal *refusal);
/* "12.prs_Gender" taken apart; false when the refusal is about the whole. */
bool htcds_fault_place(struct slice place, int64_t *line, struct slice *name);

#endif
