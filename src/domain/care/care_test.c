/* SPDX-License-Identifier: Apache-2.0 */
/* Case files in a real store: who may open them, what they take and what they refuse. */
#include "domain/care/care_test_world.h"
#include "domain/care/erasure.h"
#include "domain/care/plan.h"

static const struct record_type *const types[] = {&user_type, &area_type, &arrival_type, &case_family_type, &case_file_type,
                                                  &case_team_member_type, &case_opening_type, &case_note_type,
                                                  &case_need_type, &case_goal_type, &case_task_type, &case_safety_type, &case_approval_type,
                                                  &contact_standard_type, &case_erasure_type, &case_retention_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

static int setup(void **state) {
    struct world *world = heap_alloc(sizeof *world);
    *world = (struct world){0};
    const struct store_options options = {.catalogue = &catalogue};
    care_world_open(world, &options);
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    int closed = base_world_close(&world->base);
    heap_free(world);
    return closed;
}

static enum outcome reveal(struct world *world, const struct actor *actor, struct record *record) {
    struct refusal refusal = REFUSAL_IN(world->base.step_arena);
    struct db *db = store_borrow(world->base.store);
    enum outcome outcome = query_reveal(world->base.store, db, world->base.step_arena, actor, record, S("to write a letter"), &refusal);
    store_return(world->base.store, db);
    return outcome;
}

static void a_birth_date_gives_year_and_age_and_is_sealed(void **state) {
    struct world *world = *state;
    struct record *record = stored(world, &case_file_type, file_by(world, &world->worker));
    const struct case_file *file = case_file_of(record);
    assert_true(file->birth_date.sealed && file->name_latin.sealed);
    assert_int_equal(file->birth_year.number, 2004);
    assert_int_equal(file->age_years.number, 11); /* two days before the birthday */
    assert_true(value_is_code(&file->from_country, "TH") && value_is_code(&file->state, "arrived"));
    assert_true(uuid_equal(file->case_worker.id, world->worker.user_id));
    assert_int_equal(reveal(world, &world->worker, record), OUTCOME_OK);
    assert_true(slice_equal(file->birth_date.text, S("2004-05-12")));
}

static void a_birth_date_after_the_arrival_is_refused(void **state) {
    struct world *world = *state;
    assert_string_equal(why_not(world, &world->worker, making(world, &case_file_type, PUTS(P("birth_date", "2016-05-11"), P("sex", "m"), R("arrival", world->arrival)))),
                        "The date of birth is after the arrival.");
    assert_string_equal(why_not(world, &world->worker, making(world, &case_file_type, PUTS(P("birth_date", "long ago"), P("sex", "m"), R("arrival", world->arrival)))),
                        "“long ago” is not a date. Write day, month, year, for example 7/3/2016.");
}

static void a_file_opens_to_its_worker_its_team_and_nobody_else(void **state) {
    struct world *world = *state;
    struct uuid id = file_by(world, &world->worker);
    assert_int_equal(reveal(world, &world->colleague, stored(world, &case_file_type, id)), OUTCOME_REFUSED);
    assert_int_equal(reveal(world, &world->supervisor, stored(world, &case_file_type, id)), OUTCOME_REFUSED);
    struct put member[] = {R("case_file", id), R("user", world->colleague.user_id), P("role", "counsellor")};
    assert_string_equal(why_not(world, &world->colleague, making(world, &case_team_member_type, member, ARRAY_LEN(member))),
                        "Only who works on the file, or a supervisor, puts somebody on its team.");
    made_by(world, &world->worker, &case_team_member_type, member, ARRAY_LEN(member));
    assert_int_equal(reveal(world, &world->colleague, stored(world, &case_file_type, id)), OUTCOME_OK);
}

static void a_team_member_whose_day_is_over_opens_nothing(void **state) {
    struct world *world = *state;
    struct uuid id = file_by(world, &world->worker);
    made_by(world, &world->worker, &case_team_member_type,
            PUTS(R("case_file", id), R("user", world->colleague.user_id), P("role", "counsellor"), P("until", "2016-06-01")));
    assert_int_equal(reveal(world, &world->colleague, stored(world, &case_file_type, id)), OUTCOME_REFUSED);
}

static void only_who_works_on_a_file_changes_it(void **state) {
    struct world *world = *state;
    struct uuid id = file_by(world, &world->worker);
    struct put risk[] = {P("risk", "high")};
    assert_string_equal(why_not(world, &world->colleague, changing(world, &case_file_type, id, 1, risk, 1)),
                        "Only who works on the file, or a supervisor, changes it.");
    assert_string_equal(why_not(world, &world->worker, changing(world, &case_file_type, id, 1, risk, 1)), "nothing");
}

static void a_part_is_sealed_under_the_key_of_its_file(void **state) {
    struct world *world = *state;
    struct uuid id = file_by(world, &world->worker);
    struct uuid note = made_by(world, &world->worker, &case_note_type, PUTS(R("case_file", id), P("on_day", "2016-05-11"), P("kind", "interview"), P("note", "She asks for her sister.")));
    assert_int_equal(reveal(world, &world->colleague, stored(world, &case_note_type, note)), OUTCOME_REFUSED);
    struct record *open = stored(world, &case_note_type, note);
    assert_int_equal(reveal(world, &world->worker, open), OUTCOME_OK);
    assert_true(slice_equal(case_note_of(open)->note.text, S("She asks for her sister.")));
    assert_true(vault_erase(world->base.store, world->base.org, id, NULL));
    assert_int_equal(reveal(world, &world->worker, stored(world, &case_note_type, note)), OUTCOME_REFUSED);
}

static void a_file_that_must_be_kept_is_not_deleted(void **state) {
    struct world *world = *state;
    struct uuid id = made_by(world, &world->worker, &case_file_type, PUTS(P("sex", "f"), R("arrival", world->arrival), P("legal_hold", "true")));
    struct change change = change_of(&world->base, CHANGE_DELETE, &case_file_type, id, NULL, 0);
    change.base_version = 1;
    assert_string_equal(why_not(world, &world->supervisor, change), "This file must be kept: a court or a law asks for it.");
}

static struct change deleting(struct world *world, const struct record_type *type, struct uuid id) {
    struct change change = change_of(&world->base, CHANGE_DELETE, type, id, NULL, 0);
    change.base_version = 1;
    return change;
}

static void a_part_is_deleted_by_who_works_on_the_file(void **state) {
    struct world *world = *state;
    struct uuid id = file_by(world, &world->worker);
    struct uuid note = made_by(world, &world->worker, &case_note_type, PUTS(R("case_file", id), P("on_day", "2016-05-11"), P("kind", "interview"), P("note", "She asks for her sister.")));
    struct uuid member = made_by(world, &world->worker, &case_team_member_type, PUTS(R("case_file", id), R("user", world->supervisor.user_id), P("role", "supervisor")));
    static const char refused[] = "Only who works on the file, or a supervisor, changes it.";
    assert_string_equal(why_not(world, &world->colleague, deleting(world, &case_note_type, note)), refused);
    assert_string_equal(why_not(world, &world->colleague, deleting(world, &case_team_member_type, member)), refused);
    assert_string_equal(why_not(world, &world->colleague, deleting(world, &case_file_type, id)), refused);
    assert_string_equal(why_not(world, &world->worker, deleting(world, &case_note_type, note)), "nothing");
    assert_string_equal(why_not(world, &world->worker, deleting(world, &case_file_type, id)), "nothing");
}

static void who_supervises_does_not_put_themselves_on_a_file(void **state) {
    struct world *world = *state;
    struct uuid id = file_by(world, &world->worker);
    static const char refused[] = "Nobody puts themselves on a file: who works on it does, or another supervisor. In an emergency, ask to open it and say why.";
    struct put member[] = {R("case_file", id), R("user", world->supervisor.user_id), P("role", "supervisor")};
    struct put worker[] = {R("case_worker", world->supervisor.user_id)}, other[] = {R("case_worker", world->colleague.user_id)};
    assert_string_equal(why_not(world, &world->supervisor, making(world, &case_team_member_type, member, ARRAY_LEN(member))), refused);
    assert_string_equal(why_not(world, &world->supervisor, changing(world, &case_file_type, id, 1, worker, 1)), refused);
    assert_int_equal(reveal(world, &world->supervisor, stored(world, &case_file_type, id)), OUTCOME_REFUSED);
    assert_string_equal(why_not(world, &world->supervisor, changing(world, &case_file_type, id, 1, other, 1)), "nothing");
    made_by(world, &world->colleague, &case_team_member_type, member, ARRAY_LEN(member));
    assert_int_equal(reveal(world, &world->supervisor, stored(world, &case_file_type, id)), OUTCOME_OK);
}

static void a_corrected_age_corrects_the_year_of_birth(void **state) {
    struct world *world = *state;
    struct uuid id = made_by(world, &world->worker, &case_file_type, PUTS(P("age_years", "30"), P("sex", "f"), R("arrival", world->arrival)));
    assert_int_equal(case_file_of(stored(world, &case_file_type, id))->birth_year.number, 1986);
    struct put age[] = {P("age_years", "15")};
    assert_string_equal(why_not(world, &world->worker, changing(world, &case_file_type, id, 1, age, 1)), "nothing");
    assert_int_equal(case_file_of(stored(world, &case_file_type, id))->birth_year.number, 2001);
}

static void a_sealed_birth_date_holds_when_the_day_of_arrival_is_corrected(void **state) {
    struct world *world = *state;
    struct uuid id = file_by(world, &world->worker);
    struct put later[] = {P("arrived_on", "2016-05-12")}, before_birth[] = {P("arrived_on", "2003-01-01")}, age[] = {P("age_years", "40")};
    assert_string_equal(why_not(world, &world->worker, changing(world, &case_file_type, id, 1, before_birth, 1)), "The date of birth is after the arrival.");
    assert_string_equal(why_not(world, &world->worker, changing(world, &case_file_type, id, 1, later, 1)), "nothing");
    assert_int_equal(case_file_of(stored(world, &case_file_type, id))->age_years.number, 12); /* on the birthday */
    assert_string_equal(why_not(world, &world->worker, changing(world, &case_file_type, id, 2, age, 1)), "nothing");
    assert_int_equal(case_file_of(stored(world, &case_file_type, id))->age_years.number, 12);
    assert_string_equal(why_not(world, &world->worker, making(world, &case_file_type, PUTS(P("birth_year", "2017"), P("sex", "m"), R("arrival", world->arrival)))),
                        "The date of birth is after the arrival.");
}

static void an_arrival_of_nobody_is_refused(void **state) {
    struct world *world = *state;
    assert_string_equal(why_not(world, &world->worker, making(world, &arrival_type, PUTS(P("on_day", "2016-05-10"), P("kind", "deported"), P("from_country", "TH"), P("men", "0")))),
                        "Nobody came? Count at least one person, or leave all four empty.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_birth_date_gives_year_and_age_and_is_sealed),
        cmocka_unit_test(a_birth_date_after_the_arrival_is_refused),
        cmocka_unit_test(a_file_opens_to_its_worker_its_team_and_nobody_else),
        cmocka_unit_test(a_team_member_whose_day_is_over_opens_nothing),
        cmocka_unit_test(only_who_works_on_a_file_changes_it),
        cmocka_unit_test(a_part_is_sealed_under_the_key_of_its_file),
        cmocka_unit_test(a_file_that_must_be_kept_is_not_deleted),
        cmocka_unit_test(a_part_is_deleted_by_who_works_on_the_file),
        cmocka_unit_test(who_supervises_does_not_put_themselves_on_a_file),
        cmocka_unit_test(a_corrected_age_corrects_the_year_of_birth),
        cmocka_unit_test(a_sealed_birth_date_holds_when_the_day_of_arrival_is_corrected),
        cmocka_unit_test(an_arrival_of_nobody_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
