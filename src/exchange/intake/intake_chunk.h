/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a file, some hundred at a time. */
#ifndef MLUP_EXCHANGE_INTAKE_CHUNK_H
#define MLUP_EXCHANGE_INTAKE_CHUNK_H

#include "exchange/intake/intake_work.h"

/* Up to `max` rows of values from the reader, with their cells in the arena; 0 at the end or with trouble. */
size_t intake_chunk_read(struct sheet_reader *reader, const struct intake_plan *plan, struct arena *arena,
                         struct intake_row *rows, size_t max);
void intake_count(struct intake_counts *counts, const struct intake_row *row);

/* Numbers of refused rows, kept in a file between the check and the writing. */
struct refused_rows {
    int64_t *rows; /* ascending */
    size_t count, at;
};
void refused_rows_read(struct arena *arena, const char *path, struct refused_rows *refused);
/* True for the rows of the list, asked in ascending order. */
bool refused_rows_has(struct refused_rows *refused, int64_t row);

#endif
