/* SPDX-License-Identifier: Apache-2.0 */
#include "web/training/session_overview.h"

#include "domain/people/people.h"
#include "domain/training/training.h"
#include "domain/training/training_overview.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/training/training_load.h"

/* What the address asks for. */
struct overview_ask {
    struct uuid org; /* zero: all */
    struct date from, until;
};

static struct date read_day(struct web *web, const char *name) {
    struct slice typed = http_query(web->http, slice_of(name));
    struct date date = {0};
    if (!slice_trim(typed).len) return date;
    if (parse_date(typed, &date) == PARSE_OK && date.precision == DATE_DAY) return date;
    refuse_with(&web->refusal, slice_of(name),
                "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", typed, S(""));
    return (struct date){0};
}

static struct overview_ask read_ask(struct web *web) {
    struct overview_ask ask = {.from = read_day(web, "from"), .until = read_day(web, "until")};
    if (!uuid_parse(http_query(web->http, S("org")), &ask.org)) ask.org = (struct uuid){0};
    return ask;
}

/* ---- what can be asked ---- */

static void add_org_filter(struct web *web, const struct overview_ask *ask, struct doc *fields) {
    struct org_entry *orgs;
    size_t count = access_orgs(web->app->access, web->arena, web->actor, session_type.access, &orgs);
    if (count < 2) return;
    struct slice chosen = uuid_is_zero(ask->org) ? S("") : uuid_format(web->arena, ask->org);
    struct view_select select = {.name = "org", .label = TR("Organisation"), .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < count; i++) {
        promise_view_choice(web, choices, uuid_format(web->arena, orgs[i].id), orgs[i].short_name, chosen);
    }
}

static void add_filters(struct web *web, const struct overview_ask *ask) {
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    doc_set_text(web->arena, filters, S("action"), S("/sessions/overview"));
    doc_set_text(web->arena, filters, S("clear_href"),
                 web->http->query.count ? S("/sessions/overview") : S(""));
    struct doc *fields = doc_set_array(web->arena, filters, S("fields"));
    add_org_filter(web, ask, fields);
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "from", .label = TR("From day"), .value = http_query(web->http, S("from"))});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "until",
                                         .label = TR("Until day"),
                                         .value = http_query(web->http, S("until"))});
}

/* ---- tables ---- */

static struct doc *table_new(struct web *web, const char *name, const char *const *labels, size_t count) {
    struct doc *table =
        doc_set_object(web->arena, doc_set_object(web->arena, web->view, slice_of(name)), S("table"));
    doc_set_text(web->arena, table, S("caption"), S(""));
    doc_set_bool(web->arena, table, S("filter"), false);
    doc_set_text(web->arena, table, S("empty_text"),
                 web_tr(web, TR("No awareness event or workshop was held in this time.")));
    doc_set_text(web->arena, table, S("empty_href"), S(""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < count; i++) {
        promise_view_column(web, columns, web_tr(web, labels[i]), i > 0);
    }
    return doc_set_array(web->arena, table, S("rows"));
}

static void number_cell(struct web *web, struct doc *cells, const char *label, int64_t number,
                        struct slice href) {
    struct slice text = number ? promise_view_count(web, number) : S("–");
    promise_view_cell(web, cells, web_tr(web, label), text, true, number ? href : S(""));
}

/* The list of the sessions behind a number. */
static struct slice sessions_href(struct web *web, const struct overview_ask *ask, const char *kind,
                                  struct slice commune) {
    struct text href = TEXT_IN(web->arena);
    text_printf(&href, "/sessions?kind=%s&status=held", kind);
    if (commune.len) text_printf(&href, "&place.within=%.*s", SLICE_ARG(commune));
    if (ask->from.precision)
        text_printf(&href, "&starts_on.ge=%.*s", SLICE_ARG(date_format_iso(web->arena, ask->from)));
    if (ask->until.precision)
        text_printf(&href, "&starts_on.le=%.*s", SLICE_ARG(date_format_iso(web->arena, ask->until)));
    if (!uuid_is_zero(ask->org))
        text_printf(&href, "&org=%.*s", SLICE_ARG(uuid_format(web->arena, ask->org)));
    return text_slice(&href);
}

static const char *const commune_labels[] = {
    TR("Commune"),       TR("Awareness events"), TR("People on their lists"),
    TR("Counted heads"), TR("Workshops"),        TR("Participants")};

static void commune_row(struct web *web, const struct overview_ask *ask, const struct overview_line *line,
                        struct slice name, struct doc *rows) {
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    promise_view_cell(web, cells, web_tr(web, commune_labels[0]), name, false, S(""));
    number_cell(web, cells, commune_labels[1], line->awareness,
                sessions_href(web, ask, "awareness", line->commune));
    number_cell(web, cells, commune_labels[2], line->awareness_people, S(""));
    number_cell(web, cells, commune_labels[3], line->heads, S(""));
    number_cell(web, cells, commune_labels[4], line->workshops,
                sessions_href(web, ask, "workshop", line->commune));
    number_cell(web, cells, commune_labels[5], line->workshop_people, S(""));
}

static void show_communes(struct web *web, const struct overview_ask *ask,
                          const struct training_overview *overview) {
    struct doc *rows = table_new(web, "communes", commune_labels, ARRAY_LEN(commune_labels));
    for (size_t i = 0; i < overview->commune_count; i++) {
        struct slice name = gazetteer_chain(web->app->gazetteer, web->arena, overview->communes[i].commune,
                                            web->locale.lang == LANG_KM);
        commune_row(web, ask, &overview->communes[i], name, rows);
    }
    if (overview->commune_count > 1)
        commune_row(web, ask, &overview->all, web_tr(web, TR("All together")), rows);
}

static void function_row(struct web *web, const struct overview_function *line, struct slice name,
                         struct doc *rows) {
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    promise_view_cell(web, cells, web_tr(web, TR("Function")), name, false, S(""));
    for (size_t i = 0; i < OVERVIEW_SEXES; i++) {
        number_cell(web, cells, sex_choices.choices[i].label, line->by_sex[i], S(""));
    }
    number_cell(web, cells, TR("People"), line->people, S(""));
}

static void show_functions(struct web *web, const struct training_overview *overview) {
    if (!overview->function_count) {
        doc_set_null(web->arena, web->view, S("functions"));
        return;
    }
    const char *labels[OVERVIEW_SEXES + 2] = {TR("Function")};
    for (size_t i = 0; i < OVERVIEW_SEXES; i++) {
        labels[i + 1] = sex_choices.choices[i].label;
    }
    labels[OVERVIEW_SEXES + 1] = TR("People");
    struct doc *rows = table_new(web, "functions", labels, ARRAY_LEN(labels));
    for (size_t i = 0; i < overview->function_count; i++) {
        const struct choice *choice = choice_find(&person_function_choices, overview->functions[i].function);
        function_row(web, &overview->functions[i],
                     web_tr(web, choice ? choice->label : TR("No function written")), rows);
    }
    if (overview->function_count > 1)
        function_row(web, &overview->everybody, web_tr(web, TR("All together")), rows);
}

/* ---- as JSON ---- */

static void line_json(struct web *web, const struct overview_line *line, struct doc *object) {
    doc_set_int(web->arena, object, S("awareness_events"), line->awareness);
    doc_set_int(web->arena, object, S("awareness_people"), line->awareness_people);
    doc_set_int(web->arena, object, S("counted_heads"), line->heads);
    doc_set_int(web->arena, object, S("workshops"), line->workshops);
    doc_set_int(web->arena, object, S("workshop_people"), line->workshop_people);
}

static void function_json(struct web *web, const struct overview_function *line, struct doc *object) {
    for (size_t i = 0; i < OVERVIEW_SEXES; i++) {
        doc_set_int(web->arena, object, slice_of(sex_choices.choices[i].code), line->by_sex[i]);
    }
    doc_set_int(web->arena, object, S("people"), line->people);
}

static void show_json(struct web *web, const struct training_overview *overview) {
    struct doc *communes = doc_set_array(web->arena, web->view, S("communes"));
    for (size_t i = 0; i < overview->commune_count; i++) {
        struct doc *object = doc_add_object(web->arena, communes);
        doc_set_text(web->arena, object, S("commune"), overview->communes[i].commune);
        line_json(web, &overview->communes[i], object);
    }
    line_json(web, &overview->all, doc_set_object(web->arena, web->view, S("all")));
    struct doc *functions = doc_set_array(web->arena, web->view, S("workshop_functions"));
    for (size_t i = 0; i < overview->function_count; i++) {
        struct doc *object = doc_add_object(web->arena, functions);
        doc_set_text(web->arena, object, S("function"), overview->functions[i].function);
        function_json(web, &overview->functions[i], object);
    }
    function_json(web, &overview->everybody,
                  doc_set_object(web->arena, web->view, S("workshop_participants")));
}

/* ---- the page ---- */

enum outcome session_overview_page(struct web *web) {
    struct view view = web_view(web, &session_type), people = web_view(web, &person_type);
    if (!view.allowed || !people.allowed) return OUTCOME_NOT_FOUND;
    struct overview_ask ask = read_ask(web);
    if (web->is_api && !refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    struct training_overview overview =
        training_overview_read(web->arena, web_db(web), &view, ask.org, ask.from, ask.until);
    if (web->is_api) return show_json(web, &overview), OUTCOME_OK;
    furniture_add_crumb(web, web_tr(web, TR("Sessions")), S("/sessions"));
    furniture_add_crumb(web, web_tr(web, TR("Overview by commune")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"),
                 web_tr(web, TR("Awareness events and workshops by commune")));
    add_filters(web, &ask);
    show_communes(web, &ask, &overview);
    show_functions(web, &overview);
    return OUTCOME_OK;
}

void session_overview_link(struct web *web, struct doc *actions) {
    furniture_add_action(web, actions, TR("Overview by commune"), S("/sessions/overview"), false);
}
