/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_figures.h"

#include "base/log.h"

struct reading {
    struct arena *arena;
    struct db *db;
    struct uuid org;
    struct promise_period period;
    struct report_figures figures;
};

/* ---- the promises of the agreement, with targets and plans of the last day ---- */

static void take_promise(struct reading *reading, const struct promise_state *state) {
    struct report_figures *figures = &reading->figures;
    figures->promises =
        arena_room(reading->arena, figures->promises, sizeof *figures->promises, figures->count);
    struct report_promise *promise = &figures->promises[figures->count++];
    *promise = (struct report_promise){.promise = state->promise, .count = state->part_count};
    promise->figures = arena_make(reading->arena, struct report_figure, state->part_count);
    for (size_t i = 0; i < state->part_count; i++) {
        struct report_figure *figure = &promise->figures[i];
        figure->state = state->parts[i];
        figure->state.value = figure->state.counted = 0;
    }
}

static void read_promises(struct reading *reading, const struct catalogue *catalogue,
                          struct uuid agreement_id) {
    struct view view = {.allowed = true,
                        .orgs = &reading->org,
                        .org_count = 1,
                        .own_org = reading->org,
                        .own_max = INTERNAL,
                        .foreign_max = INTERNAL};
    struct promise_query query = {.org = reading->org, .grain = GRAIN_ALL, .today = reading->period.last_day};
    struct promise_board board = promise_board_read(reading->arena, reading->db, catalogue, &view, &query);
    for (size_t i = 0; i < board.count; i++) {
        const struct record *agreement = board.promises[i].agreement;
        if (agreement && uuid_equal(agreement->id, agreement_id)) take_promise(reading, &board.promises[i]);
    }
}

static struct report_figure *figure_of(const struct reading *reading, struct uuid part_id) {
    for (size_t i = 0; i < reading->figures.count; i++) {
        struct report_promise *promise = &reading->figures.promises[i];
        for (size_t k = 0; k < promise->count; k++) {
            if (uuid_equal(promise->figures[k].state.part->part->id, part_id)) return &promise->figures[k];
        }
    }
    return NULL;
}

static const struct promise_rule *rule_of(const struct report_figure *figure) {
    const struct promise_rule *rule = figure->state.part->rule;
    return rule && rule->source ? rule : NULL;
}

/* ---- counting ---- */

/* Distinct units and sums, so far and in the period, of every part at once. */
#define COUNTS                                                                                               \
    "COUNT(DISTINCT unit_key), COUNT(DISTINCT CASE WHEN day >= ?2 THEN unit_key END), "                      \
    "COUNT(DISTINCT CASE WHEN day < ?2 THEN unit_key END), CAST(SUM(amount) AS BIGINT), "                    \
    "CAST(SUM(CASE WHEN day >= ?2 THEN amount ELSE 0 END) AS BIGINT), "                                      \
    "CAST(SUM(CASE WHEN day < ?2 THEN amount ELSE 0 END) AS BIGINT) "                                        \
    "FROM contribution WHERE org_id = ?1 AND day <= ?3 "

struct split_sql {
    enum promise_dim dim;
    const char *text;
};

static const struct split_sql splits[] = {
    {DIM_TOTAL, "SELECT part_id, '', " COUNTS "GROUP BY part_id"},
    {DIM_SEX, "SELECT part_id, sex, " COUNTS "GROUP BY part_id, sex ORDER BY part_id, sex"},
    {DIM_AGE, "SELECT part_id, age, " COUNTS "GROUP BY part_id, age ORDER BY part_id, age"},
    {DIM_PROVINCE, "SELECT part_id, substr(commune, 1, 2), " COUNTS
                   "GROUP BY part_id, substr(commune, 1, 2) ORDER BY part_id, substr(commune, 1, 2)"},
};

static bool has_split(const struct promise_rule *rule, enum promise_dim dim) {
    struct tally_splits has = tally_splits_of(rule);
    switch (dim) {
    case DIM_TOTAL: return true;
    case DIM_SEX: return has.sex;
    case DIM_AGE: return has.age;
    case DIM_PROVINCE: return has.place;
    case DIM_COMMUNE:
    case DIM_EACH:
    case DIM_NEW:
    case DIM_RULE: return false;
    }
    BUG("dimension %d", dim);
}

static void take_count(const struct reading *reading, struct report_figure *figure,
                       const struct report_split *split) {
    if (split->dim == DIM_TOTAL) {
        figure->state.value = figure->state.counted = split->so_far;
        figure->in_period = split->in_period;
        figure->before = split->before;
        return;
    }
    figure->splits = arena_room(reading->arena, figure->splits, sizeof *figure->splits, figure->split_count);
    figure->splits[figure->split_count++] = *split;
}

static void read_split(struct reading *reading, const struct split_sql *sql) {
    struct db_query *query = db_query(reading->db, sql_built(reading->arena, slice_of(sql->text)));
    db_bind_uuid(query, 1, reading->org);
    db_bind_int(query, 2, reading->period.first_day);
    db_bind_int(query, 3, reading->period.last_day);
    while (db_next(query)) {
        struct report_figure *figure = figure_of(reading, db_column_uuid(query, 0));
        const struct promise_rule *rule = figure ? rule_of(figure) : NULL;
        if (!rule || rule->shape == SHAPE_EVERY || !has_split(rule, sql->dim)) continue;
        int at = promise_rule_is_distinct(rule) ? 2 : 5;
        struct report_split split = {.dim = sql->dim,
                                     .key = arena_copy(reading->arena, db_column_text(query, 1))};
        split.so_far = db_column_int(query, at);
        split.in_period = db_column_int(query, at + 1);
        split.before = db_column_int(query, at + 2);
        take_count(reading, figure, &split);
    }
    db_done(query);
}

/* ---- so many times in each place ---- */

struct place_count {
    struct slice place;
    int64_t before, more;
};

static int64_t at_most(int64_t number, int64_t most) {
    return number < most ? number : most;
}

static void count_frequency(struct report_figure *figure, const struct place_count *places, size_t count,
                            int64_t times) {
    figure->state.value = figure->in_period = figure->before = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t done = at_most(places[i].before + places[i].more, times);
        figure->state.value += done;
        figure->before += at_most(places[i].before, times);
        figure->in_period += done - at_most(places[i].before, times);
    }
}

static void read_frequency(struct reading *reading, struct report_figure *figure) {
    const struct promise_rule *rule = rule_of(figure);
    struct place_count *places = NULL;
    size_t count = 0;
    struct db_query *query = db_query(
        reading->db,
        SQL("SELECT commune, CAST(SUM(CASE WHEN day < ?3 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN "
            "day "
            ">= ?3 THEN 1 ELSE 0 END) AS BIGINT) FROM contribution WHERE org_id = ?1 AND part_id = ?2 AND "
            "day <= ?4 GROUP BY commune ORDER BY commune"));
    db_bind_uuid(query, 1, reading->org);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_int(query, 3, reading->period.first_day);
    db_bind_int(query, 4, reading->period.last_day);
    while (db_next(query)) {
        struct slice place = promise_rule_place(rule, db_column_text(query, 0));
        if (place.len == 0) continue;
        bool is_next = !count || !slice_equal(places[count - 1].place, place);
        if (is_next) {
            places = arena_room(reading->arena, places, sizeof *places, count);
            places[count++] = (struct place_count){.place = arena_copy(reading->arena, place)};
        }
        places[count - 1].before += db_column_int(query, 1);
        places[count - 1].more += db_column_int(query, 2);
    }
    db_done(query);
    count_frequency(figure, places, count, rule->times);
}

/* ---- every one has it ---- */

/* Units of the base that were there on the last day and have it; a base that counts records is asked by its
 * sources. */
static struct sql every_sql(const struct reading *reading, const struct promise_rule *base) {
    if (promise_rule_is_distinct(base)) {
        return SQL("SELECT CAST(COUNT(*) AS BIGINT), CAST(SUM(CASE WHEN e.first >= ?4 THEN 1 ELSE 0 END) AS "
                   "BIGINT) FROM "
                   "(SELECT unit_key, MIN(day) AS first FROM contribution WHERE org_id = ?1 AND part_id = ?2 "
                   "AND day <= ?5 "
                   "GROUP BY unit_key) e WHERE EXISTS (SELECT 1 FROM contribution b WHERE b.org_id = ?1 AND "
                   "b.part_id = ?3 "
                   "AND b.day <= ?5 AND b.unit_key = e.unit_key)");
    }
    if (db_kind_of(reading->db) == DB_POSTGRESQL) {
        return SQL("SELECT CAST(COUNT(*) AS BIGINT), CAST(SUM(CASE WHEN e.first >= ?4 THEN 1 ELSE 0 END) AS "
                   "BIGINT) FROM "
                   "(SELECT unit_key, MIN(day) AS first FROM contribution WHERE org_id = ?1 AND part_id = ?2 "
                   "AND day <= ?5 "
                   "GROUP BY unit_key) e WHERE EXISTS (SELECT 1 FROM contribution b WHERE b.org_id = ?1 AND "
                   "b.part_id = ?3 "
                   "AND b.day <= ?5 AND uuid_send(b.source_id) = e.unit_key)");
    }
    return SQL("SELECT CAST(COUNT(*) AS BIGINT), CAST(SUM(CASE WHEN e.first >= ?4 THEN 1 ELSE 0 END) AS "
               "BIGINT) FROM "
               "(SELECT unit_key, MIN(day) AS first FROM contribution WHERE org_id = ?1 AND part_id = ?2 AND "
               "day <= ?5 "
               "GROUP BY unit_key) e WHERE EXISTS (SELECT 1 FROM contribution b WHERE b.org_id = ?1 AND "
               "b.part_id = ?3 "
               "AND b.day <= ?5 AND b.source_id = e.unit_key)");
}

static void read_every(struct reading *reading, struct report_figure *figure) {
    const struct promise_rule *rule = rule_of(figure);
    const struct report_figure *base = figure_of(reading, rule->every_of);
    figure->state.has_target = base && rule_of(base);
    figure->state.target = figure->state.target_original = figure->state.has_target ? base->state.value : 0;
    if (!figure->state.has_target) return;
    struct db_query *query = db_query(reading->db, every_sql(reading, rule_of(base)));
    db_bind_uuid(query, 1, reading->org);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_uuid(query, 3, base->state.part->part->id);
    db_bind_int(query, 4, reading->period.first_day);
    db_bind_int(query, 5, reading->period.last_day);
    if (db_next(query)) {
        figure->state.value = figure->state.counted = db_column_int(query, 0);
        figure->in_period = db_column_is_null(query, 1) ? 0 : db_column_int(query, 1);
        figure->before = figure->state.value - figure->in_period;
    }
    db_done(query);
}

/* ---- what follows ---- */

static void read_months(struct reading *reading, struct report_figure *figure) {
    int64_t last = tally_month_of_day(reading->period.last_day);
    size_t count =
        promise_series(reading->arena, reading->db, &figure->state, GRAIN_MONTH, S(""), &figure->months);
    while (count && figure->months[count - 1].period > last)
        count--;
    figure->month_count = count;
}

static void finish(struct reading *reading, struct report_figure *figure) {
    struct promise_part_state *state = &figure->state;
    const struct promise_rule *rule = rule_of(figure);
    if (rule && rule->shape == SHAPE_FREQUENCY) read_frequency(reading, figure);
    if (rule && rule->shape == SHAPE_EVERY) read_every(reading, figure);
    state->planned = promise_planned_at(state, reading->period.last_day);
    state->per_mille = state->has_target ? promise_per_mille(state->value, state->target) : 0;
    state->status = promise_status_of(state);
    read_months(reading, figure);
}

struct report_figures report_figures_read(struct arena *arena, struct db *db,
                                          const struct catalogue *catalogue, struct uuid org,
                                          struct uuid agreement_id, struct promise_period period) {
    struct reading reading = {.arena = arena, .db = db, .org = org, .period = period};
    read_promises(&reading, catalogue, agreement_id);
    for (size_t i = 0; i < ARRAY_LEN(splits); i++) {
        read_split(&reading, &splits[i]);
    }
    for (size_t i = 0; i < reading.figures.count; i++) {
        for (size_t k = 0; k < reading.figures.promises[i].count; k++) {
            finish(&reading, &reading.figures.promises[i].figures[k]);
        }
    }
    return reading.figures;
}
