/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comma-separated values (RFC 4180) read and written.  Reading takes any bytes: a byte-order mark, line ends of any
 * system, cells in quotation marks with commas, line ends and doubled quotation marks in them.  Writing guards cells of
 * text against spreadsheets that would run them as a formula.
 */
#ifndef MLUP_BASE_CSV_H
#define MLUP_BASE_CSV_H

#include "base/text.h"

enum { CSV_CELLS_MAX = 256 }; /* columns of one line; the widest record type has 64 fields */

struct csv_reader {
    struct arena *arena; /* unquoted cells live here; plain ones borrow from `text` */
    struct slice text;
    size_t at;   /* the byte behind the last one read */
    size_t line; /* where the row that was read began, from 1 */
    size_t next_line;
    struct slice cells[CSV_CELLS_MAX]; /* plain cells without blanks at their ends */
    size_t cell_count;
    const char *error; /* what is wrong with the row, in English and a literal; NULL: nothing */
};

/* Starts behind a byte-order mark. */
void csv_open(struct csv_reader *reader, struct arena *arena, struct slice text);
/* Reads the next row that is not empty.  False at the end, and after an error. */
bool csv_next(struct csv_reader *reader);
/* The cell of the row that was read; empty when the row is shorter or `column` is negative. */
struct slice csv_cell(const struct csv_reader *reader, int column);
/* The column with this text in the row that was read (the first row, usually), or -1. */
int csv_find(const struct csv_reader *reader, struct slice name);

/* True for what a spreadsheet would run. */
bool csv_is_formula(struct slice cell);
/* One cell, with quotation marks where it needs them.  `is_text`: what somebody typed; an apostrophe comes before what would
 * start a formula (= + - @, tab, carriage return, and the wide ＝ ＋ － ＠) at its beginning, and behind anything that another
 * setting of the spreadsheet takes for the end of a cell: , ; | tab, a line end, a quotation mark (OWASP, "CSV Injection").
 * Marks alone do not help there: with ; for a separator the ones that , asks for stand in the middle of a cell. */
void csv_write_cell(struct text *out, struct slice cell, bool is_text);
/* Takes the apostrophes off again, in place; gives the new length.  Exact: where a text has apostrophes of its own in such a
 * place, writing adds one and this takes one. */
size_t csv_take_guards_off(char *s, size_t len);

#endif
