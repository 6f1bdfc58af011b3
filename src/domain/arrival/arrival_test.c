/* SPDX-License-Identifier: Apache-2.0 */
/* The queue after an arrival, and earlier files of who comes, in a real store. */
#include "catalogue/value.h"
#include "domain/arrival/queue.h"
#include "domain/arrival/rules.h"
#include "domain/care/care_test_world.h"
#include "domain/care/case_match.h"

static const struct record_type *const types[] = {&user_type,         &area_type,      &arrival_type,
                                                  &case_family_type,  &case_file_type, &case_team_member_type,
                                                  &case_opening_type, &case_note_type, &queue_place_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};

static void after_change(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    arrival_after_change(rule, change);
}

static int setup(void **state) {
    struct world *world = heap_alloc(sizeof *world);
    *world = (struct world){0};
    const struct store_options options = {.catalogue = &catalogue, .hooks = {.after_change = after_change}};
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

/* ---- the queue ---- */

static struct uuid place_of(struct world *world, const struct actor *actor, struct uuid file) {
    return made_by(world, actor, &queue_place_type, PUTS(R("case_file", file), R("arrival", world->arrival)));
}

static struct uuid another_arrival(struct world *world) {
    return made_by(world, &world->worker, &arrival_type,
                   PUTS(P("on_day", "2016-06-10"), P("kind", "deported"), P("from_country", "TH")));
}

static const char *take(struct world *world, const struct actor *actor, struct uuid place, int64_t version) {
    return why_not(world, actor,
                   changing(world, &queue_place_type, place, version, PUTS(P("state", "taken"))));
}

static const struct queue_place *place_now(struct world *world, struct uuid id) {
    return queue_place_of(stored(world, &queue_place_type, id));
}

static void numbers_are_given_in_a_row_and_once(void **state) {
    struct world *world = *state;
    struct uuid arrival = another_arrival(world), other = another_arrival(world);
    struct uuid first = made_by(world, &world->worker, &queue_place_type,
                                PUTS(R("case_file", file_by(world, &world->worker)), R("arrival", arrival)));
    struct uuid band = made_by(
        world, &world->worker, &queue_place_type,
        PUTS(R("case_file", file_by(world, &world->worker)), R("arrival", arrival), P("number", "41")));
    struct uuid next = made_by(world, &world->worker, &queue_place_type,
                               PUTS(R("case_file", file_by(world, &world->worker)), R("arrival", arrival)));
    struct uuid elsewhere =
        made_by(world, &world->worker, &queue_place_type,
                PUTS(R("case_file", file_by(world, &world->worker)), R("arrival", other)));
    assert_int_equal(place_now(world, first)->number.number, 1);
    assert_int_equal(place_now(world, band)->number.number, 41);
    assert_int_equal(place_now(world, next)->number.number, 42);
    assert_int_equal(place_now(world, elsewhere)->number.number, 1);
    struct change again = making(
        world, &queue_place_type,
        PUTS(R("case_file", file_by(world, &world->worker)), R("arrival", arrival), P("number", "41")));
    assert_string_equal(why_not(world, &world->worker, again),
                        "There is already a record with this; it cannot be entered twice.");
}

static void who_takes_somebody_over_gets_the_file(void **state) {
    struct world *world = *state;
    struct uuid file = file_by(world, &world->worker), place = place_of(world, &world->worker, file);
    assert_true(value_is_code(&place_now(world, place)->state, "waiting"));
    assert_string_equal(take(world, &world->colleague, place, 1), "nothing");
    assert_true(uuid_equal(case_file_of(stored(world, &case_file_type, file))->case_worker.id,
                           world->colleague.user_id));
    assert_true(uuid_equal(place_now(world, place)->taken_by.id, world->colleague.user_id));
    assert_string_equal(
        take(world, &world->worker, place, 2),
        "Somebody else has taken this person over. Only they or a supervisor can change that.");
}

static void a_worker_does_not_give_somebody_to_another(void **state) {
    struct world *world = *state;
    struct uuid place = place_of(world, &world->worker, file_by(world, &world->worker));
    struct put puts[] = {P("state", "taken"), R("taken_by", world->colleague.user_id)};
    assert_string_equal(why_not(world, &world->worker, changing(world, &queue_place_type, place, 1, puts, 2)),
                        "Only a supervisor gives somebody to another social worker.");
    assert_string_equal(
        why_not(world, &world->supervisor, changing(world, &queue_place_type, place, 1, puts, 2)), "nothing");
}

static void saying_that_somebody_came_before_opens_no_file(void **state) {
    struct world *world = *state;
    struct uuid file = file_by(world, &world->worker), arrival = another_arrival(world);
    struct uuid place = made_by(world, &world->colleague, &queue_place_type,
                                PUTS(R("case_file", file), R("arrival", arrival)));
    assert_true(place_now(world, place)->came_before.number);
    assert_string_equal(
        take(world, &world->colleague, place, 1),
        "This person has an earlier file: its social worker goes on with it, or a supervisor decides.");
    assert_true(uuid_equal(case_file_of(stored(world, &case_file_type, file))->case_worker.id,
                           world->worker.user_id));
    assert_string_equal(take(world, &world->worker, place, 1), "nothing");
}

static void waiting_again_hands_no_file_to_another(void **state) {
    struct world *world = *state;
    struct uuid file = file_by(world, &world->worker), first = place_of(world, &world->worker, file);
    assert_string_equal(take(world, &world->worker, first, 1), "nothing");
    assert_string_equal(why_not(world, &world->worker,
                                changing(world, &queue_place_type, first, 2, PUTS(P("state", "done")))),
                        "nothing");
    struct uuid again = place_of(world, &world->colleague, file);
    assert_string_equal(
        take(world, &world->colleague, again, 1),
        "This person has an earlier file: its social worker goes on with it, or a supervisor decides.");
    assert_memory_equal(take(world, &world->supervisor, again, 1), "Nobody puts themselves on a file", 32);
    assert_true(uuid_equal(case_file_of(stored(world, &case_file_type, file))->case_worker.id,
                           world->worker.user_id));
    assert_string_equal(take(world, &world->worker, again, 1), "nothing");
}

static void nobody_waits_twice(void **state) {
    struct world *world = *state;
    struct uuid file = file_by(world, &world->worker), first = place_of(world, &world->worker, file);
    struct change again =
        making(world, &queue_place_type, PUTS(R("case_file", file), R("arrival", world->arrival)));
    assert_memory_equal(why_not(world, &world->worker, again),
                        "This person is in the queue already, as number", 45);
    made_by(world, &world->worker, &queue_place_type,
            PUTS(R("case_file", file), R("arrival", another_arrival(world))));
    assert_true(value_is_code(&place_now(world, first)->state, "gone"));
}

static void a_state_that_is_made_up_is_not_taken_over(void **state) {
    struct world *world = *state;
    struct put puts[] = {R("case_file", file_by(world, &world->worker)), R("arrival", world->arrival),
                         P("state", "taken"), R("taken_by", world->colleague.user_id)};
    struct uuid place = made_by(world, &world->worker, &queue_place_type, puts, ARRAY_LEN(puts));
    assert_true(value_is_code(&place_now(world, place)->state, "waiting"));
    assert_false(place_now(world, place)->taken_by.present);
}

/* ---- earlier files ---- */

static struct record *typed(struct world *world, const char *name, const char *sex, int64_t age) {
    struct record *record = record_new(world->base.step_arena, &case_file_type);
    struct case_file *file = case_file_of(record);
    record->org_id = world->base.org;
    file->name_latin = value_of_text(slice_of(name));
    file->sex = value_of_text(slice_of(sex));
    file->arrived_on.present = true;
    if (age) file->age_years = value_of_number(age);
    date_parse_iso(S("2016-06-10"), &file->arrived_on.date);
    return record;
}

static size_t alike(struct world *world, const char *name, const char *sex, int64_t age,
                    struct case_candidate *found) {
    struct view view = {.allowed = true,
                        .orgs = &world->base.org,
                        .org_count = 1,
                        .own_org = world->base.org,
                        .own_max = IDENTIFYING,
                        .foreign_max = PUBLIC};
    struct db *db = store_borrow(world->base.store);
    size_t count = case_candidates(world->base.store, db, world->base.step_arena, &view,
                                   typed(world, name, sex, age), found, 5);
    store_return(world->base.store, db);
    return count;
}

static struct uuid file_called(struct world *world, const char *km, const char *latin, const char *birth) {
    return made_by(world, &world->worker, &case_file_type,
                   PUTS(P("name_km", km), P("name_latin", latin), P("birth_date", birth), P("sex", "m"),
                        R("arrival", world->arrival)));
}

static void an_earlier_file_is_found_by_another_spelling_and_stays_sealed(void **state) {
    struct world *world = *state;
    struct case_candidate found[5];
    struct uuid id = file_called(world, "វង្ស ពិសិដ្ឋ", "Vong Piseth", "1991");
    assert_int_equal(alike(world, "Piseth Vong", "m", 25, found), 1);
    assert_true(uuid_equal(found[0].file->id, id));
    assert_true(case_file_of(found[0].file)->name_latin.sealed);
    assert_int_equal(alike(world, "វង្ស ពិសិដ្ឋ", "m", 24, found), 1);
}

static void another_sex_or_age_is_another_person(void **state) {
    struct world *world = *state;
    struct case_candidate found[5];
    file_called(world, "ម៉ៅ រតនា", "Mao Ratana", "1980");
    assert_int_equal(alike(world, "Mao Ratana", "m", 36, found), 1);
    assert_int_equal(alike(world, "Mao Ratana", "f", 36, found), 0);
    assert_int_equal(alike(world, "Mao Ratana", "m", 16, found), 0);
    assert_int_equal(alike(world, "Chhim Bora", "m", 36, found), 0);
}

static void an_erased_file_is_found_by_nobody(void **state) {
    struct world *world = *state;
    struct case_candidate found[5];
    struct uuid id = file_called(world, "ឡុង វិបុល", "Long Vibol", "1985");
    assert_int_equal(alike(world, "Long Vibol", "m", 31, found), 1);
    assert_true(vault_erase(world->base.store, world->base.org, id, NULL));
    assert_int_equal(alike(world, "Long Vibol", "m", 31, found), 0);
}

static void the_same_person_twice_in_a_list_is_seen(void **state) {
    struct world *world = *state;
    struct record *rows[] = {typed(world, "Vong Piseth", "m", 25), typed(world, "Chhim Bora", "m", 25),
                             typed(world, "Piseth Vong", "m", 25), typed(world, "Vong Piseth", "f", 25)};
    size_t double_of[4];
    case_doubles(world->base.step_arena, rows, 4, double_of);
    assert_true(double_of[0] == SIZE_MAX && double_of[1] == SIZE_MAX && double_of[2] == 0 &&
                double_of[3] == SIZE_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_given_in_a_row_and_once),
        cmocka_unit_test(who_takes_somebody_over_gets_the_file),
        cmocka_unit_test(a_worker_does_not_give_somebody_to_another),
        cmocka_unit_test(saying_that_somebody_came_before_opens_no_file),
        cmocka_unit_test(waiting_again_hands_no_file_to_another),
        cmocka_unit_test(nobody_waits_twice),
        cmocka_unit_test(a_state_that_is_made_up_is_not_taken_over),
        cmocka_unit_test(an_earlier_file_is_found_by_another_spelling_and_stays_sealed),
        cmocka_unit_test(another_sex_or_age_is_another_person),
        cmocka_unit_test(an_erased_file_is_found_by_nobody),
        cmocka_unit_test(the_same_person_twice_in_a_list_is_seen),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
