/* SPDX-License-Identifier: Apache-2.0 */
/* Forms as they are written in a spreadsheet, by the examples of xlsform.org. */
#include "base/check.h"
#include "base/log.h"
#include "domain/screening/form_sheets.h"

static struct arena *arena;

/* Rows separated by \n, cells by |. */
static struct form_sheet sheet_of(const char *text) {
    struct form_sheet sheet = {.cells = arena_make(arena, struct slice, 400)};
    struct slice rest = slice_of(text), row, one;
    for (size_t i = 0; slice_split(&rest, '\n', &row); sheet.rows++) {
        size_t columns = 0;
        for (; slice_split(&row, '|', &one); columns++) sheet.cells[i++] = one;
        if (!sheet.columns) sheet.columns = columns;
        assert_int_equal(columns, sheet.columns);
    }
    return sheet;
}

static const char choices[] = "list_name|name|label::English (en)|label::Khmer (km)|finding\n"
                              "yn|yes|Yes|បាទ|\n"
                              "yn|no|No|ទេ|\n"
                              "how|sold off|Sold|ត្រូវបានលក់|act:sold\n"
                              "how|self|Myself|ខ្លួនឯង|";

static struct slice made(const char *survey_text, struct refusal *refusal) {
    struct form_sheet survey = sheet_of(survey_text), list = sheet_of(choices), settings = sheet_of("form_title|form_id\nScreening|s1");
    return form_of_sheets(arena, &survey, &list, &settings, S("file"), refusal);
}

static void groups_become_pages_and_languages_are_kept(void **state) {
    (void)state;
    struct refusal refusal = REFUSAL_IN(arena);
    struct slice json = made("type|name|label::English (en)|label::Khmer (km)|required|relevant|constraint|appearance\n"
                             "start|start||||||\n"
                             "note|hello|Hello|សួស្តី||||\n"
                             "begin group|work|Work|ការងារ|||\x20|\n"
                             "select_one how|moved|How?|យ៉ាងណា?|yes|||\n"
                             "begin_group|inner|||\x20|${moved} = 'sold'||\n"
                             "integer|years|Years?|ប៉ុន្មានឆ្នាំ?|||. < 50|\n"
                             "end_group|||||||\n"
                             "text|story|Story|រឿង||||multiline\n"
                             "end group|||||||",
                             &refusal);
    if (!json.len) fail_msg("%s", refusal.first->message);
    const struct form *form = form_read(arena, json, S("file"), &refusal);
    assert_non_null(form);
    assert_int_equal(form->page_count, 2);
    assert_int_equal(form->question_count, 4);
    assert_true(slice_equal(form->title.en, S("Screening")));
    assert_true(slice_equal(form->pages[1].label.km, S("ការងារ")));
    assert_true(slice_equal(form->questions[1].choices[0].code, S("sold_off")));
    assert_true(slice_equal(form->questions[1].choices[0].finding, S("act:sold")) && form->questions[1].required);
    assert_true(slice_equal(form->questions[2].relevant.text, S("${moved} = 'sold'")));
    assert_int_equal(form->questions[3].kind, QUESTION_LONG);
}

static const char *wrong(const char *survey) {
    struct refusal refusal = REFUSAL_IN(arena);
    assert_int_equal(made(survey, &refusal).len, 0);
    return refusal.first->message;
}

static void what_cannot_be_a_form_is_named(void **state) {
    (void)state;
    assert_string_equal(wrong("a|b\n1|2"), "This is no XLSForm: it has no sheet “survey” with the columns type and name.");
    assert_string_equal(wrong("type|name|label\ngeopoint|where|Where?"), "Row {1}: forms do not know the type “{2}”.");
    assert_string_equal(wrong("type|name|label\nend group||"), "Row {1}: a group ends that did not begin.");
    assert_string_equal(wrong("type|name|label\nselect_one nothing|a|A?"), "“{1}” has no answers to choose from, or too many.");
    assert_string_equal(wrong("type|name|label\ntext|a|A?\ntext|a|B?"), "Two questions are called “{1}”.");
    assert_string_equal(wrong("type|name|label\nstart|start|"), "This is no form: it has no pages of questions.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_become_pages_and_languages_are_kept),
        cmocka_unit_test(what_cannot_be_a_form_is_named),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
