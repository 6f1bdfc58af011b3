/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Money is a whole number of the smallest unit with its currency: riel have no decimals, US dollars are
 * cents. There is no arithmetic between currencies here; a conversion needs a dated rate and belongs to the
 * ledger.
 */
#ifndef MLUP_BASE_MONEY_H
#define MLUP_BASE_MONEY_H

#include "base/text.h"

enum currency { CURRENCY_NONE, CURRENCY_KHR, CURRENCY_USD };

struct money {
    int64_t amount; /* riel or cents */
    enum currency currency;
};

/* "KHR", "USD"; empty for none. */
struct slice currency_code(enum currency currency);
bool currency_parse(struct slice code, enum currency *currency);
/* Decimals written behind the point: 0 for riel, 2 for dollars. */
int currency_decimals(enum currency currency);
/* "1480.50", "5000": a plain number in whole units, for files. */
void money_append_plain(struct text *out, struct money money);
/* An amount as a value of a refusal ({1}, {2}): only who reads the refusal says how it is written.  Gives the
 * text that money_of_arg reads again. */
struct slice money_arg(struct arena *arena, struct money money);
/* The same of goods: so many thousandths of a kilogram. */
struct quantity {
    int64_t amount;
    int decimals;      /* 0 to 9 */
    struct slice unit; /* English, a key of its translation */
};
struct slice quantity_arg(struct arena *arena, struct quantity quantity);
bool quantity_of_arg(struct slice arg, struct quantity *quantity);
bool money_of_arg(struct slice arg, struct money *money);
/* False on overflow or when the currencies differ. */
bool money_add(struct money a, struct money b, struct money *sum) __attribute__((warn_unused_result));

/* Holds the product of two amounts. */
__extension__ typedef __int128 money_wide;

#endif
