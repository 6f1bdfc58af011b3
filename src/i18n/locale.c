/* SPDX-License-Identifier: Apache-2.0 */
/* The two languages and what a text becomes in one of them. */
#include "i18n/locale.h"

struct slice lang_code(enum lang lang) {
    return lang == LANG_KM ? S("km") : S("en");
}

bool lang_parse(struct slice code, enum lang *lang) {
    if (!slice_equal_nocase(code, S("km")) && !slice_equal_nocase(code, S("en"))) return false;
    *lang = slice_equal_nocase(code, S("km")) ? LANG_KM : LANG_EN;
    return true;
}

/* A whole day as the records keep it, "2016-03-07". */
static bool is_day(struct slice arg, struct date *date) {
    return date_parse_iso(arg, date) && date->precision == DATE_DAY;
}

/* A value as its reader writes it. */
static struct slice arg_text(struct arena *arena, const struct locale *locale, struct slice arg) {
    struct money money;
    struct quantity quantity;
    struct date date;
    if (money_of_arg(arg, &money)) return format_money(arena, locale, money);
    if (is_day(arg, &date)) return format_date(arena, locale, date);
    if (!quantity_of_arg(arg, &quantity)) return arg;
    return format_quantity(arena, locale, quantity.amount, quantity.decimals, tr(locale, quantity.unit));
}

struct slice tr_refusal(struct arena *arena, const struct locale *locale, const struct refusal_item *item) {
    struct slice args[2];
    for (size_t i = 0; i < ARRAY_LEN(args); i++) {
        args[i] = arg_text(arena, locale, item->args[i]);
    }
    return refusal_fill(arena, tr(locale, slice_of(item->message)), args);
}
