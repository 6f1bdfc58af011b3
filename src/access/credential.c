/* SPDX-License-Identifier: Apache-2.0 */
/* See credential.h. */
#include "access/credential.h"

#include "access/access_internal.h"
#include "access/password.h"
#include "access/users.h"
#include "base/limits.h"
#include "base/log.h"
#include "store/vault.h"

/* ---- the row ---- */

bool credential_read(struct db *db, struct arena *arena, struct uuid user_id, struct credential *credential) {
    struct db_query *query = db_query(db, SQL("SELECT password, must_change, totp_on, totp_exempt, totp_secret, "
                                              "totp_last_step, recovery FROM credential WHERE user_id = ?1"));
    db_bind_uuid(query, 1, user_id);
    bool found = db_next(query);
    if (found) {
        *credential = (struct credential){
            .password = arena_copy(arena, db_column_text(query, 0)),
            .must_change = db_column_int(query, 1) != 0,
            .totp_on = db_column_int(query, 2) != 0,
            .totp_exempt = db_column_int(query, 3) != 0,
            .totp_secret = arena_copy(arena, db_column_blob(query, 4)),
            .totp_last_step = db_column_int(query, 5),
            .recovery = arena_copy(arena, db_column_blob(query, 6)),
        };
    }
    db_done(query);
    return found;
}

static bool credential_of(struct access *access, struct arena *arena, struct uuid user_id,
                          struct credential *credential) {
    struct db *db = store_borrow(access->store);
    bool found = credential_read(db, arena, user_id, credential);
    store_return(access->store, db);
    return found;
}

/* A row that is there already (an earlier try that was refused later) is replaced. */
void credential_insert(struct db *db, const struct credential_new *credential) {
    credential_delete(db, credential->user_id);
    struct db_query *query = db_query(
        db, SQL("INSERT INTO credential (user_id, password, changed_ms, must_change, totp_on, totp_last_step, "
                "totp_exempt) VALUES (?1, ?2, ?3, ?4, 0, 0, ?5)"));
    db_bind_uuid(query, 1, credential->user_id);
    db_bind_text(query, 2, credential->password);
    db_bind_int(query, 3, credential->now_ms);
    db_bind_int(query, 4, credential->must_change);
    db_bind_int(query, 5, credential->totp_exempt);
    db_run(query);
}

void credential_delete(struct db *db, struct uuid user_id) {
    struct db_query *query = db_query(db, SQL("DELETE FROM credential WHERE user_id = ?1"));
    db_bind_uuid(query, 1, user_id);
    db_run(query);
}

static void sessions_end(struct db *db, struct uuid user_id, const struct token_hash *keep) {
    static const struct token_hash none;
    struct db_query *query = db_query(db, SQL("DELETE FROM login_session WHERE user_id = ?1 AND token_hash <> ?2"));
    db_bind_uuid(query, 1, user_id);
    db_bind_blob(query, 2, (struct slice){(const char *)(keep ? keep : &none)->bytes, TOKEN_HASH_BYTES});
    db_run(query);
}

/* ---- the password ---- */

struct password_work {
    struct uuid user_id, actor_id;
    struct slice hashed, login;
    int64_t now_ms;
    bool must_change;
    const struct token_hash *keep; /* the session that goes on; NULL: none */
};

static bool work_password(void *context, struct db *db) {
    const struct password_work *work = context;
    struct db_query *query = db_query(
        db, SQL("INSERT INTO credential (user_id, password, changed_ms, must_change, totp_on, totp_last_step, "
                "totp_exempt) VALUES (?1, ?2, ?3, ?4, 0, 0, 0) ON CONFLICT (user_id) DO UPDATE SET "
                "password = excluded.password, changed_ms = excluded.changed_ms, must_change = excluded.must_change"));
    db_bind_uuid(query, 1, work->user_id);
    db_bind_text(query, 2, work->hashed);
    db_bind_int(query, 3, work->now_ms);
    db_bind_int(query, 4, work->must_change);
    db_run(query);
    sessions_end(db, work->user_id, work->keep);
    attempt_forget(db, ATTEMPT_PASSWORD, work->login);
    struct login_fact fact = {.event = work->must_change ? LOGIN_PASSWORD_SET : LOGIN_PASSWORD_CHANGED,
                              .at_ms = work->now_ms, .user_id = work->user_id, .actor_id = work->actor_id};
    login_log_add(db, &fact);
    return true;
}

/* Writes the new hash.  Memory may lack for it: then nothing has changed. */
static enum outcome password_write(struct access *access, struct arena *arena, struct password_work *work,
                                   struct slice password) {
    work->hashed = password_hash(arena, password);
    work->now_ms = access_now(access);
    if (!work->hashed.len || !store_run(access->store, work_password, work)) return OUTCOME_FAILED;
    access_touch(access);
    return OUTCOME_OK;
}

/* REFUSED without a word when it is another one. */
static enum outcome password_check(struct access *access, struct arena *arena, const struct login_session *session,
                                   struct slice password, int64_t *retry_ms, struct refusal *refusal) {
    struct credential credential = {0};
    enum outcome admitted = attempt_take(access, ATTEMPT_PASSWORD, session->login, retry_ms);
    if (admitted == OUTCOME_TOO_MANY) attempt_refuse(refusal, *retry_ms);
    if (admitted != OUTCOME_OK) return admitted;
    bool right = credential_of(access, arena, session->actor.user_id, &credential) &&
                 password_verify(credential.password, password);
    return right ? OUTCOME_OK : OUTCOME_REFUSED;
}

static enum outcome old_password_check(struct access *access, struct arena *arena, const struct login_session *session,
                                       struct slice old_password, int64_t *retry_ms, struct refusal *refusal) {
    enum outcome outcome = password_check(access, arena, session, old_password, retry_ms, refusal);
    if (outcome == OUTCOME_REFUSED) refuse(refusal, S("old_password"), "This is not your password of until now.");
    return outcome;
}

static bool work_forget_attempts(void *context, struct db *db) {
    const struct login_session *session = context;
    attempt_forget(db, ATTEMPT_PASSWORD, session->login);
    return true;
}

enum outcome credential_unlock_session(struct access *access, struct arena *arena, const struct login_session *session,
                                       struct slice password, int64_t *retry_ms, struct refusal *refusal) {
    if (session->is_api_token || session->stage != SESSION_LOCKED) return OUTCOME_FORBIDDEN;
    enum outcome outcome = password_check(access, arena, session, password, retry_ms, refusal);
    if (outcome == OUTCOME_REFUSED) refuse(refusal, S("password"), "The password is wrong.");
    if (outcome != OUTCOME_OK) return outcome;
    if (!store_run(access->store, work_forget_attempts, (void *)(uintptr_t)session)) return OUTCOME_FAILED;
    session_wake(access, session);
    return OUTCOME_OK;
}

enum outcome credential_change_password(struct access *access, struct arena *arena, const struct login_session *session,
                                        struct slice old_password, struct slice new_password, int64_t *retry_ms,
                                        struct refusal *refusal) {
    if (session->is_api_token || session->stage == SESSION_TOTP) return OUTCOME_FORBIDDEN;
    enum outcome checked = old_password_check(access, arena, session, old_password, retry_ms, refusal);
    if (checked != OUTCOME_OK) return checked;
    struct slice known[] = {session->login, session->name, session->email,
                            access_org_name(access, arena, session->user_org_id)};
    if (!password_is_acceptable(new_password, known, ARRAY_LEN(known), S("new_password"), refusal)) {
        return OUTCOME_REFUSED;
    }
    if (slice_equal(old_password, new_password)) {
        refuse(refusal, S("new_password"), "The new password must be another one.");
        return OUTCOME_REFUSED;
    }
    struct password_work work = {.user_id = session->actor.user_id, .login = session->login, .keep = &session->hash};
    return password_write(access, arena, &work, new_password);
}

/* ---- by an administrator ---- */

struct administered {
    struct uuid org_id;
    struct slice login, name, email;
    int64_t roles_elsewhere;
};

static bool administered_read(struct access *access, struct arena *arena, struct uuid user_id,
                              struct administered *user) {
    struct db *db = store_borrow(access->store);
    struct db_query *query = db_query(
        db, SQL("SELECT u.org_id, u.login, u.name, u.email, CAST((SELECT COUNT(*) FROM membership m WHERE "
                "m.\"user\" = u.id AND m.org_id <> u.org_id AND m.deleted_ms = 0) AS BIGINT) FROM \"user\" u "
                "WHERE u.id = ?1 AND u.deleted_ms = 0"));
    db_bind_uuid(query, 1, user_id);
    bool found = db_next(query);
    if (found) {
        *user = (struct administered){
            .org_id = db_column_uuid(query, 0),
            .login = arena_copy(arena, db_column_text(query, 1)),
            .name = arena_copy(arena, db_column_text(query, 2)),
            .email = arena_copy(arena, db_column_text(query, 3)),
            .roles_elsewhere = db_column_int(query, 4),
        };
    }
    db_done(query);
    store_return(access->store, db);
    return found;
}

/* Not the own credential, which asks for the old one; and not of somebody who has a role in another organisation, or
 * an administrator here could take that role over. */
static enum outcome may_administer(struct access *access, struct arena *arena, const struct actor *actor,
                                   struct uuid user_id, struct administered *user) {
    if (!administered_read(access, arena, user_id, user)) return OUTCOME_NOT_FOUND;
    if (actor->is_system) return OUTCOME_OK;
    bool is_visible = uuid_equal(user->org_id, actor->org_id) && access_may(actor, ACCESS_USERS, VERB_READ);
    if (!is_visible) return OUTCOME_NOT_FOUND;
    bool allowed = access_may(actor, ACCESS_USERS, VERB_UPDATE) && !uuid_equal(user_id, actor->user_id) &&
                   user->roles_elsewhere == 0;
    return allowed ? OUTCOME_OK : OUTCOME_FORBIDDEN;
}

static void state_read(struct access *access, struct uuid user_id, struct slice login, struct credential_state *state) {
    struct db *db = store_borrow(access->store);
    struct db_query *query = db_query(
        db, SQL("SELECT c.must_change, c.totp_on, c.changed_ms, CAST(COALESCE((SELECT MAX(l.at_ms) FROM login_log l WHERE "
                "l.user_id = c.user_id AND l.event = 'signed_in'), 0) AS BIGINT) FROM credential c WHERE c.user_id = ?1"));
    db_bind_uuid(query, 1, user_id);
    *state = (struct credential_state){0};
    if (db_next(query)) {
        *state = (struct credential_state){.has_password = true, .must_change = db_column_int(query, 0) != 0,
                                           .totp_on = db_column_int(query, 1) != 0, .changed_ms = db_column_int(query, 2),
                                           .last_sign_in_ms = db_column_int(query, 3)};
    }
    db_done(query);
    int64_t by_password = attempt_locked_until(db, ATTEMPT_PASSWORD, login);
    int64_t by_code = attempt_locked_until(db, ATTEMPT_TOTP, attempt_name_of(&user_id));
    state->locked_until_ms = by_password > by_code ? by_password : by_code;
    store_return(access->store, db);
}

bool credential_state_of(struct access *access, struct arena *arena, const struct actor *actor, struct uuid user_id,
                         struct credential_state *state) {
    struct administered user = {0};
    if (!administered_read(access, arena, user_id, &user)) return false;
    bool is_visible = uuid_equal(user.org_id, actor->org_id) && access_may(actor, ACCESS_USERS, VERB_READ);
    if (!actor->is_system && !is_visible) return false;
    state_read(access, user_id, user.login, state);
    return true;
}

enum outcome credential_set_password(struct access *access, struct arena *arena, const struct actor *actor,
                                     struct uuid user_id, struct slice password, struct refusal *refusal) {
    struct administered user = {0};
    enum outcome allowed = may_administer(access, arena, actor, user_id, &user);
    if (allowed != OUTCOME_OK) return allowed;
    struct slice known[] = {user.login, user.name, user.email, access_org_name(access, arena, user.org_id)};
    if (!password_is_acceptable(password, known, ARRAY_LEN(known), S("password"), refusal)) return OUTCOME_REFUSED;
    struct password_work work = {.user_id = user_id, .actor_id = actor->user_id, .login = user.login,
                                 .must_change = true};
    return password_write(access, arena, &work, password);
}

struct totp_off_work {
    struct uuid user_id, actor_id;
    int64_t now_ms;
    const struct code_use *use; /* NULL: by an administrator, without a code */
};

static bool work_totp_off(void *context, struct db *db) {
    const struct totp_off_work *work = context;
    if (work->use && !credential_use_code(db, work->use)) return false;
    struct db_query *query = db_query(
        db, SQL("UPDATE credential SET totp_on = 0, totp_secret = NULL, totp_last_step = 0, recovery = NULL "
                "WHERE user_id = ?1"));
    db_bind_uuid(query, 1, work->user_id);
    db_run(query);
    if (!work->use) sessions_end(db, work->user_id, NULL);
    attempt_forget(db, ATTEMPT_TOTP, attempt_name_of(&work->user_id));
    struct login_fact fact = {.event = LOGIN_TOTP_OFF, .at_ms = work->now_ms, .user_id = work->user_id,
                              .actor_id = work->actor_id};
    login_log_add(db, &fact);
    return true;
}

static enum outcome totp_off(struct access *access, struct totp_off_work *work) {
    work->now_ms = access_now(access);
    bool written = store_run(access->store, work_totp_off, work);
    access_touch(access);
    return written ? OUTCOME_OK : OUTCOME_FAILED;
}

enum outcome credential_reset_totp(struct access *access, const struct actor *actor, struct uuid user_id) {
    struct administered user = {0};
    struct arena *arena = arena_new();
    enum outcome allowed = may_administer(access, arena, actor, user_id, &user);
    arena_free(arena);
    if (allowed != OUTCOME_OK) return allowed;
    struct totp_off_work work = {.user_id = user_id, .actor_id = actor->user_id};
    return totp_off(access, &work);
}

struct unlock_work {
    struct uuid user_id;
    struct slice login;
};

static bool work_unlock(void *context, struct db *db) {
    const struct unlock_work *work = context;
    attempt_forget(db, ATTEMPT_PASSWORD, work->login);
    attempt_forget(db, ATTEMPT_TOTP, attempt_name_of(&work->user_id));
    return true;
}

enum outcome credential_unlock(struct access *access, const struct actor *actor, struct uuid user_id) {
    struct administered user = {0};
    struct arena *arena = arena_new();
    enum outcome outcome = may_administer(access, arena, actor, user_id, &user);
    struct unlock_work work = {user_id, user.login};
    if (outcome == OUTCOME_OK && !store_run(access->store, work_unlock, &work)) outcome = OUTCOME_FAILED;
    arena_free(arena);
    return outcome;
}

/* ---- codes ---- */

static struct seal_place secret_place(struct uuid user_id) {
    return (struct seal_place){S("credential"), S("totp_secret"), user_id, SHARED_ORG};
}

static bool secret_open(struct access *access, struct arena *arena, struct uuid user_id,
                        const struct credential *credential, struct totp_secret *secret) {
    struct seal_place place = secret_place(user_id);
    struct slice plain = S("");
    if (!credential->totp_secret.len) return false;
    bool opened = vault_open_text(access->store, arena, &place, credential->totp_secret, &plain);
    if (!opened || plain.len != TOTP_SECRET_BYTES) {
        log_fail("a second factor cannot be opened: is it the right key file?");
        return false;
    }
    memcpy(secret->bytes, plain.s, TOTP_SECRET_BYTES);
    return true;
}

/* The recovery codes without the one at `index`. */
static struct slice recovery_without(struct arena *arena, struct slice recovery, size_t index) {
    size_t at = index * TOTP_RECOVERY_HASH_BYTES;
    return arena_join(arena, slice_sub(recovery, 0, at),
                      slice_sub(recovery, at + TOTP_RECOVERY_HASH_BYTES, recovery.len));
}

static bool recovery_is_right(struct arena *arena, const struct credential *credential, struct slice code,
                              struct code_use *use) {
    struct recovery_hash hashes[LIMIT_RECOVERY_CODES];
    size_t count = credential->recovery.len / TOTP_RECOVERY_HASH_BYTES;
    if (count > LIMIT_RECOVERY_CODES) count = LIMIT_RECOVERY_CODES;
    if (count) memcpy(hashes, credential->recovery.s, count * TOTP_RECOVERY_HASH_BYTES);
    int found = totp_recovery_find(use->user_id, code, hashes, count);
    if (found < 0) return false;
    use->is_recovery = true;
    use->recovery_before = credential->recovery;
    use->recovery = recovery_without(arena, credential->recovery, (size_t)found);
    return true;
}

enum outcome credential_try_code(struct access *access, struct arena *arena, const struct login_session *session,
                                 struct slice code, struct credential *credential, struct code_use *use,
                                 int64_t *retry_ms, struct refusal *refusal) {
    struct totp_secret secret;
    use->user_id = session->actor.user_id;
    enum outcome admitted = attempt_take(access, ATTEMPT_TOTP, attempt_name_of(&use->user_id), retry_ms);
    if (admitted == OUTCOME_TOO_MANY) attempt_refuse(refusal, *retry_ms);
    if (admitted != OUTCOME_OK) return admitted;
    bool right = credential_of(access, arena, use->user_id, credential) && credential->totp_on &&
                 secret_open(access, arena, use->user_id, credential, &secret) &&
                 totp_is_valid(secret, code, access_now(access), credential->totp_last_step, &use->step);
    if (right || (credential->totp_on && recovery_is_right(arena, credential, code, use))) return OUTCOME_OK;
    refuse(refusal, S("code"), "The code is not right. Wait for the next one and try again.");
    return OUTCOME_REFUSED;
}

bool credential_use_code(struct db *db, const struct code_use *use) {
    struct db_query *query =
        use->is_recovery
            ? db_query(db, SQL("UPDATE credential SET recovery = ?2 WHERE user_id = ?1 AND recovery = ?3"))
            : db_query(db, SQL("UPDATE credential SET totp_last_step = ?2 WHERE user_id = ?1 AND totp_last_step < ?2"));
    db_bind_uuid(query, 1, use->user_id);
    if (use->is_recovery) {
        db_bind_blob(query, 2, use->recovery);
        db_bind_blob(query, 3, use->recovery_before);
    } else {
        db_bind_int(query, 2, use->step);
    }
    db_run(query);
    return db_changes(db) == 1;
}

/* ---- the second factor on and off ---- */

struct enrol_work {
    struct uuid user_id;
    struct slice sealed;
    bool written;
};

/* A second page that asked at the same moment leaves the first secret. */
static bool work_enrol(void *context, struct db *db) {
    struct enrol_work *work = context;
    struct db_query *query = db_query(
        db, SQL("UPDATE credential SET totp_secret = ?2 WHERE user_id = ?1 AND totp_on = 0 AND totp_secret IS NULL"));
    db_bind_uuid(query, 1, work->user_id);
    db_bind_blob(query, 2, work->sealed);
    db_run(query);
    work->written = db_changes(db) == 1;
    return true;
}

static bool may_enrol(const struct login_session *session) {
    return !session->is_api_token && (session->stage == SESSION_ENROL || session->stage == SESSION_READY);
}

static enum outcome enrol_new(struct access *access, struct arena *arena, struct uuid user_id,
                              struct totp_secret *secret) {
    struct seal_place place = secret_place(user_id);
    *secret = totp_secret_new();
    struct slice plain = {(const char *)secret->bytes, TOTP_SECRET_BYTES};
    struct enrol_work work = {user_id, vault_seal_text(access->store, arena, &place, plain), false};
    if (!work.sealed.len || !store_run(access->store, work_enrol, &work)) return OUTCOME_FAILED;
    if (work.written) return OUTCOME_OK;
    struct credential credential = {0};
    bool opened = credential_of(access, arena, user_id, &credential) &&
                  secret_open(access, arena, user_id, &credential, secret);
    return opened ? OUTCOME_OK : OUTCOME_FAILED;
}

enum outcome credential_enrol_totp(struct access *access, struct arena *arena, const struct login_session *session,
                                   struct totp_secret *secret, struct refusal *refusal) {
    struct uuid user = session->actor.user_id;
    struct credential credential = {0};
    if (!may_enrol(session) || !credential_of(access, arena, user, &credential)) return OUTCOME_FORBIDDEN;
    if (credential.totp_on) {
        refuse(refusal, S(""), "The second factor is already on.");
        return OUTCOME_REFUSED;
    }
    if (!credential.totp_secret.len) return enrol_new(access, arena, user, secret);
    return secret_open(access, arena, user, &credential, secret) ? OUTCOME_OK : OUTCOME_FAILED;
}

struct confirm_work {
    const struct login_session *session;
    struct token_hash hash; /* of the new cookie; unused when codes are renewed */
    struct code_use use;
    struct slice recovery;
    int64_t now_ms;
};

static void recovery_write(struct db *db, struct uuid user_id, struct slice recovery) {
    struct db_query *query = db_query(db, SQL("UPDATE credential SET recovery = ?2 WHERE user_id = ?1"));
    db_bind_uuid(query, 1, user_id);
    db_bind_blob(query, 2, recovery);
    db_run(query);
}

static void confirm_log(struct db *db, const struct confirm_work *work, enum login_event event) {
    struct login_fact fact = {.event = event, .at_ms = work->now_ms, .user_id = work->use.user_id};
    login_log_add(db, &fact);
}

static bool work_confirm(void *context, struct db *db) {
    const struct confirm_work *work = context;
    struct db_query *query = db_query(db, SQL("UPDATE credential SET totp_on = 1, totp_last_step = ?2 WHERE "
                                              "user_id = ?1 AND totp_on = 0"));
    db_bind_uuid(query, 1, work->use.user_id);
    db_bind_int(query, 2, work->use.step);
    db_run(query);
    if (db_changes(db) != 1) return false;
    recovery_write(db, work->use.user_id, work->recovery);
    confirm_log(db, work, LOGIN_TOTP_ON);
    return session_rotate(db, work->session->hash, work->hash);
}

static struct slice recovery_make(struct arena *arena, struct uuid user_id,
                                  struct slice codes[static LIMIT_RECOVERY_CODES]) {
    struct recovery_hash hashes[LIMIT_RECOVERY_CODES];
    totp_recovery_new(arena, user_id, codes, hashes);
    return arena_copy(arena, (struct slice){(const char *)hashes, sizeof hashes});
}

enum outcome credential_confirm_totp(struct access *access, struct arena *arena, const struct login_session *session,
                                     struct slice code, struct slice codes[static LIMIT_RECOVERY_CODES],
                                     struct slice *cookie, struct refusal *refusal) {
    struct confirm_work work = {.session = session, .now_ms = access_now(access)};
    struct credential credential = {0};
    struct totp_secret secret;
    work.use.user_id = session->actor.user_id;
    if (!may_enrol(session) || !credential_of(access, arena, work.use.user_id, &credential)) return OUTCOME_FORBIDDEN;
    if (credential.totp_on || !secret_open(access, arena, work.use.user_id, &credential, &secret)) {
        refuse(refusal, S(""), credential.totp_on ? "The second factor is already on."
                                                  : "Start again: the code was not shown yet.");
        return OUTCOME_REFUSED;
    }
    if (!totp_is_valid(secret, code, work.now_ms, 0, &work.use.step)) {
        refuse(refusal, S("code"), "The code is not right. Check the phone's clock and try the next code.");
        return OUTCOME_REFUSED;
    }
    work.recovery = recovery_make(arena, work.use.user_id, codes);
    struct slice token = token_new(arena, TOKEN_SESSION, &work.hash);
    bool written = store_run(access->store, work_confirm, &work);
    access_touch(access);
    if (!written) return OUTCOME_FAILED;
    *cookie = token;
    return OUTCOME_OK;
}

enum outcome credential_disable_totp(struct access *access, struct arena *arena, const struct login_session *session,
                                     struct slice code, int64_t *retry_ms, struct refusal *refusal) {
    if (session->is_api_token || session->stage != SESSION_READY) return OUTCOME_FORBIDDEN;
    if (session->totp_required) {
        refuse(refusal, S(""), "Your role asks for a second factor; it cannot be turned off.");
        return OUTCOME_REFUSED;
    }
    struct credential credential = {0};
    struct code_use use = {0};
    enum outcome checked = credential_try_code(access, arena, session, code, &credential, &use, retry_ms, refusal);
    if (checked != OUTCOME_OK) return checked;
    struct totp_off_work work = {.user_id = session->actor.user_id, .use = &use};
    return totp_off(access, &work);
}

static bool work_renew(void *context, struct db *db) {
    const struct confirm_work *work = context;
    if (!credential_use_code(db, &work->use)) return false;
    recovery_write(db, work->use.user_id, work->recovery);
    attempt_forget(db, ATTEMPT_TOTP, attempt_name_of(&work->use.user_id));
    confirm_log(db, work, LOGIN_RECOVERY_RENEWED);
    return true;
}

enum outcome credential_renew_recovery(struct access *access, struct arena *arena, const struct login_session *session,
                                       struct slice code, struct slice codes[static LIMIT_RECOVERY_CODES],
                                       int64_t *retry_ms, struct refusal *refusal) {
    if (session->is_api_token || session->stage != SESSION_READY) return OUTCOME_FORBIDDEN;
    struct confirm_work work = {.session = session, .now_ms = access_now(access)};
    struct credential credential = {0};
    enum outcome checked =
        credential_try_code(access, arena, session, code, &credential, &work.use, retry_ms, refusal);
    if (checked != OUTCOME_OK) return checked;
    work.recovery = recovery_make(arena, work.use.user_id, codes);
    return store_run(access->store, work_renew, &work) ? OUTCOME_OK : OUTCOME_FAILED;
}

size_t credential_recovery_count(struct access *access, const struct login_session *session) {
    struct arena *arena = arena_new();
    struct credential credential = {0};
    credential_of(access, arena, session->actor.user_id, &credential);
    arena_free(arena);
    return credential.recovery.len / TOTP_RECOVERY_HASH_BYTES;
}
