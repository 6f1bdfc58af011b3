/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What proves who a user is: the password's hash, the second factor (sealed), recovery codes (hashed).  They are not
 * part of any record, no API gives them out, and every change of them is logged.
 */
#ifndef MLUP_ACCESS_CREDENTIAL_H
#define MLUP_ACCESS_CREDENTIAL_H

#include "access/session.h"
#include "access/totp.h"

/* The user changes the own password; the old one is needed.  Fields of refusals: old_password, new_password.  Other
 * sessions end, this one goes on.  Slow thread (two password hashes). */
enum outcome credential_change_password(struct access *access, struct arena *arena, const struct login_session *session,
                                        struct slice old_password, struct slice new_password, int64_t *retry_ms,
                                        struct refusal *refusal) __attribute__((warn_unused_result));

/* The password again, for a session that was locked (SESSION_LOCKED): it goes on where it was.  Field of refusals: password.
 * Slow thread. */
enum outcome credential_unlock_session(struct access *access, struct arena *arena, const struct login_session *session,
                                       struct slice password, int64_t *retry_ms, struct refusal *refusal)
    __attribute__((warn_unused_result));

/* An administrator of the user's organisation (or the system) sets a password that the user must change at once.  All
 * sessions of the user end.  NOT_FOUND when the user is not one of the actor's.  Slow thread. */
enum outcome credential_set_password(struct access *access, struct arena *arena, const struct actor *actor,
                                     struct uuid user_id, struct slice password, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* What an administrator may know about a user's credential; 0 = never. */
struct credential_state {
    bool has_password, must_change, totp_on;
    int64_t changed_ms, locked_until_ms, last_sign_in_ms;
};
/* False when the user is not of the actor's organisation, or the actor may not see its users. */
bool credential_state_of(struct access *access, struct arena *arena, const struct actor *actor, struct uuid user_id,
                         struct credential_state *state);
/* For a lost phone without recovery codes: the same people take the second factor off; sessions end. */
enum outcome credential_reset_totp(struct access *access, const struct actor *actor, struct uuid user_id)
    __attribute__((warn_unused_result));
/* Forgets failed attempts, so that a locked user can try again. */
enum outcome credential_unlock(struct access *access, const struct actor *actor, struct uuid user_id)
    __attribute__((warn_unused_result));

/* A new secret to show (QR code and letters), kept until credential_confirm_totp; a reload shows the same.  REFUSED
 * when the second factor is already on. */
enum outcome credential_enrol_totp(struct access *access, struct arena *arena, const struct login_session *session,
                                   struct totp_secret *secret, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* Turns it on with a code of the phone, and gives LIMIT_RECOVERY_CODES recovery codes to show once; *cookie replaces
 * the one before. */
enum outcome credential_confirm_totp(struct access *access, struct arena *arena, const struct login_session *session,
                                     struct slice code, struct slice codes[static LIMIT_RECOVERY_CODES],
                                     struct slice *cookie, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* Turns it off, with a code of the phone; REFUSED when the role asks for it. */
enum outcome credential_disable_totp(struct access *access, struct arena *arena, const struct login_session *session,
                                     struct slice code, int64_t *retry_ms, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* New recovery codes in place of the old ones, with a code of the phone. */
enum outcome credential_renew_recovery(struct access *access, struct arena *arena, const struct login_session *session,
                                       struct slice code, struct slice codes[static LIMIT_RECOVERY_CODES],
                                       int64_t *retry_ms, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* How many recovery codes are left. */
size_t credential_recovery_count(struct access *access, const struct login_session *session);

#endif
