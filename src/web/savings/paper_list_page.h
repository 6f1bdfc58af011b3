/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MLUP_WEB_PAPER_LIST_PAGE_H
#define MLUP_WEB_PAPER_LIST_PAGE_H

#include "web/web.h"

enum outcome paper_list_page(struct web *web); /* GET /savings-groups/paper-books */
enum outcome paper_list_post(struct web *web); /* POST the same: do is check or post */
enum outcome
paper_list_template(struct web *web); /* GET /savings-groups/paper-books/template: an empty list */
/* Among the actions of the list of groups, for who may take books over. */
void paper_list_link(struct web *web, struct doc *actions);

#endif
