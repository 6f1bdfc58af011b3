/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a view lets its actor see: which organisations, how much of a record, made by whom.  The conditions are for those
 * who write a statement of their own (counts and joins that query.h has no words for): it reads one organisation that
 * the view has, only what the view's creators made, and no field above view_max.
 */
#ifndef MLUP_STORE_VIEW_H
#define MLUP_STORE_VIEW_H

#include "base/text.h"
#include "catalogue/record.h"
#include "store/actor.h"
#include "store/db.h"

/* True when the view holds records of the organisation. */
bool view_has(const struct view *view, struct uuid org);
/* The highest class of fields that the view shows of the organisation's records of a type. */
enum sensitivity view_max(const struct view *view, const struct record_type *type, struct uuid org);
/* The fields above it, as bits. */
uint64_t view_hidden(const struct view *view, const struct record_type *type, struct uuid org);
/* Adds " AND COLUMN IN (…)" for the view's creators, with parameters from ?first on; nothing when the view holds
 * everybody's records.  `column` is a `created_by`. */
void view_add_creators(struct text *sql, const struct view *view, const char *column, size_t first);
/* Binds what view_add_creators asked for. */
void view_bind_creators(struct db_query *query, const struct view *view, size_t first);

#endif
