/* SPDX-License-Identifier: Apache-2.0 */
#include "web/home_sessions.h"

/* ---- planned ---- */

static size_t sessions_planned(struct web *web, enum filter_op op, struct date day, bool descending, struct record **sessions) {
    struct view view = web_view(web, &session_type);
    const struct field *status = record_type_field(&session_type, S("status")), *starts_on = record_type_field(&session_type, S("starts_on"));
    struct list_query query = {.type = &session_type, .limit = HOME_SESSIONS_MAX, .sort = starts_on, .descending = descending, .org = web->actor->org_id};
    query.filters[query.filter_count++] = (struct filter){.field = status, .op = FILTER_EQUAL, .value = {.present = true, .text = S("planned")}};
    query.filters[query.filter_count++] = (struct filter){.field = starts_on, .op = op, .value = {.present = true, .date = day}};
    struct list_page page;
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return 0;
    memcpy(sessions, page.records, page.count * sizeof *sessions);
    return page.count;
}

size_t home_sessions_coming(struct web *web, struct record **sessions) {
    return sessions_planned(web, FILTER_AT_LEAST, clock_today(), false, sessions);
}

size_t home_sessions_overdue(struct web *web, struct record **sessions) {
    return sessions_planned(web, FILTER_LESS, clock_today(), false, sessions);
}

/* ---- held, and nothing entered ---- */

#define EMPTY_SESSIONS                                                                                                   \
    " FROM session WHERE org_id = ?1 AND deleted_ms = 0 AND status = 'held'"                                             \
    " AND NOT EXISTS (SELECT 1 FROM attendance WHERE attendance.org_id = session.org_id AND attendance.session = session.id" \
    " AND attendance.deleted_ms = 0)"                                                                                    \
    " AND NOT EXISTS (SELECT 1 FROM headcount WHERE headcount.org_id = session.org_id AND headcount.session = session.id" \
    " AND headcount.deleted_ms = 0)"

static bool view_has(const struct view *view, struct uuid org) {
    for (size_t i = 0; view->allowed && i < view->org_count; i++) {
        if (uuid_equal(view->orgs[i], org)) return true;
    }
    return false;
}

int64_t home_sessions_empty_count(struct web *web, struct uuid org) {
    struct view view = web_view(web, &session_type);
    if (!view_has(&view, org)) return 0;
    struct db_query *query = db_query(web_db(web), SQL("SELECT CAST(COUNT(*) AS BIGINT)" EMPTY_SESSIONS));
    db_bind_uuid(query, 1, org);
    int64_t count = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return count;
}

size_t home_sessions_empty(struct web *web, struct record **sessions, int64_t *total) {
    struct view view = web_view(web, &session_type);
    struct uuid ids[HOME_SESSIONS_MAX];
    struct record *found[HOME_SESSIONS_MAX];
    size_t count = 0, seen = 0;
    *total = home_sessions_empty_count(web, web->actor->org_id);
    if (*total == 0) return 0;
    struct db_query *query = db_query(web_db(web), SQL("SELECT id" EMPTY_SESSIONS " ORDER BY starts_on DESC, id LIMIT 8"));
    db_bind_uuid(query, 1, web->actor->org_id);
    while (count < HOME_SESSIONS_MAX && db_next(query)) {
        ids[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    query_get_many(web->app->store, web_db(web), web->arena, &view, &session_type, ids, count, found);
    for (size_t i = 0; i < count; i++) {
        if (found[i]) sessions[seen++] = found[i];
    }
    return seen;
}
