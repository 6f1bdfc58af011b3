/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as they are said, after the rules of ICU/CLDR for the two languages. */
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "base/log.h"
#include "i18n/locale.h"

enum { SPELLED_MAX = 1024 };

struct slice format_words(struct arena *arena, const struct locale *locale, int64_t number) {
    UErrorCode error = U_ZERO_ERROR;
    UChar wide[SPELLED_MAX];
    char *text = arena_alloc(arena, 3 * SPELLED_MAX);
    int32_t len = 0;
    UNumberFormat *format =
        unum_open(UNUM_SPELLOUT, NULL, 0, locale->lang == LANG_KM ? "km" : "en", NULL, &error);
    if (U_FAILURE(error)) BUG("ICU spells no numbers: %s", u_errorName(error));
    unum_formatInt64(format, number, wide, SPELLED_MAX, NULL, &error);
    unum_close(format);
    u_strToUTF8(text, 3 * SPELLED_MAX, &len, wide, -1, &error);
    if (U_FAILURE(error)) BUG("a number that is not spelled: %s", u_errorName(error));
    return (struct slice){text, (size_t)len};
}

static struct slice said(struct arena *arena, const struct locale *locale, const char *message,
                         struct slice first, struct slice second) {
    return refusal_fill(arena, tr(locale, slice_of(message)), (const struct slice[2]){first, second});
}

struct slice format_money_words(struct arena *arena, const struct locale *locale, struct money money) {
    int64_t cents = money.currency == CURRENCY_USD ? money.amount % 100 : 0;
    int64_t whole = money.currency == CURRENCY_USD ? money.amount / 100 : money.amount;
    struct slice words = format_words(arena, locale, whole);
    if (money.currency == CURRENCY_NONE) return words;
    if (money.currency == CURRENCY_KHR) return said(arena, locale, TR("{1} riel"), words, S(""));
    if (!cents) return said(arena, locale, TR("{1} dollars"), words, S(""));
    return said(arena, locale, TR("{1} dollars and {2} cents"), words,
                format_words(arena, locale, cents < 0 ? -cents : cents));
}
