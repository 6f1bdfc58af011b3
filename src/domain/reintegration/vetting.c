/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/reintegration/vetting.h"

#include "base/clock.h"

static int64_t day_column(struct db_query *row, int column) {
    struct date date;
    return !db_column_is_null(row, column) && date_parse_iso(db_column_text(row, column), &date)
               ? date_first_day(date)
               : 0;
}

static struct standing standing_of_row(struct db_query *row, int64_t day) {
    int64_t from = day_column(row, 0), until = day_column(row, 1);
    if (slice_equal(db_column_text(row, 2), S("suspended")))
        return (struct standing){EMPLOYER_SUSPENDED, day_column(row, 3)};
    if (from > day) return (struct standing){EMPLOYER_LATER, from};
    return until < day ? (struct standing){EMPLOYER_EXPIRED, until}
                       : (struct standing){EMPLOYER_VALID, until};
}

struct standing employer_standing_on(struct db *db, struct arena *arena, struct uuid org,
                                     struct uuid employer, int64_t day) {
    struct standing standing = {0};
    struct db_query *row = db_query(
        db, SQL("SELECT \"valid_from\", \"valid_until\", \"state\", \"suspended_on\" FROM employer_vetting "
                "WHERE org_id = ?1 AND "
                "\"employer\" = ?2 AND \"result\" = 'passed' AND \"valid_from\" IS NOT NULL AND deleted_ms = "
                "0 ORDER BY "
                "CASE WHEN \"valid_from\" <= ?3 THEN 0 ELSE 1 END, \"valid_from\" DESC, id DESC LIMIT 1"));
    db_bind_uuid(row, 1, org);
    db_bind_uuid(row, 2, employer);
    db_bind_text(row, 3, date_format_iso(arena, date_of_day(day)));
    if (db_next(row)) standing = standing_of_row(row, day);
    db_done(row);
    return standing;
}
