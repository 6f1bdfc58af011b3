/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_rows.h"

#include "base/log.h"

static struct slice unit_slice(const struct promise_contribution *contribution) {
    return (struct slice){(const char *)contribution->unit, contribution->unit_len};
}

static struct slice each_slice(const struct promise_contribution *contribution) {
    return (struct slice){contribution->each, contribution->each_len};
}

/* ---- contribution ---- */

void contribution_insert(struct db *db, const struct promise_rule *rule, struct uuid source_id,
                         const struct promise_contribution *contribution) {
    struct db_query *query =
        db_query(db, SQL("INSERT INTO contribution (org_id, source_id, part_id, " CONTRIBUTION_COLUMNS ") "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, source_id);
    db_bind_uuid(query, 3, rule->part_id);
    db_bind_blob(query, 4, unit_slice(contribution));
    db_bind_int(query, 5, contribution->day);
    db_bind_text(query, 6, contribution->commune);
    db_bind_text(query, 7, contribution->sex);
    db_bind_text(query, 8, contribution->age);
    db_bind_text(query, 9, each_slice(contribution));
    db_bind_int(query, 10, contribution->amount);
    db_run(query);
}

void contribution_delete(struct db *db, const struct promise_rule *rule, struct uuid source_id) {
    struct db_query *query =
        db_query(db, SQL("DELETE FROM contribution WHERE org_id = ?1 AND source_id = ?2 AND part_id = ?3"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, source_id);
    db_bind_uuid(query, 3, rule->part_id);
    db_run(query);
}

struct promise_contribution contribution_read(struct arena *arena, struct db_query *query, int first) {
    struct promise_contribution contribution = {
        .day = db_column_int(query, first + 1),
        .commune = arena_copy(arena, db_column_text(query, first + 2)),
        .sex = arena_copy(arena, db_column_text(query, first + 3)),
        .age = arena_copy(arena, db_column_text(query, first + 4)),
        .amount = db_column_int(query, first + 6),
    };
    struct slice unit = db_column_blob(query, first), each = db_column_text(query, first + 5);
    ASSERT(unit.len <= PROMISE_KEY_BYTES && each.len <= PROMISE_EACH_BYTES);
    if (unit.len) memcpy(contribution.unit, unit.s, unit.len);
    if (each.len) memcpy(contribution.each, each.s, each.len);
    contribution.unit_len = (uint8_t)unit.len;
    contribution.each_len = (uint8_t)each.len;
    return contribution;
}

bool contribution_of_source(struct arena *arena, struct db *db, const struct promise_rule *rule,
                            struct uuid source_id, struct promise_contribution *contribution) {
    struct db_query *query =
        db_query(db, SQL("SELECT " CONTRIBUTION_COLUMNS " FROM contribution WHERE org_id = ?1 AND "
                         "part_id = ?2 AND source_id = ?3"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_uuid(query, 3, source_id);
    bool found = db_next(query);
    if (found) *contribution = contribution_read(arena, query, 0);
    db_done(query);
    return found;
}

/* ---- promise_unit ---- */

size_t unit_read(struct arena *arena, struct db *db, const struct promise_rule *rule, struct slice unit,
                 struct tally_row **rows) {
    struct db_query *query =
        db_query(db, SQL("SELECT month, commune, each_key, sex, age, refs, amount FROM promise_unit "
                         "WHERE org_id = ?1 AND part_id = ?2 AND unit_key = ?3"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_blob(query, 3, unit);
    size_t count = 0;
    *rows = NULL;
    while (db_next(query)) {
        *rows = arena_room(arena, *rows, sizeof **rows, count);
        (*rows)[count++] = (struct tally_row){
            .month = db_column_int(query, 0),
            .commune = arena_copy(arena, db_column_text(query, 1)),
            .each = arena_copy(arena, db_column_text(query, 2)),
            .sex = arena_copy(arena, db_column_text(query, 3)),
            .age = arena_copy(arena, db_column_text(query, 4)),
            .refs = db_column_int(query, 5),
            .amount = db_column_int(query, 6),
        };
    }
    db_done(query);
    return count;
}

static struct sql unit_write_sql(int64_t refs, bool is_new) {
    if (refs == 0) {
        return SQL("DELETE FROM promise_unit WHERE org_id = ?1 AND part_id = ?2 AND unit_key = ?3 AND month "
                   "= ?4 AND "
                   "commune = ?5 AND each_key = ?6 AND sex = ?7 AND age = ?8");
    }
    if (is_new) {
        return SQL(
            "INSERT INTO promise_unit (org_id, part_id, unit_key, month, commune, each_key, sex, age, refs, "
            "amount) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    }
    return SQL("UPDATE promise_unit SET refs = ?9, amount = ?10 WHERE org_id = ?1 AND part_id = ?2 AND "
               "unit_key = ?3 "
               "AND month = ?4 AND commune = ?5 AND each_key = ?6 AND sex = ?7 AND age = ?8");
}

void unit_write(struct db *db, struct uuid org_id, struct uuid part_id, struct slice unit,
                const struct tally_row *row, bool is_new) {
    struct db_query *query = db_query(db, unit_write_sql(row->refs, is_new));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, part_id);
    db_bind_blob(query, 3, unit);
    db_bind_int(query, 4, row->month);
    db_bind_text(query, 5, row->commune);
    db_bind_text(query, 6, row->each);
    db_bind_text(query, 7, row->sex);
    db_bind_text(query, 8, row->age);
    if (row->refs) {
        db_bind_int(query, 9, row->refs);
        db_bind_int(query, 10, 0); /* only sources that count by themselves have amounts */
    }
    db_run(query);
}

bool unit_is_counted(struct db *db, const struct promise_rule *rule, struct slice unit) {
    bool distinct = promise_rule_is_distinct(rule);
    if (!distinct && unit.len != UUID_BYTES) return false; /* its units are sources, and this is a place */
    struct db_query *query =
        distinct
            ? db_query(db,
                       SQL("SELECT 1 FROM promise_unit WHERE org_id = ?1 AND part_id = ?2 AND unit_key = ?3 "
                           "LIMIT 1"))
            : db_query(
                  db,
                  SQL("SELECT 1 FROM contribution WHERE org_id = ?1 AND part_id = ?2 AND source_id = ?3"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
    if (distinct) {
        db_bind_blob(query, 3, unit);
    } else {
        struct uuid source;
        memcpy(source.bytes, unit.s, UUID_BYTES);
        db_bind_uuid(query, 3, source);
    }
    bool counted = db_next(query);
    db_done(query);
    return counted;
}

/* ---- promise_cell ---- */

static void cell_bind(struct db_query *query, const struct tally_entry *entry) {
    db_bind_uuid(query, 1, entry->org_id);
    db_bind_uuid(query, 2, entry->part_id);
    db_bind_int(query, 3, entry->grain);
    db_bind_int(query, 4, entry->period);
    db_bind_int(query, 5, entry->dim);
    db_bind_text(query, 6, (struct slice){entry->key, entry->key_len});
}

static void cell_write(struct db *db, const struct tally_entry *entry) {
    struct db_query *query = db_query(
        db,
        SQL("INSERT INTO promise_cell (org_id, part_id, grain, period, dim, cell_key, number) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (org_id, part_id, grain, period, dim, cell_key) "
            "DO UPDATE SET number = promise_cell.number + excluded.number"));
    cell_bind(query, entry);
    db_bind_int(query, 7, entry->number);
    db_run(query);
    if (entry->number > 0 && !entry->may_cancel) return; /* cannot have reached 0 */
    query = db_query(db, SQL("DELETE FROM promise_cell WHERE org_id = ?1 AND part_id = ?2 AND grain = ?3 AND "
                             "period = ?4 AND dim = ?5 AND cell_key = ?6 AND number = 0"));
    cell_bind(query, entry);
    db_run(query);
}

void cells_write(struct db *db, const struct tally *tally) {
    size_t count;
    const struct tally_entry *entries = tally_entries(tally, &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].number) cell_write(db, &entries[i]);
    }
}

uint64_t cells_fingerprint(struct db *db, struct uuid org_id, struct uuid part_id) {
    struct db_query *query =
        db_query(db, SQL("SELECT number FROM promise_cell WHERE org_id = ?1 AND part_id = ?2 AND "
                         "grain = 0 AND period = 0 AND dim = ?3 AND cell_key = ''"));
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, part_id);
    db_bind_int(query, 3, DIM_RULE);
    uint64_t fingerprint = db_next(query) ? (uint64_t)db_column_int(query, 0) : 0;
    db_done(query);
    return fingerprint;
}

void cells_set_fingerprint(struct db *db, const struct promise_rule *rule) {
    struct db_query *query =
        db_query(db, SQL("INSERT INTO promise_cell (org_id, part_id, grain, period, dim, cell_key, number) "
                         "VALUES (?1, ?2, 0, 0, ?3, '', ?4)"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_int(query, 3, DIM_RULE);
    db_bind_int(query, 4, (int64_t)rule->fingerprint);
    db_run(query);
}

static void clear_one(struct db *db, struct sql sql, struct uuid org_id, struct uuid part_id) {
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, org_id);
    db_bind_uuid(query, 2, part_id);
    db_run(query);
}

void rows_clear_part(struct db *db, struct uuid org_id, struct uuid part_id) {
    clear_one(db, SQL("DELETE FROM contribution WHERE org_id = ?1 AND part_id = ?2"), org_id, part_id);
    clear_one(db, SQL("DELETE FROM promise_unit WHERE org_id = ?1 AND part_id = ?2"), org_id, part_id);
    clear_one(db, SQL("DELETE FROM promise_cell WHERE org_id = ?1 AND part_id = ?2"), org_id, part_id);
}
