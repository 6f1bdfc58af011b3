/* SPDX-License-Identifier: Apache-2.0 */
/* A form as the sheets of an XLSForm: what form_of_sheets reads back as the same form. */
#include "base/log.h"
#include "domain/screening/form_sheets.h"

enum survey_column {
    SURVEY_TYPE,
    SURVEY_NAME,
    SURVEY_LABEL,
    SURVEY_LABEL_KM,
    SURVEY_HINT,
    SURVEY_HINT_KM,
    SURVEY_REQUIRED,
    SURVEY_RELEVANT,
    SURVEY_CONSTRAINT,
    SURVEY_MESSAGE,
    SURVEY_MESSAGE_KM,
    SURVEY_CALCULATION,
    SURVEY_APPEARANCE,
    SURVEY_MINIMAL,
    SURVEY_COLUMNS
};

static const char *const survey_heads[SURVEY_COLUMNS] = {
    "type",
    "name",
    "label::English (en)",
    "label::Khmer (km)",
    "hint::English (en)",
    "hint::Khmer (km)",
    "required",
    "relevant",
    "constraint",
    "constraint_message::English (en)",
    "constraint_message::Khmer (km)",
    "calculation",
    "appearance",
    "minimal",
};

enum choice_column {
    CHOICE_LIST,
    CHOICE_NAME,
    CHOICE_LABEL,
    CHOICE_LABEL_KM,
    CHOICE_FINDING,
    CHOICE_COLUMNS
};

static const char *const choice_heads[CHOICE_COLUMNS] = {"list_name", "name", "label::English (en)",
                                                         "label::Khmer (km)", "finding"};

enum setting_column {
    SETTING_TITLE,
    SETTING_TITLE_KM,
    SETTING_ID,
    SETTING_VERSION,
    SETTING_LANGUAGE,
    SETTING_COLUMNS
};

static const char *const setting_heads[SETTING_COLUMNS] = {"form_title", "form_title::Khmer (km)", "form_id",
                                                           "version", "default_language"};

static struct form_sheet sheet_new(struct arena *arena, const char *const *heads, size_t columns,
                                   size_t rows) {
    struct form_sheet sheet = {arena_make(arena, struct slice, columns * (rows + 1)), 1, columns};
    for (size_t i = 0; i < columns; i++)
        sheet.cells[i] = slice_of(heads[i]);
    return sheet;
}

/* The cells of the next row. */
static struct slice *row_add(struct form_sheet *sheet) {
    return &sheet->cells[sheet->rows++ * sheet->columns];
}

/* ---- choices ---- */

static bool choice_equal(const struct form_choice *a, const struct form_choice *b) {
    return slice_equal(a->code, b->code) && slice_equal(a->label.en, b->label.en) &&
           slice_equal(a->label.km, b->label.km) && slice_equal(a->finding, b->finding);
}

/* Questions with the same answers share the list of the first one. */
static const struct form_question *list_owner(const struct form *form, const struct form_question *question) {
    for (const struct form_question *other = form->questions; other < question; other++) {
        bool is_same = other->choice_count == question->choice_count;
        for (size_t i = 0; is_same && i < question->choice_count; i++)
            is_same = choice_equal(&other->choices[i], &question->choices[i]);
        if (is_same) return other;
    }
    return question;
}

static void choices_write(const struct form_question *question, struct form_sheet *sheet) {
    for (size_t i = 0; i < question->choice_count; i++) {
        struct slice *row = row_add(sheet);
        row[CHOICE_LIST] = question->name;
        row[CHOICE_NAME] = question->choices[i].code;
        row[CHOICE_LABEL] = question->choices[i].label.en;
        row[CHOICE_LABEL_KM] = question->choices[i].label.km;
        row[CHOICE_FINDING] = question->choices[i].finding;
    }
}

/* ---- survey ---- */

static struct slice type_of(struct arena *arena, const struct form *form,
                            const struct form_question *question) {
    if (question->kind == QUESTION_LONG) return S("text");
    if (!question_has_choices(question->kind)) return slice_of(question_kind_code(question->kind));
    return arena_printf(arena, "%s %.*s", question_kind_code(question->kind),
                        SLICE_ARG(list_owner(form, question)->name));
}

static void question_write(struct arena *arena, const struct form *form, const struct form_question *question,
                           struct slice *row) {
    row[SURVEY_TYPE] = type_of(arena, form, question);
    row[SURVEY_NAME] = question->name;
    row[SURVEY_LABEL] = question->label.en;
    row[SURVEY_LABEL_KM] = question->label.km;
    row[SURVEY_HINT] = question->hint.en;
    row[SURVEY_HINT_KM] = question->hint.km;
    row[SURVEY_REQUIRED] = question->required ? S("yes") : S("");
    row[SURVEY_RELEVANT] = question->relevant.text;
    row[SURVEY_CONSTRAINT] = question->constraint.text;
    row[SURVEY_MESSAGE] = question->message.en;
    row[SURVEY_MESSAGE_KM] = question->message.km;
    row[SURVEY_CALCULATION] = question->calculation.text;
    row[SURVEY_APPEARANCE] = question->kind == QUESTION_LONG ? S("multiline") : S("");
    row[SURVEY_MINIMAL] = question->minimal ? S("yes") : S("");
}

static void page_write(struct arena *arena, const struct form *form, const struct form_page *page,
                       struct form_sheet *survey) {
    struct slice *begin = row_add(survey);
    begin[SURVEY_TYPE] = S("begin_group");
    begin[SURVEY_NAME] = page->name;
    begin[SURVEY_LABEL] = page->label.en;
    begin[SURVEY_LABEL_KM] = page->label.km;
    begin[SURVEY_RELEVANT] = page->relevant.text;
    begin[SURVEY_APPEARANCE] = S("field-list"); /* other programs show the group on one screen, too */
    for (size_t i = page->first; i < page->first + page->count; i++)
        question_write(arena, form, &form->questions[i], row_add(survey));
    row_add(survey)[SURVEY_TYPE] = S("end_group");
}

static size_t choice_rows(const struct form *form) {
    size_t count = 0;
    for (size_t i = 0; i < form->question_count; i++)
        count += form->questions[i].choice_count;
    return count;
}

void form_sheets_of(struct arena *arena, const struct form *form, struct slice id, int64_t version,
                    struct form_sheet *survey, struct form_sheet *choices, struct form_sheet *settings) {
    *survey = sheet_new(arena, survey_heads, SURVEY_COLUMNS, form->question_count + 2 * form->page_count);
    *choices = sheet_new(arena, choice_heads, CHOICE_COLUMNS, choice_rows(form));
    *settings = sheet_new(arena, setting_heads, SETTING_COLUMNS, 1);
    for (size_t p = 0; p < form->page_count; p++)
        page_write(arena, form, &form->pages[p], survey);
    for (size_t i = 0; i < form->question_count; i++) {
        const struct form_question *question = &form->questions[i];
        if (question->choice_count && list_owner(form, question) == question)
            choices_write(question, choices);
    }
    struct slice *row = row_add(settings);
    row[SETTING_TITLE] = form->title.en;
    row[SETTING_TITLE_KM] = form->title.km;
    row[SETTING_ID] = id;
    row[SETTING_VERSION] = arena_printf(arena, "%lld", (long long)version);
    row[SETTING_LANGUAGE] = S("Khmer (km)");
}
