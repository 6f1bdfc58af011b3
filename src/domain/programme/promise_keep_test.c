/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Promises over a real store: whatever people do to the records, in whatever order, the numbers kept are the
 * numbers that a recount gives.  On SQLite; on PostgreSQL when MLUP_STORE_TEST_URL names a database of its
 * own.
 */
#include "domain/programme/promise_test_world.h"
#include "domain/programme/promise_verify.h"

enum { PEOPLE = 15, HOMES = 6, COURSES = 3, SESSIONS = 12, PARTS = 11, STEPS = 3000, SEEN_MAX = 4000 };

struct world {
    struct base_world base;
    struct uuid programme, agreement, amendment, promise;
    struct uuid people[PEOPLE], homes[HOMES], courses[COURSES], sessions[SESSIONS], parts[PARTS];
    struct uuid attendance[SEEN_MAX];
    size_t attendance_count;
};

/* ---- the world ---- */

static const struct put part_puts[PARTS][8] = {
    {P("label", "people at workshops"), P("shape", "distinct"), P("source", "attendance"),
     P("unit", "person"),
     P("filter", "present = true\nsession.status = held\nsession.kind = workshop|training"),
     P("target", "10")},
    {P("label", "households"), P("shape", "distinct"), P("source", "attendance"),
     P("unit", "person.household"), P("filter", "present = true"), P("target", "5")},
    {P("label", "sessions"), P("shape", "count"), P("source", "session"), P("filter", "status = held"),
     P("target", "8")},
    {P("label", "twice in each commune"), P("shape", "frequency"), P("source", "session"),
     P("filter", "status = held\nkind = awareness"), P("times", "2"), P("places", "200101,200102,200103"),
     P("target", "6")},
    {P("label", "households of an advisor"), P("shape", "cap"), P("source", "attendance"),
     P("unit", "person.household"), P("each", "session.trainer"), P("times", "2")},
    {P("label", "head counts"), P("shape", "sum"), P("source", "headcount"), P("amount", "people"),
     P("filter", "session.status = held")},
    {P("label", "communes"), P("shape", "distinct"), P("source", "session"), P("unit", "place@commune"),
     P("filter", "course.topics has child_rights|safe_migration")},
    {P("label", "people of a course"), P("shape", "distinct"), P("source", "attendance"), P("unit", "person"),
     P("filter", "session.course.topics has child_rights")},
    {P("label", "women by themselves"), P("shape", "reported"), P("source", "person"),
     P("filter", "sex = f")},
    {P("label", "every one of them was coached"), P("shape", "every"), P("source", "attendance"),
     P("unit", "person"), P("filter", "session.kind = coaching")},
    {P("label", "every session has a test"), P("shape", "every"), P("source", "attendance"),
     P("unit", "session"), P("filter", "post_test filled")},
};

static void make_parts(struct world *world) {
    for (size_t i = 0; i < PARTS; i++) {
        struct put puts[12] = {R("promise", world->promise), P("label_km", "ក"), P("target_unit", "person")};
        size_t count = 3;
        for (size_t p = 0; p < 8 && part_puts[i][p].field; p++)
            puts[count++] = part_puts[i][p];
        if (i == 9) puts[count++] = (struct put)R("every_of", world->parts[0]);
        if (i == 10) puts[count++] = (struct put)R("every_of", world->parts[2]);
        world->parts[i] = create(&world->base, &promise_part_type, puts, count);
    }
}

static void make_programme(struct world *world) {
    world->programme = create(&world->base, &programme_type,
                              PUTS(P("name", "P"), P("starts_on", "2016-01-01"), P("ends_on", "2018-12-31")));
    world->agreement =
        create(&world->base, &agreement_type,
               PUTS(R("programme", world->programme), P("number", "A1"), P("title", "T"),
                    P("status", "active"), P("starts_on", "2016-03-01"), P("ends_on", "2018-02-28")));
    world->amendment =
        create(&world->base, &amendment_type,
               PUTS(R("agreement", world->agreement), P("number", "1"), P("signed_on", "2017-01-01"),
                    P("effective_on", "2017-01-01"), P("reason", "why")));
    world->promise = create(&world->base, &promise_type,
                            PUTS(R("agreement", world->agreement), P("number", "P01"), P("title", "T")));
}

static void make_people(struct world *world) {
    for (size_t i = 0; i < HOMES; i++)
        world->homes[i] = create(&world->base, &household_type, PUTS(P("village", "20010101")));
    for (size_t i = 0; i < PEOPLE; i++) {
        world->people[i] =
            create(&world->base, &person_type,
                   PUTS(P("sex", i % 2 ? "f" : "m"), P("birth_date", i % 3 ? "1990" : "2003-05"),
                        R("household", world->homes[i % HOMES])));
    }
    for (size_t i = 0; i < COURSES; i++) {
        world->courses[i] = create(&world->base, &course_type,
                                   PUTS(P("title", "C"), P("topics", i ? "child_rights" : "marketing")));
    }
    for (size_t i = 0; i < SESSIONS; i++) {
        world->sessions[i] =
            create(&world->base, &session_type,
                   PUTS(P("kind", "workshop"), P("title", "S"), P("status", "held"),
                        P("starts_on", "2016-05-01"), P("place", "200101"),
                        R("course", world->courses[i % COURSES]), R("trainer", world->people[0])));
    }
}

static int setup(void **state) {
    struct world *world = heap_alloc(sizeof *world);
    *world = (struct world){0};
    world_open(&world->base);
    make_programme(world);
    make_parts(world);
    make_people(world);
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    int closed = world_close(&world->base);
    heap_free(world);
    return closed;
}

static struct promise_verify_report verify(struct world *world) {
    struct promise_verify_report report;
    struct db *db = store_borrow(world->base.store);
    assert_true(promise_verify(db, &test_catalogue, &report));
    store_return(world->base.store, db);
    return report;
}

static void assert_clean(struct world *world, const char *after) {
    struct promise_verify_report report = verify(world);
    if (promise_verify_is_clean(&report)) return;
    size_t part = 0;
    while (part < PARTS && !uuid_equal(world->parts[part], report.first_wrong_part))
        part++;
    fail_msg("after %s: part %zu: stale %lld contributions %lld units %lld cells %lld orphans %lld", after,
             part, (long long)report.stale_parts, (long long)report.wrong_contributions,
             (long long)report.wrong_units, (long long)report.wrong_cells, (long long)report.orphans);
}

/* ---- what people do ---- */

static uint32_t random_state = 99;
static uint32_t below(uint32_t bound) {
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % bound;
}

static const char *one_of(const char *const *texts, uint32_t count) {
    return texts[below(count)];
}
#define ONE_OF(...)                                                                                          \
    one_of((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static struct uuid any_attendance(struct world *world) {
    return world->attendance_count ? world->attendance[below((uint32_t)world->attendance_count)]
                                   : (struct uuid){{0}};
}

static void attend(struct world *world) {
    struct change change = change_of(&world->base, CHANGE_CREATE, &attendance_type, uuid_new(),
                                     PUTS(R("session", world->sessions[below(SESSIONS)]),
                                          R("person", world->people[below(PEOPLE)]),
                                          P("present", ONE_OF("true", "true", "true", "false", NULL)),
                                          P("post_test", ONE_OF("80", NULL))));
    if (send(&world->base, &change, 1) == OUTCOME_OK && world->attendance_count < SEEN_MAX) {
        world->attendance[world->attendance_count++] = change.id;
    }
}

static void change_attendance(struct world *world) {
    touch(&world->base, CHANGE_UPDATE, &attendance_type, any_attendance(world),
          PUTS(P("present", ONE_OF("true", "false")), P("post_test", ONE_OF("50", "60", NULL))));
}

static void delete_attendance(struct world *world) {
    touch(&world->base, below(3) ? CHANGE_DELETE : CHANGE_RESTORE, &attendance_type, any_attendance(world),
          NULL, 0);
}

static void change_session(struct world *world) {
    struct put all[] = {
        P("kind", ONE_OF("workshop", "awareness", "coaching")),
        P("status", ONE_OF("held", "held", "cancelled")),
        P("starts_on", ONE_OF("2016-02-10", "2016-05-07", "2016-11-30", "2017-10-01", "2018-03-03")),
        P("place", ONE_OF("200101", "20010203", "200103", "090101")),
        R("course", below(4) ? world->courses[below(COURSES)] : (struct uuid){{0}}),
        R("trainer", below(4) ? world->people[below(4)] : (struct uuid){{0}})};
    touch(&world->base, CHANGE_UPDATE, &session_type, world->sessions[below(SESSIONS)],
          &all[below(ARRAY_LEN(all))], 1);
}

static void delete_session(struct world *world) {
    touch(&world->base, below(3) ? CHANGE_RESTORE : CHANGE_DELETE, &session_type,
          world->sessions[below(SESSIONS)], NULL, 0);
}

static void change_person(struct world *world) {
    struct put all[] = {P("sex", ONE_OF("f", "m")),
                        P("birth_date", ONE_OF("1950", "1999-01-01", "2010", NULL)),
                        R("household", below(4) ? world->homes[below(HOMES)] : (struct uuid){{0}})};
    touch(&world->base, CHANGE_UPDATE, &person_type, world->people[below(PEOPLE)],
          &all[below(ARRAY_LEN(all))], 1);
}

static void change_course(struct world *world) {
    touch(&world->base, CHANGE_UPDATE, &course_type, world->courses[below(COURSES)],
          PUTS(P("topics", ONE_OF("child_rights", "marketing", "safe_migration,child_rights"))));
}

static void count_heads(struct world *world) {
    touch(&world->base, CHANGE_CREATE, &headcount_type, uuid_new(),
          PUTS(R("session", world->sessions[below(SESSIONS)]), P("sex", ONE_OF("f", "m")),
               P("age_band", ONE_OF("a0_14", "a18_24")), P("people", ONE_OF("3", "0", "25"))));
}

static void change_rule(struct world *world) {
    size_t part = below(3);
    static const char *const filters[3][3] = {
        {"present = true\nsession.status = held", "present = true", NULL},
        {"session.place within 20", "person.sex = f", NULL},
        {"status = held", "status != cancelled\nkind = workshop", "starts_on >= 2016-06-01"},
    };
    touch(&world->base, CHANGE_UPDATE, &promise_part_type, world->parts[part],
          PUTS(P("filter", filters[part][below(3)])));
}

static void delete_part(struct world *world) {
    touch(&world->base, below(4) ? CHANGE_RESTORE : CHANGE_DELETE, &promise_part_type,
          world->parts[3 + below(PARTS - 3)], NULL, 0);
}

static void amend(struct world *world) {
    touch(&world->base, CHANGE_UPDATE, &amendment_type, world->amendment,
          PUTS(P("ends_on", ONE_OF("2017-09-30", "2018-12-31", NULL))));
}

/* The second change refers to nobody: both are refused, and nothing of the first may stay. */
static void fail_half_way(struct world *world) {
    struct change changes[2] = {
        change_of(&world->base, CHANGE_UPDATE, &session_type, world->sessions[below(SESSIONS)],
                  PUTS(P("status", ONE_OF("held", "cancelled")),
                       P("starts_on", ONE_OF("2016-07-01", "2016-08-01")))),
        change_of(&world->base, CHANGE_CREATE, &attendance_type, uuid_new(),
                  PUTS(R("session", world->sessions[0]), R("person", uuid_new()))),
    };
    if (below(2)) {
        changes[0] = change_of(&world->base, CHANGE_UPDATE, &promise_part_type, world->parts[0],
                               PUTS(P("filter", ONE_OF("present = false", "present empty"))));
    }
    assert_int_not_equal(send(&world->base, changes, 2), OUTCOME_OK);
}

/* A whole sheet in one submission: a rule changes in the middle of it, and perhaps a part goes. */
static void sheet_with_rule_change(struct world *world) {
    struct change changes[3] = {
        change_of(&world->base, CHANGE_CREATE, &attendance_type, uuid_new(),
                  PUTS(R("session", world->sessions[below(SESSIONS)]),
                       R("person", world->people[below(PEOPLE)]), P("present", "true"))),
        change_of(
            &world->base, CHANGE_UPDATE, &promise_part_type, world->parts[below(2)],
            PUTS(P("filter", ONE_OF("present = true", "present = true\nperson.sex = m", "present filled")))),
        change_of(&world->base, CHANGE_UPDATE, &session_type, world->sessions[below(SESSIONS)],
                  PUTS(P("status", ONE_OF("held", "cancelled")))),
    };
    if (below(3) == 0) {
        changes[2] = change_of(&world->base, CHANGE_DELETE, &promise_part_type, world->parts[7], NULL, 0);
    }
    send(&world->base, changes, 3);
}

static const struct {
    const char *name;
    void (*act)(struct world *world);
    uint32_t weight;
} acts[] = {
    {"attend", attend, 40},
    {"change_attendance", change_attendance, 20},
    {"delete_attendance", delete_attendance, 12},
    {"change_session", change_session, 20},
    {"delete_session", delete_session, 3},
    {"change_person", change_person, 12},
    {"change_course", change_course, 4},
    {"count_heads", count_heads, 6},
    {"change_rule", change_rule, 3},
    {"delete_part", delete_part, 3},
    {"amend", amend, 2},
    {"fail_half_way", fail_half_way, 4},
    {"sheet_with_rule_change", sheet_with_rule_change, 8},
};

static const char *act(struct world *world) {
    uint32_t sum = 0;
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        sum += acts[i].weight;
    uint32_t pick = below(sum);
    size_t i = 0;
    while (pick >= acts[i].weight)
        pick -= acts[i++].weight;
    acts[i].act(world);
    arena_reset(world->base.step_arena);
    return acts[i].name;
}

static void whatever_people_do_the_numbers_equal_a_recount(void **state) {
    struct world *world = *state;
    assert_clean(world, "making the world");
    for (size_t step = 0; step < STEPS; step++) {
        const char *name = act(world);
        if (step < 300 || step % 25 == 0) assert_clean(world, name);
    }
    assert_clean(world, "everything");
    struct promise_verify_report report = verify(world);
    print_message("parts %lld, contributions %lld, rows of units %lld, cells %lld\n", (long long)report.parts,
                  (long long)report.contributions, (long long)report.unit_rows, (long long)report.cells);
    assert_true(report.contributions > 50 && report.cells > 100 && report.unit_rows > 20);
}

static bool spoil_work(void *context, struct db *db) {
    (void)context;
    db_run(db_query(db, SQL("UPDATE promise_cell SET number = number + 1 WHERE dim = 0 AND grain = 0")));
    db_run(db_query(db, SQL("DELETE FROM contribution WHERE day > 17000")));
    return db_flush(db);
}

static void damage_is_found_and_a_recount_repairs_it(void **state) {
    struct world *world = *state;
    assert_true(store_run(world->base.store, spoil_work, NULL));
    struct promise_verify_report report = verify(world);
    assert_false(promise_verify_is_clean(&report));
    assert_true(report.wrong_cells > 0);
    assert_true(report.wrong_contributions > 0);
    assert_true(promise_recount_all(world->base.store, world->base.context));
    assert_clean(world, "a recount");
    assert_true(promise_refresh_all(world->base.store, world->base.context));
    assert_clean(world, "a refresh");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_people_do_the_numbers_equal_a_recount),
        cmocka_unit_test(damage_is_found_and_a_recount_repairs_it),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
