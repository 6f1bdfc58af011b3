/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions that were held and of which nothing was entered: neither attendance nor head counts. */
#ifndef MLUP_DOMAIN_TRAINING_SESSIONS_EMPTY_H
#define MLUP_DOMAIN_TRAINING_SESSIONS_EMPTY_H

#include "store/actor.h"
#include "store/db.h"

/* How many of them the view (of sessions) has in the organisation; 0 when it does not have the organisation. */
int64_t sessions_empty_count(struct arena *arena, struct db *db, const struct view *view, struct uuid org);
/* Their ids, newest first, at most `max`. */
size_t sessions_empty_list(struct arena *arena, struct db *db, const struct view *view, struct uuid org,
                           struct uuid *ids, size_t max);

#endif
