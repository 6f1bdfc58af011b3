/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the access layer that its files share. */
#ifndef MLUP_ACCESS_INTERNAL_H
#define MLUP_ACCESS_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "access/limiter.h"
#include "access/session_cache.h"

/* The organisations, by id; replaced as a whole. */
struct org_table {
    struct arena *arena;
    uint64_t changes; /* store_changes_of(organisation) before it was read */
    struct org_entry *orgs;
    size_t count;
};

struct access {
    struct store *store;
    struct access_options options;
    const struct record_type *user_type, *membership_type, *organisation_type;
    struct limiter *address_limiter; /* sign-ins */
    struct limiter *token_limiter;   /* requests of API tokens */
    struct session_cache *cache;
    _Atomic uint64_t epoch; /* raised when a credential, a session or a token changed */

    pthread_rwlock_t orgs_lock; /* guards `orgs` */
    struct org_table *orgs;

    pthread_t keeper;
    bool keeper_runs;
    pthread_mutex_t keeper_lock; /* guards `closing` */
    pthread_cond_t keeper_wake;
    bool closing;
};

int64_t access_now(const struct access *access);
/* Changes whenever anything did that a session depends on; read it before reading the database. */
uint64_t access_stamp(const struct access *access);
/* After a change of a table of schema.h: cached sessions are read again. */
void access_touch(struct access *access);
/* Reads the organisations again when one has changed.  Not in the writer's thread. */
void access_refresh_orgs(struct access *access);
/* False when there is no such organisation; texts in `arena` (NULL: no texts). */
bool access_find_org(struct access *access, struct arena *arena, struct uuid id, struct org_entry *org);

/* ---- attempt.c ---- */

/* What failed attempts are counted for. */
enum attempt_kind { ATTEMPT_PASSWORD, ATTEMPT_TOTP };

/* Counts one attempt for the name before it is made, so that parallel guesses count too; LIMIT_LOGIN_FAILURES in a
 * row lock the name for LIMIT_LOCKOUT_S.  OK, TOO_MANY with *retry_ms, or FAILED. */
enum outcome attempt_take(struct access *access, enum attempt_kind kind, struct slice name, int64_t *retry_ms);
/* After a good attempt; inside a writer's transaction. */
void attempt_forget(struct db *db, enum attempt_kind kind, struct slice name);
/* Until when the name is locked; 0 when it is not. */
int64_t attempt_locked_until(struct db *db, enum attempt_kind kind, struct slice name);
/* The one message for "too many"; gives false. */
bool attempt_refuse(struct refusal *refusal, int64_t retry_ms);
/* The name under which a user's codes are counted. */
struct slice attempt_name_of(const struct uuid *user_id);

/* ---- login_log.c ---- */

enum login_event {
    LOGIN_OK, LOGIN_WRONG_PASSWORD, LOGIN_LOCKED, LOGIN_TOTP_OK, LOGIN_WRONG_TOTP, LOGIN_RECOVERY_USED,
    LOGIN_SIGNED_OUT, LOGIN_PASSWORD_CHANGED, LOGIN_PASSWORD_SET, LOGIN_TOTP_ON, LOGIN_TOTP_OFF,
    LOGIN_RECOVERY_RENEWED, LOGIN_REVOKED, LOGIN_TOKEN_MADE, LOGIN_TOKEN_REVOKED, LOGIN_EVENTS
};
struct login_fact {
    enum login_event event;
    int64_t at_ms;
    struct uuid user_id, actor_id; /* the actor: an administrator, or the user */
    struct slice address, agent;
};
/* One line; inside a writer's transaction. */
void login_log_add(struct db *db, const struct login_fact *fact);

/* ---- credential.c ---- */

/* A row of `credential`. */
struct credential {
    struct slice password;
    bool must_change, totp_on, totp_exempt;
    struct slice totp_secret; /* sealed; empty when there is none */
    int64_t totp_last_step;
    struct slice recovery; /* hashes, one after the other */
};
/* False when the user has none. */
bool credential_read(struct db *db, struct arena *arena, struct uuid user_id, struct credential *credential);
/* The first credential of a new user; inside a writer's transaction. */
struct credential_new {
    struct uuid user_id;
    struct slice password; /* hashed */
    int64_t now_ms;
    bool must_change, totp_exempt;
};
void credential_insert(struct db *db, const struct credential_new *credential);
void credential_delete(struct db *db, struct uuid user_id);
/* Is the typed code right: of the phone, or a recovery code?  Counts the attempt.  OK fills `use`, which
 * credential_use_code writes; else REFUSED, TOO_MANY or FAILED. */
struct code_use {
    struct uuid user_id;
    bool is_recovery;
    int64_t step;          /* of the phone's code */
    struct slice recovery; /* what is left of the recovery codes */
    struct slice recovery_before;
};
enum outcome credential_try_code(struct access *access, struct arena *arena, const struct login_session *session,
                                 struct slice code, struct credential *credential, struct code_use *use,
                                 int64_t *retry_ms, struct refusal *refusal);
/* Uses the code up; inside a writer's transaction.  False when it has been used meanwhile. */
bool credential_use_code(struct db *db, const struct code_use *use);

/* ---- session.c ---- */

/* The session passed the second factor and gets a new token: a cookie changes with what it is worth.  Inside a
 * writer's transaction; false when the session has gone. */
bool session_rotate(struct db *db, struct token_hash before, struct token_hash after);

/* ---- session_load.c ---- */

/* Reads the session (or API token) of a hash; NULL when it does not hold.  The entry is the caller's reference. */
struct cache_entry *session_load(struct access *access, enum token_kind kind, struct token_hash hash);
/* Sessions by cookie and by API token share everything but the form of the token. */
const struct login_session *session_of_hash(struct access *access, struct arena *arena, enum token_kind kind,
                                      struct token_hash hash);

#endif
