/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/dhis2_period.h"

enum { WEEK_DAYS = 7, OCTOBER = 9, YEAR_MIN = 1900, YEAR_MAX = 2999 };

static const struct {
    struct slice code;
    int months;
    const char *adx;
} types[] = {
    [DHIS2_WEEKLY] = {S_INIT("weekly"), 0, "P7D"},
    [DHIS2_MONTHLY] = {S_INIT("monthly"), 1, "P1M"},
    [DHIS2_QUARTERLY] = {S_INIT("quarterly"), 3, "P3M"},
    [DHIS2_SIX_MONTHLY] = {S_INIT("six_monthly"), 6, "P6M"},
    [DHIS2_YEARLY] = {S_INIT("yearly"), 12, "P1Y"},
    [DHIS2_FINANCIAL_OCTOBER] = {S_INIT("financial_october"), 12, "P1Y"},
};

bool dhis2_period_type_parse(struct slice code, enum dhis2_period_type *type) {
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (slice_equal(code, types[i].code)) return *type = (enum dhis2_period_type)i, true;
    }
    return false;
}

static bool year_parse(struct slice text, int64_t *year) {
    return text.len == 4 && slice_to_int64(text, year) && *year >= YEAR_MIN && *year <= YEAR_MAX;
}

static bool part_parse(struct slice text, size_t digits, int64_t max, int64_t *part) {
    return text.len == digits && slice_to_int64(text, part) && *part >= 1 && *part <= max;
}

/* The Monday of the week that a day lies in; 1 January 1970 was a Thursday. */
static int64_t monday_of(int64_t day) {
    int64_t since = (day + 3) % WEEK_DAYS;
    return day - (since < 0 ? since + WEEK_DAYS : since);
}

/* The first week of a year is the one with its 4 January. */
static int64_t first_monday(int64_t year) {
    return monday_of(date_first_day((struct date){(int16_t)year, 1, 4, DATE_DAY}));
}

/* "W5": false for week 53 of a year that has none. */
static bool week_parse(struct slice rest, int64_t year, int64_t *monday) {
    int64_t week;
    bool good = slice_starts(rest, S("W")) && rest.len <= 3 &&
                slice_to_int64(slice_sub(rest, 1, rest.len), &week) && week >= 1 && week <= 53;
    if (!good) return false;
    *monday = first_monday(year) + (week - 1) * WEEK_DAYS;
    return *monday < first_monday(year + 1);
}

bool dhis2_period_parse(struct slice text, enum dhis2_period_type type, struct dhis2_period *period) {
    int64_t year, part = 1;
    struct slice rest = slice_sub(text, 4, text.len);
    bool good = year_parse(slice_sub(text, 0, 4), &year);
    if (good && type == DHIS2_WEEKLY) {
        period->type = type;
        return week_parse(rest, year, &period->first);
    }
    switch (type) {
    case DHIS2_WEEKLY: break;
    case DHIS2_MONTHLY: good = good && part_parse(rest, 2, 12, &part); break;
    case DHIS2_QUARTERLY:
        good = good && slice_starts(rest, S("Q")) && part_parse(slice_sub(rest, 1, rest.len), 1, 4, &part);
        break;
    case DHIS2_SIX_MONTHLY:
        good = good && slice_starts(rest, S("S")) && part_parse(slice_sub(rest, 1, rest.len), 1, 2, &part);
        break;
    case DHIS2_YEARLY: good = good && rest.len == 0; break;
    case DHIS2_FINANCIAL_OCTOBER: good = good && slice_equal(rest, S("Oct")); break;
    }
    if (!good) return false;
    int64_t month = type == DHIS2_FINANCIAL_OCTOBER ? OCTOBER : (part - 1) * types[type].months;
    *period = (struct dhis2_period){type, year * 12 + month};
    return true;
}

struct dhis2_period dhis2_period_of_day(enum dhis2_period_type type, int64_t day) {
    struct date date = date_of_day(day);
    if (type == DHIS2_WEEKLY) return (struct dhis2_period){type, monday_of(day)};
    int64_t month = date.year * 12 + date.month - 1, shift = type == DHIS2_FINANCIAL_OCTOBER ? OCTOBER : 0;
    return (struct dhis2_period){type, (month - shift) / types[type].months * types[type].months + shift};
}

struct dhis2_period dhis2_period_next(struct dhis2_period period) {
    period.first += period.type == DHIS2_WEEKLY ? WEEK_DAYS : types[period.type].months;
    return period;
}

int64_t dhis2_period_first_day(struct dhis2_period period) {
    if (period.type == DHIS2_WEEKLY) return period.first;
    return date_first_day(
        (struct date){(int16_t)(period.first / 12), (uint8_t)(period.first % 12 + 1), 1, DATE_DAY});
}

int64_t dhis2_period_last_day(struct dhis2_period period) {
    return dhis2_period_first_day(dhis2_period_next(period)) - 1;
}

/* A week belongs to the year of its Thursday. */
static struct slice week_format(struct arena *arena, int64_t monday) {
    int year = date_of_day(monday + 3).year;
    return arena_printf(arena, "%04dW%lld", year, (long long)((monday - first_monday(year)) / WEEK_DAYS + 1));
}

struct slice dhis2_period_format(struct arena *arena, struct dhis2_period period) {
    int year = (int)(period.first / 12), month = (int)(period.first % 12);
    switch (period.type) {
    case DHIS2_WEEKLY: return week_format(arena, period.first);
    case DHIS2_MONTHLY: return arena_printf(arena, "%04d%02d", year, month + 1);
    case DHIS2_QUARTERLY: return arena_printf(arena, "%04dQ%d", year, month / 3 + 1);
    case DHIS2_SIX_MONTHLY: return arena_printf(arena, "%04dS%d", year, month / 6 + 1);
    case DHIS2_YEARLY: return arena_printf(arena, "%04d", year);
    case DHIS2_FINANCIAL_OCTOBER: return arena_printf(arena, "%04dOct", year);
    }
    return S("");
}

struct slice dhis2_period_format_adx(struct arena *arena, struct dhis2_period period) {
    return arena_printf(arena, "%.*s/%s",
                        SLICE_ARG(date_format_iso(arena, date_of_day(dhis2_period_first_day(period)))),
                        types[period.type].adx);
}
