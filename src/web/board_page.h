/* SPDX-License-Identifier: Apache-2.0 */
/* The promise board: every promise of the organisations the actor may see, with how far it is. */
#ifndef MLUP_WEB_BOARD_PAGE_H
#define MLUP_WEB_BOARD_PAGE_H

#include "web/web.h"

/* GET /board and /api/v1/board.  Query: org, province, period, state, on (promise_view.h).  The finished numbers are
 * kept in the page cache until the store changes; a page's frame is made for every request. */
enum outcome board_page(struct web *web);

#endif
