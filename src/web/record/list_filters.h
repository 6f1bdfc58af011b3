/* SPDX-License-Identifier: Apache-2.0 */
/* The bar above a list: search, one control for each filterable field, organisation, page size, columns. */
#ifndef MLUP_WEB_LIST_FILTERS_H
#define MLUP_WEB_LIST_FILTERS_H

#include "web/record/list_params.h"
#include "web/record/record_text.h"

/* Sets `filters` in web->view (templates/partials/filters.mustache). */
void list_filters_add(struct web *web, struct record_names *names, const struct view *view, const struct list_query *query);
/* A place typed into the bar without choosing it (NAME.text) as a filter of the query; false after a refusal. */
bool list_filters_resolve(struct web *web, struct list_query *query);
/* Sets `column_choices` in web->view: every field as a box, those shown ticked. */
void list_columns_add(struct web *web, const struct view *view, const struct record_type *type, uint64_t shown);
/* The columns of "cols=a,b"; 0 when it names none. */
uint64_t list_columns_read(struct web *web, const struct view *view, const struct record_type *type);

#endif
