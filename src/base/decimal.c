/* SPDX-License-Identifier: Apache-2.0 */
#include "base/decimal.h"

#include "base/log.h"

static uint64_t power_of_ten(int exponent) {
    uint64_t power = 1;
    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

void decimal_append(struct text *out, int64_t number, int decimals) {
    ASSERT(decimals >= 0 && decimals <= DECIMALS_MAX);
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number, unit = power_of_ten(decimals);
    text_printf(out, "%s%llu", number < 0 ? "-" : "", (unsigned long long)(size / unit));
    if (decimals) text_printf(out, ".%0*llu", decimals, (unsigned long long)(size % unit));
}

static bool add_digit(int64_t *number, char c, bool negative) {
    int digit = c - '0';
    return !__builtin_mul_overflow(*number, 10, number) &&
           !__builtin_add_overflow(*number, negative ? -digit : digit, number);
}

bool decimal_parse(struct slice text, int decimals, int64_t *number) {
    size_t at = text.len && (text.s[0] == '-' || text.s[0] == '+') ? 1 : 0, digits = 0;
    bool negative = at && text.s[0] == '-', has_point = false;
    int behind = 0;
    *number = 0;
    for (; at < text.len; at++) {
        char c = text.s[at];
        if (c == '.' && !has_point && digits) {
            has_point = true;
            continue;
        }
        if (c < '0' || c > '9' || (has_point && ++behind > decimals) || !add_digit(number, c, negative))
            return false;
        digits++;
    }
    if (!digits || (has_point && !behind)) return false;
    for (; behind < decimals; behind++) {
        if (__builtin_mul_overflow(*number, 10, number)) return false;
    }
    return true;
}
