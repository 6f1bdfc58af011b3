/* SPDX-License-Identifier: Apache-2.0 */
/* A business plan beside the books: quarter by quarter what was planned (plan_track.h) and what the group's
 * book and sheets say of it.  The caller has read plan and group under its own view and may see the money. */
#ifndef MLUP_DOMAIN_PLAN_READ_H
#define MLUP_DOMAIN_PLAN_READ_H

#include "domain/savings/savings_read.h"

enum { PLAN_YEARS_MAX = 5, PLAN_QUARTERS_MAX = 4 * PLAN_YEARS_MAX };

/* A plan as its records say it. */
struct plan_years {
    int64_t first_year;
    size_t count;
    struct plan_figures planned[PLAN_YEARS_MAX]; /* of a year that nobody has planned: all 0 */
};

struct plan_quarter {
    int64_t quarter;
    struct plan_figures planned, actual; /* actual: only of the first `known` */
};
struct plan_track {
    struct plan_figures before; /* how the group stood when the plan began, or stands when it has not */
    struct plan_quarter quarters[PLAN_QUARTERS_MAX];
    size_t count, known; /* known: over by the day */
    /* What stands at the end of the last known quarter, and what flowed since the plan began. */
    struct plan_figures planned, actual;
    /* The same of each year, as far as it is known. */
    struct plan_figures year_actual[PLAN_YEARS_MAX];
    size_t year_known[PLAN_YEARS_MAX]; /* quarters */
};
void plan_track_read(struct db *db, struct arena *arena, const struct record *group,
                     const struct plan_years *plan, int64_t day, struct plan_track *track);

#endif
