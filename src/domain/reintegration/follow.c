/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/reintegration/follow.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"
#include "store/view.h"

/* ---- the schedule ---- */

static const struct {
    const char *risk;
    int64_t days;
} schedule[] = {{"high", 14}, {"medium", 30}, {"low", 90}, {"none", 180}};

int64_t follow_default(size_t at, const char **risk) {
    if (at >= ARRAY_LEN(schedule)) return 0;
    *risk = schedule[at].risk;
    return schedule[at].days;
}

int64_t follow_every_days(const struct follow_rules *rules, struct slice risk, int64_t day) {
    for (size_t i = 0; i < rules->count; i++) {
        const struct follow_interval *item = &rules->items[i];
        if (item->from_day <= day && slice_equal(item->risk, risk)) return item->days;
    }
    for (size_t i = 0; i < ARRAY_LEN(schedule); i++) {
        if (slice_equal(risk, slice_of(schedule[i].risk))) return schedule[i].days;
    }
    return schedule[0].days;
}

enum follow_step follow_step_of(int64_t due_day, int64_t today) {
    int64_t late = today - due_day;
    if (late > FOLLOW_VERY_LATE_DAYS) return FOLLOW_DIRECTOR;
    if (late > FOLLOW_LATE_DAYS) return FOLLOW_SUPERVISOR;
    if (late > 0) return FOLLOW_LATE;
    return late >= -FOLLOW_SOON_DAYS ? FOLLOW_SOON : FOLLOW_LATER;
}

/* ---- reading ---- */

struct follow_rules follow_rules_read(struct db *db, struct arena *arena, struct uuid org) {
    struct follow_rules rules = {0};
    struct db_query *row = db_query(
        db,
        SQL("SELECT \"risk\", \"from_day\", \"days\" FROM visit_interval WHERE org_id = ?1 AND deleted_ms = "
            "0 ORDER BY \"from_day\" DESC, id DESC"));
    db_bind_uuid(row, 1, org);
    while (db_next(row)) {
        rules.items = arena_room(arena, rules.items, sizeof *rules.items, rules.count);
        rules.items[rules.count++] = (struct follow_interval){
            arena_copy(arena, db_column_text(row, 0)), db_column_day(row, 1, 0), db_column_int(row, 2)};
    }
    db_done(row);
    return rules;
}

static struct slice text_column(struct arena *arena, struct db_query *row, int column) {
    return db_column_is_null(row, column) ? S("") : arena_copy(arena, db_column_text(row, column));
}

static struct follow_one one_of_row(struct arena *arena, struct db_query *row,
                                    const struct follow_rules *rules, int64_t today) {
    struct uuid nobody = {{0}};
    struct follow_one one = {.id = db_column_uuid(row, 0),
                             .case_file = db_column_uuid(row, 1),
                             .worker = db_column_is_null(row, 2) ? nobody : db_column_uuid(row, 2),
                             .case_code = text_column(arena, row, 3),
                             .risk = text_column(arena, row, 4),
                             .began_day = db_column_day(row, 6, db_column_day(row, 5, 0)),
                             .last_day = db_column_day(row, 7, 0),
                             .lowest = db_column_is_null(row, 8) ? 0 : db_column_int(row, 8)};
    int64_t since = one.last_day > one.began_day ? one.last_day : one.began_day;
    one.due_day = since + follow_every_days(rules, one.risk, since);
    one.step = follow_step_of(one.due_day, today);
    return one;
}

/* The lowest figure stands in the row of the last visit at which the person was met; MIN of several columns
 * is written differently by the two databases, so it is a CASE ladder of one level: figures are 1 to 5. */
#define LOWEST                                                                                               \
    "(SELECT CASE WHEN v.\"safety\" = 1 OR v.\"income\" = 1 OR v.\"health\" = 1 OR v.\"in_family\" = 1 OR "  \
    "v.\"in_community\" = 1 THEN 1 "                                                                         \
    "WHEN v.\"safety\" = 2 OR v.\"income\" = 2 OR v.\"health\" = 2 OR v.\"in_family\" = 2 OR "               \
    "v.\"in_community\" = 2 THEN 2 "                                                                         \
    "WHEN v.\"safety\" = 3 OR v.\"income\" = 3 OR v.\"health\" = 3 OR v.\"in_family\" = 3 OR "               \
    "v.\"in_community\" = 3 THEN 3 "                                                                         \
    "WHEN v.\"safety\" = 4 OR v.\"income\" = 4 OR v.\"health\" = 4 OR v.\"in_family\" = 4 OR "               \
    "v.\"in_community\" = 4 THEN 4 ELSE 5 END "                                                              \
    "FROM follow_up_visit v WHERE v.org_id = ?1 AND v.\"case_file\" = r.\"case_file\" AND v.\"met\" = "      \
    "'met' AND v.deleted_ms = 0 "                                                                            \
    "ORDER BY v.\"on_day\" DESC, v.id DESC LIMIT 1)"

static struct db_query *follow_ask(struct db *db, struct arena *arena, const struct view *view,
                                   struct uuid org, struct uuid worker) {
    struct text sql = TEXT_IN(arena);
    text_append(&sql, S("SELECT r.id, r.\"case_file\", r.\"worker\", f.code, r.\"risk\", r.\"started_on\", "
                        "r.\"returned_on\", (SELECT MAX(v.\"on_day\") "
                        "FROM follow_up_visit v WHERE v.org_id = ?1 AND v.\"case_file\" = r.\"case_file\" "
                        "AND v.deleted_ms = 0), CAST(" LOWEST
                        " AS BIGINT) FROM reintegration r JOIN case_file f ON f.org_id = ?1 AND f.id = "
                        "r.\"case_file\" WHERE r.org_id = ?1 AND "
                        "r.\"state\" = 'open' AND r.deleted_ms = 0 AND f.deleted_ms = 0"));
    if (!uuid_is_zero(worker)) text_append(&sql, S(" AND r.\"worker\" = ?2"));
    size_t first = uuid_is_zero(worker) ? 2 : 3;
    view_add_creators(&sql, view, "r.created_by", first);
    struct db_query *row = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(row, 1, org);
    if (!uuid_is_zero(worker)) db_bind_uuid(row, 2, worker);
    view_bind_creators(row, view, first);
    return row;
}

static int by_due(const void *left, const void *right) {
    const struct follow_one *a = left, *b = right;
    if (a->due_day != b->due_day) return a->due_day < b->due_day ? -1 : 1;
    return memcmp(&a->id, &b->id, sizeof a->id);
}

size_t follow_read(struct db *db, struct arena *arena, const struct view *view, struct uuid org,
                   struct uuid worker, int64_t today, struct follow_one **all) {
    size_t count = 0;
    *all = NULL;
    if (!view->allowed || !view_has(view, org)) return 0;
    struct follow_rules rules = follow_rules_read(db, arena, org);
    struct db_query *row = follow_ask(db, arena, view, org, worker);
    while (count < LIMIT_FOLLOWED && db_next(row)) {
        *all = arena_room(arena, *all, sizeof **all, count);
        (*all)[count++] = one_of_row(arena, row, &rules, today);
    }
    db_done(row);
    if (count) qsort(*all, count, sizeof **all, by_due);
    return count;
}
