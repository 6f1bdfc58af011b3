/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A view for those who write a statement of their own (counts and joins that query.h has no words for).  Such a
 * statement reads one organisation that the view has, and only the view's creators; which fields it may name is the
 * caller's to decide.
 */
#ifndef MLUP_STORE_VIEW_H
#define MLUP_STORE_VIEW_H

#include "base/text.h"
#include "store/actor.h"
#include "store/db.h"

/* True when the view holds records of the organisation. */
bool view_has(const struct view *view, struct uuid org);
/* Adds " AND COLUMN IN (…)" for the view's creators, with parameters from ?first on; nothing when the view holds
 * everybody's records.  `column` is a `created_by`. */
void view_add_creators(struct text *sql, const struct view *view, const char *column, size_t first);
/* Binds what view_add_creators asked for. */
void view_bind_creators(struct db_query *query, const struct view *view, size_t first);

#endif
