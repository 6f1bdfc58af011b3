/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/affordability.h"

#include "base/limits.h"
#include "base/log.h"
#include "i18n/locale.h"

const struct debt_limits debt_limits_default = {500000, 750000, 1000000};

/* ---- the household ---- */

enum debt_level debt_level_of(int64_t share_ppm, const struct debt_limits *limits) {
    if (share_ppm > limits->too_much_ppm) return DEBT_TOO_MUCH;
    if (share_ppm > limits->risk_ppm) return DEBT_AT_RISK;
    return share_ppm > limits->watch_ppm ? DEBT_WATCH : DEBT_SOUND;
}

const char *debt_level_label(enum debt_level level) {
    static const char *const labels[DEBT_LEVELS] = {
        [DEBT_NOT_KNOWN] = TR("Debts not known"), [DEBT_SOUND] = TR("Debts can be carried"),
        [DEBT_WATCH] = TR("Debts to be watched"), [DEBT_AT_RISK] = TR("At risk of too much debt"),
        [DEBT_TOO_MUCH] = TR("Too much debt"),
    };
    return labels[level];
}

static bool periods_are_in_order(const struct household_period *periods, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct household_period *one = &periods[i];
        if (one->last_day < one->first_day || one->income < 0 || one->expenses < 0 || one->debts < 0)
            return false;
        if (i && one->first_day <= periods[i - 1].last_day) return false;
    }
    return true;
}

/* Rows and periods both stand by day, so they are walked once. */
static bool instalments_place(struct household_period *periods, size_t count,
                              const struct loan_schedule *schedule, struct affordability *result) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        periods[i].instalments = 0;
    for (size_t row = 0; schedule && row < schedule->count; row++) {
        const struct loan_row *due = &schedule->rows[row];
        int64_t sum = due->principal + due->interest + due->fee;
        while (at < count && periods[at].last_day < due->due_day)
            at++;
        bool is_within = at < count && periods[at].first_day <= due->due_day;
        if (!exact_add(is_within ? &periods[at].instalments : &result->instalments_outside, sum))
            return false;
    }
    return true;
}

/* False on overflow. */
static bool period_add(const struct household_period *period, struct affordability *result, int64_t *left) {
    int64_t out = period->expenses;
    bool fits = exact_add(&out, period->debts) && exact_add(&out, period->instalments) &&
                exact_add(&result->income, period->income) &&
                exact_add(&result->expenses, period->expenses) && exact_add(&result->debts, period->debts) &&
                exact_add(&result->instalments, period->instalments) && exact_add(left, period->income - out);
    if (fits && out > period->income) result->short_periods++;
    return fits;
}

static bool periods_sum(const struct household_period *periods, size_t count, struct affordability *result) {
    int64_t left = 0;
    for (size_t i = 0; i < count; i++) {
        if (!period_add(&periods[i], result, &left)) return false;
        if (i && left >= result->lowest_cash) continue;
        result->lowest = i;
        result->lowest_cash = left;
    }
    return true;
}

static bool share_make(const struct debt_limits *limits, struct affordability *result) {
    int64_t owed = result->debts;
    if (!exact_add(&owed, result->instalments)) return false;
    result->free_income = result->income - result->expenses;
    if (!result->income && !result->expenses && !owed) return true;
    result->share_ppm = owed ? INT64_MAX : 0;
    if (result->free_income > 0) {
        result->share = (struct exact_fraction){owed, result->free_income};
        if (!exact_scale(owed, EXACT_PPM, result->free_income, EXACT_UP, &result->share_ppm))
            result->share_ppm = INT64_MAX;
    }
    result->level = debt_level_of(result->share_ppm, limits);
    return true;
}

bool affordability_make(struct household_period *periods, size_t count, const struct loan_schedule *schedule,
                        const struct debt_limits *limits, struct affordability *result) {
    *result = (struct affordability){.level = DEBT_NOT_KNOWN};
    return periods_are_in_order(periods, count) && instalments_place(periods, count, schedule, result) &&
           periods_sum(periods, count, result) && share_make(limits, result);
}

/* ---- the yearly rate ---- */

enum {
    FACTOR_BITS = 62,
    SUM_SHIFT = 12
}; /* 64-bit amounts × 50-bit factors × a thousand of them fit 128 bits */

static const uint64_t one = (uint64_t)1 << FACTOR_BITS;

static uint64_t times(uint64_t a, uint64_t b) {
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)(((wide)a * b + one / 2) >> FACTOR_BITS);
}

static uint64_t power(uint64_t factor, int64_t days) {
    uint64_t result = one;
    for (; days > 0; days >>= 1) {
        if (days & 1) result = times(result, factor);
        factor = times(factor, factor);
    }
    return result;
}

/* What the flows are worth on a day before them all. */
static exact_wide worth(const struct money_flow *flows, size_t count, int64_t day, uint64_t factor) {
    exact_wide sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (exact_wide)flows[i].amount * (int64_t)(power(factor, flows[i].day - day) >> SUM_SHIFT);
    return sum;
}

static int64_t first_day_of(const struct money_flow *flows, size_t count, int64_t day) {
    for (size_t i = 0; i < count; i++)
        day = exact_min(day, flows[i].day);
    return day;
}

static int64_t rate_of_factor(uint64_t factor) {
    exact_wide year = power(factor, 365);
    return (int64_t)(exact_divide((exact_wide)EXACT_PPM << FACTOR_BITS, year, EXACT_NEAREST) - EXACT_PPM);
}

/* The factor of 10,000 % a year: 101^(-1/365), by halving. */
static uint64_t factor_least(void) {
    uint64_t low = one / 2, high = one;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (power(middle, 365) > one / (1 + RATE_YEARLY_MAX_PERCENT / 100))
            high = middle;
        else
            low = middle;
    }
    return high;
}

bool yearly_rate(const struct money_flow *paid_out, size_t out_count, const struct money_flow *paid_back,
                 size_t back_count, int64_t *rate_ppm) {
    int64_t day = first_day_of(paid_back, back_count, first_day_of(paid_out, out_count, INT64_MAX));
    uint64_t low = factor_least(), high = one;
    if (!out_count || !back_count) return false;
    if (worth(paid_back, back_count, day, high) < worth(paid_out, out_count, day, high)) return false;
    if (worth(paid_back, back_count, day, low) > worth(paid_out, out_count, day, low)) return false;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (worth(paid_back, back_count, day, middle) < worth(paid_out, out_count, day, middle))
            low = middle;
        else
            high = middle;
    }
    *rate_ppm = rate_of_factor(high);
    return true;
}

struct loan_cost loan_cost_of(const struct loan_terms *terms, const struct loan_schedule *schedule) {
    struct money_flow back[LIMIT_LOAN_ROWS], out[LIMIT_LOAN_ROWS];
    struct loan_cost cost = {schedule->principal, schedule->interest, schedule->fee, 0, 0, false, 0};
    cost.cost = cost.interest + cost.fee;
    cost.total = cost.principal + cost.cost;
    ASSERT(schedule->count <= LIMIT_LOAN_ROWS && terms->disbursement_count <= LIMIT_LOAN_ROWS);
    for (size_t i = 0; i < schedule->count; i++) {
        const struct loan_row *row = &schedule->rows[i];
        back[i] = (struct money_flow){row->due_day, row->principal + row->interest + row->fee};
    }
    for (size_t i = 0; i < terms->disbursement_count; i++)
        out[i] = (struct money_flow){terms->disbursements[i].day, terms->disbursements[i].amount};
    cost.is_rate_known =
        yearly_rate(out, terms->disbursement_count, back, schedule->count, &cost.yearly_rate_ppm);
    return cost;
}
