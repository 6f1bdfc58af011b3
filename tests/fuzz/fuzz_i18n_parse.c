/* SPDX-License-Identifier: Apache-2.0 */
/* Anything typed as a number, an amount, a date or a telephone: refused, or read; what was read is written in
 * each language and read again as the same. */
#include "base/log.h"
#include "i18n/locale.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const struct locale locales[] = {
    {LANG_EN, false, NULL}, {LANG_EN, true, NULL}, {LANG_KM, false, NULL}, {LANG_KM, true, NULL}};

/* One group behind a '.' cannot be read back without asking; nothing else may fail. */
static void assert_money_returns(struct arena *arena, struct money money) {
    for (size_t i = 0; i < ARRAY_LEN(locales); i++) {
        struct money again = {0};
        enum parse_result result =
            parse_money(format_money(arena, &locales[i], money), CURRENCY_NONE, &again);
        if (result == PARSE_AMBIGUOUS) continue;
        ASSERT(result == PARSE_OK && again.amount == money.amount && again.currency == money.currency);
    }
}

static void assert_date_returns(struct arena *arena, struct date date) {
    for (size_t i = 0; i < ARRAY_LEN(locales); i++) {
        struct date again = {0};
        ASSERT(parse_date(format_date(arena, &locales[i], date), &again) == PARSE_OK &&
               date_equal(date, again));
        ASSERT(parse_date(format_date_short(arena, &locales[i], date), &again) == PARSE_OK &&
               date_equal(date, again));
    }
    struct date iso = {0};
    ASSERT(date_parse_iso(date_format_iso(arena, date), &iso) && date_equal(date, iso));
}

static void assert_phone_is_stable(struct arena *arena, struct slice text) {
    struct slice normal, suggestion, again, more;
    enum phone_result result = parse_phone(arena, text, &normal, &suggestion);
    if (result == PHONE_BAD) return;
    ASSERT(parse_phone(arena, normal, &again, &more) == result);
    ASSERT(slice_equal(normal, again) && slice_equal(suggestion, more));
    if (suggestion.len > 0) ASSERT(parse_phone(arena, suggestion, &again, &more) == PHONE_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice text = {(const char *)bytes, length};
    struct money money;
    struct date date;
    int64_t number;
    if (parse_money(text, CURRENCY_KHR, &money) == PARSE_OK) assert_money_returns(job_arena, money);
    if (parse_money(text, CURRENCY_USD, &money) == PARSE_OK) assert_money_returns(job_arena, money);
    for (int decimals = 0; decimals <= 9; decimals += 3) {
        if (parse_decimal(text, decimals, &number) == PARSE_OK)
            format_quantity(job_arena, &locales[0], number, decimals, S(""));
    }
    if (parse_date(text, &date) == PARSE_OK) assert_date_returns(job_arena, date);
    assert_phone_is_stable(job_arena, text);
    arena_free(job_arena);
    return 0;
}
