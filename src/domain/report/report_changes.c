/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_changes.h"

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

static void read_of_type(struct arena *arena, struct db *db, const struct promise_rule *rule,
                         const struct record_type *type, int64_t log_sequence, struct part_change *change) {
    struct db_query *query =
        db_query(db, SQL("SELECT record_id, CAST(MAX(at_ms) AS BIGINT) FROM change_log WHERE seq > ?1 AND "
                         "org_id = ?2 AND type = "
                         "?3 GROUP BY record_id ORDER BY 2 DESC, record_id LIMIT CAST(?4 AS BIGINT)"));
    db_bind_int(query, 1, log_sequence);
    db_bind_uuid(query, 2, rule->org_id);
    db_bind_text(query, 3, slice_of(type->name));
    db_bind_int(query, 4, CHANGED_RECORDS_MAX);
    while (change->record_count < CHANGED_RECORDS_MAX && db_next(query)) {
        change->records = arena_room(arena, change->records, sizeof *change->records, change->record_count);
        change->records[change->record_count++] =
            (struct changed_record){.type = type,
                                    .id = db_column_uuid(query, 0),
                                    .changed_ms = db_column_int(query, 1),
                                    .is_source = type == rule->source};
    }
    db_done(query);
}

static bool is_node_before(const struct promise_rule *rule, size_t node) {
    for (size_t i = 0; i < node; i++) {
        if (rule->nodes[i].type == rule->nodes[node].type) return true;
    }
    return false;
}

static void read_records(struct arena *arena, struct db *db, const struct report_basis *basis,
                         int64_t log_sequence, struct part_change *change) {
    const struct promise_rule *rule = change->now ? rule_find_part(basis, change->now->part_id) : NULL;
    for (size_t i = 0; rule && i < rule->node_count; i++) {
        bool is_own = rule->nodes[i].type->scope == SCOPE_ORG && !is_node_before(rule, i);
        if (is_own) read_of_type(arena, db, rule, rule->nodes[i].type, log_sequence, change);
    }
    for (size_t i = 0; i < change->record_count; i++) {
        struct changed_record *record = &change->records[i];
        if (record->is_source) record->counts = counts_now(db, basis, rule, record->id);
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
        if ((*changes)[i].moved) read_records(arena, db, basis, log_sequence, &(*changes)[i]);
    }
    return count;
}
