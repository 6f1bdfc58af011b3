/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/savings/cash_count.h"

#include "base/exact.h"

const int64_t cash_notes_riel[CASH_NOTES_RIEL] = {100000, 50000, 20000, 10000, 5000,
                                                  2000,   1000,  500,   200,   100};
const int64_t cash_notes_dollar[CASH_NOTES_DOLLAR] = {10000, 5000, 2000, 1000, 500, 100};

/* All that are paid with: beside the sheet's notes the rare and the new ones, and coins. */
static const int64_t riel_all[] = {50,    100,   200,   500,   1000,  2000,   5000,
                                   10000, 15000, 20000, 30000, 50000, 100000, 200000};
static const int64_t cents_all[] = {1, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000};

int64_t cash_count_unknown(const struct cash_count *counted, bool is_dollar) {
    const int64_t *all = is_dollar ? cents_all : riel_all;
    size_t count = is_dollar ? ARRAY_LEN(cents_all) : ARRAY_LEN(riel_all);
    for (size_t i = 0; i < counted->count; i++) {
        size_t k = 0;
        while (k < count && all[k] != counted->parts[i].value) {
            k++;
        }
        if (k == count) return counted->parts[i].value;
    }
    return 0;
}

static bool is_gap(char c) {
    return c == ' ' || c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t';
}

/* Takes the digits at the front; false when there are none or too many. */
static bool take_number(struct slice *text, int64_t *number) {
    size_t len = 0;
    while (len < text->len && text->s[len] >= '0' && text->s[len] <= '9') {
        len++;
    }
    bool good = slice_to_int64(slice_sub(*text, 0, len), number);
    *text = slice_sub(*text, len, text->len);
    return good;
}

/* "x", "X", "*" or "×". */
static bool take_times(struct slice *text) {
    size_t len = slice_starts(*text, S("×")) ? sizeof "×" - 1 : text->len > 0;
    bool good = len > 1 || (len == 1 && (text->s[0] == 'x' || text->s[0] == 'X' || text->s[0] == '*'));
    if (good) *text = slice_sub(*text, len, text->len);
    return good;
}

static bool take_part(struct slice *text, struct cash_count_part *part) {
    return take_number(text, &part->value) && take_times(text) && take_number(text, &part->pieces) &&
           part->value > 0 && (!text->len || is_gap(text->s[0]));
}

bool cash_count_parse(struct slice text, struct cash_count *counted) {
    *counted = (struct cash_count){.count = 0};
    for (;;) {
        while (text.len && is_gap(text.s[0])) {
            text = slice_sub(text, 1, text.len);
        }
        if (!text.len) return counted->count > 0;
        if (counted->count == LIMIT_CASH_COUNT_PARTS) return false;
        struct cash_count_part *part = &counted->parts[counted->count++];
        int64_t worth;
        if (!take_part(&text, part) || __builtin_mul_overflow(part->value, part->pieces, &worth) ||
            !exact_add(&counted->sum, worth))
            return false;
    }
}
