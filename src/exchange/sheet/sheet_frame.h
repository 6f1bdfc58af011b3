/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes through the pipe between the child that reads a file and the program: frames of a letter, a
 * length of four bytes and that many bytes.  Reading is a pure function that believes nothing.
 *
 *   A  about: is_workbook, encoding, separator, sheet (a byte each)
 *   N  name of the next sheet
 *   R  row: number (8 bytes), count (2 bytes), then for each cell kind (1 byte), length (4 bytes), bytes
 *   T  trouble (1 byte), row (8 bytes): the last frame
 *   Z  the end: the last frame
 */
#ifndef MLUP_EXCHANGE_SHEET_FRAME_H
#define MLUP_EXCHANGE_SHEET_FRAME_H

#include "base/text.h"
#include "exchange/sheet/sheet.h"

/* Each appends one frame. */
void frame_write_about(struct text *out, const struct sheet_about *about);
void frame_write_row(struct text *out, const struct sheet_row *row);
void frame_write_trouble(struct text *out, enum sheet_trouble trouble, int64_t row);
void frame_write_end(struct text *out);

enum frame_result { FRAME_MORE, FRAME_ABOUT, FRAME_ROW, FRAME_TROUBLE, FRAME_END, FRAME_BAD };
/* Reads one frame from the start of `bytes`: *used is its length.  MORE: it is not whole yet.  Texts of a row
 * point into `bytes`; names of sheets are copied to the arena. */
enum frame_result frame_read(struct arena *arena, struct slice bytes, size_t *used,
                             struct sheet_reader *reader);

#endif
