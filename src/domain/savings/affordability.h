/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Can a household carry this loan, and what does it cost?  Pure; whole numbers of the smallest unit.
 *
 * The measure is the net indebtedness index: instalments of all debts, the asked one among them, ÷ free
 * income (income − expenses, without debts) of the same time.  Levels after D. Liv, "Study on the Drivers of
 * Over-Indebtedness of Microfinance Borrowers in Cambodia" (2013), where up to 75 % is solvent, above that at
 * risk, and above 100 % insolvent; from 50 % on we say: watch.  A group may set its own.
 */
#ifndef MLUP_DOMAIN_AFFORDABILITY_H
#define MLUP_DOMAIN_AFFORDABILITY_H

#include "domain/savings/loan_schedule.h"

/* A month or a season of a household.  Periods stand by day and do not overlap. */
struct household_period {
    int64_t first_day, last_day;
    int64_t income, expenses; /* expenses without debts */
    int64_t debts;            /* instalments of other loans in it */
    int64_t instalments;      /* of the asked loan; comes out */
};

enum debt_level { DEBT_NOT_KNOWN, DEBT_SOUND, DEBT_WATCH, DEBT_AT_RISK, DEBT_TOO_MUCH, DEBT_LEVELS };

/* Above so much of the free income a household is on the level. */
struct debt_limits {
    int64_t watch_ppm, risk_ppm, too_much_ppm;
};
extern const struct debt_limits debt_limits_default; /* 50 %, 75 %, 100 % */

struct affordability {
    int64_t income, expenses, debts, instalments; /* sums over the periods */
    int64_t free_income;                          /* income − expenses */
    struct exact_fraction share; /* debts + instalments ÷ free income; not known when that is not above 0 */
    int64_t share_ppm;           /* rounded up: never milder than it is; INT64_MAX without free income */
    enum debt_level level;       /* over all periods together */
    int64_t instalments_outside; /* of the loan, in no period: nobody asked how they are paid */
    size_t lowest;               /* the period after which least money is left … */
    int64_t lowest_cash;         /* … with what was left over from the periods before */
    size_t short_periods;        /* in which less comes in than goes out */
};

/* `schedule` may be NULL: the debts as they are.  Level is not known without periods, or when all figures are
 * 0. False when sums do not fit 64 bits, a figure is below 0 or the periods are out of order. */
bool affordability_make(struct household_period *periods, size_t count, const struct loan_schedule *schedule,
                        const struct debt_limits *limits, struct affordability *result)
    __attribute__((warn_unused_result));
enum debt_level debt_level_of(int64_t share_ppm, const struct debt_limits *limits);
const char *debt_level_label(enum debt_level level);

/* What a loan costs its borrower. */
struct loan_cost {
    int64_t principal, interest, fee;
    int64_t total;      /* all that is paid back: read out before anybody agrees */
    int64_t cost;       /* interest + fee */
    bool is_rate_known; /* else the yearly rate is above RATE_YEARLY_MAX_PPM */
    int64_t yearly_rate_ppm;
};
enum { RATE_YEARLY_MAX_PERCENT = 10000 };
struct loan_cost loan_cost_of(const struct loan_terms *terms, const struct loan_schedule *schedule);

/*
 * The effective yearly rate X of amounts paid out and paid back: sum of what is paid out ÷ (1+X)^t = sum of
 * what is paid back ÷ (1+X)^t, t in years of 365 days (Directive 98/7/EC, as 2008/48/EC).  Found by halving
 * the daily discount factor, a whole number of 2^-62, until nothing is left to halve; to the nearest
 * millionth, ± 1 of it for loans up to thirty years.  False when X is below 0 or above
 * RATE_YEARLY_MAX_PERCENT.
 */
struct money_flow {
    int64_t day, amount;
};
bool yearly_rate(const struct money_flow *paid_out, size_t out_count, const struct money_flow *paid_back,
                 size_t back_count, int64_t *rate_ppm) __attribute__((warn_unused_result));

#endif
