/* SPDX-License-Identifier: Apache-2.0 */
/* Forms, answers and decisions in a real store. */
#include "domain/care/care_test_world.h"
#include "domain/programme/programme.h"
#include "domain/screening/rules.h"
#include "domain/screening/screening.h"

static const struct record_type *const types[] = {
    &user_type, &area_type, &organisation_type, &arrival_type, &case_family_type, &case_file_type, &case_team_member_type, &case_opening_type,
    &case_note_type, &care_form_type, &care_form_version_type, &form_answer_type, &status_decision_type, &trafficking_profile_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

static const char questions[] =
    "{\"pages\":[{\"name\":\"p\",\"questions\":[{\"type\":\"select_one\",\"name\":\"moved\",\"label\":{\"en\":\"How did you get there?\","
    "\"km\":\"តើអ្នកទៅទីនោះដោយរបៀបណា?\"},\"required\":true,"
    "\"choices\":[{\"code\":\"self\",\"label\":{\"en\":\"By myself\",\"km\":\"ដោយខ្លួនឯង\"}},"
    "{\"code\":\"sold\",\"label\":{\"en\":\"Sold\",\"km\":\"ត្រូវគេលក់\"},\"finding\":\"act:sold\"}]},"
    "{\"type\":\"select_multiple\",\"name\":\"work\",\"label\":{\"en\":\"What did you do?\",\"km\":\"តើអ្នកបានធ្វើអ្វី?\"},"
    "\"choices\":[{\"code\":\"beg\",\"label\":{\"en\":\"Beg\",\"km\":\"សុំទាន\"},"
    "\"finding\":\"purpose:ForcedBegging\"}]}]}]}";

static struct uuid form_id;

static struct uuid version_of(struct world *world, const char *state) {
    return made_by(world, &world->supervisor, &care_form_version_type, PUTS(R("care_form", form_id), P("state", state), P("definition", questions)));
}

static int setup(void **state) {
    struct world *world = heap_alloc(sizeof *world);
    *world = (struct world){0};
    const struct store_options options = {.catalogue = &catalogue};
    care_world_open(world, &options);
    form_id = made_by(world, &world->supervisor, &care_form_type, PUTS(P("name", "Screening"), P("purpose", "screening")));
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    int closed = base_world_close(&world->base);
    heap_free(world);
    return closed;
}

static void versions_are_numbered_and_stay_once_published(void **state) {
    struct world *world = *state;
    struct uuid first = version_of(world, "published"), second = version_of(world, "draft");
    int64_t number = care_form_version_of(stored(world, &care_form_version_type, first))->number.number;
    assert_int_equal(care_form_version_of(stored(world, &care_form_version_type, second))->number.number, number + 1);
    struct put other[] = {P("definition", "{\"pages\":[{\"questions\":[{\"type\":\"text\",\"name\":\"a\",\"label\":{\"en\":\"A\"}}]}]}")};
    assert_string_equal(why_not(world, &world->supervisor, changing(world, &care_form_version_type, first, 1, other, 1)),
                        "A version that was published does not change. Make a new version.");
    assert_string_equal(why_not(world, &world->supervisor, changing(world, &care_form_version_type, second, 1, other, 1)), "nothing");
    struct put published[] = {P("state", "published")}; /* both languages, before anybody is asked */
    assert_string_equal(why_not(world, &world->supervisor, changing(world, &care_form_version_type, second, 2, published, 1)),
                        "“a” has no question in Khmer.");
    assert_string_equal(why_not(world, &world->supervisor, making(world, &care_form_version_type, PUTS(R("care_form", form_id), P("definition", "nonsense")))),
                        "This is no form: it has no pages of questions.");
}

static void answers_say_what_they_indicate(void **state) {
    struct world *world = *state;
    struct uuid version = version_of(world, "published"), file = file_by(world, &world->worker); /* eleven years old */
    struct uuid id = made_by(world, &world->worker, &form_answer_type,
                             PUTS(R("case_file", file), R("form_version", version), P("begun_on", "2016-05-11"), P("state", "finished"),
                                  P("answers", "{\"moved\":\"sold\",\"work\":\"beg\"}")));
    const struct record *record = stored(world, &form_answer_type, id);
    assert_true(value_is_code(&form_answer_of(record)->indication, "present")); /* a child: means are not needed */
    assert_true(slice_equal(form_answer_of(record)->elements.text, S("act,purpose")));
    assert_true(form_answer_of(record)->answers.sealed);
}

static void stopping_keeps_what_was_told_and_finishing_asks_for_the_rest(void **state) {
    struct world *world = *state;
    struct uuid version = version_of(world, "published"), file = file_by(world, &world->worker);
    struct uuid id = made_by(world, &world->worker, &form_answer_type,
                             PUTS(R("case_file", file), R("form_version", version), P("begun_on", "2016-05-11"), P("state", "stopped"), P("answers", "{\"work\":\"beg\"}")));
    assert_true(value_is_code(&form_answer_of(stored(world, &form_answer_type, id))->indication, "unclear"));
    struct put finish[] = {P("state", "finished"), P("answers", "{\"work\":\"beg\"}")};
    assert_string_equal(why_not(world, &world->worker, changing(world, &form_answer_type, id, 1, finish, 2)), "This field is required.");
    struct put whole[] = {P("state", "finished"), P("answers", "{\"moved\":\"self\",\"work\":\"beg\"}")};
    assert_string_equal(why_not(world, &world->worker, changing(world, &form_answer_type, id, 1, whole, 2)), "nothing");
    assert_string_equal(why_not(world, &world->worker, changing(world, &form_answer_type, id, 2, whole, 2)), "A form that is finished does not change. Begin it again.");
}

static void a_draft_is_not_asked(void **state) {
    struct world *world = *state;
    struct uuid version = version_of(world, "draft"), file = file_by(world, &world->worker);
    assert_string_equal(why_not(world, &world->worker, making(world, &form_answer_type, PUTS(R("case_file", file), R("form_version", version), P("begun_on", "2016-05-11")))),
                        "Only a published version of a form is asked.");
}

#define DECISION(file_, status_, by_, day_) PUTS(R("case_file", file_), P("status", status_), P("decided_by", by_), P("decided_on", day_))

static void an_ngo_presumes_and_the_authority_recognises(void **state) {
    struct world *world = *state;
    struct uuid file = file_by(world, &world->worker);
    made_by(world, &world->worker, &status_decision_type, DECISION(file, "presumed", "NGO", "2016-05-11"));
    made_by(world, &world->worker, &status_decision_type, DECISION(file, "identified", "Police", "2016-05-12"));
    assert_string_equal(why_not(world, &world->worker, making(world, &status_decision_type, DECISION(file, "recognised", "NGO", "2016-05-12"))),
                        "Only the authority recognises formally.");
    const char *police = why_not(world, &world->supervisor, making(world, &status_decision_type, DECISION(file, "recognised", "Police", "2016-05-12")));
    assert_non_null(strstr(police, "Only a user of the authority"));
    assert_string_equal(why_not(world, &world->worker, making(world, &status_decision_type, DECISION(file, "presumed", "NGO", "2016-05-01"))),
                        "The decision is before the arrival.");
}

static void a_decision_of_the_authority_speaks_before_a_later_one_of_an_ngo(void **state) {
    struct world *world = *state;
    struct uuid file = file_by(world, &world->worker);
    struct uuid formal = made_by(world, &world->worker, &status_decision_type, DECISION(file, "identified", "Police", "2016-05-12"));
    struct uuid later = made_by(world, &world->worker, &status_decision_type, DECISION(file, "not_victim", "NGO", "2016-06-01"));
    assert_true(status_decision_compare(stored(world, &status_decision_type, formal), stored(world, &status_decision_type, later)) < 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_numbered_and_stay_once_published), cmocka_unit_test(answers_say_what_they_indicate),
        cmocka_unit_test(stopping_keeps_what_was_told_and_finishing_asks_for_the_rest), cmocka_unit_test(a_draft_is_not_asked),
        cmocka_unit_test(an_ngo_presumes_and_the_authority_recognises), cmocka_unit_test(a_decision_of_the_authority_speaks_before_a_later_one_of_an_ngo),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
