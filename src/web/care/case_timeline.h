/* SPDX-License-Identifier: Apache-2.0 */
/* All parts of a file, whatever they are, by day. */
#ifndef MLUP_WEB_CASE_TIMELINE_H
#define MLUP_WEB_CASE_TIMELINE_H

#include "web/care/case_view.h"
#include "web/record/record_text.h"

struct case_event {
    struct record *record;
    int64_t day; /* since 1970: the first day that the record says, else that of its making */
};

/* Every live part that the view shows; those of a kind stand together (as query_reveal_whole wants them). */
size_t case_events(struct web *web, const struct record *file, struct case_event **events);
/* Newest first. */
void case_events_sort(struct case_event *events, size_t count);
/* Adds days of the events to `days`: {day_text, entries[] {entry_kind, entry_text, entry_who, entry_href}},
 * at most `max` events. */
struct doc *case_timeline_add(struct web *web, struct case_names *names, struct doc *days,
                              const struct case_event *events, size_t count, size_t max,
                              void (*more)(struct web *web, const struct record *record, struct doc *entry));
/* The kinds of parts that the actor may add, as {add_href, add_text}. */
void case_parts_to_add(struct web *web, const struct record *file, struct doc *links);

#endif
