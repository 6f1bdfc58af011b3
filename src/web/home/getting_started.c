/* SPDX-License-Identifier: Apache-2.0 */
#include "web/home/getting_started.h"

#include "domain/records.h"
#include "web/place/places_page.h"

/* Each step is done when there are at least `enough` records of the type. */
static const struct step {
    const char *type, *title, *text, *action, *href;
    int64_t enough;
} steps[] = {
    {"area", TR("Load the places of Cambodia"),
     TR("Provinces, districts, communes and villages in both scripts are inside the program."),
     TR("Load the places"), NULL, 1},
    {"programme", TR("Describe the programme"), TR("Its name, its period, and what it is for."),
     TR("New programme"), "/programmes/new", 1},
    {"organisation", TR("Add the organisations"),
     TR("Every organisation that gets a sub-grant keeps its own records here."), TR("New organisation"),
     "/organisations/new", 2},
    {"agreement", TR("Enter the sub-grant agreements"),
     TR("Number, period, amount and provinces; promises hang on them."), TR("New agreement"),
     "/agreements/new", 1},
    {"promise", TR("Write down the promises"),
     TR("What was promised, how much of it, and how it is counted."), TR("New promise"), "/promises/new", 1},
    {"user", TR("Let people in"),
     TR("Your colleagues, and one administrator for each organisation, who lets in the others."),
     TR("New user"), "/users/new", 2},
};

static int64_t count_of(struct web *web, const struct record_type *type) {
    struct view view = web_view(web, type);
    struct list_query query = {.type = type};
    return view.allowed ? query_count(web->app->store, web_db(web), web->arena, &view, &query) : 0;
}

/* `is_next`: no step before this one is left to do. */
static void add_step(struct web *web, struct doc *list, const struct step *step, bool *is_next) {
    const struct record_type *type = catalogue_find(&mlup_catalogue, slice_of(step->type));
    if (!type) return;
    int64_t count = count_of(web, type);
    bool is_done = count >= step->enough, is_load = !step->href;
    bool may = access_may(web->actor, type->access, VERB_CREATE);
    struct doc *item = doc_add_object(web->arena, list);
    doc_set_text(web->arena, item, S("step_title"), web_tr(web, step->title));
    doc_set_text(web->arena, item, S("step_text"), web_tr(web, step->text));
    doc_set_text(web->arena, item, S("step_count"),
                 is_done ? format_number(web->arena, &web->locale, count) : S(""));
    doc_set_text(web->arena, item, S("step_action"),
                 is_load && is_done ? web_tr(web, TR("Look at the places")) : web_tr(web, step->action));
    doc_set_text(web->arena, item, S("step_post"), may && is_load && !is_done ? S("/places/load") : S(""));
    doc_set_text(web->arena, item, S("step_href"),
                 !may      ? S("")
                 : !is_load ? slice_of(step->href)
                 : is_done ? S("/places")
                           : S(""));
    doc_set_bool(web->arena, item, S("is_done"), is_done);
    doc_set_bool(web->arena, item, S("is_next"), *is_next && !is_done);
    *is_next = *is_next && is_done;
}

/* Whoever at the lead can do one of the steps. */
bool getting_started_is_for(const struct web *web) {
    return web->actor->is_lead && (access_may(web->actor, ACCESS_USERS, VERB_CREATE) ||
                                   access_may(web->actor, ACCESS_PROMISE, VERB_CREATE));
}

enum outcome getting_started_page(struct web *web) {
    if (!getting_started_is_for(web)) return OUTCOME_NOT_FOUND;
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Getting started")));
    struct doc *list = doc_set_array(web->arena, web->view, S("start_steps"));
    bool is_next = true;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        add_step(web, list, &steps[i], &is_next);
    }
    return OUTCOME_OK;
}
