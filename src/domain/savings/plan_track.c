/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/plan_track.h"

#include "base/clock.h"
#include "base/log.h"

enum { QUARTERS = 4, MONTHS_OF_QUARTER = 3, AS_PLANNED_PPM = 50000 };

/* ---- quarters ---- */

int64_t quarter_of_year(int64_t year, int64_t part) {
    return year * QUARTERS + part;
}

int64_t quarter_year(int64_t quarter) {
    return quarter / QUARTERS;
}

int64_t quarter_part(int64_t quarter) {
    return quarter % QUARTERS;
}

int64_t quarter_of_day(int64_t day) {
    struct date date = date_of_day(day);
    return quarter_of_year(date.year, (date.month - 1) / MONTHS_OF_QUARTER);
}

int64_t quarter_first_day(int64_t quarter) {
    return date_first_day((struct date){(int16_t)quarter_year(quarter),
                                        (uint8_t)(quarter_part(quarter) * MONTHS_OF_QUARTER + 1), 1,
                                        DATE_DAY});
}

int64_t quarter_last_day(int64_t quarter) {
    return quarter_first_day(quarter + 1) - 1;
}

bool quarter_parse(struct slice text, int64_t *quarter) {
    int64_t year, part;
    if (text.len != 6 && text.len != 7) return false;
    struct slice head = slice_sub(text, 0, 4), tail = slice_sub(text, text.len - 2, text.len);
    if (tail.s[0] != 'Q' || (text.len == 7 && text.s[4] != '-')) return false;
    if (!slice_to_int64(head, &year) || year < 1000 || year > 2999) return false;
    if (!slice_to_int64(slice_sub(tail, 1, 2), &part) || part < 1 || part > QUARTERS) return false;
    *quarter = quarter_of_year(year, part - 1);
    return true;
}

/* ---- the plan ---- */

const struct plan_aim plan_aims[AIMS] = {
    [AIM_MEMBERS] = {"members", true, false, false, true},
    [AIM_SAVINGS] = {"savings", true, true, false, true},
    [AIM_LOANS] = {"loans", true, true, false, true},
    [AIM_SOCIAL_FUND] = {"social_fund", true, true, false, true},
    [AIM_RESERVE] = {"reserve", true, true, false, true},
    [AIM_INTEREST] = {"interest", false, true, false, true},
    [AIM_OTHER_INCOME] = {"other_income", false, true, false, true},
    [AIM_COSTS] = {"costs", false, true, true, false},
    [AIM_LOSSES] = {"losses", false, true, true, false},
    [AIM_DIVIDEND] = {"dividend", false, true, false, true},
};

/* So much of `whole` is there after `part` quarters: rounded down, so that the last takes the rest. */
static int64_t after(int64_t whole, int64_t parts) {
    return (int64_t)exact_divide((exact_wide)whole * parts, QUARTERS, EXACT_DOWN);
}

int64_t plan_quarter(enum aim figure, int64_t before, int64_t year, int64_t part) {
    ASSERT(before >= 0 && year >= 0 && part >= 0 && part < QUARTERS);
    if (!plan_aims[figure].is_stock) return after(year, part + 1) - after(year, part);
    return before + after(year - before, part + 1);
}

struct plan_gap plan_gap_of(enum aim figure, int64_t planned, int64_t actual) {
    struct plan_gap gap = {.by = actual - planned};
    gap.has_ppm = planned > 0 && exact_scale(gap.by, EXACT_PPM, planned, EXACT_NEAREST, &gap.ppm);
    bool is_near = gap.has_ppm ? gap.ppm > -AS_PLANNED_PPM && gap.ppm < AS_PLANNED_PPM : !gap.by;
    if (is_near) return gap;
    gap.side = (gap.by > 0) == plan_aims[figure].is_less_better ? PLAN_WORSE : PLAN_BETTER;
    return gap;
}

int64_t plan_result(const struct plan_figures *figures) {
    return figures->of[AIM_INTEREST] + figures->of[AIM_OTHER_INCOME] - figures->of[AIM_COSTS] -
           figures->of[AIM_LOSSES];
}

bool plan_scale(const struct plan_figures *from, int64_t percent, struct plan_figures *to) {
    *to = *from;
    for (int figure = 0; figure < AIMS; figure++) {
        if (plan_aims[figure].is_scaled &&
            !exact_scale(from->of[figure], percent, 100, EXACT_NEAREST, &to->of[figure]))
            return false;
    }
    return true;
}
