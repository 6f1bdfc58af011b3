/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time is UTC milliseconds since 1970 (`_ms`); a date is a calendar day of the proleptic Gregorian calendar with a
 * precision, because a birth date is often only a year.  Date arithmetic after Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms" (days_from_civil, civil_from_days).
 */
#ifndef MLUP_BASE_CLOCK_H
#define MLUP_BASE_CLOCK_H

#include "base/arena.h"

enum date_precision { DATE_NONE, DATE_YEAR, DATE_MONTH, DATE_DAY };

struct date {
    int16_t year;
    uint8_t month, day; /* 1.. ; 0 where the precision does not reach */
    uint8_t precision;  /* enum date_precision */
};

/* Wall clock, UTC milliseconds. */
int64_t clock_now_ms(void);
/* For measuring only; never goes back. */
int64_t clock_monotonic_ns(void);

/* "2016", "2016-03" or "2016-03-07" (ISO 8601 with reduced precision); false for anything else, for days that do
 * not exist and for years outside 1000..2999. */
bool date_parse_iso(struct slice text, struct date *date);
/* The ISO form, as long as the precision; empty for DATE_NONE. */
struct slice date_format_iso(struct arena *arena, struct date date);
/* Days since 1970-01-01 of the first day the date can mean (a year: 1 January). */
int64_t date_first_day(struct date date);
/* The last day the date can mean. */
int64_t date_last_day(struct date date);
struct date date_of_day(int64_t day);
/* The UTC day of an instant; offices in Cambodia pass +7 h themselves (see clock_today). */
struct date date_of_ms(int64_t ms);
/* Today in Cambodia (UTC+7, no summer time): the day that forms mean by "today". */
struct date clock_today(void);
/* The day in Cambodia of an instant, and the instant at which a day begins there. */
int64_t clock_day_of_ms(int64_t ms);
int64_t clock_day_begin_ms(int64_t day);
bool date_equal(struct date a, struct date b);
/* Whole years between the first day of `birth` and the first day of `on`; negative when born after. */
int date_years_between(struct date birth, struct date on);
int date_days_in_month(int year, int month);

/* "2016-03-07T08:30:00Z" with optional milliseconds. */
bool instant_parse_iso(struct slice text, int64_t *ms);
struct slice instant_format_iso(struct arena *arena, int64_t ms);

/*
 * Hybrid logical clock (Kulkarni et al. 2014): 48 bits of milliseconds, 16 bits of counter, in one number that
 * orders changes of several nodes consistently with what each had seen.
 */
struct hlc {
    uint64_t latest;
};
/* The next stamp for an event of this node: greater than every stamp given or seen before. */
uint64_t hlc_next(struct hlc *hlc, int64_t now_ms);
/* Takes note of a stamp of another node. */
void hlc_see(struct hlc *hlc, uint64_t stamp);
int64_t hlc_ms(uint64_t stamp);

#endif
