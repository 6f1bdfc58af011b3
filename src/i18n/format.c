/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, money and dates as people read them.  Writes into the arena only; never decides what a number
 * means. */
#include "base/log.h"
#include "base/text.h"
#include "i18n/locale.h"
#include "i18n/months.h"

enum { MS_PER_MINUTE = 60000, MINUTES_PER_DAY = 1440, CAMBODIA_OFFSET_MINUTES = 7 * 60 };

const struct month_name month_names[12] = {
    {S_INIT("January"), S_INIT("មករា")},   {S_INIT("February"), S_INIT("កុម្ភៈ")},
    {S_INIT("March"), S_INIT("មីនា")},      {S_INIT("April"), S_INIT("មេសា")},
    {S_INIT("May"), S_INIT("ឧសភា")},       {S_INIT("June"), S_INIT("មិថុនា")},
    {S_INIT("July"), S_INIT("កក្កដា")},     {S_INIT("August"), S_INIT("សីហា")},
    {S_INIT("September"), S_INIT("កញ្ញា")}, {S_INIT("October"), S_INIT("តុលា")},
    {S_INIT("November"), S_INIT("វិច្ឆិកា")}, {S_INIT("December"), S_INIT("ធ្នូ")},
};

/* Appends ASCII text with its digits in the script the user reads. */
static void put_digits(struct text *out, const struct locale *locale, struct slice ascii) {
    for (size_t i = 0; i < ascii.len; i++) {
        char c = ascii.s[i];
        if (locale->khmer_digits && c >= '0' && c <= '9')
            text_append_rune(out, 0x17E0 + (uint32_t)(c - '0'));
        else
            text_append_char(out, c);
    }
}

static void put_int(struct text *out, const struct locale *locale, int64_t number, int width) {
    put_digits(out, locale, arena_printf(out->arena, "%0*lld", width, (long long)number));
}

static uint64_t magnitude(int64_t number) {
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

static uint64_t power_of_ten(int exponent) {
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

static void put_grouped(struct text *out, const struct locale *locale, uint64_t number) {
    struct slice digits = arena_printf(out->arena, "%llu", (unsigned long long)number);
    char separator = locale->lang == LANG_KM ? '.' : ',';
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0) text_append_char(out, separator);
        put_digits(out, locale, slice_sub(digits, i, i + 1));
    }
}

/* Grouped whole part, then `decimals` digits behind the language's decimal sign. */
static void put_decimal(struct text *out, const struct locale *locale, uint64_t scaled, int decimals) {
    uint64_t unit = power_of_ten(decimals);
    put_grouped(out, locale, scaled / unit);
    if (decimals == 0) return;
    text_append_char(out, locale->lang == LANG_KM ? ',' : '.');
    put_int(out, locale, (int64_t)(scaled % unit), decimals);
}

struct slice format_number(struct arena *arena, const struct locale *locale, int64_t number) {
    return format_quantity(arena, locale, number, 0, S(""));
}

struct slice format_money(struct arena *arena, const struct locale *locale, struct money money) {
    struct text out = TEXT_IN(arena);
    if (money.amount < 0) text_append_char(&out, '-');
    if (money.currency == CURRENCY_USD) text_append_char(&out, '$');
    put_decimal(&out, locale, magnitude(money.amount), currency_decimals(money.currency));
    if (money.currency == CURRENCY_KHR) text_append(&out, S("៛"));
    return text_slice(&out);
}

struct slice format_percent(struct arena *arena, const struct locale *locale, int64_t per_mille) {
    return arena_join(arena, format_quantity(arena, locale, per_mille, 1, S("")), S("%"));
}

struct slice format_quantity(struct arena *arena, const struct locale *locale, int64_t amount, int decimals,
                             struct slice unit) {
    ASSERT(decimals >= 0 && decimals <= 9);
    struct text out = TEXT_IN(arena);
    uint64_t scaled = magnitude(amount);
    for (; decimals > 0 && scaled % 10 == 0; decimals--)
        scaled /= 10;
    if (amount < 0) text_append_char(&out, '-');
    put_decimal(&out, locale, scaled, decimals);
    if (unit.len > 0) text_append_char(&out, ' ');
    text_append(&out, unit);
    return text_slice(&out);
}

struct slice format_bytes(struct arena *arena, const struct locale *locale, int64_t bytes) {
    enum { KILO = 1000, MEGA = 1000000 };
    if (bytes < KILO) return format_quantity(arena, locale, bytes, 0, S("B"));
    if (bytes < MEGA) return format_quantity(arena, locale, bytes / KILO, 0, S("kB"));
    return format_quantity(arena, locale, bytes / (MEGA / 10), 1, S("MB"));
}

static struct slice month_name(const struct locale *locale, int month) {
    ASSERT(month >= 1 && month <= 12);
    return locale->lang == LANG_KM ? month_names[month - 1].khmer : month_names[month - 1].english;
}

static void put_month(struct text *out, const struct locale *locale, struct slice name, int year) {
    text_append(out, name);
    text_append_char(out, ' ');
    put_int(out, locale, year, 4);
}

/* Day (when the date has one), month in words, year. */
static struct slice date_in_words(struct arena *arena, const struct locale *locale, struct date date,
                                  size_t letters_max) {
    struct text out = TEXT_IN(arena);
    if (date.precision == DATE_NONE) return S("");
    if (date.precision == DATE_YEAR) {
        put_int(&out, locale, date.year, 4);
        return text_slice(&out);
    }
    if (date.precision == DATE_DAY) {
        put_int(&out, locale, date.day, 1);
        text_append_char(&out, ' ');
    }
    put_month(&out, locale, slice_sub(month_name(locale, date.month), 0, letters_max), date.year);
    return text_slice(&out);
}

struct slice format_date(struct arena *arena, const struct locale *locale, struct date date) {
    return date_in_words(arena, locale, date, SIZE_MAX);
}

struct slice format_date_short(struct arena *arena, const struct locale *locale, struct date date) {
    if (locale->lang == LANG_EN || date.precision < DATE_MONTH) return date_in_words(arena, locale, date, 3);
    struct text out = TEXT_IN(arena);
    if (date.precision == DATE_DAY) {
        put_int(&out, locale, date.day, 1);
        text_append_char(&out, '/');
    }
    put_int(&out, locale, date.month, 1);
    text_append_char(&out, '/');
    put_int(&out, locale, date.year, 4);
    return text_slice(&out);
}

struct slice format_month(struct arena *arena, const struct locale *locale, int year, int month) {
    struct text out = TEXT_IN(arena);
    put_month(&out, locale, month_name(locale, month), year);
    return text_slice(&out);
}

struct slice format_instant(struct arena *arena, const struct locale *locale, int64_t ms) {
    int64_t minutes = ms / MS_PER_MINUTE - (ms % MS_PER_MINUTE < 0) + CAMBODIA_OFFSET_MINUTES;
    int64_t day = minutes / MINUTES_PER_DAY - (minutes % MINUTES_PER_DAY < 0);
    int64_t of_day = minutes - day * MINUTES_PER_DAY;
    struct text out = TEXT_IN(arena);
    text_append(&out, format_date(arena, locale, date_of_day(day)));
    text_append(&out, locale->lang == LANG_KM ? S(" ម៉ោង ") : S(", "));
    put_int(&out, locale, of_day / 60, 2);
    text_append_char(&out, ':');
    put_int(&out, locale, of_day % 60, 2);
    return text_slice(&out);
}
