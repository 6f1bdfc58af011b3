/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the hash of a token to a session: the row, the user, the roles as they are now.  Nothing about roles is stored
 * with a session, so a role that was taken away is gone at the next request.
 */
#include <stdlib.h>

#include "access/access_internal.h"
#include "access/api_token.h"
#include "base/limits.h"

/* A row of login_session or api_token. */
struct held {
    struct uuid user_id, org_id;
    int64_t created_ms, seen_ms, expires_ms;
    bool totp_passed;
    struct slice scopes; /* API token only */
};

/* One role of the user. */
struct role_held {
    struct uuid org_id;
    enum role role;
    enum access_scope scope;
    struct slice team;
};

struct loading {
    struct access *access;
    struct arena *arena; /* scratch: the cache entry copies everything */
    struct db *db;
    enum token_kind kind;
    struct held held;
    struct role_held *roles;
    size_t role_count;
    struct login_session session;
};

static bool held_read(struct loading *loading, const struct token_hash *hash) {
    struct db_query *query =
        loading->kind == TOKEN_API
            ? db_query(loading->db, SQL("SELECT user_id, org_id, created_ms, last_used_ms, expires_ms, scopes FROM "
                                        "api_token WHERE token_hash = ?1 AND revoked_ms = 0"))
            : db_query(loading->db, SQL("SELECT user_id, org_id, created_ms, seen_ms, expires_ms, totp_passed FROM "
                                        "login_session WHERE token_hash = ?1"));
    db_bind_blob(query, 1, (struct slice){(const char *)hash->bytes, sizeof hash->bytes});
    bool found = db_next(query);
    if (found) {
        struct held *held = &loading->held;
        held->user_id = db_column_uuid(query, 0);
        held->org_id = db_column_uuid(query, 1);
        held->created_ms = db_column_int(query, 2);
        held->seen_ms = db_column_int(query, 3);
        held->expires_ms = db_column_int(query, 4);
        if (loading->kind == TOKEN_API) held->scopes = arena_copy(loading->arena, db_column_text(query, 5));
        else held->totp_passed = db_column_int(query, 5) != 0;
    }
    db_done(query);
    return found;
}

static bool user_read(struct loading *loading) {
    struct login_session *session = &loading->session;
    struct db_query *query =
        db_query(loading->db, SQL("SELECT org_id, login, name, email, language, khmer_digits, active FROM \"user\" "
                                  "WHERE id = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, loading->held.user_id);
    bool is_active = db_next(query) && db_column_int(query, 6) != 0;
    if (is_active) {
        session->user_org_id = db_column_uuid(query, 0);
        session->login = arena_copy(loading->arena, db_column_text(query, 1));
        session->name = arena_copy(loading->arena, db_column_text(query, 2));
        session->email = arena_copy(loading->arena, db_column_text(query, 3));
        session->language = arena_copy(loading->arena, db_column_text(query, 4));
        session->khmer_digits = db_column_int(query, 5) != 0;
    }
    db_done(query);
    return is_active;
}

static void roles_read(struct loading *loading) {
    struct db_query *query = db_query(
        loading->db, SQL("SELECT org_id, role, scope, team FROM membership WHERE \"user\" = ?1 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, loading->held.user_id);
    loading->roles = arena_make(loading->arena, struct role_held, LIMIT_ROLES_PER_USER);
    while (loading->role_count < LIMIT_ROLES_PER_USER && db_next(query)) {
        struct role_held *held = &loading->roles[loading->role_count];
        if (!role_of_code(db_column_text(query, 1), &held->role)) continue;
        held->org_id = db_column_uuid(query, 0);
        held->scope = scope_of_code(db_column_text(query, 2));
        held->team = arena_copy(loading->arena, db_column_text(query, 3));
        loading->role_count++;
    }
    db_done(query);
}

/* ---- organisations ---- */

static struct session_org *org_of(struct session_org *orgs, size_t count, struct uuid id) {
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(orgs[i].org_id, id)) return &orgs[i];
    }
    return NULL;
}

static int compare_names(const void *a, const void *b) {
    return slice_compare(((const struct session_org *)a)->org_name, ((const struct session_org *)b)->org_name);
}

static void orgs_gather(struct loading *loading) {
    struct session_org *orgs = arena_make(loading->arena, struct session_org, loading->role_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < loading->role_count; i++) {
        struct org_entry known;
        struct session_org *org = org_of(orgs, count, loading->roles[i].org_id);
        if (!org && access_find_org(loading->access, loading->arena, loading->roles[i].org_id, &known)) {
            org = &orgs[count++];
            *org = (struct session_org){.org_id = known.id, .org_name = known.short_name};
        }
        if (org) org->roles |= ROLE_BIT(loading->roles[i].role);
    }
    if (count) qsort(orgs, count, sizeof *orgs, compare_names);
    loading->session.orgs = orgs;
    loading->session.org_count = count;
}

/* The organisation the session chose; the only one when there is one; else none. */
static const struct session_org *org_chosen(const struct loading *loading) {
    const struct login_session *session = &loading->session;
    struct session_org *orgs = (struct session_org *)(uintptr_t)session->orgs;
    const struct session_org *chosen = org_of(orgs, session->org_count, loading->held.org_id);
    bool only_one = loading->kind == TOKEN_SESSION && session->org_count == 1;
    return chosen || !only_one ? chosen : session->orgs;
}

/* ---- the actor ---- */

static size_t team_add(struct loading *loading, struct uuid *team, size_t count, const struct role_held *role) {
    struct db_query *query = db_query(loading->db, SQL("SELECT \"user\" FROM membership WHERE org_id = ?1 AND "
                                                       "team = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, role->org_id);
    db_bind_text(query, 2, role->team);
    while (count < LIMIT_TEAM_USERS && db_next(query)) {
        struct uuid user = db_column_uuid(query, 0);
        bool known = false;
        for (size_t i = 0; i < count && !known; i++) {
            known = uuid_equal(team[i], user);
        }
        if (!known) team[count++] = user;
    }
    db_done(query);
    return count;
}

static void actor_fill(struct loading *loading, const struct session_org *org) {
    struct actor *actor = &loading->session.actor;
    struct uuid *team = arena_make(loading->arena, struct uuid, LIMIT_TEAM_USERS);
    size_t count = 0;
    team[count++] = actor->user_id;
    for (size_t i = 0; i < loading->role_count; i++) {
        const struct role_held *role = &loading->roles[i];
        if (!uuid_equal(role->org_id, org->org_id)) continue;
        actor->roles |= ROLE_BIT(role->role);
        actor->role_scopes[role->role] = (uint8_t)(role->scope + 1);
        if (role->scope > actor->scope) actor->scope = (uint8_t)role->scope;
        if (role->scope == SCOPE_TEAM && role->team.len) count = team_add(loading, team, count, role);
    }
    actor->team = team;
    actor->team_count = count;
}

static void actor_set_org(struct loading *loading, const struct session_org *org) {
    struct org_entry known = {.kind = S("")};
    struct actor *actor = &loading->session.actor;
    actor->org_id = org->org_id;
    if (access_find_org(loading->access, loading->arena, org->org_id, &known)) {
        actor->is_lead = slice_equal(known.kind, S("lead"));
    }
}

static enum session_stage stage_of(const struct loading *loading, const struct credential *credential,
                                   const struct session_org *org) {
    const struct login_session *session = &loading->session;
    if (loading->kind == TOKEN_API) return org ? SESSION_READY : SESSION_NO_ROLE;
    if (credential->totp_on && !loading->held.totp_passed) return SESSION_TOTP;
    if (credential->must_change) return SESSION_PASSWORD;
    if (!org) return session->org_count ? SESSION_ORGANISATION : SESSION_NO_ROLE;
    return session->totp_required && !credential->totp_on ? SESSION_ENROL : SESSION_READY;
}

/* Roles only for who has done everything asked: before that the actor sees and changes nothing. */
static bool session_fill(struct loading *loading) {
    struct login_session *session = &loading->session;
    struct credential credential = {0};
    bool has_credential = credential_read(loading->db, loading->arena, loading->held.user_id, &credential);
    if (!has_credential && loading->kind == TOKEN_SESSION) return false;
    const struct session_org *org = org_chosen(loading);
    session->actor.user_id = loading->held.user_id;
    session->totp_on = credential.totp_on;
    session->totp_required = loading->access->options.require_totp && !credential.totp_exempt && org &&
                             roles_require_totp(org->roles);
    session->stage = stage_of(loading, &credential, org);
    if (org) actor_set_org(loading, org);
    if (session->stage == SESSION_READY) actor_fill(loading, org);
    return true;
}

static bool token_limit(struct loading *loading) {
    struct login_session *session = &loading->session;
    session->is_api_token = loading->kind == TOKEN_API;
    if (!session->is_api_token) return true;
    bool may_write = false;
    uint16_t classes = 0;
    session->for_calendar = api_token_scope_is_calendar(loading->held.scopes);
    bool known = session->for_calendar || api_token_scopes_parse(loading->held.scopes, &may_write, &classes);
    if (!known) return false;
    session->actor.read_only = !may_write;
    if (classes) session->actor.classes_barred = (uint16_t)(~classes & ((1u << ACCESS_CLASSES) - 1));
    return session->stage == SESSION_READY;
}

static bool session_read(struct loading *loading, struct token_hash hash) {
    if (!held_read(loading, &hash) || !user_read(loading)) return false;
    struct login_session *session = &loading->session;
    session->hash = hash;
    session->created_ms = loading->held.created_ms;
    session->expires_ms = loading->held.expires_ms;
    roles_read(loading);
    orgs_gather(loading);
    return session_fill(loading) && token_limit(loading);
}

bool access_actor_of(struct access *access, struct arena *arena, struct uuid user_id, struct uuid org, struct actor *actor) {
    access_refresh_orgs(access);
    struct loading loading = {.access = access, .arena = arena, .db = store_borrow(access->store)};
    loading.held = (struct held){.user_id = user_id, .org_id = org};
    bool good = user_read(&loading);
    if (good) {
        roles_read(&loading);
        orgs_gather(&loading);
    }
    const struct session_org *found = org_of((struct session_org *)(uintptr_t)loading.session.orgs, loading.session.org_count, org);
    loading.session.actor.user_id = user_id;
    loading.session.actor.name = loading.session.name;
    if (found) {
        actor_set_org(&loading, found);
        actor_fill(&loading, found);
    }
    store_return(access->store, loading.db);
    *actor = loading.session.actor;
    return good && found;
}

struct cache_entry *session_load(struct access *access, enum token_kind kind, struct token_hash hash) {
    access_refresh_orgs(access);
    uint64_t stamp = access_stamp(access);
    struct arena *arena = arena_new();
    struct loading loading = {.access = access, .arena = arena, .kind = kind, .db = store_borrow(access->store)};
    bool good = session_read(&loading, hash) && db_status(loading.db) == DB_OK;
    store_return(access->store, loading.db);
    struct cache_entry *entry = NULL;
    if (good) entry = cache_entry_new(&loading.session, stamp, access_now(access), loading.held.seen_ms);
    arena_free(arena);
    return entry;
}

/* ---- for work in the background ---- */

const struct login_session *session_of_user(struct access *access, struct arena *arena, struct uuid user_id, struct uuid org_id) {
    access_refresh_orgs(access);
    struct loading loading = {.access = access, .arena = arena, .kind = TOKEN_API, .db = store_borrow(access->store)};
    loading.held = (struct held){.user_id = user_id, .org_id = org_id};
    bool good = user_read(&loading);
    if (good) {
        roles_read(&loading);
        orgs_gather(&loading);
        good = session_fill(&loading) && db_status(loading.db) == DB_OK;
    }
    store_return(access->store, loading.db);
    if (!good) return NULL;
    struct login_session *session = arena_make(arena, struct login_session, 1);
    *session = loading.session;
    session->actor.read_only = true;
    return session;
}

/* ---- look-up ---- */

static bool entry_is_current(const struct access *access, const struct cache_entry *entry, int64_t now_ms) {
    int64_t age_ms = now_ms - entry->loaded_ms;
    return entry->stamp == access_stamp(access) && age_ms >= 0 && age_ms < LIMIT_SESSION_CACHE_S * 1000;
}

static struct cache_entry *entry_find(struct access *access, enum token_kind kind, struct token_hash hash,
                                      int64_t now_ms) {
    struct cache_entry *entry = session_cache_get(access->cache, hash);
    if (entry && entry_is_current(access, entry, now_ms)) return entry;
    cache_entry_release(entry);
    entry = session_load(access, kind, hash);
    if (entry) session_cache_put(access->cache, entry);
    else session_cache_drop(access->cache, hash);
    return entry;
}

static bool entry_is_over(const struct cache_entry *entry, int64_t now_ms) {
    if (now_ms >= entry->session.expires_ms) return true;
    int64_t idle_ms = now_ms - atomic_load(&entry->seen_ms);
    return !entry->session.is_api_token && idle_ms > (int64_t)LIMIT_SESSION_IDLE_S * 1000;
}

/* Seconds are exact enough, and a hot session does not fight over one word of memory. */
static void entry_see(struct cache_entry *entry, int64_t now_ms) {
    enum { EXACT_MS = 1000 };
    if (now_ms - atomic_load(&entry->seen_ms) >= EXACT_MS) atomic_store(&entry->seen_ms, now_ms);
}

/* Somebody who went away from a screen with case files on it. */
static bool entry_is_locked(const struct cache_entry *entry, int64_t now_ms) {
    const struct login_session *session = &entry->session;
    bool sees_cases = session->stage == SESSION_READY && permission_reading(&session->actor, ACCESS_CASE).allowed;
    return sees_cases && !session->is_api_token && now_ms - atomic_load(&entry->seen_ms) > (int64_t)LIMIT_SESSION_LOCK_S * 1000;
}

/* The same without a role; what it points to is the entry's. */
static const struct login_session *session_locked(struct arena *arena, const struct login_session *session) {
    struct login_session *locked = arena_make(arena, struct login_session, 1);
    *locked = *session;
    locked->stage = SESSION_LOCKED;
    locked->actor.roles = 0;
    return locked;
}

void session_wake(struct access *access, const struct login_session *session) {
    struct cache_entry *entry = session_cache_get(access->cache, session->hash);
    if (!entry) return; /* it is read again, and asks again */
    atomic_store(&entry->seen_ms, access_now(access));
    cache_entry_release(entry);
}

const struct login_session *session_of_hash(struct access *access, struct arena *arena, enum token_kind kind,
                                      struct token_hash hash) {
    int64_t now_ms = access_now(access);
    struct cache_entry *entry = entry_find(access, kind, hash, now_ms);
    if (!entry) return NULL;
    if (entry_is_over(entry, now_ms)) {
        session_cache_drop(access->cache, hash);
        cache_entry_release(entry);
        return NULL;
    }
    arena_defer(arena, cache_entry_release, entry);
    if (entry_is_locked(entry, now_ms)) return session_locked(arena, &entry->session);
    entry_see(entry, now_ms);
    return &entry->session;
}
