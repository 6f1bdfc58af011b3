/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/journal/journal_number.h"

bool journal_digit_at(const char *at, const char *end, int *digit, int *len) {
    if (at < end && *at >= '0' && *at <= '9') {
        *digit = *at - '0';
        *len = 1;
        return true;
    }
    /* U+17E0..17E9 */
    bool is_khmer = end - at >= 3 && (uint8_t)at[0] == 0xE1 && (uint8_t)at[1] == 0x9F &&
                    (uint8_t)at[2] >= 0xA0 && (uint8_t)at[2] <= 0xA9;
    if (!is_khmer) return false;
    *digit = (uint8_t)at[2] - 0xA0;
    *len = 3;
    return true;
}

static void digits_add(struct journal_digits *digits, int digit) {
    digits->count++;
    if (digits->too_large) return;
    if (__builtin_mul_overflow(digits->value, 10u, &digits->value) ||
        __builtin_add_overflow(digits->value, (uint64_t)digit, &digits->value) || digits->value > INT64_MAX)
        digits->too_large = true;
}

bool journal_digits_read(const char **at, const char *end, struct journal_digits *digits) {
    int digit, len;
    digits->value = digits->count = digits->mark_count = 0;
    digits->too_large = false;
    /* Eighteen ASCII digits cannot be too large; most amounts end there. */
    while (*at < end && **at >= '0' && **at <= '9' && digits->count < JOURNAL_DECIMALS_MAX) {
        digits->value = digits->value * 10 + (uint64_t)(*(*at)++ - '0');
        digits->count++;
    }
    for (; *at < end; *at += len) {
        if (journal_digit_at(*at, end, &digit, &len)) {
            digits_add(digits, digit);
            continue;
        }
        if (**at != '.' && **at != ',') break;
        if (digits->mark_count == JOURNAL_MARKS_MAX) return false;
        digits->marks[digits->mark_count] = **at;
        digits->before[digits->mark_count++] = digits->count;
        len = 1;
    }
    return digits->count > 0;
}

/* Digits between mark n and the end, or the next mark. */
static uint32_t digits_behind(const struct journal_digits *digits, uint32_t n) {
    uint32_t end = n + 1 < digits->mark_count ? digits->before[n + 1] : digits->count;
    return end - digits->before[n];
}

static uint32_t marks_of(const struct journal_digits *digits, char mark) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < digits->mark_count; i++) {
        count += digits->marks[i] == mark;
    }
    return count;
}

/* The first `count` marks are one kind that groups digits, in threes where `strict`. */
static bool are_groups(const struct journal_digits *digits, uint32_t count, char decimal, bool strict) {
    for (uint32_t i = 0; i < count; i++) {
        if (digits->marks[i] == decimal || digits->before[i] == 0) return false;
        uint32_t behind = digits_behind(digits, i);
        if (strict ? behind != 3 : behind == 0) return false;
    }
    return true;
}

/* The mark of the decimals when nothing says it; 0: all marks are groups; '?': it cannot be read. */
static char decimal_of_ledger(const struct journal_digits *digits) {
    uint32_t last = digits->mark_count - 1, dots = marks_of(digits, '.'), commas = marks_of(digits, ',');
    if (digits->marks[last] == '.') return dots == 1 ? '.' : '?';
    if (digits_behind(digits, last) == 3) return dots ? '?' : 0;
    return commas == 1 ? ',' : '?';
}

static char decimal_of_hledger(const struct journal_digits *digits) {
    char last = digits->marks[digits->mark_count - 1];
    if (marks_of(digits, last) == 1) return last;
    return marks_of(digits, last) == digits->mark_count ? 0 : '?';
}

static char decimal_of(const struct journal_digits *digits, enum journal_syntax syntax, char known) {
    char last = digits->marks[digits->mark_count - 1];
    if (syntax == JOURNAL_BEANCOUNT) known = '.';
    if (known) return last == known ? known : 0;
    return syntax == JOURNAL_LEDGER ? decimal_of_ledger(digits) : decimal_of_hledger(digits);
}

enum journal_number_fault journal_digits_mean(const struct journal_digits *digits, enum journal_syntax syntax,
                                              char *mark, int64_t *quantity, uint8_t *decimals) {
    uint32_t behind = 0;
    if (digits->mark_count) {
        uint32_t last = digits->mark_count - 1;
        char decimal = decimal_of(digits, syntax, *mark);
        uint32_t groups = decimal ? last : digits->mark_count;
        char known = decimal ? decimal : syntax == JOURNAL_BEANCOUNT ? '.' : *mark;
        if (decimal == '?' || !are_groups(digits, groups, known, syntax != JOURNAL_HLEDGER))
            return JOURNAL_NUMBER_UNREADABLE;
        if (decimal) behind = digits->count - digits->before[last];
        if (decimal == ',' && syntax == JOURNAL_LEDGER) *mark = ',';
    }
    if (digits->too_large) return JOURNAL_NUMBER_LARGE;
    if (behind > JOURNAL_DECIMALS_MAX) return JOURNAL_NUMBER_FINE;
    *quantity = (int64_t)digits->value;
    *decimals = (uint8_t)behind;
    return JOURNAL_NUMBER_GOOD;
}
