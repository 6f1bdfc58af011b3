/* SPDX-License-Identifier: Apache-2.0 */
/* A group that has met on paper goes on here: its books are entered on one page, compared, taken over in one
 * entry, and taken back while nothing followed. */
#ifndef MLUP_WEB_TAKEOVER_PAGE_H
#define MLUP_WEB_TAKEOVER_PAGE_H

#include "web/web.h"

enum outcome takeover_page(struct web *web); /* GET /savings-groups/{id}/takeover and its JSON twin */
enum outcome takeover_post(struct web *web); /* do: save, post or undo */

/* On the page of a group: for who may enter its books, until it has met here. */
void takeover_action(struct web *web, const struct record *group, struct doc *actions);

#endif
