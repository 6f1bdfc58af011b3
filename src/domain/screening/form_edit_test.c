/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a form: moving its questions, its two languages, its warnings, its differences, its simple
 * conditions; and its way through the sheets of an XLSForm and back. */
#include "base/check.h"
#include "base/log.h"
#include "domain/screening/form_edit.h"
#include "domain/screening/form_sheets.h"

static struct arena *arena;

#define BOTH(en_, km_) "{\"en\":\"" en_ "\",\"km\":\"" km_ "\"}"
#define YES_NO                                                                                               \
    "\"choices\":[{\"code\":\"yes\",\"label\":" BOTH("Yes", "បាទ") "},{\"code\":\"no\",\"label\":" BOTH(     \
        "No", "ទេ") "}]"

static const char form_json[] =
    "{\"title\":" BOTH("Short", "ខ្លី") ",\"pages\":[{\"name\":\"who\",\"label\":" BOTH(
        "Who",
        "នរណា") ",\"questions\":["
                "{\"type\":\"integer\",\"name\":\"age\",\"label\":" BOTH(
                    "How old are you?",
                    "អាយុប៉ុន្មាន?") ",\"required\":true},"
                                 "{\"type\":\"select_one\",\"name\":\"alone\",\"label\":" BOTH(
                                     "Are you alone?",
                                     "តើនៅម្នាក់ឯងទេ?") ",\"relevant\":\"${age} < 18\"," YES_NO "}]},"
                                                      "{\"name\":\"work\",\"relevant\":\"${age} >= 5 and "
                                                      "not(selected(${alone}, 'age'))\",\"questions\":["
                                                      "{\"type\":\"long\",\"name\":\"story\",\"label\":" BOTH(
                                                          "What happened?\\r\\nTake your time.",
                                                          "មានរឿងអ្វី?") ",\"relevant\":\"${alone} = 'no' or "
                                                                       "${age} >= 18\"},"
                                                                       "{\"type\":\"select_one\",\"name\":"
                                                                       "\"safe\",\"label\":" BOTH(
                                                                           "Are you safe?",
                                                                           "មានសុវត្ថិភាពទេ?") "," YES_NO
                                                                                            "}]}]}";

static const struct form *form_of(const char *json) {
    struct refusal refusal = REFUSAL_IN(arena);
    const struct form *form = form_read_draft(arena, slice_of(json), S("definition"), &refusal);
    if (!form) fail_msg("%s", refusal.first->message);
    return form;
}

static const struct form *again(const struct form *form) {
    return form_of(arena_cstr(arena, form_write(arena, form)));
}

static const char *refused(const struct form *form) {
    struct refusal refusal = REFUSAL_IN(arena);
    assert_null(form_read_draft(arena, form_write(arena, form), S("definition"), &refusal));
    return refusal.first->message;
}

static void names_are(const struct form *form, const char *names) {
    struct slice rest = slice_of(names), name;
    size_t i = 0;
    for (; slice_split(&rest, ' ', &name); i++)
        assert_true(i < form->question_count && slice_equal(form->questions[i].name, name));
    assert_int_equal(form->question_count, i);
}

/* ---- order ---- */

static void questions_move_within_and_between_pages(void **state) {
    (void)state;
    struct form *form = form_copy(arena, form_of(form_json));
    assert_true(form_move(form, 3, true));
    names_are(form, "age alone safe story");
    assert_true(form_move(form, 2, true)); /* over the edge: the same place, the page before */
    assert_int_equal(form->pages[0].count, 3);
    assert_int_equal(form->questions[2].page, 0);
    assert_false(form_move(form, 0, true));
    assert_false(form_move(form, 3, false));
    names_are(again(form), "age alone safe story");
    assert_true(form_move_page(arena, form, 1, true));
    assert_false(form_move_page(arena, form, 1, false));
    names_are(form, "story age alone safe");
    assert_int_equal(form->pages[1].first, 1);
}

static void a_question_that_others_wait_for_stays_before_them(void **state) {
    (void)state;
    struct form *form = form_copy(arena, form_of(form_json));
    assert_true(form_move(form, 0, false));
    assert_string_equal(refused(form), "“{1}” asks for “{2}”, which is asked only after it.");
    form = form_copy(arena, form_of(form_json));
    form_remove(form, 0);
    assert_string_equal(refused(form), "“{1}” asks for “{2}”, and no question is called so.");
    form = form_copy(arena, form_of(form_json));
    form->questions[0].relevant.text = S("${alone} = 'yes'");
    assert_string_equal(refused(form),
                        "“{1}” and “{2}” wait for each other: each depends on the answer of the other.");
    form->questions[0].relevant.text = S("${age} = 5");
    assert_string_equal(refused(form), "“{1}” asks for its own answer before it has one.");
}

static void a_copy_has_a_name_of_its_own_and_a_new_name_is_followed(void **state) {
    (void)state;
    struct form *form = form_copy(arena, form_of(form_json));
    assert_int_equal(form_double(arena, form, 1), 2);
    names_are(again(form), "age alone alone_2 story safe");
    form->questions[0].name = S("years");
    form_rename(arena, form, S("age"), S("years"));
    const struct form *renamed = again(form);
    assert_true(slice_equal(renamed->questions[1].relevant.text, S("${years} < 18")));
    assert_true(
        slice_equal(renamed->pages[1].relevant.text, S("${years} >= 5 and not(selected(${alone}, 'age'))")));
    assert_true(
        slice_equal(form_name_of_label(arena, S("Where do you LIVE, now?")), S("where_do_you_live_now")));
    assert_true(slice_equal(form_name_of_label(arena, S("អាយុ?")), S("question")));
}

static void pages_come_and_go_with_their_questions(void **state) {
    (void)state;
    struct form *form = form_copy(arena, form_of(form_json));
    assert_true(form_insert_page(form, 1, (struct form_page){.name = form_free_page_name(arena, form)}));
    struct form_question question = form->questions[0];
    question.name = S("more");
    assert_true(form_insert(form, 1, 2, question));
    names_are(again(form), "age alone more story safe");
    form_remove_page(form, 2);
    names_are(again(form), "age alone more");
    form_remove_page(form, 0);
    form_remove_page(form, 0);
    assert_int_equal(again(form)->question_count, 0);
    const struct form *same = form_of("{\"pages\":[{\"name\":\"a\"},{\"name\":\"a\"},{},{\"name\":\"a_2\"}]}");
    assert_true(slice_equal(same->pages[1].name, S("a_2")) && slice_equal(same->pages[2].name, S("page3")) && slice_equal(same->pages[3].name, S("a_2_2")));
}

/* ---- looking over ---- */

static const char *missing(const char *json) {
    struct refusal refusal = REFUSAL_IN(arena);
    assert_false(form_is_complete(form_of(json), S(""), &refusal));
    return refusal.first->message;
}

#define ONE(question_) "{\"pages\":[{\"questions\":[" question_ "]}]}"

static void both_languages_are_needed_before_it_is_asked(void **state) {
    (void)state;
    struct refusal refusal = REFUSAL_IN(arena);
    assert_true(form_is_complete(form_of(form_json), S(""), &refusal));
    assert_string_equal(missing("{\"pages\":[]}"), "The form has no questions yet.");
    assert_string_equal(missing(ONE("{\"type\":\"text\",\"name\":\"a\",\"label\":{\"en\":\"A\"}}")),
                        "“{1}” has no question in Khmer.");
    assert_string_equal(missing(ONE("{\"type\":\"text\",\"name\":\"a\",\"label\":" BOTH(
                            "A", "ក") ",\"hint\":{\"km\":\"ក\"}}")),
                        "The hint of “{1}” is missing in English.");
    assert_string_equal(missing(ONE("{\"type\":\"select_one\",\"name\":\"a\",\"label\":" BOTH(
                            "A", "ក") ",\"choices\":[{\"code\":\"x\",\"label\":{\"en\":\"X\"}}]}")),
                        "The answer “{2}” of “{1}” is missing in Khmer.");
    assert_string_equal(missing(ONE("{\"type\":\"calculate\",\"name\":\"a\"}")),
                        "“{1}” is worked out from nothing: write its calculation.");
}

static size_t warnings_of(const char *json, const char *message) {
    struct refusal warnings = REFUSAL_IN(arena);
    form_warn(arena, form_of(json), &warnings);
    if (warnings.count) assert_string_equal(warnings.first->message, message);
    return warnings.count;
}

#define ASKS(name_, label_, more_) "{\"type\":\"text\",\"name\":\"" name_ "\",\"label\":" label_ more_ "}"

static void repetition_suggestion_and_compulsion_are_warned_of(void **state) {
    (void)state;
    static const char twice[] = "“{1}” asks the same as “{2}”: nobody should have to tell it twice.";
    static const char suggests[] = "“{1}” suggests its answer: ask so that any answer is as easy as another.";
    assert_int_equal(warnings_of(ONE(ASKS("a", BOTH("Are you all right?", "ក"), "")), ""), 0);
    assert_int_equal(warnings_of(form_json, ""), 0);
    assert_int_equal(warnings_of(ONE(ASKS("a", BOTH("Who hurt you?", "ក"),
                                          "") "," ASKS("b", BOTH("who hurt you", "ខ"), "")),
                                 twice),
                     1);
    assert_int_equal(
        warnings_of(ONE(ASKS("a", BOTH("A?", "តើនរណា?"), "") "," ASKS("b", BOTH("B?", "តើនរណា ៖"), "")),
                    twice),
        1);
    assert_int_equal(warnings_of(ONE(ASKS("x", BOTH("X", "X"), "") "," ASKS(
                                     "a", BOTH("Who?", "ក"),
                                     ",\"relevant\":\"${x} = 1\"") "," ASKS("b", BOTH("Who?", "ខ"),
                                                                            ",\"relevant\":\"${x} = 2\"")),
                                 ""),
                     0);
    assert_int_equal(warnings_of(ONE(ASKS("a", BOTH("You were beaten, weren't you?", "ក"), "")), suggests),
                     1);
    assert_int_equal(warnings_of(ONE(ASKS("a", BOTH("A?", "គេវាយអ្នក មែនទេ?"), "")), suggests), 1);
    assert_int_equal(warnings_of(ONE("{\"type\":\"select_one\",\"name\":\"a\",\"label\":" BOTH(
                                     "A", "ក") ",\"required\":true,\"choices\":[{\"code\":\"x\","
                                               "\"label\":" BOTH("X", "ខ") ",\"finding\":\"act:sold\"}]}"),
                                 "“{1}” must be answered, and no answer lets somebody not say it."),
                     1);
}

/* ---- versions ---- */

static const struct form_difference *difference_of(const struct form *was, const struct form *is,
                                                   size_t expected) {
    struct form_difference *list;
    size_t count = form_differences(arena, was, is, &list);
    assert_int_equal(count, expected);
    return list;
}

static void differences_say_what_was_and_what_is(void **state) {
    (void)state;
    const struct form *was = form_of(form_json);
    difference_of(was, again(was), 0);
    struct form *form = form_copy(arena, was);
    form->questions[0].label.km = S("អាយុ?");
    form->questions[0].required = false;
    const struct form_difference *list = difference_of(was, form, 2);
    assert_string_equal(list[0].part, "Question in Khmer");
    assert_true(slice_equal(list[0].was, S("អាយុប៉ុន្មាន?")) && slice_equal(list[0].is, S("អាយុ?")) &&
                slice_equal(list[0].name, S("age")));
    form = form_copy(arena, was);
    form_move(form, 3, true);
    list = difference_of(was, form, 1);
    assert_int_equal(list[0].kind, DIFFERENCE_MOVED);
    form = form_copy(arena, was);
    form_remove(form, 3);
    form_double(arena, form, 0);
    list = difference_of(was, form, 2);
    assert_int_equal(list[0].kind, DIFFERENCE_ADDED);
    assert_int_equal(list[1].kind, DIFFERENCE_REMOVED);
    assert_true(slice_equal(list[0].name, S("age_2")) && slice_equal(list[1].name, S("safe")));
}

/* ---- simple conditions ---- */

static struct slice rewritten(const char *text) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct comparisons list;
    const struct expression *expression = expression_parse(arena, slice_of(text), S(""), &refusal);
    assert_non_null(expression);
    if (!expression_comparisons(arena, expression, &list)) return S("");
    return comparisons_write(arena, &list, S(""), &refusal);
}

static void simple_conditions_are_taken_apart_and_written_again(void **state) {
    (void)state;
    static const char *const simple[] = {"${a} = 'yes'",
                                         "${a} != 'yes' and ${b} >= 18",
                                         "selected(${a}, 'x') or not(selected(${b}, 'y'))",
                                         "${a} = ''",
                                         "${a} != ''",
                                         "${a} < -2.5",
                                         "${a} = \"it's\"",
                                         "${a} = '007'"};
    for (size_t i = 0; i < ARRAY_LEN(simple); i++) {
        if (!slice_equal(rewritten(simple[i]), slice_of(simple[i])))
            fail_msg("%s became %s", simple[i], arena_cstr(arena, rewritten(simple[i])));
    }
    static const char *const others[] = {"${a} = 1 and (${b} = 2 or ${c} = 3)",
                                         "${a} = ${b}",
                                         "${a} + 1 = 2",
                                         "${a}",
                                         "not(${a} < 1)",
                                         "${a} < ''",
                                         "1 = ${a}",
                                         ". > 5",
                                         "selected(${a}, '')"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_int_equal(rewritten(others[i]).len, 0);
    assert_true(slice_equal(rewritten("not(${a} = 'x') or not(${b} != 2)"), S("${a} != 'x' or ${b} = 2")));
    struct refusal refusal = REFUSAL_IN(arena);
    const struct comparisons both = {.at = {{S("a"), COMPARE_IS, S("\"'")}}, .count = 1};
    assert_int_equal(comparisons_write(arena, &both, S("v"), &refusal).len, 0);
    assert_int_equal(refusal.count, 1);
    assert_true(slice_equal(expression_rename(arena, S("${a} = '${a}' and ${ a } > ${ab}"), S("a"), S("z")),
                            S("${z} = '${a}' and ${z} > ${ab}")));
}

/* ---- sheets ---- */

static void a_form_comes_back_from_its_sheets_as_it_was(void **state) {
    (void)state;
    struct refusal refusal = REFUSAL_IN(arena);
    struct form_sheet survey, choices, settings;
    const struct form *form = form_of(form_json);
    form_sheets_of(arena, form, S("short"), 3, &survey, &choices, &settings);
    struct slice back = form_of_sheets(arena, &survey, &choices, &settings, S("file"), &refusal);
    if (!back.len) fail_msg("%s", refusal.first->message);
    assert_true(slice_equal(back, form_write(arena, form)));
    assert_int_equal(choices.rows, 3); /* one list for both questions */
    assert_true(slice_equal(form->questions[2].label.en, S("What happened?\nTake your time.")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_move_within_and_between_pages),
        cmocka_unit_test(a_question_that_others_wait_for_stays_before_them),
        cmocka_unit_test(a_copy_has_a_name_of_its_own_and_a_new_name_is_followed),
        cmocka_unit_test(pages_come_and_go_with_their_questions),
        cmocka_unit_test(both_languages_are_needed_before_it_is_asked),
        cmocka_unit_test(repetition_suggestion_and_compulsion_are_warned_of),
        cmocka_unit_test(differences_say_what_was_and_what_is),
        cmocka_unit_test(simple_conditions_are_taken_apart_and_written_again),
        cmocka_unit_test(a_form_comes_back_from_its_sheets_as_it_was),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
