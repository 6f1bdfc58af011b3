/* SPDX-License-Identifier: Apache-2.0 */
/* See due_page.h.  "Quarterly report" from the agreement's first quarter to its last, each due some days
 * after its end. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/due/deliverable.h"
#include "domain/due/series.h"
#include "domain/programme/agreement_terms.h"
#include "web/due/due_page.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/programme/promise_view.h"
#include "web/record/record_text.h"
#include "web/training/training_load.h"

enum { PERIODS_MAX = 120, AFTER_DAYS_MAX = 365, SERIES_BYTES = 60 /* as the field holds */ };

static const struct {
    const char *code, *label;
    enum promise_grain grain;
} grains[] = {
    {"month", TR("Every month"), GRAIN_MONTH},
    {"quarter", TR("Every quarter"), GRAIN_QUARTER},
    {"year", TR("Every fiscal year (October to September)"), GRAIN_FISCAL_YEAR},
};

static bool may_make(struct web *web, const struct record *agreement) {
    return !agreement->deleted_ms &&
           access_may_in(web->app->access, web->actor, &deliverable_type, agreement->org_id, VERB_CREATE);
}

static struct record *agreement_of_path(struct web *web) {
    struct record *agreement = web_record_of_path(web, &agreement_type, 0);
    return agreement && may_make(web, agreement) ? agreement : NULL;
}

void due_agreement_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (!may_make(web, record)) return;
    furniture_add_action(web, actions, TR("Deliverables that come again"),
                         arena_printf(web->arena, "/agreements/%.*s/deliverables",
                                      SLICE_ARG(uuid_format(web->arena, record->id))),
                         false);
}

/* ---- the form ---- */

static void add_choices(struct web *web, struct doc *fields) {
    struct plain_choice every[ARRAY_LEN(grains)];
    struct slice grain = plain_form_value(web, "every", S("quarter"));
    for (size_t i = 0; i < ARRAY_LEN(grains); i++) {
        every[i] = (struct plain_choice){slice_of(grains[i].code), web_tr(web, grains[i].label),
                                         slice_equal(slice_of(grains[i].code), grain)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "kind",
                                         .label = TR("Kind"),
                                         .control = PLAIN_SELECT,
                                         .set = &deliverable_kind_choices,
                                         .value = plain_form_value(web, "kind", S("report")),
                                         .required = true,
                                         .narrow = true});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "every",
                                         .label = TR("How often"),
                                         .control = PLAIN_RADIO,
                                         .choices = every,
                                         .choice_count = ARRAY_LEN(every),
                                         .required = true});
}

static void series_show(struct web *web, const struct record *agreement) {
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("Deliverables that come again")));
    doc_set_text(web->arena, web->view, S("agreement_text"), promise_view_agreement(web, agreement));
    doc_set_text(web->arena, web->view, S("agreement_href"),
                 record_href(web, &agreement_type, agreement->id));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    doc_set_text(web->arena, web->view, S("series_action"), web->http->path);
    furniture_add_crumb(web, promise_view_agreement(web, agreement),
                        record_href(web, &agreement_type, agreement->id));
    furniture_add_crumb(web, web_tr(web, TR("Deliverables that come again")), S(""));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(
        web, fields,
        &(struct plain_field){.name = "title",
                              .label = TR("Title"),
                              .required = true,
                              .value = plain_form_value(web, "title", S("")),
                              .help = TR("For example Quarterly report; the period is added to it.")});
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "title_km",
                                         .label = TR("Khmer title"),
                                         .value = plain_form_value(web, "title_km", S(""))});
    add_choices(web, fields);
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "after",
                                         .label = TR("Due so many days after the end of the period"),
                                         .required = true,
                                         .narrow = true,
                                         .inputmode = "numeric",
                                         .value = plain_form_value(web, "after", S("15"))});
    plain_form_add_summary(web);
}

enum outcome due_series_page(struct web *web) {
    struct record *agreement = agreement_of_path(web);
    if (!agreement) return OUTCOME_NOT_FOUND;
    series_show(web, agreement);
    return OUTCOME_OK;
}

/* ---- making ---- */

struct series {
    const struct record *agreement;
    enum promise_grain grain;
    int64_t after;
    struct value title, title_km, kind;
};

static bool take_text(struct web *web, const char *name, struct value *value) {
    const struct field *field = record_type_field(&deliverable_type, slice_of(name));
    bool good =
        value_parse_input(web->arena, field, web_field(web, slice_of(name)), S(""), value, &web->refusal);
    if (good && field->required && !value->present)
        return refuse(&web->refusal, slice_of(name), "This is needed.");
    return good;
}

static bool series_read(struct web *web, struct series *series) {
    bool good = take_text(web, "title", &series->title), known = false;
    good = take_text(web, "title_km", &series->title_km) && good;
    good = take_text(web, "kind", &series->kind) && good;
    for (size_t i = 0; i < ARRAY_LEN(grains); i++) {
        if (!slice_equal(web_field(web, S("every")), slice_of(grains[i].code))) continue;
        series->grain = grains[i].grain;
        known = true;
    }
    if (!known) good = refuse(&web->refusal, S("every"), "This is needed.");
    bool is_number = parse_number(web_field(web, S("after")), &series->after) == PARSE_OK &&
                     series->after >= 0 && series->after <= AFTER_DAYS_MAX;
    return is_number ? good : refuse(&web->refusal, S("after"), "Write a number of days from 0 to 365.");
}

static int64_t last_day_of(struct web *web, const struct record *agreement) {
    struct record **amendments;
    struct value id = {.present = true, .id = agreement->id};
    size_t count = training_records(web, &amendment_type, "agreement", &id, FILTER_EQUAL, agreement->org_id,
                                    &amendments, LIMIT_AMENDMENTS);
    struct agreement_terms terms = agreement_terms_on(agreement, amendments, count,
                                                      date_first_day((struct date){2999, 12, 31, DATE_DAY}));
    return terms.ends_on.present ? date_last_day(terms.ends_on.date)
                                 : date_first_day(agreement_of(agreement)->starts_on.date);
}

static void set_value(struct change *change, const char *name, struct value value) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    if (!value.present) return;
    *record_value(change->values, field) = value;
    change_set(change, field);
}

/* The period is named in the language of the title. */
static struct value titled(struct web *web, const struct value *title, enum lang lang,
                           enum promise_grain grain, int64_t period) {
    struct web speaking = *web;
    if (!title->present) return *title;
    speaking.locale.lang = lang;
    speaking.locale.messages = lang == LANG_KM ? web->app->khmer : NULL;
    struct slice name = promise_view_period_name(&speaking, grain, period);
    return (struct value){
        .present = true,
        .text = arena_printf(web->arena, "%.*s, %.*s", SLICE_ARG(title->text), SLICE_ARG(name))};
}

static void change_fill(struct web *web, const struct series *series, const struct series_period *period,
                        struct change *change) {
    *change = change_new(web->arena, CHANGE_CREATE, &deliverable_type, series->agreement->org_id);
    set_value(change, "agreement", (struct value){.present = true, .id = series->agreement->id});
    set_value(change, "kind", series->kind);
    set_value(change, "title", titled(web, &series->title, LANG_EN, series->grain, period->period));
    set_value(change, "title_km", titled(web, &series->title_km, LANG_KM, series->grain, period->period));
    set_value(change, "period_from", (struct value){.present = true, .date = date_of_day(period->from)});
    set_value(change, "period_to", (struct value){.present = true, .date = date_of_day(period->to)});
    set_value(change, "due_on",
              (struct value){.present = true, .date = date_of_day(period->to + series->after)});
    set_value(change, "series", value_of_text(slice_cut(series->title.text, SERIES_BYTES)));
}

static enum outcome series_show_again(struct web *web) {
    web->response->status = web_status(OUTCOME_REFUSED);
    series_show(web, web->state);
    return OUTCOME_OK;
}

static enum outcome series_written(struct web *web, struct write_job *job) {
    const struct record *agreement = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED) return series_show_again(web);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    struct slice id = uuid_format(web->arena, agreement->id);
    return web_redirect(web,
                        arena_printf(web->arena, "/deliverables?agreement=%.*s&done=saved", SLICE_ARG(id)));
}

enum outcome due_series_post(struct web *web) {
    struct record *agreement = agreement_of_path(web);
    struct series series = {.agreement = agreement};
    struct series_period periods[PERIODS_MAX];
    if (!agreement) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    web->state = agreement;
    if (!series_read(web, &series)) return series_show_again(web);
    size_t count = series_periods(series.grain, date_first_day(agreement_of(agreement)->starts_on.date),
                                  last_day_of(web, agreement), periods, PERIODS_MAX);
    struct change *changes = arena_make(web->arena, struct change, count + 1);
    for (size_t i = 0; i < count; i++) {
        change_fill(web, &series, &periods[i], &changes[i]);
    }
    return web_write(web, changes, count, web_field(web, S("_key")), series_written);
}
