/* SPDX-License-Identifier: Apache-2.0 */
/* What a user is told when an agreement, an objective or a counting rule contradicts itself. */
#include <dirent.h>
#include <unistd.h>

#include "base/check.h"
#include "catalogue/value.h"
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "store/store.h"

static const struct record_type *const test_types[] = {
    &organisation_type, &programme_type, &agreement_type,    &orientation_attendee_type, &amendment_type,
    &objective_type,    &promise_type,   &promise_part_type, &promise_target_type,       &plan_point_type,
};
static const struct catalogue test_catalogue = {test_types, ARRAY_LEN(test_types)};
static const struct actor system_actor = {.is_system = true};

struct world {
    struct arena *arena;
    struct store *store;
    struct slice dir;
    struct uuid org, programme, agreement, other_agreement, promise;
};

struct put {
    const char *field, *text;
    struct uuid id;
};
#define P(field_, text_)                                                                                     \
    { .field = field_, .text = text_ }
#define R(field_, id_)                                                                                       \
    { .field = field_, .id = id_ }
#define PUTS(...) ((struct put[]){__VA_ARGS__}), sizeof((struct put[]){__VA_ARGS__}) / sizeof(struct put)

static struct write_job put_one(struct world *world, enum change_verb verb, const struct record_type *type,
                                struct uuid id, const struct put *puts, size_t count) {
    struct change *change = arena_make(world->arena, struct change, 1);
    *change = change_new(world->arena, verb, type, world->org);
    change->id = id;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = record_type_field(type, slice_of(puts[i].field));
        struct value *value = record_value(change->values, field);
        if (field->kind == KIND_REF)
            *value = (struct value){.present = true, .id = puts[i].id};
        else
            assert_true(value_parse(world->arena, field, slice_of(puts[i].text), value));
        change_set(change, field);
    }
    struct write_job job = {
        .job_arena = world->arena, .actor = &system_actor, .changes = change, .change_count = 1};
    store_write(world->store, &job);
    return job;
}

static struct uuid good(struct world *world, const struct record_type *type, const struct put *puts,
                        size_t count) {
    struct write_job job = put_one(world, CHANGE_CREATE, type, uuid_new(), puts, count);
    if (job.outcome != OUTCOME_OK)
        fail_msg("%s", job.refusal.first ? job.refusal.first->message : "no reason");
    return job.changes->id;
}

static void assert_told(struct write_job job, const char *field, const char *message) {
    assert_int_equal(job.outcome, OUTCOME_REFUSED);
    assert_non_null(job.refusal.first);
    assert_string_equal(job.refusal.first->message, message);
    assert_true(slice_equal(job.refusal.first->field, slice_of(field)));
}

static void bad(struct world *world, const struct record_type *type, const char *field, const char *message,
                const struct put *puts, size_t count) {
    assert_told(put_one(world, CHANGE_CREATE, type, uuid_new(), puts, count), field, message);
}

static int setup(void **state) {
    struct arena *arena = arena_new();
    struct world *world = arena_make(arena, struct world, 1);
    char template[] = "/tmp/mlup-rules-XXXXXX";
    struct slice error = S("");
    *world = (struct world){
        .arena = arena, .dir = arena_copy(arena, slice_of(mkdtemp(template))), .org = uuid_new()};
    struct store_options options = {.url = arena_printf(arena, "sqlite:%.*s/test.db", SLICE_ARG(world->dir)),
                                    .catalogue = &test_catalogue,
                                    .reader_max = 1,
                                    .key_file = arena_printf(arena, "%.*s/key", SLICE_ARG(world->dir)),
                                    .may_create = true};
    world->store = store_open(arena, &options, &error);
    if (!world->store) fail_msg("%.*s", SLICE_ARG(error));
    world->programme = good(world, &programme_type,
                            PUTS(P("name", "P"), P("starts_on", "2016-01-01"), P("ends_on", "2018-12-31")));
    world->agreement =
        good(world, &agreement_type,
             PUTS(R("programme", world->programme), P("number", "A1"), P("title", "T"), P("status", "active"),
                  P("starts_on", "2016-03-01"), P("ends_on", "2018-02-28"), P("provinces", "09,20")));
    world->other_agreement =
        good(world, &agreement_type,
             PUTS(R("programme", world->programme), P("number", "A2"), P("title", "T"), P("status", "draft"),
                  P("starts_on", "2016-03-01"), P("ends_on", "2018-02-28")));
    world->promise = good(world, &promise_type,
                          PUTS(R("agreement", world->agreement), P("number", "P01"), P("title", "T")));
    *state = world;
    return 0;
}

static int teardown(void **state) {
    struct world *world = *state;
    store_close(world->store);
    DIR *folder = opendir(world->dir.s);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] != '.')
            unlink(arena_printf(world->arena, "%.*s/%s", SLICE_ARG(world->dir), entry->d_name).s);
    }
    closedir(folder);
    int removed = rmdir(world->dir.s);
    arena_free(world->arena);
    return removed;
}

static void dates_of_an_agreement_come_in_order(void **state) {
    struct world *world = *state;
    bad(world, &programme_type, "ends_on", "The end comes before the start.",
        PUTS(P("name", "X"), P("starts_on", "2016-01-01"), P("ends_on", "2015-12-31")));
    bad(world, &agreement_type, "ends_on", "The end comes before the start.",
        PUTS(R("programme", world->programme), P("number", "B1"), P("title", "T"), P("status", "draft"),
             P("starts_on", "2016-03-01"), P("ends_on", "2016-02-28")));
    bad(world, &agreement_type, "signed_on", "It was signed after its end.",
        PUTS(R("programme", world->programme), P("number", "B2"), P("title", "T"), P("status", "draft"),
             P("starts_on", "2016-03-01"), P("ends_on", "2017-02-28"), P("signed_on", "2017-03-01")));
    bad(world, &agreement_type, "provinces", "{1} is not a province.",
        PUTS(R("programme", world->programme), P("number", "B3"), P("title", "T"), P("status", "draft"),
             P("starts_on", "2016-03-01"), P("ends_on", "2017-02-28"), P("provinces", "0901")));
    bad(world, &organisation_type, "iati_ref",
        "An IATI identifier has only Latin letters, digits, hyphens and dots.",
        PUTS(P("short_name", "X"), P("name", "X"), P("kind", "partner"), P("iati_ref", "KH MOI 1")));
}

static void an_amendment_lies_in_the_life_of_its_agreement(void **state) {
    struct world *world = *state;
    bad(world, &amendment_type, "effective_on",
        "The amendment would be in force before the agreement starts.",
        PUTS(R("agreement", world->agreement), P("number", "1"), P("signed_on", "2016-01-01"),
             P("effective_on", "2016-01-01"), P("reason", "r")));
    bad(world, &amendment_type, "ends_on", "The new end comes before the day the amendment is in force.",
        PUTS(R("agreement", world->agreement), P("number", "1"), P("signed_on", "2017-01-01"),
             P("effective_on", "2017-02-01"), P("ends_on", "2017-01-31"), P("reason", "r")));
}

static void objectives_form_a_tree_of_falling_levels_in_one_agreement(void **state) {
    struct world *world = *state;
    struct uuid goal = good(
        world, &objective_type,
        PUTS(R("agreement", world->agreement), P("level", "goal"), P("number", "1"), P("statement", "g")));
    struct uuid outcome = good(world, &objective_type,
                               PUTS(R("agreement", world->agreement), R("above", goal), P("level", "outcome"),
                                    P("number", "1.1"), P("statement", "o")));
    bad(world, &objective_type, "above", "An objective is part of one of a higher level.",
        PUTS(R("agreement", world->agreement), R("above", outcome), P("level", "outcome"), P("number", "1.2"),
             P("statement", "o")));
    bad(world, &objective_type, "above", "That objective belongs to another agreement.",
        PUTS(R("agreement", world->other_agreement), R("above", goal), P("level", "output"), P("number", "2"),
             P("statement", "o")));
    assert_told(put_one(world, CHANGE_UPDATE, &objective_type, goal, PUTS(P("level", "activity"))), "level",
                "Objective {1} is part of this one and would no longer be below it.");
}

#define PART(...) PUTS(R("promise", world->promise), P("label", "l"), P("target_unit", "event"), __VA_ARGS__)

static void a_counting_rule_that_cannot_count_is_refused_at_its_field(void **state) {
    struct world *world = *state;
    bad(world, &promise_part_type, "filter", "{1} has no field “{2}”.",
        PART(P("shape", "count"), P("source", "orientation_attendee"), P("filter", "colour = red")));
    bad(world, &promise_part_type, "unit", "Say what must be different, for example person.",
        PART(P("shape", "distinct"), P("source", "orientation_attendee")));
    bad(world, &promise_part_type, "ends_on", "The end comes before the start.",
        PART(P("shape", "reported"), P("starts_on", "2017-01-01"), P("ends_on", "2016-01-01")));
    good(world, &promise_part_type,
         PART(P("shape", "count"), P("source", "orientation_attendee"), P("filter", "sex = f"),
              P("target", "3")));
}

static void every_one_has_it_asks_about_a_part_that_counts_the_same(void **state) {
    struct world *world = *state;
    struct uuid objectives =
        good(world, &promise_part_type, PART(P("shape", "count"), P("source", "objective")));
    struct uuid words = good(world, &promise_part_type, PART(P("shape", "reported")));
    good(world, &promise_part_type,
         PART(P("shape", "every"), P("source", "objective"), P("unit", "above"), R("every_of", objectives)));
    bad(world, &promise_part_type, "unit", "Both parts must count the same: {1}.",
        PART(P("shape", "every"), P("source", "objective"), P("unit", "agreement"),
             R("every_of", objectives)));
    bad(world, &promise_part_type, "every_of", "That part counts nothing that every one of could be asked.",
        PART(P("shape", "every"), P("source", "objective"), R("every_of", words)));
    assert_told(put_one(world, CHANGE_UPDATE, &promise_part_type, objectives,
                        PUTS(P("shape", "every"), R("every_of", objectives))),
                "every_of", "A part cannot speak of itself.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_an_agreement_come_in_order),
        cmocka_unit_test(an_amendment_lies_in_the_life_of_its_agreement),
        cmocka_unit_test(objectives_form_a_tree_of_falling_levels_in_one_agreement),
        cmocka_unit_test(a_counting_rule_that_cannot_count_is_refused_at_its_field),
        cmocka_unit_test(every_one_has_it_asks_about_a_part_that_counts_the_same),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
