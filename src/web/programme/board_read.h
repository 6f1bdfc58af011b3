/* SPDX-License-Identifier: Apache-2.0 */
/* What the board shows, read once and written as a page (board_page.c) or as JSON (board_json.c). */
#ifndef MLUP_WEB_BOARD_READ_H
#define MLUP_WEB_BOARD_READ_H

#include "web/programme/promise_view.h"

/* What the address asks for; wrong values ask for nothing. */
struct board_ask {
    struct promise_query query; /* without org and today */
    struct uuid org;            /* zero: all */
    bool has_status;
    enum promise_status status;
};

struct board_org {
    struct org_entry org;
    int64_t today; /* the day its numbers speak of */
    struct promise_board board;
};

struct board_view {
    struct board_ask ask;
    struct org_entry *all_orgs; /* for the filter */
    size_t all_org_count;
    struct board_org *orgs; /* those shown, in the order of their promises */
    size_t org_count;
    size_t counts[PROMISE_STATUSES]; /* parts in each state, whatever state is asked for */
    int64_t first_day, last_day;     /* of all periods; first > last: there are none */
    struct slice *provinces;         /* of the agreements, by code */
    size_t province_count;
};

struct board_ask board_ask_read(struct web *web);
/* False when promises do not exist for the actor. */
bool board_read(struct web *web, struct board_view *view);
/* Whether the part is shown under the asked state. */
bool board_shows(const struct board_view *view, const struct promise_part_state *part);

/* The board as JSON, into `object`. */
void board_write_json(struct web *web, const struct board_view *view, struct doc *object);
/* One promise with its parts, as on the board; also for its own page. */
void board_write_promise(struct web *web, const struct promise_state *state, struct doc *object);

#endif
