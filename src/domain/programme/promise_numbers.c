/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/promise_numbers.h"

#include "base/text.h"

/* The columns of a split; '' where it is not asked for.  `around` is "" or MIN: a unit met for the first time
 * has one. */
static void add_splits(struct text *sql, const struct promise_numbers_query *query, const char *around) {
    const struct {
        bool asked;
        const char *column, *name;
    } splits[] = {{query->by_sex, "sex", "s"},
                  {query->by_age, "age", "a"},
                  {query->by_province, "substr(commune, 1, 2)", "p"}};
    for (size_t i = 0; i < ARRAY_LEN(splits); i++) {
        if (splits[i].asked)
            text_printf(sql, ", %s(%s) AS %s", around, splits[i].column, splits[i].name);
        else
            text_printf(sql, ", CAST('' AS TEXT) AS %s", splits[i].name);
    }
}

static struct sql numbers_sql(struct arena *arena, const struct promise_numbers_query *query,
                              bool is_distinct) {
    struct text sql = TEXT_IN(arena);
    text_append(&sql, S("SELECT s, a, p, "));
    text_append(&sql, is_distinct ? S("COUNT(DISTINCT unit_key)") : S("CAST(SUM(amount) AS BIGINT)"));
    if (is_distinct && query->is_new) {
        text_append(&sql, S(" FROM (SELECT unit_key, MIN(day) AS day, MIN(amount) AS amount"));
        add_splits(&sql, query, "MIN");
        text_append(&sql,
                    S(" FROM contribution WHERE org_id = ?1 AND part_id = ?2 GROUP BY unit_key) AS met"));
    } else {
        text_append(&sql, S(" FROM (SELECT unit_key, day, amount"));
        add_splits(&sql, query, "");
        text_append(&sql, S(" FROM contribution WHERE org_id = ?1 AND part_id = ?2) AS met"));
    }
    text_append(&sql, S(" WHERE day >= ?3 AND day <= ?4 GROUP BY s, a, p ORDER BY s, a, p"));
    return sql_built(arena, text_slice(&sql));
}

size_t promise_numbers(struct arena *arena, struct db *db, const struct promise_rule *rule,
                       const struct promise_numbers_query *query, struct promise_number **numbers) {
    size_t count = 0;
    struct db_query *rows = db_query(db, numbers_sql(arena, query, promise_rule_is_distinct(rule)));
    db_bind_uuid(rows, 1, rule->org_id);
    db_bind_uuid(rows, 2, rule->part_id);
    db_bind_int(rows, 3, query->first_day);
    db_bind_int(rows, 4, query->last_day);
    *numbers = NULL;
    while (db_next(rows)) {
        *numbers = arena_room(arena, *numbers, sizeof **numbers, count);
        (*numbers)[count++] = (struct promise_number){
            arena_copy(arena, db_column_text(rows, 0)), arena_copy(arena, db_column_text(rows, 1)),
            arena_copy(arena, db_column_text(rows, 2)), db_column_int(rows, 3)};
    }
    db_done(rows);
    return count;
}
