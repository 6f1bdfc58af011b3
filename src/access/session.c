/* SPDX-License-Identifier: Apache-2.0 */
/* See session.h; signing in itself is in sign_in.c. */
#include "access/session.h"

#include "access/access_internal.h"
#include "base/limits.h"

const struct login_session *session_find(struct access *access, struct arena *arena, struct slice cookie) {
    struct token_hash hash;
    if (!token_parse(TOKEN_SESSION, cookie, &hash)) return NULL;
    return session_of_hash(access, arena, TOKEN_SESSION, hash);
}

static struct slice hash_slice(const struct token_hash *hash) {
    return (struct slice){(const char *)hash->bytes, sizeof hash->bytes};
}

/* ---- the organisation ---- */

struct choose_work {
    const struct login_session *session;
    struct uuid org;
};

static bool work_choose(void *context, struct db *db) {
    const struct choose_work *work = context;
    struct db_query *query = db_query(db, SQL("UPDATE login_session SET org_id = ?2 WHERE token_hash = ?1"));
    db_bind_blob(query, 1, hash_slice(&work->session->hash));
    db_bind_uuid(query, 2, work->org);
    db_run(query);
    return true;
}

enum outcome session_choose_org(struct access *access, const struct login_session *session, struct uuid org) {
    bool is_own = false;
    for (size_t i = 0; i < session->org_count; i++) {
        is_own = is_own || uuid_equal(session->orgs[i].org_id, org);
    }
    if (!is_own || session->is_api_token) return OUTCOME_NOT_FOUND;
    struct choose_work work = {session, org};
    bool written = store_run(access->store, work_choose, &work);
    session_cache_drop(access->cache, session->hash);
    return written ? OUTCOME_OK : OUTCOME_FAILED;
}

/* ---- ending ---- */

struct end_work {
    const struct login_session *session;
    struct token_hash hash; /* the one to end, or the one to keep */
    int64_t now_ms;
};

static bool work_sign_out(void *context, struct db *db) {
    const struct end_work *work = context;
    struct db_query *query = db_query(db, SQL("DELETE FROM login_session WHERE token_hash = ?1"));
    db_bind_blob(query, 1, hash_slice(&work->hash));
    db_run(query);
    bool is_own = token_hash_equal(work->hash, work->session->hash);
    struct login_fact fact = {.event = is_own ? LOGIN_SIGNED_OUT : LOGIN_REVOKED, .at_ms = work->now_ms,
                              .user_id = work->session->actor.user_id};
    login_log_add(db, &fact);
    return true;
}

static bool end_one(struct access *access, const struct login_session *session, struct token_hash hash) {
    struct end_work work = {session, hash, access_now(access)};
    bool written = store_run(access->store, work_sign_out, &work);
    access_touch(access);
    return written;
}

bool session_sign_out(struct access *access, const struct login_session *session) {
    return !session->is_api_token && end_one(access, session, session->hash);
}

static bool work_end_others(void *context, struct db *db) {
    const struct end_work *work = context;
    struct db_query *query = db_query(db, SQL("DELETE FROM login_session WHERE user_id = ?1 AND token_hash <> ?2"));
    db_bind_uuid(query, 1, work->session->actor.user_id);
    db_bind_blob(query, 2, hash_slice(&work->hash));
    db_run(query);
    struct login_fact fact = {.event = LOGIN_REVOKED, .at_ms = work->now_ms,
                              .user_id = work->session->actor.user_id};
    login_log_add(db, &fact);
    return true;
}

bool session_revoke_all(struct access *access, const struct login_session *session, bool keep_current) {
    if (session->is_api_token) return false;
    struct end_work work = {.session = session, .now_ms = access_now(access)};
    if (keep_current) work.hash = session->hash;
    bool written = store_run(access->store, work_end_others, &work);
    access_touch(access);
    return written;
}

bool session_rotate(struct db *db, struct token_hash before, struct token_hash after) {
    struct db_query *query =
        db_query(db, SQL("UPDATE login_session SET token_hash = ?2, totp_passed = 1 WHERE token_hash = ?1"));
    db_bind_blob(query, 1, hash_slice(&before));
    db_bind_blob(query, 2, hash_slice(&after));
    db_run(query);
    return db_changes(db) == 1;
}

/* ---- the list ---- */

/* The first half of the hash: enough to name a session, and of no use to anybody. */
static struct uuid name_of_hash(const uint8_t *hash) {
    struct uuid id;
    memcpy(id.bytes, hash, sizeof id.bytes);
    return id;
}

static struct db_query *sessions_query(struct db *db, struct uuid user_id, int64_t now_ms) {
    struct db_query *query = db_query(db, SQL("SELECT token_hash, created_ms, seen_ms, expires_ms, address, agent FROM "
                                              "login_session WHERE user_id = ?1 AND expires_ms > ?2 AND seen_ms > ?3 "
                                              "ORDER BY seen_ms DESC LIMIT ?4"));
    db_bind_uuid(query, 1, user_id);
    db_bind_int(query, 2, now_ms);
    db_bind_int(query, 3, now_ms - (int64_t)LIMIT_SESSION_IDLE_S * 1000);
    db_bind_int(query, 4, LIMIT_SESSIONS_PER_USER);
    return query;
}

size_t session_list(struct access *access, struct arena *arena, const struct login_session *session,
                    struct session_entry **entries) {
    struct session_entry *list = arena_make(arena, struct session_entry, LIMIT_SESSIONS_PER_USER);
    *entries = list;
    if (session->is_api_token) return 0;
    struct db *db = store_borrow(access->store);
    struct db_query *query = sessions_query(db, session->actor.user_id, access_now(access));
    size_t count = 0;
    while (count < LIMIT_SESSIONS_PER_USER && db_next(query)) {
        struct slice hash = db_column_blob(query, 0);
        if (hash.len != TOKEN_HASH_BYTES) continue;
        list[count++] = (struct session_entry){
            .id = name_of_hash((const uint8_t *)hash.s),
            .created_ms = db_column_int(query, 1),
            .seen_ms = db_column_int(query, 2),
            .expires_ms = db_column_int(query, 3),
            .address = arena_copy(arena, db_column_text(query, 4)),
            .agent = arena_copy(arena, db_column_text(query, 5)),
            .is_current = memcmp(hash.s, session->hash.bytes, TOKEN_HASH_BYTES) == 0,
        };
    }
    db_done(query);
    store_return(access->store, db);
    return count;
}

static bool find_own_hash(struct access *access, const struct login_session *session, struct uuid id,
                          struct token_hash *hash) {
    struct db *db = store_borrow(access->store);
    struct db_query *query = sessions_query(db, session->actor.user_id, access_now(access));
    bool found = false;
    while (!found && db_next(query)) {
        struct slice bytes = db_column_blob(query, 0);
        if (bytes.len != TOKEN_HASH_BYTES) continue;
        found = uuid_equal(name_of_hash((const uint8_t *)bytes.s), id);
        if (found) memcpy(hash->bytes, bytes.s, sizeof hash->bytes);
    }
    db_done(query);
    store_return(access->store, db);
    return found;
}

enum outcome session_revoke(struct access *access, const struct login_session *session, struct uuid id) {
    struct token_hash hash;
    if (session->is_api_token || !find_own_hash(access, session, id, &hash)) return OUTCOME_NOT_FOUND;
    return end_one(access, session, hash) ? OUTCOME_OK : OUTCOME_FAILED;
}
