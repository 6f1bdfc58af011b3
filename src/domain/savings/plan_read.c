/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/plan_read.h"

enum { QUARTERS = 4 };

static struct plan_figures figures_on(struct db *db, struct arena *arena, const struct record *group,
                                      int64_t from, int64_t to) {
    struct savings_picture *picture = arena_make(arena, struct savings_picture, 1);
    struct savings_flows flows;
    savings_picture_read(db, arena, group, to, picture);
    savings_flows_read(db, arena, group, from, to, &flows);
    return savings_plan_figures(picture, &flows);
}

/* What stands is taken from the later, what flows is added up. */
static void add_figures(struct plan_figures *sum, const struct plan_figures *more) {
    for (int aim = 0; aim < AIMS; aim++) {
        if (plan_aims[aim].is_stock)
            sum->of[aim] = more->of[aim];
        else if (!exact_add(&sum->of[aim], more->of[aim]))
            sum->of[aim] = INT64_MAX;
    }
}

static void plan_quarters(const struct plan_years *plan, struct plan_track *track) {
    for (size_t i = 0; i < track->count; i++) {
        struct plan_quarter *quarter = &track->quarters[i];
        size_t year = i / QUARTERS;
        const struct plan_figures *before = year ? &plan->planned[year - 1] : &track->before;
        quarter->quarter = quarter_of_year(plan->first_year, 0) + (int64_t)i;
        for (int aim = 0; aim < AIMS; aim++) {
            quarter->planned.of[aim] = plan_quarter((enum aim)aim, exact_max(before->of[aim], 0),
                                                    plan->planned[year].of[aim], (int64_t)(i % QUARTERS));
        }
    }
}

void plan_track_read(struct db *db, struct arena *arena, const struct record *group,
                     const struct plan_years *plan, int64_t day, struct plan_track *track) {
    int64_t first = quarter_first_day(quarter_of_year(plan->first_year, 0));
    *track = (struct plan_track){.count = QUARTERS * plan->count};
    track->before = figures_on(db, arena, group, first, exact_min(first - 1, day));
    plan_quarters(plan, track);
    for (size_t i = 0; i < track->count; i++) {
        struct plan_quarter *quarter = &track->quarters[i];
        int64_t last = quarter_last_day(quarter->quarter);
        if (last > day) break;
        quarter->actual = figures_on(db, arena, group, quarter_first_day(quarter->quarter), last);
        add_figures(&track->planned, &quarter->planned);
        add_figures(&track->actual, &quarter->actual);
        add_figures(&track->year_actual[i / QUARTERS], &quarter->actual);
        track->year_known[i / QUARTERS]++;
        track->known++;
    }
}
