/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ask.h"
#include "web/programme/promise_page.h"

#include "domain/programme/programme.h"
#include "web/furniture.h"
#include "web/programme/board_read.h"
#include "web/programme/promise_part_view.h"

static const struct {
    struct slice code;
    enum promise_grain grain;
    const char *label;
} grains[] = {
    {S_INIT("month"), GRAIN_MONTH, TR("By month")},
    {S_INIT("quarter"), GRAIN_QUARTER, TR("By quarter")},
    {S_INIT("year"), GRAIN_FISCAL_YEAR, TR("By US fiscal year")},
};

/* Says once for the whole page what cannot be asked of it. */
static void refuse_questions(struct web *web) {
    struct slice code = http_query(web->http, S("grain"));
    enum promise_grain grain;
    int64_t period;
    bool known = code.len == 0;
    for (size_t i = 0; i < ARRAY_LEN(grains); i++) {
        known = known || slice_equal(code, grains[i].code);
    }
    if (!known) ask_refuse(web, "grain", TR("“{1}” is none of the choices."));
    ask_period(web, &grain, &period);
    ask_only(web, "grain period on");
}

static enum promise_grain grain_asked(const struct web *web) {
    struct slice code = http_query(web->http, S("grain"));
    for (size_t i = 0; i < ARRAY_LEN(grains); i++) {
        if (slice_equal(code, grains[i].code)) return grains[i].grain;
    }
    return GRAIN_MONTH;
}

static void add_tabs(struct web *web, struct slice id, enum promise_grain asked) {
    struct doc *tabs = doc_set_object(web->arena, web->view, S("tabs"));
    doc_set_text(web->arena, tabs, S("label"), web_tr(web, TR("Over time")));
    struct doc *items = doc_set_array(web->arena, tabs, S("items"));
    for (size_t i = 0; i < ARRAY_LEN(grains); i++) {
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("label"), web_tr(web, grains[i].label));
        doc_set_text(web->arena, item, S("href"), arena_printf(web->arena, "/promises/%.*s?grain=%.*s", SLICE_ARG(id), SLICE_ARG(grains[i].code)));
        doc_set_bool(web->arena, item, S("current"), grains[i].grain == asked);
    }
}

static struct slice objective_text(struct web *web, const struct value *objective) {
    struct view view = web_view(web, &objective_type);
    struct record *record;
    if (!objective->present || !view.allowed) return S("");
    if (!query_get(web->app->store, web_db(web), web->arena, &view, &objective_type, objective->id, &record, NULL)) return S("");
    const struct objective *fields = objective_of(record);
    struct slice statement = promise_view_text(web, &fields->statement, &fields->statement_km);
    return arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(fields->number.text), SLICE_ARG(statement));
}

static void add_promise(struct web *web, const struct promise_state *state, int64_t today) {
    const struct promise *fields = promise_of(state->promise);
    struct doc *view = web->view;
    struct slice id = uuid_format(web->arena, state->promise->id), number = fields->number.text;
    struct slice title = promise_view_title(web, state->promise);
    doc_set_text(web->arena, view, S("page_title"), arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(number), SLICE_ARG(title)));
    doc_set_text(web->arena, view, S("promise_number"), number);
    doc_set_text(web->arena, view, S("promise_title"), title);
    doc_set_text(web->arena, view, S("grantee"), access_org_name(web->app->access, web->arena, state->org_id));
    doc_set_text(web->arena, view, S("as_of_day"), promise_view_day(web, today));
    doc_set_text(web->arena, view, S("agreement"), promise_view_agreement(web, state->agreement));
    struct slice agreement_id = state->agreement ? uuid_format(web->arena, state->agreement->id) : S("");
    doc_set_text(web->arena, view, S("agreement_href"), agreement_id.len ? arena_join(web->arena, S("/agreements/"), agreement_id) : S(""));
    doc_set_text(web->arena, view, S("objective_text"), objective_text(web, &fields->objective));
    doc_set_text(web->arena, view, S("agreement_sentence"), fields->sentence.text);
    doc_set_text(web->arena, view, S("interpretation"), fields->interpretation.text);
    bool may = access_may_in(web->app->access, web->actor, &promise_type, state->org_id, VERB_UPDATE);
    doc_set_text(web->arena, view, S("edit_href"), may ? arena_printf(web->arena, "/promises/%.*s/edit", SLICE_ARG(id)) : S(""));
    doc_set_text(web->arena, view, S("history_href"), arena_printf(web->arena, "/promises/%.*s/history", SLICE_ARG(id)));
    furniture_add_crumb(web, web_tr(web, TR("Promise board")), S("/board"));
    furniture_add_crumb(web, number, S(""));
}

static struct part_view *read_part(struct web *web, const struct promise_state *state, size_t index, int64_t today) {
    struct part_view *view = arena_make(web->arena, struct part_view, 1);
    view->promise_id = uuid_format(web->arena, state->promise->id);
    view->promise = state;
    view->state = &state->parts[index];
    view->today = today;
    struct view allowed = web_view(web, &promise_type);
    view->is_outside = promise_view_is_public(&allowed, state->org_id) ||
                       !part_view_tells_rows(web, view->state->part->rule, state->org_id);
    view->grain = grain_asked(web);
    promise_view_period_parse(http_query(web->http, S("period")), &view->split_grain, &view->split_period);
    part_view_read(web, view);
    return view;
}

static enum outcome show_json(struct web *web, const struct promise_state *state, int64_t today) {
    doc_set_text(web->arena, web->view, S("as_of"), date_format_iso(web->arena, date_of_day(today)));
    board_write_promise(web, state, doc_set_object(web->arena, web->view, S("promise")));
    struct doc *parts = doc_set_array(web->arena, web->view, S("parts"));
    for (size_t i = 0; i < state->part_count; i++) {
        part_view_write_json(web, read_part(web, state, i, today), doc_add_object(web->arena, parts));
    }
    return OUTCOME_OK;
}

enum outcome promise_page(struct web *web) {
    struct uuid id;
    struct promise_query query = {0};
    struct promise_state *state = web_arg_id(web, 0, &id) ? promise_view_state(web, id, &query) : NULL;
    if (!state) return OUTCOME_NOT_FOUND;
    refuse_questions(web);
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    if (web->is_api) return show_json(web, state, query.today);
    add_promise(web, state, query.today);
    add_tabs(web, uuid_format(web->arena, id), grain_asked(web));
    struct doc *parts = doc_set_array(web->arena, web->view, S("parts"));
    for (size_t i = 0; i < state->part_count; i++) {
        struct doc *part = doc_add_object(web->arena, parts);
        doc_set_text(web->arena, part, S("part_id"), arena_printf(web->arena, "part-%zu", i + 1));
        part_view_add(web, read_part(web, state, i, query.today), part);
    }
    return OUTCOME_OK;
}
