/* SPDX-License-Identifier: Apache-2.0 */
/* A business plan as its pages show it: the group, the years, the words. */
#ifndef MLUP_WEB_PLAN_VIEW_H
#define MLUP_WEB_PLAN_VIEW_H

#include "domain/savings/plan_read.h"
#include "web/savings/savings_view.h"

struct plan_seen {
    struct group_seen seen;
    struct record *record;
    const struct business_plan *plan;
    struct plan_years years;
    struct record *year_records[PLAN_YEARS_MAX]; /* NULL: nobody has planned it yet */
    struct record **all_years;                   /* also those that the plan has no longer */
    size_t all_count;
    bool may_write, is_of_group; /* the plan that the group has adopted */
};

/* The plan of the address; false: answer NOT_FOUND. */
bool plan_of_path(struct web *web, struct plan_seen *plan);
bool plan_begin(struct web *web, struct record *record, struct plan_seen *plan);
/* Plans of the same group that begin in the same year, by scenario. */
size_t plan_scenarios(const struct plan_seen *plan, struct record ***records);

/* The label of the figure, English. */
const char *plan_aim_label(enum aim aim);
struct slice plan_figure_words(const struct group_seen *seen, enum aim aim, int64_t value);
/* "/business-plans/ID/follow". */
struct slice plan_href(struct web *web, const struct record *plan, const char *page);
struct slice plan_year_words(struct web *web, int64_t year);
/* {"members": …}, for JSON. */
void plan_figures_set(struct web *web, struct doc *object, const char *key,
                      const struct plan_figures *figures);

#endif
