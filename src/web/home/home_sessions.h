/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions that wait for somebody: planned ones, held ones of which nothing was entered, and those promised to a place. */
#ifndef MLUP_WEB_HOME_SESSIONS_H
#define MLUP_WEB_HOME_SESSIONS_H

#include "web/programme/board_read.h"
#include "web/training/training_load.h"

enum { HOME_SESSIONS_MAX = 8 };

/* Planned from today on, the next first; planned for a day that has passed, the oldest first.  At most
 * HOME_SESSIONS_MAX records. */
size_t home_sessions_coming(struct web *web, struct record **sessions);
size_t home_sessions_overdue(struct web *web, struct record **sessions);
/* Held, with neither attendance nor head counts; newest first.  *total says how many of the actor's own
 * organisation the actor may see. */
size_t home_sessions_empty(struct web *web, struct record **sessions, int64_t *total);
/* The same number for any organisation of the actor's view; 0 for others. */
int64_t home_sessions_empty_count(struct web *web, struct uuid org);
/* Adds a block (heading, about, items[], more) for each part of a promise that counts by place and misses some.  A place
 * leads to the form of what is missing there, for who may enter it. */
void home_missing_add(struct web *web, const struct board_view *view, struct doc *blocks);

#endif
