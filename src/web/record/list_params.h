/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The query of an address as a question to the store: what lists, exports and the API understand alike.
 *
 *   q=words  sort=field or sort=-field  limit=50  cursor=…  page=3  org=ID  deleted=1 or deleted=only
 *   FIELD=value  FIELD.OP=value  with OP one of ne lt gt le ge has within empty filled
 *
 * Values are read as a person types them (Khmer digits, 7/3/2016).  A parameter without a value asks nothing.  What is
 * not known is refused by name: a filter that is dropped silently would show the wrong people.
 */
#ifndef MLUP_WEB_LIST_PARAMS_H
#define MLUP_WEB_LIST_PARAMS_H

#include "store/query.h"
#include "web/web.h"

enum { LIST_LIMIT_DEFAULT = 50 };

/* The query of the request's address for lists of the type; false after at least one refusal, all are collected. */
bool list_params_read(struct web *web, const struct record_type *type, struct list_query *query, struct refusal *refusal);
/* The same from decoded pairs; pure.  The type's own order is taken when none is asked for. */
bool list_params_parse(struct arena *arena, const struct record_type *type, struct http_pairs pairs,
                       struct list_query *query, struct refusal *refusal);
/* True for a parameter that says how a page looks and not what the list holds (lang, cols, done, view). */
bool list_param_is_furniture(struct slice name);

#endif
