/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/publication/counts.h"

#include "base/log.h"

#define OF_FILES " FROM case_file f WHERE f.org_id = ?1 AND f.deleted_ms = 0"
/* The bands of promise_age_band. */
#define AGE_BAND                                                                                             \
    "CASE WHEN f.\"age_years\" IS NULL THEN 'unknown' WHEN f.\"age_years\" <= 14 THEN 'a0_14' "              \
    "WHEN f.\"age_years\" <= 17 THEN 'a15_17' WHEN f.\"age_years\" <= 24 THEN 'a18_24' "                     \
    "WHEN f.\"age_years\" <= 34 THEN 'a25_34' WHEN f.\"age_years\" <= 59 THEN 'a35_59' ELSE 'a60' END"
#define YEAR "COALESCE(substr(f.\"arrived_on\", 1, 4), 'unknown')"
#define COUNTRY "COALESCE(f.\"from_country\", 'unknown')"
#define SEX "COALESCE(f.\"sex\", 'unknown')"

/* ---- figures ---- */

static bool take_rows(struct db_query *query, struct arena *arena, struct figures *figures,
                      enum figure_dim dim) {
    bool good = true;
    while (db_next(query)) {
        struct slice rest = arena_copy(arena, db_column_text(query, 0)), key;
        int64_t people = db_column_int(query, 1);
        while (good && slice_split(&rest, ',', &key))
            good = figures_add(figures, dim, key, people);
    }
    db_done(query);
    return good;
}

static struct sql sql_of(enum figure_dim dim) {
    switch (dim) {
    case FIGURE_YEAR: return SQL("SELECT " YEAR ", COUNT(*)" OF_FILES " GROUP BY 1 ORDER BY 1");
    case FIGURE_COUNTRY: return SQL("SELECT " COUNTRY ", COUNT(*)" OF_FILES " GROUP BY 1 ORDER BY 1");
    case FIGURE_SEX: return SQL("SELECT " SEX ", COUNT(*)" OF_FILES " GROUP BY 1 ORDER BY 1");
    case FIGURE_AGE: return SQL("SELECT " AGE_BAND ", COUNT(*)" OF_FILES " GROUP BY 1 ORDER BY 1");
    case FIGURE_EXPLOITATION:
        return SQL(
            "SELECT p.\"exploitation\", COUNT(*) FROM trafficking_profile p JOIN case_file f ON f.org_id = "
            "p.org_id "
            "AND f.id = p.\"case_file\" WHERE p.org_id = ?1 AND p.deleted_ms = 0 AND f.deleted_ms = 0 AND "
            "p.\"exploitation\" IS NOT NULL GROUP BY 1 ORDER BY 1");
    case FIGURE_SERVICE:
        return SQL(
            "SELECT s.\"kind\", COUNT(DISTINCT s.\"case_file\") FROM case_service s JOIN case_file f ON "
            "f.org_id = s.org_id AND f.id = s.\"case_file\" WHERE s.org_id = ?1 AND s.deleted_ms = 0 AND "
            "f.deleted_ms = 0 GROUP BY 1 ORDER BY 1");
    case FIGURE_DIMS: break;
    }
    BUG("figure %d", dim);
}

static int64_t total_of(struct db *db, struct uuid org) {
    struct db_query *query = db_query(db, SQL("SELECT COUNT(*)" OF_FILES));
    db_bind_uuid(query, 1, org);
    int64_t total = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return total;
}

/* Everybody who was given something, once: the other rows say the same people several times. */
static int64_t served_of(struct db *db, struct uuid org) {
    struct db_query *query =
        db_query(db, SQL("SELECT COUNT(DISTINCT s.\"case_file\") FROM case_service s JOIN case_file f ON f.org_id = s.org_id AND "
                         "f.id = s.\"case_file\" WHERE s.org_id = ?1 AND s.deleted_ms = 0 AND f.deleted_ms = 0"));
    db_bind_uuid(query, 1, org);
    int64_t people = db_next(query) ? db_column_int(query, 0) : 0;
    db_done(query);
    return people;
}

bool counts_read(struct db *db, struct arena *arena, const struct catalogue *catalogue, struct uuid org,
                 struct figures *figures) {
    int64_t served = served_of(db, org);
    figures->total = total_of(db, org);
    if (served && !figures_add(figures, FIGURE_SERVICE, S(FIGURE_ANYBODY), served)) return false;
    for (enum figure_dim dim = 0; dim < FIGURE_DIMS; dim++) {
        if (dim == FIGURE_EXPLOITATION && !catalogue_find(catalogue, S("trafficking_profile"))) continue;
        struct db_query *query = db_query(db, sql_of(dim));
        db_bind_uuid(query, 1, org);
        if (!take_rows(query, arena, figures, dim)) return false;
    }
    return true;
}

size_t counts_published(struct db *db, struct arena *arena, struct uuid org, struct figures **published) {
    struct refusal unused = REFUSAL_IN(arena);
    struct slice *contents = NULL;
    size_t count = 0, read = 0;
    struct db_query *query = db_query(
        db,
        SQL("SELECT \"content\" FROM publication WHERE org_id = ?1 AND deleted_ms = 0 ORDER BY \"number\""));
    db_bind_uuid(query, 1, org);
    while (db_next(query)) {
        contents = arena_room(arena, contents, sizeof *contents, count);
        contents[count++] = arena_copy(arena, db_column_text(query, 0));
    }
    db_done(query);
    *published = arena_make(arena, struct figures, count);
    for (size_t i = 0; i < count; i++)
        read += figures_read(doc_parse_json(arena, contents[i], &unused), &(*published)[read]);
    return read;
}

/* ---- rows ---- */

#define KINDS "p.\"exploitation\""
/* 1 or 0 for who is known to have been exploited in some way, nothing for others. */
#define IS_EXPLOITED(condition) "CASE WHEN " KINDS " IS NULL THEN '' WHEN " condition " THEN '1' ELSE '0' END"
#define IS_LABOUR "',' || " KINDS " || ',' LIKE '%,ForcedLabour,%'"
#define IS_SEXUAL "',' || " KINDS " || ',' LIKE '%,SexualExploitation,%'"
#define IS_OTHER KINDS " NOT IN ('ForcedLabour', 'SexualExploitation', 'ForcedLabour,SexualExploitation')"

size_t counts_classes(struct db *db, struct arena *arena, struct uuid org, struct people_class **classes) {
    size_t count = 0;
    *classes = NULL;
    struct db_query *query = db_query(
        db, SQL("SELECT " YEAR ", " SEX ", " AGE_BAND ", " COUNTRY
                ", CASE WHEN EXISTS (SELECT 1 FROM reintegration r WHERE r.org_id = f.org_id AND r.\"case_file\" = f.id AND "
                "r.deleted_ms = 0 AND r.\"returned_on\" IS NOT NULL) THEN 'yes' ELSE 'no' END, " IS_EXPLOITED(IS_LABOUR)
                ", " IS_EXPLOITED(IS_SEXUAL) ", " IS_EXPLOITED(IS_OTHER)
                ", COUNT(*) FROM case_file f LEFT JOIN trafficking_profile p ON p.org_id = f.org_id AND p.\"case_file\" = f.id "
                "AND p.deleted_ms = 0 WHERE f.org_id = ?1 AND f.deleted_ms = 0 "
                "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"));
    db_bind_uuid(query, 1, org);
    while (db_next(query)) {
        *classes = arena_room(arena, *classes, sizeof **classes, count);
        struct people_class *one = &(*classes)[count++];
        *one = (struct people_class){.people = db_column_int(query, CLASS_COLUMNS)};
        for (int i = 0; i < CLASS_COLUMNS; i++)
            one->values[i] = arena_copy(arena, db_column_text(query, i));
    }
    db_done(query);
    return count;
}

size_t counts_released(struct db *db, struct arena *arena, struct uuid org, struct class_release **releases) {
    struct refusal unused = REFUSAL_IN(arena);
    struct slice *contents = NULL;
    size_t count = 0, read = 0;
    struct db_query *query = db_query(
        db, SQL("SELECT \"content\" FROM row_release WHERE org_id = ?1 AND deleted_ms = 0 ORDER BY \"number\""));
    db_bind_uuid(query, 1, org);
    while (db_next(query)) {
        contents = arena_room(arena, contents, sizeof *contents, count);
        contents[count++] = arena_copy(arena, db_column_text(query, 0));
    }
    db_done(query);
    *releases = arena_make(arena, struct class_release, count + 1);
    for (size_t i = 0; i < count; i++)
        read += classes_read(arena, doc_parse_json(arena, contents[i], &unused), &(*releases)[read]);
    return read;
}
