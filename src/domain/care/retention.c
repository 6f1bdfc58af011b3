/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/care/retention.h"

#include "base/clock.h"
#include "base/text.h"

enum { CHILD_YEARS = 18 };

/* A file without an age is kept as long as that of a child: the longer of the two is the safer. */
static struct db_query *retentions_ask(struct db *db, struct uuid org) {
    struct db_query *query = db_query(db, SQL("SELECT f.id, f.code, f.closed_on, f.age_years, f.legal_hold, "
                                              "r.years FROM case_file f JOIN case_retention r ON "
                                              "r.org_id = f.org_id AND r.deleted_ms = 0 AND r.kept_of = CASE "
                                              "WHEN f.age_years >= 18 THEN 'adult' ELSE 'child' END "
                                              "WHERE f.org_id = ?1 AND f.deleted_ms = 0 AND f.erased_on IS "
                                              "NULL AND f.closed_on IS NOT NULL ORDER BY f.closed_on, f.id"));
    db_bind_uuid(query, 1, org);
    return query;
}

static bool retention_read(struct db_query *query, struct arena *arena, struct retention_due *due) {
    struct date closed;
    if (!date_parse_iso(db_column_text(query, 2), &closed)) return false;
    struct date until = closed;
    until.year = (int16_t)(until.year + (int)db_column_int(query, 5));
    *due = (struct retention_due){.file_id = db_column_uuid(query, 0),
                                  .code = arena_copy(arena, db_column_text(query, 1)),
                                  .closed_day = date_first_day(closed),
                                  .due_day = date_first_day(until),
                                  .is_child = db_column_int(query, 3) < CHILD_YEARS,
                                  .must_be_kept = db_column_int(query, 4) != 0};
    return true;
}

size_t retentions_due(struct db *db, struct arena *arena, struct uuid org, int64_t today,
                      struct retention_due *found, size_t max, bool *is_cut) {
    struct db_query *query = retentions_ask(db, org);
    struct retention_due due;
    size_t count = 0;
    *is_cut = false;
    while (!*is_cut && db_next(query)) {
        if (!retention_read(query, arena, &due) || due.due_day > today) continue;
        *is_cut = count == max;
        if (!*is_cut) found[count++] = due;
    }
    db_done(query);
    return count;
}

/* The row of a key that was destroyed stays, empty (store/vault.h). */
void erasures_verify(struct db *db, struct erasure_report *report) {
    struct db_query *query =
        db_query(db, SQL("SELECT e.case_file, CASE WHEN f.erased_on IS NOT NULL AND NOT EXISTS (SELECT 1 "
                         "FROM record_key k WHERE k.org_id = e.org_id "
                         "AND k.owner_id = e.case_file AND LENGTH(k.wrapped) > 0) THEN CAST(1 AS BIGINT) "
                         "ELSE CAST(0 AS BIGINT) END FROM case_erasure e "
                         "JOIN case_file f ON f.org_id = e.org_id AND f.id = e.case_file WHERE e.state = "
                         "'done' AND e.deleted_ms = 0"));
    *report = (struct erasure_report){0};
    while (db_next(query)) {
        report->erasures++;
        if (!db_column_int(query, 1) && !report->wrong++) report->first_wrong = db_column_uuid(query, 0);
    }
    db_done(query);
}
