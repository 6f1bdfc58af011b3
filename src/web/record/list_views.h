/* SPDX-License-Identifier: Apache-2.0 */
/* Saved views: a user's own names for questions to a list. */
#ifndef MLUP_WEB_LIST_VIEWS_H
#define MLUP_WEB_LIST_VIEWS_H

#include "web/web.h"

/* Sets `views` in web->view: {items[] {label, href, current, delete_action, version}, save_action, query}. */
void list_views_add(struct web *web, const struct record_type *type);

#endif
