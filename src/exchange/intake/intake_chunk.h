/* SPDX-License-Identifier: Apache-2.0 */
/* What a check leaves for the writing, and what both count. */
#ifndef MLUP_EXCHANGE_INTAKE_CHUNK_H
#define MLUP_EXCHANGE_INTAKE_CHUNK_H

#include <stdio.h>

#include "exchange/intake/intake_refer.h"
#include "exchange/intake/intake_work.h"

void intake_count(struct intake_counts *counts, const struct intake_row *row);

/* Numbers of refused rows, kept in a file between the check and the writing. */
struct refused_rows {
    int64_t *rows; /* ascending */
    size_t count;
};
void refused_rows_read(struct arena *arena, const char *path, struct refused_rows *refused);
/* Rows that are somebody of the register, kept likewise: what they were found to be, by intake_row_key. NULL:
 * not kept. */
void known_row_write(FILE *file, const struct intake_row *row);
struct key_table *known_rows_read(struct arena *arena, const char *path);
bool refused_rows_has(const struct refused_rows *refused, int64_t row);

#endif
