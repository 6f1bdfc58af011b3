/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing a form for somebody, and the forms that were answered. */
#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/care/care.h"
#include "store/query.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"
#include "web/screening/screening_pages.h"

enum { FORMS_MAX = 200, TOLD_MAX = 10 };

struct starting {
    struct record *file;
    struct plain_choice *choices; /* published versions, the newest of each form */
    size_t count;
};

static struct slice name_of(struct web *web, struct uuid form_id) {
    const struct record *record = web_record(web, &care_form_type, form_id);
    if (!record) return S("");
    return form_say(web->locale.lang, (struct form_text){care_form_of(record)->name.text, care_form_of(record)->name_km.text});
}

static bool is_newest(struct record *const *records, size_t count, size_t at) {
    const struct care_form_version *one = care_form_version_of(records[at]);
    for (size_t i = 0; i < count; i++) {
        const struct care_form_version *other = care_form_version_of(records[i]);
        if (uuid_equal(other->care_form.id, one->care_form.id) && other->number.number > one->number.number) return false;
    }
    return true;
}

static void read_choices(struct web *web, struct starting *starting) {
    struct list_query query = {.type = &care_form_version_type, .filter_count = 1, .org = starting->file->org_id};
    struct view view = web_view(web, &care_form_version_type);
    struct record **records;
    query.filters[0] = (struct filter){record_type_field(query.type, S("state")), FILTER_EQUAL, {.present = true, .text = S("published")}};
    size_t count = query_list_all(web->app->store, web_db(web), web->arena, &view, &query, FORMS_MAX, &records, NULL);
    struct slice chosen = plain_form_value(web, "form_version", S(""));
    starting->choices = arena_make(web->arena, struct plain_choice, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!is_newest(records, count, i)) continue;
        struct slice id = uuid_format(web->arena, records[i]->id);
        starting->choices[starting->count++] = (struct plain_choice){id, name_of(web, care_form_version_of(records[i])->care_form.id), slice_equal(id, chosen)};
    }
}

static void show_answered(struct web *web, const struct record *file) {
    struct list_query query = {.type = &form_answer_type, .filter_count = 1, .limit = LIMIT_LIST_ROWS};
    struct view view = web_view(web, &form_answer_type);
    struct list_page page;
    struct record_names *names = record_names_new(web);
    query.filters[0] = (struct filter){record_type_field(query.type, S("case_file")), FILTER_EQUAL, {.present = true, .id = file->id}};
    struct doc *rows = doc_set_array(web->arena, web->view, S("answered"));
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return;
    for (size_t i = 0; i < page.count; i++) {
        const struct form_answer *answer = form_answer_of(page.records[i]);
        struct doc *row = doc_add_object(web->arena, rows);
        struct slice id = uuid_format(web->arena, page.records[i]->id);
        doc_set_text(web->arena, row, S("row_title"), record_label_of(names, &care_form_version_type, answer->form_version.id));
        doc_set_text(web->arena, row, S("row_day"), record_cell_of(names, page.records[i], record_type_field(query.type, S("begun_on")), true).text);
        doc_set_text(web->arena, row, S("row_state"), record_cell_of(names, page.records[i], record_type_field(query.type, S("state")), true).text);
        doc_set_text(web->arena, row, S("row_says"), record_cell_of(names, page.records[i], record_type_field(query.type, S("indication")), true).text);
        doc_set_text(web->arena, row, S("row_href"), arena_printf(web->arena, "/form-answers/%.*s", SLICE_ARG(id)));
    }
}

static void show(struct web *web, const struct starting *starting) {
    struct slice id = uuid_format(web->arena, starting->file->id);
    struct plain_choice least[] = {{S("yes"), web_tr(web, TR("Ask only the least")), plain_form_has(web, "minimal", S("yes"))}};
    furniture_add_crumb(web, web_tr(web, TR("Case files")), S("/case-files"));
    furniture_add_crumb(web, starting->file->code, arena_printf(web->arena, "/case-files/%.*s", SLICE_ARG(id)));
    furniture_add_crumb(web, web_tr(web, TR("Forms")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr_fill(web, TR("Forms of {1}"), starting->file->code, S("")));
    doc_set_text(web->arena, web->view, S("action"), arena_printf(web->arena, "/case-files/%.*s/forms", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    doc_set_bool(web->arena, web->view, S("any_form"), starting->count > 0);
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields, &(struct plain_field){.name = "form_version", .label = TR("Form"), .control = PLAIN_RADIO, .required = true,
                                                      .choices = starting->choices, .choice_count = starting->count});
    plain_form_add(web, fields, &(struct plain_field){.name = "minimal", .label = TR("How much is asked"), .control = PLAIN_CHECKBOXES, .choices = least, .choice_count = 1,
                                                      .help = TR("For somebody who is tired or afraid: only what is needed for their safety.")});
    plain_form_add(web, fields, &(struct plain_field){.name = "interpreter", .label = TR("Interpreter"), .value = plain_form_value(web, "interpreter", S("")),
                                                      .help = TR("Who translated; empty when nobody did.")});
    show_answered(web, starting->file);
    plain_form_add_summary(web);
}

static enum outcome starting_open(struct web *web, struct starting *starting) {
    *starting = (struct starting){.file = web_record_of_path(web, &case_file_type, 0)};
    if (!starting->file || !access_may(web->actor, ACCESS_CASE, VERB_CREATE)) return OUTCOME_NOT_FOUND;
    if (!query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, starting->file)) {
        refuse(&web->refusal, S(""), "This file opens to those who work on it. In an emergency, ask to open it and say why.");
        return OUTCOME_REFUSED;
    }
    read_choices(web, starting);
    return OUTCOME_OK;
}

enum outcome form_start_page(struct web *web) {
    struct starting starting;
    enum outcome outcome = starting_open(web, &starting);
    if (outcome == OUTCOME_OK) show(web, &starting);
    return outcome;
}

/* ---- what was told before ---- */

/* Adds the answers of one form to questions of the same name that nothing is known of yet. */
static void add_told(struct web *web, struct form_answers *told, struct record *earlier) {
    struct refusal refusal = REFUSAL_IN(web->arena);
    struct form_answers answers = form_answers_new(web->arena, told->form, false, told->today);
    if (query_reveal(web->app->store, web_db(web), web->arena, web->actor, earlier, S("not asking twice"), &refusal) != OUTCOME_OK) return;
    const struct value *text = &form_answer_of(earlier)->answers;
    if (!text->present || !form_answers_read(web->arena, &answers, text->text, S("answers"), &refusal)) return;
    for (size_t i = 0; i < told->form->question_count; i++) {
        struct slice kept = answers.texts[i];
        if (told->texts[i].len || !kept.len || !form_answer_take(web->arena, &answers, i, kept, &refusal)) continue;
        told->texts[i] = answers.texts[i];
    }
}

/* Nobody is asked twice: the newest answer to a question of the same name, in whatever form.  Empty when there is none. */
static struct slice told_before(struct web *web, const struct record *file, struct uuid version_id) {
    struct view view = web_view(web, &form_answer_type);
    struct list_query query = {.type = &form_answer_type, .filter_count = 1, .limit = TOLD_MAX};
    struct refusal refusal = REFUSAL_IN(web->arena);
    const struct record *version = web_record(web, &care_form_version_type, version_id);
    struct list_page page;
    if (!version) return S("");
    const struct form *form = form_read(web->arena, care_form_version_of(version)->definition.text, S("definition"), &refusal);
    query.filters[0] = (struct filter){record_type_field(query.type, S("case_file")), FILTER_EQUAL, {.present = true, .id = file->id}};
    if (!form || !query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &refusal) ||
        !page.count)
        return S("");
    struct form_answers told = form_answers_new(web->arena, form, false, date_format_iso(web->arena, clock_today()));
    for (size_t i = 0; i < page.count; i++) add_told(web, &told, page.records[i]);
    return form_answers_write(web->arena, &told);
}

static enum outcome after_start(struct web *web, struct write_job *job) {
    if (job->outcome == OUTCOME_REFUSED) {
        plain_form_refused(web, OUTCOME_REFUSED, 0);
        show(web, web->state);
        return OUTCOME_OK;
    }
    if (job->outcome != OUTCOME_OK) return job->outcome;
    struct slice id = uuid_format(web->arena, job->changes[0].after->id);
    return web_redirect(web, arena_printf(web->arena, "/form-answers/%.*s/fill/0", SLICE_ARG(id)));
}

enum outcome form_start_post(struct web *web) {
    struct starting *starting = arena_make(web->arena, struct starting, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    struct uuid version;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = starting_open(web, starting);
    if (outcome != OUTCOME_OK) return outcome;
    *change = change_new(web->arena, CHANGE_CREATE, &form_answer_type, starting->file->org_id);
    change_set_value(change, "case_file", value_of_id(starting->file->id));
    bool chosen = uuid_parse(web_field(web, S("form_version")), &version);
    change_set_value(change, "form_version", (struct value){.present = chosen, .id = chosen ? version : SHARED_ORG});
    change_set_value(change, "begun_on", value_today());
    change_set_value(change, "minimal", value_of_number(plain_form_has(web, "minimal", S("yes"))));
    struct slice interpreter = slice_trim(web_field(web, S("interpreter")));
    change_set_value(change, "interpreter", (struct value){.present = interpreter.len > 0, .text = interpreter});
    struct slice told = chosen ? told_before(web, starting->file, version) : S("");
    change_set_value(change, "answers", (struct value){.present = told.len > 0, .text = told});
    web->state = starting;
    return web_write(web, change, 1, web_field(web, S("_key")), after_start);
}
