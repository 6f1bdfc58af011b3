/* SPDX-License-Identifier: Apache-2.0 */
/* The log of what happened around signing in.  Holds no password, no code and no name that was typed. */
#include "access/access_internal.h"
#include "base/limits.h"
#include "base/log.h"

struct event_row {
    const char *code, *label; /* the label is English, the key of its translation */
};

static const struct event_row event_rows[LOGIN_EVENTS] = {
    [LOGIN_OK] = {"signed_in", "Signed in"},
    [LOGIN_WRONG_PASSWORD] = {"wrong_password", "Wrong password"},
    [LOGIN_LOCKED] = {"locked", "Too many attempts"},
    [LOGIN_TOTP_OK] = {"totp", "Code of the phone accepted"},
    [LOGIN_WRONG_TOTP] = {"wrong_totp", "Wrong code"},
    [LOGIN_RECOVERY_USED] = {"recovery", "Recovery code used"},
    [LOGIN_SIGNED_OUT] = {"signed_out", "Signed out"},
    [LOGIN_PASSWORD_CHANGED] = {"password_changed", "Password changed"},
    [LOGIN_PASSWORD_SET] = {"password_set", "Password set by an administrator"},
    [LOGIN_TOTP_ON] = {"totp_on", "Second factor turned on"},
    [LOGIN_TOTP_OFF] = {"totp_off", "Second factor turned off"},
    [LOGIN_RECOVERY_RENEWED] = {"recovery_renewed", "New recovery codes made"},
    [LOGIN_REVOKED] = {"revoked", "Other sessions ended"},
    [LOGIN_TOKEN_MADE] = {"token_made", "API token made"},
    [LOGIN_TOKEN_REVOKED] = {"token_revoked", "API token revoked"},
};

void login_log_add(struct db *db, const struct login_fact *fact) {
    struct db_query *query = db_query(db, SQL("INSERT INTO login_log (at_ms, user_id, event, address, agent, actor_id) "
                                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    db_bind_int(query, 1, fact->at_ms);
    db_bind_uuid(query, 2, fact->user_id);
    db_bind_text(query, 3, slice_of(event_rows[fact->event].code));
    db_bind_text(query, 4, fact->address);
    db_bind_text(query, 5, fact->agent);
    db_bind_uuid(query, 6, uuid_is_zero(fact->actor_id) ? fact->user_id : fact->actor_id);
    db_run(query);
}

static struct slice event_label(struct slice code) {
    for (size_t i = 0; i < LOGIN_EVENTS; i++) {
        if (slice_equal(slice_of(event_rows[i].code), code)) return slice_of(event_rows[i].label);
    }
    return S("");
}

size_t session_log(struct access *access, struct arena *arena, const struct login_session *session,
                   struct login_entry **entries) {
    struct login_entry *list = arena_make(arena, struct login_entry, LIMIT_LOGIN_LOG_ROWS);
    struct db *db = store_borrow(access->store);
    struct db_query *query = db_query(
        db, SQL("SELECT at_ms, event, address, agent FROM login_log WHERE user_id = ?1 ORDER BY at_ms DESC LIMIT ?2"));
    db_bind_uuid(query, 1, session->actor.user_id);
    db_bind_int(query, 2, LIMIT_LOGIN_LOG_ROWS);
    size_t count = 0;
    while (count < LIMIT_LOGIN_LOG_ROWS && db_next(query)) {
        list[count++] = (struct login_entry){
            .at_ms = db_column_int(query, 0),
            .event = event_label(db_column_text(query, 1)),
            .address = arena_copy(arena, db_column_text(query, 2)),
            .agent = arena_copy(arena, db_column_text(query, 3)),
        };
    }
    db_done(query);
    store_return(access->store, db);
    *entries = list;
    return count;
}
