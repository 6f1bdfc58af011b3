/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The statements.  Sessions are counted by commune, kind, topics and status in the database: its rows are
 * few, however many sessions there are, and attendance is never looked at.
 */
#include "base/log.h"
#include "base/text.h"
#include "domain/coverage/coverage.h"

enum { VULNERABLE_MAX = 2000 };

static struct slice day_text(struct arena *arena, struct date day, struct slice open) {
    return day.precision == DATE_NONE ? open : date_format_iso(arena, day);
}

static struct db_query *ask(struct coverage *coverage, struct db *db, struct sql sql, struct uuid org,
                            const struct coverage_period *period) {
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, day_text(coverage->arena, period->from, S("")));
    db_bind_text(query, 3, day_text(coverage->arena, period->until, S("9999")));
    return query;
}

static void cell_add(struct coverage *coverage, size_t org, enum coverage_activity activity,
                     struct slice place, int64_t planned, int64_t done) {
    size_t digits = (size_t)coverage_kinds[activity].digits;
    if (!place.len) return;
    coverage->cells = arena_room(coverage->arena, coverage->cells, sizeof *coverage->cells, coverage->count);
    coverage->cells[coverage->count++] =
        (struct coverage_cell){.org = org,
                               .activity = activity,
                               .planned = planned,
                               .done = done,
                               .place = place.len > digits ? slice_sub(place, 0, digits) : place};
}

/* ---- sessions ---- */

static bool topics_fit(const char *wanted, struct slice topics) {
    struct slice rest = wanted ? slice_of(wanted) : S(""), topic;
    if (!wanted) return true;
    if (!rest.len) return topics.len == 0;
    while (slice_split(&rest, ',', &topic)) {
        if (codes_contain(topics, topic)) return true;
    }
    return false;
}

static void sessions_add(struct coverage *coverage, size_t org, struct db_query *row) {
    struct slice kind = db_column_text(row, 1), topics = db_column_text(row, 2);
    int64_t count = db_column_int(row, 4);
    bool held = slice_equal(db_column_text(row, 3), S("held"));
    struct slice place = arena_copy(coverage->arena, db_column_text(row, 0));
    for (size_t i = 0; i < COVERAGE_ACTIVITIES; i++) {
        const struct coverage_kind *one = &coverage_kinds[i];
        bool fits = one->session_kind && slice_equal(slice_of(one->session_kind), kind) &&
                    topics_fit(one->topics, topics);
        if (fits) cell_add(coverage, org, (enum coverage_activity)i, place, count, held ? count : 0);
    }
}

static void sessions_read(struct coverage *coverage, struct db *db, struct uuid org_id, size_t org,
                          const struct coverage_period *period) {
    struct db_query *query =
        ask(coverage, db, /* in the order of session_counted, from which the rows come sorted and are not fetched */
            SQL("SELECT place, kind, COALESCE(topics, ''), status, CAST(COUNT(*) AS BIGINT) "
                "FROM session "
                "WHERE org_id = ?1 AND deleted_ms = 0 AND starts_on || '' >= ?2 AND starts_on || '' <= ?3 "
                "GROUP BY place, kind, status, topics"),
            org_id, period);
    while (db_next(query)) {
        sessions_add(coverage, org, query);
    }
    db_done(query);
}

/* ---- the rest ---- */

/* Statements that give place and number, with the activity they count for. */
static void numbers_read(struct coverage *coverage, struct db *db, struct sql sql,
                         enum coverage_activity activity, struct uuid org_id, size_t org,
                         const struct coverage_period *period) {
    struct db_query *query = ask(coverage, db, sql, org_id, period);
    while (db_next(query)) {
        int64_t count = db_column_int(query, 1);
        cell_add(coverage, org, activity, arena_copy(coverage->arena, db_column_text(query, 0)), count,
                 count);
    }
    db_done(query);
}

void coverage_read(struct coverage *coverage, struct db *db, struct uuid org_id, size_t org,
                   const struct coverage_period *period) {
    sessions_read(coverage, db, org_id, org, period);
    numbers_read(
        coverage, db,
        SQL("SELECT substr(r.village, 1, 6), CAST(SUM(t.learners) AS BIGINT) FROM (SELECT trainer, COUNT(*) AS "
            "learners FROM trainee WHERE org_id = ?1 AND deleted_ms = 0 AND starts_on <= ?3 AND "
            "COALESCE(ends_on, '9999') >= ?2 GROUP BY trainer) t JOIN trainer r ON r.org_id = ?1 AND r.id = t.trainer "
            "WHERE r.deleted_ms = 0 AND r.village IS NOT NULL GROUP BY substr(r.village, 1, 6)"),
        COVERAGE_CASCADE, org_id, org, period);
    numbers_read(
        coverage, db,
        SQL("SELECT substr(village, 1, 6), CAST(COUNT(*) AS BIGINT) FROM person_group WHERE org_id = ?1 AND "
            "deleted_ms = 0 AND village IS NOT NULL AND COALESCE(formed_on, '') <= ?3 AND "
            "COALESCE(formed_on, '9999') >= ?2 GROUP BY substr(village, 1, 6)"),
        COVERAGE_GROUP, org_id, org, period);
}

/* From commune to commune along the index of villages, so that a million households cost as much as their
 * communes. */
size_t coverage_vulnerable(struct arena *arena, struct db *db, struct uuid org_id, struct slice **communes) {
    size_t count = 0;
    *communes = arena_make(arena, struct slice, VULNERABLE_MAX);
    struct db_query *query = db_query(
        db,
        SQL("WITH RECURSIVE step(place) AS (SELECT f.village FROM (SELECT village FROM household WHERE "
            "org_id = ?1 "
            "AND deleted_ms = 0 AND village IS NOT NULL ORDER BY village LIMIT 1) f UNION ALL SELECT (SELECT "
            "h.village FROM household h WHERE h.org_id = ?1 AND h.deleted_ms = 0 AND h.village > "
            "substr(step.place, 1, 6) || '99' ORDER BY h.village LIMIT 1) FROM step WHERE step.place IS NOT "
            "NULL) "
            "SELECT substr(step.place, 1, 6) FROM step WHERE step.place IS NOT NULL AND EXISTS (SELECT 1 "
            "FROM "
            "household v WHERE v.org_id = ?1 AND v.deleted_ms = 0 AND v.village >= substr(step.place, 1, 6) "
            "AND "
            "v.village <= substr(step.place, 1, 6) || '99' AND (v.id_poor IN ('level1', 'level2') OR "
            "v.vulnerability IS NOT NULL)) ORDER BY 1"));
    db_bind_uuid(query, 1, org_id);
    while (count < VULNERABLE_MAX && db_next(query)) {
        (*communes)[count++] = arena_copy(arena, db_column_text(query, 0));
    }
    db_done(query);
    return count;
}
