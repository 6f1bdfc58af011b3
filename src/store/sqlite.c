/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite behind db.h.  WAL with synchronous=FULL: a commit returns after its log frames are on the disk.  Automatic
 * checkpoints are off; only the writer checkpoints, between commits (SQLite 3.40 can lose a WAL reset that races
 * with another connection's checkpoint, so there must be just one that does both).
 */
#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "base/log.h"
#include "store/db_backend.h"
#include "store/sqlite_log.h"

enum {
    BUSY_TIMEOUT_MS = 10000,
    WRITER_CACHE_KIB = 32 * 1024,
    READER_CACHE_KIB = 4 * 1024,
    /* 128 MB of log: a page that many commits write is written back once; recovery after a crash reads it in well under
     * a second. */
    CHECKPOINT_PAGES = 32000,
    CHECKPOINT_IDLE_PAGES = 500, /* when nobody waits: 2 MB */
    JOURNAL_LIMIT_BYTES = 160 * 1024 * 1024,
};

struct sqlite_db {
    struct db db;
    sqlite3 *handle;
    int wal_pages; /* pages in the log after the last commit */
};

struct sqlite_query {
    struct db_query query;
    sqlite3_stmt *statement;
};

static sqlite3 *handle_of(struct db *db) {
    return ((struct sqlite_db *)db)->handle;
}

static sqlite3_stmt *statement_of(struct db_query *query) {
    return ((struct sqlite_query *)query)->statement;
}

static enum db_status status_of(int code) {
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT: return DB_CONSTRAINT;
    case SQLITE_FULL: return DB_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return DB_BUSY;
    case SQLITE_IOERR: return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? DB_FULL : DB_BROKEN;
    default: return DB_BROKEN;
    }
}

static void sqlite_note(struct db *db, int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    db_set_error(db, status_of(code), sqlite3_errmsg(handle_of(db)));
}

static void sqlite_close_db(struct db *db) {
    if (db->access == DB_WRITE) db_checkpoint(db, CHECKPOINT_END);
    sqlite3_close_v2(handle_of(db));
    heap_free(db);
}

static struct db_query *sqlite_prepare(struct db *db, const char *text) {
    struct sqlite_query *query = heap_alloc(sizeof *query);
    int code = sqlite3_prepare_v3(handle_of(db), text, -1, SQLITE_PREPARE_PERSISTENT, &query->statement, NULL);
    if (code == SQLITE_ERROR) BUG("SQL: %s in %s", sqlite3_errmsg(handle_of(db)), text);
    sqlite_note(db, code);
    return &query->query;
}

static void sqlite_drop(struct db_query *query) {
    sqlite3_finalize(statement_of(query));
    heap_free(query);
}

static void sqlite_bind_int(struct db_query *query, int index, int64_t number) {
    sqlite3_bind_int64(statement_of(query), index, number);
}

static void sqlite_bind_bytes(struct db_query *query, int index, struct slice bytes, bool is_text) {
    const char *start = bytes.s ? bytes.s : "";
    if (is_text) sqlite3_bind_text64(statement_of(query), index, start, bytes.len, SQLITE_STATIC, SQLITE_UTF8);
    else sqlite3_bind_blob64(statement_of(query), index, start, bytes.len, SQLITE_STATIC);
}

static void sqlite_bind_uuid(struct db_query *query, int index, struct uuid uuid) {
    sqlite3_bind_blob64(statement_of(query), index, uuid.bytes, UUID_BYTES, SQLITE_TRANSIENT);
}

static void sqlite_bind_null(struct db_query *query, int index) {
    sqlite3_bind_null(statement_of(query), index);
}

static bool sqlite_next(struct db_query *query) {
    int code = sqlite3_step(statement_of(query));
    if (code == SQLITE_ROW) return true;
    sqlite_note(query->db, code);
    return false;
}

static void sqlite_done(struct db_query *query) {
    sqlite3_reset(statement_of(query));
    sqlite3_clear_bindings(statement_of(query));
}

static void sqlite_run(struct db_query *query) {
    while (sqlite_next(query)) {
    }
    sqlite_done(query);
}

static int64_t sqlite_changes_now(struct db *db) {
    return sqlite3_changes64(handle_of(db));
}

static int64_t sqlite_column_int(struct db_query *query, int column) {
    return sqlite3_column_int64(statement_of(query), column);
}

static struct slice sqlite_column_bytes(struct db_query *query, int column) {
    sqlite3_stmt *statement = statement_of(query);
    const char *start = sqlite3_column_type(statement, column) == SQLITE_BLOB
                            ? sqlite3_column_blob(statement, column)
                            : (const char *)sqlite3_column_text(statement, column);
    return (struct slice){start, (size_t)sqlite3_column_bytes(statement, column)};
}

static bool sqlite_column_is_null(struct db_query *query, int column) {
    return sqlite3_column_type(statement_of(query), column) == SQLITE_NULL;
}

static bool sqlite_script(struct db *db, const char *script) {
    int code = sqlite3_exec(handle_of(db), script, NULL, NULL, NULL);
    sqlite_note(db, code);
    return code == SQLITE_OK;
}

static void sqlite_run_word(struct db *db, struct sql sql) {
    struct db_query *query = db_query(db, sql);
    sqlite_run(query);
}

static bool sqlite_begin(struct db *db) {
    sqlite_run_word(db, db->access == DB_WRITE ? SQL("BEGIN IMMEDIATE") : SQL("BEGIN"));
    return db->status == DB_OK;
}

static bool sqlite_commit(struct db *db) {
    sqlite_run_word(db, SQL("COMMIT"));
    return db->status == DB_OK;
}

static void sqlite_rollback(struct db *db) {
    if (!sqlite3_get_autocommit(handle_of(db))) sqlite3_exec(handle_of(db), "ROLLBACK", NULL, NULL, NULL);
}

static bool sqlite_flush(struct db *db) {
    return db->status == DB_OK;
}

static int sqlite_wal_grew(void *context, sqlite3 *handle, const char *name, int pages) {
    (void)handle;
    (void)name;
    ((struct sqlite_db *)context)->wal_pages = pages;
    return SQLITE_OK;
}

static void sqlite_checkpoint(struct db *db, enum db_checkpoint_when when) {
    static const int pages_least[] = {
        [CHECKPOINT_LONG] = CHECKPOINT_PAGES, [CHECKPOINT_IDLE] = CHECKPOINT_IDLE_PAGES, [CHECKPOINT_END] = 0};
    struct sqlite_db *self = (struct sqlite_db *)db;
    if (self->wal_pages < pages_least[when]) return;
    int mode = when == CHECKPOINT_END ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int code = sqlite3_wal_checkpoint_v2(self->handle, NULL, mode, NULL, NULL);
    if (code != SQLITE_OK && code != SQLITE_BUSY) log_warn("checkpoint: %s", sqlite3_errmsg(self->handle));
    self->wal_pages = 0;
}

static const struct db_backend sqlite_backend = {
    .close = sqlite_close_db,
    .prepare = sqlite_prepare,
    .drop = sqlite_drop,
    .bind_int = sqlite_bind_int,
    .bind_bytes = sqlite_bind_bytes,
    .bind_uuid = sqlite_bind_uuid,
    .bind_null = sqlite_bind_null,
    .next = sqlite_next,
    .done = sqlite_done,
    .run = sqlite_run,
    .column_int = sqlite_column_int,
    .column_bytes = sqlite_column_bytes,
    .column_is_null = sqlite_column_is_null,
    .changes = sqlite_changes_now,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .flush = sqlite_flush,
    .script = sqlite_script,
    .checkpoint = sqlite_checkpoint,
};

static bool sqlite_configure(struct sqlite_db *self, enum db_access access) {
    char pragmas[512];
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
             "PRAGMA journal_size_limit=%d; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-%d;"
             "PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; %s",
             JOURNAL_LIMIT_BYTES, access == DB_WRITE ? WRITER_CACHE_KIB : READER_CACHE_KIB,
             access == DB_WRITE ? "" : "PRAGMA query_only=ON;");
    sqlite3_busy_timeout(self->handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (sqlite3_exec(self->handle, pragmas, NULL, NULL, NULL) != SQLITE_OK) return false;
    /* After the pragmas: wal_autocheckpoint=0 takes any hook away. */
    if (access == DB_WRITE) sqlite3_wal_hook(self->handle, sqlite_wal_grew, self);
    return true;
}

struct db *sqlite_open(struct arena *arena, struct slice path, enum db_access access, struct slice *error) {
    struct sqlite_db *self = heap_alloc(sizeof *self);
    self->db = (struct db){.backend = &sqlite_backend, .kind = DB_SQLITE, .access = access};
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (access == DB_WRITE ? SQLITE_OPEN_CREATE : 0);
    mode_t old_mask = umask(0077); /* the file holds people's data: for its owner only */
    int code = sqlite3_open_v2(arena_cstr(arena, path), &self->handle, flags,
                               access == DB_WRITE ? sqlite_log_vfs() : NULL);
    if (code == SQLITE_OK && !sqlite_configure(self, access)) code = SQLITE_ERROR;
    umask(old_mask);
    if (code == SQLITE_OK) return &self->db;
    *error = arena_printf(arena, "cannot open %.*s: %s", SLICE_ARG(path), sqlite3_errmsg(self->handle));
    sqlite3_close_v2(self->handle);
    heap_free(self);
    return NULL;
}
