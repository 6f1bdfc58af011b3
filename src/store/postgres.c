/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL behind db.h, by libpq in pipeline mode: what gives no rows is queued and costs no round trip; a
 * read sends everything queued before it and waits once.  Inside a transaction a read asks with Flush, not
 * with Sync, so that the server skips all that follows the first error and COMMIT after an error cannot
 * happen.  A transaction counts as durable only when its COMMIT was answered with the command tag COMMIT.
 *
 * It must never send a write of a transaction again after a lost connection: the transaction is broken, the
 * caller decides; the next transaction gets a new connection.  What a session holds (advisory locks) is lost
 * with it, so a lock belongs to the transaction (pg_advisory_xact_lock).
 *
 * Answers come in binary, so numbers must be bigint (or smaller) and texts text: CAST computed columns.
 */
#include <libpq-fe.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "base/log.h"
#include "store/db_backend.h"

enum {
    LOCK_PATIENCE_MS = 3000,
    LOCK_STEP_MS = 20,
    PARAMETERS_MAX = 1000,
    /* Statements sent and not yet answered.  It bounds the memory of both sides; libpq itself reads while it
     * waits for room to send, so full socket buffers cannot block both. */
    PENDING_MAX = 256,
    /* Room kept for one statement and the PREPARE or DEALLOCATE before it. */
    PENDING_SPARE = 3,
    /* After so many queued statements they are sent, so that the server works while we prepare the next ones.
     */
    SEND_EVERY = 16,
    SCRATCH_BYTES_MIN = 4096,
    INLINE_BYTES = 24, /* a 64-bit number in decimal, or a uuid */
};

/* The type numbers of PostgreSQL's catalogue (pg_type.dat); they never change. */
enum type_oid {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_JSON = 114,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043,
    OID_UUID = 2950,
};

enum wire_format { WIRE_TEXT = 0, WIRE_BINARY = 1 };

struct parameter {
    const char *bytes; /* NULL is SQL's null; texts and blobs are the caller's until they are sent */
    size_t len;
    enum wire_format format;
    char here[INLINE_BYTES]; /* what a number or a uuid points to */
};

struct postgres_query {
    struct db_query query;
    char *sql; /* owned; with $1 in place of ?1 */
    char name[24];
    uint64_t session; /* the session that has it prepared; 0 for none */
    int parameter_count;
    struct parameter *parameters;
    bool is_asked;    /* sent, and its rows are wanted */
    PGresult *result; /* owned; NULL until its answer was read */
    int row;          /* -1 before the first db_next */
};

/* Something sent whose answer was not read yet. */
struct pending {
    struct postgres_query *query; /* NULL for DEALLOCATE ALL */
    bool prepares;
    bool keeps; /* its rows are for db_next */
};

struct postgres_db {
    struct db db;
    PGconn *handle;
    char *url;        /* owned; for connecting again */
    uint64_t session; /* counts connections and DEALLOCATE ALL; a statement prepared in an older one is not
                         there */
    uint64_t names;   /* statements named so far */
    bool in_block;    /* between BEGIN and the answer to COMMIT or ROLLBACK */
    bool is_lost;     /* the connection cannot be used again */
    bool has_dropped; /* the server keeps statements that we have forgotten */
    bool holds_lock;  /* asked for with db_hold_lock: taken with every new connection */
    int64_t lock_number;
    int64_t changes;
    struct pending pending[PENDING_MAX];
    size_t pending_count;
    size_t unsent_count;
    char *scratch; /* owned; NUL-terminated copies of the texts of the statement being sent */
    size_t scratch_size;
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
};

static struct postgres_db *self_of(struct db *db) {
    return (struct postgres_db *)db;
}

static struct postgres_query *own_query(struct db_query *query) {
    return (struct postgres_query *)query;
}

/* --- Errors
 * ---------------------------------------------------------------------------------------------------- */

/* Appendix A of the PostgreSQL manual: the first two characters are the class. */
static enum db_status status_of(const char *sqlstate) {
    static const struct {
        const char *start;
        enum db_status status;
    } statuses[] = {
        {"23", DB_CONSTRAINT}, /* integrity_constraint_violation */
        {"53100", DB_FULL},    /* disk_full */
        {"55P03", DB_BUSY},    /* lock_not_available: lock_timeout passed */
        {"40001", DB_BUSY},    /* serialization_failure */
        {"40P01", DB_BUSY},    /* deadlock_detected */
    };
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        if (slice_starts(slice_of(sqlstate), slice_of(statuses[i].start))) return statuses[i].status;
    }
    return DB_BROKEN;
}

/* Class 42 while preparing means that our SQL is wrong, or the tables are of another version. */
static bool is_wrong_sql(const char *sqlstate) {
    static const char insufficient_privilege[] = "42501";
    return slice_starts(slice_of(sqlstate), S("42")) && strcmp(sqlstate, insufficient_privilege) != 0;
}

/* The session ends (57P01 admin_shutdown and kin), or must be made anew (0A000: a prepared statement's
 * columns were changed by a migration of another program). */
static bool ends_session(const char *sqlstate) {
    return slice_starts(slice_of(sqlstate), S("57P")) || slice_starts(slice_of(sqlstate), S("08")) ||
           strcmp(sqlstate, "0A000") == 0;
}

static void postgres_lose(struct postgres_db *self, const char *reason) {
    self->is_lost = true;
    self->pending_count = self->unsent_count = 0;
    db_set_error(&self->db, DB_BROKEN, reason);
}

/* Only the primary message is kept: DETAIL repeats the values of the row.  So do the messages of class 22
 * (data exception: 'invalid input syntax: "…"'), of which only the code is kept. */
static void postgres_note(struct postgres_db *self, const PGresult *result, const char *sql) {
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!sqlstate) { /* made by libpq: the connection went away */
        postgres_lose(self, PQerrorMessage(self->handle));
        return;
    }
    if (!primary || slice_starts(slice_of(sqlstate), S("22"))) primary = "data exception";
    char message[sizeof self->db.error];
    snprintf(message, sizeof message, "%s %s, in: %s", sqlstate, primary, sql);
    db_set_error(&self->db, status_of(sqlstate), message);
    if (ends_session(sqlstate)) self->is_lost = true;
}

/* --- Sending and reading answers
 * ------------------------------------------------------------------------------- */

static void pending_push(struct postgres_db *self, struct pending pending) {
    ASSERT(self->pending_count < PENDING_MAX);
    self->pending[self->pending_count++] = pending;
    self->unsent_count++;
}

static void note_changes(struct postgres_db *self, PGresult *result) {
    const char *tag = PQcmdStatus(result);
    if (slice_starts(slice_of(tag), S("SELECT"))) return; /* its count is of rows read */
    int64_t count;
    if (slice_to_int64(slice_of(PQcmdTuples(result)), &count)) self->changes = count;
}

static bool pending_succeeded(struct postgres_db *self, struct pending pending, PGresult *result) {
    const char *sql = pending.query ? pending.query->sql : "DEALLOCATE ALL";
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    switch ((int)PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
        if (!pending.prepares) note_changes(self, result);
        return true;
    case PGRES_PIPELINE_ABORTED: break; /* skipped because of an error before it, which was noted */
    default:
        if (pending.prepares && sqlstate && is_wrong_sql(sqlstate)) {
            BUG("SQL: %s in %s", PQresultErrorMessage(result), sql);
        }
        postgres_note(self, result, sql);
    }
    if (pending.prepares) pending.query->session = 0;
    return false;
}

static void keep_rows(struct postgres_query *query, PGresult *result) {
    query->is_asked = false;
    query->result = result;
    query->row = -1;
}

/* Reads the answer to one statement and the NULL that ends it; keeps the rows of a statement that was asked.
 */
static bool postgres_read_answer(struct postgres_db *self, struct pending pending) {
    PGresult *result = PQgetResult(self->handle);
    if (!result) return postgres_lose(self, "no answer where one was due"), false;
    bool succeeded = pending_succeeded(self, pending, result);
    if (succeeded && pending.keeps)
        keep_rows(pending.query, result);
    else
        PQclear(result);
    while (PQstatus(self->handle) == CONNECTION_OK && (result = PQgetResult(self->handle))) {
        PQclear(result);
    }
    if (PQstatus(self->handle) != CONNECTION_OK) postgres_lose(self, PQerrorMessage(self->handle));
    return succeeded;
}

static void postgres_read_sync(struct postgres_db *self) {
    PGresult *result = PQgetResult(self->handle);
    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) postgres_lose(self, PQerrorMessage(self->handle));
    PQclear(result);
}

/* Sends what is queued and reads every answer, in order. */
static void postgres_settle(struct postgres_db *self) {
    if (self->is_lost || self->pending_count == 0) return;
    bool synced = !self->in_block;
    if (!(synced ? PQpipelineSync(self->handle) : PQsendFlushRequest(self->handle))) {
        postgres_lose(self, PQerrorMessage(self->handle));
        return;
    }
    bool succeeded = true;
    for (size_t i = 0; i < self->pending_count && !self->is_lost; i++) {
        succeeded &= postgres_read_answer(self, self->pending[i]);
    }
    self->pending_count = self->unsent_count = 0;
    if (self->is_lost) return;
    if (!succeeded && !synced) synced = PQpipelineSync(self->handle);
    if (synced) postgres_read_sync(self);
}

/* Texts need a NUL behind them in the text format; all copies go into one block. */
static void pack_texts(struct postgres_db *self, const struct postgres_query *query) {
    size_t size = 0;
    for (int i = 0; i < query->parameter_count; i++) {
        const struct parameter *parameter = &query->parameters[i];
        if (parameter->bytes && parameter->format == WIRE_TEXT) size += parameter->len + 1;
    }
    if (size > self->scratch_size) {
        self->scratch_size = size < SCRATCH_BYTES_MIN ? SCRATCH_BYTES_MIN : size * 2;
        self->scratch = heap_resize(self->scratch, self->scratch_size);
    }
    char *end = self->scratch;
    for (int i = 0; i < query->parameter_count; i++) {
        const struct parameter *parameter = &query->parameters[i];
        if (!parameter->bytes || parameter->format != WIRE_TEXT) continue;
        memcpy(end, parameter->bytes, parameter->len);
        end[parameter->len] = '\0';
        self->values[i] = end;
        end += parameter->len + 1;
    }
}

static void pack_parameters(struct postgres_db *self, const struct postgres_query *query) {
    for (int i = 0; i < query->parameter_count; i++) {
        const struct parameter *parameter = &query->parameters[i];
        self->values[i] = parameter->bytes;
        self->lengths[i] = (int)parameter->len;
        self->formats[i] = (int)parameter->format;
    }
    pack_texts(self, query);
}

/* Queues the statement, and its PREPARE before it the first time; libpq copies the parameters. */
static bool postgres_send(struct postgres_db *self, struct postgres_query *query) {
    if (query->session != self->session) {
        if (!PQsendPrepare(self->handle, query->name, query->sql, 0, NULL)) return false;
        pending_push(self, (struct pending){.query = query, .prepares = true});
        query->session = self->session;
    }
    pack_parameters(self, query);
    if (!PQsendQueryPrepared(self->handle, query->name, query->parameter_count, self->values, self->lengths,
                             self->formats, WIRE_BINARY)) {
        return false;
    }
    pending_push(self, (struct pending){.query = query, .keeps = query->is_asked});
    return true;
}

static bool postgres_queue(struct postgres_db *self, struct postgres_query *query) {
    if (self->is_lost) return false;
    if (postgres_send(self, query)) return true;
    postgres_lose(self, PQerrorMessage(self->handle));
    return false;
}

/* --- The connection
 * -------------------------------------------------------------------------------------------- */

/* CREATE IF NOT EXISTS and the like chatter; what the server thinks worth a warning is worth a line. */
static void postgres_notice(void *context, const char *message) {
    (void)context;
    log_warn("postgresql: %s", message);
}

/* Sets what the program relies on.  synchronous_commit stays as the operator chose, but never off: that would
 * acknowledge before it is durable.  Writers keep to generic plans: their statements touch single rows by
 * key, and planning each anew costs more than running it. */
static bool postgres_configure(struct postgres_db *self) {
    static const char common[] = "SET client_min_messages = warning; SET timezone = 'UTC'; SET jit = off;"
                                 "SELECT set_config('synchronous_commit', 'on', false) WHERE "
                                 "current_setting('synchronous_commit') = 'off';";
    static const char writer[] = "SET lock_timeout = '10s'; SET plan_cache_mode = force_generic_plan;"
                                 "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10;"
                                 "SET tcp_keepalives_count = 3;";
#define READER "SET default_transaction_read_only = on; SET idle_in_transaction_session_timeout = '10min';"
    static const char *const second_words[] = {[DB_READ] = READER "SET statement_timeout = '60s';",
                                               [DB_READ_PATIENT] = READER "SET statement_timeout = 0;",
                                               [DB_WRITE] = writer};
#undef READER
    PGresult *first = PQexec(self->handle, common);
    PGresult *second = PQexec(self->handle, second_words[self->db.access]);
    bool done = PQresultStatus(first) == PGRES_TUPLES_OK && PQresultStatus(second) == PGRES_COMMAND_OK;
    PQclear(first);
    PQclear(second);
    return done;
}

static bool postgres_try_lock(struct postgres_db *self) {
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT pg_try_advisory_lock(%lld)", (long long)self->lock_number);
    PGresult *result = PQexec(self->handle, sql);
    bool taken = PQntuples(result) == 1 && strcmp(PQgetvalue(result, 0, 0), "t") == 0;
    PQclear(result);
    return taken;
}

/* A program that was killed, or a connection that broke, keeps its lock until PostgreSQL has noticed: whoever
 * comes right behind waits a moment before saying that somebody else is there. */
static bool postgres_take_lock(struct postgres_db *self) {
    if (!self->holds_lock) return true;
    for (int waited_ms = 0; waited_ms < LOCK_PATIENCE_MS; waited_ms += LOCK_STEP_MS) {
        if (postgres_try_lock(self)) return true;
        if (PQstatus(self->handle) != CONNECTION_OK) break;
        usleep(LOCK_STEP_MS * 1000);
    }
    db_set_error(&self->db, DB_BUSY, "another program holds the lock of this database");
    return false;
}

/* The address may say more (and wins over what stands before "dbname"). */
static bool postgres_connect(struct postgres_db *self) {
    const char *const names[] = {
        "fallback_application_name", "connect_timeout", "keepalives_idle", "keepalives_interval",
        "keepalives_count",          "dbname",          "client_encoding", NULL};
    const char *const values[] = {"mlup", "10", "30", "10", "3", self->url, "UTF8", NULL};
    self->handle = PQconnectdbParams(names, values, 1);
    if (PQstatus(self->handle) != CONNECTION_OK) return false;
    PQsetNoticeProcessor(self->handle, postgres_notice, NULL);
    self->is_lost = false;
    self->in_block = false;
    self->has_dropped = false;
    self->session++;
    return postgres_configure(self) && postgres_take_lock(self) && PQenterPipelineMode(self->handle);
}

/* A server that restarted has closed the socket: the end, or its last message, is there to read.  Asking the
 * kernel costs a microsecond and spares the user a failed transaction. */
static bool postgres_is_alive(struct postgres_db *self) {
    struct pollfd socket = {.fd = PQsocket(self->handle), .events = POLLIN};
    while (poll(&socket, 1, 0) > 0) {
        if (!PQconsumeInput(self->handle)) return false;
    }
    return PQstatus(self->handle) == CONNECTION_OK;
}

static bool postgres_connect_again(struct postgres_db *self) {
    PQfinish(self->handle);
    if (postgres_connect(self)) {
        log_warn("database: connected again");
        return true;
    }
    postgres_lose(self, PQerrorMessage(self->handle));
    return false;
}

/* Forgets dropped statements on the server; only between transactions, where nothing is pending. */
static void postgres_deallocate(struct postgres_db *self) {
    if (!PQsendQueryParams(self->handle, "DEALLOCATE ALL", 0, NULL, NULL, NULL, NULL, WIRE_BINARY)) {
        postgres_lose(self, PQerrorMessage(self->handle));
        return;
    }
    pending_push(self, (struct pending){.query = NULL});
    self->session++;
    self->has_dropped = false;
}

/* Before anything is sent: outside a transaction a lost connection is made anew. */
static bool postgres_is_ready(struct postgres_db *self) {
    if (self->in_block || self->pending_count > 0) return !self->is_lost;
    if ((self->is_lost || !postgres_is_alive(self)) && !postgres_connect_again(self)) return false;
    if (self->has_dropped) postgres_deallocate(self);
    return !self->is_lost;
}

static void postgres_close(struct db *db) {
    struct postgres_db *self = self_of(db);
    PQfinish(self->handle);
    heap_free(self->scratch);
    heap_free(self->url);
    heap_free(self);
}

/* --- Statements
 * ------------------------------------------------------------------------------------------------ */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The end of the quoted part or comment that starts at `s`; `s` itself when none does. */
static char *skip_quoted(char *s) {
    static const struct {
        const char *start, *end;
    } quotes[] = {{"'", "'"}, {"\"", "\""}, {"--", "\n"}, {"/*", "*/"}};
    for (size_t i = 0; i < ARRAY_LEN(quotes); i++) {
        if (strncmp(s, quotes[i].start, strlen(quotes[i].start)) != 0) continue;
        char *found = strstr(s + strlen(quotes[i].start), quotes[i].end);
        return found ? found + strlen(quotes[i].end) : s + strlen(s);
    }
    return s;
}

/* ?1 becomes $1, in place; gives the highest number. */
static int number_parameters(char *sql) {
    int highest = 0;
    for (char *s = sql; *s;) {
        char *after = skip_quoted(s);
        if (after != s) {
            s = after;
            continue;
        }
        if (*s++ != '?') continue;
        s[-1] = '$';
        int number = 0;
        while (is_digit(*s) && number <= PARAMETERS_MAX) {
            number = number * 10 + (*s++ - '0');
        }
        if (number < 1 || number > PARAMETERS_MAX)
            BUG("SQL: parameters are ?1 to ?%d in %s", PARAMETERS_MAX, sql);
        if (number > highest) highest = number;
    }
    return highest;
}

static char *heap_text(const char *text) {
    size_t size = strlen(text) + 1;
    return memcpy(heap_alloc(size), text, size);
}

static struct db_query *postgres_prepare(struct db *db, const char *text) {
    struct postgres_db *self = self_of(db);
    struct postgres_query *query = heap_alloc(sizeof *query);
    *query = (struct postgres_query){.query.db = db, .sql = heap_text(text)};
    query->parameter_count = number_parameters(query->sql);
    query->parameters = heap_alloc(sizeof *query->parameters * (size_t)query->parameter_count); /* all null */
    snprintf(query->name, sizeof query->name, "q%llu", (unsigned long long)++self->names);
    return &query->query;
}

static void postgres_drop(struct db_query *query) {
    struct postgres_query *own = own_query(query);
    struct postgres_db *self = self_of(query->db);
    postgres_settle(self); /* what is pending may point to the statement */
    self->has_dropped |= own->session == self->session;
    PQclear(own->result);
    heap_free(own->parameters);
    heap_free(own->sql);
    heap_free(own);
}

static struct parameter *parameter_of(struct db_query *query, int index) {
    struct postgres_query *own = own_query(query);
    if (index < 1 || index > own->parameter_count) BUG("no parameter %d in %s", index, own->sql);
    return &own->parameters[index - 1];
}

static void postgres_bind_int(struct db_query *query, int index, int64_t number) {
    struct parameter *parameter = parameter_of(query, index);
    int len = snprintf(parameter->here, sizeof parameter->here, "%lld", (long long)number);
    parameter->bytes = parameter->here;
    parameter->len = (size_t)len;
    parameter->format = WIRE_TEXT;
}

/* A text with a NUL inside would be cut in the text format; in binary the server sees and refuses it. */
static void postgres_bind_bytes(struct db_query *query, int index, struct slice bytes, bool is_text) {
    struct parameter *parameter = parameter_of(query, index);
    ASSERT(bytes.len < INT_MAX / 2);
    parameter->bytes = bytes.s ? bytes.s : "";
    parameter->len = bytes.len;
    bool has_nul = memchr(parameter->bytes, '\0', bytes.len) != NULL;
    parameter->format = is_text && !has_nul ? WIRE_TEXT : WIRE_BINARY;
}

static void postgres_bind_uuid(struct db_query *query, int index, struct uuid uuid) {
    struct parameter *parameter = parameter_of(query, index);
    memcpy(parameter->here, uuid.bytes, UUID_BYTES);
    parameter->bytes = parameter->here;
    parameter->len = UUID_BYTES;
    parameter->format = WIRE_BINARY;
}

static void postgres_bind_null(struct db_query *query, int index) {
    parameter_of(query, index)->bytes = NULL;
}

static void postgres_send_some(struct postgres_db *self) {
    if (self->pending_count > PENDING_MAX - PENDING_SPARE) postgres_settle(self);
    if (self->unsent_count < SEND_EVERY || self->is_lost) return;
    self->unsent_count = 0;
    if (PQflush(self->handle) < 0) postgres_lose(self, PQerrorMessage(self->handle));
}

static void postgres_ask(struct db_query *query) {
    struct postgres_query *own = own_query(query);
    struct postgres_db *self = self_of(query->db);
    ASSERT(!own->is_asked && !own->result);
    own->is_asked = postgres_is_ready(self);
    if (own->is_asked && postgres_queue(self, own)) postgres_send_some(self);
}

static bool postgres_next(struct db_query *query) {
    struct postgres_query *own = own_query(query);
    if (!own->result && !own->is_asked) postgres_ask(query);
    if (!own->result) postgres_settle(self_of(query->db));
    if (query->db->status != DB_OK || !own->result) return false;
    return ++own->row < PQntuples(own->result);
}

static void postgres_done(struct db_query *query) {
    struct postgres_query *own = own_query(query);
    if (own->is_asked)
        postgres_settle(self_of(query->db)); /* its answer must not become that of the next use */
    PQclear(own->result);
    own->result = NULL;
    own->is_asked = false;
    for (int i = 0; i < own->parameter_count; i++) {
        own->parameters[i].bytes = NULL;
    }
}

static void postgres_run(struct db_query *query) {
    struct postgres_db *self = self_of(query->db);
    if (postgres_is_ready(self) && postgres_queue(self, own_query(query))) {
        if (self->in_block)
            postgres_send_some(self);
        else
            postgres_settle(self);
    }
    postgres_done(query);
}

static int64_t postgres_changes(struct db *db) {
    postgres_settle(self_of(db));
    return self_of(db)->changes;
}

/* --- Columns
 * --------------------------------------------------------------------------------------------------- */

static bool postgres_column_is_null(struct db_query *query, int column) {
    struct postgres_query *own = own_query(query);
    return PQgetisnull(own->result, own->row, column);
}

static uint64_t read_big_endian(const char *bytes, size_t len) {
    uint64_t number = 0;
    for (size_t i = 0; i < len; i++) {
        number = number << 8 | (uint8_t)bytes[i];
    }
    return number;
}

static int64_t postgres_column_int(struct db_query *query, int column) {
    struct postgres_query *own = own_query(query);
    if (postgres_column_is_null(query, column)) return 0;
    const char *bytes = PQgetvalue(own->result, own->row, column);
    switch (PQftype(own->result, column)) {
    case OID_INT8: return (int64_t)read_big_endian(bytes, 8);
    case OID_INT4: return (int32_t)read_big_endian(bytes, 4);
    case OID_INT2: return (int16_t)read_big_endian(bytes, 2);
    case OID_BOOL: return bytes[0] != 0;
    default: BUG("column %d is no bigint (type %u) in %s", column, PQftype(own->result, column), own->sql);
    }
}

static struct slice postgres_column_bytes(struct db_query *query, int column) {
    struct postgres_query *own = own_query(query);
    if (postgres_column_is_null(query, column)) return (struct slice){NULL, 0};
    switch (PQftype(own->result, column)) {
    case OID_TEXT:
    case OID_VARCHAR:
    case OID_BPCHAR:
    case OID_NAME:
    case OID_JSON:
    case OID_BYTEA:
    case OID_UUID:
        return (struct slice){PQgetvalue(own->result, own->row, column),
                              (size_t)PQgetlength(own->result, own->row, column)};
    default: BUG("column %d is no text (type %u) in %s", column, PQftype(own->result, column), own->sql);
    }
}

/* --- Transactions
 * ---------------------------------------------------------------------------------------------- */

/* BEGIN is only queued: whether it worked is seen with the first answer.  A reader sees one snapshot, as in
 * SQLite. */
static bool postgres_begin(struct db *db) {
    struct postgres_db *self = self_of(db);
    if (!postgres_is_ready(self)) return false;
    postgres_settle(self); /* statements that are forgotten before it would begin the transaction, without its
                              isolation */
    struct db_query *begin = db_query(
        db, db->access == DB_WRITE ? SQL("BEGIN") : SQL("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    return self->in_block = postgres_queue(self, own_query(begin));
}

/* Queues the word that ends the transaction and waits; true when the server's command tag is that word. */
static bool postgres_end(struct postgres_db *self, struct sql word) {
    struct postgres_query *end = own_query(db_query(&self->db, word));
    end->is_asked = true;
    if (!postgres_queue(self, end)) return postgres_done(&end->query), false;
    self->in_block = false; /* so that the answers are asked for with Sync, which ends the pipeline */
    postgres_settle(self);
    bool ended = end->result && strcmp(PQcmdStatus(end->result), word.text) == 0;
    postgres_done(&end->query);
    self->in_block = !self->is_lost && PQtransactionStatus(self->handle) != PQTRANS_IDLE;
    return ended;
}

static bool postgres_commit(struct db *db) {
    bool durable = postgres_end(self_of(db), SQL("COMMIT"));
    if (!durable) db_set_error(db, DB_BROKEN, "COMMIT was not answered with COMMIT");
    return durable && db->status == DB_OK;
}

static void postgres_rollback(struct db *db) {
    struct postgres_db *self = self_of(db);
    postgres_settle(self);
    if (self->in_block && !self->is_lost && !postgres_end(self, SQL("ROLLBACK"))) self->is_lost = true;
    self->in_block = false;
}

static bool postgres_flush(struct db *db) {
    postgres_settle(self_of(db));
    return db->status == DB_OK;
}

static bool postgres_exec(struct postgres_db *self, const char *script) {
    PGresult *result = PQexec(self->handle, script);
    ExecStatusType status = PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (!done) postgres_note(self, result, "a script");
    PQclear(result);
    return done;
}

/* Several statements in one text need the simple protocol, and that the pipeline is left for them. */
static bool postgres_script(struct db *db, const char *script) {
    struct postgres_db *self = self_of(db);
    if (!postgres_is_ready(self)) return false;
    postgres_settle(self);
    if (db->status != DB_OK || self->is_lost) return false;
    if (!PQexitPipelineMode(self->handle)) return postgres_lose(self, PQerrorMessage(self->handle)), false;
    bool done = postgres_exec(self, script);
    if (!self->is_lost && !PQenterPipelineMode(self->handle))
        postgres_lose(self, PQerrorMessage(self->handle));
    return done;
}

static bool postgres_hold_lock(struct db *db, int64_t number) {
    struct postgres_db *self = self_of(db);
    self->holds_lock = true;
    self->lock_number = number;
    if (!postgres_is_ready(self)) return false;
    postgres_settle(self);
    if (self->is_lost || !PQexitPipelineMode(self->handle)) return false;
    self->holds_lock = postgres_take_lock(self);
    return PQenterPipelineMode(self->handle) && self->holds_lock;
}

static void postgres_checkpoint(struct db *db, enum db_checkpoint_when when) {
    (void)db; /* the server's checkpointer does it */
    (void)when;
}

static const struct db_backend postgres_backend = {
    .close = postgres_close,
    .prepare = postgres_prepare,
    .drop = postgres_drop,
    .bind_int = postgres_bind_int,
    .bind_bytes = postgres_bind_bytes,
    .bind_uuid = postgres_bind_uuid,
    .bind_null = postgres_bind_null,
    .ask = postgres_ask,
    .next = postgres_next,
    .done = postgres_done,
    .run = postgres_run,
    .column_int = postgres_column_int,
    .column_bytes = postgres_column_bytes,
    .column_is_null = postgres_column_is_null,
    .changes = postgres_changes,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .flush = postgres_flush,
    .script = postgres_script,
    .checkpoint = postgres_checkpoint,
    .hold_lock = postgres_hold_lock,
};

struct db *postgres_open(struct arena *arena, struct slice url, enum db_access access, struct slice *error) {
    struct postgres_db *self = heap_alloc(sizeof *self);
    self->db = (struct db){.backend = &postgres_backend, .kind = DB_POSTGRESQL, .access = access};
    self->url = heap_text(arena_cstr(arena, url));
    if (postgres_connect(self)) return &self->db;
    struct slice reason = slice_trim(slice_of(PQerrorMessage(self->handle)));
    *error = arena_printf(arena, "cannot open the PostgreSQL database: %.*s", SLICE_ARG(reason));
    postgres_close(&self->db);
    return NULL;
}
