/* SPDX-License-Identifier: Apache-2.0 */
/* The store on its own small catalogue; on SQLite always, on PostgreSQL when MLUP_TEST_PG names one. */
#include <pthread.h>
#include <unistd.h>

#include "base/check.h"
#include "catalogue/value.h"
#include "store/history.h"
#include "store/query.h"
#include "store/rule.h"
#include "store/search_word.h"
#include "store/vault.h"
#include "store/verify.h"

static bool patient_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal);

#include "catalogue/pass_struct.h"
#include "store/store_test.def"
#include "catalogue/pass_clear.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "store/store_test.def"
#undef PASS_FIELDS
#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "store/store_test.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"

static const struct record_type *const test_types[] = {&box_type, &label_type, &visit_type, &patient_type};
static const struct catalogue test_catalogue = {test_types, ARRAY_LEN(test_types)};
static const struct actor system_actor = {.is_system = true};

struct world {
    struct arena *arena;
    struct store *store;
    struct slice dir, url;
    struct uuid org, other_org;
    struct view view;
};

static void world_open(struct world *world, bool may_create) {
    struct slice error = S("");
    struct store_options options = {
        .url = world->url,
        .catalogue = &test_catalogue,
        .reader_max = 4,
        .key_file = arena_printf(world->arena, "%.*s/key", SLICE_ARG(world->dir)),
        .may_create = may_create,
    };
    world->store = store_open(world->arena, &options, &error);
    if (!world->store) fail_msg("%.*s", SLICE_ARG(error));
}

static void postgres_empty(struct arena *arena, struct slice url) {
    struct slice error;
    struct db *db = db_open(arena, url, DB_WRITE, &error);
    assert_non_null(db);
    assert_true(db_script(db, S("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")));
    db_close(db);
}

static const struct actor reader = {.name = S_INIT("Reader")};

static int world_setup(void **state) {
    struct arena *arena = arena_new();
    struct world *world = arena_make(arena, struct world, 1);
    char template[] = "/tmp/mlup-store-XXXXXX";
    world->arena = arena;
    world->dir = arena_copy(arena, slice_of(mkdtemp(template)));
    const char *postgres = getenv("MLUP_STORE_TEST_URL");
    world->url = postgres ? slice_of(postgres) : arena_printf(arena, "sqlite:%.*s/test.db", SLICE_ARG(world->dir));
    if (postgres) postgres_empty(arena, world->url);
    world->org = uuid_new();
    world->other_org = uuid_new();
    world->view = (struct view){.allowed = true,
                                .orgs = &world->org,
                                .org_count = 1,
                                .own_org = world->org,
                                .own_max = IDENTIFYING,
                                .foreign_max = INTERNAL,
                                .actor = &reader};
    world_open(world, true);
    *state = world;
    return 0;
}

static int world_teardown(void **state) {
    struct world *world = *state;
    store_close(world->store);
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%.*s'", SLICE_ARG(world->dir));
    int removed = system(command);
    arena_free(world->arena);
    return removed;
}

/* ---- small helpers ---- */

/* What `set` parsed; made and freed by main. */
static struct arena *typed_arena;

static void set(struct change *change, const char *name, const char *text) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    assert_non_null(field);
    struct refusal refusal = REFUSAL_IN(typed_arena);
    assert_true(value_parse_input(refusal.arena, field, slice_of(text), S(""), record_value(change->values, field), &refusal));
    change_set(change, field);
}

static struct write_job job_of(struct world *world, struct change *changes, size_t count) {
    return (struct write_job){.job_arena = world->arena, .actor = &system_actor, .changes = changes, .change_count = count};
}

static enum outcome write_one(struct world *world, struct change *change) {
    struct write_job job = job_of(world, change, 1);
    return store_write(world->store, &job);
}

static struct change box_new(struct world *world, const char *name) {
    struct change change = change_new(world->arena, CHANGE_CREATE, &box_type, world->org);
    set(&change, "name", name);
    return change;
}

static struct record *get(struct world *world, const struct record_type *type, struct uuid id) {
    struct record *record = NULL;
    struct db *db = store_borrow(world->store);
    bool found = query_get(world->store, db, world->arena, &world->view, type, id, &record, NULL);
    store_return(world->store, db);
    return found ? record : NULL;
}

static struct change update_of(struct world *world, const struct record *record) {
    struct change change = change_new(world->arena, CHANGE_UPDATE, record->type, record->org_id);
    change.id = record->id;
    change.base_version = record->version;
    return change;
}

static struct list_page list(struct world *world, const struct list_query *query) {
    struct list_page page;
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct db *db = store_borrow(world->store);
    assert_true(query_list(world->store, db, world->arena, &world->view, query, &page, &refusal));
    store_return(world->store, db);
    return page;
}

/* ---- what a user keeps ---- */

static void what_was_saved_is_read_back(void **state) {
    struct world *world = *state;
    struct change change = box_new(world, "កែវ one");
    set(&change, "weight", "១២");
    set(&change, "price", "5,000 KHR");
    set(&change, "bought_on", "7/3/2016");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    struct record *record = get(world, &box_type, change.id);
    assert_non_null(record);
    const struct box *box = box_of(record);
    assert_int_equal(box->weight.number, 12);
    assert_int_equal(box->price.money.amount, 5000);
    assert_int_equal(box->price.money.currency, CURRENCY_KHR);
    assert_int_equal(box->bought_on.date.year, 2016);
    assert_false(box->colour.present);
    assert_int_equal(record->version, 1);
    assert_true(code_is_valid(record->code));
}

static void a_stale_version_is_a_conflict_and_shows_the_other_value(void **state) {
    struct world *world = *state;
    struct change first = box_new(world, "conflict");
    assert_int_equal(write_one(world, &first), OUTCOME_OK);
    struct change mine = update_of(world, get(world, &box_type, first.id)), theirs = mine;
    theirs.values = record_new(world->arena, &box_type);
    set(&mine, "weight", "5");
    set(&theirs, "weight", "7");
    assert_int_equal(write_one(world, &theirs), OUTCOME_OK);
    assert_int_equal(write_one(world, &mine), OUTCOME_CONFLICT);
    assert_int_equal(box_of(mine.after)->weight.number, 7);
}

static void a_repeated_submission_has_one_effect(void **state) {
    struct world *world = *state;
    struct change first = box_new(world, "once"), second = box_new(world, "once");
    struct write_job job = job_of(world, &first, 1), again = job_of(world, &second, 1);
    job.idempotency_key = again.idempotency_key = S("key-1");
    assert_int_equal(store_write(world->store, &job), OUTCOME_OK);
    assert_int_equal(store_write(world->store, &again), OUTCOME_OK);
    assert_true(again.repeated);
    assert_true(uuid_equal(first.id, second.id));
    assert_non_null(second.after);
}

static void a_double_is_refused_by_field_and_harms_no_neighbour(void **state) {
    struct world *world = *state;
    struct change first = box_new(world, "double"), second = box_new(world, "double"), third = box_new(world, "neighbour");
    assert_int_equal(write_one(world, &first), OUTCOME_OK);
    struct write_job job = job_of(world, &second, 1);
    assert_int_equal(store_write(world->store, &job), OUTCOME_REFUSED);
    assert_true(slice_equal(job.refusal.first->field, S("name")));
    assert_int_equal(write_one(world, &third), OUTCOME_OK);
}

static void every_wrong_field_is_named_at_once(void **state) {
    struct world *world = *state;
    struct change change = change_new(world->arena, CHANGE_CREATE, &label_type, world->org);
    change.values->values[0] = (struct value){.present = true, .id = uuid_new()};
    change.sets = 1;
    struct write_job job = job_of(world, &change, 1);
    assert_int_equal(store_write(world->store, &job), OUTCOME_REFUSED);
    assert_int_equal(job.refusal.count, 2); /* unknown box, missing text */
}

static void a_submission_of_many_is_all_or_nothing(void **state) {
    struct world *world = *state;
    struct change changes[] = {box_new(world, "all-1"), box_new(world, "all-2"), box_new(world, "all-1")};
    struct write_job job = job_of(world, changes, 3);
    assert_int_equal(store_write(world->store, &job), OUTCOME_REFUSED);
    struct list_query query = {.type = &box_type, .limit = 10, .filter_count = 1};
    query.filters[0] = (struct filter){&box_type.fields[0], FILTER_EQUAL, {.present = true, .text = S("all-2")}};
    assert_int_equal(list(world, &query).count, 0);
}

/* A trial of some changes: how each would end. */
static enum outcome try_all(struct world *world, struct change *changes, size_t count, enum outcome *outcomes, struct refusal *refusals) {
    struct write_job job = job_of(world, changes, count);
    job.is_trial = true;
    job.trials = outcomes;
    job.trial_refusals = refusals;
    return store_write(world->store, &job);
}

static int64_t log_length(struct world *world) {
    struct db *db = store_borrow(world->store);
    struct db_query *query = db_query(db, SQL("SELECT COUNT(*) FROM change_log"));
    int64_t count = db_next(query) ? db_column_int(query, 0) : -1;
    db_done(query);
    store_return(world->store, db);
    return count;
}

static void a_trial_says_how_each_change_would_end_and_leaves_nothing(void **state) {
    struct world *world = *state;
    struct change first = box_new(world, "tried");
    set(&first, "weight", "5");
    assert_int_equal(write_one(world, &first), OUTCOME_OK);
    struct change good = update_of(world, get(world, &box_type, first.id)), stale = good, gone = good, empty = good;
    set(&good, "weight", "9");
    stale.base_version = 77;
    gone.id = uuid_new();
    empty.values = record_new(world->arena, &box_type); /* the name, which is required, is taken away */
    empty.sets = 1;
    struct change changes[] = {good, stale, gone, empty, box_new(world, "tried new")};
    enum outcome outcomes[ARRAY_LEN(changes)];
    struct refusal refusals[ARRAY_LEN(changes)];
    int64_t before = log_length(world);
    assert_int_equal(try_all(world, changes, ARRAY_LEN(changes), outcomes, refusals), OUTCOME_OK);
    const enum outcome wanted[] = {OUTCOME_OK, OUTCOME_CONFLICT, OUTCOME_NOT_FOUND, OUTCOME_REFUSED, OUTCOME_OK};
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) assert_int_equal(outcomes[i], wanted[i]);
    assert_true(slice_equal(refusals[3].first->field, S("name")));
    assert_int_equal(log_length(world), before);
    struct record *record = get(world, &box_type, first.id);
    assert_int_equal(record->version, 1);
    assert_int_equal(box_of(record)->weight.number, 5);
    struct list_query query = {.type = &box_type, .limit = 10, .filter_count = 1};
    query.filters[0] = (struct filter){&box_type.fields[0], FILTER_EQUAL, {.present = true, .text = S("tried new")}};
    assert_int_equal(list(world, &query).count, 0);
}

static void each_change_of_a_trial_is_judged_alone(void **state) {
    struct world *world = *state;
    struct change box = box_new(world, "alone"), label = change_new(world->arena, CHANGE_CREATE, &label_type, world->org);
    box.id = uuid_new();
    label.values->values[0] = (struct value){.present = true, .id = box.id};
    label.sets = 1;
    set(&label, "text", "inside");
    struct change changes[] = {box, label};
    enum outcome outcomes[ARRAY_LEN(changes)];
    struct refusal refusals[ARRAY_LEN(changes)];
    assert_int_equal(try_all(world, changes, ARRAY_LEN(changes), outcomes, refusals), OUTCOME_OK);
    assert_int_equal(outcomes[0], OUTCOME_OK);
    assert_int_equal(outcomes[1], OUTCOME_REFUSED); /* the box is not there: nothing of the trial is */
    struct write_job job = job_of(world, changes, ARRAY_LEN(changes));
    assert_int_equal(store_write(world->store, &job), OUTCOME_OK); /* written together they are */
}

static struct uuid box_with_label(struct world *world, const char *name, struct uuid *label_id) {
    struct change box = box_new(world, name);
    assert_int_equal(write_one(world, &box), OUTCOME_OK);
    struct change label = change_new(world->arena, CHANGE_CREATE, &label_type, world->org);
    label.values->values[0] = (struct value){.present = true, .id = box.id};
    label.sets = 1;
    set(&label, "text", "inside");
    set(&label, "secret", "N 123456789");
    assert_int_equal(write_one(world, &label), OUTCOME_OK);
    *label_id = label.id;
    return box.id;
}

static void parts_go_and_come_back_with_their_whole(void **state) {
    struct world *world = *state;
    struct uuid label, box = box_with_label(world, "whole", &label);
    struct change change = update_of(world, get(world, &box_type, box));
    change.verb = CHANGE_DELETE;
    assert_int_equal(write_one(world, &change), OUTCOME_REFUSED); /* why is missing */
    change.reason = S("entered twice");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    assert_true(get(world, &label_type, label)->deleted_ms != 0);
    struct change back = update_of(world, get(world, &box_type, box));
    back.verb = CHANGE_RESTORE;
    assert_int_equal(write_one(world, &back), OUTCOME_OK);
    assert_true(get(world, &label_type, label)->deleted_ms == 0);
}

static void what_others_refer_to_stays(void **state) {
    struct world *world = *state;
    struct change box = box_new(world, "visited");
    assert_int_equal(write_one(world, &box), OUTCOME_OK);
    struct change visit = change_new(world->arena, CHANGE_CREATE, &visit_type, world->org);
    visit.values->values[0] = (struct value){.present = true, .id = box.id};
    visit.sets = 1;
    assert_int_equal(write_one(world, &visit), OUTCOME_OK);
    struct change change = update_of(world, get(world, &box_type, box.id));
    change.verb = CHANGE_DELETE;
    change.reason = S("test");
    assert_int_equal(write_one(world, &change), OUTCOME_REFUSED);
}

/* A lead with more grantees than any number somebody once thought enough. */
static void every_organisation_of_a_view_is_read(void **state) {
    enum { ORGS = 100 };
    struct world *world = *state;
    struct uuid *orgs = arena_make(world->arena, struct uuid, ORGS), ids[2];
    for (size_t i = 0; i < ORGS; i++) {
        orgs[i] = uuid_new();
    }
    for (size_t i = 0; i < 2; i++) {
        struct change box = box_new(world, "of the first and the last");
        box.org_id = orgs[i * (ORGS - 1)];
        assert_int_equal(write_one(world, &box), OUTCOME_OK);
        ids[i] = box.id;
    }
    struct view all = world->view;
    all.orgs = orgs;
    all.org_count = ORGS;
    struct list_query query = {.type = &box_type, .limit = 10, .want_total = true};
    struct list_page page;
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct record *record, *both[2];
    struct db *db = store_borrow(world->store);
    assert_true(query_get(world->store, db, world->arena, &all, &box_type, ids[1], &record, NULL));
    query_get_many(world->store, db, world->arena, &all, &box_type, ids, 2, both);
    assert_true(both[0] && both[1]);
    assert_true(query_list(world->store, db, world->arena, &all, &query, &page, &refusal));
    assert_int_equal(page.count, 2);
    assert_int_equal(page.total, 2);
    store_return(world->store, db);
}

static void another_organisation_sees_nothing(void **state) {
    struct world *world = *state;
    struct change box = box_new(world, "mine alone");
    assert_int_equal(write_one(world, &box), OUTCOME_OK);
    struct view other = world->view;
    other.orgs = &world->other_org;
    other.own_org = world->other_org;
    struct record *record;
    struct db *db = store_borrow(world->store);
    assert_false(query_get(world->store, db, world->arena, &other, &box_type, box.id, &record, NULL));
    store_return(world->store, db);
    struct change change = update_of(world, get(world, &box_type, box.id));
    change.org_id = world->other_org;
    set(&change, "weight", "3");
    assert_int_equal(write_one(world, &change), OUTCOME_NOT_FOUND);
}

static void identifying_fields_of_others_are_not_fetched(void **state) {
    struct world *world = *state;
    struct change box = box_new(world, "with owner");
    set(&box, "owner_name", "Sok Chantha");
    assert_int_equal(write_one(world, &box), OUTCOME_OK);
    struct view lead = world->view;
    lead.own_org = world->other_org;
    struct record *record;
    uint64_t hidden = 0;
    struct db *db = store_borrow(world->store);
    assert_true(query_get(world->store, db, world->arena, &lead, &box_type, box.id, &record, &hidden));
    store_return(world->store, db);
    assert_false(box_of(record)->owner_name.present);
    assert_true(box_of(record)->name.present);
    assert_int_equal(hidden, 1 << 5);
}

static void a_record_is_known_as_of_any_day_and_a_change_can_be_undone(void **state) {
    struct world *world = *state;
    struct change box = box_new(world, "history");
    set(&box, "weight", "1");
    assert_int_equal(write_one(world, &box), OUTCOME_OK);
    struct change change = update_of(world, get(world, &box_type, box.id));
    set(&change, "weight", "2");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    struct record *now = get(world, &box_type, box.id);
    struct history_entry *entries;
    struct db *db = store_borrow(world->store);
    size_t count = history_read(world->store, db, world->arena, &world->view, now, &entries);
    assert_int_equal(count, 2);
    assert_int_equal(box_of(entries[0].after)->weight.number, 1);
    assert_int_equal(entries[1].changed, 1 << 1);
    const struct history_entry *then = history_as_of(world->store, db, world->arena, &world->view, now, entries[0].at_ms - 1);
    assert_null(then);
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct change undo;
    assert_true(history_undo(world->store, db, world->arena, &world->view, now, entries[1].sequence, &undo, &refusal));
    store_return(world->store, db);
    assert_int_equal(write_one(world, &undo), OUTCOME_OK);
    assert_int_equal(box_of(get(world, &box_type, box.id))->weight.number, 1);
}

static enum outcome reveal(struct world *world, const struct actor *actor, struct record *record, struct refusal *refusal) {
    struct db *db = store_borrow(world->store);
    enum outcome outcome = query_reveal(world->store, db, world->arena, actor, record, S("test"), refusal);
    store_return(world->store, db);
    return outcome;
}

static void a_sealed_value_opens_only_through_a_logged_read(void **state) {
    struct refusal refusal = REFUSAL_IN(((struct world *)*state)->arena);
    struct world *world = *state;
    struct uuid label;
    box_with_label(world, "sealed", &label);
    struct record *record = get(world, &label_type, label);
    assert_true(label_of(record)->secret.sealed);
    assert_false(slice_contains(label_of(record)->secret.text, S("123456789")));
    assert_int_equal(reveal(world, &system_actor, record, &refusal), OUTCOME_OK);
    assert_true(slice_equal(label_of(record)->secret.text, S("N 123456789")));
    struct db *db = store_borrow(world->store);
    struct db_query *query = db_query(db, SQL("SELECT fields FROM read_log WHERE record_id = ?1"));
    db_bind_uuid(query, 1, label);
    assert_true(db_next(query));
    assert_true(slice_equal(db_column_text(query, 0), S("secret")));
    db_done(query);
    store_return(world->store, db);
}

/* Of this process, as the kernel counts them: it allows some 65,000. */
static int mappings(void) {
    FILE *file = fopen("/proc/self/maps", "re");
    int lines = 0;
    assert_non_null(file);
    for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
        lines += c == '\n';
    }
    fclose(file);
    return lines;
}

static void a_submission_of_many_sealed_records_holds_no_key_of_each(void **state) {
    enum { LABELS = 500 };
    struct world *world = *state;
    struct change box = box_new(world, "many labels");
    assert_int_equal(write_one(world, &box), OUTCOME_OK);
    struct change *labels = arena_make(world->arena, struct change, LABELS);
    for (size_t i = 0; i < LABELS; i++) {
        labels[i] = change_new(world->arena, CHANGE_CREATE, &label_type, world->org);
        labels[i].values->values[0] = (struct value){.present = true, .id = box.id};
        labels[i].sets = 1;
        set(&labels[i], "text", "inside");
        set(&labels[i], "secret", "N 1");
    }
    struct write_job job = job_of(world, labels, LABELS);
    int before = mappings();
    assert_int_equal(store_write(world->store, &job), OUTCOME_OK);
    assert_true(mappings() - before < LABELS); /* the job's arena is still there */
}

static void rotation_keeps_and_erasure_destroys_sealed_values(void **state) {
    struct world *world = *state;
    struct uuid label, box = box_with_label(world, "erased", &label);
    struct refusal refusal = REFUSAL_IN(world->arena);
    assert_true(vault_rotate_org(world->store, world->org));
    struct slice new_key = arena_printf(world->arena, "%.*s/key2", SLICE_ARG(world->dir));
    assert_true(vault_rotate_master(world->store, new_key, &refusal));
    struct record *record = get(world, &label_type, label);
    assert_int_equal(reveal(world, &system_actor, record, &refusal), OUTCOME_OK);
    struct db *db = store_borrow(world->store);
    struct slice index = vault_blind_index(world->store, db, world->arena, world->org, &label_type, &label_type.fields[2], S("n 123456789"));
    struct db_query *query = db_query(db, SQL("SELECT id FROM \"label\" WHERE org_id = ?1 AND secret_index = ?2"));
    db_bind_uuid(query, 1, world->org);
    db_bind_blob(query, 2, index);
    assert_true(db_next(query));
    db_done(query);
    store_return(world->store, db);
    assert_true(vault_erase(world->store, world->org, box, NULL));
    record = get(world, &label_type, label);
    assert_int_equal(reveal(world, &system_actor, record, &refusal), OUTCOME_REFUSED);
    char move[600];
    snprintf(move, sizeof move, "mv '%.*s' '%.*s/key'", SLICE_ARG(new_key), SLICE_ARG(world->dir));
    assert_int_equal(system(move), 0);
}

static bool finds_secret(struct world *world, const char *secret, struct uuid id) {
    struct list_query query = {.type = &label_type, .limit = 10, .filter_count = 1};
    query.filters[0] = (struct filter){&label_type.fields[2], FILTER_EQUAL, {.present = true, .text = slice_of(secret)}};
    struct list_page page = list(world, &query);
    for (size_t i = 0; i < page.count; i++) {
        if (uuid_equal(page.records[i]->id, id)) return true;
    }
    return false;
}

static void a_sealed_value_put_back_is_found_by_what_it_was(void **state) {
    struct world *world = *state;
    struct uuid label;
    box_with_label(world, "put back", &label);
    struct record *before = get(world, &label_type, label);
    struct change change = update_of(world, before);
    set(&change, "secret", "N 987654321");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    assert_true(finds_secret(world, "N 987654321", label) && !finds_secret(world, "N 123456789", label));
    struct change back = update_of(world, get(world, &label_type, label));
    back.values->values[2] = before->values[2]; /* sealed, as the log keeps it */
    back.sets = 1 << 2;
    assert_int_equal(write_one(world, &back), OUTCOME_OK);
    assert_true(finds_secret(world, "N 123456789", label) && !finds_secret(world, "N 987654321", label));
}

static void pages_follow_each_other_without_gap_or_double(void **state) {
    struct world *world = *state;
    for (int i = 0; i < 25; i++) {
        char name[32];
        snprintf(name, sizeof name, "page %02d", i);
        struct change change = box_new(world, name);
        set(&change, "colour", i % 2 ? "red" : "blue");
        if (i % 3) set(&change, "weight", i % 2 ? "10" : "20");
        assert_int_equal(write_one(world, &change), OUTCOME_OK);
    }
    for (int way = 0; way < 3; way++) {
        struct list_query query = {.type = &box_type, .limit = 4, .filter_count = 1, .want_total = true};
        query.filters[0] = (struct filter){&box_type.fields[2], FILTER_EQUAL, {.present = true, .text = S("red")}};
        if (way) query.sort = &box_type.fields[1];
        query.descending = way == 2;
        size_t seen = 0;
        for (int pages = 0; pages < 20; pages++) {
            struct list_page page = list(world, &query);
            assert_int_equal(page.total, 12);
            seen += page.count;
            if (page.next_cursor.len == 0) break;
            query.cursor = page.next_cursor;
        }
        assert_int_equal(seen, 12);
    }
    struct list_query query = {.type = &box_type, .limit = 5, .page = 2};
    struct list_query first = {.type = &box_type, .limit = 5};
    first.cursor = list(world, &first).next_cursor;
    assert_true(uuid_equal(list(world, &query).records[0]->id, list(world, &first).records[0]->id));
}

/* The same rows in the same order, however far one has leafed before: by number, by number again, by cursor. */
static void a_page_far_behind_is_the_same_by_its_number_and_by_leafing(void **state) {
    struct world *world = *state;
    for (size_t sort = 0; sort < 6; sort++) {
        for (int way = 0; way < 4; way++) {
            struct list_query by_cursor = {.type = &box_type, .limit = 3, .descending = way % 2};
            if (sort) by_cursor.sort = &box_type.fields[sort - 1];
            struct list_query by_number = by_cursor;
            struct list_page leafed = list(world, &by_cursor);
            for (by_number.page = 2; leafed.next_cursor.len; by_number.page++) {
                by_cursor.cursor = leafed.next_cursor;
                leafed = list(world, &by_cursor);
                struct list_page numbered = list(world, &by_number);
                assert_int_equal(numbered.count, leafed.count);
                for (size_t i = 0; i < leafed.count; i++) {
                    assert_true(uuid_equal(numbered.records[i]->id, leafed.records[i]->id));
                }
                assert_true(slice_equal(numbered.next_cursor, leafed.next_cursor));
            }
            assert_true(by_number.page > 3);
            assert_int_equal(list(world, &by_number).count, 0);
        }
    }
}

/* An empty database and a large one plan alike: by the index, never by walking the organisation. */
static void a_lookup_goes_by_its_index_whatever_the_table_holds(void **state) {
    struct world *world = *state;
    if (store_kind(world->store) != DB_SQLITE) return;
    struct db *db = store_borrow(world->store);
    struct db_query *query = db_query(db, SQL("EXPLAIN QUERY PLAN SELECT id FROM box WHERE org_id = ?1 AND name = ?2 AND "
                                              "deleted_ms = 0"));
    assert_true(db_next(query));
    assert_true(slice_find(db_column_text(query, 3), S("INDEX box_unique"), 0) < db_column_text(query, 3).len);
    db_done(query);
    store_return(world->store, db);
}

static void a_page_by_number_moves_on_when_a_record_is_added(void **state) {
    struct world *world = *state;
    struct list_query second = {.type = &box_type, .limit = 2, .page = 2}, first = {.type = &box_type, .limit = 2};
    struct uuid last_of_first = list(world, &first).records[1]->id;
    list(world, &second);
    struct change change = box_new(world, "pushes the rest on");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    assert_true(uuid_equal(list(world, &second).records[0]->id, last_of_first));
}

static struct view world_search_view(void *context, const struct record_type *type) {
    (void)type;
    return ((struct world *)context)->view;
}

static size_t search_count(struct world *world, const char *words) {
    struct search_hit hits[10];
    struct db *db = store_borrow(world->store);
    size_t count = query_search(world->store, db, world->arena, world_search_view, world, NULL, slice_of(words), hits, 10);
    store_return(world->store, db);
    return count;
}

/* ---- names that are sealed ---- */

/* A ward that is closed opens to nobody but the program. */
static bool patient_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal) {
    (void)rule;
    if (!slice_equal(patient_of(record)->ward.text, S("closed"))) return true;
    return refuse(refusal, S(""), "Write the names of the whole group as they are written on their papers.");
}

static struct uuid patient_new(struct world *world, const char *name, const char *ward) {
    struct change change = change_new(world->arena, CHANGE_CREATE, &patient_type, world->org);
    set(&change, "name", name);
    set(&change, "ward", ward);
    set(&change, "story", "She came on a truck from Poipet.");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    return change.id;
}

static size_t plain_words(struct world *world) {
    struct db *db = store_borrow(world->store);
    struct db_query *query = db_query(db, SQL("SELECT COUNT(*) FROM search_word WHERE type = 'patient' AND (word LIKE '#%' OR word LIKE "
                                              "'=%' OR word LIKE '~%')"));
    assert_true(db_next(query));
    int64_t count = db_column_int(query, 0);
    db_done(query);
    store_return(world->store, db);
    return (size_t)count;
}

static void assert_index_is_whole(struct world *world) {
    int64_t rows = 0;
    struct db *db = store_borrow(world->store);
    assert_true(search_words_verify(world->store, db, &rows));
    assert_true(rows > 0);
    store_return(world->store, db);
}

static void a_sealed_name_is_found_by_spelling_and_sound_and_stands_nowhere(void **state) {
    struct world *world = *state;
    struct uuid id = patient_new(world, "Sok Sreymom", "open");
    patient_new(world, "Zyxwv Qrstu", "open");
    assert_int_equal(search_count(world, "Sok Sreymom"), 1);
    assert_int_equal(search_count(world, "sreymom sok"), 1);
    assert_int_equal(search_count(world, "zyxwv"), 1);
    assert_int_equal(search_count(world, "Chea Dara"), 0);
    assert_int_equal(plain_words(world), 0);
    struct change change = change_new(world->arena, CHANGE_UPDATE, &patient_type, world->org);
    change.id = id;
    change.base_version = 1;
    set(&change, "name", "Chea Dara");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    assert_int_equal(search_count(world, "Sok Sreymom"), 0);
    assert_int_equal(search_count(world, "Chea Dara"), 1);
    assert_index_is_whole(world);
}

static void a_name_finds_only_what_opens_to_who_asks(void **state) {
    struct world *world = *state;
    patient_new(world, "Sok Sreymom", "open");
    patient_new(world, "Sok Sreymom", "closed");
    assert_int_equal(search_count(world, "Sok Sreymom"), 1);
    world->view.actor = NULL;
    assert_int_equal(search_count(world, "Sok Sreymom"), 0);
    world->view.actor = &reader;
}

static void who_may_not_open_a_field_finds_nobody_by_it(void **state) {
    struct world *world = *state;
    patient_new(world, "Sok Sreymom", "open");
    world->view.own_max = PERSONAL;
    assert_int_equal(search_count(world, "Sok Sreymom"), 0);
    world->view.own_max = IDENTIFYING;
}

static void words_of_sealed_names_follow_the_key_and_end_with_it(void **state) {
    struct world *world = *state;
    struct uuid id = patient_new(world, "Keo Bopha", "open");
    assert_true(vault_rotate_org(world->store, world->org));
    assert_int_equal(search_count(world, "Keo Bopha"), 1);
    assert_index_is_whole(world);
    assert_true(vault_erase(world->store, world->org, id, NULL));
    assert_int_equal(search_count(world, "Keo Bopha"), 0);
    struct db *db = store_borrow(world->store);
    struct db_query *query = db_query(db, SQL("SELECT COUNT(*) FROM search_word WHERE record_id = ?1 AND length(word) = 36"));
    db_bind_uuid(query, 1, id);
    assert_true(db_next(query));
    assert_int_equal(db_column_int(query, 0), 0);
    db_done(query);
    store_return(world->store, db);
}

static void a_rule_may_keep_shut_what_the_role_may_open(void **state) {
    struct world *world = *state;
    struct actor worker = {.user_id = uuid_new(), .org_id = world->org};
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct record *shut = get(world, &patient_type, patient_new(world, "Sok Sreymom", "closed"));
    assert_int_equal(reveal(world, &worker, shut, &refusal), OUTCOME_REFUSED);
    assert_true(patient_of(shut)->name.sealed && refusal.first);
    struct record *open = get(world, &patient_type, patient_new(world, "Sok Sreymom", "open"));
    assert_int_equal(reveal(world, &worker, open, &refusal), OUTCOME_OK);
    assert_true(slice_equal(patient_of(open)->story.text, S("She came on a truck from Poipet.")));
}

static void a_record_is_found_by_part_of_its_name_in_both_scripts(void **state) {
    struct world *world = *state;
    struct change change = box_new(world, "ត្រពាំង Trapeang 100%");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    assert_int_equal(search_count(world, "ពាំង"), 1);
    assert_int_equal(search_count(world, "trapea"), 1);
    assert_int_equal(search_count(world, "តរ"), 0);
    assert_int_equal(search_count(world, "0%"), 1);
    assert_int_equal(search_count(world, "\"x"), 0);
    assert_int_equal(search_count(world, slice_of(change.after->code.s).s), 1);
}

static void a_khmer_name_is_found_with_and_without_the_space(void **state) {
    struct world *world = *state;
    struct change change = box_new(world, "គង់ ពិសិដ្ឋ");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    assert_int_equal(search_count(world, "គង់ ពិសិដ្ឋ"), 1);
    assert_int_equal(search_count(world, "គង់ពិសិដ្ឋ"), 1);
}

static void a_telephone_number_is_found_with_the_country_code(void **state) {
    struct world *world = *state;
    struct change change = box_new(world, "012345678");
    assert_int_equal(write_one(world, &change), OUTCOME_OK);
    assert_int_equal(search_count(world, "+855 12 345 678"), 1);
    assert_int_equal(search_count(world, "៨៥៥ ១២ ៣៤៥ ៦៧៨"), 1);
    assert_int_equal(search_count(world, "012-345-678"), 1);
    assert_int_equal(search_count(world, "+855 12 345 679"), 0);
}

struct crowd {
    struct world *world;
    int number, refused;
};

static void *crowd_member(void *context) {
    struct crowd *crowd = context;
    for (int i = 0; i < 20; i++) {
        struct arena *arena = arena_new();
        struct change change = change_new(arena, CHANGE_CREATE, &box_type, crowd->world->org);
        const struct field *name = &box_type.fields[0];
        *record_value(change.values, name) =
            (struct value){.present = true, .text = arena_printf(arena, "crowd %d %d", crowd->number, i % 15)};
        change_set(&change, name);
        struct write_job job = {.job_arena = arena, .actor = &system_actor, .changes = &change, .change_count = 1};
        enum outcome outcome = store_write(crowd->world->store, &job);
        if (outcome == OUTCOME_REFUSED) crowd->refused++;
        else if (outcome != OUTCOME_OK) crowd->refused += 1000;
        arena_free(arena);
    }
    return NULL;
}

static void many_writers_at_once_are_all_answered_rightly(void **state) {
    struct world *world = *state;
    pthread_t threads[16];
    struct crowd crowds[16];
    for (int i = 0; i < 16; i++) {
        crowds[i] = (struct crowd){world, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, crowd_member, &crowds[i]), 0);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(crowds[i].refused, 5);
    }
}

static bool fill_the_log(void *context, struct db *db) {
    (void)context;
    db_run(db_query(db, SQL("INSERT INTO idempotency (org_id, key_hash, at_ms, result) VALUES (zeroblob(16), zeroblob(16), "
                            "0, hex(zeroblob(2000000)))")));
    return db_status(db) == DB_OK;
}

/* Pages of the log that are back in the database: nBackfill of SQLite's shared memory, behind two headers. */
static uint32_t pages_back(const struct world *world) {
    enum { BACKFILL_AT = 96 };
    uint32_t pages = 0;
    struct slice path = arena_printf(world->arena, "%.*s/test.db-shm", SLICE_ARG(world->dir));
    FILE *file = fopen(path.s, "rb");
    if (!file) return 0;
    bool good = fseek(file, BACKFILL_AT, SEEK_SET) == 0 && fread(&pages, sizeof pages, 1, file) == 1;
    fclose(file);
    return good ? pages : 0;
}

static void the_log_goes_back_into_the_database_when_nobody_writes(void **state) {
    struct world *world = *state;
    enum { WRITTEN = 900, TRIES = 1500 };
    if (store_kind(world->store) != DB_SQLITE) return; /* PostgreSQL's own affair */
    assert_true(store_run(world->store, fill_the_log, NULL));
    for (int i = 0; i < TRIES && pages_back(world) < WRITTEN; i++) {
        usleep(20000);
    }
    assert_true(pages_back(world) >= WRITTEN);
}

static void the_log_proves_itself_and_survives_a_restart(void **state) {
    struct world *world = *state;
    store_close(world->store);
    world_open(world, false);
    struct verify_report report;
    struct db *db = store_borrow(world->store);
    assert_true(verify_chain(world->store, db, NULL, NULL, &report));
    assert_true(verify_records(world->store, db, &report));
    assert_true(report.entries > 100);
    assert_true(report.checkpoints > 0);
    assert_int_equal(report.wrong_hashes + report.gaps + report.wrong_signatures + report.wrong_records, 0);
    struct slice line = verify_newest_checkpoint(db, world->arena);
    assert_true(verify_checkpoint_line(db, line));
    store_return(world->store, db);
}

static bool tamper_work(void *context, struct db *db) {
    (void)context;
    db_run(db_query(db, SQL("UPDATE change_log SET patch = '{}' WHERE seq = 5")));
    db_run(db_query(db, SQL("UPDATE \"box\" SET weight = 999 WHERE name = 'history'")));
    return true;
}

static void a_change_behind_the_programs_back_is_seen(void **state) {
    struct world *world = *state;
    assert_true(store_run(world->store, tamper_work, NULL));
    struct verify_report report;
    struct db *db = store_borrow(world->store);
    assert_true(verify_chain(world->store, db, NULL, NULL, &report));
    assert_true(verify_records(world->store, db, &report));
    store_return(world->store, db);
    assert_int_equal(report.wrong_hashes, 1);
    assert_int_equal(report.first_wrong_seq, 5);
    assert_true(report.wrong_records >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_saved_is_read_back),
        cmocka_unit_test(a_stale_version_is_a_conflict_and_shows_the_other_value),
        cmocka_unit_test(a_repeated_submission_has_one_effect),
        cmocka_unit_test(a_double_is_refused_by_field_and_harms_no_neighbour),
        cmocka_unit_test(every_wrong_field_is_named_at_once),
        cmocka_unit_test(a_submission_of_many_is_all_or_nothing),
        cmocka_unit_test(a_trial_says_how_each_change_would_end_and_leaves_nothing),
        cmocka_unit_test(each_change_of_a_trial_is_judged_alone),
        cmocka_unit_test(parts_go_and_come_back_with_their_whole),
        cmocka_unit_test(what_others_refer_to_stays),
        cmocka_unit_test(every_organisation_of_a_view_is_read),
        cmocka_unit_test(another_organisation_sees_nothing),
        cmocka_unit_test(identifying_fields_of_others_are_not_fetched),
        cmocka_unit_test(a_record_is_known_as_of_any_day_and_a_change_can_be_undone),
        cmocka_unit_test(a_sealed_value_opens_only_through_a_logged_read),
        cmocka_unit_test(a_submission_of_many_sealed_records_holds_no_key_of_each),
        cmocka_unit_test(rotation_keeps_and_erasure_destroys_sealed_values),
        cmocka_unit_test(a_sealed_value_put_back_is_found_by_what_it_was),
        cmocka_unit_test(pages_follow_each_other_without_gap_or_double),
        cmocka_unit_test(a_page_far_behind_is_the_same_by_its_number_and_by_leafing),
        cmocka_unit_test(a_lookup_goes_by_its_index_whatever_the_table_holds),
        cmocka_unit_test(a_page_by_number_moves_on_when_a_record_is_added),
        cmocka_unit_test(a_khmer_name_is_found_with_and_without_the_space),
        cmocka_unit_test(a_telephone_number_is_found_with_the_country_code),
        cmocka_unit_test(a_sealed_name_is_found_by_spelling_and_sound_and_stands_nowhere),
        cmocka_unit_test(a_name_finds_only_what_opens_to_who_asks),
        cmocka_unit_test(who_may_not_open_a_field_finds_nobody_by_it),
        cmocka_unit_test(words_of_sealed_names_follow_the_key_and_end_with_it),
        cmocka_unit_test(a_rule_may_keep_shut_what_the_role_may_open),
        cmocka_unit_test(a_record_is_found_by_part_of_its_name_in_both_scripts),
        cmocka_unit_test(many_writers_at_once_are_all_answered_rightly),
        cmocka_unit_test(the_log_goes_back_into_the_database_when_nobody_writes),
        cmocka_unit_test(the_log_proves_itself_and_survives_a_restart),
        cmocka_unit_test(a_change_behind_the_programs_back_is_seen),
    };
    log_set_quiet(true);
    catalogue_check(&test_catalogue);
    typed_arena = arena_new();
    int failed = cmocka_run_group_tests(tests, world_setup, world_teardown);
    arena_free(typed_arena);
    return failed;
}
