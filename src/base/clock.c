/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include "base/log.h"

enum { MS_PER_DAY = 86400000, CAMBODIA_OFFSET_MS = 7 * 3600 * 1000 };

int64_t clock_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool year_is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && year_is_leap(year) ? 29 : days[month - 1];
}

static int64_t day_of_civil(int year, int month, int day) {
    int64_t shifted = month <= 2 ? year - 1 : year;
    int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date date_of_day(int64_t day) {
    int64_t shifted = day + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_shifted = (5 * day_of_year + 2) / 153;
    int64_t month = month_shifted < 10 ? month_shifted + 3 : month_shifted - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2);
    return (struct date){(int16_t)year, (uint8_t)month,
                         (uint8_t)(day_of_year - (153 * month_shifted + 2) / 5 + 1), DATE_DAY};
}

static bool digits_parse(struct slice text, size_t from, size_t len, int *number) {
    int64_t parsed;
    if (text.len < from + len || text.s[from] == '-') return false;
    if (!slice_to_int64(slice_sub(text, from, from + len), &parsed)) return false;
    *number = (int)parsed;
    return true;
}

bool date_parse_iso(struct slice text, struct date *date) {
    int year = 0, month = 0, day = 0;
    if (text.len != 4 && text.len != 7 && text.len != 10) return false;
    if (!digits_parse(text, 0, 4, &year) || year < 1000 || year > 2999) return false;
    if (text.len >= 7) {
        if (text.s[4] != '-' || !digits_parse(text, 5, 2, &month) || month < 1 || month > 12) return false;
    }
    if (text.len == 10) {
        if (text.s[7] != '-' || !digits_parse(text, 8, 2, &day)) return false;
        if (day < 1 || day > date_days_in_month(year, month)) return false;
    }
    uint8_t precision = text.len == 10 ? DATE_DAY : text.len == 7 ? DATE_MONTH : DATE_YEAR;
    *date = (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day, precision};
    return true;
}

struct slice date_format_iso(struct arena *arena, struct date date) {
    switch ((enum date_precision)date.precision) {
    case DATE_NONE: return S("");
    case DATE_YEAR: return arena_printf(arena, "%04d", date.year);
    case DATE_MONTH: return arena_printf(arena, "%04d-%02d", date.year, date.month);
    case DATE_DAY: return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
    }
    BUG("date precision %d", date.precision);
}

int64_t date_first_day(struct date date) {
    return day_of_civil(date.year, date.precision >= DATE_MONTH ? date.month : 1,
                        date.precision >= DATE_DAY ? date.day : 1);
}

int64_t date_last_day(struct date date) {
    int month = date.precision >= DATE_MONTH ? date.month : 12;
    return day_of_civil(date.year, month,
                        date.precision >= DATE_DAY ? date.day : date_days_in_month(date.year, month));
}

static int64_t day_of_ms(int64_t ms) {
    return ms / MS_PER_DAY - (ms % MS_PER_DAY < 0);
}

struct date date_of_ms(int64_t ms) {
    return date_of_day(day_of_ms(ms));
}

int64_t clock_day_of_ms(int64_t ms) {
    return day_of_ms(ms + CAMBODIA_OFFSET_MS);
}

int64_t clock_day_begin_ms(int64_t day) {
    return day * MS_PER_DAY - CAMBODIA_OFFSET_MS;
}

struct date clock_today(void) {
    return date_of_day(clock_day_of_ms(clock_now_ms()));
}

bool date_equal(struct date a, struct date b) {
    return a.year == b.year && a.month == b.month && a.day == b.day && a.precision == b.precision;
}

int date_years_between(struct date birth, struct date on) {
    struct date from = date_of_day(date_first_day(birth)), to = date_of_day(date_first_day(on));
    bool before_birthday = to.month < from.month || (to.month == from.month && to.day < from.day);
    return to.year - from.year - before_birthday;
}

bool instant_parse_iso(struct slice text, int64_t *ms) {
    struct date date;
    int hour, minute, second, milli = 0;
    if (text.len != 20 && text.len != 24) return false;
    if (!date_parse_iso(slice_sub(text, 0, 10), &date)) return false;
    if (text.s[10] != 'T' || text.s[13] != ':' || text.s[16] != ':' || text.s[text.len - 1] != 'Z') return false;
    if (!digits_parse(text, 11, 2, &hour) || !digits_parse(text, 14, 2, &minute)) return false;
    if (!digits_parse(text, 17, 2, &second)) return false;
    if (text.len == 24 && (text.s[19] != '.' || !digits_parse(text, 20, 3, &milli))) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    *ms = date_first_day(date) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + milli;
    return true;
}

static void write_digits(char *to, int number, int count) {
    for (int i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* By hand: every record of every list has two. */
struct slice instant_format_iso(struct arena *arena, int64_t ms) {
    struct date date = date_of_ms(ms);
    int64_t rest = ms - date_first_day(date) * MS_PER_DAY;
    int second = (int)(rest / 1000);
    char text[] = "0000-00-00T00:00:00.000Z";
    write_digits(text, date.year, 4);
    write_digits(text + 5, date.month, 2);
    write_digits(text + 8, date.day, 2);
    write_digits(text + 11, second / 3600, 2);
    write_digits(text + 14, second / 60 % 60, 2);
    write_digits(text + 17, second % 60, 2);
    write_digits(text + 20, (int)(rest % 1000), 3);
    return arena_copy(arena, slice_of(text));
}

uint64_t hlc_next(struct hlc *hlc, int64_t now_ms) {
    uint64_t wall = (uint64_t)now_ms << 16;
    hlc->latest = wall > hlc->latest ? wall : hlc->latest + 1;
    return hlc->latest;
}

void hlc_see(struct hlc *hlc, uint64_t stamp) {
    if (stamp > hlc->latest) hlc->latest = stamp;
}

int64_t hlc_ms(uint64_t stamp) {
    return (int64_t)(stamp >> 16);
}
