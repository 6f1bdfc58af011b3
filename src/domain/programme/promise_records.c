/* SPDX-License-Identifier: Apache-2.0 */
/* The records behind the numbers, and the lists that certain shapes have: places, shares, what is missing. */
#include "base/text.h"
#include "domain/programme/promise_read.h"
#include "domain/programme/promise_rows.h"

static void bind_part(struct db_query *query, const struct promise_rule *rule) {
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
}

/* ---- places and occurrences ---- */

struct matrix {
    struct arena *arena;
    const struct promise_rule *rule;
    struct promise_place *places;
    size_t count;
};

static struct promise_place *matrix_add(struct matrix *matrix, struct slice place, bool promised) {
    matrix->places = arena_room(matrix->arena, matrix->places, sizeof *matrix->places, matrix->count);
    struct promise_place *added = &matrix->places[matrix->count++];
    *added = (struct promise_place){.place = arena_copy(matrix->arena, place), .promised = promised};
    return added;
}

static struct promise_place *matrix_find(struct matrix *matrix, struct slice commune) {
    for (size_t i = 0; i < matrix->count; i++) {
        struct promise_place *place = &matrix->places[i];
        bool here =
            place->promised ? slice_starts(commune, place->place) : slice_equal(commune, place->place);
        if (here) return place;
    }
    return matrix_add(matrix, commune, matrix->rule->places.len == 0);
}

static void place_add(struct arena *arena, struct promise_place *place,
                      struct promise_occurrence occurrence) {
    place->occurrences = arena_room(arena, place->occurrences, sizeof *place->occurrences, place->count);
    place->occurrences[place->count++] = occurrence;
}

size_t promise_frequency(struct arena *arena, struct db *db, const struct promise_rule *rule,
                         struct promise_place **places) {
    struct matrix matrix = {.arena = arena, .rule = rule};
    struct slice rest = rule->places, code;
    while (rest.len && slice_split(&rest, ',', &code))
        matrix_add(&matrix, code, true);
    struct db_query *query =
        db_query(db, SQL("SELECT commune, day, source_id FROM contribution WHERE org_id = ?1 AND "
                         "part_id = ?2 ORDER BY day, source_id LIMIT CAST(?3 AS BIGINT)"));
    bind_part(query, rule);
    db_bind_int(query, 3, LIMIT_FREQUENCY_ROWS);
    while (db_next(query)) {
        struct promise_occurrence occurrence = {db_column_int(query, 1), db_column_uuid(query, 2)};
        place_add(arena, matrix_find(&matrix, db_column_text(query, 0)), occurrence);
    }
    db_done(query);
    for (size_t i = 0; i < matrix.count; i++) {
        struct promise_place *place = &matrix.places[i];
        int64_t missing = rule->times - (int64_t)place->count;
        place->missing = place->promised && missing > 0 ? missing : 0;
    }
    *places = matrix.places;
    return matrix.count;
}

/* ---- shares under a cap ---- */

size_t promise_cap(struct arena *arena, struct db *db, const struct promise_rule *rule,
                   struct promise_share **shares) {
    *shares = arena_make(arena, struct promise_share, LIMIT_CAP_ROWS);
    struct db_query *query =
        db_query(db, SQL("SELECT cell_key, number FROM promise_cell WHERE org_id = ?1 AND part_id = ?2 "
                         "AND dim = 5 AND grain = 0 AND period = 0 ORDER BY number DESC, cell_key "
                         "LIMIT CAST(?3 AS BIGINT)"));
    bind_part(query, rule);
    db_bind_int(query, 3, LIMIT_CAP_ROWS);
    size_t count = 0;
    while (count < LIMIT_CAP_ROWS && db_next(query)) {
        int64_t number = db_column_int(query, 1);
        (*shares)[count++] =
            (struct promise_share){arena_copy(arena, db_column_text(query, 0)), number, number > rule->times};
    }
    db_done(query);
    return count;
}

/* ---- units ---- */

static struct promise_unit unit_of_key(struct arena *arena, const struct promise_rule *rule,
                                       struct slice key) {
    struct promise_unit unit = {0};
    if (rule->unit.field && rule->unit.field->kind == KIND_PLACE) {
        unit.place = arena_copy(arena, key);
        return unit;
    }
    unit.type = rule->unit.field ? rule->nodes[rule->unit_node].type : rule->source;
    if (key.len == UUID_BYTES) memcpy(unit.id.bytes, key.s, UUID_BYTES);
    return unit;
}

static struct slice key_of_unit(const struct promise_unit *unit) {
    if (!unit) return S("");
    if (!unit->type) return unit->place;
    return (struct slice){(const char *)unit->id.bytes, UUID_BYTES};
}

/* A base that counts records by themselves has no unit rows: its units are the sources. */
static struct db_query *missing_query(struct db *db, const struct promise_rule *base) {
    if (promise_rule_is_distinct(base)) {
        return db_query(
            db,
            SQL("SELECT DISTINCT b.unit_key FROM promise_unit b WHERE b.org_id = ?1 AND b.part_id = ?2 AND "
                "b.unit_key > ?3 AND NOT EXISTS (SELECT 1 FROM promise_unit e WHERE e.org_id = b.org_id AND "
                "e.part_id = ?4 AND e.unit_key = b.unit_key) ORDER BY b.unit_key LIMIT CAST(?5 AS BIGINT)"));
    }
    if (db_kind_of(db) == DB_POSTGRESQL) {
        return db_query(db,
                        SQL("SELECT uuid_send(b.source_id) FROM contribution b WHERE b.org_id = ?1 AND "
                            "b.part_id = ?2 AND "
                            "uuid_send(b.source_id) > ?3 AND NOT EXISTS (SELECT 1 FROM promise_unit e WHERE "
                            "e.org_id = b.org_id AND e.part_id = ?4 AND e.unit_key = uuid_send(b.source_id)) "
                            "ORDER BY 1 LIMIT CAST(?5 AS BIGINT)"));
    }
    return db_query(
        db, SQL("SELECT b.source_id FROM contribution b WHERE b.org_id = ?1 AND b.part_id = ?2 AND "
                "b.source_id > ?3 AND NOT EXISTS (SELECT 1 FROM promise_unit e WHERE e.org_id = b.org_id AND "
                "e.part_id = ?4 AND e.unit_key = b.source_id) ORDER BY 1 LIMIT CAST(?5 AS BIGINT)"));
}

size_t promise_every_missing(struct arena *arena, struct db *db, const struct promise_rule *rule,
                             const struct promise_rule *base, const struct promise_unit *after,
                             struct promise_unit *units, size_t max) {
    struct db_query *query = missing_query(db, base);
    bind_part(query, base);
    db_bind_blob(query, 3, key_of_unit(after));
    db_bind_uuid(query, 4, rule->part_id);
    db_bind_int(query, 5, (int64_t)max);
    size_t count = 0;
    while (count < max && db_next(query))
        units[count++] = unit_of_key(arena, base, db_column_blob(query, 0));
    db_done(query);
    return count;
}

/* ---- records behind a number ---- */

static const char *dim_condition(enum promise_dim dim) {
    switch (dim) {
    case DIM_SEX: return " AND sex = ?7";
    case DIM_AGE: return " AND age = ?7";
    case DIM_PROVINCE: return " AND substr(commune, 1, 2) = ?7";
    case DIM_COMMUNE: return " AND (commune = ?7 OR (?7 = '' AND length(commune) < 6))";
    case DIM_EACH: return " AND each_key = ?7";
    case DIM_TOTAL:
    case DIM_NEW:
    case DIM_RULE: return "";
    }
    return "";
}

static int64_t first_day_of_month(int64_t month) {
    return date_first_day((struct date){(int16_t)(month / 12), (uint8_t)(month % 12 + 1), 1, DATE_DAY});
}

static struct db_query *records_query(struct arena *arena, struct db *db, const struct promise_rule *rule,
                                      const struct promise_records_query *asked) {
    struct text sql = TEXT_IN(arena);
    const char *condition = dim_condition(asked->dim);
    text_printf(
        &sql,
        "SELECT source_id, " CONTRIBUTION_COLUMNS " FROM contribution WHERE org_id = ?1 AND part_id = ?2 AND "
        "source_id < ?5 AND day >= ?3 AND day < ?4%s ORDER BY source_id DESC LIMIT CAST(?6 AS BIGINT)",
        condition);
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    static const struct uuid last_id = {
        {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}};
    bool whole = asked->grain == GRAIN_ALL;
    int64_t first = whole ? INT64_MIN : first_day_of_month(tally_period_first(asked->grain, asked->period));
    int64_t behind =
        whole ? INT64_MAX : first_day_of_month(tally_period_last(asked->grain, asked->period) + 1);
    bind_part(query, rule);
    db_bind_int(query, 3, first);
    db_bind_int(query, 4, behind);
    db_bind_uuid(query, 5, uuid_is_zero(asked->after_source) ? last_id : asked->after_source);
    db_bind_int(query, 6, (int64_t)asked->limit);
    if (condition[0]) db_bind_text(query, 7, asked->key);
    return query;
}

static struct promise_record_row row_read(struct arena *arena, struct db_query *query,
                                          const struct promise_rule *rule) {
    struct promise_contribution contribution = contribution_read(arena, query, 1);
    struct slice unit = {(const char *)contribution.unit, contribution.unit_len};
    struct slice each = {contribution.each, contribution.each_len};
    return (struct promise_record_row){
        .source_id = db_column_uuid(query, 0),
        .day = contribution.day,
        .amount = contribution.amount,
        .commune = contribution.commune,
        .sex = contribution.sex,
        .age = contribution.age,
        .each = arena_copy(arena, each),
        .unit = unit_of_key(arena, rule, unit),
        .counts = true,
    };
}

size_t promise_records(struct arena *arena, struct db *db, const struct promise_rule *rule,
                       const struct promise_rule *base, const struct promise_records_query *query,
                       struct promise_record_row **rows) {
    size_t limit = query->limit && query->limit <= LIMIT_LIST_ROWS ? query->limit : LIMIT_LIST_ROWS;
    struct promise_records_query asked = *query;
    asked.limit = limit;
    struct db_query *statement = records_query(arena, db, rule, &asked);
    size_t count = 0;
    *rows = arena_make(arena, struct promise_record_row, limit);
    while (count < limit && db_next(statement))
        (*rows)[count++] = row_read(arena, statement, rule);
    db_done(statement);
    for (size_t i = 0; rule->shape == SHAPE_EVERY && i < count; i++) {
        (*rows)[i].counts = base && unit_is_counted(db, base, key_of_unit(&(*rows)[i].unit));
    }
    return count;
}

/* ---- from a record ---- */

static bool is_unit_type(const struct promise_rule *rule, const struct record_type *type) {
    return rule->unit.field && rule->unit.field->kind == KIND_REF &&
           rule->nodes[rule->unit_node].type == type;
}

static struct promise_why why_of_source(const struct promise_book *book, const struct book_part *part,
                                        struct db *db, const struct promise_reach *reach,
                                        const struct record *record) {
    struct promise_why why = {.part = part};
    struct promise_contribution contribution;
    why.counts = promise_rule_apply(part->rule, reach, record, &contribution, &why.reason);
    if (!why.counts || part->rule->shape != SHAPE_EVERY) return why;
    const struct book_part *base = promise_book_find(book, part->rule->every_of);
    struct slice unit = {(const char *)contribution.unit, contribution.unit_len};
    why.counts = base && base->rule && unit_is_counted(db, base->rule, unit);
    if (!why.counts) why.reason.verdict = VERDICT_NOT_ASKED;
    return why;
}

/* What the conditions looked at lives in the reader's cache; the words are made later. */
static void keep_reason(struct arena *arena, struct promise_reason *reason) {
    if (reason->at) reason->at = record_copy_deep(arena, reason->at);
}

size_t promise_why_read(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                        const struct record *record, struct promise_why **whys) {
    *whys = NULL;
    if (record->type->scope == SCOPE_SHARED) return 0;
    struct promise_book *book = promise_book_load(arena, db, catalogue, record->org_id);
    /* The whole record: the actor's copy may lack fields that the rule looks at. */
    const struct record *whole = promise_read_record(arena, db, record->type, record->org_id, record->id);
    if (!whole) return 0;
    struct promise_reader *reader = promise_reader_new(db);
    struct promise_reach reach = promise_reader_reach(reader);
    struct slice id = {(const char *)record->id.bytes, UUID_BYTES};
    *whys = arena_make(arena, struct promise_why, book->part_count * 2);
    size_t count = 0;
    for (size_t i = 0; i < book->part_count; i++) {
        const struct book_part *part = &book->parts[i];
        if (!part->rule || !part->rule->source) continue;
        if (part->rule->source == record->type) {
            (*whys)[count] = why_of_source(book, part, db, &reach, whole);
            keep_reason(arena, &(*whys)[count++].reason);
        }
        if (is_unit_type(part->rule, record->type)) {
            (*whys)[count++] = (struct promise_why){
                .part = part, .as_unit = true, .counts = unit_is_counted(db, part->rule, id)};
        }
    }
    promise_reader_free(reader);
    return count;
}
