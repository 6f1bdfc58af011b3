/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/training/training_overview.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "domain/programme/programme.h"
#include "store/view.h"

enum { COMMUNES_MAX = 2000, FUNCTIONS_MAX = 100 };

struct reading {
    struct arena *arena;
    struct db *db;
    const struct view *view;
    struct uuid org; /* the one being read */
    struct slice from, until;
    struct training_overview *result;
};

/* ---- statements ---- */

#define PRESENT_PEOPLE                                                                                       \
    " JOIN attendance a ON a.org_id = s.org_id AND a.session = s.id AND a.deleted_ms = 0 AND a.present = 1"
#define THEIR_SEX " JOIN person p ON p.org_id = a.org_id AND p.id = a.person"
#define COMMUNE "substr(s.place, 1, 6)"

/* The sessions of one organisation that were held in the time. `kind` NULL: awareness events and workshops.
 */
static struct db_query *ask(struct reading *reading, const char *columns, const char *joins, const char *kind,
                            const char *group) {
    enum { CREATORS_FROM = 4 };
    struct text sql = TEXT_IN(reading->arena);
    text_printf(&sql,
                "SELECT %s FROM session s%s WHERE s.org_id = ?1 AND s.deleted_ms = 0 AND s.status = 'held'",
                columns, joins);
    text_printf(&sql, " AND s.starts_on >= ?2 AND s.starts_on <= ?3 AND s.kind %s",
                kind ? kind : "IN ('awareness', 'workshop')");
    view_add_creators(&sql, reading->view, "s.created_by", CREATORS_FROM);
    if (group) text_printf(&sql, " GROUP BY %s", group);
    struct db_query *query = db_query(reading->db, sql_built(reading->arena, text_slice(&sql)));
    db_bind_uuid(query, 1, reading->org);
    db_bind_text(query, 2, reading->from);
    db_bind_text(query, 3, reading->until);
    view_bind_creators(query, reading->view, CREATORS_FROM);
    return query;
}

/* ---- communes ---- */

static struct overview_line *line_of(struct reading *reading, struct slice commune) {
    struct training_overview *result = reading->result;
    size_t at = result->commune_count;
    while (at > 0 && slice_compare(result->communes[at - 1].commune, commune) > 0) {
        at--;
    }
    if (at > 0 && slice_equal(result->communes[at - 1].commune, commune)) return &result->communes[at - 1];
    if (result->commune_count == COMMUNES_MAX) return NULL;
    memmove(result->communes + at + 1, result->communes + at,
            (result->commune_count - at) * sizeof *result->communes);
    result->communes[at] = (struct overview_line){.commune = arena_copy(reading->arena, commune)};
    result->commune_count++;
    return &result->communes[at];
}

static bool is_workshop(struct slice kind) {
    return slice_equal(kind, S("workshop"));
}

static void add_events(struct overview_line *line, struct slice kind, int64_t events) {
    if (is_workshop(kind))
        line->workshops += events;
    else
        line->awareness += events;
}

static void add_people(struct overview_line *line, struct slice kind, int64_t people) {
    if (is_workshop(kind))
        line->workshop_people += people;
    else
        line->awareness_people += people;
}

static void read_events(struct reading *reading) {
    struct db_query *query =
        ask(reading, COMMUNE ", s.kind, CAST(COUNT(*) AS BIGINT)", "", NULL, COMMUNE ", s.kind");
    while (db_next(query)) {
        struct overview_line *line = line_of(reading, db_column_text(query, 0));
        struct slice kind = db_column_text(query, 1);
        if (line) add_events(line, kind, db_column_int(query, 2));
        add_events(&reading->result->all, kind, db_column_int(query, 2));
    }
    db_done(query);
}

static void read_people(struct reading *reading) {
    struct db_query *query = ask(reading, COMMUNE ", s.kind, CAST(COUNT(DISTINCT a.person) AS BIGINT)",
                                 PRESENT_PEOPLE, NULL, COMMUNE ", s.kind");
    while (db_next(query)) {
        struct overview_line *line = line_of(reading, db_column_text(query, 0));
        if (line) add_people(line, db_column_text(query, 1), db_column_int(query, 2));
    }
    db_done(query);
    query = ask(reading, "s.kind, CAST(COUNT(DISTINCT a.person) AS BIGINT)", PRESENT_PEOPLE, NULL, "s.kind");
    while (db_next(query)) {
        add_people(&reading->result->all, db_column_text(query, 0), db_column_int(query, 1));
    }
    db_done(query);
}

static void read_heads(struct reading *reading) {
    static const char heads[] =
        " JOIN headcount h ON h.org_id = s.org_id AND h.session = s.id AND h.deleted_ms = 0";
    struct db_query *query =
        ask(reading, COMMUNE ", CAST(SUM(h.people) AS BIGINT)", heads, "= 'awareness'", COMMUNE);
    while (db_next(query)) {
        struct overview_line *line = line_of(reading, db_column_text(query, 0));
        if (line) line->heads += db_column_int(query, 1);
        reading->result->all.heads += db_column_int(query, 1);
    }
    db_done(query);
}

/* ---- functions ---- */

static struct overview_function *function_of(struct reading *reading, struct slice function) {
    struct training_overview *result = reading->result;
    for (size_t i = 0; i < result->function_count; i++) {
        if (slice_equal(result->functions[i].function, function)) return &result->functions[i];
    }
    if (result->function_count == FUNCTIONS_MAX) return NULL;
    struct overview_function *made = &result->functions[result->function_count++];
    *made = (struct overview_function){.function = arena_copy(reading->arena, function)};
    return made;
}

static void add_sex(struct overview_function *line, struct slice sex, int64_t people) {
    line->people += people;
    for (size_t i = 0; i < OVERVIEW_SEXES; i++) {
        if (slice_equal(slice_of(sex_choices.choices[i].code), sex)) line->by_sex[i] += people;
    }
}

/* Somebody who came once as a teacher and once as a councillor stands in both lines, and once among all. */
static void read_functions(struct reading *reading) {
    struct db_query *query = ask(
        reading, "COALESCE(a.function, ''), COALESCE(p.sex, ''), CAST(COUNT(DISTINCT a.person) AS BIGINT)",
        PRESENT_PEOPLE THEIR_SEX, "= 'workshop'", "COALESCE(a.function, ''), COALESCE(p.sex, '')");
    while (db_next(query)) {
        struct overview_function *line = function_of(reading, db_column_text(query, 0));
        if (line) add_sex(line, db_column_text(query, 1), db_column_int(query, 2));
    }
    db_done(query);
    query = ask(reading, "COALESCE(p.sex, ''), CAST(COUNT(DISTINCT a.person) AS BIGINT)",
                PRESENT_PEOPLE THEIR_SEX, "= 'workshop'", "COALESCE(p.sex, '')");
    while (db_next(query)) {
        add_sex(&reading->result->everybody, db_column_text(query, 0), db_column_int(query, 1));
    }
    db_done(query);
}

static int compare_functions(const void *a, const void *b) {
    const struct overview_function *first = a, *second = b;
    if (first->people != second->people) return first->people > second->people ? -1 : 1;
    return slice_compare(first->function, second->function);
}

/* ---- all ---- */

static struct slice day_text(struct arena *arena, struct date day, struct slice open) {
    return day.precision == DATE_NONE ? open : date_format_iso(arena, day);
}

struct training_overview training_overview_read(struct arena *arena, struct db *db, const struct view *view,
                                                struct uuid org, struct date from, struct date until) {
    struct training_overview result = {
        .communes = arena_make(arena, struct overview_line, COMMUNES_MAX + 1),
        .functions = arena_make(arena, struct overview_function, FUNCTIONS_MAX),
    };
    struct reading reading = {
        arena, db, view, org, day_text(arena, from, S("")), day_text(arena, until, S("9999")), &result};
    ASSERT(sex_choices.count == OVERVIEW_SEXES);
    for (size_t i = 0; view->allowed && i < view->org_count; i++) {
        if (!uuid_is_zero(org) && !uuid_equal(org, view->orgs[i])) continue;
        reading.org = view->orgs[i];
        read_events(&reading);
        read_people(&reading);
        read_heads(&reading);
        read_functions(&reading);
    }
    if (result.function_count)
        qsort(result.functions, result.function_count, sizeof *result.functions, compare_functions);
    return result;
}
