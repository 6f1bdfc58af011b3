/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing, the pool of readers, the small tables of settings. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"
#include "store/codec.h"
#include "store/list_memory.h"
#include "store/schema.h"
#include "store/store_internal.h"

const struct catalogue *store_catalogue(const struct store *store) {
    return store->catalogue;
}

struct keyring *store_keyring(struct store *store) {
    return store->keyring;
}

enum db_kind store_kind(const struct store *store) {
    return store->kind;
}

const struct type_sql *store_type_sql(const struct store *store, const struct record_type *type) {
    return &store->type_sql[catalogue_index(store->catalogue, type)];
}

struct uuid store_owner(const struct record_type *type, struct uuid org) {
    return type->scope == SCOPE_SHARED ? SHARED_ORG : org;
}

uint64_t store_changes_of(const struct store *store, const struct record_type *type) {
    return type ? store->changes_of[catalogue_index(store->catalogue, type)] : store->changes_all;
}

/* ---- settings ---- */

bool meta_get(struct db *db, struct arena *arena, struct slice name, struct slice *value) {
    struct db_query *query = db_query(db, SQL("SELECT value FROM meta WHERE name = ?1"));
    db_bind_text(query, 1, name);
    bool found = db_next(query);
    if (found) *value = arena_copy(arena, db_column_text(query, 0));
    db_done(query);
    return found;
}

void meta_set(struct db *db, struct slice name, struct slice value) {
    struct db_query *query = db_query(db, SQL("INSERT INTO meta (name, value) VALUES (?1, ?2) "
                                              "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    db_bind_text(query, 1, name);
    db_bind_text(query, 2, value);
    db_run(query);
}

/* ---- readers ---- */

static struct db *store_open_reader(struct store *store) {
    struct arena *arena = arena_new();
    struct slice error;
    enum db_access access = store->options.is_patient ? DB_READ_PATIENT : DB_READ;
    struct db *db = db_open(arena, store->options.url, access, &error);
    if (!db) BUG("no reading connection: %.*s", SLICE_ARG(error));
    arena_free(arena);
    return db;
}

struct db *store_borrow(struct store *store) {
    struct db *db = NULL;
    pthread_mutex_lock(&store->reader_lock);
    while (store->reader_free_count == 0 && store->reader_open_count >= store->options.reader_max) {
        pthread_cond_wait(&store->reader_free, &store->reader_lock);
    }
    if (store->reader_free_count)
        db = store->readers[--store->reader_free_count];
    else
        store->reader_open_count++;
    pthread_mutex_unlock(&store->reader_lock);
    if (!db) db = store_open_reader(store);
    db_clear(db);
    return db;
}

void store_return(struct store *store, struct db *db) {
    pthread_mutex_lock(&store->reader_lock);
    store->readers[store->reader_free_count++] = db;
    pthread_cond_signal(&store->reader_free);
    pthread_mutex_unlock(&store->reader_lock);
}

/* ---- one writing program ---- */

/* A number for PostgreSQL's advisory lock: any constant of our own. */
enum { ADVISORY_LOCK = 0x4d6c7570 };

static const char busy_words[] = "another mlup program is writing to this database";

static bool store_lock_postgres(struct store *store, struct slice *error) {
    if (db_hold_lock(store->writer.db, ADVISORY_LOCK)) return true;
    *error =
        db_status(store->writer.db) == DB_BUSY ? slice_of(busy_words) : S("the database cannot be locked");
    return false;
}

static bool store_lock_sqlite(struct store *store, struct slice *error) {
    struct slice path = slice_sub(store->options.url, sizeof "sqlite:" - 1, store->options.url.len);
    struct slice lock_path = arena_join(store->process_arena, path, S(".lock"));
    store->lock_file = open(lock_path.s, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock_file >= 0 && flock(store->lock_file, LOCK_EX | LOCK_NB) == 0) return true;
    *error = slice_of(busy_words);
    if (store->lock_file < 0)
        *error = arena_printf(store->process_arena, "cannot make %s: %s", lock_path.s, strerror(errno));
    return false;
}

/* ---- opening ---- */

static void store_make_sql(struct store *store) {
    const struct catalogue *catalogue = store->catalogue;
    store->type_sql = arena_make(store->process_arena, struct type_sql, catalogue->count);
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct record_type *type = catalogue->types[i];
        struct text find = TEXT_IN(store->process_arena);
        text_append(&find, S("SELECT "));
        codec_select_columns(&find, store->kind, type, IDENTIFYING);
        text_printf(&find, " FROM \"%s\" WHERE org_id = ?1 AND id = ?2", type->name);
        store->type_sql[i] = (struct type_sql){
            .insert = codec_insert_sql(store->process_arena, type),
            .update = codec_update_sql(store->process_arena, type),
            .find = sql_built(store->process_arena, text_slice(&find)),
        };
    }
}

/* An old database runs what it has not run; a new one is born with everything and only notes the names. */
static bool store_migrate(struct store *store, struct db *db, bool is_new) {
    for (size_t i = 0; i < store->options.migration_count; i++) {
        const struct store_migration *migration = &store->options.migrations[i];
        struct slice mark = arena_join(store->process_arena, S("migration "), migration->name), done;
        if (!is_new && meta_get(db, store->process_arena, mark, &done)) continue;
        if (!is_new) log_info("migration %.*s", SLICE_ARG(migration->name));
        if (!is_new && !db_script(db, migration->script)) return false;
        meta_set(db, mark, S("done"));
    }
    return db_status(db) == DB_OK;
}

static bool store_prepare_schema(struct store *store, struct db *db, struct slice *error) {
    bool is_new = !schema_exists(db);
    if (is_new && !store->options.may_create) {
        *error = S("there is no Mlup database at this address; make one with `mlup init`");
        return false;
    }
    bool made = schema_apply(db, store->process_arena, store->catalogue, store->options.extra_schema);
    if (made && store_migrate(store, db, is_new)) return true;
    *error = arena_printf(store->process_arena, "cannot make the tables: %.*s", SLICE_ARG(db_error(db)));
    return false;
}

static void store_load_node(struct store *store, struct db *db) {
    struct slice text;
    if (meta_get(db, store->process_arena, S("node"), &text) && uuid_parse(text, &store->node)) return;
    store->node = uuid_new();
    meta_set(db, S("node"), uuid_format(store->process_arena, store->node));
}

static bool store_open_writer(struct store *store, struct slice *error) {
    if (store->kind == DB_SQLITE && !store_lock_sqlite(store, error)) return false;
    store->writer.db = db_open(store->process_arena, store->options.url, DB_WRITE, error);
    if (!store->writer.db) return false;
    if (store->kind == DB_POSTGRESQL && !store_lock_postgres(store, error)) return false;
    if (!store_prepare_schema(store, store->writer.db, error)) return false;
    store_load_node(store, store->writer.db);
    if (!changelog_open(store, store->writer.db)) {
        *error = S("the change log cannot be read");
        return false;
    }
    store->keyring = keyring_open(store, error);
    if (!store->keyring) return false;
    if (!search_words_rebuild(store, store->writer.db)) {
        *error = S("the index of words cannot be filled");
        return false;
    }
    return writer_start(store);
}

static bool type_is_referred(const struct catalogue *catalogue, const struct record_type *type) {
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct record_type *other = catalogue->types[t];
        for (size_t i = 0; i < other->field_count; i++) {
            const struct field *field = &other->fields[i];
            if (field->ref && slice_equal(slice_of(field->ref), slice_of(type->name))) return true;
        }
    }
    return type->access == ACCESS_PLACE; /* referred to by code */
}

static void store_note_referred(struct store *store) {
    store->type_referred = arena_make(store->process_arena, bool, store->catalogue->count);
    for (size_t i = 0; i < store->catalogue->count; i++) {
        store->type_referred[i] = type_is_referred(store->catalogue, store->catalogue->types[i]);
    }
}

static enum log_sealing type_log_sealing(const struct catalogue *catalogue, const struct record_type *type) {
    if (type->attached) return LOG_ATTACHED;
    if (type->log_sealed) return LOG_SEALED;
    if (!type->parent || type->proof) return LOG_CLEAR;
    const struct field *field = record_type_field(type, slice_of(type->parent));
    const struct record_type *whole = catalogue_find(catalogue, slice_of(field->ref));
    return whole->log_sealed ? LOG_SEALED : LOG_CLEAR;
}

static void store_note_logs(struct store *store) {
    store->type_log = arena_make(store->process_arena, enum log_sealing, store->catalogue->count);
    for (size_t i = 0; i < store->catalogue->count; i++) {
        store->type_log[i] = type_log_sealing(store->catalogue, store->catalogue->types[i]);
    }
}

static void store_init_locks(struct store *store) {
    pthread_mutex_init(&store->queue_lock, NULL);
    pthread_condattr_t by_uptime; /* a set clock must not hold the writer */
    pthread_condattr_init(&by_uptime);
    pthread_condattr_setclock(&by_uptime, CLOCK_MONOTONIC);
    pthread_cond_init(&store->queue_filled, &by_uptime);
    pthread_condattr_destroy(&by_uptime);
    pthread_mutex_init(&store->side_lock, NULL);
    pthread_mutex_init(&store->reader_lock, NULL);
    pthread_cond_init(&store->reader_free, NULL);
}

struct store *store_open(struct arena *process_arena, const struct store_options *options,
                         struct slice *error) {
    struct store *store = arena_make(process_arena, struct store, 1);
    store->process_arena = process_arena;
    store->options = *options;
    store->catalogue = options->catalogue;
    store->lock_file = -1;
    if (store->options.reader_max == 0 || store->options.reader_max > READER_MAX)
        store->options.reader_max = READER_MAX;
    if (!db_kind_of_url(options->url, &store->kind)) {
        *error = S("the database address must start with sqlite: or postgresql://");
        return NULL;
    }
    store->changes_of = arena_alloc(process_arena, sizeof(uint64_t) * store->catalogue->count);
    store->writer.types_changed = arena_alloc(process_arena, sizeof(bool) * store->catalogue->count);
    store_init_locks(store);
    store->list_memory = list_memory_new();
    store_make_sql(store);
    store_note_referred(store);
    store_note_logs(store);
    bool open = options->read_only ? (store->keyring = keyring_open(store, error)) != NULL
                                   : store_open_writer(store, error);
    if (open) return store;
    store_close(store);
    return NULL;
}

struct store_side *store_side(struct store *store, const void *key, struct store_side *(*make)(void)) {
    pthread_mutex_lock(&store->side_lock);
    struct store_side *side = store->sides;
    while (side && side->key != key) {
        side = side->next;
    }
    if (!side) {
        side = make();
        side->key = key;
        side->next = store->sides;
        store->sides = side;
    }
    pthread_mutex_unlock(&store->side_lock);
    return side;
}

static void sides_close(struct store *store) {
    for (struct store_side *side = store->sides, *next; side; side = next) {
        next = side->next;
        if (side->close) side->close(side);
    }
    store->sides = NULL;
}

void store_close(struct store *store) {
    if (store->writer_runs) writer_stop(store);
    sides_close(store);
    for (size_t i = 0; i < store->reader_free_count; i++) {
        db_close(store->readers[i]);
    }
    keyring_close(store->keyring);
    arena_free(store->writer.cache_arena);
    arena_free(store->writer.counter_arena);
    arena_free(store->writer.word_arena);
    heap_free(store->writer.cache);
    list_memory_free(store->list_memory);
    db_close(store->writer.db);
    if (store->lock_file >= 0) close(store->lock_file);
}

/* ---- changes ---- */

struct change change_new(struct arena *job_arena, enum change_verb verb, const struct record_type *type,
                         struct uuid org_id) {
    return (struct change){
        .verb = verb, .type = type, .org_id = org_id, .values = record_new(job_arena, type)};
}

void change_set(struct change *change, const struct field *field) {
    change->sets |= UINT64_C(1) << field_index(change->type, field);
}

void change_set_value(struct change *change, const char *name, struct value value) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = value;
    change_set(change, field);
}
