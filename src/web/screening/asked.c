/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of an answered form share. */
#include "domain/care/care.h"
#include "store/query.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/screening/screening_pages.h"

static enum outcome asked_read(struct web *web, struct asked *asked) {
    struct uuid id;
    *asked = (struct asked){.web = web};
    if (!web_arg_id(web, 0, &id)) return OUTCOME_NOT_FOUND;
    asked->record = web_record(web, &form_answer_type, id);
    if (!asked->record) return OUTCOME_NOT_FOUND;
    asked->file = web_record(web, &case_file_type, form_answer_of(asked->record)->case_file.id);
    asked->version = web_record(web, &care_form_version_type, form_answer_of(asked->record)->form_version.id);
    if (asked->version) asked->form_record = web_record(web, &care_form_type, care_form_version_of(asked->version)->care_form.id);
    return asked->file && asked->form_record ? OUTCOME_OK : OUTCOME_NOT_FOUND;
}

enum outcome asked_open(struct web *web, struct asked *asked) {
    enum outcome outcome = asked_read(web, asked);
    if (outcome != OUTCOME_OK) return outcome;
    outcome = query_reveal(web->app->store, web_db(web), web->arena, web->actor, asked->record, S("answering the form"), &web->refusal);
    if (outcome != OUTCOME_OK) return outcome;
    const struct form_answer *answer = form_answer_of(asked->record);
    struct refusal refusal = REFUSAL_IN(web->arena);
    asked->form = form_read(web->arena, care_form_version_of(asked->version)->definition.text, S("form_version"), &refusal);
    if (!asked->form) return OUTCOME_FAILED;
    bool minimal = answer->minimal.present && answer->minimal.number;
    asked->answers = form_answers_new(web->arena, asked->form, minimal, date_format_iso(web->arena, clock_today()));
    form_answers_read(web->arena, &asked->answers, answer->answers.present ? answer->answers.text : S(""), S("answers"), &refusal);
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    return OUTCOME_OK;
}

struct slice asked_href(const struct asked *asked, const char *end) {
    struct slice id = uuid_format(asked->web->arena, asked->record->id);
    return arena_printf(asked->web->arena, "/form-answers/%.*s%s", SLICE_ARG(id), end);
}

void asked_head(const struct asked *asked, const char *title) {
    struct web *web = asked->web;
    const struct care_form *form = care_form_of(asked->form_record);
    struct slice name = form_say(web->locale.lang, (struct form_text){form->name.text, form->name_km.text});
    struct slice file = uuid_format(web->arena, asked->file->id);
    furniture_add_crumb(web, web_tr(web, TR("Case files")), S("/case-files"));
    furniture_add_crumb(web, asked->file->code, arena_printf(web->arena, "/case-files/%.*s", SLICE_ARG(file)));
    furniture_add_crumb(web, name, S(""));
    doc_set_text(web->arena, web->view, S("page_title"), title ? web_tr(web, title) : name);
    doc_set_text(web->arena, web->view, S("form_name"), name);
    doc_set_text(web->arena, web->view, S("file_code"), asked->file->code);
    doc_set_text(web->arena, web->view, S("file_href"), arena_printf(web->arena, "/case-files/%.*s", SLICE_ARG(file)));
}

/* ---- a question ---- */

static struct plain_choice *choices_of(struct web *web, const struct form_question *question, struct slice text) {
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, question->choice_count);
    for (size_t i = 0; i < question->choice_count; i++) {
        struct slice rest = text, code;
        choices[i] = (struct plain_choice){question->choices[i].code, form_say(web->locale.lang, question->choices[i].label), false};
        while (slice_split(&rest, ' ', &code)) choices[i].selected = choices[i].selected || slice_equal(code, question->choices[i].code);
    }
    return choices;
}

static enum plain_control control_of(const struct form_question *question) {
    switch (question->kind) {
    case QUESTION_LONG: return PLAIN_LONG;
    case QUESTION_ONE: return PLAIN_RADIO;
    case QUESTION_SEVERAL: return PLAIN_CHECKBOXES;
    default: return PLAIN_TEXT;
    }
}

void asked_add_question(struct web *web, struct doc *fields, const struct form_question *question, struct slice text) {
    struct slice label = form_say(web->locale.lang, question->label), hint = form_say(web->locale.lang, question->hint);
    struct doc *part = doc_add_object(web->arena, fields);
    doc_set_bool(web->arena, part, S("is_note"), question->kind == QUESTION_NOTE);
    doc_set_text(web->arena, part, S("note_text"), label);
    struct doc *list = doc_set_array(web->arena, part, S("fields"));
    if (question->kind == QUESTION_NOTE) return;
    bool is_number = question->kind == QUESTION_INTEGER || question->kind == QUESTION_DECIMAL;
    plain_form_add(web, list, &(struct plain_field){.name = arena_cstr(web->arena, question->name),
                                                    .label = arena_cstr(web->arena, label),
                                                    .help = hint.len ? arena_cstr(web->arena, hint) : NULL,
                                                    .control = control_of(question),
                                                    .inputmode = is_number ? "decimal" : NULL,
                                                    .value = text,
                                                    .autocomplete = "off",
                                                    .required = question->required,
                                                    .narrow = is_number || question->kind == QUESTION_DATE,
                                                    .choices = choices_of(web, question, text),
                                                    .choice_count = question->choice_count});
}

/* ---- links ---- */

void case_form_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (!query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, record)) return;
    struct slice id = uuid_format(web->arena, record->id);
    furniture_add_action(web, actions, TR("Forms"),
                         arena_printf(web->arena, "/case-files/%.*s/forms", SLICE_ARG(id)), false);
}

void form_answer_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (!query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, record)) return;
    struct slice id = uuid_format(web->arena, record->id);
    const struct form_answer *answer = form_answer_of(record);
    long long page = answer->page.present ? (long long)answer->page.number : 0;
    bool is_finished = slice_equal(answer->state.text, S("finished"));
    if (!is_finished)
        furniture_add_action(web, actions, TR("Go on with the form"),
                             arena_printf(web->arena, "/form-answers/%.*s/fill/%lld", SLICE_ARG(id), page),
                             true);
    furniture_add_action(web, actions, TR("What the answers say"),
                         arena_printf(web->arena, "/form-answers/%.*s/result", SLICE_ARG(id)), is_finished);
}

void form_version_actions(struct web *web, const struct record *record, struct doc *actions) {
    struct slice id = uuid_format(web->arena, record->id);
    furniture_add_action(web, actions, TR("See it as it is asked"),
                         arena_printf(web->arena, "/care-form-versions/%.*s/preview", SLICE_ARG(id)), false);
}
