/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See access.h.  The organisations are few and rarely change: a sorted table in memory, read again when
 * store_changes_of says so.  The writer's thread only looks things up in it.
 */
#include "access/access.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "access/access_internal.h"
#include "access/user.h"
#include "base/limits.h"
#include "base/log.h"

/* ---- opening and closing ---- */

int64_t access_now(const struct access *access) {
    return access->options.now_ms ? access->options.now_ms() : clock_now_ms();
}

uint64_t access_stamp(const struct access *access) {
    return atomic_load(&access->epoch) + store_changes_of(access->store, access->user_type) +
           store_changes_of(access->store, access->membership_type) +
           store_changes_of(access->store, access->organisation_type);
}

void access_touch(struct access *access) {
    atomic_fetch_add(&access->epoch, 1);
}

static void *keeper_run(void *context) {
    struct access *access = context;
    enum { EVERY_S = 60 };
    pthread_mutex_lock(&access->keeper_lock);
    while (!access->closing) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += EVERY_S;
        int woken = 0;
        while (!access->closing && woken != ETIMEDOUT) {
            woken = pthread_cond_timedwait(&access->keeper_wake, &access->keeper_lock, &until);
        }
        if (access->closing) break;
        pthread_mutex_unlock(&access->keeper_lock);
        access_keep_house(access);
        pthread_mutex_lock(&access->keeper_lock);
    }
    pthread_mutex_unlock(&access->keeper_lock);
    return NULL;
}

static const struct record_type *type_named(const struct store *store, struct slice name) {
    const struct record_type *type = catalogue_find(store_catalogue(store), name);
    ASSERT(type);
    return type;
}

struct access *access_open(struct arena *process_arena, struct store *store, const struct access_options *options) {
    struct access *access = arena_make(process_arena, struct access, 1);
    access->store = store;
    access->options = *options;
    access->user_type = type_named(store, S("user"));
    access->membership_type = type_named(store, S("membership"));
    access->organisation_type = type_named(store, S("organisation"));
    access->address_limiter = limiter_new(LIMIT_LOGIN_PER_MINUTE_PER_IP, LIMIT_LOGIN_PER_MINUTE_PER_IP);
    access->token_limiter = limiter_new(LIMIT_API_PER_MINUTE, LIMIT_API_PER_MINUTE);
    access->cache = session_cache_new();
    pthread_rwlock_init(&access->orgs_lock, NULL);
    pthread_mutex_init(&access->keeper_lock, NULL);
    pthread_cond_init(&access->keeper_wake, NULL);
    access_refresh_orgs(access);
    access->keeper_runs = options->housekeeping && pthread_create(&access->keeper, NULL, keeper_run, access) == 0;
    return access;
}

static void flush_seen(struct access *access);

static void org_table_free(struct org_table *table) {
    if (table) arena_free(table->arena);
}

void access_close(struct access *access) {
    if (!access) return;
    pthread_mutex_lock(&access->keeper_lock);
    access->closing = true;
    pthread_cond_signal(&access->keeper_wake);
    pthread_mutex_unlock(&access->keeper_lock);
    if (access->keeper_runs) pthread_join(access->keeper, NULL);
    flush_seen(access);
    session_cache_free(access->cache);
    limiter_free(access->address_limiter);
    limiter_free(access->token_limiter);
    org_table_free(access->orgs);
    pthread_rwlock_destroy(&access->orgs_lock);
    pthread_mutex_destroy(&access->keeper_lock);
    pthread_cond_destroy(&access->keeper_wake);
}

struct actor access_system_actor(struct uuid org) {
    return (struct actor){.org_id = org, .name = S("Mlup"), .is_system = true, .scope = SCOPE_ORGANISATION};
}

/* ---- organisations ---- */

static int compare_orgs(const void *a, const void *b) {
    return uuid_compare(((const struct org_entry *)a)->id, ((const struct org_entry *)b)->id);
}

static void org_table_add(struct org_table *table, struct db_query *query) {
    table->orgs = arena_room(table->arena, table->orgs, sizeof *table->orgs, table->count);
    table->orgs[table->count++] = (struct org_entry){
        .id = db_column_uuid(query, 0),
        .short_name = arena_copy(table->arena, db_column_text(query, 1)),
        .kind = arena_copy(table->arena, db_column_text(query, 2)),
    };
}

static struct org_table *org_table_read(struct access *access) {
    struct arena *arena = arena_new();
    struct org_table *table = arena_make(arena, struct org_table, 1);
    table->arena = arena;
    table->changes = store_changes_of(access->store, access->organisation_type);
    struct db *db = store_borrow(access->store);
    struct db_query *query =
        db_query(db, SQL("SELECT id, short_name, kind FROM organisation WHERE deleted_ms = 0"));
    while (table->count < LIMIT_ORGANISATIONS && db_next(query)) {
        org_table_add(table, query);
    }
    db_done(query);
    store_return(access->store, db);
    if (table->count) qsort(table->orgs, table->count, sizeof *table->orgs, compare_orgs);
    return table;
}

void access_refresh_orgs(struct access *access) {
    uint64_t changes = store_changes_of(access->store, access->organisation_type);
    pthread_rwlock_rdlock(&access->orgs_lock);
    bool is_current = access->orgs && access->orgs->changes == changes;
    pthread_rwlock_unlock(&access->orgs_lock);
    if (is_current) return;
    struct org_table *table = org_table_read(access);
    pthread_rwlock_wrlock(&access->orgs_lock);
    struct org_table *before = access->orgs;
    access->orgs = table;
    pthread_rwlock_unlock(&access->orgs_lock);
    org_table_free(before);
}

/* With the lock held. */
static const struct org_entry *org_find(const struct access *access, struct uuid id) {
    const struct org_table *table = access->orgs;
    struct org_entry key = {.id = id};
    if (!table || !table->count) return NULL;
    return bsearch(&key, table->orgs, table->count, sizeof key, compare_orgs);
}

static struct org_entry org_copy(struct arena *arena, const struct org_entry *org) {
    if (!arena) return (struct org_entry){.id = org->id};
    return (struct org_entry){org->id, arena_copy(arena, org->short_name), arena_copy(arena, org->kind)};
}

bool access_find_org(struct access *access, struct arena *arena, struct uuid id, struct org_entry *org) {
    pthread_rwlock_rdlock(&access->orgs_lock);
    const struct org_entry *found = org_find(access, id);
    if (found) *org = org_copy(arena, found);
    pthread_rwlock_unlock(&access->orgs_lock);
    return found != NULL;
}

struct slice access_org_name(struct access *access, struct arena *arena, struct uuid id) {
    struct org_entry org = {.short_name = S("")};
    access_refresh_orgs(access);
    access_find_org(access, arena, id, &org);
    return org.short_name;
}

/* ---- how far an actor reaches ---- */

/* The actor with the roles that count in other organisations: all of the lead's; a donor organisation's donors. */
static struct actor actor_abroad(const struct access *access, const struct actor *actor) {
    struct actor abroad = *actor;
    if (actor->is_lead) return abroad;
    const struct org_entry *own = org_find(access, actor->org_id);
    bool is_donor = own && slice_equal(own->kind, S("donor"));
    abroad.roles = is_donor ? actor->roles & ROLE_BIT(ROLE_DONOR) : 0;
    return abroad;
}

/* Records of people and training are shown of grantees only; the programme of everybody who takes part. */
static bool org_shows(const struct org_entry *org, enum access_class class) {
    return !class_is_scoped(class) || slice_equal(org->kind, S("grantee"));
}

/* True when the actor sees the class in other organisations at all.  A role that reaches only some of the own rows
 * reaches none abroad.  With the lock held. */
static bool sees_abroad(const struct access *access, const struct actor *actor, enum access_class class) {
    struct actor abroad = actor_abroad(access, actor);
    if (!(permission_verbs(&abroad, class, REACH_ABROAD) & VERB_READ)) return false;
    return actor->is_system || permission_reading(actor, class).scope == SCOPE_ORGANISATION;
}

/* With the lock held. */
static enum reach reach_of(const struct access *access, const struct actor *actor, const struct record_type *type,
                           struct uuid org) {
    if (type->scope == SCOPE_SHARED || actor->is_system || uuid_equal(org, actor->org_id)) return REACH_HOME;
    const struct org_entry *other = org_find(access, org);
    if (!other || !org_shows(other, type->access)) return REACH_NONE;
    return sees_abroad(access, actor, type->access) ? REACH_ABROAD : REACH_NONE;
}

/* ---- views ---- */

static void view_set_creators(struct view *view, struct arena *arena, const struct actor *actor,
                              const struct record_type *type, enum access_scope scope) {
    enum access_class class = type->access;
    if (type->common || (class != ACCESS_OWN && scope == SCOPE_ORGANISATION)) return;
    bool is_team = class != ACCESS_OWN && scope == SCOPE_TEAM && actor->team_count > 0;
    struct uuid *own = arena_make(arena, struct uuid, 1);
    *own = actor->user_id;
    view->creators = is_team ? actor->team : own;
    view->creator_count = is_team ? actor->team_count : 1;
}

/* The own organisation first, then those seen from it, with the roles that count there.  With the lock held. */
static void view_set_orgs(struct view *view, const struct access *access, struct arena *arena,
                          const struct actor *actor, const struct record_type *type) {
    struct actor actor_there = actor_abroad(access, actor);
    view->foreign_max = permission_abroad_max(&actor_there, type->access);
    bool abroad = type->scope == SCOPE_ORG && sees_abroad(access, actor, type->access) && view->foreign_max >= type->least;
    size_t count = 0, known = abroad && access->orgs ? access->orgs->count : 0;
    struct uuid *orgs = arena_make(arena, struct uuid, known + 1);
    orgs[count++] = view->own_org;
    for (size_t i = 0; i < known; i++) {
        const struct org_entry *org = &access->orgs->orgs[i];
        bool shown = actor->is_system || org_shows(org, type->access);
        if (shown && !uuid_equal(org->id, view->own_org)) orgs[count++] = org->id;
    }
    view->orgs = orgs;
    view->org_count = count;
}

struct view access_view(struct access *access, struct arena *arena, const struct actor *actor,
                        const struct record_type *type) {
    struct reading reading = permission_reading(actor, type->access);
    if (!reading.allowed || reading.max < type->least) return (struct view){0};
    struct view view = {
        .allowed = true,
        .own_org = type->scope == SCOPE_SHARED ? SHARED_ORG : actor->org_id,
        .own_max = reading.max,
        .actor = actor,
    };
    if (!actor->is_system) view_set_creators(&view, arena, actor, type, reading.scope);
    access_refresh_orgs(access);
    pthread_rwlock_rdlock(&access->orgs_lock);
    view_set_orgs(&view, access, arena, actor, type);
    pthread_rwlock_unlock(&access->orgs_lock);
    return view;
}

static int compare_names(const void *a, const void *b) {
    return slice_compare(((const struct org_entry *)a)->short_name, ((const struct org_entry *)b)->short_name);
}

size_t access_orgs(struct access *access, struct arena *arena, const struct actor *actor, enum access_class class,
                   struct org_entry **orgs) {
    *orgs = NULL;
    if (!permission_reading(actor, class).allowed) return 0;
    access_refresh_orgs(access);
    pthread_rwlock_rdlock(&access->orgs_lock);
    bool abroad = sees_abroad(access, actor, class);
    size_t count = 0, known = access->orgs->count;
    struct org_entry *list = arena_make(arena, struct org_entry, known + 1);
    for (size_t i = 0; i < known; i++) {
        const struct org_entry *org = &access->orgs->orgs[i];
        bool shown = uuid_equal(org->id, actor->org_id) || (abroad && org_shows(org, class));
        if (shown) list[count++] = org_copy(arena, org);
    }
    pthread_rwlock_unlock(&access->orgs_lock);
    if (count) qsort(list, count, sizeof *list, compare_names);
    *orgs = list;
    return count;
}

size_t access_coverage_orgs(struct access *access, struct arena *arena, const struct actor *actor, struct org_entry **orgs) {
    bool of_others = permission_reads_coverage(actor);
    access_refresh_orgs(access);
    pthread_rwlock_rdlock(&access->orgs_lock);
    size_t count = 0, known = access->orgs->count;
    struct org_entry *list = arena_make(arena, struct org_entry, known + 1);
    for (size_t i = 0; i < known; i++) {
        const struct org_entry *org = &access->orgs->orgs[i];
        bool shown = uuid_equal(org->id, actor->org_id) || (of_others && org_shows(org, ACCESS_TRAINING));
        if (shown) list[count++] = org_copy(arena, org);
    }
    pthread_rwlock_unlock(&access->orgs_lock);
    if (count) qsort(list, count, sizeof *list, compare_names);
    *orgs = list;
    return count;
}

/* ---- changes ---- */

static enum verb verb_of(enum change_verb verb) {
    switch (verb) {
    case CHANGE_CREATE: return VERB_CREATE;
    case CHANGE_UPDATE: return VERB_UPDATE;
    case CHANGE_DELETE:
    case CHANGE_RESTORE: return VERB_DELETE;
    }
    BUG("change verb %d", verb);
}

/* A line of a sheet is emptied as it was filled. */
static enum verb verb_needed(const struct record_type *type, enum verb verb) {
    return verb == VERB_DELETE && type->on_sheet ? VERB_UPDATE : verb;
}

static bool is_one_of(struct uuid id, const struct uuid *ids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(id, ids[i])) return true;
    }
    return false;
}

static bool scope_has(const struct actor *actor, enum access_class class, enum access_scope scope,
                      struct uuid created_by) {
    if (class != ACCESS_OWN && scope == SCOPE_ORGANISATION) return true;
    if (uuid_equal(created_by, actor->user_id)) return true;
    return class != ACCESS_OWN && scope == SCOPE_TEAM && is_one_of(created_by, actor->team, actor->team_count);
}

/* Does the change give field `i` another value?  Forms send all fields back, also untouched ones. */
static bool change_alters(const struct change *change, const struct record *before, size_t i) {
    if (!(change->sets & (UINT64_C(1) << i)) || !change->values) return false;
    const struct value *now = &change->values->values[i];
    return before ? !value_equal(&change->type->fields[i], &before->values[i], now) : now->present;
}

/* Nobody sets a field above what they may read, and only the lead the fields that are the lead's. */
static bool fields_are_allowed(const struct actor *actor, const struct change *change, const struct record *before,
                               enum sensitivity max) {
    for (size_t i = 0; i < change->type->field_count; i++) {
        const struct field *field = &change->type->fields[i];
        if (!change_alters(change, before, i)) continue;
        if (field->sensitivity > max) return false;
        if (!actor->is_lead && before && permission_is_leads(change->type, field, verb_of(change->verb))) return false;
    }
    return true;
}

/* Name, address, language and mails are the user's own to change; the rest is the administrator's. */
static bool is_own_profile(const struct actor *actor, const struct change *change, const struct record *before) {
    if (change->type != &user_type || change->verb != CHANGE_UPDATE || !before) return false;
    if (actor->read_only || actor->classes_barred || !uuid_equal(before->id, actor->user_id)) return false;
    for (size_t i = 0; i < user_type.field_count; i++) {
        bool is_own = names_contain("name email language khmer_digits digest digest_hour", slice_of(user_type.fields[i].name));
        if (!is_own && change_alters(change, before, i)) return false;
    }
    return true;
}

/* The last step of an administrator must not be to shut the door from outside: somebody else has to take the role. */
static bool locks_self_out(const struct actor *actor, const struct change *change, const struct record *before) {
    if (!before || change->verb == CHANGE_RESTORE) return false;
    bool deletes = change->verb == CHANGE_DELETE;
    if (change->type == &user_type && uuid_equal(before->id, actor->user_id)) {
        const struct value *active = deletes ? NULL : &user_of(change->values)->active;
        bool sets = change->sets & (UINT64_C(1) << (record_type_field(&user_type, S("active")) - user_type.fields));
        return deletes || (sets && !(active->present && active->number));
    }
    if (change->type != &membership_type || !uuid_equal(membership_of(before)->user.id, actor->user_id)) return false;
    bool is_admin = slice_equal(membership_of(before)->role.text, S("administrator"));
    size_t role = (size_t)(record_type_field(&membership_type, S("role")) - membership_type.fields);
    return is_admin && (deletes || change_alters(change, before, role));
}

/* A saved view belongs to who makes it. */
static bool is_for_somebody_else(const struct actor *actor, const struct change *change) {
    if (change->type != &saved_view_type || change->verb != CHANGE_CREATE) return false;
    return !uuid_equal(saved_view_of(change->values)->user.id, actor->user_id);
}

/* A new organisation is known to nobody yet: the lead makes it, with any id. */
static bool makes_organisation(const struct actor *actor, const struct change *change) {
    return actor->is_lead && change->verb == CHANGE_CREATE &&
           slice_equal(slice_of(change->type->name), S("organisation"));
}

struct decision {
    enum reach reach;
    uint32_t verbs;
    enum sensitivity max;
};

static struct decision decide_reach(struct access *access, const struct actor *actor, const struct change *change,
                                    struct uuid org) {
    struct decision decision = {0};
    enum access_class class = change->type->access;
    pthread_rwlock_rdlock(&access->orgs_lock);
    decision.reach = reach_of(access, actor, change->type, org);
    if (decision.reach == REACH_NONE && makes_organisation(actor, change)) decision.reach = REACH_ABROAD;
    struct actor there = decision.reach == REACH_ABROAD ? actor_abroad(access, actor) : *actor;
    pthread_rwlock_unlock(&access->orgs_lock);
    decision.verbs = permission_verbs(&there, class, decision.reach);
    decision.max = decision.reach == REACH_HOME ? permission_reading(actor, class).max
                                                : permission_abroad_max(&there, class);
    return decision;
}

static bool lacks_approval(const struct record_type *type, uint32_t verbs) {
    return permission_is_approval(type) && !(verbs & VERB_APPROVE);
}

static bool verb_is_allowed(const struct actor *actor, const struct change *change, const struct record *before,
                            const struct decision *decision) {
    enum verb verb = verb_needed(change->type, verb_of(change->verb));
    if (!(decision->verbs & verb) || lacks_approval(change->type, decision->verbs)) return false;
    if (change->type->scope == SCOPE_SHARED && !actor->is_lead) return false;
    if (!actor->is_lead && permission_is_leads(change->type, NULL, verb)) return false;
    if (before && change->type->scope == SCOPE_ORG && !uuid_equal(change->org_id, before->org_id)) return false;
    enum access_class class = change->type->access;
    return !before || scope_has(actor, class, permission_scope(actor, class, verb), before->created_by);
}

/* The kind of record that it hangs on; NULL when it is none that takes files. */
static const struct record_type *owner_type(const struct access *access, const struct change *change,
                                            const struct record *before) {
    const struct record *record = before ? before : change->values;
    const struct field *field = record_type_field(change->type, S("owner_type"));
    const struct record_type *owner = catalogue_find(store_catalogue(access->store), record_value_const(record, field)->text);
    return owner && owner->takes_files ? owner : NULL;
}

/* Who may change the record may change what hangs on it.  The record itself is known to the domain rule. */
static enum outcome attached_may_change(struct access *access, const struct actor *actor, const struct change *change,
                                        const struct record *before) {
    const struct record_type *owner = owner_type(access, change, before);
    if (!owner) return OUTCOME_NOT_FOUND;
    struct change of_owner = {.verb = CHANGE_UPDATE, .type = owner, .org_id = before ? before->org_id : change->org_id};
    struct decision decision = decide_reach(access, actor, &of_owner, of_owner.org_id);
    if (!(decision.verbs & VERB_READ) || decision.max < owner->files_sensitivity) return OUTCOME_NOT_FOUND;
    bool moves = before && !uuid_equal(change->org_id, before->org_id);
    return !moves && verb_is_allowed(actor, &of_owner, NULL, &decision) ? OUTCOME_OK : OUTCOME_FORBIDDEN;
}

enum outcome access_may_change(void *context, const struct actor *actor, const struct change *change,
                               const struct record *before) {
    struct access *access = context;
    if (actor->is_system) return OUTCOME_OK;
    if (!access) return OUTCOME_NOT_FOUND;
    if (change->type->kept && !change->by_program) return OUTCOME_FORBIDDEN;
    if (is_own_profile(actor, change, before)) return OUTCOME_OK;
    if (change->type->attached) return attached_may_change(access, actor, change, before);
    struct decision decision = decide_reach(access, actor, change, before ? before->org_id : change->org_id);
    enum access_class class = change->type->access;
    enum access_scope scope = permission_reading(actor, class).scope;
    bool is_visible = decision.verbs & VERB_READ;
    if (is_visible && before && !change->type->common) is_visible = scope_has(actor, class, scope, before->created_by);
    if (!is_visible) return OUTCOME_NOT_FOUND;
    bool allowed = verb_is_allowed(actor, change, before, &decision) &&
                   fields_are_allowed(actor, change, before, decision.max) &&
                   !locks_self_out(actor, change, before) && !is_for_somebody_else(actor, change);
    return allowed ? OUTCOME_OK : OUTCOME_FORBIDDEN;
}

bool access_may_record(struct access *access, const struct actor *actor, const struct record *record, enum verb verb) {
    enum access_class class = record->type->access;
    verb = verb_needed(record->type, verb);
    return access_may_in(access, actor, record->type, record->org_id, verb) &&
           (actor->is_system || scope_has(actor, class, permission_scope(actor, class, verb), record->created_by));
}

bool access_may_in(struct access *access, const struct actor *actor, const struct record_type *type, struct uuid org,
                   enum verb verb) {
    if (actor->is_system) return true;
    struct change change = {.type = type, .verb = CHANGE_UPDATE, .org_id = org};
    struct decision decision = decide_reach(access, actor, &change, org);
    verb = verb_needed(type, verb);
    if (!(decision.verbs & verb) || (type->kept && (verb & VERBS_WRITING))) return false;
    if ((verb & VERBS_WRITING) && lacks_approval(type, decision.verbs)) return false;
    if (actor->is_lead || !(verb & VERBS_WRITING)) return true;
    return type->scope != SCOPE_SHARED && !permission_is_leads(type, NULL, verb);
}

/* ---- names ---- */

struct slice access_user_name(struct access *access, struct arena *arena, struct db *db, const struct actor *actor,
                              struct uuid user_id) {
    if (uuid_is_zero(user_id)) return S("Mlup");
    struct db_query *query = db_query(
        db, SQL("SELECT u.name, u.org_id, CAST((SELECT COUNT(*) FROM membership m WHERE m.\"user\" = u.id AND "
                "m.org_id = ?2) AS BIGINT) FROM \"user\" u WHERE u.id = ?1"));
    db_bind_uuid(query, 1, user_id);
    db_bind_uuid(query, 2, actor->org_id);
    struct slice name = S("");
    struct uuid org = SHARED_ORG;
    bool is_colleague = false;
    if (db_next(query)) {
        name = arena_copy(arena, db_column_text(query, 0));
        org = db_column_uuid(query, 1);
        is_colleague = uuid_equal(org, actor->org_id) || db_column_int(query, 2) > 0;
    }
    db_done(query);
    bool may_know = actor->is_system || (is_colleague && (actor->roles & ~ROLE_BIT(ROLE_DONOR)));
    return may_know ? name : access_org_name(access, arena, org);
}

/* ---- housekeeping ---- */

struct house {
    int64_t now_ms;
    struct cache_seen *seen;
    size_t seen_count;
};

static void house_write_seen(struct db *db, const struct cache_seen *seen) {
    struct db_query *query =
        seen->is_api_token
            ? db_query(db, SQL("UPDATE api_token SET last_used_ms = ?2 WHERE token_hash = ?1 AND last_used_ms < ?2"))
            : db_query(db, SQL("UPDATE login_session SET seen_ms = ?2 WHERE token_hash = ?1 AND seen_ms < ?2"));
    db_bind_blob(query, 1, (struct slice){(const char *)seen->hash.bytes, TOKEN_HASH_BYTES});
    db_bind_int(query, 2, seen->seen_ms);
    db_run(query);
}

static void house_purge(struct db *db, struct sql sql, int64_t before_ms) {
    struct db_query *query = db_query(db, sql);
    db_bind_int(query, 1, before_ms);
    db_run(query);
}

static bool house_flush(void *context, struct db *db) {
    const struct house *house = context;
    for (size_t i = 0; i < house->seen_count; i++) {
        house_write_seen(db, &house->seen[i]);
    }
    return true;
}

static bool house_keep(void *context, struct db *db) {
    enum { DAY_MS = 24 * 3600 * 1000 };
    const struct house *house = context;
    house_flush(context, db);
    house_purge(db, SQL("DELETE FROM login_session WHERE expires_ms < ?1"), house->now_ms);
    house_purge(db, SQL("DELETE FROM login_session WHERE seen_ms < ?1"),
                house->now_ms - (int64_t)LIMIT_SESSION_IDLE_S * 1000);
    house_purge(db, SQL("DELETE FROM login_guard WHERE last_ms < ?1"), house->now_ms - DAY_MS);
    house_purge(db, SQL("DELETE FROM login_log WHERE at_ms < ?1"),
                house->now_ms - (int64_t)LIMIT_LOGIN_LOG_DAYS * DAY_MS);
    return true;
}

static void house_run(struct access *access, bool (*work)(void *context, struct db *db), bool always) {
    struct arena *job_arena = arena_new();
    struct house house = {.now_ms = access_now(access)};
    house.seen_count = session_cache_take_seen(access->cache, job_arena, &house.seen);
    bool needed = always || house.seen_count > 0;
    if (needed && !store_run(access->store, work, &house)) log_warn("sessions: 'last seen' was not written");
    arena_free(job_arena);
}

void access_keep_house(struct access *access) {
    house_run(access, house_keep, true);
}

/* At the end; a store opened for reading only has had no sessions and is not written. */
static void flush_seen(struct access *access) {
    house_run(access, house_flush, false);
}
