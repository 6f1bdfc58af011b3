/* SPDX-License-Identifier: Apache-2.0 */
/* A workbook (XLSX) in memory: what its zip holds, unpacked as a stream within limits that no bomb passes. */
#ifndef MLUP_EXCHANGE_SHEET_BOOK_H
#define MLUP_EXCHANGE_SHEET_BOOK_H

#include "exchange/sheet/sheet.h"

/* What a file is by its first bytes: SHEET_FINE for a zip, a trouble with a name for what looks like one of
 * the others, SHEET_UNKNOWN for no workbook at all (perhaps a text). */
enum sheet_trouble sheet_book_guess(struct slice bytes);

struct sheet_book_work {
    bool (*on_about)(void *context, const struct sheet_about *about);
    bool (*on_row)(void *context, struct sheet_row *row); /* false: enough */
    void *context;
};
/* Reads sheet number `sheet` of the workbook; *row is where it stopped. */
enum sheet_trouble sheet_book_read(struct arena *arena, struct slice bytes, size_t sheet,
                                   const struct sheet_book_work *work, int64_t *row);

#endif
