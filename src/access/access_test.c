/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in and permissions over a real store: on SQLite always, on PostgreSQL (in a database of its own) when
 * MLUP_TEST_PG names one.  The clock is the test's.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "access/api_token.h"
#include "access/credential.h"
#include "access/read_log.h"
#include "access/schema.h"
#include "access/user.h"
#include "access/users.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"

#include "catalogue/pass_struct.h"
#include "access/access_test.def"
#include "catalogue/pass_clear.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "access/access_test.def"
#undef PASS_FIELDS
#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "access/access_test.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"

static const struct record_type *const test_types[] = {&organisation_type, &agreement_type, &promise_type,
                                                       &person_type,       &area_type,      &user_type,
                                                       &membership_type,   &saved_view_type};
static const struct catalogue test_catalogue = {test_types, ARRAY_LEN(test_types)};

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };
#define PASSWORD S("morning rice under palm")
#define OTHER_PASSWORD S("evening boats near island")

/* The clock that access reads; only tests change it. */
static _Atomic int64_t test_now_ms;

static int64_t test_clock(void) {
    return atomic_load(&test_now_ms);
}

static void pass_ms(int64_t ms) {
    atomic_fetch_add(&test_now_ms, ms);
}

enum { LEAD, GREEN, BLUE, DONOR, ORGS };

struct world {
    struct arena *arena;
    struct store *store;
    struct access *access;
    struct slice dir, url, server_url, database;
    struct uuid orgs[ORGS];
    int address; /* the next client's */
};

/* ---- the world: a lead, two grantees, a donor ---- */

static enum outcome hook_may_change(void *context, const struct actor *actor, const struct change *change,
                                    const struct record *before) {
    return access_may_change(((struct world *)context)->access, actor, change, before);
}

static void world_open(struct world *world, enum db_kind kind, bool may_create) {
    struct slice error = S("");
    struct store_options options = {
        .url = world->url,
        .catalogue = &test_catalogue,
        .hooks = {.context = world, .may_change = hook_may_change},
        .reader_max = 4,
        .key_file = arena_printf(world->arena, "%.*s/key", SLICE_ARG(world->dir)),
        .extra_schema = access_schema(kind),
        .may_create = may_create,
    };
    world->store = store_open(world->arena, &options, &error);
    if (!world->store) fail_msg("%.*s", SLICE_ARG(error));
    struct access_options access_options = {.require_totp = true, .now_ms = test_clock};
    world->access = access_open(world->arena, world->store, &access_options);
}

static void set(struct change *change, const char *name, struct value value) {
    const struct field *field = record_type_field(change->type, slice_of(name));
    assert_non_null(field);
    value.present = true;
    *record_value(change->values, field) = value;
    change_set(change, field);
}

static void set_text(struct change *change, const char *name, const char *text) {
    set(change, name, (struct value){.text = slice_of(text)});
}

static enum outcome write_as(struct world *world, const struct actor *actor, struct change *change) {
    struct write_job job = {.job_arena = world->arena, .actor = actor, .changes = change, .change_count = 1};
    return store_write(world->store, &job);
}

static enum outcome write_as_system(struct world *world, struct change *change) {
    struct actor system = access_system_actor(SHARED_ORG);
    return write_as(world, &system, change);
}

static struct uuid make_org(struct world *world, const char *name, const char *kind) {
    struct uuid id = uuid_new();
    struct change change = change_new(world->arena, CHANGE_CREATE, &organisation_type, id);
    change.id = id;
    set_text(&change, "short_name", name);
    set_text(&change, "kind", kind);
    set_text(&change, "phone", "012345678");
    assert_int_equal(write_as_system(world, &change), OUTCOME_OK);
    return id;
}

static void world_fill(struct world *world) {
    static const char *const names[ORGS] = {"LEAD", "GREEN", "BLUE", "DONOR"};
    static const char *const kinds[ORGS] = {"lead", "grantee", "grantee", "donor"};
    for (size_t i = 0; i < ORGS; i++) {
        world->orgs[i] = make_org(world, names[i], kinds[i]);
    }
}

static struct world *world_new(void) {
    struct arena *arena = arena_new();
    struct world *world = arena_make(arena, struct world, 1);
    char template[] = "/tmp/mlup-access-XXXXXX";
    world->arena = arena;
    world->dir = arena_copy(arena, slice_of(mkdtemp(template)));
    atomic_store(&test_now_ms, clock_now_ms());
    return world;
}

static int setup_sqlite(void **state) {
    struct world *world = world_new();
    world->url = arena_printf(world->arena, "sqlite:%.*s/test.db", SLICE_ARG(world->dir));
    world_open(world, DB_SQLITE, true);
    world_fill(world);
    *state = world;
    return 0;
}

static void server_script(struct world *world, const char *verb) {
    struct slice error = S("");
    struct db *db = db_open(world->arena, world->server_url, DB_WRITE, &error);
    if (!db) fail_msg("%.*s", SLICE_ARG(error));
    assert_true(db_script(db, arena_printf(world->arena, "%s %.*s", verb, SLICE_ARG(world->database))));
    db_close(db);
}

/* "…/postgres?host=…" with another database in place of "postgres". */
static struct slice url_of_database(struct world *world) {
    struct slice url = world->server_url;
    size_t query = slice_find(url, S("?"), 0), slash = query;
    while (slash > 0 && url.s[slash - 1] != '/') {
        slash--;
    }
    return arena_printf(world->arena, "%.*s%.*s%.*s", (int)slash, url.s, SLICE_ARG(world->database),
                        SLICE_ARG(slice_sub(url, query, url.len)));
}

static int setup_postgres(void **state) {
    struct world *world = world_new();
    world->server_url = slice_of(getenv("MLUP_TEST_PG"));
    world->database = arena_printf(world->arena, "mlup_access_test_%d", (int)getpid());
    server_script(world, "CREATE DATABASE");
    world->url = url_of_database(world);
    world_open(world, DB_POSTGRESQL, true);
    world_fill(world);
    *state = world;
    return 0;
}

static int teardown(void **state) {
    static const char *const files[] = {"test.db", "test.db-wal", "test.db-shm", "test.db.lock", "key"};
    struct world *world = *state;
    access_close(world->access);
    store_close(world->store);
    if (world->database.len) server_script(world, "DROP DATABASE");
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        unlink(arena_cstr(world->arena, arena_printf(world->arena, "%.*s/%s", SLICE_ARG(world->dir), files[i])));
    }
    rmdir(arena_cstr(world->arena, world->dir));
    arena_free(world->arena);
    return 0;
}

/* ---- people of the tests ---- */

static struct user_new user_of_org(struct world *world, const char *login, int org, uint32_t roles) {
    return (struct user_new){.login = slice_of(login), .name = arena_printf(world->arena, "Name of %s", login),
                             .password = PASSWORD, .org_id = world->orgs[org], .roles = roles,
                             .scope = SCOPE_ORGANISATION, .totp_exempt = true};
}

static struct uuid make(struct world *world, const struct user_new *wanted) {
    struct actor system = access_system_actor(wanted->org_id);
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct uuid id = SHARED_ORG;
    enum outcome outcome = user_create(world->access, world->arena, &system, wanted, &id, &refusal);
    if (refusal.first) fail_msg("%.*s: %s", SLICE_ARG(refusal.first->field), refusal.first->message);
    assert_int_equal(outcome, OUTCOME_OK);
    return id;
}

static struct uuid make_user(struct world *world, const char *login, int org, uint32_t roles) {
    struct user_new wanted = user_of_org(world, login, org, roles);
    return make(world, &wanted);
}

static struct slice new_address(struct world *world) {
    int n = world->address++;
    return arena_printf(world->arena, "10.%d.%d.%d", n >> 16 & 255, n >> 8 & 255, n & 255);
}

static enum outcome try_sign_in(struct world *world, struct slice login, struct slice password, struct slice *cookie) {
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct sign_in sign_in = {login, password, new_address(world), S("Test browser")};
    int64_t retry_ms;
    return session_sign_in(world->access, world->arena, &sign_in, cookie, &retry_ms, &refusal);
}

static struct slice sign_in(struct world *world, const char *login) {
    struct slice cookie = S("");
    assert_int_equal(try_sign_in(world, slice_of(login), PASSWORD, &cookie), OUTCOME_OK);
    return cookie;
}

static const struct login_session *find(struct world *world, struct slice cookie) {
    return session_find(world->access, world->arena, cookie);
}

static const struct actor *actor_of(struct world *world, const char *login) {
    const struct login_session *session = find(world, sign_in(world, login));
    assert_non_null(session);
    assert_int_equal(session->stage, SESSION_READY);
    return &session->actor;
}

static const struct actor *new_actor(struct world *world, const char *login, int org, uint32_t roles) {
    make_user(world, login, org, roles);
    return actor_of(world, login);
}

/* ---- signing in ---- */

static void who_signs_in_is_known_until_signing_out(void **state) {
    struct world *world = *state;
    make_user(world, "sokha", GREEN, ROLE_BIT(ROLE_FIELD_OFFICER));
    struct slice cookie = S("");
    assert_int_equal(try_sign_in(world, S("  SoKha "), PASSWORD, &cookie), OUTCOME_OK);
    assert_int_equal(cookie.len, TOKEN_SESSION_CHARS);
    const struct login_session *session = find(world, cookie);
    assert_non_null(session);
    assert_true(slice_equal(session->login, S("sokha")));
    assert_true(slice_equal(session->actor.name, S("Name of sokha")));
    assert_true(uuid_equal(session->actor.org_id, world->orgs[GREEN]));
    assert_int_equal(session->actor.roles, ROLE_BIT(ROLE_FIELD_OFFICER));
    assert_false(session->actor.is_lead);
    assert_true(session_sign_out(world->access, session));
    assert_null(find(world, cookie));
    assert_null(find(world, S("")));
    assert_null(find(world, S("not a cookie")));
}

static void a_wrong_password_and_an_unknown_name_look_alike(void **state) {
    struct world *world = *state;
    make_user(world, "dara", GREEN, ROLE_BIT(ROLE_VIEWER));
    static const char *const names[] = {"dara", "nobody-at-all", "", "\xff\xfe"};
    const char *message = NULL;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct refusal refusal = REFUSAL_IN(world->arena);
        struct sign_in sign_in = {slice_of(names[i]), OTHER_PASSWORD, new_address(world), S("")};
        struct slice cookie;
        int64_t retry_ms;
        assert_int_equal(session_sign_in(world->access, world->arena, &sign_in, &cookie, &retry_ms, &refusal),
                         OUTCOME_REFUSED);
        assert_true(!message || message == refusal.first->message);
        message = refusal.first->message;
    }
}

static void ten_failures_lock_a_name_that_exists_or_not(void **state) {
    struct world *world = *state;
    make_user(world, "locked", GREEN, ROLE_BIT(ROLE_VIEWER));
    static const char *const names[] = {"locked", "ghost"};
    struct slice cookie;
    for (size_t n = 0; n < ARRAY_LEN(names); n++) {
        for (int i = 0; i < LIMIT_LOGIN_FAILURES; i++) {
            assert_int_equal(try_sign_in(world, slice_of(names[n]), OTHER_PASSWORD, &cookie), OUTCOME_REFUSED);
        }
        assert_int_equal(try_sign_in(world, slice_of(names[n]), PASSWORD, &cookie), OUTCOME_TOO_MANY);
    }
    pass_ms(LIMIT_LOCKOUT_S * SECOND_MS + 1);
    assert_int_equal(try_sign_in(world, S("locked"), PASSWORD, &cookie), OUTCOME_OK);
}

static void an_administrator_unlocks(void **state) {
    struct world *world = *state;
    struct uuid user = make_user(world, "unlockme", BLUE, ROLE_BIT(ROLE_VIEWER));
    const struct actor *admin = new_actor(world, "unlocker", BLUE, ROLE_BIT(ROLE_ADMINISTRATOR));
    struct slice cookie;
    for (int i = 0; i < LIMIT_LOGIN_FAILURES; i++) {
        assert_int_equal(try_sign_in(world, S("unlockme"), OTHER_PASSWORD, &cookie), OUTCOME_REFUSED);
    }
    assert_int_equal(credential_unlock(world->access, admin, user), OUTCOME_OK);
    assert_int_equal(try_sign_in(world, S("unlockme"), PASSWORD, &cookie), OUTCOME_OK);
}

static void one_address_cannot_try_without_end(void **state) {
    struct world *world = *state;
    struct slice cookie;
    enum outcome outcome = OUTCOME_OK;
    int tries = 0;
    for (; outcome != OUTCOME_TOO_MANY && tries <= LIMIT_LOGIN_PER_MINUTE_PER_IP + 5; tries++) {
        struct refusal refusal = REFUSAL_IN(world->arena);
        struct slice login = arena_printf(world->arena, "guess%d", tries);
        struct sign_in sign_in = {login, PASSWORD, S("192.0.2.99"), S("")};
        int64_t retry_ms;
        outcome = session_sign_in(world->access, world->arena, &sign_in, &cookie, &retry_ms, &refusal);
    }
    assert_int_equal(outcome, OUTCOME_TOO_MANY);
    assert_true(tries >= LIMIT_LOGIN_PER_MINUTE_PER_IP);
}

static void who_sees_case_files_types_the_password_after_having_been_away(void **state) {
    struct world *world = *state;
    make_user(world, "worker", GREEN, ROLE_BIT(ROLE_SOCIAL_WORKER));
    make_user(world, "looker", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice worker = sign_in(world, "worker"), looker = sign_in(world, "looker");
    int64_t retry_ms = 0;
    struct refusal refusal = REFUSAL_IN(world->arena);
    assert_int_equal(find(world, worker)->stage, SESSION_READY);
    assert_int_equal(find(world, looker)->stage, SESSION_READY);
    pass_ms((int64_t)LIMIT_SESSION_LOCK_S * SECOND_MS + SECOND_MS);
    const struct login_session *locked = find(world, worker);
    assert_int_equal(locked->stage, SESSION_LOCKED);
    assert_int_equal(locked->actor.roles, 0);
    assert_int_equal(find(world, worker)->stage, SESSION_LOCKED); /* asking is not being seen */
    assert_int_equal(find(world, looker)->stage, SESSION_READY);
    assert_int_equal(credential_unlock_session(world->access, world->arena, locked, S("another one"), &retry_ms, &refusal), OUTCOME_REFUSED);
    assert_int_equal(find(world, worker)->stage, SESSION_LOCKED);
    assert_int_equal(credential_unlock_session(world->access, world->arena, locked, PASSWORD, &retry_ms, &refusal), OUTCOME_OK);
    assert_int_equal(find(world, worker)->stage, SESSION_READY);
}

static void sessions_end_when_idle_and_after_a_week(void **state) {
    struct world *world = *state;
    make_user(world, "idle", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice idle = sign_in(world, "idle"), busy = sign_in(world, "idle");
    assert_non_null(find(world, idle));
    for (int64_t hours = 0; hours < LIMIT_SESSION_S / 3600 - 6; hours += 6) {
        assert_non_null(find(world, busy));
        pass_ms(6 * (int64_t)HOUR_MS);
        access_keep_house(world->access);
    }
    assert_null(find(world, idle));
    assert_non_null(find(world, busy));
    pass_ms(6 * (int64_t)HOUR_MS);
    assert_null(find(world, busy));
}

static void last_seen_reaches_the_database_and_expired_sessions_leave_it(void **state) {
    struct world *world = *state;
    make_user(world, "seen", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice cookie = sign_in(world, "seen");
    const struct login_session *session = find(world, cookie);
    pass_ms(HOUR_MS);
    assert_non_null(find(world, cookie));
    access_keep_house(world->access);
    struct session_entry *entries;
    assert_int_equal(session_list(world->access, world->arena, session, &entries), 1);
    assert_int_equal(entries[0].seen_ms, test_clock());
    assert_true(entries[0].is_current);
    assert_true(slice_equal(entries[0].agent, S("Test browser")));
    pass_ms((int64_t)LIMIT_SESSION_IDLE_S * SECOND_MS + SECOND_MS);
    access_keep_house(world->access);
    assert_int_equal(session_list(world->access, world->arena, session, &entries), 0);
}

static void sessions_are_listed_and_revoked(void **state) {
    struct world *world = *state;
    make_user(world, "many", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice first = sign_in(world, "many"), second = sign_in(world, "many"), third = sign_in(world, "many");
    const struct login_session *session = find(world, first);
    struct session_entry *entries;
    assert_int_equal(session_list(world->access, world->arena, session, &entries), 3);
    size_t other = entries[0].is_current ? 1 : 0;
    assert_int_equal(session_revoke(world->access, session, entries[other].id), OUTCOME_OK);
    assert_int_equal(session_revoke(world->access, session, entries[other].id), OUTCOME_NOT_FOUND);
    assert_int_equal((find(world, second) != NULL) + (find(world, third) != NULL), 1);
    assert_true(session_revoke_all(world->access, session, true));
    assert_non_null(find(world, first));
    assert_null(find(world, second));
    assert_null(find(world, third));
    assert_true(session_revoke_all(world->access, session, false));
    assert_null(find(world, first));
}

static void nobody_revokes_another_users_session(void **state) {
    struct world *world = *state;
    make_user(world, "mine", GREEN, ROLE_BIT(ROLE_VIEWER));
    make_user(world, "theirs", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    struct slice cookie = sign_in(world, "mine");
    struct session_entry *entries;
    assert_int_equal(session_list(world->access, world->arena, find(world, cookie), &entries), 1);
    assert_int_equal(session_revoke(world->access, find(world, sign_in(world, "theirs")), entries[0].id),
                     OUTCOME_NOT_FOUND);
    assert_non_null(find(world, cookie));
}

static void only_so_many_sessions_are_kept(void **state) {
    struct world *world = *state;
    make_user(world, "phones", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice first = sign_in(world, "phones"), last = first;
    for (int i = 0; i < LIMIT_SESSIONS_PER_USER; i++) {
        pass_ms(SECOND_MS);
        last = sign_in(world, "phones");
    }
    assert_null(find(world, first));
    assert_non_null(find(world, last));
}

/* ---- roles ---- */

static struct change role_change(struct world *world, struct uuid user, int org, const char *role, const char *scope) {
    struct change change = change_new(world->arena, CHANGE_CREATE, &membership_type, world->orgs[org]);
    set(&change, "user", (struct value){.id = user});
    set_text(&change, "role", role);
    set_text(&change, "scope", scope);
    return change;
}

static void a_role_taken_away_is_gone_at_the_next_request(void **state) {
    struct world *world = *state;
    struct uuid user = make_user(world, "twohats", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct change change = role_change(world, user, GREEN, "bookkeeper", "organisation");
    assert_int_equal(write_as_system(world, &change), OUTCOME_OK);
    struct slice cookie = sign_in(world, "twohats");
    assert_int_equal(find(world, cookie)->actor.roles, ROLE_BIT(ROLE_VIEWER) | ROLE_BIT(ROLE_BOOKKEEPER));
    struct change gone = change_new(world->arena, CHANGE_DELETE, &membership_type, world->orgs[GREEN]);
    gone.id = change.id;
    gone.reason = S("test");
    assert_int_equal(write_as_system(world, &gone), OUTCOME_OK);
    assert_int_equal(find(world, cookie)->actor.roles, ROLE_BIT(ROLE_VIEWER));
}

static struct change user_update(struct world *world, struct uuid user, int org) {
    struct change change = change_new(world->arena, CHANGE_UPDATE, &user_type, world->orgs[org]);
    struct db *db = store_borrow(world->store);
    struct db_query *query = db_query(db, SQL("SELECT version FROM \"user\" WHERE id = ?1"));
    db_bind_uuid(query, 1, user);
    assert_true(db_next(query));
    change.base_version = db_column_int(query, 0);
    db_done(query);
    store_return(world->store, db);
    change.id = user;
    return change;
}

static void a_user_who_is_not_active_is_out_at_once(void **state) {
    struct world *world = *state;
    struct uuid user = make_user(world, "leaving", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice cookie = sign_in(world, "leaving");
    assert_non_null(find(world, cookie));
    struct change change = user_update(world, user, GREEN);
    set(&change, "active", (struct value){.number = 0});
    assert_int_equal(write_as_system(world, &change), OUTCOME_OK);
    assert_null(find(world, cookie));
    assert_int_equal(try_sign_in(world, S("leaving"), PASSWORD, &cookie), OUTCOME_REFUSED);
}

static void a_user_of_two_organisations_chooses_and_switches(void **state) {
    struct world *world = *state;
    struct uuid user = make_user(world, "bridge", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct change change = role_change(world, user, LEAD, "me_officer", "organisation");
    assert_int_equal(write_as_system(world, &change), OUTCOME_OK);
    struct slice cookie = sign_in(world, "bridge");
    const struct login_session *session = find(world, cookie);
    assert_int_equal(session->stage, SESSION_ORGANISATION);
    assert_int_equal(session->actor.roles, 0);
    assert_int_equal(session->org_count, 2);
    assert_true(slice_equal(session->orgs[0].org_name, S("GREEN")));
    assert_int_equal(session_choose_org(world->access, session, world->orgs[BLUE]), OUTCOME_NOT_FOUND);
    assert_int_equal(session_choose_org(world->access, session, world->orgs[LEAD]), OUTCOME_OK);
    session = find(world, cookie);
    assert_int_equal(session->stage, SESSION_READY);
    assert_true(session->actor.is_lead);
    assert_int_equal(session->actor.roles, ROLE_BIT(ROLE_ME_OFFICER));
    assert_int_equal(session_choose_org(world->access, session, world->orgs[GREEN]), OUTCOME_OK);
    assert_int_equal(find(world, cookie)->actor.roles, ROLE_BIT(ROLE_VIEWER));
}

static void without_a_role_nothing_is_visible(void **state) {
    struct world *world = *state;
    struct uuid user = make_user(world, "roleless", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct db *db = store_borrow(world->store);
    struct db_query *query = db_query(db, SQL("SELECT id FROM membership WHERE \"user\" = ?1"));
    db_bind_uuid(query, 1, user);
    assert_true(db_next(query));
    struct change gone = change_new(world->arena, CHANGE_DELETE, &membership_type, world->orgs[GREEN]);
    gone.id = db_column_uuid(query, 0);
    db_done(query);
    store_return(world->store, db);
    gone.reason = S("test");
    assert_int_equal(write_as_system(world, &gone), OUTCOME_OK);
    const struct login_session *session = find(world, sign_in(world, "roleless"));
    assert_int_equal(session->stage, SESSION_NO_ROLE);
    for (size_t i = 0; i < ARRAY_LEN(test_types); i++) {
        assert_false(access_view(world->access, world->arena, &session->actor, test_types[i]).allowed);
    }
}

/* ---- credentials ---- */

static enum outcome change_password(struct world *world, struct slice cookie, struct slice before,
                                    struct slice after) {
    struct refusal refusal = REFUSAL_IN(world->arena);
    int64_t retry_ms;
    return credential_change_password(world->access, world->arena, find(world, cookie), before, after, &retry_ms,
                                      &refusal);
}

static void changing_the_password_needs_the_old_one_and_ends_other_sessions(void **state) {
    struct world *world = *state;
    make_user(world, "changer", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice here = sign_in(world, "changer"), elsewhere = sign_in(world, "changer");
    assert_int_equal(change_password(world, here, OTHER_PASSWORD, S("third way of writing")), OUTCOME_REFUSED);
    assert_int_equal(change_password(world, here, PASSWORD, S("short")), OUTCOME_REFUSED);
    assert_int_equal(change_password(world, here, PASSWORD, S("Name of changer")), OUTCOME_REFUSED);
    assert_int_equal(change_password(world, here, PASSWORD, PASSWORD), OUTCOME_REFUSED);
    assert_non_null(find(world, elsewhere));
    assert_int_equal(change_password(world, here, PASSWORD, OTHER_PASSWORD), OUTCOME_OK);
    assert_non_null(find(world, here));
    assert_null(find(world, elsewhere));
    struct slice cookie;
    assert_int_equal(try_sign_in(world, S("changer"), PASSWORD, &cookie), OUTCOME_REFUSED);
    assert_int_equal(try_sign_in(world, S("changer"), OTHER_PASSWORD, &cookie), OUTCOME_OK);
}

static enum outcome set_password(struct world *world, const struct actor *actor, struct uuid user) {
    struct refusal refusal = REFUSAL_IN(world->arena);
    return credential_set_password(world->access, world->arena, actor, user, OTHER_PASSWORD, &refusal);
}

static void a_password_from_an_administrator_must_be_changed_first(void **state) {
    struct world *world = *state;
    struct uuid user = make_user(world, "forgot", BLUE, ROLE_BIT(ROLE_FIELD_OFFICER));
    struct slice before = sign_in(world, "forgot");
    const struct actor *admin = new_actor(world, "blueadmin", BLUE, ROLE_BIT(ROLE_ADMINISTRATOR));
    assert_int_equal(set_password(world, admin, user), OUTCOME_OK);
    assert_null(find(world, before));
    struct slice cookie;
    assert_int_equal(try_sign_in(world, S("forgot"), OTHER_PASSWORD, &cookie), OUTCOME_OK);
    assert_int_equal(find(world, cookie)->stage, SESSION_PASSWORD);
    assert_int_equal(find(world, cookie)->actor.roles, 0);
    assert_int_equal(change_password(world, cookie, OTHER_PASSWORD, PASSWORD), OUTCOME_OK);
    assert_int_equal(find(world, cookie)->stage, SESSION_READY);
}

static void only_the_own_administrator_sets_a_password(void **state) {
    struct world *world = *state;
    struct uuid user = make_user(world, "guarded", BLUE, ROLE_BIT(ROLE_FIELD_OFFICER));
    struct uuid shared = make_user(world, "guarded2", BLUE, ROLE_BIT(ROLE_FIELD_OFFICER));
    struct change change = role_change(world, shared, LEAD, "manager", "organisation");
    assert_int_equal(write_as_system(world, &change), OUTCOME_OK);
    const struct actor *lead = new_actor(world, "leadadmin2", LEAD, ROLE_BIT(ROLE_ADMINISTRATOR));
    const struct actor *green = new_actor(world, "greenadmin2", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    const struct actor *manager = new_actor(world, "bluemanager2", BLUE, ROLE_BIT(ROLE_MANAGER));
    const struct actor *officer = new_actor(world, "blueofficer2", BLUE, ROLE_BIT(ROLE_FIELD_OFFICER));
    const struct actor *admin = new_actor(world, "blueadmin2", BLUE, ROLE_BIT(ROLE_ADMINISTRATOR));
    assert_int_equal(set_password(world, lead, user), OUTCOME_NOT_FOUND);
    assert_int_equal(set_password(world, green, user), OUTCOME_NOT_FOUND);
    assert_int_equal(set_password(world, officer, user), OUTCOME_NOT_FOUND);
    assert_int_equal(set_password(world, manager, user), OUTCOME_FORBIDDEN);
    assert_int_equal(set_password(world, admin, admin->user_id), OUTCOME_FORBIDDEN);
    assert_int_equal(set_password(world, admin, shared), OUTCOME_FORBIDDEN);
    assert_int_equal(set_password(world, admin, uuid_new()), OUTCOME_NOT_FOUND);
}

/* ---- the second factor ---- */

struct phone {
    struct totp_secret secret;
    struct slice codes[LIMIT_RECOVERY_CODES];
};

static struct slice code_now(struct world *world, const struct phone *phone) {
    char code[TOTP_DIGITS];
    totp_code(phone->secret, totp_step_of_ms(test_clock()), code);
    return arena_copy(world->arena, (struct slice){code, TOTP_DIGITS});
}

static struct slice wrong_code(struct world *world, const struct phone *phone) {
    struct slice code = code_now(world, phone);
    ((char *)(uintptr_t)code.s)[0] = code.s[0] == '9' ? '8' : (char)(code.s[0] + 1);
    return code;
}

static struct slice enrol(struct world *world, struct slice cookie, struct phone *phone) {
    struct refusal refusal = REFUSAL_IN(world->arena);
    const struct login_session *session = find(world, cookie);
    struct totp_secret again;
    struct slice next = S("");
    assert_int_equal(credential_enrol_totp(world->access, world->arena, session, &phone->secret, &refusal), OUTCOME_OK);
    assert_int_equal(credential_enrol_totp(world->access, world->arena, session, &again, &refusal), OUTCOME_OK);
    assert_memory_equal(again.bytes, phone->secret.bytes, sizeof again.bytes);
    assert_int_equal(credential_confirm_totp(world->access, world->arena, session, wrong_code(world, phone),
                                             phone->codes, &next, &refusal),
                     OUTCOME_REFUSED);
    assert_int_equal(credential_confirm_totp(world->access, world->arena, session, code_now(world, phone),
                                             phone->codes, &next, &refusal),
                     OUTCOME_OK);
    return next;
}

static enum outcome pass_totp(struct world *world, struct slice cookie, struct slice code, struct slice *next) {
    struct refusal refusal = REFUSAL_IN(world->arena);
    int64_t retry_ms;
    return session_pass_totp(world->access, world->arena, find(world, cookie), code, next, &retry_ms, &refusal);
}

static struct uuid make_social_worker(struct world *world, const char *login) {
    struct user_new wanted = user_of_org(world, login, BLUE, ROLE_BIT(ROLE_SOCIAL_WORKER));
    wanted.totp_exempt = false;
    return make(world, &wanted);
}

static void who_sees_cases_sets_up_a_second_factor_before_anything_else(void **state) {
    struct world *world = *state;
    make_social_worker(world, "sopheap");
    struct slice cookie = sign_in(world, "sopheap");
    assert_int_equal(find(world, cookie)->stage, SESSION_ENROL);
    assert_int_equal(find(world, cookie)->actor.roles, 0);
    struct phone phone;
    struct slice next = enrol(world, cookie, &phone);
    assert_null(find(world, cookie));
    assert_int_equal(find(world, next)->stage, SESSION_READY);
    assert_int_equal(find(world, next)->actor.roles, ROLE_BIT(ROLE_SOCIAL_WORKER));
    assert_int_equal(credential_recovery_count(world->access, find(world, next)), LIMIT_RECOVERY_CODES);
    struct refusal refusal = REFUSAL_IN(world->arena);
    int64_t retry_ms;
    assert_int_equal(credential_disable_totp(world->access, world->arena, find(world, next), code_now(world, &phone),
                                             &retry_ms, &refusal),
                     OUTCOME_REFUSED);
}

static void a_code_and_a_recovery_code_open_once(void **state) {
    struct world *world = *state;
    struct slice next = S("");
    struct phone phone;
    make_social_worker(world, "vanna");
    enrol(world, sign_in(world, "vanna"), &phone);
    pass_ms(2 * TOTP_STEP_S * SECOND_MS);
    struct slice first = sign_in(world, "vanna"), second = sign_in(world, "vanna");
    assert_int_equal(find(world, first)->stage, SESSION_TOTP);
    assert_int_equal(find(world, first)->actor.roles, 0);
    assert_int_equal(pass_totp(world, first, wrong_code(world, &phone), &next), OUTCOME_REFUSED);
    struct slice code = code_now(world, &phone);
    assert_int_equal(pass_totp(world, first, code, &next), OUTCOME_OK);
    assert_int_equal(find(world, next)->stage, SESSION_READY);
    assert_null(find(world, first));
    assert_int_equal(pass_totp(world, second, code, &next), OUTCOME_REFUSED);
    assert_int_equal(pass_totp(world, second, phone.codes[3], &next), OUTCOME_OK);
    assert_int_equal(credential_recovery_count(world->access, find(world, next)), LIMIT_RECOVERY_CODES - 1);
    struct slice third = sign_in(world, "vanna");
    assert_int_equal(pass_totp(world, third, phone.codes[3], &next), OUTCOME_REFUSED);
}

static void guessing_codes_is_stopped(void **state) {
    struct world *world = *state;
    struct slice next = S("");
    struct phone phone;
    make_social_worker(world, "guessed");
    enrol(world, sign_in(world, "guessed"), &phone);
    pass_ms(2 * TOTP_STEP_S * SECOND_MS);
    struct slice cookie = sign_in(world, "guessed");
    for (int i = 0; i < LIMIT_LOGIN_FAILURES; i++) {
        assert_int_equal(pass_totp(world, cookie, wrong_code(world, &phone), &next), OUTCOME_REFUSED);
    }
    assert_int_equal(pass_totp(world, cookie, code_now(world, &phone), &next), OUTCOME_TOO_MANY);
    pass_ms(LIMIT_LOCKOUT_S * SECOND_MS + 1);
    assert_int_equal(pass_totp(world, cookie, code_now(world, &phone), &next), OUTCOME_OK);
}

static void a_lost_phone_is_reset_by_the_administrator(void **state) {
    struct world *world = *state;
    struct phone phone;
    struct uuid user = make_social_worker(world, "lostphone");
    struct slice cookie = enrol(world, sign_in(world, "lostphone"), &phone);
    const struct actor *admin = new_actor(world, "blueadmin3", BLUE, ROLE_BIT(ROLE_ADMINISTRATOR));
    const struct actor *green = new_actor(world, "greenadmin3", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    assert_int_equal(credential_reset_totp(world->access, green, user), OUTCOME_NOT_FOUND);
    assert_int_equal(credential_reset_totp(world->access, admin, user), OUTCOME_OK);
    assert_null(find(world, cookie));
    assert_int_equal(find(world, sign_in(world, "lostphone"))->stage, SESSION_ENROL);
}

static void who_need_not_have_a_second_factor_may_turn_it_off(void **state) {
    struct world *world = *state;
    struct phone phone;
    struct refusal refusal = REFUSAL_IN(world->arena);
    int64_t retry_ms;
    make_user(world, "careful", BLUE, ROLE_BIT(ROLE_VIEWER));
    struct slice cookie = enrol(world, sign_in(world, "careful"), &phone);
    pass_ms(2 * TOTP_STEP_S * SECOND_MS);
    struct slice old = phone.codes[0];
    assert_int_equal(credential_renew_recovery(world->access, world->arena, find(world, cookie),
                                               code_now(world, &phone), phone.codes, &retry_ms, &refusal),
                     OUTCOME_OK);
    assert_false(slice_equal(old, phone.codes[0]));
    pass_ms(2 * TOTP_STEP_S * SECOND_MS);
    assert_int_equal(credential_disable_totp(world->access, world->arena, find(world, cookie),
                                             code_now(world, &phone), &retry_ms, &refusal),
                     OUTCOME_OK);
    assert_int_equal(find(world, sign_in(world, "careful"))->stage, SESSION_READY);
}

static void what_happened_around_signing_in_is_shown_to_the_user(void **state) {
    struct world *world = *state;
    make_user(world, "logged", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice cookie;
    try_sign_in(world, S("logged"), OTHER_PASSWORD, &cookie);
    pass_ms(SECOND_MS);
    cookie = sign_in(world, "logged");
    struct login_entry *entries;
    assert_int_equal(session_log(world->access, world->arena, find(world, cookie), &entries), 2);
    assert_true(slice_equal(entries[0].event, S("Signed in")));
    assert_true(slice_equal(entries[1].event, S("Wrong password")));
    assert_true(slice_equal(entries[1].agent, S("Test browser")));
}

/* ---- API tokens ---- */

static struct slice make_token(struct world *world, struct slice cookie, struct api_token_new wanted) {
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct slice token = S("");
    assert_int_equal(api_token_create(world->access, world->arena, find(world, cookie), &wanted, &token, &refusal),
                     OUTCOME_OK);
    return arena_join(world->arena, S("Bearer "), token);
}

static const struct login_session *find_token(struct world *world, struct slice authorization) {
    const struct login_session *session = NULL;
    int64_t retry_ms;
    enum outcome outcome = api_token_find(world->access, world->arena, authorization, &session, &retry_ms);
    return outcome == OUTCOME_OK ? session : NULL;
}

static void a_token_acts_for_its_user_within_its_limits(void **state) {
    struct world *world = *state;
    make_user(world, "robot", GREEN, ROLE_BIT(ROLE_MANAGER));
    struct slice cookie = sign_in(world, "robot");
    struct slice reader = make_token(world, cookie, (struct api_token_new){.name = S("board"), .days = 30});
    struct slice limited = make_token(world, cookie, (struct api_token_new){.name = S("sheets"), .may_write = true,
                                                                            .classes = 1u << ACCESS_PROMISE, .days = 1});
    const struct login_session *session = find_token(world, reader);
    assert_non_null(session);
    assert_true(session->is_api_token && session->actor.read_only);
    assert_true(access_may(&session->actor, ACCESS_PEOPLE, VERB_READ));
    session = find_token(world, limited);
    assert_false(session->actor.read_only);
    assert_true(access_may(&session->actor, ACCESS_PROMISE, VERB_UPDATE));
    assert_false(access_view(world->access, world->arena, &session->actor, &person_type).allowed);
    assert_null(find_token(world, slice_sub(limited, 7, limited.len)));
    assert_null(find_token(world, cookie));
    assert_null(find(world, slice_sub(reader, 7, reader.len)));
    pass_ms(25 * (int64_t)HOUR_MS);
    assert_null(find_token(world, limited));
    assert_non_null(find_token(world, reader));
}

static void a_token_is_listed_with_its_last_use_and_revoked(void **state) {
    struct world *world = *state;
    make_user(world, "robot2", BLUE, ROLE_BIT(ROLE_VIEWER));
    const struct actor *other = new_actor(world, "other2", BLUE, ROLE_BIT(ROLE_VIEWER));
    const struct actor *admin = new_actor(world, "blueadmin4", BLUE, ROLE_BIT(ROLE_ADMINISTRATOR));
    const struct actor *green = new_actor(world, "greenadmin4", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    struct slice cookie = sign_in(world, "robot2");
    struct slice token = make_token(world, cookie, (struct api_token_new){.name = S("feed"), .days = 366});
    pass_ms(MINUTE_MS);
    assert_non_null(find_token(world, token));
    access_keep_house(world->access);
    struct api_token_entry *entries;
    assert_int_equal(api_token_list(world->access, world->arena, other, &entries), 0);
    assert_int_equal(api_token_list(world->access, world->arena, admin, &entries), 1);
    assert_true(slice_equal(entries[0].name, S("feed")));
    assert_true(slice_equal(entries[0].login, S("robot2")));
    assert_int_equal(entries[0].last_used_ms, test_clock());
    assert_int_equal(api_token_revoke(world->access, other, entries[0].id), OUTCOME_NOT_FOUND);
    assert_int_equal(api_token_revoke(world->access, green, entries[0].id), OUTCOME_NOT_FOUND);
    assert_int_equal(api_token_revoke(world->access, admin, entries[0].id), OUTCOME_OK);
    assert_null(find_token(world, token));
}

static void a_token_asks_for_a_purpose_and_an_end(void **state) {
    struct world *world = *state;
    make_user(world, "robot3", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct slice token;
    struct api_token_new wanted = {.name = S("  "), .days = 100000};
    assert_int_equal(api_token_create(world->access, world->arena, find(world, sign_in(world, "robot3")), &wanted,
                                      &token, &refusal),
                     OUTCOME_REFUSED);
    assert_int_equal(refusal.count, 2);
}

static void scopes_are_read_as_they_are_written(void **state) {
    struct world *world = *state;
    bool may_write;
    uint16_t classes;
    struct slice text = api_token_scopes_format(world->arena, true, 1u << ACCESS_PEOPLE | 1u << ACCESS_TRAINING);
    assert_true(slice_equal(text, S("read,write,people,training")));
    assert_true(api_token_scopes_parse(text, &may_write, &classes));
    assert_true(may_write);
    assert_int_equal(classes, 1u << ACCESS_PEOPLE | 1u << ACCESS_TRAINING);
    assert_false(api_token_scopes_parse(S("read,everything"), &may_write, &classes));
    assert_false(api_token_scopes_parse(S("people"), &may_write, &classes));
}

/* ---- what is seen ---- */

static struct uuid make_person(struct world *world, const struct actor *actor, int org, const char *name) {
    struct change change = change_new(world->arena, CHANGE_CREATE, &person_type, world->orgs[org]);
    set_text(&change, "name", name);
    set_text(&change, "sex", "f");
    set_text(&change, "document", "N-123456");
    assert_int_equal(actor ? write_as(world, actor, &change) : write_as_system(world, &change), OUTCOME_OK);
    return change.id;
}

static struct record *get(struct world *world, const struct actor *actor, const struct record_type *type,
                          struct uuid id) {
    struct view view = access_view(world->access, world->arena, actor, type);
    struct record *record = NULL;
    struct db *db = store_borrow(world->store);
    bool found = query_get(world->store, db, world->arena, &view, type, id, &record, NULL);
    store_return(world->store, db);
    return found ? record : NULL;
}

static void the_lead_sees_rows_of_grantees_without_names(void **state) {
    struct world *world = *state;
    struct uuid person = make_person(world, NULL, GREEN, "Sok Dara");
    const struct actor *lead = new_actor(world, "leadme", LEAD, ROLE_BIT(ROLE_ME_OFFICER) | ROLE_BIT(ROLE_MANAGER));
    const struct actor *green = new_actor(world, "greenme", GREEN, ROLE_BIT(ROLE_ME_OFFICER));
    struct record *seen = get(world, lead, &person_type, person);
    assert_non_null(seen);
    assert_true(person_of(seen)->sex.present);
    assert_false(person_of(seen)->name.present);
    assert_false(person_of(seen)->document.present);
    seen = get(world, green, &person_type, person);
    assert_true(slice_equal(person_of(seen)->name.text, S("Sok Dara")));
}

static void another_grantee_and_a_donor_find_nothing(void **state) {
    struct world *world = *state;
    struct uuid person = make_person(world, NULL, GREEN, "Chan Thy");
    for (enum role role = 0; role < ROLES; role++) {
        struct slice login = arena_printf(world->arena, "blue-%.*s", SLICE_ARG(role_code(role)));
        const struct actor *blue = new_actor(world, login.s, BLUE, ROLE_BIT(role));
        assert_null(get(world, blue, &person_type, person));
        assert_null(get(world, blue, &organisation_type, world->orgs[GREEN]));
        assert_null(get(world, blue, &organisation_type, world->orgs[LEAD]));
        assert_non_null(get(world, blue, &organisation_type, world->orgs[BLUE]));
    }
    const struct actor *donor = new_actor(world, "donor", DONOR, ROLE_BIT(ROLE_DONOR) | ROLE_BIT(ROLE_MANAGER));
    assert_null(get(world, donor, &person_type, person));
    struct record *org = get(world, donor, &organisation_type, world->orgs[GREEN]);
    assert_non_null(org);
    assert_false(organisation_of(org)->phone.present);
}

static struct list_page people_sorted_by_name(struct world *world, const struct actor *actor, struct slice cursor) {
    struct list_query query = {.type = &person_type, .sort = record_type_field(&person_type, S("name")), .limit = 250,
                               .cursor = cursor, .org = world->orgs[GREEN]};
    struct view view = access_view(world->access, world->arena, actor, &person_type);
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct list_page page;
    struct db *db = store_borrow(world->store);
    assert_true(query_list(world->store, db, world->arena, &view, &query, &page, &refusal));
    store_return(world->store, db);
    return page;
}

static bool page_has(const struct list_page *page, struct uuid id) {
    for (size_t i = 0; i < page->count; i++) {
        if (uuid_equal(page->records[i]->id, id)) return true;
    }
    return false;
}

/* A cursor is the client's to make up: id, 'V', the value to start behind (see store/query.c), in base 64. */
static void no_made_up_cursor_asks_for_a_name_letter_by_letter(void **state) {
    struct world *world = *state;
    const struct actor *lead = new_actor(world, "leadcursor", LEAD, ROLE_BIT(ROLE_MANAGER));
    const struct actor *green = new_actor(world, "greencursor", GREEN, ROLE_BIT(ROLE_MANAGER));
    struct uuid late = make_person(world, NULL, GREEN, "Zz Late"), early = make_person(world, NULL, GREEN, "Aa Early");
    char cursor[200];
    struct slice plain = arena_printf(world->arena, "%.*sVMm", SLICE_ARG(uuid_format(world->arena, uuid_new())));
    sodium_bin2base64(cursor, sizeof cursor, (const uint8_t *)plain.s, plain.len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    struct list_page page = people_sorted_by_name(world, green, slice_of(cursor));
    assert_true(page_has(&page, late) && !page_has(&page, early));
    page = people_sorted_by_name(world, lead, slice_of(cursor));
    assert_true(page_has(&page, late) == page_has(&page, early));
}

static void lists_of_organisations_follow_what_is_visible(void **state) {
    struct world *world = *state;
    struct org_entry *orgs;
    const struct actor *lead = new_actor(world, "leadorgs", LEAD, ROLE_BIT(ROLE_MANAGER));
    const struct actor *green = new_actor(world, "greenorgs", GREEN, ROLE_BIT(ROLE_MANAGER));
    const struct actor *donor = new_actor(world, "donororgs", DONOR, ROLE_BIT(ROLE_DONOR));
    assert_int_equal(access_orgs(world->access, world->arena, lead, ACCESS_PROMISE, &orgs), ORGS);
    assert_true(slice_equal(orgs[0].short_name, S("BLUE")));
    assert_int_equal(access_orgs(world->access, world->arena, lead, ACCESS_PEOPLE, &orgs), 3);
    assert_int_equal(access_orgs(world->access, world->arena, lead, ACCESS_USERS, &orgs), 1);
    assert_int_equal(access_orgs(world->access, world->arena, green, ACCESS_PROMISE, &orgs), 1);
    assert_int_equal(access_orgs(world->access, world->arena, donor, ACCESS_PROMISE, &orgs), ORGS);
    assert_int_equal(access_orgs(world->access, world->arena, donor, ACCESS_PEOPLE, &orgs), 0);
}

static const struct actor *officer_of(struct world *world, const char *login, enum access_scope scope,
                                      const char *team) {
    struct user_new wanted = user_of_org(world, login, GREEN, ROLE_BIT(ROLE_FIELD_OFFICER));
    wanted.scope = scope;
    wanted.team = slice_of(team);
    make(world, &wanted);
    return actor_of(world, login);
}

static struct change update_of(struct world *world, const struct record_type *type, int org, struct uuid id) {
    struct change change = change_new(world->arena, CHANGE_UPDATE, type, world->orgs[org]);
    change.id = id;
    change.base_version = 1;
    return change;
}

static void own_team_and_organisation_bound_what_a_field_officer_reaches(void **state) {
    struct world *world = *state;
    officer_of(world, "north1", SCOPE_TEAM, "north");
    const struct actor *north2 = officer_of(world, "north2", SCOPE_TEAM, "north");
    const struct actor *north1 = actor_of(world, "north1");
    const struct actor *south = officer_of(world, "south", SCOPE_TEAM, "south");
    const struct actor *alone = officer_of(world, "alone", SCOPE_OWN, "");
    struct uuid person = make_person(world, north1, GREEN, "Keo Mony");
    assert_non_null(get(world, north1, &person_type, person));
    assert_non_null(get(world, north2, &person_type, person));
    assert_null(get(world, south, &person_type, person));
    assert_null(get(world, alone, &person_type, person));
    struct change change = update_of(world, &person_type, GREEN, person);
    set_text(&change, "sex", "m");
    assert_int_equal(write_as(world, south, &change), OUTCOME_NOT_FOUND);
    assert_int_equal(write_as(world, alone, &change), OUTCOME_NOT_FOUND);
    assert_int_equal(write_as(world, north2, &change), OUTCOME_OK);
    assert_non_null(get(world, alone, &person_type, make_person(world, alone, GREEN, "Own Person")));
}

/* ---- what is changed ---- */

static struct uuid make_record(struct world *world, const struct record_type *type, int org, const char *field,
                               const char *text) {
    struct change change = change_new(world->arena, CHANGE_CREATE, type, world->orgs[org]);
    set_text(&change, field, text);
    assert_int_equal(write_as_system(world, &change), OUTCOME_OK);
    return change.id;
}

static enum outcome try_update(struct world *world, const struct actor *actor, const struct record_type *type, int org,
                               struct uuid id, const char *field, struct value value) {
    struct change change = update_of(world, type, org, id);
    set(&change, field, value);
    return write_as(world, actor, &change);
}

static struct value text_value(const char *text) {
    return (struct value){.present = true, .text = slice_of(text)};
}

static void a_grantee_keeps_its_promises_and_the_lead_the_agreement(void **state) {
    struct world *world = *state;
    const struct actor *green = new_actor(world, "greenpm", GREEN, ROLE_BIT(ROLE_MANAGER));
    const struct actor *lead = new_actor(world, "leadpm", LEAD, ROLE_BIT(ROLE_MANAGER));
    struct uuid promise = make_record(world, &promise_type, GREEN, "title", "16 groups");
    struct uuid agreement = make_record(world, &agreement_type, GREEN, "number", "AG-7");
    struct value amount = {.number = 5};
    assert_int_equal(try_update(world, green, &promise_type, GREEN, promise, "title", text_value("17 groups")),
                     OUTCOME_OK);
    assert_int_equal(try_update(world, green, &agreement_type, GREEN, agreement, "amount", amount), OUTCOME_FORBIDDEN);
    assert_int_equal(try_update(world, lead, &agreement_type, GREEN, agreement, "contact", text_value("Ms X")),
                     OUTCOME_FORBIDDEN);
    assert_int_equal(try_update(world, lead, &agreement_type, GREEN, agreement, "amount", amount), OUTCOME_OK);
    struct change summary = update_of(world, &agreement_type, GREEN, agreement);
    summary.base_version = 2;
    set(&summary, "amount", amount); /* unchanged, as a form sends it */
    set_text(&summary, "summary", "What it is about");
    assert_int_equal(write_as(world, green, &summary), OUTCOME_OK);
    struct change gone = {.verb = CHANGE_DELETE, .type = &promise_type, .id = promise, .org_id = world->orgs[GREEN],
                          .base_version = 2, .reason = S("test")};
    assert_int_equal(write_as(world, green, &gone), OUTCOME_FORBIDDEN);
    assert_int_equal(write_as(world, lead, &gone), OUTCOME_OK);
}

static void other_organisations_are_not_found_for_writing_either(void **state) {
    struct world *world = *state;
    const struct actor *blue = new_actor(world, "bluepm", BLUE, ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ADMINISTRATOR));
    const struct actor *lead = new_actor(world, "leadpm2", LEAD, ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ADMINISTRATOR));
    struct uuid promise = make_record(world, &promise_type, GREEN, "title", "22 groups");
    struct uuid person = make_person(world, NULL, GREEN, "Long Vibol");
    struct uuid user = make_user(world, "greenuser", GREEN, ROLE_BIT(ROLE_VIEWER));
    assert_int_equal(try_update(world, blue, &promise_type, GREEN, promise, "title", text_value("x")), OUTCOME_NOT_FOUND);
    assert_int_equal(try_update(world, blue, &person_type, GREEN, person, "sex", text_value("m")), OUTCOME_NOT_FOUND);
    assert_int_equal(try_update(world, lead, &person_type, GREEN, person, "sex", text_value("m")), OUTCOME_FORBIDDEN);
    assert_int_equal(try_update(world, lead, &user_type, GREEN, user, "name", text_value("x")), OUTCOME_NOT_FOUND);
    struct change create = change_new(world->arena, CHANGE_CREATE, &promise_type, world->orgs[GREEN]);
    set_text(&create, "title", "not mine");
    assert_int_equal(write_as(world, blue, &create), OUTCOME_NOT_FOUND);
    assert_int_equal(write_as(world, lead, &create), OUTCOME_OK);
    struct change role = role_change(world, blue->user_id, GREEN, "manager", "organisation");
    assert_int_equal(write_as(world, blue, &role), OUTCOME_NOT_FOUND);
    assert_int_equal(write_as(world, lead, &role), OUTCOME_NOT_FOUND);
}

static void shared_records_are_written_by_the_lead_only(void **state) {
    struct world *world = *state;
    const struct actor *green = new_actor(world, "greenmap", GREEN, ROLE_BIT(ROLE_MANAGER));
    const struct actor *lead = new_actor(world, "leadmap", LEAD, ROLE_BIT(ROLE_MANAGER));
    struct change change = change_new(world->arena, CHANGE_CREATE, &area_type, SHARED_ORG);
    set_text(&change, "name", "Koh Kong");
    assert_int_equal(write_as(world, green, &change), OUTCOME_FORBIDDEN);
    assert_int_equal(write_as(world, lead, &change), OUTCOME_OK);
    assert_non_null(get(world, green, &area_type, change.id));
}

static void the_lead_makes_an_organisation_and_its_first_administrator(void **state) {
    struct world *world = *state;
    const struct actor *lead = new_actor(world, "leadadmin5", LEAD, ROLE_BIT(ROLE_ADMINISTRATOR));
    const struct actor *green = new_actor(world, "greenadmin5", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    struct uuid id = uuid_new();
    struct change change = change_new(world->arena, CHANGE_CREATE, &organisation_type, id);
    change.id = id;
    set_text(&change, "short_name", "NEW");
    set_text(&change, "kind", "grantee");
    assert_int_equal(write_as(world, green, &change), OUTCOME_NOT_FOUND);
    assert_int_equal(write_as(world, lead, &change), OUTCOME_OK);
    struct user_new wanted = user_of_org(world, "firstadmin", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    wanted.org_id = id;
    wanted.totp_exempt = false;
    struct refusal refusal = REFUSAL_IN(world->arena);
    struct uuid user;
    assert_int_equal(user_create(world->access, world->arena, green, &wanted, &user, &refusal), OUTCOME_NOT_FOUND);
    assert_int_equal(user_create(world->access, world->arena, lead, &wanted, &user, &refusal), OUTCOME_OK);
    wanted.login = S("secondadmin");
    assert_int_equal(user_create(world->access, world->arena, lead, &wanted, &user, &refusal), OUTCOME_NOT_FOUND);
    assert_int_equal(find(world, sign_in(world, "firstadmin"))->stage, SESSION_ENROL);
}

static void everybody_keeps_the_own_profile_and_nobody_locks_the_door_from_outside(void **state) {
    struct world *world = *state;
    const struct actor *viewer = new_actor(world, "profile", GREEN, ROLE_BIT(ROLE_VIEWER));
    const struct actor *admin = new_actor(world, "greenadmin6", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    struct uuid other = make_user(world, "greenother6", GREEN, ROLE_BIT(ROLE_VIEWER));
    assert_int_equal(try_update(world, viewer, &user_type, GREEN, viewer->user_id, "login", text_value("boss")),
                     OUTCOME_NOT_FOUND);
    assert_int_equal(try_update(world, viewer, &user_type, GREEN, other, "name", text_value("x")), OUTCOME_NOT_FOUND);
    assert_int_equal(try_update(world, viewer, &user_type, GREEN, viewer->user_id, "language", text_value("en")),
                     OUTCOME_OK);
    assert_int_equal(try_update(world, admin, &user_type, GREEN, admin->user_id, "active", (struct value){.number = 0}),
                     OUTCOME_FORBIDDEN);
    assert_int_equal(try_update(world, admin, &user_type, GREEN, other, "active", (struct value){.number = 0}),
                     OUTCOME_OK);
    struct change role = role_change(world, admin->user_id, GREEN, "manager", "organisation");
    assert_int_equal(write_as(world, admin, &role), OUTCOME_OK);
    struct change gone = {.verb = CHANGE_DELETE, .type = &user_type, .id = admin->user_id,
                          .org_id = world->orgs[GREEN], .base_version = 1, .reason = S("test")};
    assert_int_equal(write_as(world, admin, &gone), OUTCOME_FORBIDDEN);
}

static void a_token_that_reads_does_not_write(void **state) {
    struct world *world = *state;
    make_user(world, "robot4", GREEN, ROLE_BIT(ROLE_MANAGER));
    struct slice token =
        make_token(world, sign_in(world, "robot4"), (struct api_token_new){.name = S("board"), .days = 1});
    const struct actor *reader = &find_token(world, token)->actor;
    struct uuid promise = make_record(world, &promise_type, GREEN, "title", "3 banks");
    assert_int_equal(try_update(world, reader, &promise_type, GREEN, promise, "title", text_value("4 banks")),
                     OUTCOME_FORBIDDEN);
    assert_int_equal(try_update(world, reader, &user_type, GREEN, reader->user_id, "name", text_value("Robot")),
                     OUTCOME_FORBIDDEN);
}

static void a_saved_view_is_its_makers_alone(void **state) {
    struct world *world = *state;
    const struct actor *one = new_actor(world, "view1", GREEN, ROLE_BIT(ROLE_VIEWER));
    const struct actor *two = new_actor(world, "view2", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    struct change change = change_new(world->arena, CHANGE_CREATE, &saved_view_type, world->orgs[GREEN]);
    set(&change, "user", (struct value){.id = one->user_id});
    set_text(&change, "type", "person");
    set_text(&change, "name", "Women of Koh Kong");
    set_text(&change, "query", "sex=f");
    assert_int_equal(write_as(world, two, &change), OUTCOME_FORBIDDEN);
    assert_int_equal(write_as(world, one, &change), OUTCOME_OK);
    assert_non_null(get(world, one, &saved_view_type, change.id));
    assert_null(get(world, two, &saved_view_type, change.id));
    assert_int_equal(try_update(world, two, &saved_view_type, GREEN, change.id, "query", text_value("sex=m")),
                     OUTCOME_NOT_FOUND);
}

/* ---- users ---- */

static enum outcome try_create(struct world *world, const struct actor *actor, struct user_new wanted,
                               struct refusal *refusal) {
    struct uuid id;
    *refusal = REFUSAL_IN(world->arena);
    return user_create(world->access, world->arena, actor, &wanted, &id, refusal);
}

static void user_names_are_small_letters_and_nobody_shares_one(void **state) {
    struct world *world = *state;
    struct actor system = access_system_actor(SHARED_ORG);
    struct refusal refusal;
    struct user_new wanted = user_of_org(world, "Chan.Sok-2_a", GREEN, ROLE_BIT(ROLE_VIEWER));
    assert_int_equal(try_create(world, &system, wanted, &refusal), OUTCOME_OK);
    struct uuid id, org;
    assert_true(user_find(world->access, world->arena, S("CHAN.SOK-2_A "), &id, &org));
    wanted.org_id = world->orgs[BLUE];
    assert_int_equal(try_create(world, &system, wanted, &refusal), OUTCOME_REFUSED);
    assert_true(slice_equal(refusal.first->field, S("login")));
    static const char *const bad[] = {"a", "with space", "អ្នក", "semi;colon",
                                      "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijk"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        wanted.login = slice_of(bad[i]);
        assert_int_equal(try_create(world, &system, wanted, &refusal), OUTCOME_REFUSED);
        assert_true(slice_equal(refusal.first->field, S("login")));
    }
    struct slice cookie;
    assert_int_equal(try_sign_in(world, S("chan.sok-2_a"), PASSWORD, &cookie), OUTCOME_OK);
}

static void a_user_needs_a_good_password_a_role_and_for_a_team_its_name(void **state) {
    struct world *world = *state;
    const struct actor *admin = new_actor(world, "greenadmin7", GREEN, ROLE_BIT(ROLE_ADMINISTRATOR));
    const struct actor *viewer = new_actor(world, "greenviewer7", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct refusal refusal;
    struct user_new wanted = user_of_org(world, "newone", GREEN, 0);
    wanted.totp_exempt = false;
    wanted.password = S("password12");
    assert_int_equal(try_create(world, viewer, wanted, &refusal), OUTCOME_FORBIDDEN);
    assert_int_equal(try_create(world, admin, wanted, &refusal), OUTCOME_REFUSED);
    assert_int_equal(refusal.count, 2);
    wanted.password = PASSWORD;
    wanted.roles = ROLE_BIT(ROLE_FIELD_OFFICER);
    wanted.scope = SCOPE_TEAM;
    assert_int_equal(try_create(world, admin, wanted, &refusal), OUTCOME_REFUSED);
    assert_true(slice_equal(refusal.first->field, S("team")));
    wanted.team = S("north");
    assert_int_equal(try_create(world, admin, wanted, &refusal), OUTCOME_OK);
    wanted.login = S("exempted");
    wanted.totp_exempt = true;
    assert_int_equal(try_create(world, admin, wanted, &refusal), OUTCOME_FORBIDDEN);
}

static void a_second_user_with_the_same_id_does_not_touch_the_firsts_password(void **state) {
    struct world *world = *state;
    struct actor system = access_system_actor(SHARED_ORG);
    struct refusal refusal;
    struct user_new wanted = user_of_org(world, "original", GREEN, ROLE_BIT(ROLE_VIEWER));
    wanted.id = uuid_of_name(S("demo"), S("original"));
    make(world, &wanted);
    wanted.login = S("imitation");
    wanted.password = OTHER_PASSWORD;
    assert_int_equal(try_create(world, &system, wanted, &refusal), OUTCOME_REFUSED);
    sign_in(world, "original");
}

static void names_of_strangers_are_the_names_of_their_organisations(void **state) {
    struct world *world = *state;
    const struct actor *green = new_actor(world, "namegreen", GREEN, ROLE_BIT(ROLE_VIEWER));
    const struct actor *lead = new_actor(world, "namelead", LEAD, ROLE_BIT(ROLE_MANAGER));
    struct db *db = store_borrow(world->store);
    struct slice own = access_user_name(world->access, world->arena, db, green, green->user_id);
    struct slice seen = access_user_name(world->access, world->arena, db, lead, green->user_id);
    struct slice none = access_user_name(world->access, world->arena, db, lead, uuid_new());
    store_return(world->store, db);
    assert_true(slice_equal(own, S("Name of namegreen")));
    assert_true(slice_equal(seen, S("GREEN")));
    assert_int_equal(none.len, 0);
}

/* ---- who saw ---- */

static void an_organisation_learns_who_saw_a_file(void **state) {
    struct refusal refusal = REFUSAL_IN(((struct world *)*state)->arena);
    struct world *world = *state;
    const struct actor *worker = new_actor(world, "saw1", GREEN, ROLE_BIT(ROLE_ME_OFFICER));
    const struct actor *keeper = new_actor(world, "saw2", GREEN, ROLE_BIT(ROLE_BOOKKEEPER));
    const struct actor *lead = new_actor(world, "saw3", LEAD, ROLE_BIT(ROLE_MANAGER));
    struct uuid id = make_person(world, worker, GREEN, "Prak Sita");
    struct record *record = get(world, worker, &person_type, id);
    assert_true(person_of(record)->document.sealed);
    struct db *reading = store_borrow(world->store);
    assert_int_equal(query_reveal(world->store, reading, world->arena, worker, record, S("check of a card"), &refusal), OUTCOME_OK);
    store_return(world->store, reading);
    assert_true(slice_equal(person_of(record)->document.text, S("N-123456")));
    struct read_entry *entries;
    size_t count = 0;
    struct db *db = store_borrow(world->store);
    assert_true(access_who_saw(world->access, db, world->arena, worker, &person_type, id, &entries, &count));
    bool keeper_sees = access_who_saw(world->access, db, world->arena, keeper, &person_type, id, &entries, &count);
    bool lead_sees = access_who_saw(world->access, db, world->arena, lead, &person_type, id, &entries, &count);
    assert_true(access_who_saw(world->access, db, world->arena, worker, &person_type, id, &entries, &count));
    store_return(world->store, db);
    assert_false(keeper_sees || lead_sees);
    assert_int_equal(count, 1);
    assert_true(slice_equal(entries[0].actor_name, S("Name of saw1")));
    assert_true(slice_equal(entries[0].purpose, S("check of a card")));
    assert_true(slice_contains(entries[0].fields, S("document")));
}

/* ---- the sessions in memory ---- */

static bool forget_all_sessions(void *context, struct db *db) {
    (void)context;
    db_run(db_query(db, SQL("DELETE FROM login_session")));
    return true;
}

/* Behind the program's back the table is emptied: who is still found was not looked up there. */
static void looking_up_a_session_asks_the_database_nothing(void **state) {
    struct world *world = *state;
    make_user(world, "fast", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice cookie = sign_in(world, "fast");
    assert_non_null(session_find(world->access, world->arena, cookie));
    assert_true(store_run(world->store, forget_all_sessions, NULL));
    assert_non_null(session_find(world->access, world->arena, cookie));
}

struct visitor {
    struct world *world;
    struct slice cookie;
    atomic_bool *stop;
    atomic_int found;
};

static void *visit(void *context) {
    struct visitor *visitor = context;
    struct arena *request_arena = arena_new();
    while (!atomic_load(visitor->stop)) {
        const struct login_session *session = session_find(visitor->world->access, request_arena, visitor->cookie);
        if (session && slice_equal(session->login, S("crowd")) && session->actor.roles) atomic_fetch_add(&visitor->found, 1);
        arena_reset(request_arena);
    }
    arena_free(request_arena);
    return NULL;
}

static void many_requests_at_once_survive_sessions_coming_and_going(void **state) {
    enum { VISITORS = 4, ROUNDS = 30 };
    struct world *world = *state;
    make_user(world, "crowd", GREEN, ROLE_BIT(ROLE_VIEWER));
    struct slice cookie = sign_in(world, "crowd");
    const struct login_session *session = find(world, cookie);
    atomic_bool stop = false;
    struct visitor visitors[VISITORS];
    pthread_t threads[VISITORS];
    for (size_t i = 0; i < VISITORS; i++) {
        visitors[i] = (struct visitor){world, cookie, &stop, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, visit, &visitors[i]), 0);
    }
    for (int i = 0; i < ROUNDS; i++) {
        pass_ms(SECOND_MS);
        assert_int_equal(session_choose_org(world->access, session, world->orgs[GREEN]), OUTCOME_OK);
        access_keep_house(world->access);
    }
    for (size_t i = 0; i < VISITORS; i++) {
        while (!atomic_load(&visitors[i].found)) { /* on a busy machine a thread may begin late */
            sched_yield();
        }
    }
    assert_true(session_sign_out(world->access, session));
    assert_null(find(world, cookie));
    atomic_store(&stop, true);
    for (size_t i = 0; i < VISITORS; i++) {
        pthread_join(threads[i], NULL);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_signs_in_is_known_until_signing_out),
    cmocka_unit_test(a_wrong_password_and_an_unknown_name_look_alike),
    cmocka_unit_test(ten_failures_lock_a_name_that_exists_or_not),
    cmocka_unit_test(an_administrator_unlocks),
    cmocka_unit_test(one_address_cannot_try_without_end),
    cmocka_unit_test(who_sees_case_files_types_the_password_after_having_been_away),
    cmocka_unit_test(sessions_end_when_idle_and_after_a_week),
    cmocka_unit_test(last_seen_reaches_the_database_and_expired_sessions_leave_it),
    cmocka_unit_test(sessions_are_listed_and_revoked),
    cmocka_unit_test(nobody_revokes_another_users_session),
    cmocka_unit_test(only_so_many_sessions_are_kept),
    cmocka_unit_test(a_role_taken_away_is_gone_at_the_next_request),
    cmocka_unit_test(a_user_who_is_not_active_is_out_at_once),
    cmocka_unit_test(a_user_of_two_organisations_chooses_and_switches),
    cmocka_unit_test(without_a_role_nothing_is_visible),
    cmocka_unit_test(changing_the_password_needs_the_old_one_and_ends_other_sessions),
    cmocka_unit_test(a_password_from_an_administrator_must_be_changed_first),
    cmocka_unit_test(only_the_own_administrator_sets_a_password),
    cmocka_unit_test(who_sees_cases_sets_up_a_second_factor_before_anything_else),
    cmocka_unit_test(a_code_and_a_recovery_code_open_once),
    cmocka_unit_test(guessing_codes_is_stopped),
    cmocka_unit_test(a_lost_phone_is_reset_by_the_administrator),
    cmocka_unit_test(who_need_not_have_a_second_factor_may_turn_it_off),
    cmocka_unit_test(what_happened_around_signing_in_is_shown_to_the_user),
    cmocka_unit_test(a_token_acts_for_its_user_within_its_limits),
    cmocka_unit_test(a_token_is_listed_with_its_last_use_and_revoked),
    cmocka_unit_test(a_token_asks_for_a_purpose_and_an_end),
    cmocka_unit_test(scopes_are_read_as_they_are_written),
    cmocka_unit_test(the_lead_sees_rows_of_grantees_without_names),
    cmocka_unit_test(another_grantee_and_a_donor_find_nothing),
    cmocka_unit_test(no_made_up_cursor_asks_for_a_name_letter_by_letter),
    cmocka_unit_test(lists_of_organisations_follow_what_is_visible),
    cmocka_unit_test(own_team_and_organisation_bound_what_a_field_officer_reaches),
    cmocka_unit_test(a_grantee_keeps_its_promises_and_the_lead_the_agreement),
    cmocka_unit_test(other_organisations_are_not_found_for_writing_either),
    cmocka_unit_test(shared_records_are_written_by_the_lead_only),
    cmocka_unit_test(the_lead_makes_an_organisation_and_its_first_administrator),
    cmocka_unit_test(everybody_keeps_the_own_profile_and_nobody_locks_the_door_from_outside),
    cmocka_unit_test(a_token_that_reads_does_not_write),
    cmocka_unit_test(a_saved_view_is_its_makers_alone),
    cmocka_unit_test(user_names_are_small_letters_and_nobody_shares_one),
    cmocka_unit_test(a_user_needs_a_good_password_a_role_and_for_a_team_its_name),
    cmocka_unit_test(a_second_user_with_the_same_id_does_not_touch_the_firsts_password),
    cmocka_unit_test(names_of_strangers_are_the_names_of_their_organisations),
    cmocka_unit_test(an_organisation_learns_who_saw_a_file),
    cmocka_unit_test(many_requests_at_once_survive_sessions_coming_and_going),
    cmocka_unit_test(looking_up_a_session_asks_the_database_nothing),
};

int main(void) {
    log_set_quiet(true);
    catalogue_check(&test_catalogue);
    int failed = cmocka_run_group_tests_name("access on SQLite", tests, setup_sqlite, teardown);
    if (!getenv("MLUP_TEST_PG")) {
        log_warn("MLUP_TEST_PG is not set: nothing was tested on PostgreSQL");
        return failed;
    }
    return failed + cmocka_run_group_tests_name("access on PostgreSQL", tests, setup_postgres, teardown);
}
