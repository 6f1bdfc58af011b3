/* SPDX-License-Identifier: Apache-2.0 */
/* See reintegration_pages.h.  The sheet of a term at one school: many children at once, by code; saved in one
 * submission. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/reintegration/reintegration.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/reintegration/reintegration_pages.h"
#include "web/shelter/care_view.h"

enum { YEAR_MIN = 2000, YEAR_MAX = 2100, SCHOOL_YEAR_BEGINS = 11 /* November */ };

struct child {
    struct record *enrolment, *term; /* term: NULL when nothing is written yet */
    struct slice error;
};

struct sheet {
    struct web *web;
    struct record *school;
    int64_t year;
    struct slice term;
    struct child *children;
    size_t count;
    struct change *changes;
    size_t change_count;
    size_t *changed; /* the child of each change */
};

/* What is typed for each child; `days_open` is one for all. */
static const char *const child_fields[] = {"days_present", "fees", "materials_cost"};

static int64_t year_of_today(void) {
    struct date today = clock_today();
    return today.month >= SCHOOL_YEAR_BEGINS ? today.year : today.year - 1;
}

static struct record *term_find(struct web *web, struct uuid enrolment, struct slice term) {
    struct record **terms;
    size_t count = care_parts(web, &school_term_type, "enrolment", enrolment, NULL, LIMIT_CASE_PARTS, &terms);
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(school_term_of(terms[i])->term.text, term)) return terms[i];
    }
    return NULL;
}

static void children_read(struct sheet *sheet) {
    struct web *web = sheet->web;
    struct record **all;
    size_t count = care_parts(web, &school_enrolment_type, "school", sheet->school->id, "registered_on",
                              LIMIT_TERM_CHILDREN, &all);
    sheet->children = arena_make(web->arena, struct child, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (school_enrolment_of(all[i])->school_year.number != sheet->year) continue;
        sheet->children[sheet->count++] = (struct child){
            .enrolment = all[i], .term = term_find(web, all[i]->id, sheet->term), .error = S("")};
    }
}

static enum outcome sheet_open(struct web *web, struct sheet *sheet) {
    *sheet = (struct sheet){.web = web, .school = web_record_of_path(web, &school_type, 0)};
    if (!sheet->school || !care_may_write(web)) return OUTCOME_NOT_FOUND;
    sheet->year = ask_number(web, "year", YEAR_MIN, YEAR_MAX, year_of_today());
    sheet->term = ask_choice(web, "term", &school_term_name_choices);
    ask_only(web, "year term");
    if (!sheet->term.len) sheet->term = S("first");
    if (!refusal_is_empty(&web->refusal)) return OUTCOME_REFUSED;
    children_read(sheet);
    return OUTCOME_OK;
}

/* ---- showing ---- */

static struct slice input_name(const struct sheet *sheet, const struct child *child, const char *field) {
    return arena_printf(sheet->web->arena, "%.*s.%s",
                        SLICE_ARG(uuid_format(sheet->web->arena, child->enrolment->id)), field);
}

/* As it is typed, in the unit it was stored in. */
static struct slice money_text(const struct sheet *sheet, struct money money) {
    static const struct locale plain = {.lang = LANG_EN};
    return money.currency == CURRENCY_USD ? format_quantity(sheet->web->arena, &plain, money.amount, 2, S(""))
                                          : arena_printf(sheet->web->arena, "%lld", (long long)money.amount);
}

static struct slice stored_text(const struct sheet *sheet, const struct child *child, const char *field) {
    const struct field *of = record_type_field(&school_term_type, slice_of(field));
    const struct value *value = child->term ? record_value_const(child->term, of) : NULL;
    if (!value || !value->present) return S("");
    return of->kind == KIND_MONEY ? money_text(sheet, value->money) : care_number(sheet->web, value->number);
}

/* The version that the numbers of the form stand in: what somebody else saved meanwhile is not written over.
 */
static struct slice version_text(const struct sheet *sheet, const struct child *child) {
    return child->term ? arena_printf(sheet->web->arena, "%lld", (long long)child->term->version) : S("");
}

static void child_show(const struct sheet *sheet, const struct child *child, struct doc *list) {
    struct web *web = sheet->web;
    struct doc *object = doc_add_object(web->arena, list);
    struct slice code = care_code(web, school_enrolment_of(child->enrolment)->case_file.id);
    const struct value *grade = &school_enrolment_of(child->enrolment)->grade,
                       *left = &school_enrolment_of(child->enrolment)->left_on;
    doc_set_text(web->arena, object, S("child_code"), code);
    doc_set_text(web->arena, object, S("child_href"),
                 record_href(web, &school_enrolment_type, child->enrolment->id));
    doc_set_text(web->arena, object, S("child_grade"),
                 grade->present ? web_tr_fill(web, TR("grade {1}"), care_number(web, grade->number), S(""))
                                : S(""));
    doc_set_text(web->arena, object, S("child_left"),
                 left->present ? web_tr_fill(web, TR("left on {1}"), care_day(web, left), S("")) : S(""));
    doc_set_text(web->arena, object, S("child_error"), child->error);
    bool known = child->term && school_term_of(child->term)->attending.present;
    bool attends = known && school_term_of(child->term)->attending.number;
    doc_set_text(web->arena, object, S("child_badge"), attends ? S("done") : S("behind"));
    doc_set_text(web->arena, object, S("child_state"),
                 !known    ? S("")
                 : attends ? web_tr(web, TR("attends"))
                           : web_tr(web, TR("absent too often")));
    struct slice version = input_name(sheet, child, "version");
    doc_set_text(web->arena, object, S("version_name"), version);
    doc_set_text(web->arena, object, S("version"),
                 web->response->status == web_status(OUTCOME_CONFLICT)
                     ? version_text(sheet, child) /* it was told: the next time it is meant */
                     : plain_form_value(web, arena_cstr(web->arena, version), version_text(sheet, child)));
    struct doc *inputs = doc_set_array(web->arena, object, S("inputs"));
    for (size_t i = 0; i < ARRAY_LEN(child_fields); i++) {
        struct doc *input = doc_add_object(web->arena, inputs);
        struct slice name = input_name(sheet, child, child_fields[i]);
        doc_set_text(web->arena, input, S("input_name"), name);
        doc_set_text(web->arena, input, S("input_label"),
                     web_tr(web, record_type_field(&school_term_type, slice_of(child_fields[i]))->label));
        doc_set_text(
            web->arena, input, S("input_value"),
            plain_form_value(web, arena_cstr(web->arena, name), stored_text(sheet, child, child_fields[i])));
        doc_set_text(web->arena, input, S("input_who"), code);
    }
}

static struct slice days_open_of(const struct sheet *sheet) {
    for (size_t i = 0; i < sheet->count; i++) {
        if (sheet->children[i].term)
            return care_number(sheet->web, school_term_of(sheet->children[i].term)->days_open.number);
    }
    return S("");
}

static void filters_show(const struct sheet *sheet) {
    struct web *web = sheet->web;
    struct doc *fields =
        ask_filters(web, arena_cstr(web->arena, care_href(web, "schools", sheet->school->id, "/term")));
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "year",
                                         .label = TR("School year"),
                                         .inputmode = "numeric",
                                         .narrow = true,
                                         .value = arena_printf(web->arena, "%lld", (long long)sheet->year)});
    ask_filter_choice(web, fields, "term", TR("Term"), &school_term_name_choices, sheet->term);
}

static void sheet_show(const struct sheet *sheet) {
    struct web *web = sheet->web;
    furniture_add_crumb(web, web_tr(web, school_type.plural), S("/schools"));
    furniture_add_crumb(web, record_name(web, sheet->school),
                        record_href(web, &school_type, sheet->school->id));
    care_head(web, web_tr(web, TR("Sheet of a term")));
    doc_set_text(web->arena, web->view, S("sheet_school"), record_name(web, sheet->school));
    doc_set_text(web->arena, web->view, S("sheet_action"),
                 arena_printf(web->arena, "%.*s?year=%lld&term=%.*s",
                              SLICE_ARG(care_href(web, "schools", sheet->school->id, "/term")),
                              (long long)sheet->year, SLICE_ARG(sheet->term)));
    doc_set_text(web->arena, web->view, S("sheet_days"),
                 plain_form_value(web, "days_open", days_open_of(sheet)));
    doc_set_text(web->arena, web->view, S("form_key"),
                 plain_form_value(web, "_key", uuid_format(web->arena, uuid_new())));
    doc_set_bool(web->arena, web->view, S("has_children"), sheet->count > 0);
    filters_show(sheet);
    struct doc *list = doc_set_array(web->arena, web->view, S("children"));
    for (size_t i = 0; i < sheet->count; i++)
        child_show(sheet, &sheet->children[i], list);
    plain_form_add_summary(web);
}

static void sheet_json(const struct sheet *sheet) {
    struct web *web = sheet->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("children"));
    doc_set_int(web->arena, web->view, S("school_year"), sheet->year);
    doc_set_text(web->arena, web->view, S("term"), sheet->term);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct child *child = &sheet->children[i];
        struct doc *object = doc_add_object(web->arena, list);
        doc_set_uuid(web->arena, object, S("enrolment"), child->enrolment->id);
        doc_set_text(web->arena, object, S("code"),
                     care_code(web, school_enrolment_of(child->enrolment)->case_file.id));
        if (!child->term) continue;
        doc_set_uuid(web->arena, object, S("term_record"), child->term->id);
        doc_set_int(web->arena, object, S("days_open"), school_term_of(child->term)->days_open.number);
        doc_set_int(web->arena, object, S("days_present"), school_term_of(child->term)->days_present.number);
        doc_set_bool(web->arena, object, S("attending"), school_term_of(child->term)->attending.number != 0);
    }
}

enum outcome school_term_page(struct web *web) {
    struct sheet sheet;
    enum outcome outcome = sheet_open(web, &sheet);
    if (outcome != OUTCOME_OK) return outcome;
    if (web->is_api)
        sheet_json(&sheet);
    else
        sheet_show(&sheet);
    return OUTCOME_OK;
}

/* ---- saving ---- */

static struct change child_change(const struct sheet *sheet, const struct child *child) {
    struct web *web = sheet->web;
    struct change change = change_new(web->arena, child->term ? CHANGE_UPDATE : CHANGE_CREATE,
                                      &school_term_type, sheet->school->org_id);
    if (child->term) {
        change.id = child->term->id;
        change.base_version = child->term->version;
        struct slice typed = web_field(web, input_name(sheet, child, "version"));
        if (typed.len && !slice_to_int64(typed, &change.base_version))
            change.base_version = child->term->version;
        return change;
    }
    change_set_value(&change, "case_file", school_enrolment_of(child->enrolment)->case_file);
    change_set_value(&change, "enrolment", value_of_id(child->enrolment->id));
    change_set_value(&change, "term", value_of_text(sheet->term));
    change_set_value(&change, "on_day", value_today());
    return change;
}

static bool field_take(const struct sheet *sheet, struct child *child, struct change *change,
                       const char *name, struct slice typed) {
    struct refusal refusal = REFUSAL_IN(sheet->web->arena);
    const struct field *field = record_type_field(&school_term_type, slice_of(name));
    const struct value *stored = child->term ? record_value_const(child->term, field) : NULL;
    bool in_dollars =
        stored && stored->present && field->kind == KIND_MONEY && stored->money.currency == CURRENCY_USD;
    struct value value = {0};
    if (value_parse_input(sheet->web->arena, field, typed, in_dollars ? S("USD") : S("KHR"), &value,
                          &refusal)) {
        change_set_value(change, name, value);
        return true;
    }
    child->error = tr_refusal(sheet->web->arena, &sheet->web->locale, refusal.first);
    return refuse_with(&sheet->web->refusal,
                       arena_join(sheet->web->arena, input_name(sheet, child, name), S("")),
                       refusal.first->message, refusal.first->args[0], refusal.first->args[1]);
}

/* A line without days is not written: the child is not on the list of the school yet. */
static void child_take(struct sheet *sheet, size_t at, struct slice days_open) {
    struct child *child = &sheet->children[at];
    struct web *web = sheet->web;
    if (!slice_trim(web_field(web, input_name(sheet, child, "days_present"))).len) return;
    struct change change = child_change(sheet, child);
    bool good = field_take(sheet, child, &change, "days_open", days_open);
    for (size_t i = 0; i < ARRAY_LEN(child_fields); i++) {
        good = field_take(sheet, child, &change, child_fields[i],
                          slice_trim(web_field(web, input_name(sheet, child, child_fields[i])))) &&
               good;
    }
    if (!good) return;
    sheet->changed[sheet->change_count] = at;
    sheet->changes[sheet->change_count++] = change;
}

static enum outcome sheet_refused(struct sheet *sheet, enum outcome outcome) {
    sheet->web->response->status = web_status(outcome);
    sheet_show(sheet);
    return OUTCOME_OK;
}

static enum outcome sheet_written(struct web *web, struct write_job *job) {
    struct sheet *sheet = web->state;
    if (job->outcome == OUTCOME_OK) {
        return web_redirect(web,
                            arena_printf(web->arena, "%.*s?year=%lld&term=%.*s&done=saved",
                                         SLICE_ARG(care_href(web, "schools", sheet->school->id, "/term")),
                                         (long long)sheet->year, SLICE_ARG(sheet->term)));
    }
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    struct child *child = &sheet->children[sheet->changed[job->failed_change]];
    web->refusal = job->refusal;
    if (refusal_is_empty(&web->refusal))
        refuse(&web->refusal, S(""),
               "Somebody changed these numbers meanwhile. Look at them and save again.");
    child->error = tr_refusal(web->arena, &web->locale, web->refusal.first);
    return sheet_refused(sheet, job->outcome);
}

enum outcome school_term_save(struct web *web) {
    struct sheet *sheet = arena_make(web->arena, struct sheet, 1);
    enum outcome outcome = sheet_open(web, sheet);
    if (outcome != OUTCOME_OK) return outcome;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    sheet->changes = arena_make(web->arena, struct change, sheet->count + 1);
    sheet->changed = arena_make(web->arena, size_t, sheet->count + 1);
    struct slice days_open = slice_trim(web_field(web, S("days_open")));
    if (!days_open.len) refuse(&web->refusal, S("days_open"), "Say on how many days there was school.");
    for (size_t i = 0; days_open.len && i < sheet->count; i++)
        child_take(sheet, i, days_open);
    if (!refusal_is_empty(&web->refusal)) return sheet_refused(sheet, OUTCOME_REFUSED);
    if (!sheet->change_count) {
        refuse(&web->refusal, S(""), "Write the days of at least one child.");
        return sheet_refused(sheet, OUTCOME_REFUSED);
    }
    web->state = sheet;
    return web_write(web, sheet->changes, sheet->change_count, web_field(web, S("_key")), sheet_written);
}

void school_term_link(struct web *web, const struct record *record, struct doc *actions) {
    if (!care_may_write(web)) return;
    furniture_add_action(web, actions, TR("Sheet of a term"), care_href(web, "schools", record->id, "/term"),
                         false);
}
