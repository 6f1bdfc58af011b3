/* SPDX-License-Identifier: Apache-2.0 */
/* The attendance list on paper, in both languages, to be filled in by hand and typed in afterwards. */
#include "domain/people/rules.h"
#include "web/training/training_pages.h"
#include "web/training/training_sheet.h"

enum { BLANK_LINES = 10, PAPER_LINES_MIN = 20 };

static struct slice both_names(struct web *web, const struct record *record) {
    const struct person *person = person_of(record);
    if (!person->name_km.present || !person->name_latin.present) return training_name(web, record);
    return arena_printf(web->arena, "%.*s / %.*s", SLICE_ARG(person->name_km.text), SLICE_ARG(person->name_latin.text));
}

static void paper_add(struct web *web, struct doc *rows, const struct sheet_line *line, size_t number, struct date on) {
    struct doc *row = doc_add_object(web->arena, rows);
    const struct record *record = line ? line->person : NULL;
    const struct person *person = record ? person_of(record) : NULL;
    int age = record ? person_age_on(record, on) : -1;
    doc_set_text(web->arena, row, S("number"), format_number(web->arena, &web->locale, (int64_t)number));
    doc_set_text(web->arena, row, S("name"), record ? both_names(web, record) : S(""));
    doc_set_text(web->arena, row, S("sex"), person ? training_choice(web, &sex_choices, &person->sex) : S(""));
    doc_set_text(web->arena, row, S("age"), age >= 0 ? format_number(web->arena, &web->locale, age) : S(""));
    doc_set_text(web->arena, row, S("village"), person && person->village.present ? training_place(web, person->village.text) : S(""));
    doc_set_text(web->arena, row, S("function"), person ? training_choice(web, &person_function_choices, &person->function) : S(""));
}

enum outcome attendance_print(struct web *web) {
    struct sheet sheet;
    if (!sheet_open(web, &sheet)) return OUTCOME_NOT_FOUND;
    if (!sheet.seen.may_edit) return OUTCOME_FORBIDDEN;
    const struct session *session = sheet.seen.session;
    sheet_add_recorded(web, &sheet);
    if (!sheet.line_count) sheet_take_from(web, &sheet, session->previous.present ? S("previous") : S("group"));
    sheet_join(web, &sheet);
    sheet_sort(web, &sheet);
    training_add_crumbs(web, sheet.seen.record, TR("Sheet on paper"));
    training_add_head(web, &sheet.seen);
    doc_set_text(web->arena, web->view, S("page_title"), session->title.text);
    doc_set_text(web->arena, web->view, S("organisation"), access_org_name(web->app->access, web->arena, sheet.seen.record->org_id));
    doc_set_text(web->arena, web->view, S("code"), sheet.seen.record->code);
    doc_set_text(web->arena, web->view, S("trainer"), session->trainer_name.text);
    struct slice chain = gazetteer_chain(web->app->gazetteer, web->arena, session->place.text, web->locale.lang == LANG_KM);
    doc_set_text(web->arena, web->view, S("paper_place"), chain);
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    size_t count = sheet.line_count + BLANK_LINES < PAPER_LINES_MIN ? PAPER_LINES_MIN : sheet.line_count + BLANK_LINES;
    for (size_t i = 0; i < count; i++) {
        paper_add(web, rows, i < sheet.line_count ? &sheet.lines[i] : NULL, i + 1, session->starts_on.date);
    }
    return OUTCOME_OK;
}
