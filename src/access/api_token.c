/* SPDX-License-Identifier: Apache-2.0 */
/* See api_token.h. */
#include "access/api_token.h"

#include "access/access_internal.h"
#include "base/limits.h"
#include "base/text.h"

static const char *const class_names[ACCESS_CLASSES] = {
    [ACCESS_PROGRAMME] = "programme", [ACCESS_PROMISE] = "promise", [ACCESS_PEOPLE] = "people",
    [ACCESS_TRAINING] = "training",   [ACCESS_PLACE] = "place",     [ACCESS_USERS] = "users",
    [ACCESS_OWN] = "own",             [ACCESS_FINANCE] = "finance", [ACCESS_REPORT] = "report",
    [ACCESS_EXCHANGE] = "exchange",   [ACCESS_ATTACHED] = "attached",
    [ACCESS_SAVINGS] = "savings",     [ACCESS_LEDGER] = "ledger",
    [ACCESS_CASE] = "case",           [ACCESS_CARE] = "care",
};

struct slice api_token_scopes_format(struct arena *arena, bool may_write, uint16_t classes) {
    struct text out = TEXT_IN(arena);
    text_append(&out, may_write ? S("read,write") : S("read"));
    for (size_t i = 0; i < ACCESS_CLASSES; i++) {
        if (classes & (1u << i)) text_printf(&out, ",%s", class_names[i]);
    }
    return text_slice(&out);
}

static bool class_of_name(struct slice name, uint16_t *classes) {
    for (size_t i = 0; i < ACCESS_CLASSES; i++) {
        if (!slice_equal(slice_of(class_names[i]), name)) continue;
        *classes = (uint16_t)(*classes | (1u << i));
        return true;
    }
    return false;
}

bool api_token_scopes_parse(struct slice text, bool *may_write, uint16_t *classes) {
    struct slice rest = text, part;
    bool may_read = false;
    *may_write = false;
    *classes = 0;
    while (slice_split(&rest, ',', &part)) {
        part = slice_trim(part);
        if (slice_equal(part, S("read"))) may_read = true;
        else if (slice_equal(part, S("write"))) may_read = *may_write = true;
        else if (!class_of_name(part, classes)) return false;
    }
    return may_read;
}

bool api_token_scope_is_calendar(struct slice text) {
    return slice_equal(text, S("calendar"));
}

/* ---- making ---- */

struct create_work {
    struct token_hash hash;
    struct uuid id, user_id, org_id, actor_id;
    struct slice name, scopes;
    int64_t now_ms, expires_ms;
    bool too_many, no_role;
};

static int64_t count_with(struct db *db, struct sql sql, const struct create_work *work) {
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, work->user_id);
    db_bind_uuid(query, 2, work->org_id);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

static bool work_is_allowed(struct create_work *work, struct db *db) {
    int64_t roles = count_with(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM membership WHERE \"user\" = ?1 AND "
                                       "org_id = ?2 AND deleted_ms = 0"), work);
    int64_t tokens = count_with(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM api_token WHERE user_id = ?1 AND "
                                        "org_id = ?2 AND revoked_ms = 0"), work);
    work->no_role = roles == 0;
    work->too_many = tokens >= LIMIT_API_TOKENS_PER_USER;
    return !work->no_role && !work->too_many;
}

static bool work_create(void *context, struct db *db) {
    struct create_work *work = context;
    if (!work_is_allowed(work, db)) return false;
    struct db_query *query = db_query(
        db, SQL("INSERT INTO api_token (token_hash, id, user_id, org_id, name, scopes, created_ms, expires_ms, "
                "last_used_ms, revoked_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0)"));
    db_bind_blob(query, 1, (struct slice){(const char *)work->hash.bytes, TOKEN_HASH_BYTES});
    db_bind_uuid(query, 2, work->id);
    db_bind_uuid(query, 3, work->user_id);
    db_bind_uuid(query, 4, work->org_id);
    db_bind_text(query, 5, work->name);
    db_bind_text(query, 6, work->scopes);
    db_bind_int(query, 7, work->now_ms);
    db_bind_int(query, 8, work->expires_ms);
    db_run(query);
    struct login_fact fact = {.event = LOGIN_TOKEN_MADE, .at_ms = work->now_ms, .user_id = work->user_id};
    login_log_add(db, &fact);
    return true;
}

static bool wanted_is_good(const struct api_token_new *wanted, struct slice name, struct refusal *refusal) {
    bool good = true;
    if (!name.len) good = refuse(refusal, S("name"), "Say what the token is for.");
    if (!slice_is_utf8(name) || slice_rune_count(name) > LIMIT_LINE_CHARS) {
        good = refuse(refusal, S("name"), "The name is too long.");
    }
    if (wanted->days < 1 || wanted->days > LIMIT_API_TOKEN_DAYS) {
        good = refuse_with(refusal, S("days"), "A token is valid for 1 to {1} days.",
                           arena_printf(refusal->arena, "%d", LIMIT_API_TOKEN_DAYS), S(""));
    }
    return good;
}

enum outcome api_token_create_for(struct access *access, struct arena *arena, struct uuid user_id, struct uuid org_id,
                                  const struct api_token_new *wanted, struct slice *token, struct refusal *refusal) {
    enum { DAY_MS = 24 * 3600 * 1000 };
    struct slice name = slice_trim(wanted->name);
    if (!wanted_is_good(wanted, name, refusal)) return OUTCOME_REFUSED;
    struct create_work work = {.id = uuid_new(), .user_id = user_id, .org_id = org_id, .name = name,
                               .now_ms = access_now(access)};
    work.scopes = wanted->for_calendar ? S("calendar") : api_token_scopes_format(arena, wanted->may_write, wanted->classes);
    work.expires_ms = work.now_ms + (int64_t)wanted->days * DAY_MS;
    struct slice made = token_new(arena, TOKEN_API, &work.hash);
    bool written = store_run(access->store, work_create, &work);
    if (work.too_many) refuse(refusal, S(""), "There are too many tokens. Revoke one first.");
    if (work.no_role) refuse(refusal, S(""), "The user has no role in this organisation.");
    if (!refusal_is_empty(refusal)) return OUTCOME_REFUSED;
    if (!written) return OUTCOME_FAILED;
    *token = made;
    return OUTCOME_OK;
}

enum outcome api_token_create(struct access *access, struct arena *arena, const struct login_session *session,
                              const struct api_token_new *wanted, struct slice *token, struct refusal *refusal) {
    if (session->is_api_token || session->stage != SESSION_READY) return OUTCOME_FORBIDDEN;
    return api_token_create_for(access, arena, session->actor.user_id, session->actor.org_id, wanted, token, refusal);
}

/* ---- listing and revoking ---- */

static bool sees_all_tokens(const struct actor *actor) {
    return actor->is_system || access_may(actor, ACCESS_USERS, VERB_DELETE);
}

/* ?3 is 1 for who sees all tokens of the organisation. */
static struct db_query *tokens_query(struct db *db, const struct actor *actor) {
    struct db_query *query = db_query(
        db, SQL("SELECT t.id, t.user_id, t.name, u.login, t.scopes, t.created_ms, t.expires_ms, t.last_used_ms, "
                "t.revoked_ms FROM api_token t LEFT JOIN \"user\" u ON u.id = t.user_id WHERE t.org_id = ?1 AND "
                "(t.user_id = ?2 OR CAST(?3 AS BIGINT) = 1) ORDER BY t.created_ms DESC, t.id LIMIT ?4"));
    db_bind_uuid(query, 1, actor->org_id);
    db_bind_uuid(query, 2, actor->user_id);
    db_bind_int(query, 3, sees_all_tokens(actor));
    db_bind_int(query, 4, LIMIT_LIST_ROWS);
    return query;
}

size_t api_token_list(struct access *access, struct arena *arena, const struct actor *actor,
                      struct api_token_entry **entries) {
    struct api_token_entry *list = arena_make(arena, struct api_token_entry, LIMIT_LIST_ROWS);
    struct db *db = store_borrow(access->store);
    struct db_query *query = tokens_query(db, actor);
    size_t count = 0;
    while (count < LIMIT_LIST_ROWS && db_next(query)) {
        struct api_token_entry *entry = &list[count++];
        *entry = (struct api_token_entry){
            .id = db_column_uuid(query, 0),
            .user_id = db_column_uuid(query, 1),
            .name = arena_copy(arena, db_column_text(query, 2)),
            .login = arena_copy(arena, db_column_text(query, 3)),
            .created_ms = db_column_int(query, 5),
            .expires_ms = db_column_int(query, 6),
            .last_used_ms = db_column_int(query, 7),
            .revoked_ms = db_column_int(query, 8),
        };
        entry->for_calendar = api_token_scope_is_calendar(db_column_text(query, 4));
        api_token_scopes_parse(db_column_text(query, 4), &entry->may_write, &entry->classes);
    }
    db_done(query);
    store_return(access->store, db);
    *entries = list;
    return count;
}

struct revoke_work {
    struct uuid id, org_id, user_id, actor_id;
    int64_t now_ms;
};

static bool work_revoke(void *context, struct db *db) {
    const struct revoke_work *work = context;
    struct db_query *query =
        db_query(db, SQL("UPDATE api_token SET revoked_ms = ?3 WHERE org_id = ?1 AND id = ?2 AND revoked_ms = 0"));
    db_bind_uuid(query, 1, work->org_id);
    db_bind_uuid(query, 2, work->id);
    db_bind_int(query, 3, work->now_ms);
    db_run(query);
    struct login_fact fact = {.event = LOGIN_TOKEN_REVOKED, .at_ms = work->now_ms, .user_id = work->user_id,
                              .actor_id = work->actor_id};
    login_log_add(db, &fact);
    return true;
}

/* Whose token it is; false when the actor may not list it. */
static bool token_owner(struct access *access, const struct actor *actor, struct uuid id, struct uuid *user_id) {
    struct db *db = store_borrow(access->store);
    struct db_query *query = db_query(db, SQL("SELECT user_id FROM api_token WHERE org_id = ?1 AND id = ?2"));
    db_bind_uuid(query, 1, actor->org_id);
    db_bind_uuid(query, 2, id);
    bool found = db_next(query);
    if (found) *user_id = db_column_uuid(query, 0);
    db_done(query);
    store_return(access->store, db);
    return found && (sees_all_tokens(actor) || uuid_equal(*user_id, actor->user_id));
}

enum outcome api_token_revoke(struct access *access, const struct actor *actor, struct uuid id) {
    struct revoke_work work = {.id = id, .org_id = actor->org_id, .actor_id = actor->user_id,
                               .now_ms = access_now(access)};
    if (!token_owner(access, actor, id, &work.user_id)) return OUTCOME_NOT_FOUND;
    if (actor->read_only) return OUTCOME_FORBIDDEN;
    bool written = store_run(access->store, work_revoke, &work);
    access_touch(access);
    return written ? OUTCOME_OK : OUTCOME_FAILED;
}

/* ---- using ---- */

static bool bearer_of(struct slice authorization, struct slice *token) {
    struct slice scheme = slice_sub(authorization, 0, sizeof "Bearer " - 1);
    if (!slice_equal_nocase(scheme, S("Bearer "))) return false;
    *token = slice_trim(slice_sub(authorization, scheme.len, authorization.len));
    return true;
}

enum outcome api_token_find(struct access *access, struct arena *arena, struct slice authorization,
                            const struct login_session **session, int64_t *retry_ms) {
    struct slice token;
    struct token_hash hash;
    *retry_ms = 0;
    if (!bearer_of(authorization, &token) || !token_parse(TOKEN_API, token, &hash)) return OUTCOME_NOT_FOUND;
    *session = session_of_hash(access, arena, TOKEN_API, hash);
    if (*session && (*session)->for_calendar) *session = NULL;
    if (!*session) return OUTCOME_NOT_FOUND;
    struct slice key = {(const char *)hash.bytes, sizeof hash.bytes};
    bool allowed = limiter_take(access->token_limiter, key, clock_monotonic_ns() / 1000000, retry_ms);
    return allowed ? OUTCOME_OK : OUTCOME_TOO_MANY;
}

enum outcome api_token_find_calendar(struct access *access, struct arena *arena, struct slice token,
                                     const struct login_session **session) {
    struct token_hash hash;
    if (!token_parse(TOKEN_API, token, &hash)) return OUTCOME_NOT_FOUND;
    *session = session_of_hash(access, arena, TOKEN_API, hash);
    if (*session && !(*session)->for_calendar) *session = NULL;
    return *session ? OUTCOME_OK : OUTCOME_NOT_FOUND;
}
