/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a connection that both databases share: the cache of prepared statements and the sticky error. */
#include "store/db.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/db_backend.h"

/* The statements asked for last are kept: a caller may hold several before it binds the first. */
enum { RECENT_QUERIES = 64 };

struct sql sql_built(struct arena *arena, struct slice text) {
    return (struct sql){arena_cstr(arena, text)};
}

bool db_kind_of_url(struct slice url, enum db_kind *kind) {
    if (slice_starts(url, S("sqlite:"))) return *kind = DB_SQLITE, true;
    if (slice_starts(url, S("postgresql://")) || slice_starts(url, S("postgres://"))) {
        return *kind = DB_POSTGRESQL, true;
    }
    return false;
}

struct db *db_open(struct arena *arena, struct slice url, enum db_access access, struct slice *error) {
    enum db_kind kind;
    if (!db_kind_of_url(url, &kind)) {
        *error = S("the database address must start with sqlite: or postgresql://");
        return NULL;
    }
    switch (kind) {
    case DB_SQLITE: return sqlite_open(arena, slice_sub(url, sizeof "sqlite:" - 1, url.len), access, error);
    case DB_POSTGRESQL: return postgres_open(arena, url, access, error);
    }
    BUG("database kind %d", kind);
}

static void db_drop_query(struct db_query *query) {
    char *text = query->text;
    query->db->backend->drop(query);
    heap_free(text);
}

void db_close(struct db *db) {
    if (!db) return;
    for (size_t i = 0; i < DB_QUERY_SLOTS; i++) {
        if (db->queries[i]) db_drop_query(db->queries[i]);
    }
    db->backend->close(db);
}

enum db_kind db_kind_of(const struct db *db) {
    return db->kind;
}

bool db_hold_lock(struct db *db, int64_t number) {
    ASSERT(!db->in_transaction);
    return !db->backend->hold_lock || db->backend->hold_lock(db, number);
}

static size_t query_slot(const struct db *db, struct slice text) {
    size_t slot = slice_hash(text) & (DB_QUERY_SLOTS - 1);
    while (db->queries[slot] && !slice_equal(slice_of(db->queries[slot]->text), text)) {
        slot = (slot + 1) & (DB_QUERY_SLOTS - 1);
    }
    return slot;
}

static bool query_may_go(const struct db_query *query) {
    return !query->is_open && query->last_used + RECENT_QUERIES < query->db->use_count;
}

/* Lists with many different filters fill the cache: what nobody holds and nobody asked for lately goes. */
static void db_forget_old_queries(struct db *db) {
    struct db_query *queries[DB_QUERY_SLOTS];
    memcpy(queries, db->queries, sizeof queries);
    memset(db->queries, 0, sizeof db->queries);
    db->query_count = 0;
    for (size_t i = 0; i < DB_QUERY_SLOTS; i++) {
        if (!queries[i]) continue;
        if (query_may_go(queries[i])) {
            db_drop_query(queries[i]);
            continue;
        }
        db->queries[query_slot(db, slice_of(queries[i]->text))] = queries[i];
        db->query_count++;
    }
}

struct db_query *db_query(struct db *db, struct sql sql) {
    struct slice text = slice_of(sql.text);
    db->use_count++;
    size_t slot = query_slot(db, text);
    if (db->queries[slot]) {
        db->queries[slot]->last_used = db->use_count;
        return db->queries[slot];
    }
    if (db->query_count >= DB_QUERY_SLOTS / 2) {
        db_forget_old_queries(db);
        slot = query_slot(db, text);
    }
    if (db->query_count >= DB_QUERY_SLOTS - 1) BUG("too many statements held at the same time");
    struct db_query *query = db->backend->prepare(db, sql.text);
    char *copy = heap_alloc(text.len + 1);
    memcpy(copy, sql.text, text.len);
    query->text = copy;
    query->db = db;
    query->last_used = db->use_count;
    db->queries[slot] = query;
    db->query_count++;
    return query;
}

void db_bind_int(struct db_query *query, int index, int64_t number) {
    query->is_open = true;
    query->db->backend->bind_int(query, index, number);
}

void db_bind_text(struct db_query *query, int index, struct slice text) {
    query->is_open = true;
    query->db->backend->bind_bytes(query, index, text, true);
}

void db_bind_blob(struct db_query *query, int index, struct slice bytes) {
    query->is_open = true;
    query->db->backend->bind_bytes(query, index, bytes, false);
}

void db_bind_uuid(struct db_query *query, int index, struct uuid uuid) {
    query->is_open = true;
    query->db->backend->bind_uuid(query, index, uuid);
}

void db_bind_null(struct db_query *query, int index) {
    query->is_open = true;
    query->db->backend->bind_null(query, index);
}

void db_ask(struct db_query *query) {
    query->is_open = true;
    if (query->db->status == DB_OK && query->db->backend->ask) query->db->backend->ask(query);
}

bool db_next(struct db_query *query) {
    query->is_open = true;
    return query->db->status == DB_OK && query->db->backend->next(query);
}

void db_done(struct db_query *query) {
    query->is_open = false;
    query->db->backend->done(query);
}

void db_run(struct db_query *query) {
    query->is_open = false;
    if (query->db->status == DB_OK) query->db->backend->run(query);
    else query->db->backend->done(query);
}

int64_t db_changes(struct db *db) {
    return db->backend->changes(db);
}

int64_t db_column_int(struct db_query *query, int column) {
    return query->db->backend->column_int(query, column);
}

struct slice db_column_text(struct db_query *query, int column) {
    return query->db->backend->column_bytes(query, column);
}

struct slice db_column_blob(struct db_query *query, int column) {
    return query->db->backend->column_bytes(query, column);
}

struct uuid db_column_uuid(struct db_query *query, int column) {
    struct slice bytes = query->db->backend->column_bytes(query, column);
    struct uuid uuid = {{0}};
    if (bytes.len == UUID_BYTES) memcpy(uuid.bytes, bytes.s, UUID_BYTES);
    return uuid;
}

bool db_column_is_null(struct db_query *query, int column) {
    return query->db->backend->column_is_null(query, column);
}

int64_t db_column_day(struct db_query *query, int column, int64_t otherwise) {
    struct date date;
    if (db_column_is_null(query, column) || !date_parse_iso(db_column_text(query, column), &date))
        return otherwise;
    return date_first_day(date);
}

bool db_begin(struct db *db) {
    ASSERT(!db->in_transaction);
    db_clear(db);
    db->in_transaction = db->backend->begin(db);
    return db->in_transaction;
}

bool db_commit(struct db *db) {
    ASSERT(db->in_transaction);
    bool durable = db->status == DB_OK && db->backend->commit(db);
    if (!durable) db->backend->rollback(db);
    db->in_transaction = false;
    return durable;
}

void db_rollback(struct db *db) {
    if (db->in_transaction) db->backend->rollback(db);
    db->in_transaction = false;
}

bool db_flush(struct db *db) {
    return db->status == DB_OK && db->backend->flush(db) && db->status == DB_OK;
}

enum db_status db_status(const struct db *db) {
    return db->status;
}

void db_clear(struct db *db) {
    db->status = DB_OK;
    db->error[0] = '\0';
}

struct slice db_error(const struct db *db) {
    return slice_of(db->error);
}

void db_set_error(struct db *db, enum db_status status, const char *message) {
    if (db->status != DB_OK) return;
    db->status = status;
    snprintf(db->error, sizeof db->error, "%s", message ? message : "");
    if (status == DB_BROKEN) log_fail("database: %s", db->error);
}

bool db_script(struct db *db, struct slice script) {
    char *text = heap_alloc(script.len + 1);
    memcpy(text, script.s, script.len);
    bool done = db->backend->script(db, text);
    heap_free(text);
    return done;
}

void db_checkpoint(struct db *db, enum db_checkpoint_when when) {
    db->backend->checkpoint(db, when);
}
