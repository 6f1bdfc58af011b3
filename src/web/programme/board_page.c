/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The board changes only when the store does, and many look at it: its finished inner part (or JSON) is kept in the page
 * cache under everything it depends on.  It must never hold anything of one user: name, form token and menu are
 * the frame's (furniture.h), made for every request.
 */
#include "web/programme/board_page.h"

#include "base/log.h"
#include "web/furniture.h"
#include "web/markup/html.h"
#include "web/markup/svg_chart.h"
#include "web/page_cache.h"
#include "web/programme/board_read.h"

/* ---- rows ---- */

static struct slice bar_words(struct web *web, const struct promise_part_state *part, struct slice actual) {
    const struct promise_rule *rule = part->part->rule;
    if (!part->has_target) return actual;
    return web_tr_fill(web, TR("{1} of {2}"), actual, promise_view_amount(web, rule, part->target));
}

static void row_set_bar(struct web *web, const struct promise_part_state *part, bool whole, struct doc *row) {
    struct text out = TEXT_IN(web->arena);
    bool counted = part->status != STATUS_NOT_RECORDED && !(part->totals_only && (!whole || part->is_small));
    const struct promise_rule *rule = part->part->rule;
    struct svg_bar bar = {
        .title = counted ? bar_words(web, part, promise_view_amount(web, rule, part->shown)) : web_tr(web, part->totals_only ? TR("Not told") : TR("Not yet recorded")),
        .actual = counted ? part->shown : 0,
        .target = counted && part->has_target ? part->target : 0,
        .planned = counted && whole ? part->planned : 0,
    };
    if (bar.planned) bar.desc = web_tr_fill(web, TR("Planned by now: {1}"), promise_view_amount(web, rule, part->planned), S(""));
    svg_bar_target(&out, &bar);
    html_set_doc(web->arena, row, S("bar_html"), html_of(&out));
}

static void row_set_spark(struct web *web, const struct promise_part_state *part, struct doc *row) {
    struct text out = TEXT_IN(web->arena);
    if (part->status != STATUS_NOT_RECORDED && !part->totals_only) svg_spark(&out, web_tr(web, TR("By month, the last twelve")), part->trend, PROMISE_TREND_MONTHS);
    html_set_doc(web->arena, row, S("spark_html"), html_of(&out));
}

static void row_set_numbers(struct web *web, const struct promise_part_state *part, bool whole, struct doc *row) {
    const struct promise_rule *rule = part->part->rule;
    bool counted = part->status != STATUS_NOT_RECORDED;
    struct slice actual = counted ? promise_view_amount(web, rule, part->shown) : S("–");
    if (part->totals_only) actual = !whole ? S("–") : part->is_small ? slice_of(promise_small_text(part)) : actual;
    doc_set_text(web->arena, row, S("actual_text"), actual);
    doc_set_text(web->arena, row, S("target_text"), part->has_target ? promise_view_amount(web, rule, part->target) : S(""));
    bool amended = part->has_target && part->target != part->target_original;
    struct slice original = promise_view_amount(web, rule, part->target_original);
    doc_set_text(web->arena, row, S("amended_text"), amended ? web_tr_fill(web, TR("amended, as signed {1}"), original, S("")) : S(""));
    doc_set_text(web->arena, row, S("unit"), promise_view_unit(web, part->part->part));
    doc_set_text(web->arena, row, S("state"), promise_view_badge(part->status));
    doc_set_text(web->arena, row, S("state_text"), web_tr(web, promise_view_status_text(part->status)));
    struct slice last = S("");
    if (part->has_last_day) last = promise_view_day(web, part->last_day);
    else if (counted && !part->totals_only) last = web_tr(web, TR("no record so far"));
    doc_set_text(web->arena, row, S("last_text"), last);
}

static void add_row(struct web *web, const struct promise_state *state, size_t index, bool whole, struct doc *rows) {
    const struct promise_part_state *part = &state->parts[index];
    struct doc *row = doc_add_object(web->arena, rows);
    struct slice title = promise_view_title(web, state->promise), label = promise_view_label(web, part->part->part);
    struct slice id = uuid_format(web->arena, state->promise->id);
    doc_set_text(web->arena, row, S("code"), index ? S("") : promise_view_number_of(state->promise));
    doc_set_text(web->arena, row, S("href"), arena_printf(web->arena, "/promises/%.*s%s", SLICE_ARG(id), index ? arena_printf(web->arena, "#part-%zu", index + 1).s : ""));
    doc_set_text(web->arena, row, S("title"), index ? label : title);
    doc_set_text(web->arena, row, S("subtitle"), index || slice_equal_nocase(title, label) ? S("") : label);
    row_set_bar(web, part, whole, row);
    row_set_spark(web, part, row);
    row_set_numbers(web, part, whole, row);
}

void board_add_row(struct web *web, const struct promise_state *state, size_t index, struct doc *rows) {
    add_row(web, state, index, true, rows);
}

/* ---- grantees and agreements ---- */

static struct doc *rows_of_agreement(struct web *web, const struct record *agreement, struct doc *agreements) {
    struct doc *item = doc_add_object(web->arena, agreements);
    doc_set_text(web->arena, item, S("agreement"), promise_view_agreement(web, agreement));
    struct slice href = S("");
    if (agreement) href = arena_join(web->arena, S("/agreements/"), uuid_format(web->arena, agreement->id));
    doc_set_text(web->arena, item, S("agreement_href"), href);
    return doc_set_array(web->arena, item, S("rows"));
}

static bool was_seen(const struct promise_board *board, size_t before, const struct record *agreement) {
    for (size_t i = 0; i < before; i++) {
        if (board->promises[i].agreement == agreement) return true;
    }
    return false;
}

static void add_agreement(struct web *web, const struct board_view *view, const struct promise_board *board, size_t first,
                          struct doc *agreements) {
    const struct record *agreement = board->promises[first].agreement;
    const struct promise_query *query = &view->ask.query;
    bool whole = query->grain == GRAIN_ALL && query->province.len == 0;
    struct doc *rows = NULL;
    for (size_t i = first; i < board->count; i++) {
        if (board->promises[i].agreement != agreement) continue;
        for (size_t k = 0; k < board->promises[i].part_count; k++) {
            if (!board_shows(view, &board->promises[i].parts[k])) continue;
            if (!rows) rows = rows_of_agreement(web, agreement, agreements);
            add_row(web, &board->promises[i], k, whole, rows);
        }
    }
}

static void add_grantee(struct web *web, const struct board_view *view, const struct board_org *org, struct doc *grantees) {
    struct doc *item = doc_new_object(web->arena), *agreements = doc_set_array(web->arena, item, S("agreements"));
    for (size_t i = 0; i < org->board.count; i++) {
        if (!was_seen(&org->board, i, org->board.promises[i].agreement)) add_agreement(web, view, &org->board, i, agreements);
    }
    if (agreements->count == 0) return;
    doc_set_text(web->arena, item, S("grantee"), org->org.short_name);
    doc_set_text(web->arena, item, S("as_of"), web_tr_fill(web, TR("as of {1}"), promise_view_day(web, org->today), S("")));
    doc_set_doc(web->arena, grantees, S(""), item);
}

/* ---- filters ---- */

static void add_org_filter(struct web *web, const struct board_view *view, struct doc *fields) {
    if (view->all_org_count < 2) return;
    struct slice chosen = uuid_is_zero(view->ask.org) ? S("") : uuid_format(web->arena, view->ask.org);
    struct view_select select = {.name = "org", .label = TR("Organisation"), .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < view->all_org_count; i++) {
        promise_view_choice(web, choices, uuid_format(web->arena, view->all_orgs[i].id), view->all_orgs[i].short_name, chosen);
    }
}

static void add_province_filter(struct web *web, const struct board_view *view, struct doc *fields) {
    struct slice chosen = view->ask.query.province;
    struct view_select select = {.name = "province", .label = TR("Province"), .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < view->province_count; i++) {
        struct slice name = gazetteer_name(web->app->gazetteer, web->arena, view->provinces[i], web->locale.lang == LANG_KM);
        promise_view_choice(web, choices, view->provinces[i], name, chosen);
    }
}

enum { PERIODS_MAX = 200 }; /* of one grain: sixteen years of months */

static void add_periods(struct web *web, const struct board_view *view, enum promise_grain grain, struct slice chosen, struct doc *choices) {
    if (view->first_day > view->last_day) return;
    int64_t first = tally_period(grain, tally_month_of_day(view->first_day));
    int64_t last = tally_period(grain, tally_month_of_day(view->last_day));
    if (last - first >= PERIODS_MAX) first = last - PERIODS_MAX + 1;
    for (int64_t period = first; period <= last; period++) {
        promise_view_choice(web, choices, promise_view_period_code(web->arena, grain, period), promise_view_period_name(web, grain, period), chosen);
    }
}

static void add_period_filter(struct web *web, const struct board_view *view, struct doc *fields) {
    struct slice chosen = promise_view_period_code(web->arena, view->ask.query.grain, view->ask.query.period);
    struct view_select select = {.name = "period", .label = TR("Period"), .value = chosen, .required = true};
    struct doc *choices = promise_view_select(web, fields, &select);
    promise_view_choice(web, choices, S("all"), web_tr(web, TR("Since the start")), chosen);
    add_periods(web, view, GRAIN_FISCAL_YEAR, chosen, choices);
    add_periods(web, view, GRAIN_QUARTER, chosen, choices);
    add_periods(web, view, GRAIN_MONTH, chosen, choices);
}

static void add_state_filter(struct web *web, const struct board_view *view, struct doc *fields) {
    struct slice chosen = view->ask.has_status ? promise_view_status_code(view->ask.status) : S("");
    struct view_select select = {.name = "state", .label = TR("State"), .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (int i = PROMISE_STATUSES - 1; i >= 0; i--) {
        enum promise_status status = (enum promise_status)i;
        promise_view_choice(web, choices, promise_view_status_code(status), web_tr(web, promise_view_status_text(status)), chosen);
    }
}

static void add_filters(struct web *web, const struct board_view *view, struct doc *page) {
    struct doc *filters = doc_set_object(web->arena, page, S("filters"));
    doc_set_text(web->arena, filters, S("none_text"), web_tr(web, TR("All")));
    doc_set_text(web->arena, filters, S("action"), S("/board"));
    doc_set_text(web->arena, filters, S("clear_href"), promise_view_is_asked(web) ? S("/board") : S(""));
    struct doc *fields = doc_set_array(web->arena, filters, S("fields"));
    add_org_filter(web, view, fields);
    add_province_filter(web, view, fields);
    add_period_filter(web, view, fields);
    add_state_filter(web, view, fields);
}

/* ---- the states as a strip ---- */

static const char *strip_class(enum promise_status status) {
    switch (status) {
    case STATUS_DONE: return "strip-done";
    case STATUS_ON_TRACK: return "strip-on";
    case STATUS_BEHIND: return "strip-behind";
    case STATUS_REPORTED: return "strip-reported";
    case STATUS_NOT_RECORDED: return "strip-open";
    }
    BUG("status %d", status);
}

static void draw_strip(struct web *web, const struct board_view *view, struct doc *page) {
    struct text out = TEXT_IN(web->arena);
    struct svg_share shares[PROMISE_STATUSES];
    for (int i = 0; i < PROMISE_STATUSES; i++) {
        int status = PROMISE_STATUSES - 1 - i;
        shares[i] = (struct svg_share){strip_class((enum promise_status)status), (int64_t)view->counts[status]};
    }
    svg_strip(&out, web_tr(web, TR("Parts of promises by state")), shares, PROMISE_STATUSES);
    html_set_doc(web->arena, page, S("strip_html"), html_of(&out));
}

static void add_states(struct web *web, const struct board_view *view, struct doc *page) {
    draw_strip(web, view, page);
    struct doc *states = doc_set_array(web->arena, page, S("states"));
    for (int i = PROMISE_STATUSES - 1; i >= 0; i--) {
        enum promise_status status = (enum promise_status)i;
        struct doc *state = doc_add_object(web->arena, states);
        doc_set_text(web->arena, state, S("strip_class"), slice_of(strip_class(status)));
        doc_set_text(web->arena, state, S("state_name"), web_tr(web, promise_view_status_text(status)));
        doc_set_text(web->arena, state, S("state_count"), promise_view_count(web, (int64_t)view->counts[i]));
        doc_set_bool(web->arena, state, S("state_any"), view->counts[i] > 0);
        doc_set_text(web->arena, state, S("state_href"), arena_join(web->arena, S("/board?state="), promise_view_status_code(status)));
    }
}

void board_add_states(struct web *web, const struct board_view *view, struct doc *object) {
    add_states(web, view, object);
}

/* ---- the page ---- */

/* Said where some number is told in steps alone. */
static struct slice steps_text(struct web *web, const struct board_view *view) {
    for (size_t i = 0; i < view->org_count; i++) {
        const struct promise_board *board = &view->orgs[i].board;
        for (size_t k = 0; k < board->count; k++) {
            for (size_t n = 0; n < board->promises[k].part_count; n++) {
                if (board->promises[k].parts[n].totals_only)
                    return web_tr(web, TR("Numbers of people are told in steps of five."));
            }
        }
    }
    return S("");
}

static struct slice board_html(struct web *web, const struct board_view *view) {
    struct doc *page = doc_new_object(web->arena);
    struct text out = TEXT_IN(web->arena);
    doc_set_text(web->arena, page, S("new_href"), access_may(web->actor, ACCESS_PROMISE, VERB_CREATE) ? S("/promises/new") : S(""));
    add_filters(web, view, page);
    add_states(web, view, page);
    doc_set_text(web->arena, page, S("steps_text"), steps_text(web, view));
    struct doc *grantees = doc_set_array(web->arena, page, S("grantees"));
    for (size_t i = 0; i < view->org_count; i++) add_grantee(web, view, &view->orgs[i], grantees);
    if (!mustache_render(mustache_set_find(web->app->templates, S("board_main")), page, web, &out)) log_warn("the board is nested too deeply or too large");
    return text_slice(&out);
}

static struct slice board_json(struct web *web, const struct board_view *view) {
    struct doc *object = doc_new_object(web->arena);
    struct text out = TEXT_IN(web->arena);
    board_write_json(web, view, object);
    doc_write_json(&out, object);
    return text_slice(&out);
}

static bool board_make(struct web *web, struct slice *body) {
    struct board_view view;
    if (!board_read(web, &view)) return false;
    *body = web->is_api ? board_json(web, &view) : board_html(web, &view);
    return true;
}

enum outcome board_page(struct web *web) {
    uint64_t stamp = store_changes_of(web->app->store, NULL);
    struct slice key = web_kept_key(web, "board"), body;
    if (!page_cache_find(web->app->page_cache, web->arena, key, stamp, &body)) {
        if (!board_make(web, &body)) return OUTCOME_NOT_FOUND;
        if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
        page_cache_keep(web->app->page_cache, key, stamp, body);
    }
    if (web->is_api) return web_answer(web, 200, S("application/json"), body);
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Promise board")));
    html_set_doc(web->arena, web->view, S("main_html"), (struct html){body}); /* made by the template in board_html */
    return OUTCOME_OK;
}
