/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A business plan beside what became of it.  A plan says for each year what stands at its end (members,
 * savings, …) and what came and went in it (interest, costs, …); a quarter of it follows: what stands walks
 * on a straight line from the end of the year before, what flows is divided by four, and the quarters are
 * the year to the last riel.  Pure.
 */
#ifndef MLUP_DOMAIN_PLAN_TRACK_H
#define MLUP_DOMAIN_PLAN_TRACK_H

#include "base/exact.h"

/* A quarter of the calendar, counted on from the first of the year 0. */
int64_t quarter_of_day(int64_t day);
int64_t quarter_of_year(int64_t year, int64_t part); /* part 0..3 */
int64_t quarter_year(int64_t quarter);
int64_t quarter_part(int64_t quarter);
int64_t quarter_first_day(int64_t quarter);
int64_t quarter_last_day(int64_t quarter);
/* "2017-Q1" or "2017Q1"; false for anything else. */
bool quarter_parse(struct slice text, int64_t *quarter);

enum aim {
    AIM_MEMBERS,
    AIM_SAVINGS,
    AIM_LOANS,
    AIM_SOCIAL_FUND,
    AIM_RESERVE,
    AIM_INTEREST,
    AIM_OTHER_INCOME,
    AIM_COSTS,
    AIM_LOSSES,
    AIM_DIVIDEND,
    AIMS
};
struct plan_aim {
    const char *code; /* the field of plan_year, the key of JSON */
    bool is_stock;    /* stands at the end; else flows through the year */
    bool is_money;
    bool is_less_better;
    bool is_scaled; /* another scenario has more or less of it; costs and losses come in any case */
};
extern const struct plan_aim plan_aims[AIMS];

struct plan_figures {
    int64_t of[AIMS];
};

/* What the plan says of a quarter (part 0..3) of a year whose figure is `year`; `before` is where the year
 * begins (of what stands).  Both at least 0. */
int64_t plan_quarter(enum aim figure, int64_t before, int64_t year, int64_t part);

/* How what became of it differs from what was planned. */
enum plan_side { PLAN_AS_PLANNED, PLAN_BETTER, PLAN_WORSE }; /* as planned: by less than a twentieth */
struct plan_gap {
    int64_t by; /* actual less planned */
    bool has_ppm;
    int64_t ppm; /* of what was planned */
    enum plan_side side;
};
struct plan_gap plan_gap_of(enum aim figure, int64_t planned, int64_t actual);

/* Income less costs and losses. */
int64_t plan_result(const struct plan_figures *figures);
/* Another scenario: so many percent of everything that grows, the costs as they are.  False when a figure
 * would not fit. */
bool plan_scale(const struct plan_figures *from, int64_t percent, struct plan_figures *to)
    __attribute__((warn_unused_result));

#endif
