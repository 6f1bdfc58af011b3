/* SPDX-License-Identifier: Apache-2.0 */
#include "web/home/home_sessions.h"

#include "domain/programme/promise_read.h"
#include "domain/training/sessions_empty.h"

/* ---- planned ---- */

static size_t sessions_planned(struct web *web, enum filter_op op, struct date day, bool descending, struct record **sessions) {
    struct view view = web_view(web, &session_type);
    const struct field *status = record_type_field(&session_type, S("status")), *starts_on = record_type_field(&session_type, S("starts_on"));
    struct list_query query = {.type = &session_type, .limit = HOME_SESSIONS_MAX, .sort = starts_on, .descending = descending, .org = web->actor->org_id};
    query.filters[query.filter_count++] = (struct filter){.field = status, .op = FILTER_EQUAL, .value = {.present = true, .text = S("planned")}};
    query.filters[query.filter_count++] = (struct filter){.field = starts_on, .op = op, .value = {.present = true, .date = day}};
    struct list_page page;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return 0;
    memcpy(sessions, page.records, page.count * sizeof *sessions);
    return page.count;
}

size_t home_sessions_coming(struct web *web, struct record **sessions) {
    return sessions_planned(web, FILTER_AT_LEAST, clock_today(), false, sessions);
}

size_t home_sessions_overdue(struct web *web, struct record **sessions) {
    return sessions_planned(web, FILTER_LESS, clock_today(), false, sessions);
}

/* ---- held, and nothing entered ---- */

int64_t home_sessions_empty_count(struct web *web, struct uuid org) {
    struct view view = web_view(web, &session_type);
    return sessions_empty_count(web->arena, web_db(web), &view, org);
}

size_t home_sessions_empty(struct web *web, struct record **sessions, int64_t *total) {
    struct view view = web_view(web, &session_type);
    struct uuid ids[HOME_SESSIONS_MAX];
    struct record *found[HOME_SESSIONS_MAX];
    size_t seen = 0;
    *total = home_sessions_empty_count(web, web->actor->org_id);
    if (*total == 0) return 0;
    size_t count = sessions_empty_list(web->arena, web_db(web), &view, web->actor->org_id, ids, HOME_SESSIONS_MAX);
    query_get_many(web->app->store, web_db(web), web->arena, &view, &session_type, ids, count, found);
    for (size_t i = 0; i < count; i++) {
        if (found[i]) sessions[seen++] = found[i];
    }
    return seen;
}

/* ---- promised to a place, and not held so often yet ---- */

/* "&kind=awareness" when the promise counts one kind alone. */
static struct slice kind_query(struct web *web, const struct promise_rule *rule) {
    for (size_t i = 0; i < rule->condition_count; i++) {
        const struct promise_condition *condition = &rule->conditions[i];
        bool is_kind = condition->at.node == 0 && slice_equal(slice_of(condition->at.field->name), S("kind"));
        if (!is_kind || condition->op != OP_EQUAL || condition->value_count != 1) continue;
        return arena_join(web->arena, S("&kind="), condition->values[0].text);
    }
    return S("");
}

static struct slice place_href(struct web *web, const struct promise_state *state,
                               const struct promise_rule *rule, struct slice place) {
    bool enters =
        access_may(web->actor, ACCESS_TRAINING, VERB_CREATE) && uuid_equal(state->org_id, web->actor->org_id);
    if (!enters || rule->source != &session_type) return S("");
    return arena_printf(web->arena, "/sessions/new?place=%.*s%.*s", SLICE_ARG(place),
                        SLICE_ARG(kind_query(web, rule)));
}

static void place_add(struct web *web, const struct promise_state *state, const struct promise_rule *rule,
                      const struct promise_place *place, struct doc *items) {
    struct doc *item = doc_add_object(web->arena, items);
    struct slice values[2] = {promise_view_count(web, place->missing), S("")};
    doc_set_text(web->arena, item, S("href"), place_href(web, state, rule, place->place));
    doc_set_text(web->arena, item, S("title"),
                 gazetteer_chain(web->app->gazetteer, web->arena, place->place, web->locale.lang == LANG_KM));
    doc_set_text(web->arena, item, S("detail"),
                 refusal_fill(web->arena, web_tr(web, TR("{1} still to hold")), values));
}

static size_t places_add(struct web *web, const struct promise_state *state, const struct promise_rule *rule,
                         struct doc *items) {
    struct promise_place *places;
    size_t count = promise_frequency(web->arena, web_db(web), rule, &places), missing = 0;
    for (size_t i = 0; i < count; i++) {
        if (!places[i].promised || places[i].missing <= 0) continue;
        if (missing++ < HOME_SESSIONS_MAX) place_add(web, state, rule, &places[i], items);
    }
    return missing;
}

static void part_add(struct web *web, const struct promise_state *state, size_t part, struct doc *blocks) {
    const struct promise_rule *rule = state->parts[part].part->rule;
    if (!rule || rule->shape != SHAPE_FREQUENCY || state->parts[part].status == STATUS_NOT_RECORDED) return;
    struct doc *block = doc_new_object(web->arena), *items = doc_set_array(web->arena, block, S("items"));
    size_t missing = places_add(web, state, rule, items);
    if (!missing) return;
    struct slice id = uuid_format(web->arena, state->promise->id),
                 label = promise_view_label(web, state->parts[part].part->part);
    struct slice values[2] = {promise_view_count(web, (int64_t)missing), S("")};
    doc_set_text(web->arena, block, S("heading"), web_tr(web, TR("Promised places that still wait")));
    doc_set_text(web->arena, block, S("about"),
                 arena_printf(web->arena, "%.*s %.*s", SLICE_ARG(promise_view_number_of(state->promise)),
                              SLICE_ARG(label)));
    doc_set_text(web->arena, block, S("about_href"),
                 arena_printf(web->arena, "/promises/%.*s#part-%zu", SLICE_ARG(id), part + 1));
    doc_set_text(web->arena, block, S("more"),
                 missing > HOME_SESSIONS_MAX ? refusal_fill(web->arena, web_tr(web, TR("{1} in all")), values)
                                            : S(""));
    doc_set_doc(web->arena, blocks, S(""), block);
}

void home_missing_add(struct web *web, const struct board_view *view, struct doc *blocks) {
    for (size_t o = 0; o < view->org_count; o++) {
        const struct promise_board *board = &view->orgs[o].board;
        for (size_t i = 0; i < board->count; i++) {
            for (size_t part = 0; part < board->promises[i].part_count; part++) {
                part_add(web, &board->promises[i], part, blocks);
            }
        }
    }
}
