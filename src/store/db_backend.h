/* SPDX-License-Identifier: Apache-2.0 */
/* The two backends behind db.h: each fills this table.  Only db.c, sqlite.c and postgres.c include this file. */
#ifndef MLUP_STORE_DB_BACKEND_H
#define MLUP_STORE_DB_BACKEND_H

#include "store/db.h"

enum { DB_QUERY_SLOTS = 512 }; /* statements kept prepared per connection; a power of two */

struct db_backend {
    void (*close)(struct db *db);
    struct db_query *(*prepare)(struct db *db, const char *text);
    void (*drop)(struct db_query *query);
    void (*bind_int)(struct db_query *query, int index, int64_t number);
    void (*bind_bytes)(struct db_query *query, int index, struct slice bytes, bool is_text);
    void (*bind_uuid)(struct db_query *query, int index, struct uuid uuid);
    void (*bind_null)(struct db_query *query, int index);
    void (*ask)(struct db_query *query); /* NULL: a round trip costs nothing here */
    bool (*next)(struct db_query *query);
    void (*done)(struct db_query *query);
    void (*run)(struct db_query *query);
    int64_t (*column_int)(struct db_query *query, int column);
    struct slice (*column_bytes)(struct db_query *query, int column);
    bool (*column_is_null)(struct db_query *query, int column);
    int64_t (*changes)(struct db *db);
    bool (*begin)(struct db *db);
    bool (*commit)(struct db *db);
    void (*rollback)(struct db *db);
    bool (*flush)(struct db *db);
    bool (*script)(struct db *db, const char *script);
    void (*checkpoint)(struct db *db, enum db_checkpoint_when when);
    bool (*hold_lock)(struct db *db, int64_t number); /* NULL: nothing to do */
};

/* The common head of both connections. */
struct db {
    const struct db_backend *backend;
    enum db_kind kind;
    enum db_access access;
    enum db_status status;
    bool in_transaction;
    char error[256];
    struct db_query *queries[DB_QUERY_SLOTS];
    size_t query_count;
    uint64_t use_count; /* calls of db_query */
};

/* The common head of both statements. */
struct db_query {
    struct db *db;
    char *text; /* owned; the key in the cache */
    bool is_open;       /* bound or being read: must stay, its caller holds it */
    uint64_t last_used; /* the connection's use_count when it was asked for */
};

/* Keeps the first error of a transaction. */
void db_set_error(struct db *db, enum db_status status, const char *message);

struct db *sqlite_open(struct arena *arena, struct slice path, enum db_access access, struct slice *error);
struct db *postgres_open(struct arena *arena, struct slice url, enum db_access access, struct slice *error);

#endif
