/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_changes.h"

#include "base/limits.h"
#include "store/actor.h"

static const struct document_part *part_find(const struct document *document, struct uuid part_id) {
    for (size_t i = 0; i < document->promise_count; i++) {
        for (size_t k = 0; k < document->promises[i].part_count; k++) {
            if (uuid_equal(document->promises[i].parts[k].part_id, part_id))
                return &document->promises[i].parts[k];
        }
    }
    return NULL;
}

static const struct document_split *split_find(const struct document_part *part,
                                               const struct document_split *like) {
    for (size_t i = 0; i < part->split_count; i++) {
        if (part->splits[i].dim == like->dim && slice_equal(part->splits[i].key, like->key))
            return &part->splits[i];
    }
    return NULL;
}

static bool splits_differ(const struct document_part *a, const struct document_part *b) {
    if (a->split_count != b->split_count) return true;
    for (size_t i = 0; i < a->split_count; i++) {
        const struct document_split *other = split_find(b, &a->splits[i]);
        if (!other || other->value != a->splits[i].value || other->in_period != a->splits[i].in_period)
            return true;
    }
    return false;
}

static bool differs(const struct document_part *then, const struct document_part *now) {
    if (!then || !now) return true;
    return then->value != now->value || then->in_period != now->in_period || then->counted != now->counted ||
           splits_differ(then, now);
}

/* ---- the records ---- */

static const struct promise_rule *rule_find_part(const struct report_basis *basis, struct uuid part_id) {
    for (size_t i = 0; i < basis->figures.count; i++) {
        for (size_t k = 0; k < basis->figures.promises[i].count; k++) {
            const struct book_part *part = basis->figures.promises[i].figures[k].state.part;
            if (uuid_equal(part->part->id, part_id))
                return part->rule && part->rule->source ? part->rule : NULL;
        }
    }
    return NULL;
}

static bool counts_now(struct db *db, const struct report_basis *basis, const struct promise_rule *rule,
                       struct uuid source) {
    struct db_query *query = db_query(
        db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM contribution WHERE org_id = ?1 AND part_id = ?2 "
                "AND source_id = ?3 AND day <= ?4"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_uuid(query, 3, source);
    db_bind_int(query, 4, basis->days.last_day);
    bool counts = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return counts;
}

/* ---- what was written last, of each type that some rule looks at ---- */

enum { WALK_TYPES_MAX = 32, WALK_PIECE = 2000 };

struct recent {
    const struct record_type *type;
    struct changed_record *records; /* the last written first, each once */
    size_t count;
};

struct recents {
    struct arena *arena;
    struct recent types[WALK_TYPES_MAX];
    size_t count, full;
};

static struct recent *recent_find(struct recents *recents, struct slice type) {
    for (size_t i = 0; i < recents->count; i++) {
        if (slice_equal(slice_of(recents->types[i].type->name), type)) return &recents->types[i];
    }
    return NULL;
}

static void recent_want(struct recents *recents, const struct record_type *type) {
    if (recents->count == WALK_TYPES_MAX || recent_find(recents, slice_of(type->name))) return;
    recents->types[recents->count++] = (struct recent){
        .type = type, .records = arena_make(recents->arena, struct changed_record, CHANGED_RECORDS_MAX)};
}

static void recent_note(struct recents *recents, struct slice type, struct uuid id, int64_t changed_ms) {
    struct recent *recent = recent_find(recents, type);
    if (!recent || recent->count == CHANGED_RECORDS_MAX) return;
    for (size_t i = 0; i < recent->count; i++) {
        if (uuid_equal(recent->records[i].id, id)) return;
    }
    recent->records[recent->count++] =
        (struct changed_record){.type = recent->type, .id = id, .changed_ms = changed_ms};
    recents->full += recent->count == CHANGED_RECORDS_MAX;
}

static int64_t newest_sequence(struct db *db) {
    struct db_query *query =
        db_query(db, SQL("SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM change_log"));
    int64_t newest = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return newest;
}

/* A piece of the log, backwards along its primary key from before a sequence; gives where the next one
 * begins, 0 at the end. */
static int64_t walk_piece(struct recents *recents, struct db *db, struct uuid org, int64_t after,
                          int64_t before) {
    int64_t from = before - WALK_PIECE > after ? before - WALK_PIECE : after + 1;
    struct db_query *query =
        db_query(db, SQL("SELECT type, record_id, at_ms FROM change_log WHERE seq >= ?1 AND seq < ?2 "
                         "AND org_id = ?3 ORDER BY seq DESC"));
    db_bind_int(query, 1, from);
    db_bind_int(query, 2, before);
    db_bind_uuid(query, 3, org);
    while (db_next(query)) {
        recent_note(recents, db_column_text(query, 0), db_column_uuid(query, 1), db_column_int(query, 2));
    }
    db_done(query);
    return from > after + 1 ? from : 0;
}

/* One walk for all parts, until each type has enough, the snapshot is reached, or LIMIT_LOG_WALK entries were
 * seen. */
static void recents_read(struct recents *recents, struct db *db, struct uuid org, int64_t log_sequence) {
    int64_t newest = newest_sequence(db);
    int64_t after = newest - LIMIT_LOG_WALK > log_sequence ? newest - LIMIT_LOG_WALK : log_sequence;
    int64_t before = newest + 1;
    while (before > after + 1 && recents->full < recents->count) {
        before = walk_piece(recents, db, org, after, before);
    }
}

static bool is_node_before(const struct promise_rule *rule, size_t node) {
    for (size_t i = 0; i < node; i++) {
        if (rule->nodes[i].type == rule->nodes[node].type) return true;
    }
    return false;
}

static bool is_own_node(const struct promise_rule *rule, size_t node) {
    return rule->nodes[node].type->scope == SCOPE_ORG && !is_node_before(rule, node);
}

static const struct promise_rule *rule_of_change(const struct report_basis *basis,
                                                 const struct part_change *change) {
    return change->moved && change->now ? rule_find_part(basis, change->now->part_id) : NULL;
}

static void want_records(struct recents *recents, const struct promise_rule *rule) {
    for (size_t i = 0; rule && i < rule->node_count; i++) {
        if (is_own_node(rule, i)) recent_want(recents, rule->nodes[i].type);
    }
}

static void add_records(struct arena *arena, const struct recent *recent, const struct promise_rule *rule,
                        struct part_change *change) {
    for (size_t i = 0; recent && i < recent->count && change->record_count < CHANGED_RECORDS_MAX; i++) {
        change->records = arena_room(arena, change->records, sizeof *change->records, change->record_count);
        struct changed_record *record = &change->records[change->record_count++];
        *record = recent->records[i];
        record->is_source = record->type == rule->source;
    }
}

static void read_records(struct db *db, const struct report_basis *basis, struct recents *recents,
                         const struct promise_rule *rule, struct part_change *change) {
    for (size_t i = 0; i < rule->node_count; i++) {
        if (!is_own_node(rule, i)) continue;
        add_records(recents->arena, recent_find(recents, slice_of(rule->nodes[i].type->name)), rule, change);
    }
    for (size_t i = 0; i < change->record_count; i++) {
        struct changed_record *record = &change->records[i];
        if (record->is_source) record->counts = counts_now(db, basis, rule, record->id);
    }
}

/* The records behind the parts that moved. */
static void changes_explain(struct arena *arena, struct db *db, const struct report_basis *basis,
                            int64_t log_sequence, struct part_change *changes, size_t count) {
    struct recents recents = {.arena = arena};
    struct uuid org = SHARED_ORG;
    for (size_t i = 0; i < count; i++) {
        const struct promise_rule *rule = rule_of_change(basis, &changes[i]);
        if (rule) org = rule->org_id;
        want_records(&recents, rule);
    }
    if (recents.count) recents_read(&recents, db, org, log_sequence);
    for (size_t i = 0; i < count; i++) {
        const struct promise_rule *rule = rule_of_change(basis, &changes[i]);
        if (rule) read_records(db, basis, &recents, rule, &changes[i]);
    }
}

static size_t add_change(struct arena *arena, struct part_change **changes, size_t count,
                         struct part_change change) {
    *changes = arena_room(arena, *changes, sizeof **changes, count);
    (*changes)[count] = change;
    return count + 1;
}

size_t report_changes_read(struct arena *arena, struct db *db, const struct report_basis *basis,
                           const struct document *then, const struct document *now, int64_t log_sequence,
                           struct part_change **changes) {
    size_t count = 0;
    *changes = NULL;
    for (size_t i = 0; i < now->promise_count; i++) {
        for (size_t k = 0; k < now->promises[i].part_count; k++) {
            const struct document_part *part = &now->promises[i].parts[k];
            struct part_change change = {.promise = &now->promises[i],
                                         .part_index = k,
                                         .then = part_find(then, part->part_id),
                                         .now = part};
            count = add_change(arena, changes, count, change);
        }
    }
    for (size_t i = 0; i < then->promise_count; i++) {
        for (size_t k = 0; k < then->promises[i].part_count; k++) {
            const struct document_part *part = &then->promises[i].parts[k];
            if (part_find(now, part->part_id)) continue;
            count = add_change(
                arena, changes, count,
                (struct part_change){.promise = &then->promises[i], .part_index = k, .then = part});
        }
    }
    for (size_t i = 0; i < count; i++) {
        (*changes)[i].moved = differs((*changes)[i].then, (*changes)[i].now);
    }
    changes_explain(arena, db, basis, log_sequence, *changes, count);
    return count;
}
