/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/figures.h"

#include <limits.h>

enum age_band age_band_of(int64_t days_open) {
    if (days_open <= 30) return AGE_TO_30;
    if (days_open <= 60) return AGE_TO_60;
    return days_open <= 90 ? AGE_TO_90 : AGE_OVER_90;
}

int64_t figures_per_mille(int64_t part, int64_t whole) {
    if (whole <= 0 || part <= 0) return 0;
    money_wide share = (money_wide)part * 1000 / whole;
    return share > INT_MAX ? INT_MAX : (int64_t)share;
}

int64_t figures_time_per_mille(int64_t first_day, int64_t last_day, int64_t day) {
    if (day < first_day || last_day < first_day) return 0;
    if (day >= last_day) return 1000;
    return figures_per_mille(day - first_day + 1, last_day - first_day + 1);
}

bool figures_cost_per(struct money spent, int64_t results, struct money *each) {
    if (results <= 0) return false;
    *each = (struct money){(int64_t)(((money_wide)spent.amount + results / 2) / results), spent.currency};
    return true;
}
