/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Products and quotients of whole numbers without losing a unit: shares, rates and interest of money and
 * goods. Products have 128 bits inside; a result that does not fit 64 bits is told, never cut.  A rate is a
 * whole number of parts per million (ppm): 2 % are 20,000.
 */
#ifndef MLUP_BASE_EXACT_H
#define MLUP_BASE_EXACT_H

#include "base/slice.h"

__extension__ typedef __int128 exact_wide; /* wide enough for a product of two 64-bit numbers */

enum { EXACT_PPM = 1000000 };

enum exact_rounding {
    EXACT_DOWN,    /* towards minus infinity */
    EXACT_NEAREST, /* halves away from zero */
    EXACT_UP,      /* towards plus infinity */
};

/* A fraction as it is shown: never reduced, so that both numbers keep their meaning. */
struct exact_fraction {
    int64_t numerator, denominator; /* denominator 0: not known */
};

/* numerator ÷ denominator; the denominator is above 0. */
exact_wide exact_divide(exact_wide numerator, exact_wide denominator, enum exact_rounding rounding);
/* amount × times ÷ by (by above 0).  False when the result does not fit. */
bool exact_scale(int64_t amount, int64_t times, int64_t by, enum exact_rounding rounding, int64_t *scaled)
    __attribute__((warn_unused_result));
/* The amount as a multiple of `multiple` (above 0).  False when the result does not fit. */
bool exact_multiple(int64_t amount, int64_t multiple, enum exact_rounding rounding, int64_t *rounded)
    __attribute__((warn_unused_result));
/* *sum += more; false, and *sum as it was, on overflow. */
bool exact_add(int64_t *sum, int64_t more) __attribute__((warn_unused_result));
/* The smaller and the larger of two. */
int64_t exact_min(int64_t a, int64_t b);
int64_t exact_max(int64_t a, int64_t b);

#endif
