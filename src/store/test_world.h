/* SPDX-License-Identifier: Apache-2.0 */
/* A store of its own for tests of a domain, and short words for making records in it.  On SQLite; on
 * PostgreSQL when MLUP_STORE_TEST_URL names a database of its own. */
#ifndef MLUP_STORE_TEST_WORLD_H
#define MLUP_STORE_TEST_WORLD_H

#include <dirent.h>
#include <unistd.h>

#include "base/check.h"
#include "catalogue/value.h"
#include "store/store.h"

static const struct actor system_actor = {.is_system = true};

/* What every test has; a test's own world begins with it. */
struct base_world {
    struct arena *arena, *step_arena;
    struct store *store;
    void *context; /* of the hooks */
    struct slice dir;
    struct uuid org;
};

/* ---- changes ---- */

struct put {
    const char *field, *text; /* NULL empties the field */
    struct uuid id;           /* of a reference */
};
#define P(field_, text_)                                                                                     \
    { .field = field_, .text = text_ }
#define R(field_, id_)                                                                                       \
    { .field = field_, .id = id_ }

static inline void change_put(struct change *change, const struct put *put) {
    const struct field *field = record_type_field(change->type, slice_of(put->field));
    if (!field) fail_msg("%s", put->field);
    struct value *value = record_value(change->values, field);
    struct refusal refusal = REFUSAL_IN(arena_new());
    if (field->kind == KIND_REF)
        *value = (struct value){.present = !uuid_is_zero(put->id), .id = put->id};
    else if (!put->text)
        *value = (struct value){0};
    else if (!value_parse(refusal.arena, field, slice_of(put->text), value))
        fail_msg("%s: %s", put->field, put->text);
    if (value->present && value->text.len && field->kind != KIND_REF && field->kind != KIND_INTEGER &&
        field->kind != KIND_BOOL && field->kind != KIND_DATE && field->kind != KIND_MONEY) {
        value->text = slice_of(put->text);
    }
    arena_free(refusal.arena);
    change_set(change, field);
}

static inline enum outcome send(struct base_world *world, struct change *changes, size_t count) {
    struct write_job job = {
        .job_arena = world->step_arena, .actor = &system_actor, .changes = changes, .change_count = count};
    return store_write(world->store, &job);
}

#define PUTS(...) ((struct put[]){__VA_ARGS__}), sizeof((struct put[]){__VA_ARGS__}) / sizeof(struct put)

static inline struct change change_of(struct base_world *world, enum change_verb verb,
                                      const struct record_type *type, struct uuid id, const struct put *puts,
                                      size_t count) {
    struct change change = change_new(world->step_arena, verb, type, world->org);
    change.id = id;
    change.reason = S("test");
    for (size_t i = 0; i < count; i++)
        change_put(&change, &puts[i]);
    return change;
}

static inline struct uuid create(struct base_world *world, const struct record_type *type,
                                 const struct put *puts, size_t count) {
    struct change change = change_of(world, CHANGE_CREATE, type, uuid_new(), puts, count);
    assert_int_equal(send(world, &change, 1), OUTCOME_OK);
    return change.id;
}

static inline enum outcome touch(struct base_world *world, enum change_verb verb,
                                 const struct record_type *type, struct uuid id, const struct put *puts,
                                 size_t count) {
    struct change change = change_of(world, verb, type, id, puts, count);
    return send(world, &change, 1);
}

static inline void postgres_empty(struct arena *arena, struct slice url) {
    struct slice error;
    struct db *db = db_open(arena, url, DB_WRITE, &error);
    assert_non_null(db);
    assert_true(db_script(db, S("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")));
    db_close(db);
}

/* Opens the database of the world, made when it is not there. */
static inline struct store *open_store(struct base_world *world, const struct store_options *given) {
    const char *postgres = getenv("MLUP_STORE_TEST_URL");
    struct slice error = S("");
    struct store_options options = *given;
    options.url = postgres ? slice_of(postgres)
                           : arena_printf(world->arena, "sqlite:%.*s/test.db", SLICE_ARG(world->dir));
    options.reader_max = 2;
    options.key_file = arena_printf(world->arena, "%.*s/key", SLICE_ARG(world->dir));
    options.may_create = true;
    struct store *store = store_open(world->arena, &options, &error);
    if (!store) fail_msg("%.*s", SLICE_ARG(error));
    return store;
}

/* `given` has catalogue and hooks, perhaps more tables. */
static inline void base_world_open(struct base_world *world, const struct store_options *given) {
    char template[] = "/tmp/mlup-world-XXXXXX";
    world->arena = arena_new();
    world->step_arena = arena_new();
    world->dir = arena_copy(world->arena, slice_of(mkdtemp(template)));
    world->org = uuid_new();
    const char *postgres = getenv("MLUP_STORE_TEST_URL");
    if (postgres) postgres_empty(world->arena, slice_of(postgres));
    world->store = open_store(world, given);
}

static inline int remove_folder(struct base_world *world) {
    DIR *folder = opendir(world->dir.s);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        struct slice path = arena_printf(world->arena, "%.*s/%s", SLICE_ARG(world->dir), entry->d_name);
        if (entry->d_name[0] != '.') unlink(path.s);
    }
    closedir(folder);
    return rmdir(world->dir.s);
}

static inline int base_world_close(struct base_world *world) {
    store_close(world->store);
    int removed = remove_folder(world);
    arena_free(world->step_arena);
    arena_free(world->arena);
    return removed;
}

#endif
