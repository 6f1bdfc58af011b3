/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/board_read.h"

#include "domain/programme/programme.h"
#include "web/ask.h"

struct board_ask board_ask_read(struct web *web) {
    struct board_ask ask = {0};
    struct slice state = http_query(web->http, S("state"));
    ask_only(web, "org province period state on");
    ask.query.province = ask_province(web);
    ask_period(web, &ask.query.grain, &ask.query.period);
    ask.org = ask_org(web, ACCESS_PROMISE);
    ask.has_status = promise_view_status_parse(state, &ask.status);
    if (state.len && !ask.has_status) ask_refuse(web, "state", TR("“{1}” is none of the choices."));
    return ask;
}

bool board_shows(const struct board_view *view, const struct promise_part_state *part) {
    return !view->ask.has_status || part->status == view->ask.status;
}

static void widen_period(struct board_view *view, const struct promise_period *period) {
    if (period->first_day < view->first_day) view->first_day = period->first_day;
    if (period->last_day > view->last_day) view->last_day = period->last_day;
}

/* Keeps the list in order of code, each once. */
static void add_province(struct web *web, struct board_view *view, struct slice code) {
    size_t at = 0;
    while (at < view->province_count && slice_compare(view->provinces[at], code) < 0) at++;
    if (at < view->province_count && slice_equal(view->provinces[at], code)) return;
    struct slice *more = arena_make(web->arena, struct slice, view->province_count + 1);
    if (at) memcpy(more, view->provinces, at * sizeof *more);
    more[at] = code;
    if (at < view->province_count) memcpy(more + at + 1, view->provinces + at, (view->province_count - at) * sizeof *more);
    view->provinces = more;
    view->province_count++;
}

static void note_agreement(struct web *web, struct board_view *view, const struct record *agreement) {
    if (!agreement) return;
    struct slice rest = agreement_of(agreement)->provinces.text, code;
    while (rest.len && slice_split(&rest, ',', &code)) add_province(web, view, code);
}

static void note_org(struct web *web, struct board_view *view, const struct promise_board *board) {
    const struct record *before = NULL;
    for (size_t i = 0; i < board->count; i++) {
        const struct promise_state *state = &board->promises[i];
        if (state->agreement != before) note_agreement(web, view, state->agreement);
        before = state->agreement;
        for (size_t k = 0; k < state->part_count; k++) {
            view->counts[state->parts[k].status]++;
            widen_period(view, &state->parts[k].part->period);
        }
    }
}

/* Grantees in the order of their promises' numbers. */
static int org_order(const void *left, const void *right) {
    const struct board_org *a = left, *b = right;
    return slice_compare(promise_view_number_of(a->board.promises[0].promise), promise_view_number_of(b->board.promises[0].promise));
}

bool board_read(struct web *web, struct board_view *view) {
    struct view allowed = web_view(web, &promise_type);
    *view = (struct board_view){.ask = board_ask_read(web), .first_day = INT64_MAX, .last_day = INT64_MIN};
    if (!allowed.allowed) return false;
    view->all_org_count = access_orgs(web->app->access, web->arena, web->actor, ACCESS_PROMISE, &view->all_orgs);
    view->orgs = arena_make(web->arena, struct board_org, view->all_org_count);
    for (size_t i = 0; i < view->all_org_count; i++) {
        struct uuid id = view->all_orgs[i].id;
        if (!uuid_is_zero(view->ask.org) && !uuid_equal(view->ask.org, id)) continue;
        struct promise_query query = view->ask.query;
        struct board_org org = {.org = view->all_orgs[i]};
        org.board = promise_view_board(web, &allowed, id, &query);
        org.today = query.today;
        if (org.board.count) view->orgs[view->org_count++] = org;
        note_org(web, view, &org.board);
    }
    if (view->org_count) qsort(view->orgs, view->org_count, sizeof *view->orgs, org_order);
    return true;
}
