/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report/report_quality.h"

#include <stdlib.h>

#include "base/log.h"
#include "domain/people/people.h"
#include "domain/programme/promise.h"
#include "domain/report/report.h"
#include "domain/training/training.h"

/* ---- the statements: id, value (how many, or what is compared), group of comparison ---- */

#define SESSIONS "SELECT s.id, CAST(0 AS BIGINT) FROM session s WHERE s.org_id = ?1 AND s.deleted_ms = 0 AND "
#define IN_PERIOD "s.starts_on >= ?2 AND s.starts_on <= ?3 "
#define LAST_DAY "COALESCE(s.ends_on, s.starts_on)"
/* Everybody who was at a session of the period. */
/* Of two people who may be one: those whose pair is open and whose other is not deleted. */
#define OPEN_PAIR(MINE, OTHER)                                                                               \
    "EXISTS (SELECT 1 FROM person_pair d JOIN person o ON o.org_id = d.org_id AND o.id = d." OTHER           \
    " WHERE d.org_id = p.org_id AND d." MINE " = p.id AND d.deleted_ms = 0 AND o.deleted_ms = 0 AND "        \
    "d.state = 'open'"
#define PEOPLE                                                                                               \
    "SELECT p.id, CAST(0 AS BIGINT) FROM person p WHERE p.org_id = ?1 AND p.deleted_ms = 0 AND EXISTS "      \
    "(SELECT 1 FROM "                                                                                        \
    "attendance a JOIN session s ON s.org_id = a.org_id AND s.id = a.session WHERE a.org_id = p.org_id AND " \
    "a.person = "                                                                                            \
    "p.id AND a.deleted_ms = 0 AND a.present = 1 AND s.deleted_ms = 0 AND " IN_PERIOD ") AND "

enum binds { BINDS_PERIOD, BINDS_TODAY, BINDS_DAYS };

struct check {
    enum finding_kind kind;
    const struct record_type *type;
    const char *sql;
    enum binds binds;
};

static const struct check checks[] = {
    {FINDING_SESSION_OVERDUE, &session_type,
     SESSIONS "s.status = 'planned' AND " LAST_DAY " < ?4 AND " IN_PERIOD "ORDER BY s.starts_on, s.id",
     BINDS_TODAY},
    {FINDING_SESSION_EMPTY, &session_type,
     SESSIONS "s.status = 'held' AND " IN_PERIOD "AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.org_id "
              "= s.org_id AND a.session = s.id AND a.deleted_ms = 0 "
              "AND a.present = 1) AND NOT EXISTS (SELECT 1 FROM headcount h WHERE h.org_id = s.org_id AND "
              "h.session = s.id AND "
              "h.deleted_ms = 0 AND h.people > 0) ORDER BY s.starts_on, s.id",
     BINDS_PERIOD},
    {FINDING_POST_TEST_MISSING, &session_type,
     "SELECT s.id, CAST(COUNT(*) AS BIGINT) FROM session s JOIN attendance a ON a.org_id = s.org_id AND "
     "a.session = s.id WHERE "
     "s.org_id = ?1 AND s.deleted_ms = 0 AND a.deleted_ms = 0 AND a.present = 1 AND a.pre_test IS NOT NULL "
     "AND a.post_test IS "
     "NULL AND " IN_PERIOD "GROUP BY s.id, s.starts_on ORDER BY s.starts_on, s.id",
     BINDS_PERIOD},
    {FINDING_SESSION_OUTSIDE, &session_type,
     SESSIONS "s.status = 'held' AND (s.starts_on < ?2 OR s.starts_on > ?3) ORDER BY s.starts_on, s.id",
     BINDS_DAYS},
    {FINDING_SESSION_FUTURE, &session_type,
     SESSIONS "s.status = 'held' AND " LAST_DAY " > ?4 AND " IN_PERIOD "ORDER BY s.starts_on, s.id",
     BINDS_TODAY},
    {FINDING_SESSION_REVERSED, &session_type,
     SESSIONS "s.ends_on < s.starts_on AND " IN_PERIOD "ORDER BY s.starts_on, s.id", BINDS_PERIOD},
    {FINDING_BORN_AFTER, &person_type,
     "SELECT p.id, CAST(COUNT(*) AS BIGINT) FROM person p JOIN attendance a ON a.org_id = p.org_id AND "
     "a.person = p.id JOIN "
     "session s ON s.org_id = a.org_id AND s.id = a.session WHERE p.org_id = ?1 AND p.deleted_ms = 0 AND "
     "a.deleted_ms = 0 AND "
     "a.present = 1 AND s.deleted_ms = 0 AND p.birth_date > s.starts_on AND " IN_PERIOD
     "GROUP BY p.id ORDER BY p.id",
     BINDS_PERIOD},
    {FINDING_VILLAGE_MISSING, &person_type,
     PEOPLE "p.village IS NULL AND NOT EXISTS (SELECT 1 FROM household h WHERE h.org_id = p.org_id AND h.id "
            "= p.household AND "
            "h.village IS NOT NULL) ORDER BY p.id",
     BINDS_PERIOD},
    {FINDING_HOUSEHOLD_MISSING, &person_type, PEOPLE "p.household IS NULL ORDER BY p.id", BINDS_PERIOD},
    {FINDING_AGE_MISSING, &person_type, PEOPLE "p.birth_date IS NULL AND p.age_years IS NULL ORDER BY p.id",
     BINDS_PERIOD},
    {FINDING_SEX_UNCLEAR, &person_type, PEOPLE "p.sex = 'x' ORDER BY p.id", BINDS_PERIOD},
    {FINDING_PLACE_TOO_WIDE, &person_type, PEOPLE "length(p.village) < 8 ORDER BY p.id", BINDS_PERIOD},
    {FINDING_DUPLICATE_PERSON, &person_type,
     PEOPLE "(" OPEN_PAIR("first", "second") ") OR " OPEN_PAIR("second", "first") " AND NOT EXISTS (SELECT 1 FROM "
            "attendance b JOIN session s ON s.org_id = b.org_id AND s.id = b.session WHERE b.org_id = o.org_id AND "
            "b.person = o.id AND b.deleted_ms = 0 AND b.present = 1 AND s.deleted_ms = 0 AND " IN_PERIOD "))) "
            "ORDER BY p.id",
     BINDS_PERIOD},
};

/* What is compared: of the whole organisation up to the last day, so that a quarter with two sessions has a
 * measure too. */
struct comparison {
    enum finding_kind kind;
    const struct record_type *type;
    const char *sql; /* id, value, group, 1 when it is of the period; by group */
};

#define OF_PERIOD "CAST(CASE WHEN s.starts_on >= ?2 THEN 1 ELSE 0 END AS BIGINT)"

static const struct comparison comparisons[] = {
    {FINDING_HEADCOUNT_OUTLIER, &session_type,
     "SELECT s.id, CAST(SUM(h.people) AS BIGINT), s.kind, " OF_PERIOD
     " FROM session s JOIN headcount h ON h.org_id = s.org_id AND h.session = s.id WHERE s.org_id = ?1 AND "
     "s.deleted_ms = 0 AND "
     "h.deleted_ms = 0 AND s.status = 'held' AND s.starts_on <= ?3 GROUP BY s.id, s.kind, s.starts_on ORDER "
     "BY s.kind, s.starts_on, s.id"},
    {FINDING_SCORE_OUTLIER, &attendance_type,
     "SELECT a.id, CAST(a.post_test - a.pre_test AS BIGINT), '', " OF_PERIOD
     " FROM session s JOIN attendance a ON a.org_id = s.org_id AND a.session = s.id WHERE s.org_id = ?1 AND "
     "s.deleted_ms = 0 AND "
     "a.deleted_ms = 0 AND a.pre_test IS NOT NULL AND a.post_test IS NOT NULL AND s.starts_on <= ?3 ORDER BY "
     "s.starts_on, s.id, a.id"},
    {FINDING_COST_OUTLIER, &session_type,
     "SELECT s.id, s.cost, s.kind || s.cost_currency, " OF_PERIOD
     " FROM session s WHERE s.org_id = ?1 AND s.deleted_ms = 0 AND s.status = 'held' AND s.cost IS NOT NULL "
     "AND s.starts_on <= ?3 "
     "ORDER BY s.kind || s.cost_currency, s.starts_on, s.id"},
};

/* ---- kinds ---- */

struct slice finding_kind_code(enum finding_kind kind) {
    ASSERT(kind < FINDING_KINDS && finding_kind_choices.count == FINDING_KINDS);
    return slice_of(finding_kind_choices.choices[kind].code);
}

const char *finding_kind_label(enum finding_kind kind) {
    ASSERT(kind < FINDING_KINDS && finding_kind_choices.count == FINDING_KINDS);
    return finding_kind_choices.choices[kind].label;
}

/* ---- outliers ---- */

static int compare_numbers(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

static int64_t median_of(int64_t *numbers, size_t count) {
    qsort(numbers, count, sizeof *numbers, compare_numbers);
    return numbers[count / 2];
}

static int64_t distance(int64_t a, int64_t b) {
    return a > b ? a - b : b - a;
}

bool quality_mark_outliers(struct arena *arena, const int64_t *values, size_t count, bool *marks,
                           int64_t *median) {
    if (count < OUTLIER_VALUES_MIN) return false;
    int64_t *numbers = arena_make(arena, int64_t, count);
    memcpy(numbers, values, count * sizeof *numbers);
    *median = median_of(numbers, count);
    for (size_t i = 0; i < count; i++)
        numbers[i] = distance(values[i], *median);
    int64_t usual = median_of(numbers, count), tenth = distance(*median, 0) / 10;
    if (usual < tenth) usual = tenth;
    if (usual < 1) usual = 1;
    for (size_t i = 0; i < count; i++)
        marks[i] = distance(values[i], *median) / OUTLIER_DISTANCES > usual;
    return true;
}

/* ---- findings and answers ---- */

struct desk {
    struct arena *arena;
    struct db *db;
    const struct quality_ask *ask;
    struct quality *quality;
    const struct record **answers;
    size_t answer_count;
};

static const struct record *answer_find(const struct desk *desk, enum finding_kind kind,
                                        struct slice subject) {
    for (size_t i = 0; i < desk->answer_count; i++) {
        const struct quality_answer *answer = quality_answer_of(desk->answers[i]);
        if (slice_equal(answer->kind.text, finding_kind_code(kind)) &&
            slice_equal(answer->subject.text, subject)) {
            return desk->answers[i];
        }
    }
    return NULL;
}

/* Unanswered ones first: an answered one makes room for them at the end of a full list. */
static void group_keep(struct desk *desk, struct quality_group *group, const struct finding *finding) {
    if (group->count < QUALITY_ITEMS_MAX) {
        group->items = arena_room(desk->arena, group->items, sizeof *group->items, group->count);
        group->items[group->count++] = *finding;
        return;
    }
    for (size_t i = group->count; !finding->answer && i-- > 0;) {
        if (!group->items[i].answer) continue;
        group->items[i] = *finding;
        return;
    }
}

static void found(struct desk *desk, enum finding_kind kind, struct finding finding) {
    struct quality_group *group = &desk->quality->groups[kind];
    finding.answer = answer_find(desk, kind, uuid_format(desk->arena, finding.id));
    if (finding.answer) {
        bool right = slice_equal(quality_answer_of(finding.answer)->answer.text, S("right"));
        if (right)
            group->right++;
        else
            group->known++;
    }
    group->total++;
    group_keep(desk, group, &finding);
}

static struct slice day_text(struct desk *desk, int64_t day) {
    return date_format_iso(desk->arena, date_of_day(day));
}

/* ---- running ---- */

static void bind_period(struct desk *desk, struct db_query *query, const struct promise_period *period) {
    db_bind_uuid(query, 1, desk->ask->org);
    db_bind_text(query, 2, day_text(desk, period->first_day));
    db_bind_text(query, 3, day_text(desk, period->last_day));
}

static void run_check(struct desk *desk, const struct check *check) {
    struct db_query *query = db_query(desk->db, sql_built(desk->arena, slice_of(check->sql)));
    bind_period(desk, query, check->binds == BINDS_DAYS ? &desk->ask->agreement : &desk->ask->period);
    if (check->binds == BINDS_TODAY) db_bind_text(query, 4, day_text(desk, desk->ask->today));
    while (db_next(query)) {
        found(desk, check->kind,
              (struct finding){
                  .type = check->type, .id = db_column_uuid(query, 0), .value = db_column_int(query, 1)});
    }
    db_done(query);
}

/* Values of one group of comparison, as they come. */
struct sample {
    struct slice group;
    int64_t *values;
    struct uuid *ids;
    bool *of_period;
    size_t count;
};

static void sample_judge(struct desk *desk, const struct comparison *comparison, struct sample *sample) {
    bool *marks = arena_make(desk->arena, bool, sample->count + 1);
    int64_t median;
    if (!sample->count || !quality_mark_outliers(desk->arena, sample->values, sample->count, marks, &median))
        return;
    for (size_t i = 0; i < sample->count; i++) {
        if (!marks[i] || !sample->of_period[i]) continue;
        found(
            desk, comparison->kind,
            (struct finding){
                .type = comparison->type, .id = sample->ids[i], .value = sample->values[i], .usual = median});
    }
}

static void sample_add(struct desk *desk, struct sample *sample, struct db_query *query) {
    sample->values = arena_room(desk->arena, sample->values, sizeof *sample->values, sample->count);
    sample->ids = arena_room(desk->arena, sample->ids, sizeof *sample->ids, sample->count);
    sample->of_period = arena_room(desk->arena, sample->of_period, sizeof *sample->of_period, sample->count);
    sample->ids[sample->count] = db_column_uuid(query, 0);
    sample->values[sample->count] = db_column_int(query, 1);
    sample->of_period[sample->count++] = db_column_int(query, 3) == 1;
}

static void run_comparison(struct desk *desk, const struct comparison *comparison) {
    struct sample sample = {.group = S("")};
    struct db_query *query = db_query(desk->db, sql_built(desk->arena, slice_of(comparison->sql)));
    bind_period(desk, query, &desk->ask->period);
    while (db_next(query)) {
        struct slice group = db_column_text(query, 2);
        if (!slice_equal(group, sample.group)) {
            sample_judge(desk, comparison, &sample);
            sample = (struct sample){.group = arena_copy(desk->arena, group)};
        }
        sample_add(desk, &sample, query);
    }
    db_done(query);
    sample_judge(desk, comparison, &sample);
}

/* A part that is done or does not count yet has nothing to report. */
static void find_silent(struct desk *desk) {
    const struct report_figures *figures = desk->ask->figures;
    for (size_t i = 0; figures && i < figures->count; i++) {
        bool counted = false, moved = false;
        for (size_t k = 0; k < figures->promises[i].count; k++) {
            const struct report_figure *figure = &figures->promises[i].figures[k];
            bool is_open = figure->state.status != STATUS_NOT_RECORDED && figure->state.status != STATUS_DONE;
            counted = counted || is_open;
            moved = moved || figure->in_period > 0;
        }
        if (!counted || moved) continue;
        found(desk, FINDING_PROMISE_SILENT,
              (struct finding){.type = &promise_type, .id = figures->promises[i].promise->id});
    }
}

static bool is_asked(const struct desk *desk, enum finding_kind kind) {
    return kind != FINDING_HOUSEHOLD_MISSING || desk->ask->counts_households;
}

static void read_answers(struct desk *desk) {
    if (uuid_is_zero(desk->ask->report_id)) return;
    struct db_query *query =
        db_query(desk->db, SQL("SELECT id FROM quality_answer WHERE org_id = ?1 AND report = ?2 AND "
                               "deleted_ms = 0 ORDER BY id"));
    struct uuid *ids = NULL;
    size_t count = 0;
    db_bind_uuid(query, 1, desk->ask->org);
    db_bind_uuid(query, 2, desk->ask->report_id);
    while (db_next(query)) {
        ids = arena_room(desk->arena, ids, sizeof *ids, count);
        ids[count++] = db_column_uuid(query, 0);
    }
    db_done(query);
    desk->answers = arena_make(desk->arena, const struct record *, count);
    for (size_t i = 0; i < count; i++) {
        const struct record *answer =
            promise_read_record(desk->arena, desk->db, &quality_answer_type, desk->ask->org, ids[i]);
        if (answer) desk->answers[desk->answer_count++] = answer;
    }
}

static void group_finish(struct desk *desk, struct quality_group *group) {
    int64_t single = group->total - group->right - group->known;
    group->answer_to_all = answer_find(desk, group->kind, S("all"));
    int64_t seen = group->answer_to_all ? quality_answer_of(group->answer_to_all)->seen.number : 0;
    group->unread = single > seen ? single - seen : 0;
    desk->quality->total += group->total;
    desk->quality->unread += group->unread;
}

struct quality *quality_read(struct arena *arena, struct db *db, const struct quality_ask *ask) {
    struct desk desk = {
        .arena = arena, .db = db, .ask = ask, .quality = arena_make(arena, struct quality, 1)};
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++)
        desk.quality->groups[kind].kind = kind;
    read_answers(&desk);
    find_silent(&desk);
    for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
        if (is_asked(&desk, checks[i].kind)) run_check(&desk, &checks[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(comparisons); i++)
        run_comparison(&desk, &comparisons[i]);
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++)
        group_finish(&desk, &desk.quality->groups[kind]);
    return desk.quality;
}
