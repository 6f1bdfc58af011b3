/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_verify.h"

#include "base/text.h"
#include "domain/programme/promise_book.h"
#include "domain/programme/promise_rows.h"

enum { PAGE = 1000 };

/* A sum of hashes stands for a set of rows with their numbers, in any order; two hashes against chance. */
struct digest {
    uint64_t a, b;
};

/* What is being checked: one organisation, and within it one part after the other. */
struct check {
    struct db *db;
    const struct promise_book *book;
    struct promise_verify_report *report;
    struct arena *page_arena;
    struct tally *expected;                         /* of all parts of the organisation */
    struct digest *from_contributions, *from_units; /* by position in the book */
    const struct promise_rule *rule;
    size_t part;
};

static void note_wrong(struct check *check, int64_t *counter, int64_t by) {
    if (by == 0) return;
    *counter += by;
    if (!uuid_is_zero(check->report->first_wrong_part)) return;
    check->report->first_wrong_org = check->rule->org_id;
    check->report->first_wrong_part = check->rule->part_id;
}

static void take_part(struct check *check, size_t part) {
    check->part = part;
    check->rule = check->book->parts[part].rule;
}

/* ---- contributions against records ---- */

static bool stored_contribution(struct check *check, struct uuid source_id,
                                struct promise_contribution *stored) {
    struct db_query *query =
        db_query(check->db, SQL("SELECT " CONTRIBUTION_COLUMNS " FROM contribution WHERE "
                                "org_id = ?1 AND source_id = ?2 AND part_id = ?3"));
    db_bind_uuid(query, 1, check->rule->org_id);
    db_bind_uuid(query, 2, source_id);
    db_bind_uuid(query, 3, check->rule->part_id);
    bool found = db_next(query);
    if (found) *stored = contribution_read(check->page_arena, query, 0);
    db_done(query);
    return found;
}

/* Returns 1 when the source counts by the rule. */
static int64_t check_source(struct check *check, const struct promise_reach *reach,
                            const struct record *source) {
    struct promise_contribution expected, stored;
    check->report->sources++;
    if (!promise_rule_apply(check->rule, reach, source, &expected, NULL)) return 0;
    bool right =
        stored_contribution(check, source->id, &stored) && promise_contribution_equal(&expected, &stored);
    note_wrong(check, &check->report->wrong_contributions, !right);
    return 1;
}

static int64_t count_stored(struct check *check) {
    struct db_query *query =
        db_query(check->db,
                 SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM contribution WHERE org_id = ?1 AND part_id = ?2"));
    db_bind_uuid(query, 1, check->rule->org_id);
    db_bind_uuid(query, 2, check->rule->part_id);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

static void check_contributions(struct check *check) {
    const struct promise_rule *rule = check->rule;
    struct promise_reader *reader = promise_reader_new(check->db);
    struct promise_reach reach = promise_reader_reach(reader);
    struct uuid after = {{0}};
    int64_t expected = 0;
    for (size_t count = PAGE; count == PAGE && db_status(check->db) == DB_OK;) {
        const struct record *sources[PAGE];
        count = promise_read_records(check->page_arena, check->db, rule->source, rule->org_id, after, sources,
                                     PAGE);
        for (size_t i = 0; i < count; i++) {
            expected += check_source(check, &reach, sources[i]);
            promise_reader_rest(reader);
        }
        if (count) after = sources[count - 1]->id;
        arena_reset(check->page_arena);
    }
    promise_reader_free(reader);
    int64_t extra = count_stored(check) - expected;
    note_wrong(check, &check->report->wrong_contributions, extra > 0 ? extra : 0);
    check->report->contributions += expected;
}

/* ---- cells against contributions and unit rows ---- */

static void emit_expected(void *context, const struct tally_cell *cell, int64_t number) {
    const struct check *check = context;
    tally_add(check->expected, check->rule->org_id, check->rule->part_id, false, cell, number);
}

static void digest_add(struct digest *digest, struct arena *arena, struct slice unit,
                       const struct tally_row *row, int64_t refs) {
    struct text text = {.arena = arena};
    text_printf(&text, "%lld|%.*s|%.*s|%.*s|%.*s|", (long long)row->month, SLICE_ARG(row->commune),
                SLICE_ARG(row->sex), SLICE_ARG(row->age), SLICE_ARG(row->each));
    text_append(&text, unit);
    digest->a += (uint64_t)refs * slice_hash(text_slice(&text));
    text_append_char(&text, '#');
    digest->b += (uint64_t)refs * slice_hash(text_slice(&text));
}

static void take_contribution(struct check *check, const struct promise_contribution *contribution) {
    struct tally_row row = tally_row_of(contribution);
    struct slice unit = {(const char *)contribution->unit, contribution->unit_len};
    if (promise_rule_is_distinct(check->rule)) {
        digest_add(&check->from_contributions[check->part], check->page_arena, unit, &row, 1);
    } else {
        tally_source(tally_splits_of(check->rule), &row, contribution->amount, emit_expected, check);
    }
}

static void walk_contributions(struct check *check) {
    struct uuid after = {{0}};
    for (size_t count = PAGE; count == PAGE && db_status(check->db) == DB_OK;) {
        struct db_query *query =
            db_query(check->db, SQL("SELECT source_id, " CONTRIBUTION_COLUMNS
                                    " FROM contribution WHERE org_id = ?1 AND part_id = ?2 "
                                    "AND source_id > ?3 ORDER BY source_id LIMIT 1000"));
        db_bind_uuid(query, 1, check->rule->org_id);
        db_bind_uuid(query, 2, check->rule->part_id);
        db_bind_uuid(query, 3, after);
        for (count = 0; db_next(query); count++) {
            struct promise_contribution contribution = contribution_read(check->page_arena, query, 1);
            after = db_column_uuid(query, 0);
            take_contribution(check, &contribution);
        }
        db_done(query);
        arena_reset(check->page_arena);
    }
}

/* The rows of one unit in one part after another; a unit is complete when the next one begins. */
struct unit_row {
    struct slice unit;
    struct uuid part_id;
    struct tally_row row;
};

struct unit_walk {
    struct arena *arena;
    struct slice unit;
    struct uuid part_id;
    struct tally_row *rows;
    size_t count;
};

static bool counts_in_cells(struct check *check, struct slice unit) {
    if (check->rule->shape != SHAPE_EVERY) return true;
    const struct book_part *base = promise_book_find(check->book, check->rule->every_of);
    return base && base->rule && unit_is_counted(check->db, base->rule, unit);
}

static struct tally_row row_copy(struct arena *arena, const struct tally_row *row) {
    return (struct tally_row){.month = row->month,
                              .commune = arena_copy(arena, row->commune),
                              .each = arena_copy(arena, row->each),
                              .sex = arena_copy(arena, row->sex),
                              .age = arena_copy(arena, row->age),
                              .refs = row->refs};
}

static void finish_unit(struct check *check, struct unit_walk *walk) {
    const struct book_part *part = walk->count ? promise_book_find(check->book, walk->part_id) : NULL;
    if (part && part->rule) {
        take_part(check, (size_t)(part - check->book->parts));
        for (size_t i = 0; i < walk->count; i++) {
            digest_add(&check->from_units[check->part], walk->arena, walk->unit, &walk->rows[i],
                       walk->rows[i].refs);
        }
        if (counts_in_cells(check, walk->unit)) {
            tally_unit(tally_splits_of(check->rule), walk->rows, walk->count, 1, emit_expected, check);
        }
    }
    arena_reset(walk->arena);
    *walk = (struct unit_walk){.arena = walk->arena};
}

static void take_unit_row(struct check *check, struct unit_walk *walk, const struct unit_row *row) {
    check->report->unit_rows++;
    bool same = walk->count && uuid_equal(walk->part_id, row->part_id) && slice_equal(walk->unit, row->unit);
    if (!same) {
        finish_unit(check, walk);
        walk->unit = arena_copy(walk->arena, row->unit);
        walk->part_id = row->part_id;
    }
    walk->rows = arena_room(walk->arena, walk->rows, sizeof *walk->rows, walk->count);
    walk->rows[walk->count++] = row_copy(walk->arena, &row->row);
}

/* The next unit rows of the organisation in the order of their key, into the page arena. */
static size_t read_unit_page(struct check *check, const struct unit_row *after, struct unit_row *page) {
    struct db_query *query = db_query(
        check->db,
        SQL("SELECT unit_key, part_id, month, commune, each_key, sex, age, refs FROM promise_unit WHERE "
            "org_id = ?1 AND (unit_key, part_id, month, commune, each_key, sex, age) > "
            "(?2, ?3, ?4, ?5, ?6, ?7, ?8) ORDER BY unit_key, part_id, month, commune, each_key, sex, age "
            "LIMIT 1000"));
    db_bind_uuid(query, 1, check->book->org_id);
    db_bind_blob(query, 2, after->unit);
    db_bind_uuid(query, 3, after->part_id);
    db_bind_int(query, 4, after->row.month);
    db_bind_text(query, 5, after->row.commune);
    db_bind_text(query, 6, after->row.each);
    db_bind_text(query, 7, after->row.sex);
    db_bind_text(query, 8, after->row.age);
    size_t count = 0;
    while (count < PAGE && db_next(query)) {
        struct tally_row row = {.month = db_column_int(query, 2),
                                .commune = db_column_text(query, 3),
                                .each = db_column_text(query, 4),
                                .sex = db_column_text(query, 5),
                                .age = db_column_text(query, 6),
                                .refs = db_column_int(query, 7)};
        page[count++] = (struct unit_row){arena_copy(check->page_arena, db_column_blob(query, 0)),
                                          db_column_uuid(query, 1), row_copy(check->page_arena, &row)};
    }
    db_done(query);
    return count;
}

static void walk_units(struct check *check) {
    struct unit_walk walk = {.arena = arena_new()};
    struct unit_row *page = heap_alloc(PAGE * sizeof *page);
    struct arena *last_arena = arena_new();
    struct unit_row after = {.row.month = INT64_MIN};
    for (size_t count = PAGE; count == PAGE && db_status(check->db) == DB_OK;) {
        count = read_unit_page(check, &after, page);
        for (size_t i = 0; i < count; i++)
            take_unit_row(check, &walk, &page[i]);
        if (count == 0) break;
        arena_reset(last_arena);
        const struct unit_row *last = &page[count - 1];
        after = (struct unit_row){arena_copy(last_arena, last->unit), last->part_id,
                                  row_copy(last_arena, &last->row)};
        arena_reset(check->page_arena);
    }
    finish_unit(check, &walk);
    arena_free(last_arena);
    arena_free(walk.arena);
    heap_free(page);
}

/* ---- cells ---- */

static int64_t compare_cells(struct check *check) {
    struct db_query *query =
        db_query(check->db, SQL("SELECT grain, dim, period, cell_key, number FROM promise_cell WHERE "
                                "org_id = ?1 AND part_id = ?2 AND dim <> ?3"));
    db_bind_uuid(query, 1, check->rule->org_id);
    db_bind_uuid(query, 2, check->rule->part_id);
    db_bind_int(query, 3, DIM_RULE);
    int64_t stored = 0;
    while (db_next(query)) {
        struct tally_cell cell = {(enum promise_grain)db_column_int(query, 0),
                                  (enum promise_dim)db_column_int(query, 1), db_column_int(query, 2),
                                  db_column_text(query, 3)};
        bool right = tally_get(check->expected, check->rule->org_id, check->rule->part_id, &cell) ==
                     db_column_int(query, 4);
        note_wrong(check, &check->report->wrong_cells, !right);
        stored++;
    }
    db_done(query);
    return stored;
}

/* Expected cells of the part that are not 0. */
static int64_t count_expected(struct check *check) {
    size_t count;
    const struct tally_entry *entries = tally_entries(check->expected, &count);
    int64_t expected = 0;
    for (size_t i = 0; i < count; i++) {
        expected += entries[i].number != 0 && uuid_equal(entries[i].part_id, check->rule->part_id);
    }
    return expected;
}

static void check_cells(struct check *check) {
    int64_t stored = compare_cells(check), expected = count_expected(check);
    note_wrong(check, &check->report->wrong_cells, expected > stored ? expected - stored : 0);
    check->report->cells += stored;
}

/* A part that was counted with another rule is stale as a whole; its numbers are not compared. */
static bool is_stale(struct check *check) {
    uint64_t counted_with = cells_fingerprint(check->db, check->rule->org_id, check->rule->part_id);
    return counted_with != check->rule->fingerprint;
}

static void check_records(struct check *check) {
    check->report->parts++;
    if (is_stale(check)) {
        note_wrong(check, &check->report->stale_parts, 1);
        return;
    }
    if (check->rule->source) check_contributions(check);
    walk_contributions(check);
}

static void check_numbers(struct check *check) {
    const struct digest *records = &check->from_contributions[check->part],
                        *units = &check->from_units[check->part];
    if (is_stale(check)) return;
    note_wrong(check, &check->report->wrong_units, records->a != units->a || records->b != units->b);
    check_cells(check);
}

static void check_orphans(struct db *db, struct uuid org, struct promise_verify_report *report) {
    struct db_query *query = db_query(
        db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM promise_cell WHERE org_id = ?1 AND part_id NOT IN "
                "(SELECT id FROM promise_part WHERE org_id = ?1 AND deleted_ms = 0) UNION ALL "
                "SELECT CAST(COUNT(*) AS BIGINT) FROM contribution WHERE org_id = ?1 AND part_id NOT IN "
                "(SELECT id FROM promise_part WHERE org_id = ?1 AND deleted_ms = 0) UNION ALL "
                "SELECT CAST(COUNT(*) AS BIGINT) FROM promise_unit WHERE org_id = ?1 AND part_id NOT IN "
                "(SELECT id FROM promise_part WHERE org_id = ?1 AND deleted_ms = 0)"));
    db_bind_uuid(query, 1, org);
    while (db_next(query))
        report->orphans += db_column_int(query, 0);
    db_done(query);
}

static void each_part(struct check *check, void (*look)(struct check *check)) {
    for (size_t i = 0; i < check->book->part_count; i++) {
        if (!check->book->parts[i].rule) continue;
        take_part(check, i);
        look(check);
    }
}

static void check_org(struct check *check, const struct catalogue *catalogue, struct uuid org) {
    struct arena *book_arena = arena_new();
    check->book = promise_book_load(book_arena, check->db, catalogue, org);
    check->from_contributions = arena_make(book_arena, struct digest, check->book->part_count);
    check->from_units = arena_make(book_arena, struct digest, check->book->part_count);
    tally_clear(check->expected);
    each_part(check, check_records);
    walk_units(check);
    each_part(check, check_numbers);
    check_orphans(check->db, org, check->report);
    arena_free(book_arena);
}

bool promise_verify(struct db *db, const struct catalogue *catalogue, struct promise_verify_report *report) {
    *report = (struct promise_verify_report){0};
    if (!db_begin(db)) return false;
    struct arena *job_arena = arena_new();
    struct check check = {.db = db, .report = report, .page_arena = arena_new(), .expected = tally_new()};
    struct uuid *orgs;
    size_t count = promise_book_orgs(job_arena, db, &orgs);
    for (size_t i = 0; i < count; i++)
        check_org(&check, catalogue, orgs[i]);
    bool read = db_status(db) == DB_OK;
    db_rollback(db);
    tally_free(check.expected);
    arena_free(check.page_arena);
    arena_free(job_arena);
    return read;
}

bool promise_verify_is_clean(const struct promise_verify_report *report) {
    return report->stale_parts == 0 && report->wrong_contributions == 0 && report->wrong_units == 0 &&
           report->wrong_cells == 0 && report->orphans == 0;
}
