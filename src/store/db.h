/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One interface to two databases.  SQL is written once, in the part both understand, with parameters ?1, ?2, … and
 * CAST(… AS BIGINT) around computed numbers; where the dialects differ the caller asks db_kind_of.  A connection
 * belongs to one thread at a time.
 *
 * Errors are sticky: after the first failure of a transaction every further call on the connection does nothing,
 * and db_commit gives false.  So a long sequence of writes is written without a check after each, and checked once.
 * A statement without rows may be sent to the database later than its call (PostgreSQL pipelines them); its error
 * is seen at the next db_next, db_flush or db_commit.
 */
#ifndef MLUP_STORE_DB_H
#define MLUP_STORE_DB_H

#include "base/arena.h"
#include "base/uuid.h"

struct db;
struct db_query;

enum db_kind { DB_SQLITE, DB_POSTGRESQL };
/* DB_READ_PATIENT: as DB_READ, but no statement is stopped for taking long; for commands that look at everything, not for
 * pages. */
enum db_access { DB_READ, DB_READ_PATIENT, DB_WRITE };

enum db_status {
    DB_OK,
    DB_CONSTRAINT, /* a unique index or a check said no */
    DB_FULL,       /* disk full or quota; nothing was written */
    DB_BUSY,       /* another program holds the database */
    DB_BROKEN,     /* anything else; logged with the database's message */
};

/* SQL is a type of its own, so that no user's text can become SQL by accident. */
struct sql {
    const char *text;
};
#define SQL(literal) ((struct sql){"" literal ""})
/* Built only from literals and names of the catalogue; never from input. */
struct sql sql_built(struct arena *arena, struct slice text);

/* "sqlite:PATH" or "postgresql://…".  NULL on failure, with a message for the operator in *error (in `arena`).
 * A DB_READ connection refuses writes by itself.  The caller closes it. */
struct db *db_open(struct arena *arena, struct slice url, enum db_access access, struct slice *error);
void db_close(struct db *db);
enum db_kind db_kind_of(const struct db *db);
/* The kind an address asks for; false when it names neither. */
bool db_kind_of_url(struct slice url, enum db_kind *kind);

/* Keeps other programs that ask for the same number out for as long as this connection is open; a connection made
 * anew after a restart of the server takes the lock again before anything else, or is DB_BUSY.  False when another
 * program holds it.  SQLite: does nothing, the caller locks a file.  Not inside a transaction. */
bool db_hold_lock(struct db *db, int64_t number) __attribute__((warn_unused_result));

/* A prepared statement of this connection, ready for binding; prepared once per connection and text. */
struct db_query *db_query(struct db *db, struct sql sql);
/* Parameters count from 1.  Texts and blobs must live until db_done or, for db_run, until db_flush or db_commit
 * returns (a pipeline copies them, but say so only where it is documented). Here: they are copied at db_run. */
void db_bind_int(struct db_query *query, int index, int64_t number);
void db_bind_text(struct db_query *query, int index, struct slice text);
void db_bind_blob(struct db_query *query, int index, struct slice bytes);
void db_bind_uuid(struct db_query *query, int index, struct uuid uuid);
void db_bind_null(struct db_query *query, int index);
/* Sends a read without waiting for its rows, which db_next then gives: two or more reads asked before the first
 * db_next cost one round trip together.  Its parameters are copied.  SQLite reads at db_next, so nothing may be
 * written in between that would change the rows. */
void db_ask(struct db_query *query);
/* Runs the statement at the first call; true while there is a row.  Call db_done afterwards, also early. */
bool db_next(struct db_query *query);
void db_done(struct db_query *query);
/* Runs a statement that gives no rows and forgets its parameters. */
void db_run(struct db_query *query);
/* Rows changed by the last db_next/db_run whose effect is known (flushes first). */
int64_t db_changes(struct db *db);

/* Columns count from 0; texts and blobs live until the next db_next or db_done. */
int64_t db_column_int(struct db_query *query, int column);
struct slice db_column_text(struct db_query *query, int column);
struct slice db_column_blob(struct db_query *query, int column);
struct uuid db_column_uuid(struct db_query *query, int column);
bool db_column_is_null(struct db_query *query, int column);
/* The first day, since 1970, that a date column can mean; `otherwise` when it is NULL or no date. */
int64_t db_column_day(struct db_query *query, int column, int64_t otherwise);

/* Transactions do not nest.  db_begin of a DB_WRITE connection takes the write lock. */
bool db_begin(struct db *db) __attribute__((warn_unused_result));
/* True when everything since db_begin is durable.  On false everything is rolled back; db_status says why. */
bool db_commit(struct db *db) __attribute__((warn_unused_result));
void db_rollback(struct db *db);
/* Waits for what was sent; true when no error has happened since db_begin. */
bool db_flush(struct db *db) __attribute__((warn_unused_result));
/* The first error since db_begin (or since the last db_clear outside a transaction). */
enum db_status db_status(const struct db *db);
void db_clear(struct db *db);
/* The database's own words for the last error; for the log, never for a user. */
struct slice db_error(const struct db *db);
/* Runs several statements separated by ';' (DDL, migrations), outside the cache. */
bool db_script(struct db *db, struct slice script) __attribute__((warn_unused_result));
/* SQLite: the log goes back into the database, when it is long; when nobody writes just now, already when it is worth
 * it; at the end, all of it.  Only by the writer, between commits. */
enum db_checkpoint_when { CHECKPOINT_LONG, CHECKPOINT_IDLE, CHECKPOINT_END };
void db_checkpoint(struct db *db, enum db_checkpoint_when when);

#endif
