/* SPDX-License-Identifier: Apache-2.0 */
/* See users.h. */
#include "access/users.h"

#include "access/access_internal.h"
#include "access/password.h"
#include "access/user.h"
#include "base/limits.h"
#include "base/log.h"

enum { LOGIN_CHARS_MIN = 2, LOGIN_CHARS_MAX = 60 };

struct slice login_normalise(struct arena *arena, struct slice typed) {
    struct slice login = arena_copy(arena, slice_trim(typed));
    char *bytes = (char *)(uintptr_t)login.s;
    for (size_t i = 0; i < login.len; i++) {
        if (bytes[i] >= 'A' && bytes[i] <= 'Z') bytes[i] = (char)(bytes[i] + ('a' - 'A'));
    }
    return login;
}

static bool login_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool login_is_possible(struct slice login) {
    for (size_t i = 0; i < login.len; i++) {
        if (!login_char(login.s[i])) return false;
    }
    return login.len >= LOGIN_CHARS_MIN && login.len <= LOGIN_CHARS_MAX;
}

/* ---- hooks of user.def ---- */

static bool login_is_taken(struct rule *rule, struct slice login, struct uuid id) {
    struct db_query *query =
        db_query(rule->db, SQL("SELECT id FROM \"user\" WHERE login = ?1 AND id <> ?2 AND deleted_ms = 0"));
    db_bind_text(query, 1, login);
    db_bind_uuid(query, 2, id);
    bool taken = db_next(query);
    db_done(query);
    return taken;
}

/* Passwords, sessions and roles hang on the id of a user alone: nobody may make one with the id of another
 * organisation's. */
static bool user_id_is_taken(struct rule *rule, struct uuid id) {
    struct db_query *query = db_query(rule->db, SQL("SELECT 1 FROM \"user\" WHERE id = ?1"));
    db_bind_uuid(query, 1, id);
    bool taken = db_next(query);
    db_done(query);
    return taken;
}

bool user_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal) {
    struct user *user = user_of(now);
    if (!before && user_id_is_taken(rule, now->id)) {
        return refuse(refusal, S("id"), "There is already a record with this; it cannot be entered twice.");
    }
    if (!before && !user->active.present) user->active = (struct value){.present = true, .number = 1};
    if (!user->language.present) user->language = (struct value){.present = true, .text = S("km")};
    if (!user->login.present) return true; /* required: the catalogue says so */
    user->login.text = login_normalise(rule->job_arena, user->login.text);
    if (!login_is_possible(user->login.text)) {
        return refuse(refusal, S("login"),
                      "A user name has 2 to 60 small Latin letters, digits, dots, underscores and hyphens.");
    }
    if (!login_is_taken(rule, user->login.text, now->id)) return true;
    return refuse(refusal, S("login"), "Somebody has this user name already.");
}

bool membership_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal) {
    (void)rule;
    struct membership *membership = membership_of(now);
    if (!before && !membership->scope.present) {
        membership->scope = (struct value){.present = true, .text = S("organisation")};
    }
    bool needs_team = slice_equal(membership->scope.text, S("team")) && membership->scope.present;
    if (!needs_team || membership->team.present) return true;
    return refuse(refusal, S("team"), "Name the team whose records this user may reach.");
}

/* ---- looking up ---- */

static int64_t ask_count(struct access *access, struct sql sql, struct uuid org) {
    struct db *db = store_borrow(access->store);
    struct db_query *query = db_query(db, sql);
    if (!uuid_is_zero(org)) db_bind_uuid(query, 1, org);
    int64_t count = db_next(query) ? db_column_int(query, 0) : -1;
    db_done(query);
    store_return(access->store, db);
    return count;
}

bool user_exists_any(struct access *access) {
    return ask_count(access, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT id FROM \"user\" LIMIT 1) AS u"),
                     SHARED_ORG) != 0;
}

bool user_org_has_members(struct access *access, struct uuid org) {
    return ask_count(access,
                     SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM membership WHERE org_id = ?1 AND deleted_ms = 0"),
                     org) != 0;
}

bool user_find(struct access *access, struct arena *arena, struct slice login, struct uuid *id, struct uuid *org_id) {
    struct slice stored = login_normalise(arena, login);
    if (!login_is_possible(stored)) return false;
    struct db *db = store_borrow(access->store);
    struct db_query *query =
        db_query(db, SQL("SELECT id, org_id FROM \"user\" WHERE login = ?1 AND deleted_ms = 0"));
    db_bind_text(query, 1, stored);
    bool found = db_next(query);
    if (found) {
        *id = db_column_uuid(query, 0);
        *org_id = db_column_uuid(query, 1);
    }
    db_done(query);
    store_return(access->store, db);
    return found;
}

/* ---- making ---- */

static void set_text(struct change *change, const char *name, struct slice text) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    if (!text.len) return;
    *record_value(change->values, field) = (struct value){.present = true, .text = text};
    change_set(change, field);
}

static void set_flag(struct change *change, const char *name) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = true, .number = 1};
    change_set(change, field);
}

static void set_id(struct change *change, const char *name, struct uuid id) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    *record_value(change->values, field) = (struct value){.present = true, .id = id};
    change_set(change, field);
}

static struct change user_change(struct arena *arena, const struct user_new *wanted, struct uuid id) {
    struct change change = change_new(arena, CHANGE_CREATE, &user_type, wanted->org_id);
    change.id = id;
    set_text(&change, "login", login_normalise(arena, wanted->login));
    set_text(&change, "name", slice_trim(wanted->name));
    set_text(&change, "email", slice_trim(wanted->email));
    set_text(&change, "language", wanted->language.len ? wanted->language : S("km"));
    set_flag(&change, "active");
    return change;
}

static struct slice scope_code(enum access_scope scope) {
    switch (scope) {
    case SCOPE_OWN: return S("own");
    case SCOPE_TEAM: return S("team");
    case SCOPE_ORGANISATION: return S("organisation");
    }
    BUG("scope %d", scope);
}

static struct change role_change(struct arena *arena, const struct user_new *wanted, struct uuid user_id,
                                 enum role role) {
    struct change change = change_new(arena, CHANGE_CREATE, &membership_type, wanted->org_id);
    set_id(&change, "user", user_id);
    set_text(&change, "role", role_code(role));
    set_text(&change, "scope", scope_code(wanted->scope));
    set_text(&change, "team", slice_trim(wanted->team));
    return change;
}

/* Whether the actor may, and as whom the job runs: the first administrator of an organisation is made by the lead's,
 * whom nobody there could let in. */
static enum outcome may_create(struct access *access, const struct actor *actor, const struct user_new *wanted) {
    if (actor->is_system) return OUTCOME_OK;
    if (uuid_equal(actor->org_id, wanted->org_id)) {
        bool may = access_may(actor, ACCESS_USERS, VERB_CREATE);
        return may && !wanted->totp_exempt ? OUTCOME_OK : OUTCOME_FORBIDDEN;
    }
    struct org_entry org;
    access_refresh_orgs(access);
    bool is_first = actor->is_lead && access_may(actor, ACCESS_USERS, VERB_CREATE) &&
                    access_find_org(access, NULL, wanted->org_id, &org) && !user_org_has_members(access, wanted->org_id);
    return is_first && !wanted->totp_exempt ? OUTCOME_OK : OUTCOME_NOT_FOUND;
}

static bool password_is_good(struct access *access, struct arena *arena, const struct user_new *wanted,
                             struct refusal *refusal) {
    struct slice known[] = {wanted->login, wanted->name, wanted->email, access_org_name(access, arena, wanted->org_id)};
    return password_is_acceptable(wanted->password, known, ARRAY_LEN(known), S("password"), refusal);
}

static bool wanted_is_good(struct access *access, struct arena *arena, const struct user_new *wanted,
                           struct refusal *refusal) {
    bool good = password_is_good(access, arena, wanted, refusal);
    if (!(wanted->roles & ((1u << ROLES) - 1))) good = refuse(refusal, S("roles"), "Choose at least one role.");
    return good;
}

/* The refusals of the job name their change ("0.login", "2.team"): the user's form has one of each. */
static void take_refusals(struct refusal *refusal, const struct refusal *job) {
    for (const struct refusal_item *item = job->first; item; item = item->next) {
        size_t dot = slice_find(item->field, S("."), 0);
        struct slice field = dot < item->field.len ? slice_sub(item->field, dot + 1, item->field.len) : item->field;
        refuse_with(refusal, field, item->message, item->args[0], item->args[1]);
    }
}

static enum outcome write_user(struct access *access, struct arena *arena, const struct actor *actor,
                               const struct user_new *wanted, struct uuid id, struct refusal *refusal) {
    struct change changes[1 + ROLES];
    size_t count = 0;
    changes[count++] = user_change(arena, wanted, id);
    for (enum role role = 0; role < ROLES; role++) {
        if (wanted->roles & ROLE_BIT(role)) changes[count++] = role_change(arena, wanted, id, role);
    }
    struct actor as = *actor;
    as.is_system = actor->is_system || !uuid_equal(actor->org_id, wanted->org_id);
    struct write_job job = {.job_arena = arena, .actor = &as, .changes = changes, .change_count = count};
    enum outcome outcome = store_write(access->store, &job);
    take_refusals(refusal, &job.refusal);
    return outcome;
}

struct insert_work {
    struct credential_new credential;
    bool exists;
};

/* A given id (demo, import) may be somebody's already: that password stays as it is. */
static bool work_insert(void *context, struct db *db) {
    struct insert_work *work = context;
    struct db_query *query = db_query(db, SQL("SELECT id FROM \"user\" WHERE id = ?1"));
    db_bind_uuid(query, 1, work->credential.user_id);
    work->exists = db_next(query);
    db_done(query);
    if (!work->exists) credential_insert(db, &work->credential);
    return true;
}

static bool work_delete(void *context, struct db *db) {
    credential_delete(db, *(const struct uuid *)context);
    return true;
}

/* The credential first: without its user it opens nothing, so a power cut between the two leaves nothing half. */
static enum outcome write_credential(struct access *access, struct arena *arena, const struct user_new *wanted,
                                     struct uuid id, struct refusal *refusal) {
    struct insert_work work = {.credential = {.user_id = id, .password = password_hash(arena, wanted->password),
                                              .now_ms = access_now(access),
                                              .must_change = wanted->must_change_password,
                                              .totp_exempt = wanted->totp_exempt}};
    if (!work.credential.password.len || !store_run(access->store, work_insert, &work)) return OUTCOME_FAILED;
    if (!work.exists) return OUTCOME_OK;
    refuse(refusal, S(""), "There is already a user with this identifier.");
    return OUTCOME_REFUSED;
}

enum outcome user_create(struct access *access, struct arena *arena, const struct actor *actor,
                         const struct user_new *wanted, struct uuid *id, struct refusal *refusal) {
    enum outcome outcome = may_create(access, actor, wanted);
    if (outcome != OUTCOME_OK) return outcome;
    if (!wanted_is_good(access, arena, wanted, refusal)) return OUTCOME_REFUSED;
    struct uuid user_id = uuid_is_zero(wanted->id) ? uuid_new() : wanted->id;
    outcome = write_credential(access, arena, wanted, user_id, refusal);
    if (outcome != OUTCOME_OK) return outcome;
    outcome = write_user(access, arena, actor, wanted, user_id, refusal);
    if (outcome == OUTCOME_OK) *id = user_id;
    else if (!store_run(access->store, work_delete, &user_id)) log_warn("a password without a user stays behind");
    return outcome;
}
