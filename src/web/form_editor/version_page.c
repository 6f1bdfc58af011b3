/* SPDX-License-Identifier: Apache-2.0 */
/* One version of a form as a record, with its questions as a table where the record has them as data. */
#include "web/form_editor/draft.h"
#include "web/programme/promise_view.h"
#include "web/record/record_extra.h"
#include "web/record/record_head.h"
#include "web/record/record_text.h"

static const char *const labels[] = {TR("Question"), TR("Kind of answer"), TR("Asked when"), TR("Name")};

static void question_row(const struct draft *draft, size_t at, struct doc *rows) {
    struct web *web = draft->web;
    const struct form_question *question = &draft->form->questions[at];
    struct doc *cells = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("cells"));
    struct slice label = form_say(web->locale.lang, question->label);
    promise_view_cell(web, cells, web_tr(web, labels[0]), label.len ? label : question->name, false, S(""));
    promise_view_cell(web, cells, web_tr(web, labels[1]), web_tr(web, question_kind_label(question->kind)),
                      false, S(""));
    promise_view_cell(web, cells, web_tr(web, labels[2]), condition_words(draft, &question->relevant), false,
                      S(""));
    promise_view_cell(web, cells, web_tr(web, labels[3]), question->name, false, S(""));
}

static void questions_add(const struct draft *draft) {
    struct web *web = draft->web;
    struct doc *sections = (struct doc *)(uintptr_t)doc_get(web->view, S("sections"));
    struct doc *table =
        record_section_table(web, record_section_add(web, sections, TR("Questions"), S(""), S(""), ""));
    struct doc *columns = doc_set_array(web->arena, table, S("columns"));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        promise_view_column(web, columns, web_tr(web, labels[i]), false);
    struct doc *rows = doc_set_array(web->arena, table, S("rows"));
    for (size_t i = 0; i < draft->form->question_count; i++)
        question_row(draft, i, rows);
}

enum outcome version_page(struct web *web) {
    struct view view;
    uint64_t hidden = 0;
    struct record *record = record_of_path(web, &view, &hidden);
    struct refusal unused = REFUSAL_IN(web->arena);
    if (!record) return OUTCOME_NOT_FOUND;
    struct value *definition = &care_form_version_of(record)->definition;
    struct draft shown = {.web = web, .record = record};
    shown.form =
        definition->present ? form_read_draft(web->arena, definition->text, S("definition"), &unused) : NULL;
    if (shown.form) *definition = (struct value){0}; /* shown as a table instead */
    record_show(web, record, hidden);
    if (shown.form && shown.form->question_count) questions_add(&shown);
    return OUTCOME_OK;
}
