/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose turn it is in the queue after an arrival: how urgent somebody's needs are, and an order by what is
 * urgent and by who came first.  A family stands together, at the place of its most urgent member, since its
 * first one came. Pure.
 */
#ifndef MLUP_DOMAIN_ARRIVAL_TURN_H
#define MLUP_DOMAIN_ARRIVAL_TURN_H

#include "domain/arrival/queue.h"

enum urgency { URGENT_NOT, URGENT_SOON, URGENT_FIRST, URGENT_NOW, URGENCIES };

/* Of codes of urgent_need, joined by commas: that of the most urgent one. */
enum urgency urgency_of(struct slice needs);

struct turn {
    struct record *place, *file; /* file NULL: the reader does not see it */
    enum urgency own, urgency;   /* the person's; the family's */
    int64_t came_ms;             /* of the first of the family */
};

struct turn turn_of(struct record *place, struct record *file);
void turns_order(struct turn *turns, size_t count);
/* How many of the ordered turns stand together from this one on: a family, or one. */
size_t turns_together(const struct turn *turns, size_t count, size_t from);

#endif
