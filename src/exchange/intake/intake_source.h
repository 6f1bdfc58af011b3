/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of an import's file, some hundred at a time, in the order in which they become records
 * (intake_order.h). */
#ifndef MLUP_EXCHANGE_INTAKE_SOURCE_H
#define MLUP_EXCHANGE_INTAKE_SOURCE_H

#include "exchange/intake/intake_order.h"

struct intake_source {
    struct arena *arena;
    const struct intake_setup *setup;
    const char *path;
    struct row_order *order; /* NULL: the order of the file */
    int level;
    struct sheet_reader reader;
};

/* False when the file cannot be read (the reader says why) or the work is to stop.  Close it in any case. */
bool intake_source_open(struct intake_source *source, struct arena *arena, const struct intake_setup *setup,
                        const char *path) __attribute__((warn_unused_result));
/* Up to `max` rows of values of one level, with their cells in the arena; 0 at the end or with trouble. */
size_t intake_source_read(struct intake_source *source, struct arena *arena, struct intake_row *rows,
                          size_t max);
void intake_source_close(struct intake_source *source);

#endif
