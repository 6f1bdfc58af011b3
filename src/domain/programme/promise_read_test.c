/* SPDX-License-Identifier: Apache-2.0 */
/* What people see of promises, over a real store: hand-counted worlds. */
#include "domain/programme/promise_read.h"
#include "domain/programme/promise_test_world.h"
#include "domain/programme/promise_words.h"

enum { PEOPLE = 4, SESSIONS = 6 };

struct world {
    struct base_world base;
    struct arena *arena;
    struct db *db;
    struct view view;
    struct uuid programme, agreement, promises[3];
    struct uuid people[PEOPLE], homes[2], sessions[SESSIONS];
    struct uuid workshop_people, workshops, awareness, per_trainer, coached, groups, heads;
};

static struct uuid part(struct world *world, size_t promise, const struct put *puts, size_t count) {
    struct put all[16] = {R("promise", world->promises[promise]), P("label_km", "ក"),
                          P("target_unit", "person")};
    memcpy(all + 3, puts, count * sizeof *puts);
    return create(&world->base, &promise_part_type, all, count + 3);
}

static void make_parts(struct world *world) {
    world->workshop_people = part(
        world, 0,
        PUTS(P("label", "people"), P("shape", "distinct"), P("source", "attendance"), P("unit", "person"),
             P("target", "4"), P("filter", "present = true\nsession.kind = workshop"), P("position", "1")));
    world->workshops = part(world, 0,
                            PUTS(P("label", "workshops"), P("shape", "count"), P("source", "session"),
                                 P("target", "2"), P("filter", "kind = workshop"), P("position", "2")));
    world->awareness =
        part(world, 1,
             PUTS(P("label", "twice in each"), P("shape", "frequency"), P("source", "session"),
                  P("filter", "kind = awareness"), P("times", "2"), P("places", "200101,200102")));
    world->per_trainer =
        part(world, 1,
             PUTS(P("label", "homes"), P("shape", "cap"), P("source", "attendance"),
                  P("unit", "person.household"), P("each", "session.trainer"), P("times", "1")));
    world->coached = part(world, 1,
                          PUTS(P("label", "all coached"), P("shape", "every"), P("source", "attendance"),
                               P("unit", "person"), P("filter", "session.kind = coaching"),
                               R("every_of", world->workshop_people)));
    world->groups = part(
        world, 2,
        PUTS(P("label", "groups"), P("shape", "count"), P("source", "savings_group"), P("target", "16")));
    world->heads = part(world, 2,
                        PUTS(P("label", "heads"), P("shape", "sum"), P("source", "headcount"),
                             P("amount", "people"), P("target", "50")));
}

static struct uuid session(struct world *world, const char *kind, const char *on, const char *place,
                           struct uuid trainer) {
    return create(&world->base, &session_type,
                  PUTS(P("kind", kind), P("title", "S"), P("status", "held"), P("starts_on", on),
                       P("place", place), R("trainer", trainer)));
}

static struct uuid attends(struct world *world, size_t at, size_t who, const char *present) {
    return create(
        &world->base, &attendance_type,
        PUTS(R("session", world->sessions[at]), R("person", world->people[who]), P("present", present)));
}

static void make_records(struct world *world) {
    struct base_world *base = &world->base;
    for (size_t i = 0; i < 2; i++)
        world->homes[i] = create(base, &household_type, PUTS(P("village", "20010101")));
    for (size_t i = 0; i < PEOPLE; i++) {
        world->people[i] = create(base, &person_type,
                                  PUTS(P("sex", i % 2 ? "f" : "m"), P("birth_date", i ? "1990" : "2001"),
                                       R("household", world->homes[i % 2])));
    }
    struct uuid nobody = {{0}};
    world->sessions[0] = session(world, "workshop", "2016-09-05", "20010101", world->people[3]);
    world->sessions[1] = session(world, "workshop", "2016-10-05", "090101", nobody);
    world->sessions[2] = session(world, "awareness", "2016-09-07", "200101", nobody);
    world->sessions[3] = session(world, "awareness", "2016-11-07", "200101", nobody);
    world->sessions[4] = session(world, "awareness", "2017-01-07", "200101", nobody);
    world->sessions[5] = session(world, "coaching", "2017-02-01", "200102", nobody);
    attends(world, 0, 0, "true");
    attends(world, 0, 1, "true");
    attends(world, 0, 2, "false");
    attends(world, 1, 1, "true");
    attends(world, 1, 2, "true");
    attends(world, 5, 1, "true");
    attends(world, 5, 3, "true"); /* was at no workshop: nobody asks whether she was coached */
    create(base, &headcount_type,
           PUTS(R("session", world->sessions[2]), P("sex", "f"), P("age_band", "a18_24"), P("people", "30")));
    create(base, &headcount_type,
           PUTS(R("session", world->sessions[2]), P("sex", "m"), P("age_band", "a18_24"), P("people", "12")));
}

static void make_programme(struct world *world) {
    struct base_world *base = &world->base;
    world->programme = create(base, &programme_type,
                              PUTS(P("name", "P"), P("starts_on", "2016-01-01"), P("ends_on", "2018-12-31")));
    world->agreement =
        create(base, &agreement_type,
               PUTS(R("programme", world->programme), P("number", "A1"), P("title", "T"),
                    P("status", "active"), P("starts_on", "2016-03-01"), P("ends_on", "2018-02-28")));
    static const char *const numbers[] = {"P02", "P01", "P03"};
    for (size_t i = 0; i < 3; i++) {
        world->promises[i] =
            create(base, &promise_type,
                   PUTS(R("agreement", world->agreement), P("number", numbers[i]), P("title", "T")));
    }
}

static int setup(void **state) {
    struct world *world = heap_alloc(sizeof *world);
    *world = (struct world){.arena = arena_new()};
    world_open(&world->base);
    world->view = (struct view){.allowed = true, .orgs = &world->base.org, .org_count = 1};
    make_programme(world);
    make_parts(world);
    make_records(world);
    world->db = store_borrow(world->base.store);
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    store_return(world->base.store, world->db);
    int closed = world_close(&world->base);
    arena_free(world->arena);
    heap_free(world);
    return closed;
}

/* ---- helpers ---- */

static int64_t day(const char *iso) {
    struct date date;
    assert_true(date_parse_iso(slice_of(iso), &date));
    return date_first_day(date);
}

static struct promise_board board(struct world *world, struct promise_query query) {
    if (query.today == 0) query.today = day("2017-02-28");
    return promise_board_read(world->arena, world->db, &test_catalogue, &world->view, &query);
}

static struct promise_part_state *find(const struct promise_board *all, struct uuid id) {
    for (size_t i = 0; i < all->count; i++) {
        for (size_t p = 0; p < all->promises[i].part_count; p++) {
            if (uuid_equal(all->promises[i].parts[p].part->part->id, id)) return &all->promises[i].parts[p];
        }
    }
    fail_msg("the part is not on the board");
    return NULL;
}

static const struct promise_rule *rule_of(struct world *world, struct uuid id) {
    struct promise_board all = board(world, (struct promise_query){0});
    return find(&all, id)->part->rule;
}

/* ---- the board ---- */

static void a_sheet_that_is_entered_late_does_not_move_the_last_day_back(void **state) {
    struct world *world = *state;
    attends(world, 0, 3, "true");
    struct promise_board all = board(world, (struct promise_query){0});
    assert_int_equal(find(&all, world->workshop_people)->value, 4);
    assert_int_equal(find(&all, world->workshop_people)->last_day, day("2016-10-05"));
}

static void the_board_shows_every_promise_with_its_number_against_its_target(void **state) {
    struct world *world = *state;
    struct promise_board all = board(world, (struct promise_query){0});
    assert_int_equal(all.count, 3);
    assert_true(slice_equal(promise_of(all.promises[0].promise)->number.text, S("P01")));
    assert_int_equal(all.promises[0].part_count, 3);
    struct promise_part_state *people = find(&all, world->workshop_people);
    assert_int_equal(people->value, 3);
    assert_int_equal(people->target, 4);
    assert_int_equal(people->per_mille, 750);
    assert_int_equal(people->status, STATUS_ON_TRACK);
    assert_int_equal(people->last_day, day("2016-10-05"));
    assert_int_equal(people->trend[6], 2); /* September 2016, February 2017 being the twelfth */
    assert_int_equal(people->trend[7], 2);
    assert_int_equal(find(&all, world->workshops)->status, STATUS_DONE);
    assert_int_equal(find(&all, world->groups)->status, STATUS_NOT_RECORDED);
    assert_int_equal(find(&all, world->groups)->value, 0);
    assert_int_equal(find(&all, world->heads)->value, 42);
    assert_true(all.promises[0].agreement != NULL);
}

static void three_events_in_one_commune_are_two_of_the_four_that_were_promised(void **state) {
    struct world *world = *state;
    struct promise_board all = board(world, (struct promise_query){0});
    struct promise_part_state *awareness = find(&all, world->awareness);
    assert_int_equal(awareness->counted, 3);
    assert_int_equal(awareness->value, 2);
    assert_int_equal(awareness->target, 4);
    struct promise_place *places;
    assert_int_equal(promise_frequency(world->arena, world->db, awareness->part->rule, &places), 2);
    assert_int_equal(places[0].count, 3);
    assert_int_equal(places[0].missing, 0);
    assert_int_equal(places[0].occurrences[1].day, day("2016-11-07"));
    assert_true(uuid_equal(places[0].occurrences[1].source_id, world->sessions[3]));
    assert_int_equal(places[1].count, 0);
    assert_int_equal(places[1].missing, 2);
}

static void only_those_who_were_asked_about_count_as_coached_and_the_others_are_named(void **state) {
    struct world *world = *state;
    struct promise_board all = board(world, (struct promise_query){0});
    struct promise_part_state *coached = find(&all, world->coached);
    assert_int_equal(coached->value, 1);
    assert_int_equal(coached->target, 3);
    struct promise_unit units[10];
    const struct promise_rule *base = rule_of(world, world->workshop_people);
    assert_int_equal(
        promise_every_missing(world->arena, world->db, coached->part->rule, base, NULL, units, 10), 2);
    assert_ptr_equal(units[0].type, &person_type);
    assert_true(uuid_equal(units[0].id, world->people[0]));
    assert_true(uuid_equal(units[1].id, world->people[2]));
    assert_int_equal(
        promise_every_missing(world->arena, world->db, coached->part->rule, base, &units[0], units, 10), 1);
}

static void who_has_more_than_the_limit_is_listed_first(void **state) {
    struct world *world = *state;
    struct promise_board all = board(world, (struct promise_query){0});
    struct promise_part_state *homes = find(&all, world->per_trainer);
    assert_int_equal(homes->value, 2);
    assert_int_equal(homes->over_limit, 1);
    struct promise_share *shares;
    assert_int_equal(promise_cap(world->arena, world->db, homes->part->rule, &shares), 1);
    assert_int_equal(shares[0].number, 2);
    assert_true(shares[0].over);
    assert_true(slice_equal(shares[0].each, uuid_format(world->arena, world->people[3])));
}

static void filters_of_province_and_period_change_what_is_shown_not_what_counts(void **state) {
    struct world *world = *state;
    struct promise_board all = board(world, (struct promise_query){.province = S("09")});
    assert_int_equal(find(&all, world->workshop_people)->shown, 2);
    assert_int_equal(find(&all, world->workshop_people)->value, 3);
    assert_int_equal(find(&all, world->awareness)->shown, 0);
    all = board(world, (struct promise_query){.grain = GRAIN_FISCAL_YEAR, .period = 2016});
    assert_int_equal(find(&all, world->workshop_people)->shown, 2); /* September is still 2016 */
    all = board(world, (struct promise_query){.grain = GRAIN_FISCAL_YEAR, .period = 2017});
    assert_int_equal(find(&all, world->workshop_people)->shown, 2);
    assert_int_equal(find(&all, world->awareness)->shown, 2);
}

static void another_organisation_has_no_promises_here(void **state) {
    struct world *world = *state;
    struct uuid other = uuid_new();
    struct view view = {.allowed = true, .orgs = &other, .org_count = 1},
                none = {.orgs = &world->base.org, .org_count = 1};
    struct promise_query query = {.today = day("2017-02-28")};
    assert_int_equal(promise_board_read(world->arena, world->db, &test_catalogue, &view, &query).count, 0);
    assert_int_equal(promise_board_read(world->arena, world->db, &test_catalogue, &none, &query).count, 0);
    assert_null(promise_state_read(world->arena, world->db, &test_catalogue, &view, world->base.org,
                                   world->promises[0], &query));
    query.org = other;
    assert_int_equal(promise_board_read(world->arena, world->db, &test_catalogue, &world->view, &query).count,
                     0);
    query.org = (struct uuid){{0}};
    struct promise_state *one = promise_state_read(world->arena, world->db, &test_catalogue, &world->view,
                                                   world->base.org, world->promises[0], &query);
    assert_int_equal(one->part_count, 2);
}

/* ---- one part ---- */

static void months_run_up_to_the_number_on_the_board_without_counting_anybody_twice(void **state) {
    struct world *world = *state;
    struct promise_board all = board(world, (struct promise_query){0});
    struct promise_point *points;
    size_t count = promise_series(world->arena, world->db, find(&all, world->workshop_people), GRAIN_MONTH,
                                  S(""), &points);
    assert_int_equal(count, 24);
    assert_int_equal(points[6].period, 2016 * 12 + 8);
    assert_int_equal(points[6].value, 2);
    assert_int_equal(points[6].cumulative, 2);
    assert_int_equal(points[7].value, 2);
    assert_int_equal(points[7].cumulative, 3);
    assert_int_equal(points[23].cumulative, 3);
    assert_int_equal(points[23].planned, 4);
    assert_int_equal(points[11].planned, 2); /* a straight line: half the time, half the target */
    count =
        promise_series(world->arena, world->db, find(&all, world->awareness), GRAIN_QUARTER, S(""), &points);
    assert_int_equal(points[count - 1].cumulative, 2);
    count = promise_series(world->arena, world->db, find(&all, world->workshop_people), GRAIN_FISCAL_YEAR,
                           S(""), &points);
    assert_int_equal(count, 3);
    assert_int_equal(points[0].period, 2016);
    assert_int_equal(points[0].cumulative, 2);
    assert_int_equal(points[1].cumulative, 3);
}

static void sexes_and_ages_add_up_to_the_total(void **state) {
    struct world *world = *state;
    struct promise_split *splits;
    size_t count = promise_breakdown(world->arena, world->db, rule_of(world, world->workshop_people),
                                     GRAIN_ALL, 0, &splits);
    int64_t sexes = 0, ages = 0;
    for (size_t i = 0; i < count; i++) {
        if (splits[i].dim == DIM_SEX) sexes += splits[i].number;
        if (splits[i].dim == DIM_AGE) ages += splits[i].number;
        if (splits[i].dim == DIM_AGE && slice_equal(splits[i].key, S("a15_17")))
            assert_int_equal(splits[i].number, 1);
        if (splits[i].dim == DIM_COMMUNE && slice_equal(splits[i].key, S("090101")))
            assert_int_equal(splits[i].number, 2);
    }
    assert_int_equal(sexes, 3);
    assert_int_equal(ages, 3);
}

static void behind_a_number_stand_its_records_page_by_page(void **state) {
    struct world *world = *state;
    const struct promise_rule *rule = rule_of(world, world->workshop_people);
    struct promise_record_row *rows;
    struct promise_records_query query = {.limit = 3};
    assert_int_equal(promise_records(world->arena, world->db, rule, NULL, &query, &rows), 3);
    assert_int_equal(rows[0].day, day("2016-10-05"));
    assert_ptr_equal(rows[0].unit.type, &person_type);
    query.after_source = rows[2].source_id;
    assert_int_equal(promise_records(world->arena, world->db, rule, NULL, &query, &rows), 1);
    query = (struct promise_records_query){.limit = 10, .grain = GRAIN_FISCAL_YEAR, .period = 2016};
    assert_int_equal(promise_records(world->arena, world->db, rule, NULL, &query, &rows), 2);
    query = (struct promise_records_query){.limit = 10, .dim = DIM_PROVINCE, .key = S("09")};
    assert_int_equal(promise_records(world->arena, world->db, rule, NULL, &query, &rows), 2);
    query = (struct promise_records_query){.limit = 10, .dim = DIM_SEX, .key = S("f")};
    assert_int_equal(promise_records(world->arena, world->db, rule, NULL, &query, &rows), 2);
    query = (struct promise_records_query){.limit = 10};
    assert_int_equal(
        promise_records(world->arena, world->db, rule_of(world, world->coached), rule, &query, &rows), 2);
    assert_int_equal(rows[0].counts + rows[1].counts, 1);
}

static void a_record_says_where_it_counts_and_why_not_elsewhere(void **state) {
    struct world *world = *state;
    const struct record *absent =
        promise_read_record(world->arena, world->db, &session_type, world->base.org, world->sessions[2]);
    struct promise_why *whys;
    size_t count = promise_why_read(world->arena, world->db, &test_catalogue, absent, &whys);
    assert_int_equal(count, 2);
    struct locale english = {.lang = LANG_EN};
    struct promise_speech speech = {.locale = &english};
    for (size_t i = 0; i < count; i++) {
        struct slice words = promise_reason_words(world->arena, &speech, whys[i].part->rule, &whys[i].reason);
        if (whys[i].counts)
            assert_true(slice_equal(words, S("It counts.")));
        else if (!slice_equal(words, S("It counts only where Kind is Workshop of key participants; here it "
                                       "is Awareness event."))) {
            fail_msg("%.*s", SLICE_ARG(words));
        }
    }
    const struct record *person =
        promise_read_record(world->arena, world->db, &person_type, world->base.org, world->people[1]);
    count = promise_why_read(world->arena, world->db, &test_catalogue, person, &whys);
    assert_int_equal(count, 2); /* as a unit of the people at workshops and of those coached */
    assert_true(whys[0].as_unit && whys[0].counts && whys[1].counts);
}

static void a_rule_is_said_in_words(void **state) {
    struct world *world = *state;
    struct locale english = {.lang = LANG_EN};
    struct promise_speech speech = {.locale = &english};
    struct slice words = promise_rule_words(world->arena, &speech, rule_of(world, world->workshop_people),
                                            S("attendance"), S(""));
    struct slice expected =
        S("Counts different People, each once (Attendance → Person). Only where Present is Yes. Only where "
          "Session → Kind is Workshop of key participants. From 1 March 2016 to 28 February 2018. The day "
          "that counts is “Session → First day”. The place that counts is “Session → Commune or village”. "
          "The age is that on the first day of the period.");
    if (!slice_equal(words, expected)) fail_msg("%.*s", SLICE_ARG(words));
    words =
        promise_rule_words(world->arena, &speech, rule_of(world, world->groups), S("savings_group"), S(""));
    expected =
        S("Records of the kind “savings_group” are not yet kept in this program, so nothing is counted.");
    assert_true(slice_equal(words, expected));
}

static void an_amended_target_leaves_the_original_visible(void **state) {
    struct world *world = *state;
    create(&world->base, &promise_target_type,
           PUTS(R("part", world->workshop_people), P("effective_on", "2017-01-01"), P("target", "8")));
    create(&world->base, &plan_point_type,
           PUTS(R("part", world->workshop_people), P("on_day", "2016-08-31"), P("planned", "2")));
    struct promise_board all = board(world, (struct promise_query){.today = day("2016-12-31")});
    assert_int_equal(find(&all, world->workshop_people)->target, 4);
    all = board(world, (struct promise_query){.today = day("2017-02-28")});
    struct promise_part_state *people = find(&all, world->workshop_people);
    assert_int_equal(people->target, 8);
    assert_int_equal(people->target_original, 4);
    assert_int_equal(people->per_mille, 375);
    assert_int_equal(promise_planned_at(people, day("2016-08-31")), 2);
    assert_int_equal(promise_planned_at(people, day("2016-05-31")), 1);
    assert_int_equal(promise_planned_at(people, day("2018-02-28")), 8);
    assert_int_equal(promise_planned_at(people, day("2016-02-01")), 0);
    assert_int_equal(people->status, STATUS_BEHIND); /* 4 of 8 were planned by then */
}

static void a_number_told_outside_moves_by_five_or_more_and_says_when_a_promise_is_kept(void **state) {
    (void)state;
    for (int64_t target = 0; target <= 60; target++) {
        int64_t told = promise_step_of(0, target > 0, target);
        assert_int_equal(told, 0);
        for (int64_t value = 1; value <= 200; value++) {
            int64_t next = promise_step_of(value, target > 0, target);
            assert_true(next == told || next - told >= PROMISE_SMALL_COUNT);
            assert_true(next <= value);
            if (target >= PROMISE_SMALL_COUNT) assert_true((next >= target) == (value >= target));
            told = next;
        }
    }
    assert_int_equal(promise_step_of(562, true, 560), 560);
    assert_int_equal(promise_step_of(559, true, 563), 555);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_board_shows_every_promise_with_its_number_against_its_target),
        cmocka_unit_test(three_events_in_one_commune_are_two_of_the_four_that_were_promised),
        cmocka_unit_test(only_those_who_were_asked_about_count_as_coached_and_the_others_are_named),
        cmocka_unit_test(who_has_more_than_the_limit_is_listed_first),
        cmocka_unit_test(filters_of_province_and_period_change_what_is_shown_not_what_counts),
        cmocka_unit_test(another_organisation_has_no_promises_here),
        cmocka_unit_test(months_run_up_to_the_number_on_the_board_without_counting_anybody_twice),
        cmocka_unit_test(sexes_and_ages_add_up_to_the_total),
        cmocka_unit_test(behind_a_number_stand_its_records_page_by_page),
        cmocka_unit_test(a_record_says_where_it_counts_and_why_not_elsewhere),
        cmocka_unit_test(a_rule_is_said_in_words),
        cmocka_unit_test(an_amended_target_leaves_the_original_visible),
        cmocka_unit_test(a_sheet_that_is_entered_late_does_not_move_the_last_day_back),
        cmocka_unit_test(a_number_told_outside_moves_by_five_or_more_and_says_when_a_promise_is_kept),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
