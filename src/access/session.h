/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in and staying so.  The cookie holds a random token; the database holds its hash.  A session knows one
 * organisation at a time.  Looking one up costs no SQL: entries are kept in memory and fall out of date at once when
 * a role, a user, a credential or a session changes (in other processes on the same database: within
 * LIMIT_SESSION_CACHE_S).
 *
 * An actor has roles only while the stage is SESSION_READY; before, every view is empty and every change refused.
 */
#ifndef MLUP_ACCESS_SESSION_H
#define MLUP_ACCESS_SESSION_H

#include "access/access.h"
#include "access/token.h"

/* What the user must do before anything else, in this order. */
enum session_stage {
    SESSION_TOTP,         /* type the code of the phone: session_pass_totp */
    SESSION_LOCKED,       /* sees case files and was idle for LIMIT_SESSION_LOCK_S: type the password: credential_unlock_session */
    SESSION_PASSWORD,     /* choose a new password: credential_change_password */
    SESSION_ORGANISATION, /* choose among several organisations: session_choose_org */
    SESSION_NO_ROLE,      /* no role anywhere: ask an administrator */
    SESSION_ENROL,        /* set up the second factor that the role asks for: credential_enrol_totp */
    SESSION_READY,
};

/* One organisation that the user may act in. */
struct session_org {
    struct uuid org_id;
    struct slice org_name; /* short name */
    uint32_t roles;
};

/* Who is signed in (a `struct session` is a training session).  Immutable; lives as long as the arena given to the
 * look-up. */
struct login_session {
    enum session_stage stage;
    struct actor actor;
    struct token_hash hash; /* of the cookie; what tokens in forms are bound to */
    bool is_api_token;      /* no cookie, so no CSRF check */
    bool for_calendar; /* a token that opens the feed of deadlines alone */
    struct slice login, name, email, language;
    bool khmer_digits;
    struct uuid user_org_id; /* the organisation that keeps the user's record */
    bool totp_on, totp_required;
    const struct session_org *orgs; /* by short name */
    size_t org_count;
    int64_t created_ms, expires_ms;
};

struct sign_in {
    struct slice login, password; /* as typed */
    struct slice address, agent;  /* of the client; the agent is cut at LIMIT_AGENT_BYTES */
};

/* Takes a fifth of a second for the password hash: call it on a slow thread.  OK: *cookie is the token to send, for
 * LIMIT_SESSION_S.  REFUSED: user name or password wrong (one message for both).  TOO_MANY: locked or too fast;
 * *retry_ms says how long. */
enum outcome session_sign_in(struct access *access, struct arena *arena, const struct sign_in *sign_in,
                             struct slice *cookie, int64_t *retry_ms, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* The second step: six digits of the phone, or a recovery code.  OK: *cookie replaces the one before. */
enum outcome session_pass_totp(struct access *access, struct arena *arena, const struct login_session *session,
                               struct slice code, struct slice *cookie, int64_t *retry_ms, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* The session of a cookie, or NULL: none, expired, idle too long, revoked, user not active.  Counts as being seen. */
const struct login_session *session_find(struct access *access, struct arena *arena, struct slice cookie);
/* The user as if signed in for the organisation, reading only: for what the program does in somebody's name in the
 * background.  NULL when the user is not active; without a role there the stage is SESSION_NO_ROLE.  Not in the writer's
 * thread. */
const struct login_session *session_of_user(struct access *access, struct arena *arena, struct uuid user_id, struct uuid org_id);
/* Acts in another organisation of the user from the next request on.  NOT_FOUND when the user has no role there. */
enum outcome session_choose_org(struct access *access, const struct login_session *session, struct uuid org)
    __attribute__((warn_unused_result));
/* Counts as being seen now: what a locked session needs to go on. */
void session_wake(struct access *access, const struct login_session *session);
/* Ends this session. */
bool session_sign_out(struct access *access, const struct login_session *session);

/* One line of "where you are signed in". */
struct session_entry {
    struct uuid id; /* names the session, opens nothing */
    int64_t created_ms, seen_ms, expires_ms;
    struct slice address, agent;
    bool is_current;
};
/* Empty for an API token: a program has no business there. */
size_t session_list(struct access *access, struct arena *arena, const struct login_session *session,
                    struct session_entry **entries);
/* NOT_FOUND when the user has no such session. */
enum outcome session_revoke(struct access *access, const struct login_session *session, struct uuid id)
    __attribute__((warn_unused_result));
/* Ends all sessions of the user but, when `keep_current`, this one. */
bool session_revoke_all(struct access *access, const struct login_session *session, bool keep_current);

/* What happened around signing in, newest first, for the user's own page. */
struct login_entry {
    int64_t at_ms;
    struct slice event, address, agent; /* event: a label in English, key of its translation */
};
size_t session_log(struct access *access, struct arena *arena, const struct login_session *session,
                   struct login_entry **entries);

#endif
