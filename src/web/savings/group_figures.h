/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of a group that its page, the comparison and the alarms show; from the book and the loans of
 * the day. */
#ifndef MLUP_WEB_GROUP_FIGURES_H
#define MLUP_WEB_GROUP_FIGURES_H

#include "web/savings/savings_view.h"

struct group_now {
    struct group_book book;
    int64_t members, savings, lent_out, cash, bank, social_fund;
    struct loan_portfolio portfolio;
    int64_t due, late_loans; /* what is due today or before, of all loans; how many are late */
    int64_t came, expected, came_before,
        expected_before;       /* of the last four meetings, and of the four before */
    const struct record *last; /* the last meeting that was closed; NULL */
    int64_t last_difference;
};
void group_figures_read(const struct group_seen *seen, int64_t day, struct group_now *now);
/* Parts per million; -1: not known. */
int64_t group_attendance_ppm(const struct group_now *now);
int64_t group_par30_ppm(const struct group_now *now);
/* "12.5 %"; a dash when it is not known. */
struct slice savings_percent(struct web *web, int64_t ppm);

#endif
