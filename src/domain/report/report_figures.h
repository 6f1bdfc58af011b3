/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the promises of an agreement counted by the end of a period, and within it: exact to the day, from the
 * contributions behind the numbers.  For months the numbers are those of the board and of a promise's page
 * (tested). The cost is that of the organisation's contributions: for reports, not for boards.
 */
#ifndef MLUP_DOMAIN_REPORT_FIGURES_H
#define MLUP_DOMAIN_REPORT_FIGURES_H

#include "domain/programme/promise_read.h"

/* Distinct units count once in each key, and once in the period however often they came. */
struct report_split {
    enum promise_dim dim;              /* DIM_SEX, DIM_AGE or DIM_PROVINCE */
    struct slice key;                  /* empty: not known */
    int64_t so_far, in_period, before; /* before: so far when the period began */
};

struct report_figure {
    struct promise_part_state state; /* value, target, planned and status at the end of the period */
    int64_t in_period, before;
    struct report_split *splits; /* by dimension and key */
    size_t split_count;
    struct promise_point *months; /* up to the last month of the period */
    size_t month_count;
};

struct report_promise {
    const struct record *promise;
    struct report_figure *figures;
    size_t count;
};

struct report_figures {
    struct report_promise *promises; /* by number */
    size_t count;
};

/* All promises of the agreement, in the arena. */
struct report_figures report_figures_read(struct arena *arena, struct db *db,
                                          const struct catalogue *catalogue, struct uuid org,
                                          struct uuid agreement_id, struct promise_period period);

#endif
