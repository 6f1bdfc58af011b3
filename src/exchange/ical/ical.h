/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deadlines as an iCalendar (RFC 5545): all-day events, lines of at most 75 octets that never break a letter,
 * texts escaped.  Pure: the same events give the same bytes, so that an entity tag can stand for them.
 */
#ifndef MLUP_EXCHANGE_ICAL_H
#define MLUP_EXCHANGE_ICAL_H

#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"

struct ical_event {
    struct uuid id;
    int64_t day;                                      /* since 1970 */
    struct slice summary, description, url, category; /* all but the first may be empty */
    int64_t remind_days;                              /* an alarm so many days before; 0: none */
};

struct ical_calendar {
    struct slice name;
    int64_t stamp_day; /* DTSTAMP: the day the calendar was made */
    const struct ical_event *events;
    size_t count;
};

/* Appends the whole calendar. */
void ical_write(struct text *out, const struct ical_calendar *calendar);

#endif
