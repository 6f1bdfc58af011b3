/* SPDX-License-Identifier: Apache-2.0 */
/* A small form of screening: reading it, what is asked when, what the answers say. */
#include "base/check.h"
#include "base/log.h"
#include "domain/screening/form.h"

static struct arena *arena;

static const char form_json[] =
    "{\"title\":{\"en\":\"Short screening\",\"km\":\"ការពិនិត្យខ្លី\"},\"pages\":["
    "{\"name\":\"who\",\"questions\":["
    "{\"type\":\"note\",\"name\":\"hello\",\"label\":{\"en\":\"You may stop at any time.\"}},"
    "{\"type\":\"integer\",\"name\":\"age\",\"label\":{\"en\":\"How old are you?\",\"km\":\"អាយុប៉ុន្មាន?\"},\"required\":true,\"minimal\":true,"
    "\"constraint\":\". >= 0 and . <= 120\",\"message\":{\"en\":\"Between 0 and 120.\"}},"
    "{\"type\":\"calculate\",\"name\":\"child\",\"minimal\":true,\"calculation\":\"if(${age} < 18, 'yes', 'no')\"}]},"
    "{\"name\":\"work\",\"relevant\":\"${age} >= 5\",\"questions\":["
    "{\"type\":\"select_one\",\"name\":\"moved\",\"label\":{\"en\":\"How did you get there?\"},\"required\":true,\"choices\":["
    "{\"code\":\"self\",\"label\":{\"en\":\"By myself\"}},{\"code\":\"sold\",\"label\":{\"en\":\"I was sold\"},\"finding\":\"act:sold\"}]},"
    "{\"type\":\"select_multiple\",\"name\":\"how\",\"label\":{\"en\":\"What happened there?\"},\"relevant\":\"${moved} = 'sold'\",\"choices\":["
    "{\"code\":\"beaten\",\"label\":{\"en\":\"I was beaten\"},\"finding\":\"means:PhysicalAbuse\"},"
    "{\"code\":\"debt\",\"label\":{\"en\":\"I had to pay a debt\"},\"finding\":\"means:DebtBondage\"},"
    "{\"code\":\"work\",\"label\":{\"en\":\"I had to work\"},\"finding\":\"purpose:ForcedLabour\"}]}]}]}";

static const struct form *form(void) {
    struct refusal refusal = REFUSAL_IN(arena);
    const struct form *read = form_read(arena, slice_of(form_json), S("definition"), &refusal);
    if (!read) fail_msg("%s", refusal.first->message);
    return read;
}

static struct form_answers answers_of(const char *json) {
    struct form_answers answers = form_answers_new(arena, form(), false, S("2016-05-10"));
    struct refusal refusal = REFUSAL_IN(arena);
    assert_true(form_answers_read(arena, &answers, slice_of(json), S("answers"), &refusal));
    form_settle(arena, &answers);
    return answers;
}

static void a_form_is_written_as_it_was_read(void **state) {
    (void)state;
    assert_int_equal(form()->page_count, 2);
    assert_int_equal(form()->question_count, 5);
    struct refusal refusal = REFUSAL_IN(arena);
    struct slice written = form_write(arena, form());
    const struct form *again = form_read(arena, written, S("definition"), &refusal);
    assert_non_null(again);
    assert_true(slice_equal(form_write(arena, again), written));
    assert_true(slice_equal(again->questions[1].constraint.text, S(". >= 0 and . <= 120")));
    assert_true(slice_equal(form_say(LANG_KM, form()->questions[0].label), S("You may stop at any time.")));
}

static const char *wrong(const char *json) {
    struct refusal refusal = REFUSAL_IN(arena);
    assert_null(form_read(arena, slice_of(json), S("definition"), &refusal));
    return refusal.first->message;
}

#define ONE(question_) "{\"pages\":[{\"questions\":[" question_ "]}]}"

static void a_wrong_form_says_what_is_wrong(void **state) {
    (void)state;
    assert_string_equal(wrong("[1]"), "This is no form: it has no pages of questions.");
    assert_string_equal(wrong("{"), "This is no form: it has no pages of questions.");
    assert_string_equal(wrong(ONE("")), "This is no form: it has no pages of questions.");
    assert_string_equal(wrong(ONE("{\"type\":\"text\",\"name\":\"a b\",\"label\":{\"en\":\"A\"}}")), "“{1}” cannot be the name of a question: letters, digits and _ only.");
    assert_string_equal(wrong(ONE("{\"type\":\"file\",\"name\":\"a\",\"label\":{\"en\":\"A\"}}")), "“{1}” has a type that forms do not know.");
    assert_string_equal(wrong(ONE("{\"type\":\"text\",\"name\":\"a\"}")), "“{1}” asks nothing: it has no label.");
    assert_string_equal(wrong(ONE("{\"type\":\"text\",\"name\":\"a\",\"label\":{\"en\":\"A\"},\"relevant\":\"${b} = 1\"}")), "“{1}” asks for “{2}”, and no question is called so.");
    assert_string_equal(wrong(ONE("{\"type\":\"select_one\",\"name\":\"a\",\"label\":{\"en\":\"A\"}}")), "“{1}” has no answers to choose from, or too many.");
    assert_string_equal(wrong(ONE("{\"type\":\"select_one\",\"name\":\"a\",\"label\":{\"en\":\"A\"},\"choices\":[{\"code\":\"x\",\"label\":{\"en\":\"X\"},\"finding\":\"means:Magic\"}]}")),
                        "“{1}” is no finding. Write act:, means: or purpose: and a code.");
}

static void skipped_questions_are_not_asked_and_lose_their_answers(void **state) {
    (void)state;
    struct form_answers answers = answers_of("{\"age\":\"3\",\"moved\":\"sold\",\"how\":\"debt\"}");
    assert_int_equal(form_next_page(arena, &answers, 1), 2);
    assert_true(slice_equal(form_answers_write(arena, &answers), S("{\"age\":\"3\",\"child\":\"yes\"}")));
    answers = answers_of("{\"age\":\"20\",\"moved\":\"self\",\"how\":\"debt\"}");
    assert_true(slice_equal(form_answers_write(arena, &answers), S("{\"age\":\"20\",\"child\":\"no\",\"moved\":\"self\"}")));
}

static void answers_are_read_as_people_type_them(void **state) {
    (void)state;
    struct form_answers answers = form_answers_new(arena, form(), false, S("2016-05-10"));
    struct refusal refusal = REFUSAL_IN(arena);
    assert_true(form_answer_take(arena, &answers, 1, S("១៦"), &refusal));
    assert_true(slice_equal(answers.texts[1], S("16")));
    assert_false(form_answer_take(arena, &answers, 3, S("flown"), &refusal));
    assert_true(slice_equal(refusal.first->field, S("moved")));
    assert_true(slice_equal(answers.texts[3], S("flown"))); /* kept to be shown again */
}

static void a_page_is_checked_and_stopping_keeps_what_there_is(void **state) {
    (void)state;
    struct refusal refusal = REFUSAL_IN(arena);
    struct form_answers answers = answers_of("{}");
    assert_false(form_check_page(arena, &answers, 0, true, LANG_EN, &refusal));
    assert_string_equal(refusal.first->message, "This field is required.");
    assert_true(form_check_page(arena, &answers, 0, false, LANG_EN, &refusal));
    struct refusal other = REFUSAL_IN(arena);
    answers = answers_of("{\"age\":\"130\"}");
    assert_false(form_check_page(arena, &answers, 0, false, LANG_EN, &other));
    assert_string_equal(other.first->message, "Between 0 and 120.");
}

static void the_least_asks_only_what_is_marked(void **state) {
    (void)state;
    struct form_answers answers = form_answers_new(arena, form(), true, S("2016-05-10"));
    assert_true(form_is_asked(arena, &answers, 1));
    assert_false(form_is_asked(arena, &answers, 3));
}

static void answers_give_findings_with_their_questions(void **state) {
    (void)state;
    struct findings findings = {0};
    struct form_answers answers = answers_of("{\"age\":\"20\",\"moved\":\"sold\",\"how\":\"debt work\"}");
    assert_true(form_findings(arena, &answers, &findings));
    assert_int_equal(findings.count, 3);
    assert_true(slice_equal(findings.at[1].code, S("DebtBondage")) && slice_equal(findings.at[1].question, S("how")));
    assert_int_equal(identify(&findings, AGE_ADULT, true).indication, INDICATION_PRESENT);
    struct findings fewer = {0};
    answers = answers_of("{\"age\":\"20\"}");
    assert_false(form_findings(arena, &answers, &fewer));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_is_written_as_it_was_read), cmocka_unit_test(a_wrong_form_says_what_is_wrong),
        cmocka_unit_test(skipped_questions_are_not_asked_and_lose_their_answers), cmocka_unit_test(answers_are_read_as_people_type_them),
        cmocka_unit_test(a_page_is_checked_and_stopping_keeps_what_there_is), cmocka_unit_test(the_least_asks_only_what_is_marked),
        cmocka_unit_test(answers_give_findings_with_their_questions),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
