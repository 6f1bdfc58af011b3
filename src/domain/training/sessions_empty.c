/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/training/sessions_empty.h"

#include "store/view.h"

/* ?1 the organisation, ?2 how many rows at most, then the creators. */
static struct db_query *ask(struct arena *arena, struct db *db, const struct view *view, struct uuid org,
                            const char *columns, const char *order, size_t max) {
    enum { CREATORS_FROM = 3 };
    struct text sql = TEXT_IN(arena);
    text_printf(&sql,
                "SELECT %s FROM session s WHERE s.org_id = ?1 AND s.deleted_ms = 0 AND s.status = 'held' AND NOT "
                "EXISTS (SELECT 1 FROM attendance a WHERE a.org_id = s.org_id AND a.session = s.id AND "
                "a.deleted_ms = 0) AND NOT EXISTS (SELECT 1 FROM headcount h WHERE h.org_id = s.org_id AND "
                "h.session = s.id AND h.deleted_ms = 0)",
                columns);
    view_add_creators(&sql, view, "s.created_by", CREATORS_FROM);
    text_printf(&sql, "%s LIMIT CAST(?2 AS BIGINT)", order);
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(query, 1, org);
    db_bind_int(query, 2, (int64_t)max);
    view_bind_creators(query, view, CREATORS_FROM);
    return query;
}

int64_t sessions_empty_count(struct arena *arena, struct db *db, const struct view *view, struct uuid org) {
    if (!view_has(view, org)) return 0;
    struct db_query *query = ask(arena, db, view, org, "CAST(COUNT(*) AS BIGINT)", "", 1);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

size_t sessions_empty_list(struct arena *arena, struct db *db, const struct view *view, struct uuid org,
                           struct uuid *ids, size_t max) {
    size_t count = 0;
    if (!view_has(view, org)) return 0;
    struct db_query *query = ask(arena, db, view, org, "s.id", " ORDER BY s.starts_on DESC, s.id", max);
    while (count < max && db_next(query)) {
        ids[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    return count;
}
