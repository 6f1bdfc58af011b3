/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a key (vault.h): the traces that still told something of what was sealed under it, the key
 * itself, and what is left of the records, once more in the log, in the clear.
 */
#include "base/log.h"
#include "base/text.h"
#include "store/search_word.h"
#include "store/store_internal.h"
#include "store/vault.h"

enum { RESTATED_AT_ONCE = 500 };

struct erasing {
    struct rule *rule;
    struct uuid org_id, owner_id;
    vault_blur *blur;
};

/* ---- traces ---- */

/* Blind indexes of what was sealed under the key: they would still tell that two values were the same. */
static void erase_indexes(const struct erasing *erasing, const struct record_type *type,
                          const struct field *field) {
    struct arena *arena = erasing->rule->job_arena;
    struct slice sql =
        arena_printf(arena, "UPDATE \"%s\" SET \"%s_index\" = NULL WHERE org_id = ?1 AND \"%s\" = ?2",
                     type->name, field->name, type->parent ? type->parent : "id");
    struct db_query *query = db_query(erasing->rule->db, sql_built(arena, sql));
    db_bind_uuid(query, 1, erasing->org_id);
    db_bind_uuid(query, 2, erasing->owner_id);
    db_run(query);
}

/* The words that find it, of every type that is found by sealed names. */
static void erase_words(const struct erasing *erasing, const struct record_type *type) {
    struct rule *rule = erasing->rule;
    const struct record *record = rule_find(rule, type, erasing->org_id, erasing->owner_id);
    struct record *opened = record ? record_copy(rule->job_arena, record) : NULL;
    if (opened && vault_open_in(rule, opened)) search_words_drop(rule, opened);
}

static void erase_traces(const struct erasing *erasing) {
    const struct catalogue *catalogue = erasing->rule->store->catalogue;
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct record_type *type = catalogue->types[t];
        if (search_words_are_sealed(type)) erase_words(erasing, type);
        for (size_t i = 0; i < type->field_count; i++) {
            if (type->fields[i].sealed) erase_indexes(erasing, type, &type->fields[i]);
        }
    }
}

/* ---- what is left ---- */

static void restate(const struct erasing *erasing, const struct record_type *type, struct uuid id) {
    struct rule *rule = erasing->rule;
    const struct record *found = rule_find(rule, type, erasing->org_id, id);
    if (!found) return;
    struct record *now = record_copy_deep(rule->job_arena, found);
    if (erasing->blur) erasing->blur(now);
    apply_restate(rule, now);
}

/* In the order of their ids; deleted records too. */
static void restate_each(const struct erasing *erasing, const struct record_type *type,
                         struct slice condition) {
    struct rule *rule = erasing->rule;
    struct slice sql = arena_printf(
        rule->job_arena, "SELECT id FROM \"%s\" WHERE org_id = ?1 AND %.*s AND id > ?3 ORDER BY id LIMIT ?4",
        type->name, SLICE_ARG(condition));
    struct uuid ids[RESTATED_AT_ONCE], after = {{0}};
    size_t count;
    do {
        struct db_query *query = db_query(rule->db, sql_built(rule->job_arena, sql));
        db_bind_uuid(query, 1, erasing->org_id);
        db_bind_uuid(query, 2, erasing->owner_id);
        db_bind_uuid(query, 3, after);
        db_bind_int(query, 4, RESTATED_AT_ONCE);
        for (count = 0; count < RESTATED_AT_ONCE && db_next(query);)
            ids[count++] = db_column_uuid(query, 0);
        db_done(query);
        for (size_t i = 0; i < count; i++)
            restate(erasing, type, ids[i]);
        if (count) after = ids[count - 1];
    } while (count == RESTATED_AT_ONCE);
}

/* The whole itself and its parts. */
static void restate_parts(const struct erasing *erasing, const struct record_type *type) {
    restate_each(erasing, type,
                 arena_printf(erasing->rule->job_arena, "\"%s\" = ?2", type->parent ? type->parent : "id"));
}

/* What is attached to them: by the key of its bytes. */
static void restate_attached(const struct erasing *erasing, const struct record_type *type) {
    restate_each(erasing, type,
                 S("id IN (SELECT attachment_id FROM attachment_piece WHERE org_id = ?1 AND owner_id = ?2)"));
}

static bool has_sealed_log(const struct erasing *erasing) {
    const struct catalogue *catalogue = erasing->rule->store->catalogue;
    for (size_t t = 0; t < catalogue->count; t++) {
        const struct record_type *type = catalogue->types[t];
        if (type->log_sealed && rule_find(erasing->rule, type, erasing->org_id, erasing->owner_id))
            return true;
    }
    return false;
}

static void restate_all(const struct erasing *erasing) {
    const struct store *store = erasing->rule->store;
    for (size_t t = 0; t < store->catalogue->count; t++) {
        const struct record_type *type = store->catalogue->types[t];
        if (store->type_log[t] == LOG_SEALED) restate_parts(erasing, type);
        if (store->type_log[t] == LOG_ATTACHED) restate_attached(erasing, type);
    }
}

/* ---- the whole ---- */

bool vault_erase_in(struct rule *rule, struct uuid org_id, struct uuid owner_id, vault_blur *blur) {
    struct erasing erasing = {rule, org_id, owner_id, blur};
    bool is_file = has_sealed_log(&erasing);
    erase_traces(&erasing);
    if (is_file && !vault_may_seal(rule, org_id, owner_id))
        log_info("a file whose key was destroyed before is blurred once more");
    bool was_there = vault_destroy_key(rule, org_id, owner_id);
    if (is_file) restate_all(&erasing);
    return was_there;
}

struct erase_task {
    struct store *store;
    struct uuid org_id, owner_id;
    vault_blur *blur;
};

static bool erase_work(void *context, struct db *db) {
    static const struct actor nobody = {.is_system = true};
    const struct erase_task *task = context;
    struct rule rule = {.store = task->store, .db = db, .job_arena = arena_new(), .actor = &nobody};
    bool was_there = vault_erase_in(&rule, task->org_id, task->owner_id, task->blur);
    arena_free(rule.job_arena);
    return was_there;
}

bool vault_erase(struct store *store, struct uuid org_id, struct uuid owner_id, vault_blur *blur) {
    struct erase_task task = {store, org_id, owner_id, blur};
    return store_run(store, erase_work, &task);
}
