/* SPDX-License-Identifier: Apache-2.0 */
#include "base/money.h"

static const struct {
    struct slice code;
    int decimals;
} currencies[] = {
    [CURRENCY_NONE] = {S_INIT(""), 0},
    [CURRENCY_KHR] = {S_INIT("KHR"), 0},
    [CURRENCY_USD] = {S_INIT("USD"), 2},
};

struct slice currency_code(enum currency currency) {
    return currencies[currency].code;
}

bool currency_parse(struct slice code, enum currency *currency) {
    for (size_t i = CURRENCY_KHR; i < ARRAY_LEN(currencies); i++) {
        if (slice_equal(currencies[i].code, code)) {
            *currency = (enum currency)i;
            return true;
        }
    }
    return false;
}

int currency_decimals(enum currency currency) {
    return currencies[currency].decimals;
}

bool money_add(struct money a, struct money b, struct money *sum) {
    if (a.currency != b.currency) return false;
    sum->currency = a.currency;
    return !__builtin_add_overflow(a.amount, b.amount, &sum->amount);
}

void money_append_plain(struct text *out, struct money money) {
    bool negative = money.amount < 0;
    uint64_t amount = negative ? 0 - (uint64_t)money.amount : (uint64_t)money.amount;
    if (negative) text_append_char(out, '-');
    if (currency_decimals(money.currency) == 0) {
        text_printf(out, "%llu", (unsigned long long)amount);
        return;
    }
    text_printf(out, "%llu.%02llu", (unsigned long long)(amount / 100), (unsigned long long)(amount % 100));
}

/* The sign of no currency in front: "¤75000 KHR", which nobody types into a message. */
#define ARG_MARK "\xc2\xa4"

struct slice money_arg(struct arena *arena, struct money money) {
    return arena_printf(arena, ARG_MARK "%lld %.*s", (long long)money.amount,
                        SLICE_ARG(currency_code(money.currency)));
}

/* The amount behind the mark, and what it is an amount of. */
static bool arg_parts(struct slice arg, int64_t *amount, struct slice *rest) {
    struct slice digits;
    if (!slice_starts(arg, S(ARG_MARK))) return false;
    *rest = slice_sub(arg, sizeof ARG_MARK - 1, arg.len);
    return slice_split(rest, ' ', &digits) && slice_to_int64(digits, amount);
}

bool money_of_arg(struct slice arg, struct money *money) {
    struct slice code;
    return arg_parts(arg, &money->amount, &code) && currency_parse(code, &money->currency);
}

struct slice quantity_arg(struct arena *arena, struct quantity quantity) {
    return arena_printf(arena, ARG_MARK "%lld %d %.*s", (long long)quantity.amount, quantity.decimals,
                        SLICE_ARG(quantity.unit));
}

bool quantity_of_arg(struct slice arg, struct quantity *quantity) {
    bool good = arg_parts(arg, &quantity->amount, &arg) && arg.len >= 2 && arg.s[0] >= '0' &&
                arg.s[0] <= '9' && arg.s[1] == ' ';
    if (!good) return false;
    quantity->decimals = arg.s[0] - '0';
    quantity->unit = slice_sub(arg, 2, arg.len);
    return true;
}
