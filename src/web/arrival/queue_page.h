/* SPDX-License-Identifier: Apache-2.0 */
/* Who waits after an arrival, most urgent first, and who has taken whom over. */
#ifndef MLUP_WEB_ARRIVAL_QUEUE_PAGE_H
#define MLUP_WEB_ARRIVAL_QUEUE_PAGE_H

#include "web/web.h"

enum outcome queue_page(struct web *web); /* GET /arrivals/queue, /api/v1/arrivals/queue */
enum outcome queue_step(struct web *web); /* POST /arrivals/queue: one place, or a family, a step on */
/* POST /arrivals/{id}/queue: files of the arrival that have no place yet */
enum outcome queue_fill(struct web *web);
/* The page as the queue is now, for a step that was refused. */
void queue_show(struct web *web);

/* Links on the page of an arrival and on the list of arrivals (record_extra.h). */
void arrival_actions(struct web *web, const struct record *record, struct doc *actions);
void arrivals_link(struct web *web, struct doc *actions);

#endif
