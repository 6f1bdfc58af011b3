/* SPDX-License-Identifier: Apache-2.0 */
#include "base/exact.h"

#include "base/log.h"

static exact_wide divide_nearest(exact_wide numerator, exact_wide denominator) {
    exact_wide half = denominator / 2; /* of an odd denominator nothing is exactly half */
    return (numerator + (numerator >= 0 ? half : -half)) / denominator;
}

exact_wide exact_divide(exact_wide numerator, exact_wide denominator, enum exact_rounding rounding) {
    ASSERT(denominator > 0);
    if (rounding == EXACT_NEAREST) return divide_nearest(numerator, denominator);
    exact_wide quotient = numerator / denominator, rest = numerator % denominator;
    if (rounding == EXACT_DOWN) return quotient - (rest < 0);
    return quotient + (rest > 0);
}

static bool fits(exact_wide number, int64_t *out) {
    if (number > INT64_MAX || number < INT64_MIN) return false;
    *out = (int64_t)number;
    return true;
}

bool exact_scale(int64_t amount, int64_t times, int64_t by, enum exact_rounding rounding, int64_t *scaled) {
    return fits(exact_divide((exact_wide)amount * times, by, rounding), scaled);
}

bool exact_multiple(int64_t amount, int64_t multiple, enum exact_rounding rounding, int64_t *rounded) {
    return fits(exact_divide(amount, multiple, rounding) * multiple, rounded);
}

bool exact_add(int64_t *sum, int64_t more) {
    int64_t total;
    if (__builtin_add_overflow(*sum, more, &total)) return false;
    *sum = total;
    return true;
}

int64_t exact_min(int64_t a, int64_t b) {
    return a < b ? a : b;
}

int64_t exact_max(int64_t a, int64_t b) {
    return a > b ? a : b;
}
