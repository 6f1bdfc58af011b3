/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in: the address's rate, the name's failed attempts, the password, the second factor.  An unknown name, an
 * inactive user and a wrong password look alike, in words and in time.
 */
#include "access/access_internal.h"
#include "access/password.h"
#include "access/users.h"
#include "base/limits.h"
#include "base/log.h"

/* Who a login belongs to. */
struct account {
    struct uuid user_id;
    bool is_active;
    struct credential credential; /* empty password when there is none */
};

struct sign_in_work {
    struct access *access;
    const struct sign_in *sign_in;
    struct slice login; /* as stored */
    struct account account;
    struct token_hash hash;
    struct slice new_password; /* hash with today's parameters; empty when the old one has them */
    int64_t now_ms;
};

static bool account_find(struct access *access, struct arena *arena, struct slice login, struct account *account) {
    if (!login_is_possible(login)) return false;
    struct db *db = store_borrow(access->store);
    struct db_query *query =
        db_query(db, SQL("SELECT id, active FROM \"user\" WHERE login = ?1 AND deleted_ms = 0"));
    db_bind_text(query, 1, login);
    bool found = db_next(query);
    if (found) {
        account->user_id = db_column_uuid(query, 0);
        account->is_active = db_column_int(query, 1) != 0;
    }
    db_done(query);
    if (found) found = credential_read(db, arena, account->user_id, &account->credential);
    store_return(access->store, db);
    return found;
}

static struct slice agent_cut(struct slice agent) {
    while (agent.len && !slice_is_utf8(agent)) {
        agent.len--;
    }
    while (agent.len > LIMIT_AGENT_BYTES || (agent.len && !slice_is_utf8(agent))) {
        agent.len--;
    }
    return agent;
}

static struct login_fact fact_of(const struct sign_in_work *work, enum login_event event) {
    return (struct login_fact){.event = event, .at_ms = work->now_ms, .user_id = work->account.user_id,
                               .address = work->sign_in->address, .agent = agent_cut(work->sign_in->agent)};
}

static bool work_log_wrong(void *context, struct db *db) {
    struct login_fact fact = fact_of(context, LOGIN_WRONG_PASSWORD);
    login_log_add(db, &fact);
    return true;
}

static bool work_log_locked(void *context, struct db *db) {
    struct login_fact fact = fact_of(context, LOGIN_LOCKED);
    login_log_add(db, &fact);
    return true;
}

/* Of names that no user has nothing is logged: people type their password into the wrong field. */
static void log_failure(struct sign_in_work *work, bool (*write)(void *, struct db *)) {
    if (uuid_is_zero(work->account.user_id)) return;
    if (!store_run(work->access->store, write, work)) log_warn("sign-in: a failed attempt was not logged");
}

/* ---- the password ---- */

static bool password_is_right(struct sign_in_work *work, bool found) {
    struct slice password = work->sign_in->password;
    if (!found || !work->account.is_active) return password_verify_nobody(password);
    return password_verify(work->account.credential.password, password);
}

static void session_insert(struct db *db, const struct sign_in_work *work) {
    struct db_query *query = db_query(
        db, SQL("INSERT INTO login_session (token_hash, user_id, org_id, created_ms, seen_ms, expires_ms, address, "
                "agent, totp_passed) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, 0)"));
    db_bind_blob(query, 1, (struct slice){(const char *)work->hash.bytes, TOKEN_HASH_BYTES});
    db_bind_uuid(query, 2, work->account.user_id);
    db_bind_uuid(query, 3, SHARED_ORG);
    db_bind_int(query, 4, work->now_ms);
    db_bind_int(query, 5, work->now_ms + (int64_t)LIMIT_SESSION_S * 1000);
    db_bind_text(query, 6, work->sign_in->address);
    db_bind_text(query, 7, agent_cut(work->sign_in->agent));
    db_run(query);
}

static void sessions_limit(struct db *db, struct uuid user_id) {
    struct db_query *query = db_query(
        db, SQL("DELETE FROM login_session WHERE user_id = ?1 AND token_hash NOT IN (SELECT token_hash FROM "
                "login_session WHERE user_id = ?1 ORDER BY created_ms DESC, token_hash LIMIT ?2)"));
    db_bind_uuid(query, 1, user_id);
    db_bind_int(query, 2, LIMIT_SESSIONS_PER_USER);
    db_run(query);
}

/* The old line is compared, so that a password changed meanwhile stays. */
static void password_rehash(struct db *db, const struct sign_in_work *work) {
    struct db_query *query =
        db_query(db, SQL("UPDATE credential SET password = ?2 WHERE user_id = ?1 AND password = ?3"));
    db_bind_uuid(query, 1, work->account.user_id);
    db_bind_text(query, 2, work->new_password);
    db_bind_text(query, 3, work->account.credential.password);
    db_run(query);
}

static bool work_start_session(void *context, struct db *db) {
    struct sign_in_work *work = context;
    attempt_forget(db, ATTEMPT_PASSWORD, work->login);
    session_insert(db, work);
    sessions_limit(db, work->account.user_id);
    if (work->new_password.len) password_rehash(db, work);
    struct login_fact fact = fact_of(work, LOGIN_OK);
    login_log_add(db, &fact);
    return true;
}

static enum outcome session_start(struct sign_in_work *work, struct arena *arena, struct slice *cookie) {
    if (password_needs_rehash(arena, work->account.credential.password)) {
        work->new_password = password_hash(arena, work->sign_in->password);
    }
    struct slice token = token_new(arena, TOKEN_SESSION, &work->hash);
    if (!store_run(work->access->store, work_start_session, work)) return OUTCOME_FAILED;
    access_touch(work->access); /* older sessions may have gone */
    *cookie = token;
    return OUTCOME_OK;
}

static enum outcome sign_in_admit(struct sign_in_work *work, struct arena *arena, int64_t *retry_ms) {
    struct slice address = limiter_address_key(arena, work->sign_in->address);
    if (!limiter_take(work->access->address_limiter, address, clock_monotonic_ns() / 1000000, retry_ms)) {
        return OUTCOME_TOO_MANY;
    }
    return attempt_take(work->access, ATTEMPT_PASSWORD, work->login, retry_ms);
}

enum outcome session_sign_in(struct access *access, struct arena *arena, const struct sign_in *sign_in,
                             struct slice *cookie, int64_t *retry_ms, struct refusal *refusal) {
    struct sign_in_work work = {.access = access, .sign_in = sign_in, .login = login_normalise(arena, sign_in->login),
                                .now_ms = access_now(access)};
    *retry_ms = 0;
    enum outcome admitted = sign_in_admit(&work, arena, retry_ms);
    if (admitted == OUTCOME_FAILED) return OUTCOME_FAILED;
    bool found = account_find(access, arena, work.login, &work.account);
    if (admitted == OUTCOME_TOO_MANY) {
        log_failure(&work, work_log_locked);
        attempt_refuse(refusal, *retry_ms);
        return OUTCOME_TOO_MANY;
    }
    if (password_is_right(&work, found)) return session_start(&work, arena, cookie);
    log_failure(&work, work_log_wrong);
    refuse(refusal, S("password"), "The user name or the password is wrong.");
    return OUTCOME_REFUSED;
}

/* ---- the second factor ---- */

struct totp_work {
    const struct login_session *session;
    struct code_use use;
    struct token_hash hash; /* of the new cookie */
    int64_t now_ms;
    bool right;
};

static enum login_event totp_event(const struct totp_work *work) {
    if (!work->right) return LOGIN_WRONG_TOTP;
    return work->use.is_recovery ? LOGIN_RECOVERY_USED : LOGIN_TOTP_OK;
}

static bool work_pass_totp(void *context, struct db *db) {
    struct totp_work *work = context;
    struct uuid user = work->session->actor.user_id;
    struct login_fact fact = {.event = totp_event(work), .at_ms = work->now_ms, .user_id = user};
    login_log_add(db, &fact);
    if (!work->right) return true;
    attempt_forget(db, ATTEMPT_TOTP, attempt_name_of(&user));
    return credential_use_code(db, &work->use) && session_rotate(db, work->session->hash, work->hash);
}

enum outcome session_pass_totp(struct access *access, struct arena *arena, const struct login_session *session,
                               struct slice code, struct slice *cookie, int64_t *retry_ms, struct refusal *refusal) {
    if (session->stage != SESSION_TOTP) return OUTCOME_FORBIDDEN;
    struct totp_work work = {.session = session, .now_ms = access_now(access)};
    struct credential credential = {0};
    enum outcome checked =
        credential_try_code(access, arena, session, code, &credential, &work.use, retry_ms, refusal);
    if (checked != OUTCOME_OK && checked != OUTCOME_REFUSED) return checked;
    work.right = checked == OUTCOME_OK;
    struct slice token = token_new(arena, TOKEN_SESSION, &work.hash);
    bool written = store_run(access->store, work_pass_totp, &work);
    access_touch(access);
    if (work.right && !written) return OUTCOME_FAILED;
    if (work.right) *cookie = token;
    return checked;
}
