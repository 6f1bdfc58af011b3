/* SPDX-License-Identifier: Apache-2.0 */
#include "web/people/duplicates_page.h"

#include "domain/people/person_merge.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/people/merge_page.h"
#include "web/people/pair_desk.h"
#include "web/people/person_alike.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

enum { PAIRS_PER_PAGE = 20 };

/* Who cleans the register of the own organisation. */
static bool may_decide(struct web *web) {
    struct view view = web_view(web, &person_type);
    uint32_t scope = permission_scope(web->actor, ACCESS_PEOPLE, VERB_DELETE);
    return view.allowed && view.own_max >= IDENTIFYING && scope == SCOPE_ORGANISATION &&
           access_may_in(web->app->access, web->actor, &person_type, web->actor->org_id, VERB_DELETE);
}

static const struct {
    struct slice code;
    const char *label, *nothing;
} states[] = {
    {S_INIT("open"), TR("To be decided"),
     TR("Nobody here looks like somebody else. Search for duplicates after new people were entered.")},
    {S_INIT("later"), TR("Later"), TR("Nothing was put off.")},
    {S_INIT("different"), TR("Different people"), TR("No two were said to be different people yet.")},
    {S_INIT("same"), TR("The same person"), TR("No two were made one yet.")},
};

static size_t state_of_query(struct web *web) {
    struct slice asked = http_query(web->http, S("state"));
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (slice_equal(states[i].code, asked)) return i;
    }
    if (asked.len) ask_refuse(web, "state", TR("“{1}” is none of the choices."));
    return 0;
}

/* ---- one pair ---- */

static struct record *pair_person(struct web *web, const struct view *view, struct uuid id) {
    struct record *person;
    return query_get(web->app->store, web_db(web), web->arena, view, &person_type, id, &person, NULL) ? person
                                                                                                      : NULL;
}

static void person_show(struct web *web, struct doc *object, const struct record *person) {
    doc_set_uuid(web->arena, object, S("id"), person->id);
    doc_set_text(web->arena, object, S("name"), training_name(web, person));
    doc_set_text(web->arena, object, S("detail"), training_detail(web, person, clock_today()));
    doc_set_text(web->arena, object, S("href"), record_href(web, &person_type, person->id));
    doc_set_bool(web->arena, object, S("is_gone"), person->deleted_ms != 0);
}

static const char *const shown_fields[] = {"name_km",   "name_latin", "alias",   "sex",       "birth_date",
                                           "age_years", "phone",      "village", "household", "function"};

static void facts_show(struct web *web, struct record_names *names, struct doc *object,
                       const struct record *a, const struct record *b) {
    struct doc *facts = doc_set_array(web->arena, object, S("sides"));
    for (size_t i = 0; i < ARRAY_LEN(shown_fields); i++) {
        const struct field *field = record_type_field(&person_type, slice_of(shown_fields[i]));
        const struct value *one = record_value_const(a, field), *other = record_value_const(b, field);
        if (!one->present && !other->present) continue;
        struct doc *fact = doc_add_object(web->arena, facts);
        doc_set_text(web->arena, fact, S("row_label"), web_tr(web, field->label));
        doc_set_text(web->arena, fact, S("first_text"), record_cell_of(names, a, field, false).text);
        doc_set_text(web->arena, fact, S("second_text"), record_cell_of(names, b, field, false).text);
        doc_set_bool(web->arena, fact, S("differs"), !value_equal(field, one, other));
    }
}

static bool pair_show(struct web *web, struct record_names *names, struct doc *pairs,
                      const struct record *record, bool decided) {
    const struct person_pair *pair = person_pair_of(record);
    struct view view = web_view(web, &person_type);
    struct record *a = pair_person(web, &view, pair->first.id), *b = pair_person(web, &view, pair->second.id);
    if (!a || !b || (!decided && (a->deleted_ms || b->deleted_ms))) return false;
    struct record *stays = a->created_ms <= b->created_ms ? a : b, *goes = stays == a ? b : a;
    struct doc *object = doc_add_object(web->arena, pairs);
    struct person_score score = person_score_stored(web->app->store, web_db(web), web->arena, &view, a, b);
    doc_set_uuid(web->arena, object, S("pair_id"), record->id);
    doc_set_text(web->arena, object, S("state"), pair->state.text);
    doc_set_text(web->arena, object, S("pair_reason"), pair->reason.text);
    person_show(web, doc_set_object(web->arena, object, S("first")), stays);
    person_show(web, doc_set_object(web->arena, object, S("second")), goes);
    facts_show(web, names, object, stays, goes);
    person_score_show(web, object, &score);
    struct slice merge = arena_printf(web->arena, "/people/%.*s/merge?with=%.*s",
                                      SLICE_ARG(uuid_format(web->arena, stays->id)),
                                      SLICE_ARG(uuid_format(web->arena, goes->id)));
    bool both = !a->deleted_ms && !b->deleted_ms;
    doc_set_text(web->arena, object, S("merge_href"), both ? merge : S(""));
    doc_set_bool(web->arena, object, S("may_put_off"), both && slice_equal(pair->state.text, S("open")));
    doc_set_bool(web->arena, object, S("may_part"), both && !slice_equal(pair->state.text, S("different")));
    doc_set_bool(web->arena, object, S("may_reopen"), both && !slice_equal(pair->state.text, S("open")));
    return true;
}

/* ---- the queue ---- */

static struct list_query query_of(size_t state) {
    struct list_query query = {.type = &person_pair_type, .limit = PAIRS_PER_PAGE, .filter_count = 1};
    query.filters[0] = (struct filter){record_type_field(&person_pair_type, S("state")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = states[state].code}};
    query.sort = record_type_field(&person_pair_type, S("score"));
    query.descending = true;
    return query;
}

static void tabs_show(struct web *web, const struct view *view, size_t current) {
    struct doc *tabs = doc_set_object(web->arena, web->view, S("tabs"));
    doc_set_text(web->arena, tabs, S("label"), web_tr(web, TR("Possible duplicates")));
    struct doc *items = doc_set_array(web->arena, tabs, S("items"));
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        struct list_query query = query_of(i);
        query.org = web->actor->org_id;
        struct slice count = format_number(
            web->arena, &web->locale, query_count(web->app->store, web_db(web), web->arena, view, &query));
        struct doc *item = doc_add_object(web->arena, items);
        doc_set_text(web->arena, item, S("label"),
                     arena_printf(web->arena, "%.*s (%.*s)", SLICE_ARG(web_tr(web, states[i].label)),
                                  SLICE_ARG(count)));
        doc_set_text(web->arena, item, S("href"),
                     arena_join(web->arena, S("/people/duplicates?state="), states[i].code));
        doc_set_bool(web->arena, item, S("current"), i == current);
    }
}

static int percent_of(const struct pair_desk_view *look) {
    return look->all ? (int)(look->done * 100 / look->all) : 0;
}

static struct slice two_numbers(struct web *web, const char *words, size_t one, size_t other) {
    struct slice numbers[2] = {format_number(web->arena, &web->locale, (int64_t)one),
                               format_number(web->arena, &web->locale, (int64_t)other)};
    return refusal_fill(web->arena, web_tr(web, words), numbers);
}

static void search_show(struct web *web) {
    struct pair_desk_view look = pair_desk_look(web->app->pair_desk, web->actor->org_id);
    int64_t waiting, until_ms = person_pairs_searched(web->app->store, web_db(web), web->arena,
                                                      web->actor->org_id, &waiting);
    struct slice when[2] = {format_instant(web->arena, &web->locale, until_ms), S("")};
    struct slice words = until_ms ? refusal_fill(web->arena, web_tr(web, TR("Searched last on {1}.")), when)
                                  : web_tr(web, TR("Nobody has searched yet."));
    doc_set_text(web->arena, web->view, S("searched_text"), words);
    doc_set_text(web->arena, web->view, S("waiting_text"),
                 two_numbers(web, TR("{1} people wait to be looked at."), (size_t)waiting, 0));
    doc_set_bool(web->arena, web->view, S("may_search"), !look.runs && !look.is_other);
    doc_set_bool(web->arena, web->view, S("is_busy"), look.is_other);
    if (!look.runs) {
        doc_set_null(web->arena, web->view, S("progress"));
        return;
    }
    struct doc *progress = doc_set_object(web->arena, web->view, S("progress"));
    doc_set_text(web->arena, progress, S("id"), S("search"));
    doc_set_text(web->arena, progress, S("label"), web_tr(web, TR("Searching for duplicates")));
    doc_set_int(web->arena, progress, S("percent"), percent_of(&look));
    doc_set_text(web->arena, progress, S("text"),
                 two_numbers(web, TR("{1} of {2} people looked at"), look.done, look.all));
    doc_set_text(web->arena, progress, S("progress_url"), S("/people/duplicates/progress"));
    doc_set_text(web->arena, progress, S("done_href"), S("/people/duplicates"));
}

enum outcome duplicates_page(struct web *web) {
    struct view view = web_view(web, &person_pair_type);
    size_t state = state_of_query(web);
    struct list_query query = query_of(state);
    struct list_page page;
    if (!view.allowed || !may_decide(web)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    query.org = web->actor->org_id;
    query.cursor = http_query(web->http, S("cursor"));
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal))
        return OUTCOME_REFUSED;
    furniture_add_crumb(web, web_tr(web, TR("People")), S("/people"));
    furniture_add_crumb(web, web_tr(web, TR("Possible duplicates")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Possible duplicates")));
    tabs_show(web, &view, state);
    search_show(web);
    struct record_names *names = record_names_new(web);
    struct doc *pairs = doc_set_array(web->arena, web->view, S("pairs"));
    size_t shown = 0;
    for (size_t i = 0; i < page.count; i++)
        shown += pair_show(web, names, pairs, page.records[i], slice_equal(states[state].code, S("same")));
    doc_set_text(web->arena, web->view, S("nothing_text"),
                 shown ? S("") : web_tr(web, states[state].nothing));
    struct slice next = arena_printf(web->arena, "/people/duplicates?state=%.*s&cursor=%.*s",
                                     SLICE_ARG(states[state].code), SLICE_ARG(page.next_cursor));
    doc_set_text(web->arena, web->view, S("more_href"), page.next_cursor.len ? next : S(""));
    return OUTCOME_OK;
}

/* ---- deciding ---- */

static enum outcome decided(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK || web->is_api) return job->outcome;
    return web_redirect(web, S("/people/duplicates?done=saved"));
}

static bool is_decision(struct slice state) {
    return slice_equal(state, S("different")) || slice_equal(state, S("later")) ||
           slice_equal(state, S("open"));
}

enum outcome duplicates_decide(struct web *web) {
    struct uuid id;
    if (!may_decide(web)) return OUTCOME_NOT_FOUND;
    if (!web->is_api && !web_form(web)) return OUTCOME_MALFORMED;
    struct slice state = people_posted(web, "state"), reason = people_posted(web, "reason");
    struct record *pair =
        uuid_parse(people_posted(web, "pair"), &id) ? web_record(web, &person_pair_type, id) : NULL;
    if (!pair) return OUTCOME_NOT_FOUND;
    bool is_own = uuid_equal(pair->org_id, web->actor->org_id),
         is_merged = slice_equal(person_pair_of(pair)->state.text, S("same"));
    if (!is_own) return OUTCOME_NOT_FOUND;
    if (!is_decision(state) || is_merged) {
        refuse(&web->refusal, S("state"), "Choose one from the list; this one is not known.");
        return OUTCOME_REFUSED;
    }
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = person_pair_change(web->arena, pair, pair->org_id, person_pair_of(pair)->first.id,
                                 person_pair_of(pair)->second.id, state, 0, reason);
    struct actor *program = arena_make(web->arena, struct actor, 1);
    const struct actor *reader = web->actor;
    *program = person_merge_actor(reader);
    web->actor = program;
    enum outcome outcome = web_write(web, change, 1, S(""), decided);
    web->actor = reader;
    return outcome;
}

/* ---- searching ---- */

enum outcome duplicates_search(struct web *web) {
    if (!may_decide(web)) return OUTCOME_NOT_FOUND;
    if (!pair_desk_begin(web->app->pair_desk, web->actor->org_id, web->actor) && web->is_api) {
        refuse(&web->refusal, S(""), "A search is under way. Wait until it is done.");
        return OUTCOME_REFUSED;
    }
    if (!web->is_api) return web_redirect(web, S("/people/duplicates"));
    web->response->status = 202;
    return OUTCOME_OK;
}

enum outcome duplicates_progress(struct web *web) {
    if (!may_decide(web)) return OUTCOME_NOT_FOUND;
    struct pair_desk_view look = pair_desk_look(web->app->pair_desk, web->actor->org_id);
    doc_set_int(web->arena, web->view, S("percent"), look.runs ? percent_of(&look) : 100);
    doc_set_text(web->arena, web->view, S("text"),
                 two_numbers(web, TR("{1} of {2} people looked at"), look.done, look.all));
    doc_set_bool(web->arena, web->view, S("done"), !look.runs);
    doc_set_bool(web->arena, web->view, S("failed"), look.failed);
    doc_set_int(web->arena, web->view, S("found"), (int64_t)look.report.found);
    return OUTCOME_OK;
}

void duplicates_link(struct web *web, struct doc *actions) {
    if (!may_decide(web)) return;
    furniture_add_action(web, actions, TR("Possible duplicates"), S("/people/duplicates"), false);
}
