/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/reintegration/vetting.h"

#include "base/clock.h"

static struct standing standing_of_row(struct db_query *row, int64_t day) {
    int64_t from = db_column_day(row, 0, 0), until = db_column_day(row, 1, 0);
    if (!slice_equal(db_column_text(row, 4), S("passed")))
        return (struct standing){EMPLOYER_FAILED, db_column_day(row, 5, 0)};
    if (slice_equal(db_column_text(row, 2), S("suspended")))
        return (struct standing){EMPLOYER_SUSPENDED, db_column_day(row, 3, 0)};
    if (from > day) return (struct standing){EMPLOYER_LATER, from};
    return until < day ? (struct standing){EMPLOYER_EXPIRED, until}
                       : (struct standing){EMPLOYER_VALID, until};
}

struct standing employer_standing_on(struct db *db, struct arena *arena, struct uuid org,
                                     struct uuid employer, int64_t day) {
    struct standing standing = {0};
    struct db_query *row = db_query(
        db,
        SQL("SELECT \"valid_from\", \"valid_until\", \"state\", \"suspended_on\", \"result\", \"visited_on\" "
            "FROM employer_vetting WHERE org_id = ?1 AND \"employer\" = ?2 AND deleted_ms = 0 AND "
            "((\"result\" = 'passed' AND \"valid_from\" IS NOT NULL) OR "
            "(\"result\" <> 'passed' AND \"visited_on\" <= ?3)) ORDER BY "
            "CASE WHEN \"result\" <> 'passed' OR \"valid_from\" <= ?3 THEN 0 ELSE 1 END, "
            "\"visited_on\" DESC, id DESC LIMIT 1"));
    db_bind_uuid(row, 1, org);
    db_bind_uuid(row, 2, employer);
    db_bind_text(row, 3, date_format_iso(arena, date_of_day(day)));
    if (db_next(row)) standing = standing_of_row(row, day);
    db_done(row);
    return standing;
}

/* The first day after `day` from which another look decides; `otherwise` when none does before. */
static int64_t next_begin(struct db *db, struct arena *arena, struct uuid org, struct uuid employer,
                          int64_t day, int64_t otherwise) {
    struct db_query *row =
        db_query(db, SQL("SELECT CASE WHEN \"result\" = 'passed' THEN \"valid_from\" ELSE \"visited_on\" END "
                         "AS begins FROM "
                         "employer_vetting WHERE org_id = ?1 AND \"employer\" = ?2 AND deleted_ms = 0 AND "
                         "CASE WHEN \"result\" = 'passed' THEN \"valid_from\" ELSE \"visited_on\" END > ?3 "
                         "ORDER BY begins LIMIT 1"));
    db_bind_uuid(row, 1, org);
    db_bind_uuid(row, 2, employer);
    db_bind_text(row, 3, date_format_iso(arena, date_of_day(day)));
    int64_t begin = db_next(row) ? db_column_day(row, 0, otherwise) : otherwise;
    db_done(row);
    return begin < otherwise ? begin : otherwise;
}

struct standing employer_standing_through(struct db *db, struct arena *arena, struct uuid org,
                                          struct uuid employer, int64_t first, int64_t last) {
    struct standing standing = employer_standing_on(db, arena, org, employer, first);
    while (standing.is == EMPLOYER_VALID && first < last) {
        first = next_begin(db, arena, org, employer, first, standing.day + 1);
        if (first <= last) standing = employer_standing_on(db, arena, org, employer, first);
    }
    return standing;
}
