/* SPDX-License-Identifier: Apache-2.0 */
/* See exchange_pages.h.  DHIS2. */
#include "domain/records.h"
#include "exchange/dhis2.h"
#include "web/export/download.h"
#include "web/export/exchange_pages.h"
#include "web/export/exchange_view.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

/* What was asked: a data set, periods, a format. */
struct asked {
    const struct record *set;
    enum dhis2_period_type type;
    struct dhis2_period first, last;
    enum dhis2_format format;
    struct slice from_text, until_text;
};

/* The data set of the address; false: answer NOT_FOUND. */
static bool find_set(struct web *web, struct asked *asked) {
    asked->set =
        download_is_allowed(web, &dhis2_set_type) ? web_record_of_path(web, &dhis2_set_type, 0) : NULL;
    return asked->set &&
           access_may_in(web->app->access, web->actor, &dhis2_set_type, asked->set->org_id, VERB_EXPORT) &&
           dhis2_period_type_parse(dhis2_set_of(asked->set)->period_type.text, &asked->type);
}

/* Without a word of periods, the one before today's. */
static void choose_default(struct web *web, struct asked *asked) {
    int64_t today = date_first_day(clock_today());
    struct dhis2_period now = dhis2_period_of_day(asked->type, today);
    asked->first = asked->last = dhis2_period_of_day(asked->type, dhis2_period_first_day(now) - 1);
    asked->from_text = asked->until_text = dhis2_period_format(web->arena, asked->first);
}

static bool read_periods(struct web *web, struct asked *asked, struct slice from, struct slice until) {
    choose_default(web, asked);
    if (from.len) asked->from_text = asked->until_text = from;
    if (until.len) asked->until_text = until;
    bool good = dhis2_period_parse(asked->from_text, asked->type, &asked->first) ||
                refuse(&web->refusal, S("from"), "This is not a period of the data set’s kind.");
    good = (dhis2_period_parse(asked->until_text, asked->type, &asked->last) ||
            refuse(&web->refusal, S("until"), "This is not a period of the data set’s kind.")) &&
           good;
    if (!good) return false;
    if (asked->last.first < asked->first.first)
        return refuse(&web->refusal, S("until"), "The last period comes before the first.");
    int64_t days_max = (int64_t)DHIS2_PERIODS_MAX * (dhis2_period_first_day(dhis2_period_next(asked->first)) -
                                                     dhis2_period_first_day(asked->first) + 1);
    return dhis2_period_last_day(asked->last) - dhis2_period_first_day(asked->first) <= days_max ||
           refuse(&web->refusal, S("until"), "These are too many periods for one file.");
}

static struct dhis2_report *report_read(struct web *web, const struct asked *asked) {
    return dhis2_report_read(web->app->store, web_db(web), web->app->access, web->arena, web->actor,
                             asked->set, asked->first, asked->last);
}

/* ---- the page ---- */

static void add_lack(struct web *web, struct doc *items, const struct asked *asked,
                     const struct dhis2_lack *lack) {
    struct slice set = record_href(web, &dhis2_set_type, asked->set->id), href = set, text = lack->what;
    struct slice of = S("");
    switch (lack->kind) {
    case LACK_UNIT:
        href = arena_printf(web->arena, "/dhis2-units/new?place=%.*s", SLICE_ARG(lack->what));
        text = lack->what.len
                   ? gazetteer_name(web->app->gazetteer, web->arena, lack->what, web->locale.lang == LANG_KM)
                   : web_tr(web, TR("Records without a place"));
        of = web_tr(web, dhis2_unit_type.label);
        break;
    case LACK_OPTION:
        href = arena_printf(web->arena, "/dhis2-options/new?dimension=%.*s&option_key=%.*s",
                            SLICE_ARG(lack->dimension), SLICE_ARG(lack->what));
        of = web_tr(web, dhis2_option_type.label);
        break;
    case LACK_PART: of = web_tr(web, TR("This part cannot be counted, or is not for you.")); break;
    case LACK_UNIT_OF_ALL:
        href = arena_join(web->arena, set, S("/edit#unit_code"));
        text = web_tr(web, TR("Code of the organisation unit for all"));
        break;
    }
    exchange_add_lack(web, items, href, text, of, false);
}

static const struct choice formats[] = {
    {"dhis2_json", TR("DHIS2 data values (JSON)")},
    {"dhis2_csv", TR("DHIS2 data values (CSV)")},
    {"adx", TR("ADX")},
};

static void add_fields(struct web *web, const struct asked *asked) {
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "from",
                       .label = TR("First period"),
                       .required = true,
                       .narrow = true,
                       .value = plain_form_value(web, "from", asked->from_text),
                       .help = TR("As DHIS2 writes it: 2017W5, 201701, 2017Q1, 2017S1, 2017 or 2016Oct.")});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "until",
                                         .label = TR("Last period"),
                                         .required = true,
                                         .narrow = true,
                                         .value = plain_form_value(web, "until", asked->until_text)});
    exchange_add_formats(web, fields, formats, ARRAY_LEN(formats));
    exchange_add_purpose(web, fields);
}

static void add_numbers(struct web *web, const struct dhis2_report *report) {
    struct slice hidden = format_number(web->arena, &web->locale, (int64_t)report->hidden);
    struct slice words =
        refusal_fill(web->arena, web_tr(web, TR("{1} numbers of fewer than five people are left out.")),
                     (const struct slice[2]){hidden, S("")});
    doc_set_text(web->arena, web->view, S("hidden_text"), report->hidden ? words : S(""));
    doc_set_int(web->arena, web->view, S("values"), (int64_t)report->value_count);
}

static void show(struct web *web, const struct asked *asked, bool is_readable) {
    struct slice name = dhis2_set_of(asked->set)->name.text,
                 href = record_href(web, &dhis2_set_type, asked->set->id);
    furniture_add_crumb(web, web_tr(web, dhis2_set_type.plural), S("/dhis2-sets"));
    furniture_add_crumb(web, name, href);
    furniture_add_crumb(web, web_tr(web, TR("The file")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"),
                 arena_printf(web->arena, "DHIS2: %.*s", SLICE_ARG(name)));
    doc_set_text(web->arena, web->view, S("intro_text"),
                 web_tr(web, TR("The numbers of each period by itself, under the codes of the data set.")));
    doc_set_text(web->arena, web->view, S("file_action"), arena_join(web->arena, href, S("/file")));
    doc_set_text(web->arena, web->view, S("hidden_text"), S(""));
    doc_set_bool(web->arena, web->view, S("may_download"), true);
    struct doc *items = doc_set_array(web->arena, web->view, S("missing"));
    const struct dhis2_report *report = is_readable ? report_read(web, asked) : NULL;
    for (size_t i = 0; report && i < report->lack_count; i++) {
        add_lack(web, items, asked, &report->lacks[i]);
    }
    if (report) add_numbers(web, report);
    add_fields(web, asked);
    plain_form_add_summary(web);
}

enum outcome dhis2_page(struct web *web) {
    struct asked asked = {0};
    if (!find_set(web, &asked)) return OUTCOME_NOT_FOUND;
    bool good =
        read_periods(web, &asked, http_query(web->http, S("from")), http_query(web->http, S("until")));
    if (!good && web->is_api) return OUTCOME_REFUSED;
    show(web, &asked, good);
    if (!good) plain_form_refused(web, OUTCOME_REFUSED, 0);
    return OUTCOME_OK;
}

/* ---- the file ---- */

static enum outcome dhis2_send(struct web *web, struct asked *asked, struct slice format,
                               struct slice purpose) {
    if (!dhis2_format_parse(format, &asked->format))
        return refuse(&web->refusal, S("format"), "Choose a format: dhis2_json, dhis2_csv or adx."),
               OUTCOME_REFUSED;
    const struct dhis2_report *report = report_read(web, asked);
    struct export_entry entry = {.what = dhis2_set_of(asked->set)->name.text,
                                 .type = S("dhis2_set"),
                                 .format = format,
                                 .purpose = purpose,
                                 .rows = (int64_t)report->value_count,
                                 .filter =
                                     arena_printf(web->arena, "%.*s – %.*s", SLICE_ARG(asked->from_text),
                                                  SLICE_ARG(asked->until_text))};
    struct slice bytes = dhis2_write(web->arena, report, asked->format, clock_now_ms());
    return download_file(web, &entry, dhis2_media_type(asked->format),
                         dhis2_file_name(web->arena, report, asked->format), bytes);
}

enum outcome dhis2_post(struct web *web) {
    struct asked asked = {0};
    if (!find_set(web, &asked)) return OUTCOME_NOT_FOUND;
    bool good = read_periods(web, &asked, web_field(web, S("from")), web_field(web, S("until")));
    enum outcome outcome =
        good ? dhis2_send(web, &asked, web_field(web, S("format")), web_field(web, S("purpose")))
             : OUTCOME_REFUSED;
    if (outcome != OUTCOME_REFUSED) return outcome;
    show(web, &asked, good);
    plain_form_refused(web, outcome, 0);
    return OUTCOME_OK;
}

enum outcome dhis2_api_post(struct web *web) {
    struct asked asked = {0};
    if (!find_set(web, &asked)) return OUTCOME_NOT_FOUND;
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body || body->kind != DOC_OBJECT)
        return refuse(&web->refusal, S(""), "The body must be a JSON object."), OUTCOME_MALFORMED;
    if (!read_periods(web, &asked, exchange_body_text(body, S("from")), exchange_body_text(body, S("until"))))
        return OUTCOME_REFUSED;
    return dhis2_send(web, &asked, exchange_body_text(body, S("format")),
                      exchange_body_text(body, S("purpose")));
}

void dhis2_link(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms || !download_is_allowed(web, &dhis2_set_type)) return;
    exchange_add_action(web, actions, web_tr(web, TR("The file")),
                        arena_join(web->arena, record_href(web, record->type, record->id), S("/file")));
}
