/* SPDX-License-Identifier: Apache-2.0 */
/* The cascade as a tree: trainers, whom they taught, who of those teaches again. */
#ifndef MLUP_WEB_CASCADE_PAGE_H
#define MLUP_WEB_CASCADE_PAGE_H

#include "domain/cascade/cascade_read.h"
#include "web/web.h"

enum outcome cascade_page(struct web *web); /* GET /cascade, /api/v1/cascade */

/* For the page of one trainer too: "28 / 30 people", "Room for 2", "Last visit 3 Feb 2018", … */
struct slice cascade_load_text(struct web *web, const struct cascade_trainer *trainer);
struct slice cascade_room_text(struct web *web, const struct cascade_trainer *trainer);
/* Badge of the room: done when full, bad when over, open otherwise. */
struct slice cascade_room_badge(const struct cascade_trainer *trainer);
struct slice cascade_visit_text(struct web *web, const struct cascade_trainer *trainer);
/* "61 % of 28 checks in use"; empty when nothing was checked. */
struct slice cascade_use_text(struct web *web, struct cascade_use use);
/* The bar of load against capacity; empty without a capacity. */
void cascade_bar(struct web *web, struct doc *object, const struct cascade_trainer *trainer);
/* The day the numbers speak of: that of the organisation's promises. */
int64_t cascade_day(struct web *web, struct uuid org);

#endif
