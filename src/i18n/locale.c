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

struct slice tr_refusal(struct arena *arena, const struct locale *locale, const struct refusal_item *item) {
    struct slice args[2];
    struct money money;
    for (size_t i = 0; i < ARRAY_LEN(args); i++) {
        args[i] = money_of_arg(item->args[i], &money) ? format_money(arena, locale, money) : item->args[i];
    }
    return refusal_fill(arena, tr(locale, slice_of(item->message)), args);
}
