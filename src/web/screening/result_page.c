/* SPDX-License-Identifier: Apache-2.0 */
/* What the answers say together, and a version of a form as it is asked. */
#include "domain/care/care.h"
#include "domain/screening/rules.h"
#include "store/query.h"
#include "web/furniture.h"
#include "web/screening/screening_pages.h"

void asked_show_findings(const struct asked *asked, const struct findings *findings, const struct identification *found) {
    struct web *web = asked->web;
    struct doc *elements = doc_set_array(web->arena, web->view, S("elements"));
    for (size_t e = 0; e < ELEMENTS; e++) {
        struct doc *element = doc_add_object(web->arena, elements);
        bool is_needed = e != ELEMENT_MEANS || found->needs_means;
        doc_set_text(web->arena, element, S("element_title"), web_tr(web, element_title((enum element)e)));
        doc_set_bool(web->arena, element, S("is_told"), found->has[e]);
        doc_set_bool(web->arena, element, S("is_not_needed"), !found->has[e] && !is_needed);
        struct doc *told = doc_set_array(web->arena, element, S("told"));
        for (size_t i = 0; i < findings->count; i++) {
            if (findings->at[i].element != e) continue;
            const struct form_question *question = &asked->form->questions[form_question_find(asked->form, findings->at[i].question)];
            struct doc *row = doc_add_object(web->arena, told);
            doc_set_text(web->arena, row, S("told_what"), web_tr(web, finding_label(&findings->at[i])));
            doc_set_text(web->arena, row, S("told_where"), form_say(web->locale.lang, question->label));
        }
    }
}

static struct slice said(struct web *web, const struct form_question *question, struct slice text) {
    struct text out = TEXT_IN(web->arena);
    struct slice code;
    if (!question->choice_count) return text;
    while (slice_split(&text, ' ', &code)) {
        for (size_t i = 0; i < question->choice_count; i++) {
            if (!slice_equal(question->choices[i].code, code)) continue;
            if (out.len) text_append(&out, S(", "));
            text_append(&out, form_say(web->locale.lang, question->choices[i].label));
        }
    }
    return text_slice(&out);
}

void asked_show_answers(const struct asked *asked) {
    struct web *web = asked->web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("answers"));
    for (size_t i = 0; i < asked->form->question_count; i++) {
        const struct form_question *question = &asked->form->questions[i];
        if (!asked->answers.texts[i].len || question->kind == QUESTION_CALCULATION) continue;
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_text(web->arena, row, S("asked_text"), form_say(web->locale.lang, question->label));
        doc_set_text(web->arena, row, S("said_text"), said(web, question, asked->answers.texts[i]));
    }
}

static struct slice new_decision_href(struct web *web, const struct asked *asked) {
    struct slice file = uuid_format(web->arena, asked->file->id), form = uuid_format(web->arena, asked->record->id);
    return arena_printf(web->arena, "/status-decisions/new?case_file=%.*s&form_answer=%.*s", SLICE_ARG(file), SLICE_ARG(form));
}

enum outcome form_result_page(struct web *web) {
    struct asked asked;
    struct findings findings = {0};
    enum outcome outcome = asked_open(web, &asked);
    if (outcome != OUTCOME_OK) return outcome;
    bool is_complete = form_findings(web->arena, &asked.answers, &findings) && slice_equal(form_answer_of(asked.record)->state.text, S("finished"));
    struct identification found = identify(&findings, case_age_known(asked.file), is_complete);
    asked_head(&asked, TR("What the answers say"));
    doc_set_text(web->arena, web->view, S("indication"), slice_of(indication_code(found.indication)));
    const struct choice_set *indications = record_type_field(&form_answer_type, S("indication"))->choices;
    const char *says = choice_find(indications, slice_of(indication_code(found.indication)))->label;
    doc_set_text(web->arena, web->view, S("indication_text"), web_tr(web, says));
    doc_set_text(web->arena, web->view, S("reason_text"), web_tr(web, identification_words(&found)));
    doc_set_text(web->arena, web->view, S("interpreter"), form_answer_of(asked.record)->interpreter.text);
    doc_set_text(web->arena, web->view, S("decide_href"), access_may(web->actor, ACCESS_CASE, VERB_CREATE) ? new_decision_href(web, &asked) : S(""));
    asked_show_findings(&asked, &findings, &found);
    asked_show_answers(&asked);
    return OUTCOME_OK;
}

/* ---- a version ---- */

enum outcome form_preview_page(struct web *web) {
    struct record *record = web_record_of_path(web, &care_form_version_type, 0);
    struct refusal refusal = REFUSAL_IN(web->arena);
    if (!record) return OUTCOME_NOT_FOUND;
    const struct form *form = form_read_draft(web->arena, care_form_version_of(record)->definition.text, S("definition"), &refusal);
    if (!form) return OUTCOME_FAILED;
    struct slice number = arena_printf(web->arena, "%lld", (long long)care_form_version_of(record)->number.number);
    furniture_add_crumb(web, web_tr(web, TR("Forms")), S("/care-forms"));
    furniture_add_crumb(web, web_tr_fill(web, TR("Version {1}"), number, S("")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr_fill(web, TR("Version {1}"), number, S("")));
    struct slice href = arena_printf(web->arena, "/care-form-versions/%.*s", SLICE_ARG(uuid_format(web->arena, record->id)));
    bool is_draft = slice_equal(care_form_version_of(record)->state.text, S("draft"));
    bool may_write = is_draft && access_may_record(web->app->access, web->actor, record, VERB_UPDATE);
    doc_set_text(web->arena, web->view, S("version_href"), href);
    doc_set_bool(web->arena, web->view, S("may_write"), may_write);
    struct doc *pages = doc_set_array(web->arena, web->view, S("form_pages"));
    for (size_t p = 0; p < form->page_count; p++) {
        struct doc *page = doc_add_object(web->arena, pages);
        doc_set_text(web->arena, page, S("page_label"), form_say(web->locale.lang, form->pages[p].label));
        doc_set_text(web->arena, page, S("page_rule"), form->pages[p].relevant.text);
        struct doc *questions = doc_set_array(web->arena, page, S("questions"));
        for (size_t i = form->pages[p].first; i < form->pages[p].first + form->pages[p].count; i++) {
            const struct form_question *question = &form->questions[i];
            if (question->kind == QUESTION_CALCULATION) continue;
            asked_add_question(web, questions, question, S(""));
        }
    }
    return OUTCOME_OK;
}
