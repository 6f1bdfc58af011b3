/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting failed attempts in the table login_guard, by a hash of the typed name: names that no user has are
 * counted and locked just the same, so a lock tells nobody which names exist.
 */
#include <sodium.h>

#include "access/access_internal.h"
#include "base/limits.h"

enum { LOCKOUT_MS = LIMIT_LOCKOUT_S * 1000 };

struct slice attempt_name_of(const struct uuid *user_id) {
    return (struct slice){(const char *)user_id->bytes, UUID_BYTES};
}

static struct token_hash hash_name(enum attempt_kind kind, struct slice name) {
    static const char *const labels[] = {[ATTEMPT_PASSWORD] = "password:", [ATTEMPT_TOTP] = "totp:"};
    struct token_hash hash;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash.bytes);
    crypto_generichash_update(&state, (const unsigned char *)labels[kind], strlen(labels[kind]));
    crypto_generichash_update(&state, (const unsigned char *)name.s, name.len);
    crypto_generichash_final(&state, hash.bytes, sizeof hash.bytes);
    return hash;
}

static struct slice hash_bytes(const struct token_hash *hash) {
    return (struct slice){(const char *)hash->bytes, sizeof hash->bytes};
}

struct attempt {
    struct token_hash name_hash;
    int64_t now_ms, retry_ms;
    bool allowed;
};

struct guard_row {
    int64_t failures, last_ms, locked_until_ms;
};

static struct guard_row guard_read(struct db *db, const struct token_hash *name_hash) {
    struct guard_row row = {0};
    struct db_query *query =
        db_query(db, SQL("SELECT failures, last_ms, locked_until_ms FROM login_guard WHERE name_hash = ?1"));
    db_bind_blob(query, 1, hash_bytes(name_hash));
    if (db_next(query)) {
        row = (struct guard_row){db_column_int(query, 0), db_column_int(query, 1), db_column_int(query, 2)};
    }
    db_done(query);
    return row;
}

static void guard_write(struct db *db, const struct token_hash *name_hash, const struct guard_row *row) {
    struct db_query *query = db_query(
        db, SQL("INSERT INTO login_guard (name_hash, failures, last_ms, locked_until_ms) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (name_hash) DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms, "
                "locked_until_ms = excluded.locked_until_ms"));
    db_bind_blob(query, 1, hash_bytes(name_hash));
    db_bind_int(query, 2, row->failures);
    db_bind_int(query, 3, row->last_ms);
    db_bind_int(query, 4, row->locked_until_ms);
    db_run(query);
}

static bool attempt_count(void *context, struct db *db) {
    struct attempt *attempt = context;
    struct guard_row row = guard_read(db, &attempt->name_hash);
    attempt->allowed = row.locked_until_ms <= attempt->now_ms;
    attempt->retry_ms = attempt->allowed ? 0 : row.locked_until_ms - attempt->now_ms;
    if (!attempt->allowed) return true;
    bool is_old = row.last_ms + LOCKOUT_MS <= attempt->now_ms || row.locked_until_ms > 0;
    row.failures = is_old ? 1 : row.failures + 1;
    row.last_ms = attempt->now_ms;
    row.locked_until_ms = row.failures >= LIMIT_LOGIN_FAILURES ? attempt->now_ms + LOCKOUT_MS : 0;
    guard_write(db, &attempt->name_hash, &row);
    return true;
}

enum outcome attempt_take(struct access *access, enum attempt_kind kind, struct slice name, int64_t *retry_ms) {
    struct attempt attempt = {.name_hash = hash_name(kind, name), .now_ms = access_now(access)};
    if (!store_run(access->store, attempt_count, &attempt)) return OUTCOME_FAILED;
    *retry_ms = attempt.retry_ms;
    return attempt.allowed ? OUTCOME_OK : OUTCOME_TOO_MANY;
}

void attempt_forget(struct db *db, enum attempt_kind kind, struct slice name) {
    struct token_hash name_hash = hash_name(kind, name);
    struct db_query *query = db_query(db, SQL("DELETE FROM login_guard WHERE name_hash = ?1"));
    db_bind_blob(query, 1, hash_bytes(&name_hash));
    db_run(query);
}

bool attempt_refuse(struct refusal *refusal, int64_t retry_ms) {
    enum { MINUTE_MS = 60 * 1000 };
    int64_t minutes = (retry_ms + MINUTE_MS - 1) / MINUTE_MS;
    return refuse_with(refusal, S(""), "Too many attempts. Try again in {1} minutes.",
                       arena_printf(refusal->arena, "%lld", (long long)minutes), S(""));
}

int64_t attempt_locked_until(struct db *db, enum attempt_kind kind, struct slice name) {
    struct token_hash hash = hash_name(kind, name);
    return guard_read(db, &hash).locked_until_ms;
}
