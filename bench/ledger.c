/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The figures of the ledger: ledger FOLDER TRANSACTIONS [raw].  200 groups with 25 members each, transactions
 * of two postings over two years.  Beside each the same rows by plain SQL, in the same run.  Prints one line
 * each: what, value.  See ledger.sh.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/decimal.h"
#include "base/log.h"
#include "domain/ledger/amount.h"
#include "domain/ledger/balances.h"
#include "domain/ledger/chart.h"
#include "domain/ledger/ledger_read.h"
#include "domain/ledger/rules.h"
#include "domain/ledger/schema.h"

enum {
    BOOKS = 200,
    MEMBERS = 25,
    DAYS = 730,
    FIRST_DAY = 19723,
    PER_COMMIT = 100000,
    TRIES = 9,
    CLIENTS_MAX = 16,
    SINGLES_MAX = 400000,
    ROUNDS = 5 /* of a second each */
};

static const struct record_type *const types[] = {&commodity_type, &ledger_book_type, &ledger_account_type,
                                                  &journal_entry_type};
static const struct catalogue catalogue = {types, ARRAY_LEN(types)};
static const struct actor bench_actor = {.is_system = true};

struct book {
    struct uuid id, cash, savings[MEMBERS], loans[MEMBERS];
};

struct bench {
    struct arena *arena;
    struct store *store;
    struct uuid org;
    struct book books[BOOKS];
    const char *folder;
    int64_t transactions;
};

static double seconds(void) {
    return (double)clock_monotonic_ns() / 1e9;
}

static uint64_t mix(uint64_t x) {
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* ---- the world ---- */

static void after_change(void *context, struct rule *rule, const struct change *change) {
    (void)context;
    ledger_after_change(rule, change);
}

static void write_all(struct bench *bench, struct arena *arena, struct change *changes, size_t count) {
    struct write_job job = {
        .job_arena = arena, .actor = &bench_actor, .changes = changes, .change_count = count};
    if (store_write(bench->store, &job) != OUTCOME_OK)
        BUG("%s", job.refusal.first ? job.refusal.first->message : "not written");
}

static struct value text(const char *text) {
    return (struct value){.present = true, .text = slice_of(text)};
}

static struct change account_change(struct bench *bench, struct arena *arena, const struct book *book,
                                    struct uuid id, int number, const char *kind) {
    struct change change = change_new(arena, CHANGE_CREATE, &ledger_account_type, bench->org);
    change.id = id;
    change_set_value(&change, "book", (struct value){.present = true, .id = book->id});
    change_set_value(&change, "number",
                     (struct value){.present = true, .text = arena_printf(arena, "%d", number)});
    change_set_value(&change, "name", text("Member"));
    change_set_value(&change, "kind", text(kind));
    change_set_value(&change, "unit", (struct value){.present = true, .id = commodity_id(S("KHR"))});
    return change;
}

static void book_make(struct bench *bench, struct book *book) {
    struct arena *arena = arena_new();
    struct change changes[2 + 2 * MEMBERS];
    *book = (struct book){.id = uuid_new(), .cash = uuid_new()};
    changes[0] = change_new(arena, CHANGE_CREATE, &ledger_book_type, bench->org);
    changes[0].id = book->id;
    change_set_value(&changes[0], "name", text("Group"));
    change_set_value(&changes[0], "owner", text("group"));
    change_set_value(&changes[0], "unit", (struct value){.present = true, .id = commodity_id(S("KHR"))});
    change_set_value(&changes[0], "opened_on",
                     (struct value){.present = true, .date = date_of_day(FIRST_DAY)});
    changes[1] = account_change(bench, arena, book, book->cash, 999, "asset");
    change_set_value(&changes[1], "least", (struct value){.present = true, .number = 0});
    for (int i = 0; i < MEMBERS; i++) {
        book->savings[i] = uuid_new();
        book->loans[i] = uuid_new();
        changes[2 + 2 * i] = account_change(bench, arena, book, book->savings[i], 20000 + i, "liability");
        changes[3 + 2 * i] = account_change(bench, arena, book, book->loans[i], 12000 + i, "asset");
    }
    write_all(bench, arena, changes, ARRAY_LEN(changes));
    arena_free(arena);
}

static void world_open(struct bench *bench, const char *url, const char *folder) {
    struct slice error = S("");
    enum db_kind kind;
    db_kind_of_url(slice_of(url), &kind);
    struct store_options options = {.url = slice_of(url),
                                    .catalogue = &catalogue,
                                    .hooks = {.after_change = after_change},
                                    .reader_max = 2,
                                    .key_file = arena_printf(bench->arena, "%s/key", folder),
                                    .extra_schema = ledger_schema(bench->arena, kind),
                                    .may_create = true};
    bench->store = store_open(bench->arena, &options, &error);
    if (!bench->store) BUG("%.*s", SLICE_ARG(error));
    size_t count;
    struct change *commodities = chart_commodities(bench->arena, &count);
    write_all(bench, bench->arena, commodities, count);
    bench->org = uuid_new();
    for (int i = 0; i < BOOKS; i++) {
        book_make(bench, &bench->books[i]);
    }
}

/* ---- the transactions ---- */

struct transaction {
    const struct book *book;
    int64_t day;
    struct ledger_line lines[2];
};

/* One in ten is a loan of less than what was saved meanwhile.  Those beyond the import are of the day after
 * it: what a client sends is of today. */
static struct transaction transaction_of(const struct bench *bench, int64_t n) {
    uint64_t dice = mix((uint64_t)n);
    const struct book *book = &bench->books[dice % BOOKS];
    size_t member = dice / BOOKS % MEMBERS;
    int64_t amount = (int64_t)(dice >> 40) % 9000 + 1000;
    bool is_loan = n > bench->transactions / 20 && dice >> 32 & 1 && dice >> 33 & 1 && dice >> 34 & 1;
    return (struct transaction){
        .book = book,
        .day = FIRST_DAY + (n < bench->transactions ? n * DAYS / (bench->transactions + 1) : DAYS),
        .lines = {{is_loan ? book->loans[member] : book->cash, amount},
                  {is_loan ? book->cash : book->savings[member], -amount}}};
}

struct chunk {
    const struct bench *bench;
    int64_t from, count;
};

/* What an import of a journal does in each of its steps: all follows from one record of its book.  A single
 * one follows from a record of its own. */
static bool chunk_post(struct rule *rule, struct write_job *job) {
    const struct chunk *chunk = job->also_context;
    for (int64_t i = 0; i < chunk->count; i++) {
        struct transaction transaction = transaction_of(chunk->bench, chunk->from + i);
        struct ledger_post post = {.org_id = chunk->bench->org,
                                   .book_id = transaction.book->id,
                                   .day = transaction.day,
                                   .source_type = &journal_entry_type,
                                   .source_id = chunk->count == 1 ? uuid_new() : transaction.book->id,
                                   .memo = S("Savings"),
                                   .lines = transaction.lines,
                                   .line_count = 2};
        if (!ledger_write(rule, &post, 1, NULL, &job->refusal)) return false;
    }
    return true;
}

static void post_all(struct bench *bench, int64_t from, int64_t count) {
    for (int64_t at = from; at < from + count; at += PER_COMMIT) {
        struct arena *arena = arena_new();
        struct chunk chunk = {bench, at, from + count - at < PER_COMMIT ? from + count - at : PER_COMMIT};
        struct write_job job = {
            .job_arena = arena, .actor = &bench_actor, .also = chunk_post, .also_context = &chunk};
        if (store_write(bench->store, &job) != OUTCOME_OK)
            BUG("%s", job.refusal.first ? job.refusal.first->message : "not written");
        arena_free(arena);
    }
}

/* ---- the same rows, plain ---- */

struct raw {
    sqlite3 *db;
    sqlite3_stmt *entry, *posting, *balance, *day, *head, *add, *add_day, *add_head;
};

static void raw_do(struct raw *raw, const char *sql) {
    if (sqlite3_exec(raw->db, sql, NULL, NULL, NULL) != SQLITE_OK) BUG("%s", sqlite3_errmsg(raw->db));
}

static sqlite3_stmt *raw_prepare(struct raw *raw, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(raw->db, sql, -1, &statement, NULL) != SQLITE_OK)
        BUG("%s", sqlite3_errmsg(raw->db));
    return statement;
}

static void raw_open(struct raw *raw, const char *folder) {
    char path[512];
    snprintf(path, sizeof path, "%s/raw.db", folder);
    if (sqlite3_open_v2(path, &raw->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        BUG("open");
    raw_do(raw, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;");
    raw_do(raw, ledger_schema(arena_new(), DB_SQLITE).s);
    raw->entry =
        raw_prepare(raw, "INSERT INTO ledger_entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    raw->posting = raw_prepare(raw, "INSERT INTO ledger_posting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    raw->balance =
        raw_prepare(raw, "INSERT INTO ledger_balance VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    raw->day = raw_prepare(raw, "INSERT INTO ledger_day VALUES (?1, ?2, ?3, ?4)");
    raw->head = raw_prepare(raw, "INSERT INTO ledger_head VALUES (?1, ?2, ?3, ?4, ?5)");
    raw->add = raw_prepare(
        raw, "UPDATE ledger_balance SET balance = balance + ?3, last_day = ?4 WHERE org_id = ?1 AND "
             "account = ?2");
    raw->add_day = raw_prepare(
        raw, "INSERT INTO ledger_day SELECT org_id, account, ?3, balance FROM ledger_balance WHERE "
             "org_id = ?1 AND account = ?2 ON CONFLICT (org_id, account, day) DO UPDATE SET balance "
             "= excluded.balance");
    raw->add_head =
        raw_prepare(raw, "UPDATE ledger_head SET seq = ?3, hash = ?4 WHERE org_id = ?1 AND book = ?2");
}

static void raw_close(struct raw *raw) {
    sqlite3_finalize(raw->entry);
    sqlite3_finalize(raw->posting);
    sqlite3_finalize(raw->balance);
    sqlite3_finalize(raw->day);
    sqlite3_finalize(raw->head);
    sqlite3_finalize(raw->add);
    sqlite3_finalize(raw->add_day);
    sqlite3_finalize(raw->add_head);
    sqlite3_close(raw->db);
}

/* The row that a query stands on, as it is, into another table. */
static void raw_step(struct raw *raw, sqlite3_stmt *into, sqlite3_stmt *from) {
    for (int i = 0; i < sqlite3_column_count(from); i++) {
        sqlite3_bind_value(into, i + 1, sqlite3_column_value(from, i));
    }
    if (sqlite3_step(into) != SQLITE_DONE) BUG("%s", sqlite3_errmsg(raw->db));
    sqlite3_reset(into);
}

/* Rows of entries with their two postings in memory, so that reading is not measured. */
struct rows {
    uint8_t (*hash)[LEDGER_HASH_BYTES], (*source)[UUID_BYTES];
    int64_t *numbers; /* of an entry: book, seq, day, at_ms, then account and amount twice */
    size_t count;
};
enum { ENTRY_NUMBERS = 8 };

/* In the order in which they were posted: of days before FIRST_DAY + DAYS, or of that day. */
static struct rows rows_load(const char *folder, int64_t max, bool is_import) {
    char path[512];
    sqlite3 *db;
    sqlite3_stmt *query;
    struct rows rows = {.hash = malloc((size_t)max * LEDGER_HASH_BYTES),
                        .source = malloc((size_t)max * UUID_BYTES),
                        .numbers = malloc((size_t)max * ENTRY_NUMBERS * sizeof(int64_t))};
    snprintf(path, sizeof path, "%s/ledger.db", folder);
    if (!rows.hash || !rows.source || !rows.numbers ||
        sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        BUG("rows");
    const char *sql =
        "SELECT e.book, e.seq, e.day, e.at_ms, a.account, a.amount, b.account, b.amount, e.source_id, e.hash "
        "FROM "
        "ledger_entry e JOIN "
        "ledger_posting a ON a.org_id = e.org_id AND a.book = e.book AND a.seq = e.seq AND a.line = 0 JOIN "
        "ledger_posting b "
        "ON b.org_id = e.org_id AND b.book = e.book AND b.seq = e.seq AND b.line = 1 WHERE (e.day < ?1) = ?2 "
        "ORDER BY e.at_ms, e.day, e.book, e.seq";
    if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK) BUG("%s", sqlite3_errmsg(db));
    sqlite3_bind_int64(query, 1, FIRST_DAY + DAYS);
    sqlite3_bind_int64(query, 2, is_import);
    while (rows.count < (size_t)max && sqlite3_step(query) == SQLITE_ROW) {
        for (int i = 0; i < ENTRY_NUMBERS; i++) {
            rows.numbers[rows.count * ENTRY_NUMBERS + (size_t)i] = sqlite3_column_int64(query, i);
        }
        memcpy(rows.source[rows.count], sqlite3_column_blob(query, 8), UUID_BYTES);
        memcpy(rows.hash[rows.count++], sqlite3_column_blob(query, 9), LEDGER_HASH_BYTES);
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    return rows;
}

static void raw_run(struct raw *raw, sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) BUG("%s", sqlite3_errmsg(raw->db));
    sqlite3_reset(statement);
}

static void raw_posting(struct raw *raw, const struct uuid *org, const int64_t *numbers, int line) {
    sqlite3_stmt *statement = raw->posting;
    sqlite3_bind_blob(statement, 1, org->bytes, UUID_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, numbers[0]);
    sqlite3_bind_int64(statement, 3, numbers[1]);
    sqlite3_bind_int64(statement, 4, line);
    sqlite3_bind_int64(statement, 5, numbers[4 + 2 * line]);
    sqlite3_bind_int64(statement, 6, numbers[2]);
    sqlite3_bind_int64(statement, 7, numbers[5 + 2 * line]);
    raw_run(raw, statement);
}

static void raw_entry(struct raw *raw, const struct uuid *org, const struct rows *rows, size_t at) {
    const int64_t *numbers = rows->numbers + at * ENTRY_NUMBERS;
    sqlite3_stmt *statement = raw->entry;
    static const uint8_t nobody[UUID_BYTES];
    sqlite3_bind_blob(statement, 1, org->bytes, UUID_BYTES, SQLITE_STATIC);
    for (int i = 0; i < 4; i++) {
        sqlite3_bind_int64(statement, 2 + i, numbers[i]);
    }
    sqlite3_bind_blob(statement, 6, nobody, UUID_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 7, 0);
    sqlite3_bind_text(statement, 8, "journal_entry", -1, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 9, rows->source[at], UUID_BYTES, SQLITE_STATIC);
    sqlite3_bind_text(statement, 10, "Savings", -1, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 11, rows->hash[at], LEDGER_HASH_BYTES, SQLITE_STATIC);
    raw_run(raw, statement);
    raw_posting(raw, org, numbers, 0);
    raw_posting(raw, org, numbers, 1);
}

static void bind_row(sqlite3_stmt *statement, const struct uuid *org, const int64_t *numbers, int count) {
    sqlite3_bind_blob(statement, 1, org->bytes, UUID_BYTES, SQLITE_STATIC);
    for (int i = 0; i < count; i++) {
        sqlite3_bind_int64(statement, 2 + i, numbers[i]);
    }
}

/* The rows that an entry changes besides: two balances, two days, the head of the book. */
static void raw_balances(struct raw *raw, const struct uuid *org, const struct rows *rows, size_t at) {
    const int64_t *numbers = rows->numbers + at * ENTRY_NUMBERS;
    for (int line = 0; line < 2; line++) {
        int64_t account = numbers[4 + 2 * line];
        bind_row(raw->add, org, (const int64_t[]){account, numbers[5 + 2 * line], numbers[2]}, 3);
        raw_run(raw, raw->add);
        bind_row(raw->add_day, org, (const int64_t[]){account, numbers[2]}, 2);
        raw_run(raw, raw->add_day);
    }
    bind_row(raw->add_head, org, numbers, 2);
    sqlite3_bind_blob(raw->add_head, 4, rows->hash[at], LEDGER_HASH_BYTES, SQLITE_STATIC);
    raw_run(raw, raw->add_head);
}

static void raw_copy(struct raw *raw, sqlite3_stmt *into, const char *sql) {
    sqlite3_stmt *from = raw_prepare(raw, sql);
    while (sqlite3_step(from) == SQLITE_ROW)
        raw_step(raw, into, from);
    sqlite3_finalize(from);
}

static void raw_rest(struct raw *raw, const char *folder) {
    char sql[600];
    snprintf(sql, sizeof sql, "ATTACH '%s/ledger.db' AS made", folder);
    raw_do(raw, sql);
    raw_do(raw, "BEGIN");
    raw_copy(raw, raw->balance, "SELECT * FROM made.ledger_balance");
    raw_copy(raw, raw->day, "SELECT * FROM made.ledger_day");
    raw_copy(raw, raw->head, "SELECT * FROM made.ledger_head");
    raw_do(raw, "COMMIT");
}

static double raw_measure(const struct bench *bench, const struct rows *rows) {
    struct raw raw;
    raw_open(&raw, bench->folder);
    double start = seconds();
    for (size_t i = 0; i < rows->count; i++) {
        if (i % PER_COMMIT == 0) raw_do(&raw, i ? "COMMIT; BEGIN" : "BEGIN");
        raw_entry(&raw, &bench->org, rows, i);
    }
    raw_do(&raw, "COMMIT");
    raw_rest(&raw, bench->folder);
    double took = seconds() - start;
    raw_close(&raw);
    return took;
}

/* What the clients have posted since, into the same tables of the same size, one entry a commit; those
 * without the first `from`, which were written before. */
static size_t raw_single(const struct bench *bench, size_t from, double for_seconds) {
    struct rows rows = rows_load(bench->folder, SINGLES_MAX, false);
    struct raw raw;
    raw_open(&raw, bench->folder);
    double start = seconds();
    size_t at = from;
    while (seconds() - start < for_seconds && at < rows.count) {
        raw_do(&raw, "BEGIN");
        raw_entry(&raw, &bench->org, &rows, at);
        raw_balances(&raw, &bench->org, &rows, at++);
        raw_do(&raw, "COMMIT");
    }
    if (at == rows.count) BUG("too few rows to write by plain SQL");
    raw_close(&raw);
    free(rows.hash);
    free(rows.source);
    free(rows.numbers);
    return at - from;
}

/* ---- reading ---- */

struct sum {
    int64_t balance;
    size_t count;
};

static void sum_take(void *context, struct uuid account_id, int64_t balance) {
    struct sum *sum = context;
    (void)account_id;
    sum->balance += balance < 0 ? -balance : balance;
    sum->count++;
}

static struct sum group_by(struct db *db, struct uuid org) {
    struct sum sum = {0};
    struct db_query *query = db_query(db, SQL("SELECT account, CAST(SUM(amount) AS BIGINT) FROM "
                                              "ledger_posting WHERE org_id = ?1 GROUP BY account"));
    db_bind_uuid(query, 1, org);
    while (db_next(query)) {
        sum_take(&sum, org, db_column_int(query, 1));
    }
    db_done(query);
    return sum;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *times) {
    qsort(times, TRIES, sizeof *times, by_size);
    return times[TRIES / 2];
}

static void measure_balances(struct bench *bench) {
    struct db *db = store_borrow(bench->store);
    double kept[TRIES], grouped[TRIES];
    struct sum a = {0}, b = {0};
    for (int i = 0; i < TRIES; i++) {
        double start = seconds();
        a = (struct sum){0};
        ledger_balances_all(bench->store, db, bench->org, sum_take, &a);
        kept[i] = seconds() - start;
        start = seconds();
        b = group_by(db, bench->org);
        grouped[i] = seconds() - start;
    }
    store_return(bench->store, db);
    printf("accounts %zu\nbalances_equal %d\nbalances_ms %.3f\ngroup_by_ms %.3f\n", a.count,
           a.balance == b.balance && a.count == b.count, median(kept) * 1e3, median(grouped) * 1e3);
}

static void measure_trial_balance(struct bench *bench) {
    struct db *db = store_borrow(bench->store);
    double one[TRIES], all[TRIES];
    for (int i = 0; i < TRIES; i++) {
        struct arena *arena = arena_new();
        struct record *book = record_new(arena, &ledger_book_type);
        book->org_id = bench->org;
        double start = seconds();
        for (int n = 0; n < BOOKS; n++) {
            book->id = bench->books[n].id;
            ledger_balances_on(db, arena, book, FIRST_DAY + DAYS / 2 + i);
            if (n == 0) one[i] = seconds() - start;
        }
        all[i] = seconds() - start;
        arena_free(arena);
    }
    store_return(bench->store, db);
    printf("trial_balance_ms %.3f\ntrial_balance_of_all_ms %.3f\n", median(one) * 1e3, median(all) * 1e3);
}

/* ---- one durable transaction a request ---- */

struct client {
    struct bench *bench;
    int64_t from, done, apart; /* numbers of transactions: the first, and from one to the next */
    double until;
    pthread_t thread;
};

static void *client_main(void *context) {
    struct client *client = context;
    struct arena *arena = arena_new();
    while (seconds() < client->until) {
        arena_reset(arena);
        struct chunk chunk = {client->bench, client->from + client->done * client->apart, 1};
        struct write_job job = {
            .job_arena = arena, .actor = &bench_actor, .also = chunk_post, .also_context = &chunk};
        if (store_write(client->bench->store, &job) != OUTCOME_OK) BUG("a transaction was refused");
        client->done++;
    }
    arena_free(arena);
    return NULL;
}

static double clients_measure(struct bench *bench, int count, int64_t *next, double for_seconds) {
    static struct client clients[CLIENTS_MAX];
    double start = seconds();
    int64_t done = 0;
    for (int i = 0; i < count; i++) {
        clients[i] =
            (struct client){.bench = bench, .from = *next + i, .apart = count, .until = start + for_seconds};
        if (pthread_create(&clients[i].thread, NULL, client_main, &clients[i]) != 0) BUG("thread");
    }
    for (int i = 0; i < count; i++) {
        pthread_join(clients[i].thread, NULL);
        done += clients[i].done;
    }
    *next += done * count;
    return (double)done / (seconds() - start);
}

/* Taking turns, so that all meet the same disk. */
static void measure_singles(struct bench *bench, bool beside_raw) {
    int64_t next = bench->transactions;
    double one = 0, sixteen = 0;
    size_t raw = 0;
    for (int round = 0; round < ROUNDS; round++) {
        one += clients_measure(bench, 1, &next, 1) / ROUNDS;
        sixteen += clients_measure(bench, CLIENTS_MAX, &next, 1) / ROUNDS;
        if (beside_raw) raw += raw_single(bench, raw, 1);
    }
    double single = (double)raw / ROUNDS;
    printf("one_client_per_s %.0f\nsixteen_clients_per_s %.0f\n", one, sixteen);
    if (beside_raw)
        printf("raw_single_per_s %.0f\none_of_raw %.2f\nsixteen_of_raw %.2f\n", single, one / single,
               sixteen / single);
}

/* The rows of FOLDER/ledger.db, which somebody else has made, once more by plain SQL. */
static int raw_alone(const char *folder, int64_t transactions) {
    static struct bench bench;
    bench = (struct bench){.folder = folder, .transactions = transactions};
    struct rows rows = rows_load(folder, transactions, true);
    printf("raw_s %.3f\nrows %zu\n", raw_measure(&bench, &rows), rows.count);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 3) return 1;
    static struct bench bench;
    char url[512];
    if (argc == 4 && strcmp(argv[3], "raw") == 0) return raw_alone(argv[1], strtoll(argv[2], NULL, 10));
    bench =
        (struct bench){.arena = arena_new(), .folder = argv[1], .transactions = strtoll(argv[2], NULL, 10)};
    snprintf(url, sizeof url, "sqlite:%s/ledger.db", argv[1]);
    world_open(&bench, argc > 3 ? argv[3] : url, argv[1]);
    double start = seconds();
    post_all(&bench, 0, bench.transactions);
    double took = seconds() - start;
    printf("import_per_s %.0f\n", (double)bench.transactions / took);
    if (argc == 3) {
        struct rows rows = rows_load(argv[1], bench.transactions, true);
        double raw = raw_measure(&bench, &rows);
        printf("raw_import_per_s %.0f\nimport_of_raw %.2f\n", (double)rows.count / raw, raw / took);
        measure_balances(&bench);
        measure_trial_balance(&bench);
    }
    measure_singles(&bench, argc == 3);
    store_close(bench.store);
    arena_free(bench.arena);
    return 0;
}
