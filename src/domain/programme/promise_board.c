/* SPDX-License-Identifier: Apache-2.0 */
/* The board: a handful of statements for each organisation, whatever the number of contributions. */
#include "base/log.h"
#include "domain/programme/promise.h"
#include "domain/programme/promise_read.h"
#include "store/view.h"

/* One organisation being read. */
struct board {
    struct arena *arena;
    struct db *db;
    const struct promise_query *query;
    const struct promise_book *book;
    struct promise_part_state *states; /* by position in book->parts */
};

static const struct promise_part *fields_of(const struct promise_part_state *state) {
    return promise_part_of(state->part->part);
}

static struct promise_part_state *state_of(const struct board *board, struct uuid part_id) {
    const struct book_part *part = promise_book_find(board->book, part_id);
    return part ? &board->states[part - board->book->parts] : NULL;
}

static bool is_frequency(const struct promise_part_state *state) {
    return state->part->rule && state->part->rule->shape == SHAPE_FREQUENCY;
}

/* ---- targets and plans ---- */

static void steps_add(struct arena *arena, struct promise_step **steps, size_t *count,
                      struct promise_step step) {
    struct promise_step *more = arena_make(arena, struct promise_step, *count + 1);
    size_t at = *count;
    while (at > 0 && (*steps)[at - 1].day > step.day)
        at--;
    if (at) memcpy(more, *steps, at * sizeof *more);
    more[at] = step;
    if (at < *count) memcpy(more + at + 1, *steps + at, (*count - at) * sizeof *more);
    *steps = more;
    *count += 1;
}

static void read_steps(const struct board *board) {
    const struct record **records;
    struct uuid org = board->book->org_id;
    size_t count =
        promise_read_all(board->arena, board->db, &promise_target_type, org, LIMIT_PROMISE_STEPS, &records);
    for (size_t i = 0; i < count; i++) {
        const struct promise_target *target = promise_target_of(records[i]);
        struct promise_part_state *state = state_of(board, target->part.id);
        struct promise_step step = {date_first_day(target->effective_on.date), target->target.number};
        if (state) steps_add(board->arena, &state->targets, &state->target_count, step);
    }
    count = promise_read_all(board->arena, board->db, &plan_point_type, org, LIMIT_PROMISE_STEPS, &records);
    for (size_t i = 0; i < count; i++) {
        const struct plan_point *point = plan_point_of(records[i]);
        struct promise_part_state *state = state_of(board, point->part.id);
        struct promise_step step = {date_first_day(point->on_day.date), point->planned.number};
        if (state) steps_add(board->arena, &state->plan, &state->plan_count, step);
    }
}

int64_t promise_target_at(const struct promise_part_state *state, int64_t day) {
    int64_t target = state->target_original;
    for (size_t i = 0; i < state->target_count && state->targets[i].day <= day; i++)
        target = state->targets[i].number;
    return target;
}

static int64_t between(struct promise_step from, struct promise_step to, int64_t day) {
    if (day >= to.day) return to.number;
    if (day < from.day || to.day <= from.day) return from.number;
    int64_t whole = to.day - from.day, part = (to.number - from.number) * (day - from.day);
    return from.number + (2 * part + (part < 0 ? -whole : whole)) / (2 * whole); /* to the nearest */
}

/* The end of the last day is the whole: a part of one day is due when that day is over. */
int64_t promise_planned_at(const struct promise_part_state *state, int64_t day) {
    const struct promise_rule *rule = state->part->rule;
    if (!rule || (!state->has_target && state->plan_count == 0)) return 0;
    struct promise_step from = {rule->first_day - 1, 0};
    for (size_t i = 0; i < state->plan_count; i++) {
        if (day < state->plan[i].day) return between(from, state->plan[i], day);
        from = state->plan[i];
    }
    if (!state->has_target || from.day >= rule->last_day) return from.number;
    return between(from, (struct promise_step){rule->last_day, promise_target_at(state, day)}, day);
}

/* ---- numbers ---- */

static void bind_org(const struct board *board, struct db_query *query) {
    db_bind_uuid(query, 1, board->book->org_id);
}

#define CELLS_OF_PARTS " FROM promise_part p JOIN promise_cell c ON c.org_id = p.org_id AND c.part_id = p.id "
#define LIVE_PARTS_OF_ORG " WHERE p.org_id = ?1 AND p.deleted_ms = 0"

static void read_totals(const struct board *board) {
    struct db_query *query = db_query(board->db, SQL("SELECT p.id, c.number" CELLS_OF_PARTS
                                                     "AND c.dim = 0 AND c.grain = 0" LIVE_PARTS_OF_ORG));
    bind_org(board, query);
    while (db_next(query)) {
        struct promise_part_state *state = state_of(board, db_column_uuid(query, 0));
        if (state) state->counted = state->value = db_column_int(query, 1);
    }
    db_done(query);
}

static void read_trends(const struct board *board) {
    int64_t last = tally_month_of_day(board->query->today);
    struct db_query *query = db_query(
        board->db,
        SQL("SELECT p.id, c.period, c.number" CELLS_OF_PARTS
            "AND c.dim = 0 AND c.grain = 3 AND c.period >= ?2 AND c.period <= ?3" LIVE_PARTS_OF_ORG));
    bind_org(board, query);
    db_bind_int(query, 2, last - PROMISE_TREND_MONTHS + 1);
    db_bind_int(query, 3, last);
    while (db_next(query)) {
        struct promise_part_state *state = state_of(board, db_column_uuid(query, 0));
        int64_t at = db_column_int(query, 1) - last + PROMISE_TREND_MONTHS - 1;
        if (state) state->trend[at] = db_column_int(query, 2);
    }
    db_done(query);
}

static bool is_whole(const struct promise_query *query) {
    return query->grain == GRAIN_ALL && query->province.len == 0;
}

static void read_shown(const struct board *board) {
    const struct promise_query *asked = board->query;
    struct db_query *query = db_query(board->db, SQL("SELECT p.id, c.number" CELLS_OF_PARTS
                                                     "AND c.dim = ?2 AND c.grain = ?3 AND c.period = ?4 AND "
                                                     "c.cell_key = ?5" LIVE_PARTS_OF_ORG));
    bind_org(board, query);
    db_bind_int(query, 2, asked->province.len ? DIM_PROVINCE : DIM_TOTAL);
    db_bind_int(query, 3, asked->grain);
    db_bind_int(query, 4, asked->period);
    db_bind_text(query, 5, asked->province);
    while (db_next(query)) {
        struct promise_part_state *state = state_of(board, db_column_uuid(query, 0));
        if (state) state->shown = db_column_int(query, 1);
    }
    db_done(query);
}

/* The latest day among the hundred records entered last: a sheet of an earlier day that is entered late does not make
 * the promise look as if it had stood still since.  Not among all of them: there may be a million. */
static void read_last_days(const struct board *board) {
    struct db_query *query = db_query(
        board->db,
        SQL("SELECT p.id, (SELECT MAX(newest.day) FROM (SELECT c.day FROM contribution c WHERE c.org_id = p.org_id "
            "AND c.part_id = p.id ORDER BY c.source_id DESC LIMIT 100) newest) FROM promise_part p "
            "WHERE p.org_id = ?1 AND p.deleted_ms = 0"));
    bind_org(board, query);
    while (db_next(query)) {
        struct promise_part_state *state = state_of(board, db_column_uuid(query, 0));
        if (!state || db_column_is_null(query, 1)) continue;
        state->has_last_day = true;
        state->last_day = db_column_int(query, 1);
    }
    db_done(query);
}

static void read_over_limits(const struct board *board) {
    struct db_query *query =
        db_query(board->db, SQL("SELECT p.id, CAST(COUNT(*) AS BIGINT)" CELLS_OF_PARTS
                                "AND c.dim = 5 AND c.grain = 0 AND c.number > p.times" LIVE_PARTS_OF_ORG
                                " AND p.shape = 'cap' GROUP BY p.id"));
    bind_org(board, query);
    while (db_next(query)) {
        struct promise_part_state *state = state_of(board, db_column_uuid(query, 0));
        if (state) state->over_limit = db_column_int(query, 1);
    }
    db_done(query);
}

/* ---- so many times in each place ---- */

/* Occurrences in promised places, by position in the list; without a list every commune is its own place. */
struct places {
    struct slice list;
    int64_t *seen;
    size_t count;
    int64_t beyond_list; /* sum of min(times, n) over communes when nothing is listed */
};

static size_t places_count(struct slice list) {
    struct slice code;
    size_t count = 0;
    if (list.len == 0) return 0;
    while (slice_split(&list, ',', &code))
        count++;
    return count;
}

static void places_see(struct places *places, struct slice commune, int64_t number, int64_t times) {
    struct slice rest = places->list, code;
    if (rest.len == 0) {
        places->beyond_list += number < times ? number : times;
        return;
    }
    for (size_t i = 0; slice_split(&rest, ',', &code); i++) {
        if (slice_starts(commune, code)) {
            places->seen[i] += number;
            return;
        }
    }
}

static int64_t places_done(const struct places *places, int64_t times) {
    int64_t done = places->beyond_list;
    for (size_t i = 0; i < places->count; i++)
        done += places->seen[i] < times ? places->seen[i] : times;
    return done;
}

static struct places *places_of(const struct board *board) {
    struct places *places = arena_make(board->arena, struct places, board->book->part_count);
    for (size_t i = 0; i < board->book->part_count; i++) {
        if (!is_frequency(&board->states[i])) continue;
        places[i].list = board->states[i].part->rule->places;
        places[i].count = places_count(places[i].list);
        places[i].seen = arena_make(board->arena, int64_t, places[i].count);
    }
    return places;
}

/* Cells of one period by commune; adds up what is done of each frequency. */
static struct places *read_places(const struct board *board, enum promise_grain grain, int64_t period,
                                  struct slice province) {
    struct places *places = places_of(board);
    struct db_query *query =
        db_query(board->db, SQL("SELECT p.id, c.cell_key, c.number" CELLS_OF_PARTS
                                "AND c.dim = 4 AND c.grain = ?2 AND c.period = ?3" LIVE_PARTS_OF_ORG
                                " AND p.shape = 'frequency'"));
    bind_org(board, query);
    db_bind_int(query, 2, grain);
    db_bind_int(query, 3, period);
    while (db_next(query)) {
        struct promise_part_state *state = state_of(board, db_column_uuid(query, 0));
        struct slice commune = db_column_text(query, 1);
        if (!state || !is_frequency(state) || !slice_starts(commune, province)) continue;
        places_see(&places[state - board->states], commune, db_column_int(query, 2),
                   state->part->rule->times);
    }
    db_done(query);
    return places;
}

static void read_frequencies(const struct board *board) {
    bool any = false;
    for (size_t i = 0; i < board->book->part_count; i++)
        any = any || is_frequency(&board->states[i]);
    if (!any) return;
    const struct promise_query *asked = board->query;
    const struct places *whole = read_places(board, GRAIN_ALL, 0, S(""));
    const struct places *shown =
        is_whole(asked) ? whole : read_places(board, asked->grain, asked->period, asked->province);
    for (size_t i = 0; i < board->book->part_count; i++) {
        struct promise_part_state *state = &board->states[i];
        if (!is_frequency(state)) continue;
        state->value = places_done(&whole[i], state->part->rule->times);
        state->shown = places_done(&shown[i], state->part->rule->times);
    }
}

/* ---- what follows from the numbers ---- */

static void fill_target(const struct board *board, struct promise_part_state *state) {
    const struct promise_part *part = fields_of(state);
    const struct promise_rule *rule = state->part->rule;
    state->has_target = part->target.present || state->target_count > 0;
    state->target_original = part->target.present ? part->target.number : 0;
    if (!part->target.present && is_frequency(state)) {
        state->target_original = rule->times * (int64_t)places_count(rule->places);
        state->has_target = state->has_target || state->target_original > 0;
    }
    state->target = promise_target_at(state, board->query->today);
    if (!rule || rule->shape != SHAPE_EVERY) return;
    const struct promise_part_state *base = state_of(board, rule->every_of);
    state->has_target = base && base->part->rule && base->part->rule->source;
    state->target = state->target_original = state->has_target ? base->value : 0;
    state->target_count = 0;
}

enum { BEHIND_PER_CENT = 90 }; /* of the planned path */

enum promise_status promise_status_of(const struct promise_part_state *state) {
    const struct promise_rule *rule = state->part->rule;
    if (!rule || !rule->source) return STATUS_NOT_RECORDED;
    if (!state->has_target) return STATUS_REPORTED;
    if (state->target > 0 && state->value >= state->target) return STATUS_DONE;
    return state->value * 100 < state->planned * BEHIND_PER_CENT ? STATUS_BEHIND : STATUS_ON_TRACK;
}

static void fill_state(const struct board *board, struct promise_part_state *state) {
    if (is_whole(board->query)) state->shown = state->value;
    fill_target(board, state);
    state->planned = promise_planned_at(state, board->query->today);
    state->per_mille = state->has_target ? promise_per_mille(state->value, state->target) : 0;
    state->status = promise_status_of(state);
}

/* Worst first; parts that are not recorded or have no number say nothing about those that have. */
static int gravity(enum promise_status status) {
    switch (status) {
    case STATUS_BEHIND: return 4;
    case STATUS_ON_TRACK: return 3;
    case STATUS_DONE: return 2;
    case STATUS_REPORTED: return 1;
    case STATUS_NOT_RECORDED: return 0;
    }
    BUG("status %d", status);
}

static void read_numbers(const struct board *board) {
    read_totals(board);
    read_trends(board);
    if (!is_whole(board->query)) read_shown(board);
    read_last_days(board);
    read_over_limits(board);
    read_frequencies(board);
}

static struct board board_of_org(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                                 const struct promise_query *query, struct uuid org) {
    struct board board = {arena, db, query, promise_book_load(arena, db, catalogue, org), NULL};
    board.states = arena_make(arena, struct promise_part_state, board.book->part_count);
    for (size_t i = 0; i < board.book->part_count; i++)
        board.states[i].part = &board.book->parts[i];
    if (board.book->part_count == 0) return board;
    read_steps(&board);
    read_numbers(&board);
    for (size_t i = 0; i < board.book->part_count; i++)
        fill_state(&board, &board.states[i]);
    return board;
}

/* ---- promises out of parts ---- */

static const struct record *agreement_of_promise(const struct promise_book *book,
                                                 const struct record *promise) {
    for (size_t i = 0; i < book->agreement_count; i++) {
        if (uuid_equal(book->agreements[i]->id, promise_of(promise)->agreement.id))
            return book->agreements[i];
    }
    return NULL;
}

/* The parts of a promise stand beside each other. */
static struct promise_state promise_with_parts(const struct board *board, const struct record *promise) {
    struct promise_state state = {.org_id = board->book->org_id, .promise = promise};
    state.agreement = agreement_of_promise(board->book, promise);
    for (size_t i = 0; i < board->book->part_count; i++) {
        if (board->book->parts[i].promise != promise) continue;
        if (!state.parts) state.parts = &board->states[i];
        state.part_count++;
        if (gravity(board->states[i].status) > gravity(state.status)) state.status = board->states[i].status;
    }
    return state;
}

static int promise_order(const void *left, const void *right) {
    const struct promise_state *a = left, *b = right;
    int order = slice_compare(promise_of(a->promise)->number.text, promise_of(b->promise)->number.text);
    return order ? order : uuid_compare(a->promise->id, b->promise->id);
}

static void board_add(struct promise_board *all, struct arena *arena, const struct board *board) {
    size_t count = board->book->promise_count;
    struct promise_state *more = arena_make(arena, struct promise_state, all->count + count);
    if (all->count) memcpy(more, all->promises, all->count * sizeof *more);
    for (size_t i = 0; i < count; i++)
        more[all->count + i] = promise_with_parts(board, board->book->promises[i]);
    if (count) qsort(more + all->count, count, sizeof *more, promise_order);
    all->promises = more;
    all->count += count;
}

struct promise_board promise_board_read(struct arena *arena, struct db *db, const struct catalogue *catalogue,
                                        const struct view *view, const struct promise_query *query) {
    struct promise_board all = {0};
    bool one = !uuid_is_zero(query->org);
    for (size_t i = 0; view->allowed && i < view->org_count; i++) {
        if (one && !uuid_equal(view->orgs[i], query->org)) continue;
        struct board board = board_of_org(arena, db, catalogue, query, view->orgs[i]);
        board_add(&all, arena, &board);
    }
    return all;
}

struct promise_state *promise_state_read(struct arena *arena, struct db *db,
                                         const struct catalogue *catalogue, const struct view *view,
                                         struct uuid org, struct uuid promise_id,
                                         const struct promise_query *query) {
    if (!view_has(view, org)) return NULL;
    struct board board = board_of_org(arena, db, catalogue, query, org);
    for (size_t i = 0; i < board.book->promise_count; i++) {
        if (!uuid_equal(board.book->promises[i]->id, promise_id)) continue;
        struct promise_state *state = arena_make(arena, struct promise_state, 1);
        *state = promise_with_parts(&board, board.book->promises[i]);
        return state;
    }
    return NULL;
}

int64_t promise_per_mille(int64_t value, int64_t target) {
    if (target <= 0) return 0;
    int64_t whole = value * 1000 / target, rest = value * 1000 % target;
    if (rest >= target - rest) whole++;
    return value < target && whole >= 1000 ? 999 : whole;
}

/* ---- for people outside ---- */

bool promise_unit_is_about_people(struct slice target_unit) {
    static const struct slice units[] = {S_INIT("person"), S_INIT("household"), S_INIT("case"), S_INIT("service"), S_INIT("grant")};
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (slice_equal(units[i], target_unit)) return true;
    }
    return false;
}

bool promise_view_is_public(const struct view *view, struct uuid org) {
    return (uuid_equal(org, view->own_org) ? view->own_max : view->foreign_max) == PUBLIC;
}

static bool part_is_about_people(const struct promise_part_state *part) {
    const struct promise_rule *rule = part->part->rule;
    if (promise_unit_is_about_people(promise_part_of(part->part->part)->target_unit.text)) return true;
    return rule && rule->source && (tally_splits_of(rule).sex || tally_splits_of(rule).age);
}

/* With a target of fewer than a step the target alone is no step. */
int64_t promise_step_of(int64_t value, bool has_target, int64_t target) {
    if (has_target && target >= PROMISE_SMALL_COUNT) {
        if (value >= target) return target + (value - target) / PROMISE_SMALL_COUNT * PROMISE_SMALL_COUNT;
        int64_t last = target / PROMISE_SMALL_COUNT * PROMISE_SMALL_COUNT - PROMISE_SMALL_COUNT;
        int64_t step = value / PROMISE_SMALL_COUNT * PROMISE_SMALL_COUNT;
        return step < last ? step : last;
    }
    return value / PROMISE_SMALL_COUNT * PROMISE_SMALL_COUNT;
}

static bool part_counts_files(const struct promise_part_state *part) {
    const struct promise_rule *rule = part->part->rule;
    return rule && rule->source && rule->source->access == ACCESS_CASE;
}

const char *promise_small_text(const struct promise_part_state *part) {
    return part_counts_files(part) ? "0–4" : "1–4";
}

static void part_withhold(struct promise_part_state *part, bool whole) {
    part->totals_only = true;
    part->is_small = (part->value > 0 || part_counts_files(part)) && part->value < PROMISE_SMALL_COUNT;
    part->value = promise_step_of(part->value, part->has_target, part->target);
    part->counted = part->value;
    part->per_mille = part->has_target ? promise_per_mille(part->value, part->target) : 0;
    part->shown = whole ? part->value : 0;
    part->over_limit = 0;
    part->has_last_day = false;
    memset(part->trend, 0, sizeof part->trend);
}

void promise_board_withhold(struct promise_board *board, const struct view *view, const struct view *files,
                            const struct promise_query *query) {
    bool whole = query->grain == GRAIN_ALL && query->province.len == 0;
    for (size_t i = 0; i < board->count; i++) {
        struct uuid org = board->promises[i].org_id;
        bool is_outside = promise_view_is_public(view, org), sees_files = files->allowed && view_has(files, org);
        for (size_t k = 0; k < board->promises[i].part_count; k++) {
            struct promise_part_state *part = &board->promises[i].parts[k];
            if ((is_outside && part_is_about_people(part)) || (!sees_files && part_counts_files(part)))
                part_withhold(part, whole);
        }
    }
}
