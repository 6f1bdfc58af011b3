/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ask.h"

#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/list_address.h"
#include "web/record/list_params.h"

void ask_refuse(struct web *web, const char *name, const char *english) {
    refuse_with(&web->refusal, slice_of(name), english, http_query(web->http, slice_of(name)), S(""));
}

struct uuid ask_org(struct web *web, enum access_class class) {
    struct slice asked = http_query(web->http, S("org"));
    struct uuid id;
    struct org_entry *orgs;
    if (!asked.len) return (struct uuid){{0}};
    size_t count =
        uuid_parse(asked, &id) ? access_orgs(web->app->access, web->arena, web->actor, class, &orgs) : 0;
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(orgs[i].id, id)) return id;
    }
    ask_refuse(web, "org", TR("“{1}” is not an organisation that you can choose here."));
    return (struct uuid){{0}};
}

static bool is_province(struct web *web, struct slice code) {
    struct place *places;
    size_t count = gazetteer_children(web->app->gazetteer, web->arena, S(""), &places);
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(places[i].code, code)) return true;
    }
    return false;
}

struct slice ask_province(struct web *web) {
    struct slice asked = http_query(web->http, S("province"));
    if (!asked.len || is_province(web, asked)) return asked;
    ask_refuse(web, "province", TR("“{1}” is not the code of a province."));
    return S("");
}

struct slice ask_choice(struct web *web, const char *name, const struct choice_set *set) {
    struct slice asked = http_query(web->http, slice_of(name));
    if (!asked.len || choice_find(set, asked)) return asked;
    ask_refuse(web, name, TR("“{1}” is none of the choices."));
    return S("");
}

struct date ask_day(struct web *web, const char *name) {
    struct slice asked = http_query(web->http, slice_of(name));
    struct date date = {0};
    if (!slice_trim(asked).len) return date;
    if (parse_date(asked, &date) == PARSE_OK && date.precision == DATE_DAY) return date;
    ask_refuse(web, name, TR("“{1}” is not a date. Write day, month, year, for example 7/3/2016."));
    return (struct date){0};
}

void ask_period(struct web *web, enum promise_grain *grain, int64_t *period) {
    struct slice asked = http_query(web->http, S("period"));
    if (promise_view_period_parse(asked, grain, period)) return;
    *grain = GRAIN_ALL;
    *period = 0;
    if (asked.len)
        ask_refuse(web, "period", TR("“{1}” is not a period: write 2017-03, 2017-Q1, FY2017 or all."));
}

struct uuid ask_id(struct web *web, const char *name) {
    struct slice asked = http_query(web->http, slice_of(name));
    struct uuid id = {{0}};
    if (!asked.len || uuid_parse(asked, &id)) return id;
    ask_refuse(web, name, TR("“{1}” is not an id."));
    return (struct uuid){{0}};
}

int64_t ask_number(struct web *web, const char *name, int64_t low, int64_t high, int64_t otherwise) {
    struct slice asked = http_query(web->http, slice_of(name));
    int64_t number;
    if (!asked.len) return otherwise;
    if (slice_to_int64(asked, &number) && number >= low && number <= high) return number;
    ask_refuse(web, name, TR("“{1}” is not a number that can be asked for here."));
    return otherwise;
}

void ask_only(struct web *web, const char *names) {
    for (size_t i = 0; i < web->http->query.count; i++) {
        struct slice name = web->http->query.items[i].name;
        if (names_contain(names, name) || list_param_is_furniture(name)) continue;
        refuse_with(&web->refusal, name, TR("This page has no filter “{1}”."), name, S(""));
    }
}

/* The same question, another page of its rows. */
static struct slice page_href(struct web *web, size_t page) {
    struct slice address = list_address_without(web, "page lang");
    return arena_printf(web->arena, "%.*spage=%zu", SLICE_ARG(address), page);
}

void ask_show_pager(struct web *web, size_t page, size_t rows_of_page, size_t count) {
    size_t first = (page - 1) * rows_of_page, last = first + rows_of_page;
    if (count <= rows_of_page || first >= count) {
        doc_set_null(web->arena, web->view, S("pager"));
        return;
    }
    if (last > count) last = count;
    struct doc *pager = doc_set_object(web->arena, web->view, S("pager"));
    struct slice range =
        arena_printf(web->arena, "%.*s–%.*s", SLICE_ARG(promise_view_count(web, (int64_t)first + 1)),
                     SLICE_ARG(promise_view_count(web, (int64_t)last)));
    doc_set_text(web->arena, pager, S("range_text"),
                 web_tr_fill(web, TR("{1} of {2}"), range, promise_view_count(web, (int64_t)count)));
    doc_set_text(web->arena, pager, S("previous_href"), page > 1 ? page_href(web, page - 1) : S(""));
    doc_set_text(web->arena, pager, S("next_href"), last < count ? page_href(web, page + 1) : S(""));
}

struct doc *ask_filters(struct web *web, const char *action) {
    struct doc *filters = doc_set_object(web->arena, web->view, S("filters"));
    doc_set_text(web->arena, filters, S("none_text"), web_tr(web, TR("All")));
    doc_set_text(web->arena, filters, S("action"), slice_of(action));
    doc_set_text(web->arena, filters, S("clear_href"), promise_view_is_asked(web) ? slice_of(action) : S(""));
    doc_set_array(web->arena, filters, S("keep"));
    return doc_set_array(web->arena, filters, S("fields"));
}

void ask_filter_org(struct web *web, struct doc *fields, enum access_class class, struct uuid chosen) {
    struct org_entry *orgs;
    size_t count = access_orgs(web->app->access, web->arena, web->actor, class, &orgs);
    if (count < 2) return;
    struct slice id = uuid_is_zero(chosen) ? S("") : uuid_format(web->arena, chosen);
    struct view_select select = {.name = "org", .label = TR("Organisation"), .value = id};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < count; i++) {
        promise_view_choice(web, choices, uuid_format(web->arena, orgs[i].id), orgs[i].short_name, id);
    }
}

void ask_filter_province(struct web *web, struct doc *fields, struct slice chosen) {
    struct view_select select = {.name = "province", .label = TR("Province"), .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    struct place *places;
    size_t count = gazetteer_children(web->app->gazetteer, web->arena, S(""), &places);
    for (size_t i = 0; i < count; i++) {
        struct slice name = web->locale.lang == LANG_KM ? places[i].name_km : places[i].name_latin;
        promise_view_choice(web, choices, places[i].code, name, chosen);
    }
}

void ask_filter_choice(struct web *web, struct doc *fields, const char *name, const char *label,
                       const struct choice_set *set, struct slice chosen) {
    struct view_select select = {.name = name, .label = label, .value = chosen};
    struct doc *choices = promise_view_select(web, fields, &select);
    for (size_t i = 0; i < set->count; i++) {
        promise_view_choice(web, choices, slice_of(set->choices[i].code), web_tr(web, set->choices[i].label),
                            chosen);
    }
}

void ask_filter_day(struct web *web, struct doc *fields, const char *name, const char *label) {
    plain_form_add(
        web, fields,
        &(struct plain_field){.name = name, .label = label, .value = http_query(web->http, slice_of(name))});
}
