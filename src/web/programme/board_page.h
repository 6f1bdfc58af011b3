/* SPDX-License-Identifier: Apache-2.0 */
/* The promise board: every promise of the organisations the actor may see, with how far it is. */
#ifndef MLUP_WEB_BOARD_PAGE_H
#define MLUP_WEB_BOARD_PAGE_H

#include "web/programme/board_read.h"

/* GET /board and /api/v1/board.  Query: org, province, period, state, on (promise_view.h).  The finished numbers are
 * kept in the page cache until the store changes; a page's frame is made for every request. */
enum outcome board_page(struct web *web);

/* One part of a promise as a row of the board (templates/partials/promise_row), for other pages too. */
void board_add_row(struct web *web, const struct promise_state *state, size_t index, struct doc *rows);
/* strip_html and states[]: how many parts are in each state. */
void board_add_states(struct web *web, const struct board_view *view, struct doc *object);

#endif
