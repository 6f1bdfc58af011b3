/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/ical/ical.h"

enum { LINE_OCTETS = 75 };

/* Appends a finished content line folded after RFC 5545 §3.1: CRLF and a blank, never inside a letter of
 * UTF-8. */
static void line_fold(struct text *out, struct slice line) {
    size_t at = 0, room = LINE_OCTETS;
    while (line.len - at > room) {
        size_t end = at + room;
        while (end > at && ((unsigned char)line.s[end] & 0xc0) == 0x80) {
            end--;
        }
        if (end == at) end = at + room; /* no text of ours: bytes that are no letter */
        text_append(out, slice_sub(line, at, end));
        text_append(out, S("\r\n "));
        at = end;
        room = LINE_OCTETS - 1; /* the blank counts */
    }
    text_append(out, slice_sub(line, at, line.len));
    text_append(out, S("\r\n"));
}

/* §3.3.11: backslash, semicolon and comma are escaped, line ends become \n; other controls are left out. */
static void text_escape(struct text *line, struct slice value) {
    for (size_t i = 0; i < value.len; i++) {
        char c = value.s[i];
        if (c == '\\' || c == ';' || c == ',') text_append_char(line, '\\');
        if (c == '\n')
            text_append(line, S("\\n"));
        else if ((unsigned char)c >= ' ' && c != 127)
            text_append_char(line, c);
    }
}

static void line_text(struct text *out, const char *name, struct slice value) {
    struct text line = TEXT_IN(out->arena);
    if (!value.len) return;
    text_printf(&line, "%s:", name);
    text_escape(&line, value);
    line_fold(out, text_slice(&line));
}

/* Values that are no text (§3.3): addresses and dates are not escaped. */
static void line_plain(struct text *out, const char *name, struct slice value) {
    struct text line = TEXT_IN(out->arena);
    if (!value.len) return;
    text_printf(&line, "%s:%.*s", name, SLICE_ARG(value));
    line_fold(out, text_slice(&line));
}

static struct slice day_digits(struct arena *arena, int64_t day) {
    struct date date = date_of_day(day);
    return arena_printf(arena, "%04d%02d%02d", date.year, date.month, date.day);
}

static void alarm_write(struct text *out, const struct ical_event *event) {
    if (event->remind_days <= 0) return;
    text_append(out, S("BEGIN:VALARM\r\nACTION:DISPLAY\r\n"));
    line_text(out, "DESCRIPTION", event->summary);
    line_plain(out, "TRIGGER", arena_printf(out->arena, "-P%lldD", (long long)event->remind_days));
    text_append(out, S("END:VALARM\r\n"));
}

static void event_write(struct text *out, const struct ical_calendar *calendar,
                        const struct ical_event *event) {
    struct arena *arena = out->arena;
    text_append(out, S("BEGIN:VEVENT\r\n"));
    line_text(out, "UID", arena_join(arena, uuid_format(arena, event->id), S("@mlup")));
    line_plain(out, "DTSTAMP", arena_join(arena, day_digits(arena, calendar->stamp_day), S("T000000Z")));
    line_plain(out, "DTSTART;VALUE=DATE", day_digits(arena, event->day));
    line_plain(out, "DTEND;VALUE=DATE",
               day_digits(arena, event->day + 1)); /* the day after: it is not part of it (§3.6.1) */
    line_text(out, "SUMMARY", event->summary);
    line_text(out, "DESCRIPTION", event->description);
    line_text(out, "CATEGORIES", event->category);
    line_plain(out, "URL", event->url);
    text_append(out, S("TRANSP:TRANSPARENT\r\n"));
    alarm_write(out, event);
    text_append(out, S("END:VEVENT\r\n"));
}

void ical_write(struct text *out, const struct ical_calendar *calendar) {
    text_append(
        out, S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Mlup//Deadlines//EN\r\nCALSCALE:GREGORIAN\r\n"));
    line_text(out, "X-WR-CALNAME", calendar->name);
    text_append(out, S("REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n"));
    for (size_t i = 0; i < calendar->count; i++) {
        event_write(out, calendar, &calendar->events[i]);
    }
    text_append(out, S("END:VCALENDAR\r\n"));
}
