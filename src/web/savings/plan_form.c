/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page on which a plan is written: words, then for each year its figures ("savings.2017").  Years can be
 * changed on the way without losing what was typed.  One job writes the plan with its years: all of it or
 * nothing.
 */
#include "catalogue/value.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/savings/group_stand.h"
#include "web/savings/plan_page.h"
#include "web/savings/plan_view.h"

enum { CHANGES_MAX = 1 + PLAN_YEARS_MAX, USUAL_YEARS = 3, PERCENT_MAX = 1000, YEAR_DAYS = 365 };

struct plan_form {
    struct web *web;
    struct group_seen seen;
    struct plan_seen *plan;       /* that is changed; NULL: a new one */
    const struct plan_seen *from; /* what is shown at first; NULL: nothing */
    int64_t percent;
    struct slice scenario, action;
    struct plan_years years; /* of the form */
    struct change changes[CHANGES_MAX];
    int64_t change_years[CHANGES_MAX]; /* 0: of the plan itself */
    size_t change_count;
};

static const char *const words_fields[] = {"aims", "steps", "risks"};

/* ---- what is shown ---- */

static const struct field *plan_field(const char *name) {
    return record_type_field(&business_plan_type, slice_of(name));
}

static const char *year_name(const struct plan_form *form, const char *code, int64_t year) {
    return arena_cstr(form->web->arena, arena_printf(form->web->arena, "%s.%lld", code, (long long)year));
}

static struct slice text_before(const struct plan_form *form, const char *name) {
    return form->from ? record_value_const(form->from->record, plan_field(name))->text : S("");
}

static void add_text(const struct plan_form *form, struct doc *fields, const char *name,
                     enum plain_control control) {
    struct web *web = form->web;
    const struct field *field = plan_field(name);
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = field->label,
                                         .control = control,
                                         .value = plain_form_value(web, name, text_before(form, name)),
                                         .required = field->required});
}

static void add_scenario(const struct plan_form *form, struct doc *fields) {
    struct web *web = form->web;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "scenario",
                                         .label = plan_field("scenario")->label,
                                         .control = PLAIN_SELECT,
                                         .set = &plan_scenario_choices,
                                         .value = plain_form_value(web, "scenario", form->scenario),
                                         .required = true});
}

static void add_number(const struct plan_form *form, struct doc *fields, const char *name, int64_t number,
                       const char *help) {
    struct web *web = form->web;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = plan_field(name)->label,
                                         .help = help,
                                         .inputmode = "numeric",
                                         .value = plain_form_value(
                                             web, name, arena_printf(web->arena, "%lld", (long long)number)),
                                         .required = true,
                                         .narrow = true});
}

/* The figure as it is typed; of a year that the plan does not know nothing. */
static struct slice figure_before(const struct plan_form *form, enum aim aim, int64_t year) {
    struct plan_figures scaled;
    if (!form->from) return S("");
    int64_t at = year - form->from->years.first_year;
    if (at < 0 || at >= (int64_t)form->from->years.count || !form->from->year_records[at]) return S("");
    if (!plan_scale(&form->from->years.planned[at], form->percent, &scaled)) return S("");
    return arena_printf(form->web->arena, "%lld", (long long)scaled.of[aim]);
}

static void add_figure(const struct plan_form *form, struct doc *fields, enum aim aim, int64_t year) {
    struct web *web = form->web;
    const struct field *field = record_type_field(&plan_year_type, slice_of(plan_aims[aim].code));
    const char *name = year_name(form, plan_aims[aim].code, year);
    struct slice typed = web->http->method == HTTP_POST ? web_field(web, slice_of(name)) : S("");
    plain_form_add(web, fields,
                   &(struct plain_field){.name = name,
                                         .label = field->label,
                                         .inputmode = "numeric",
                                         .value = typed.len ? typed : figure_before(form, aim, year),
                                         .required = field->required});
}

/* Also of a year that the plan has no longer: it is kept, and comes back with the year. */
static struct record *record_of_year(const struct plan_form *form, int64_t year) {
    for (size_t i = 0; form->plan && i < form->plan->all_count; i++) {
        if (number_or_0(&plan_year_of(form->plan->all_years[i])->year) == year)
            return form->plan->all_years[i];
    }
    return NULL;
}

static void show_years(const struct plan_form *form) {
    struct web *web = form->web;
    struct doc *years = doc_set_array(web->arena, web->view, S("plan_years"));
    for (size_t i = 0; i < form->years.count; i++) {
        int64_t year = form->years.first_year + (int64_t)i;
        struct doc *object = doc_add_object(web->arena, years);
        const struct record *known = record_of_year(form, year);
        const char *version = year_name(form, "version", year);
        struct slice number = arena_printf(web->arena, "%lld", known ? (long long)known->version : 0);
        doc_set_text(web->arena, object, S("year_text"), plan_year_words(web, year));
        doc_set_text(web->arena, object, S("year_number"), arena_printf(web->arena, "%lld", (long long)year));
        doc_set_text(web->arena, object, S("year_version"), plain_form_value(web, version, number));
        struct doc *fields = doc_set_array(web->arena, object, S("fields"));
        for (int aim = 0; aim < AIMS; aim++) {
            add_figure(form, fields, (enum aim)aim, year);
        }
    }
}

/* Where the group stands, beside which the years are planned. */
static void show_now(const struct plan_form *form) {
    struct web *web = form->web;
    struct savings_picture *picture = arena_make(web->arena, struct savings_picture, 1);
    struct savings_flows flows;
    int64_t day = group_usual_day(&form->seen);
    struct doc *facts = doc_set_array(web->arena, web->view, S("now_facts"));
    if (!group_stand_read(&form->seen, day, picture)) return;
    savings_flows_read(web_db(web), web->arena, form->seen.record, day - YEAR_DAYS + 1, day, &flows);
    struct plan_figures now = savings_plan_figures(picture, &flows);
    group_show_day(web, day);
    for (int aim = 0; aim < AIMS; aim++) {
        struct doc *fact = doc_add_object(web->arena, facts);
        doc_set_text(web->arena, fact, S("fact_label"), web_tr(web, plan_aim_label((enum aim)aim)));
        doc_set_text(web->arena, fact, S("fact_text"),
                     plan_figure_words(&form->seen, (enum aim)aim, now.of[aim]));
    }
}

static void show_words(const struct plan_form *form) {
    struct web *web = form->web;
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    add_text(form, fields, "title", PLAIN_TEXT);
    add_scenario(form, fields);
    add_number(form, fields, "first_year", form->years.first_year, NULL);
    add_number(form, fields, "years", (int64_t)form->years.count, TR("Three to five."));
    struct doc *texts = doc_set_array(web->arena, web->view, S("texts"));
    for (size_t i = 0; i < ARRAY_LEN(words_fields); i++) {
        add_text(form, texts, words_fields[i], PLAIN_LONG);
    }
}

static void form_show(const struct plan_form *form) {
    struct web *web = form->web;
    struct slice title = web_tr(web, form->plan ? TR("Write the plan") : TR("New business plan"));
    group_add_crumbs(&form->seen, form->plan ? TR("Write the plan") : TR("New business plan"));
    doc_set_text(web->arena, web->view, S("page_title"), title);
    doc_set_text(web->arena, web->view, S("sheet_group"), group_name(web, form->seen.record));
    doc_set_text(web->arena, web->view, S("action"), form->action);
    doc_set_text(web->arena, web->view, S("back_href"),
                 form->plan ? plan_href(web, form->plan->record, "/follow")
                            : savings_href(web, "savings-groups", form->seen.record->id, ""));
    doc_set_int(web->arena, web->view, S("version"), form->plan ? form->plan->record->version : 0);
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    show_words(form);
    show_now(form);
    show_years(form);
    plain_form_add_summary(web);
}

/* ---- where it begins ---- */

static struct plan_seen *plan_asked(struct plan_form *form) {
    struct web *web = form->web;
    struct uuid id = ask_id(web, "from");
    struct record *record = uuid_is_zero(id) ? NULL : web_record(web, &business_plan_type, id);
    struct plan_seen *plan = arena_make(web->arena, struct plan_seen, 1);
    bool is_ours = record && uuid_equal(business_plan_of(record)->savings_group.id, form->seen.record->id);
    return is_ours && plan_begin(web, record, plan) ? plan : NULL;
}

static bool new_begin(struct web *web, struct plan_form *form) {
    *form = (struct plan_form){.web = web, .percent = 100};
    if (!group_of_path(web, &form->seen)) return false;
    if (!access_may_in(web->app->access, web->actor, &business_plan_type, form->seen.record->org_id,
                       VERB_CREATE))
        return false;
    form->from = plan_asked(form);
    form->percent = ask_number(web, "percent", 1, PERCENT_MAX, 100);
    form->scenario = ask_choice(web, "scenario", &plan_scenario_choices);
    if (!form->scenario.len) form->scenario = S("expected");
    form->years.first_year =
        form->from ? form->from->years.first_year : date_of_day(group_usual_day(&form->seen)).year + 1;
    form->years.count = form->from ? form->from->years.count : USUAL_YEARS;
    form->action = savings_href(web, "savings-groups", form->seen.record->id, "/plans/new");
    return true;
}

static bool write_begin(struct web *web, struct plan_form *form) {
    *form = (struct plan_form){.web = web, .percent = 100};
    struct plan_seen *plan = arena_make(web->arena, struct plan_seen, 1);
    if (!plan_of_path(web, plan) || !plan->may_write) return false;
    form->seen = plan->seen;
    form->from = form->plan = plan;
    form->scenario = plan->plan->scenario.text;
    form->years = plan->years;
    form->action = plan_href(web, plan->record, "/write");
    return true;
}

enum outcome plan_new_page(struct web *web) {
    struct plan_form *form = arena_make(web->arena, struct plan_form, 1);
    if (!new_begin(web, form)) return OUTCOME_NOT_FOUND;
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    form_show(form);
    return OUTCOME_OK;
}

enum outcome plan_write_page(struct web *web) {
    struct plan_form *form = arena_make(web->arena, struct plan_form, 1);
    if (!write_begin(web, form)) return OUTCOME_NOT_FOUND;
    form_show(form);
    return OUTCOME_OK;
}

/* ---- reading ---- */

/* The years that the form speaks of; they stay as they were when they cannot be read, and say so. */
static bool read_years(struct plan_form *form) {
    struct web *web = form->web;
    struct value first = {0}, count = {0};
    bool good = value_parse_input(web->arena, plan_field("first_year"), web_field(web, S("first_year")),
                                  S(""), &first, &web->refusal) &&
                value_check(plan_field("first_year"), &first, &web->refusal);
    good = value_parse_input(web->arena, plan_field("years"), web_field(web, S("years")), S(""), &count,
                             &web->refusal) &&
           value_check(plan_field("years"), &count, &web->refusal) && good;
    if (!good || !first.present || !count.present) return good;
    form->years = (struct plan_years){.first_year = first.number, .count = (size_t)count.number};
    return true;
}

static struct change *change_add(struct plan_form *form, enum change_verb verb,
                                 const struct record_type *type, int64_t year) {
    form->change_years[form->change_count] = year;
    struct change *change = &form->changes[form->change_count++];
    *change = change_new(form->web->arena, verb, type, form->seen.record->org_id);
    return change;
}

static bool read_plan(struct plan_form *form) {
    static const char *const names[] = {"title", "scenario", "first_year", "years", "aims", "steps", "risks"};
    struct web *web = form->web;
    struct change *change =
        change_add(form, form->plan ? CHANGE_UPDATE : CHANGE_CREATE, &business_plan_type, 0);
    bool good = true;
    change->id = form->plan ? form->plan->record->id : web_form_identity(web, web_field(web, S("_key")));
    if (form->plan && !slice_to_int64(web_field(web, S("_version")), &change->base_version)) return false;
    change_set_value(change, "savings_group", value_of_id(form->seen.record->id));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct value value = {0};
        struct slice text = slice_trim(web_field(web, slice_of(names[i])));
        if (text.len)
            good = value_parse_input(web->arena, plan_field(names[i]), text, S(""), &value, &web->refusal) &&
                   good;
        change_set_value(change, names[i], value);
    }
    return good;
}

/* What is said of a field of a year is said at its input. */
static void refuse_year(struct plan_form *form, const struct refusal_item *item, int64_t year) {
    const char *name = arena_cstr(form->web->arena, item->field);
    refuse_with(&form->web->refusal, slice_of(year_name(form, name, year)), item->message, item->args[0],
                item->args[1]);
}

static bool read_figures(struct plan_form *form, struct change *change, int64_t year) {
    struct web *web = form->web;
    struct refusal refusal = REFUSAL_IN(web->arena);
    for (int aim = 0; aim < AIMS; aim++) {
        const char *code = plan_aims[aim].code;
        struct slice text = slice_trim(web_field(web, slice_of(year_name(form, code, year))));
        struct value value = {0};
        if (text.len && !value_parse_input(web->arena, record_type_field(&plan_year_type, slice_of(code)),
                                           text, S(""), &value, &refusal))
            continue;
        change_set_value(change, code, value);
    }
    for (const struct refusal_item *item = refusal.first; item; item = item->next) {
        refuse_year(form, item, year);
    }
    return refusal_is_empty(&refusal);
}

static bool read_year(struct plan_form *form, int64_t year) {
    struct record *known = record_of_year(form, year);
    struct change *change = change_add(form, known ? CHANGE_UPDATE : CHANGE_CREATE, &plan_year_type, year);
    if (known) {
        struct slice typed = web_field(form->web, slice_of(year_name(form, "version", year)));
        change->id = known->id;
        if (!slice_to_int64(typed, &change->base_version)) change->base_version = 0;
    }
    change_set_value(change, "business_plan", value_of_id(form->changes[0].id));
    change_set_value(change, "year", value_of_number(year));
    return read_figures(form, change, year);
}

static bool read_all(struct plan_form *form) {
    bool good = read_plan(form);
    for (size_t i = 0; i < form->years.count; i++) {
        good = read_year(form, form->years.first_year + (int64_t)i) && good;
    }
    return good;
}

/* ---- writing ---- */

static enum outcome show_again(struct plan_form *form, enum outcome outcome) {
    form_show(form);
    form->web->response->status = web_status(outcome);
    return OUTCOME_OK;
}

/* "3.savings" is the savings of the year of the third change. */
static void place_refusals(struct plan_form *form, const struct refusal *refusal) {
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice rest = item->field, first;
        int64_t index = 0;
        bool is_part = slice_split(&rest, '.', &first) && rest.len && slice_to_int64(first, &index) &&
                       index > 0 && index < (int64_t)form->change_count;
        struct refusal_item placed = *item;
        if (is_part) placed.field = rest;
        if (is_part && form->change_years[index])
            refuse_year(form, &placed, form->change_years[index]);
        else
            refuse_with(&form->web->refusal, placed.field, placed.message, placed.args[0], placed.args[1]);
    }
}

static enum outcome plan_written(struct web *web, struct write_job *job) {
    struct plan_form *form = web->state;
    if (job->outcome == OUTCOME_OK)
        return web_redirect(web,
                            savings_href(web, "business-plans", form->changes[0].id, "/follow?done=saved"));
    place_refusals(form, &job->refusal);
    return job->outcome == OUTCOME_REFUSED ? show_again(form, job->outcome) : job->outcome;
}

static enum outcome form_post(struct web *web, struct plan_form *form) {
    web->state = form;
    if (!read_years(form)) return show_again(form, OUTCOME_REFUSED);
    if (slice_equal(web_field(web, S("do")), S("years"))) return show_again(form, OUTCOME_OK);
    if (!read_all(form)) return show_again(form, OUTCOME_REFUSED);
    return web_write(web, form->changes, form->change_count, web_field(web, S("_key")), plan_written);
}

enum outcome plan_new_post(struct web *web) {
    struct plan_form *form = arena_make(web->arena, struct plan_form, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    return new_begin(web, form) ? form_post(web, form) : OUTCOME_NOT_FOUND;
}

enum outcome plan_write_post(struct web *web) {
    struct plan_form *form = arena_make(web->arena, struct plan_form, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    return write_begin(web, form) ? form_post(web, form) : OUTCOME_NOT_FOUND;
}
