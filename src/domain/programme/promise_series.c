/* SPDX-License-Identifier: Apache-2.0 */
/* One part over time, and by sex, age and place. */
#include "domain/programme/promise_read.h"

enum { POINTS_MAX = 1200 }; /* a hundred years of months */

static int64_t first_day_of_month(int64_t month) {
    struct date date = {(int16_t)(month / 12), (uint8_t)(month % 12 + 1), 1, DATE_DAY};
    return date_first_day(date);
}

static int64_t last_day_of_period(enum promise_grain grain, int64_t period) {
    return first_day_of_month(tally_period_last(grain, period) + 1) - 1;
}

/* The empty points of the part's whole time, with plan and target at the end of each. */
static size_t make_points(struct arena *arena, const struct promise_part_state *state,
                          enum promise_grain grain, struct promise_point **points) {
    const struct promise_rule *rule = state->part->rule;
    int64_t first = tally_period(grain, tally_month_of_day(rule->first_day));
    int64_t last = tally_period(grain, tally_month_of_day(rule->last_day));
    size_t count = last < first ? 0 : (size_t)(last - first + 1);
    if (count > POINTS_MAX) count = POINTS_MAX;
    *points = arena_make(arena, struct promise_point, count);
    for (size_t i = 0; i < count; i++) {
        int64_t end = last_day_of_period(grain, first + (int64_t)i);
        (*points)[i] = (struct promise_point){
            .period = first + (int64_t)i,
            .planned = promise_planned_at(state, end),
            .target = rule->shape == SHAPE_EVERY ? state->target : promise_target_at(state, end)};
    }
    return count;
}

static struct promise_point *point_of(struct promise_point *points, size_t count, int64_t period) {
    int64_t at = count ? period - points[0].period : -1;
    return at >= 0 && at < (int64_t)count ? &points[at] : NULL;
}

static struct db_query *cells_query(struct db *db, const struct promise_rule *rule, enum promise_dim dim,
                                    enum promise_grain grain) {
    struct db_query *query =
        db_query(db, SQL("SELECT period, cell_key, number FROM promise_cell WHERE org_id = ?1 AND "
                         "part_id = ?2 AND dim = ?3 AND grain = ?4 ORDER BY period, cell_key"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_int(query, 3, dim);
    db_bind_int(query, 4, grain);
    return query;
}

static void read_values(struct db *db, const struct promise_rule *rule, enum promise_grain grain,
                        struct slice province, struct promise_point *points, size_t count) {
    struct db_query *query = cells_query(db, rule, province.len ? DIM_PROVINCE : DIM_TOTAL, grain);
    while (db_next(query)) {
        struct promise_point *point = point_of(points, count, db_column_int(query, 0));
        if (point && slice_equal(db_column_text(query, 1), province)) point->value = db_column_int(query, 2);
    }
    db_done(query);
}

/* New units by month, put into the period the month lies in. */
static void read_new(struct db *db, const struct promise_rule *rule, enum promise_grain grain,
                     struct promise_point *points, size_t count) {
    struct db_query *query = cells_query(db, rule, DIM_NEW, GRAIN_MONTH);
    while (db_next(query)) {
        struct promise_point *point = point_of(points, count, tally_period(grain, db_column_int(query, 0)));
        if (point) point->cumulative += db_column_int(query, 2);
    }
    db_done(query);
}

static void run_sum(struct promise_point *points, size_t count) {
    for (size_t i = 1; i < count; i++)
        points[i].cumulative += points[i - 1].cumulative;
}

/* ---- a frequency counts at most `times` in each place ---- */

struct place_sum {
    struct slice place;
    int64_t number;
};

struct place_sums {
    struct arena *arena;
    struct slice list;
    struct place_sum *sums;
    size_t count;
};

static struct place_sum *sum_of(struct place_sums *sums, struct slice place) {
    for (size_t i = 0; i < sums->count; i++) {
        if (slice_equal(sums->sums[i].place, place)) return &sums->sums[i];
    }
    sums->sums = arena_room(sums->arena, sums->sums, sizeof *sums->sums, sums->count);
    struct place_sum *sum = &sums->sums[sums->count++];
    *sum = (struct place_sum){.place = arena_copy(sums->arena, place)};
    return sum;
}

/* What more counts when a place that had `before` gets `more`. */
static int64_t within_times(int64_t before, int64_t more, int64_t times) {
    int64_t after = before + more;
    return (after < times ? after : times) - (before < times ? before : times);
}

static void read_frequency_sum(struct arena *arena, struct db *db, const struct promise_rule *rule,
                               enum promise_grain grain, struct slice province, struct promise_point *points,
                               size_t count) {
    struct place_sums sums = {.arena = arena, .list = rule->places};
    struct db_query *query = cells_query(db, rule, DIM_COMMUNE, grain);
    while (db_next(query)) {
        struct promise_point *point = point_of(points, count, db_column_int(query, 0));
        struct slice commune = db_column_text(query, 1), place = promise_rule_place(rule, commune);
        if (!point || place.len == 0 || !slice_starts(commune, province)) continue;
        struct place_sum *sum = sum_of(&sums, place);
        point->cumulative += within_times(sum->number, db_column_int(query, 2), rule->times);
        sum->number += db_column_int(query, 2);
    }
    db_done(query);
}

size_t promise_series(struct arena *arena, struct db *db, const struct promise_part_state *part,
                      enum promise_grain grain, struct slice province, struct promise_point **points) {
    const struct promise_rule *rule = part->part->rule;
    *points = NULL;
    if (!rule || !rule->source || grain == GRAIN_ALL) return 0;
    size_t count = make_points(arena, part, grain, points);
    read_values(db, rule, grain, province, *points, count);
    if (rule->shape == SHAPE_FREQUENCY) {
        read_frequency_sum(arena, db, rule, grain, province, *points, count);
    } else if (!promise_rule_is_distinct(rule)) {
        for (size_t i = 0; i < count; i++)
            (*points)[i].cumulative = (*points)[i].value;
    } else if (province.len == 0) {
        read_new(db, rule, grain, *points, count);
    }
    run_sum(*points, count);
    return count;
}

size_t promise_breakdown(struct arena *arena, struct db *db, const struct promise_rule *rule,
                         enum promise_grain grain, int64_t period, struct promise_split **splits) {
    struct db_query *query =
        db_query(db, SQL("SELECT dim, cell_key, number FROM promise_cell WHERE org_id = ?1 AND "
                         "part_id = ?2 AND dim IN (1, 2, 3, 4, 5) AND grain = ?3 AND period = ?4 "
                         "ORDER BY dim, cell_key"));
    db_bind_uuid(query, 1, rule->org_id);
    db_bind_uuid(query, 2, rule->part_id);
    db_bind_int(query, 3, grain);
    db_bind_int(query, 4, period);
    size_t count = 0;
    *splits = NULL;
    while (db_next(query)) {
        *splits = arena_room(arena, *splits, sizeof **splits, count);
        (*splits)[count++] =
            (struct promise_split){(enum promise_dim)db_column_int(query, 0),
                                   arena_copy(arena, db_column_text(query, 1)), db_column_int(query, 2)};
    }
    db_done(query);
    return count;
}
