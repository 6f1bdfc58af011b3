/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One change of one record, step by step as DESIGN's write path says: access, fields, references, the domain rule,
 * then row, log, search index and what is derived.  Every check comes before the first write of the change.
 */
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "store/codec.h"
#include "store/search_word.h"
#include "store/store_internal.h"

enum {
    CACHE_SLOTS = 1 << 15,
    CACHE_RECORDS_MAX = 8192,
    CACHE_FILL_MAX = CACHE_SLOTS / 4 * 3,
    CACHE_BYTES_MAX = 8 * 1024 * 1024,
};

/* ---- records as they stand in this transaction ---- */

void cache_clear(struct writer *writer) {
    if (writer->cache_count) memset(writer->cache, 0, CACHE_SLOTS * sizeof *writer->cache);
    writer->cache_count = 0;
    arena_reset(writer->cache_arena);
}

/* Ids of version 7 end in random bits, those of version 8 are hashes: the last eight bytes are hash enough. */
static uint64_t cache_hash(const struct record_type *type, struct uuid id) {
    uint64_t low;
    memcpy(&low, id.bytes + 8, sizeof low);
    return (low ^ (uintptr_t)type) * UINT64_C(0x9E3779B97F4A7C15);
}

static bool slot_is_of(const struct cache_slot *slot, const struct record_type *type, struct uuid owner, struct uuid id) {
    return slot->record->type == type && uuid_equal(slot->record->id, id) && uuid_equal(slot->record->org_id, owner);
}

static struct cache_slot *cache_slot(struct writer *writer, const struct record_type *type, struct uuid owner, struct uuid id) {
    if (!writer->cache) writer->cache = heap_alloc(CACHE_SLOTS * sizeof *writer->cache);
    uint64_t hash = cache_hash(type, id);
    size_t at = hash >> 49;
    for (;; at = (at + 1) & (CACHE_SLOTS - 1)) {
        struct cache_slot *slot = &writer->cache[at];
        if (!slot->record) return slot->hash = hash, slot;
        if (slot->hash == hash && slot_is_of(slot, type, owner, id)) return slot;
    }
}

void cache_put(struct store *store, const struct record *record) {
    struct writer *writer = &store->writer;
    struct cache_slot *slot = cache_slot(writer, record->type, record->org_id, record->id);
    if (!slot->record) {
        if (writer->cache_count >= CACHE_FILL_MAX) return;
        writer->cache_count++;
    }
    slot->record = record_copy_deep(writer->cache_arena, record);
}

static const struct record *record_load(struct rule *rule, const struct record_type *type, struct uuid org, struct uuid id) {
    struct db_query *query = db_query(rule->db, store_type_sql(rule->store, type)->find);
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, id);
    struct record *record = db_next(query) ? codec_read(rule->job_arena, query, type) : NULL;
    db_done(query);
    return record;
}

const struct record *rule_find(struct rule *rule, const struct record_type *type, struct uuid org, struct uuid id) {
    struct writer *writer = &rule->store->writer;
    struct uuid owner = store_owner(type, org);
    if (rule->is_asking) return record_load(rule, type, owner, id);
    struct cache_slot *slot = cache_slot(writer, type, owner, id);
    if (slot->record) return slot->record;
    const struct record *record = record_load(rule, type, owner, id);
    if (!record || writer->cache_count >= CACHE_FILL_MAX) return record;
    cache_put(rule->store, record);
    return slot->record;
}

const struct record *rule_follow(struct rule *rule, const struct record *record, const struct field *field) {
    const struct value *value = record_value_const(record, field);
    if (!value->present) return NULL;
    const struct record_type *type = catalogue_find(rule->store->catalogue, slice_of(field->ref));
    return rule_find(rule, type, record->org_id, value->id);
}

size_t rule_referrers(struct rule *rule, const struct record_type *type, const struct field *field, struct uuid org,
                      struct uuid id, struct uuid *ids, size_t max) {
    struct text sql = TEXT_IN(rule->job_arena);
    text_printf(&sql, "SELECT id FROM \"%s\" WHERE org_id = ?1 AND \"%s\" = ?2 AND deleted_ms = 0 ORDER BY id LIMIT ?3",
                type->name, field->name);
    struct db_query *query = db_query(rule->db, sql_built(rule->job_arena, text_slice(&sql)));
    db_bind_uuid(query, 1, store_owner(type, org));
    db_bind_uuid(query, 2, id);
    db_bind_int(query, 3, (int64_t)max);
    size_t count = 0;
    while (count < max && db_next(query)) {
        ids[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    return count;
}

bool rule_allows_delete(struct store *store, struct db *db, struct arena *arena, const struct actor *actor,
                        const struct record *record) {
    struct rule rule = {.store = store, .db = db, .job_arena = arena, .actor = actor, .is_asking = true};
    struct refusal refusal = REFUSAL_IN(arena);
    return !record->type->before_delete || record->type->before_delete(&rule, record, &refusal);
}

/* ---- checks ---- */

/* A reference that may cross organisations: a user in another's membership. */
static bool ref_exists_anywhere(struct rule *rule, const struct record_type *type, struct uuid id) {
    struct text sql = TEXT_IN(rule->job_arena);
    text_printf(&sql, "SELECT CAST(COUNT(*) AS BIGINT) FROM \"%s\" WHERE id = ?1 AND deleted_ms = 0", type->name);
    struct db_query *query = db_query(rule->db, sql_built(rule->job_arena, text_slice(&sql)));
    db_bind_uuid(query, 1, id);
    bool exists = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return exists;
}

static bool check_ref(struct rule *rule, const struct record *now, const struct field *field, struct refusal *refusal) {
    const struct record_type *type = catalogue_find(rule->store->catalogue, slice_of(field->ref));
    const struct value *value = record_value_const(now, field);
    const struct record *target = rule_find(rule, type, now->org_id, value->id);
    bool exists = (target && !target->deleted_ms) || (field->anywhere && ref_exists_anywhere(rule, type, value->id));
    return exists || refuse(refusal, slice_of(field->name), "Choose one from the list; this one is not known.");
}

static bool check_places(struct rule *rule, const struct value *value, const struct field *field,
                         struct refusal *refusal) {
    const struct record_type *area = catalogue_find(rule->store->catalogue, S("area"));
    struct slice rest = value->text, code;
    while (area && slice_split(&rest, ',', &code)) {
        const struct record *found = rule_find(rule, area, SHARED_ORG, uuid_of_name(S("area"), code));
        if (found && !found->deleted_ms) continue;
        return refuse_with(refusal, slice_of(field->name),
                           "“{1}” is not a place of the gazetteer. Choose one from the list.", code, S(""));
    }
    return true;
}

/* References and places that the change sets must exist, in the same organisation or shared. */
static bool check_references(struct rule *rule, const struct record *now, const struct record *before,
                             struct refusal *refusal) {
    bool good = true;
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        const struct value *value = &now->values[i];
        if (!value->present || (before && value_equal(field, &before->values[i], value))) continue;
        if (field->kind == KIND_REF) good = check_ref(rule, now, field, refusal) && good;
        bool is_place = field->kind == KIND_PLACE || field->kind == KIND_PLACES;
        if (is_place) good = check_places(rule, value, field, refusal) && good;
    }
    return good;
}

static bool check_fixed(const struct record *now, const struct record *before, struct refusal *refusal) {
    bool good = true;
    for (size_t i = 0; i < now->type->field_count; i++) {
        const struct field *field = &now->type->fields[i];
        if (!field->fixed || value_equal(field, &before->values[i], &now->values[i])) continue;
        good = refuse(refusal, slice_of(field->name), "This cannot change once it is saved.");
    }
    return good;
}

/* A record that others speak of stays, unless they are its parts and go with it. */
static bool check_unreferenced(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const struct catalogue *catalogue = rule->store->catalogue;
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct record_type *type = catalogue->types[t];
        for (size_t i = 0; i < type->field_count; i++) {
            const struct field *field = &type->fields[i];
            bool refers = field->kind == KIND_REF && !field->loose && slice_equal(slice_of(field->ref), slice_of(before->type->name));
            if (!refers || (type->parent && slice_equal(slice_of(type->parent), slice_of(field->name)))) continue;
            struct uuid one;
            if (rule_referrers(rule, type, field, before->org_id, before->id, &one, 1) == 0) continue;
            return refuse_with(refusal, S(""), "Other records refer to this one: {1}. Change or delete them first.",
                               slice_of(type->plural), S(""));
        }
    }
    return true;
}

/* ---- building the record as it will be ---- */

static void record_take_values(struct record *now, const struct change *change) {
    for (size_t i = 0; i < now->type->field_count; i++) {
        if (change->sets >> i & 1) now->values[i] = change->values->values[i];
    }
}

static struct uuid change_make_id(struct rule *rule, const struct change *change) {
    if (change->type->natural_key) {
        const struct field *key = record_type_field(change->type, slice_of(change->type->natural_key));
        struct slice text = value_format(rule->job_arena, key, record_value(change->values, key));
        return uuid_of_name(slice_of(change->type->name), text);
    }
    return uuid_is_zero(change->id) ? uuid_new() : change->id;
}

static struct record *record_create(struct rule *rule, struct change *change) {
    struct record *now = record_new(rule->job_arena, change->type);
    change->id = change_make_id(rule, change);
    now->id = change->id;
    now->org_id = store_owner(change->type, change->org_id);
    now->version = 1;
    now->created_ms = now->updated_ms = clock_now_ms();
    now->created_by = rule->actor->user_id;
    record_take_values(now, change);
    return now;
}

static struct record *record_next(struct rule *rule, const struct change *change, const struct record *before) {
    struct record *now = record_copy_deep(rule->job_arena, before);
    now->version = before->version + 1;
    now->updated_ms = clock_now_ms();
    switch (change->verb) {
    case CHANGE_CREATE: BUG("a create has no record before");
    case CHANGE_UPDATE: record_take_values(now, change); break;
    case CHANGE_DELETE: now->deleted_ms = now->updated_ms; break;
    case CHANGE_RESTORE: now->deleted_ms = 0; break;
    }
    return now;
}

static void record_give_code(struct rule *rule, struct record *now) {
    if (!now->type->code_prefix || now->code.len) return;
    int64_t number = counter_next(rule->store, now->type->code_everywhere ? SHARED_ORG : now->org_id, now->type->name);
    now->code = code_format(rule->job_arena, slice_of(now->type->code_prefix), number);
}

/* ---- writing ---- */

static void row_write(struct rule *rule, const struct change *change, const struct slice *indexes) {
    const struct type_sql *sql = store_type_sql(rule->store, change->type);
    struct db_query *query = db_query(rule->db, change->verb == CHANGE_CREATE ? sql->insert : sql->update);
    codec_bind(rule->job_arena, query, change->after, indexes);
    db_run(query);
}

/* A type that nothing refers to (attendance) is not read back by rules: not worth a place in the cache. */
static void cache_note(struct store *store, const struct record *after) {
    const struct cache_slot *slot = cache_slot(&store->writer, after->type, after->org_id, after->id);
    if (slot->record || store->type_referred[catalogue_index(store->catalogue, after->type)]) cache_put(store, after);
}

/* False when what would be sealed belongs to a whole whose key was destroyed; nothing was written then. */
static bool change_write(struct rule *rule, struct change *change) {
    struct store *store = rule->store;
    struct slice *indexes = arena_make(rule->job_arena, struct slice, change->type->field_count);
    if (change->moves && change->before) vault_move_record(rule, change->before, change->after);
    if (!vault_seal_record(rule, change->after, indexes)) return false;
    row_write(rule, change, indexes);
    changelog_append(rule, change);
    if (search_has_words(change->type)) search_words_update(rule, change);
    else if (search_is_indexed(change->type)) search_update(rule, change);
    store->writer.types_changed[catalogue_index(store->catalogue, change->type)] = true;
    cache_note(store, change->after);
    if (store->options.hooks.after_change && db_status(rule->db) == DB_OK) {
        store->options.hooks.after_change(store->options.hooks.context, rule, change);
    }
    return true;
}

static bool refuse_erased(struct refusal *refusal) {
    return refuse(refusal, S(""), "What was sealed here was erased; nothing can be sealed into it again.");
}

void rule_give_up(const struct rule *rule, const char *words) {
    if (db_status(rule->db) == DB_OK) BUG("%s", words);
}

static bool record_is_unchanged(const struct change *change) {
    if (change->verb != CHANGE_UPDATE) return false;
    for (size_t i = 0; i < change->type->field_count; i++) {
        if (!value_equal(&change->type->fields[i], &change->before->values[i], &change->after->values[i])) return false;
    }
    return true;
}

struct uuid rule_make_id(struct rule *rule, const struct record_type *type, struct uuid org, struct record *values) {
    struct change change = {.verb = CHANGE_CREATE, .type = type, .org_id = org, .values = values, .sets = UINT64_MAX};
    change.after = record_create(rule, &change);
    record_give_code(rule, change.after);
    if (!change_write(rule, &change)) log_warn("nothing follows for a whole whose key was destroyed");
    return change.id;
}

void rule_make(struct rule *rule, const struct record_type *type, struct uuid org, struct record *values) {
    rule_make_id(rule, type, org, values);
}

/* False when there is no such record (not while the database has refused something: then nothing is read). */
static bool follow_begin(struct rule *rule, struct change *change, const struct record *values) {
    const struct record *found = rule_find(rule, values->type, values->org_id, values->id);
    if (!found) return false;
    change->type = values->type;
    change->id = values->id;
    change->org_id = found->org_id;
    change->values = (struct record *)(uintptr_t)values;
    change->sets = UINT64_MAX;
    change->follows = true;
    change->before = record_copy_deep(rule->job_arena, found);
    change->after = record_next(rule, change, change->before);
    return true;
}

static void follow_write(struct rule *rule, struct change *change) {
    if (!change_write(rule, change)) log_warn("nothing follows for a whole whose key was destroyed");
}

/* A record that was found becomes another. */
static void record_follow(struct rule *rule, struct change *change, const struct record *values) {
    if (follow_begin(rule, change, values) && !record_is_unchanged(change)) follow_write(rule, change);
}

void apply_restate(struct rule *rule, const struct record *now) {
    struct change change = {.verb = CHANGE_UPDATE};
    if (follow_begin(rule, &change, now)) follow_write(rule, &change);
}

void rule_amend(struct rule *rule, const struct record *values) {
    struct change change = {.verb = CHANGE_UPDATE};
    record_follow(rule, &change, values);
}

void rule_move(struct rule *rule, const struct record *values, struct slice reason) {
    struct change change = {.verb = CHANGE_UPDATE, .reason = reason, .moves = true};
    record_follow(rule, &change, values);
}

void rule_remove(struct rule *rule, const struct record *record, struct slice reason) {
    struct change change = {.verb = CHANGE_DELETE, .reason = reason};
    record_follow(rule, &change, record);
}

void rule_bring_back(struct rule *rule, const struct record *record, struct slice reason) {
    struct change change = {.verb = CHANGE_RESTORE, .reason = reason};
    record_follow(rule, &change, record);
}

/* ---- parts of a record go and come back with it ---- */

static bool children_change(struct rule *rule, const struct change *change, struct refusal *refusal);

static bool child_change(struct rule *rule, const struct change *parent, const struct record_type *type, struct uuid id,
                         struct refusal *refusal) {
    const struct record *before = rule_find(rule, type, parent->after->org_id, id);
    if (!before) return true; /* the database has refused an earlier part: nothing is read any more */
    struct change change = {.verb = parent->verb, .type = type, .id = id, .org_id = before->org_id,
                            .reason = parent->reason};
    change.before = record_copy_deep(rule->job_arena, before);
    change.after = record_next(rule, &change, change.before);
    if (change.verb == CHANGE_DELETE) change.after->deleted_ms = parent->after->deleted_ms;
    if (!change_write(rule, &change)) return refuse_erased(refusal);
    return children_change(rule, &change, refusal);
}

/* Live children of a record being deleted; those deleted together with it when it is restored. */
static size_t children_find(struct rule *rule, const struct change *change, const struct record_type *type,
                            struct uuid *ids, size_t max) {
    int64_t stamp = change->verb == CHANGE_RESTORE ? change->before->deleted_ms : 0;
    struct text sql = TEXT_IN(rule->job_arena);
    text_printf(&sql, "SELECT id FROM \"%s\" WHERE org_id = ?1 AND \"%s\" = ?2 AND deleted_ms = ?3 LIMIT ?4", type->name,
                type->parent);
    struct db_query *query = db_query(rule->db, sql_built(rule->job_arena, text_slice(&sql)));
    db_bind_uuid(query, 1, change->after->org_id);
    db_bind_uuid(query, 2, change->id);
    db_bind_int(query, 3, stamp);
    db_bind_int(query, 4, (int64_t)max);
    size_t count = 0;
    while (count < max && db_next(query)) {
        ids[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    return count;
}

static bool type_is_child_of(const struct record_type *child, const struct record_type *parent) {
    if (!child->parent) return false;
    const struct field *field = record_type_field(child, slice_of(child->parent));
    return slice_equal(slice_of(field->ref), slice_of(parent->name));
}

static bool children_change(struct rule *rule, const struct change *change, struct refusal *refusal) {
    const struct catalogue *catalogue = rule->store->catalogue;
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct record_type *type = catalogue->types[t];
        if (!type_is_child_of(type, change->type)) continue;
        struct uuid *ids = arena_make(rule->job_arena, struct uuid, LIMIT_CHANGES_PER_JOB);
        size_t count = children_find(rule, change, type, ids, LIMIT_CHANGES_PER_JOB);
        if (count == LIMIT_CHANGES_PER_JOB) {
            return refuse(refusal, S(""), "This record has too many parts to be deleted or restored at once.");
        }
        for (size_t i = 0; i < count; i++) {
            if (!child_change(rule, change, type, ids[i], refusal)) return false;
        }
    }
    return true;
}

/* ---- the steps ---- */

static enum outcome change_find_before(struct rule *rule, struct change *change) {
    if (change->verb == CHANGE_CREATE) return OUTCOME_OK;
    const struct record *found = rule_find(rule, change->type, change->org_id, change->id);
    if (!found) return OUTCOME_NOT_FOUND;
    bool should_be_deleted = change->verb == CHANGE_RESTORE;
    change->before = (struct record *)(uintptr_t)found;
    return (found->deleted_ms != 0) == should_be_deleted ? OUTCOME_OK : OUTCOME_NOT_FOUND;
}

static enum outcome change_check_access(struct rule *rule, const struct change *change) {
    const struct store_hooks *hooks = &rule->store->options.hooks;
    if (rule->actor->is_system || !hooks->may_change) return OUTCOME_OK;
    return hooks->may_change(hooks->context, rule->actor, change, change->before);
}

static enum outcome change_check_version(struct rule *rule, struct change *change) {
    if (!change->before || change->before->version == change->base_version) return OUTCOME_OK;
    if (change->base_version == 0 && rule->actor->is_system) return OUTCOME_OK;
    change->after = record_copy_deep(rule->job_arena, change->before);
    return OUTCOME_CONFLICT;
}

static bool change_check_record(struct rule *rule, struct change *change, struct refusal *refusal) {
    const struct record_type *type = change->type;
    bool good = true;
    if (change->before && !change->moves) good = check_fixed(change->after, change->before, refusal);
    good = check_references(rule, change->after, change->before, refusal) && good;
    rule->by_program = change->by_program;
    if (type->before_save && good) good = type->before_save(rule, change->after, change->before, refusal);
    return record_check(change->after, refusal) && good;
}

/* A part comes back with its whole, never alone to one that is not there. */
static bool check_whole(struct rule *rule, const struct record *before, struct refusal *refusal) {
    const char *parent = before->type->parent;
    if (!parent) return true;
    const struct record *whole = rule_follow(rule, before, record_type_field(before->type, slice_of(parent)));
    return !whole || !whole->deleted_ms ||
           refuse(refusal, S(""), "This is part of something that was deleted: bring that back first.");
}

static bool change_check(struct rule *rule, struct change *change, struct refusal *refusal) {
    switch (change->verb) {
    case CHANGE_CREATE:
    case CHANGE_UPDATE: return change_check_record(rule, change, refusal);
    case CHANGE_DELETE:
        if (slice_trim(change->reason).len == 0) return refuse(refusal, S("reason"), "Say why this is deleted.");
        if (change->type->before_delete && !change->type->before_delete(rule, change->before, refusal)) return false;
        return check_unreferenced(rule, change->before, refusal);
    case CHANGE_RESTORE: return check_whole(rule, change->before, refusal) && change_check_record(rule, change, refusal);
    }
    BUG("change verb %d", change->verb);
}

/* Everything that may speak against a change; leaves in `after` the record as it would be. */
static enum outcome change_judge(struct rule *rule, struct change *change, struct refusal *refusal) {
    struct writer *writer = &rule->store->writer;
    bool full = writer->cache_count > CACHE_RECORDS_MAX || arena_size(writer->cache_arena) > CACHE_BYTES_MAX;
    if (full) cache_clear(writer);
    change->after = NULL;
    enum outcome outcome = change_find_before(rule, change);
    if (outcome == OUTCOME_OK) outcome = change_check_access(rule, change);
    if (outcome == OUTCOME_OK) outcome = change_check_version(rule, change);
    if (outcome != OUTCOME_OK) return outcome;
    change->after = change->before ? record_next(rule, change, change->before) : record_create(rule, change);
    if (change_check(rule, change, refusal)) return OUTCOME_OK;
    change->after = NULL;
    return OUTCOME_REFUSED;
}

enum outcome apply_trial(struct rule *rule, struct change *change, struct refusal *refusal) {
    enum outcome outcome = change_judge(rule, change, refusal);
    change->before = change->after = NULL;
    return outcome;
}

enum outcome apply_change(struct rule *rule, struct change *change, struct refusal *refusal) {
    enum outcome outcome = change_judge(rule, change, refusal);
    if (outcome != OUTCOME_OK) return outcome;
    if (record_is_unchanged(change)) {
        change->after = record_copy_deep(rule->job_arena, change->before);
        return OUTCOME_OK;
    }
    record_give_code(rule, change->after);
    if (!change_write(rule, change)) return refuse_erased(refusal), OUTCOME_REFUSED;
    if (change->verb == CHANGE_CREATE || change->verb == CHANGE_UPDATE) return OUTCOME_OK;
    return children_change(rule, change, refusal) ? OUTCOME_OK : OUTCOME_REFUSED;
}
