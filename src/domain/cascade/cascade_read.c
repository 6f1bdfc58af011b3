/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The links are read twice, ordered by person and by household: then everything distinct is a comparison with
 * the row before, and memory is a few bytes for each link.
 */
#include "domain/cascade/cascade_read.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/cascade/cascade.h"
#include "store/view.h"

/* One link, its trainer by index and its learner by number in the order read. */
struct link {
    uint32_t trainer, learner;
    bool is_now;
};
struct links {
    struct link *links;
    size_t count;
    int64_t learners;
};

struct edge {
    size_t from, to;
};

struct reading {
    struct arena *arena;
    struct db *db;
    const struct cascade_query *query;
    struct cascade_tree *tree;
    size_t *by_id, *by_person; /* indexes of the trainers in these orders */
    struct edge *edges;
    size_t edge_count;
    struct links people, households;
};

/* ---- days ---- */

static int64_t day_of(struct slice iso, int64_t otherwise) {
    struct date date;
    return date_parse_iso(iso, &date) ? date_first_day(date) : otherwise;
}

/* ---- trainers ---- */

static struct db_query *trainers_ask(struct reading *reading) {
    enum { CREATORS_FROM = 6 };
    const struct cascade_query *query = reading->query;
    struct text sql = TEXT_IN(reading->arena);
    text_append(
        &sql,
        S("SELECT t.id, t.person, t.code, t.role, COALESCE(t.village, ''), t.since, t.until, "
          "CAST(COALESCE(t.capacity, 0) AS BIGINT), CAST((SELECT COALESCE(SUM(x.households), 0) FROM "
          "cap_exception x WHERE x.org_id = t.org_id AND x.trainer = t.id AND x.deleted_ms = 0) AS BIGINT) "
          "FROM trainer t WHERE t.org_id = ?1 AND t.deleted_ms = 0 AND (?2 = '' OR t.village LIKE ?2 || '%') "
          "AND (?3 = '' OR t.role = ?3) AND (?5 = '' OR EXISTS (SELECT 1 FROM trainee l WHERE l.org_id = "
          "t.org_id "
          "AND l.trainer = t.id AND l.deleted_ms = 0 AND l.subject = ?5))"));
    view_add_creators(&sql, query->trainers, "t.created_by", CREATORS_FROM);
    text_append(&sql, S(" ORDER BY t.code LIMIT CAST(?4 AS BIGINT)"));
    struct db_query *asked = db_query(reading->db, sql_built(reading->arena, text_slice(&sql)));
    db_bind_uuid(asked, 1, query->org);
    db_bind_text(asked, 2, query->province);
    db_bind_text(asked, 3, query->role);
    db_bind_int(asked, 4, LIMIT_CASCADE_TRAINERS + 1);
    db_bind_text(asked, 5, query->subject);
    view_bind_creators(asked, query->trainers, CREATORS_FROM);
    return asked;
}

static void trainer_read(struct reading *reading, struct db_query *row, struct cascade_trainer *trainer) {
    struct arena *arena = reading->arena;
    *trainer = (struct cascade_trainer){
        .id = db_column_uuid(row, 0),
        .org_id = reading->query->org,
        .person = db_column_uuid(row, 1),
        .code = arena_copy(arena, db_column_text(row, 2)),
        .role = arena_copy(arena, db_column_text(row, 3)),
        .village = arena_copy(arena, db_column_text(row, 4)),
        .since = day_of(db_column_text(row, 5), 0),
        .until = db_column_is_null(row, 6) ? INT64_MAX : day_of(db_column_text(row, 6), INT64_MAX),
        .exceptions = db_column_int(row, 8),
        .last_visit = INT64_MIN,
    };
    trainer->is_capped = slice_equal(trainer->role, S("farm_advisor"));
    trainer->capacity = db_column_int(row, 7) + trainer->exceptions;
}

static void trainers_read(struct reading *reading) {
    struct cascade_tree *tree = reading->tree;
    struct db_query *query = trainers_ask(reading);
    tree->trainers = NULL;
    while (db_next(query)) {
        if (tree->count == LIMIT_CASCADE_TRAINERS) {
            tree->is_cut = true;
            break;
        }
        tree->trainers = arena_room(reading->arena, tree->trainers, sizeof *tree->trainers, tree->count);
        trainer_read(reading, query, &tree->trainers[tree->count++]);
    }
    db_done(query);
}

/* ---- finding a trainer by id or by person ---- */

static int compare_ids(const void *a, const void *b, void *context) {
    const struct cascade_trainer *trainers = context;
    return uuid_compare(trainers[*(const size_t *)a].id, trainers[*(const size_t *)b].id);
}

static int compare_people(const void *a, const void *b, void *context) {
    const struct cascade_trainer *trainers = context;
    return uuid_compare(trainers[*(const size_t *)a].person, trainers[*(const size_t *)b].person);
}

static size_t *order_make(struct reading *reading, int (*compare)(const void *, const void *, void *)) {
    size_t count = reading->tree->count, *order = arena_make(reading->arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
    }
    if (count) qsort_r(order, count, sizeof *order, compare, reading->tree->trainers);
    return order;
}

/* The first place in the order whose id is not before the one asked for. */
static size_t order_find(const struct reading *reading, const size_t *order, bool by_person, struct uuid id) {
    size_t low = 0, high = reading->tree->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct cascade_trainer *trainer = &reading->tree->trainers[order[middle]];
        if (uuid_compare(by_person ? trainer->person : trainer->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool trainer_find(const struct reading *reading, struct uuid id, size_t *index) {
    size_t at = order_find(reading, reading->by_id, false, id);
    if (at == reading->tree->count) return false;
    *index = reading->by_id[at];
    return uuid_equal(reading->tree->trainers[*index].id, id);
}

/* ---- links ---- */

/* All links with a learner of the kind, those of one learner together, those with one trainer together. */
static struct db_query *links_ask(struct reading *reading, const char *learner) {
    struct text sql = TEXT_IN(reading->arena);
    text_printf(
        &sql,
        "SELECT trainer, %s, starts_on, ends_on FROM trainee WHERE org_id = ?1 AND deleted_ms = 0 AND "
        "%s IS NOT NULL AND (?2 = '' OR subject = ?2) ORDER BY %s, trainer LIMIT CAST(?3 AS BIGINT)",
        learner, learner, learner);
    struct db_query *query = db_query(reading->db, sql_built(reading->arena, text_slice(&sql)));
    db_bind_uuid(query, 1, reading->query->org);
    db_bind_text(query, 2, reading->query->subject);
    db_bind_int(query, 3, LIMIT_CASCADE_LINKS);
    return query;
}

static bool is_now(const struct reading *reading, struct db_query *row) {
    int64_t today = reading->query->today;
    return day_of(db_column_text(row, 2), 0) <= today &&
           (db_column_is_null(row, 3) || day_of(db_column_text(row, 3), INT64_MAX) >= today);
}

static void link_add(struct reading *reading, struct links *links, size_t trainer, bool same, bool now) {
    struct link *last = links->count ? &links->links[links->count - 1] : NULL;
    if (!same) links->learners++;
    if (same && last->trainer == trainer) { /* another subject: the same learner */
        last->is_now = last->is_now || now;
        return;
    }
    links->links = arena_room(reading->arena, links->links, sizeof *links->links, links->count);
    links->links[links->count++] = (struct link){(uint32_t)trainer, (uint32_t)links->learners, now};
}

static void edges_add(struct reading *reading, size_t from, struct uuid person) {
    const struct cascade_tree *tree = reading->tree;
    for (size_t at = order_find(reading, reading->by_person, true, person);
         at < tree->count && uuid_equal(tree->trainers[reading->by_person[at]].person, person); at++) {
        reading->edges =
            arena_room(reading->arena, reading->edges, sizeof *reading->edges, reading->edge_count);
        reading->edges[reading->edge_count++] = (struct edge){from, reading->by_person[at]};
    }
}

static void links_read(struct reading *reading, const char *learner, struct links *links) {
    struct db_query *query = links_ask(reading, learner);
    bool is_people = links == &reading->people;
    struct uuid before = {{0}};
    while (db_next(query)) {
        size_t trainer, known = links->count;
        struct uuid id = db_column_uuid(query, 1);
        if (!trainer_find(reading, db_column_uuid(query, 0), &trainer)) continue;
        link_add(reading, links, trainer, known && uuid_equal(id, before), is_now(reading, query));
        before = id;
        if (is_people && links->count > known) edges_add(reading, trainer, id);
    }
    db_done(query);
}

static void trainers_count(struct reading *reading) {
    struct cascade_trainer *trainers = reading->tree->trainers;
    for (size_t i = 0; i < reading->people.count; i++) {
        const struct link *link = &reading->people.links[i];
        trainers[link->trainer].people++;
        trainers[link->trainer].people_now += link->is_now;
    }
    for (size_t i = 0; i < reading->households.count; i++) {
        const struct link *link = &reading->households.links[i];
        trainers[link->trainer].households++;
        trainers[link->trainer].households_now += link->is_now;
    }
    reading->tree->people = reading->people.learners;
    reading->tree->households = reading->households.learners;
}

/* ---- levels ---- */

/* The longest way from the top.  The rules let no circle in; should there be one, the number of rounds ends
 * it. */
static void levels_find(struct reading *reading) {
    struct cascade_trainer *trainers = reading->tree->trainers;
    for (int round = 0; round < LIMIT_CASCADE_LEVELS; round++) {
        for (size_t i = 0; i < reading->edge_count; i++) {
            struct edge edge = reading->edges[i];
            size_t below = trainers[edge.from].level + 1;
            if (below > LIMIT_CASCADE_LEVELS) below = LIMIT_CASCADE_LEVELS;
            if (trainers[edge.to].level < below) trainers[edge.to].level = below;
        }
    }
}

static void taught_find(struct reading *reading) {
    struct cascade_trainer *trainers = reading->tree->trainers;
    for (size_t i = 0; i < reading->edge_count; i++) {
        struct cascade_trainer *from = &trainers[reading->edges[i].from];
        from->taught = arena_room(reading->arena, from->taught, sizeof *from->taught, from->taught_count);
        from->taught[from->taught_count++] = reading->edges[i].to;
    }
}

/* Different learners of each level: each once, however many trainers of the level teach them. */
static void levels_count(struct reading *reading, const struct links *links, bool is_people) {
    struct cascade_tree *tree = reading->tree;
    uint32_t seen = 0;
    for (size_t i = 0; i < links->count; i++) {
        if (i == 0 || links->links[i].learner != links->links[i - 1].learner) seen = 0;
        size_t level = tree->trainers[links->links[i].trainer].level;
        if (seen >> level & 1) continue;
        seen |= UINT32_C(1) << level;
        if (is_people)
            tree->levels[level].people++;
        else
            tree->levels[level].households++;
    }
}

static void levels_fill(struct reading *reading) {
    struct cascade_tree *tree = reading->tree;
    _Static_assert(LIMIT_CASCADE_LEVELS < 32, "a bit for each level");
    levels_find(reading);
    taught_find(reading);
    levels_count(reading, &reading->people, true);
    levels_count(reading, &reading->households, false);
    for (size_t i = 0; i < tree->count; i++) {
        struct cascade_level *level = &tree->levels[tree->trainers[i].level];
        level->trainers++;
        level->capacity += tree->trainers[i].capacity;
        level->load += cascade_load(&tree->trainers[i]);
        if (tree->trainers[i].level >= tree->level_count) tree->level_count = tree->trainers[i].level + 1;
    }
}

/* ---- coaching visits ---- */

static struct db_query *visits_ask(struct reading *reading) {
    enum { CREATORS_FROM = 3 };
    struct text sql = TEXT_IN(reading->arena);
    text_append(&sql,
                S("SELECT s.trainer, CAST(COUNT(*) AS BIGINT), MAX(s.starts_on) FROM session s WHERE "
                  "s.org_id = ?1 AND s.deleted_ms = 0 AND s.kind = 'coaching' AND s.status = 'held' AND "
                  "s.trainer IS NOT NULL AND s.starts_on <= ?2"));
    view_add_creators(&sql, reading->query->sessions, "s.created_by", CREATORS_FROM);
    text_append(&sql, S(" GROUP BY s.trainer"));
    struct db_query *query = db_query(reading->db, sql_built(reading->arena, text_slice(&sql)));
    db_bind_uuid(query, 1, reading->query->org);
    db_bind_text(query, 2, date_format_iso(reading->arena, date_of_day(reading->query->today)));
    view_bind_creators(query, reading->query->sessions, CREATORS_FROM);
    return query;
}

static void visits_read(struct reading *reading) {
    struct cascade_tree *tree = reading->tree;
    if (!view_has(reading->query->sessions, reading->query->org)) return;
    struct db_query *query = visits_ask(reading);
    while (db_next(query)) {
        struct uuid person = db_column_uuid(query, 0);
        int64_t last = day_of(db_column_text(query, 2), INT64_MIN);
        for (size_t at = order_find(reading, reading->by_person, true, person);
             at < tree->count && uuid_equal(tree->trainers[reading->by_person[at]].person, person); at++) {
            tree->trainers[reading->by_person[at]].visits = db_column_int(query, 1);
            tree->trainers[reading->by_person[at]].last_visit = last;
        }
    }
    db_done(query);
}

/* Who only trains trainers makes no visits. */
static bool is_overdue(const struct cascade_trainer *trainer, int64_t today) {
    bool teaches = trainer->people_now + trainer->households_now > 0 && trainer->until >= today;
    int64_t last = trainer->last_visit == INT64_MIN ? trainer->since : trainer->last_visit;
    return teaches && trainer->capacity > 0 && today - last > LIMIT_COACHING_DAYS;
}

/* ---- practices ---- */

static void use_add(struct cascade_use *sum, struct slice use, int64_t count) {
    sum->checked += count;
    if (slice_equal(use, S("in_use"))) sum->in_use += count;
    if (slice_equal(use, S("stopped"))) sum->stopped += count;
}

static struct cascade_use *practice_of(struct reading *reading, struct slice code) {
    struct cascade_tree *tree = reading->tree;
    for (size_t i = 0; i < tree->practice_count; i++) {
        if (slice_equal(tree->practices[i].code, code)) return &tree->practices[i].use;
    }
    if (tree->practice_count == CASCADE_PRACTICES_MAX) return NULL;
    struct cascade_practice *made = &tree->practices[tree->practice_count++];
    *made = (struct cascade_practice){.code = arena_copy(reading->arena, code)};
    return &made->use;
}

/* The last check of each trainee and practice until the day. */
static struct db_query *checks_ask(struct reading *reading) {
    struct db_query *query = db_query(
        reading->db,
        SQL("SELECT t.trainer, x.practice, x.\"use\", CAST(COUNT(*) AS BIGINT) FROM (SELECT trainee, "
            "practice, "
            "\"use\", ROW_NUMBER() OVER (PARTITION BY trainee, practice ORDER BY checked_on DESC, id DESC) "
            "AS turn "
            "FROM adoption WHERE org_id = ?1 AND deleted_ms = 0 AND checked_on <= ?3) x JOIN trainee t ON "
            "t.org_id = ?1 AND t.id = x.trainee AND t.deleted_ms = 0 WHERE x.turn = 1 AND (?2 = '' OR "
            "t.subject "
            "= ?2) GROUP BY t.trainer, x.practice, x.\"use\""));
    db_bind_uuid(query, 1, reading->query->org);
    db_bind_text(query, 2, reading->query->subject);
    db_bind_text(query, 3, date_format_iso(reading->arena, date_of_day(reading->query->today)));
    return query;
}

static void checks_read(struct reading *reading) {
    struct db_query *query = checks_ask(reading);
    while (db_next(query)) {
        size_t trainer;
        struct slice use = db_column_text(query, 2);
        int64_t count = db_column_int(query, 3);
        if (!trainer_find(reading, db_column_uuid(query, 0), &trainer)) continue;
        struct cascade_use *practice = practice_of(reading, db_column_text(query, 1));
        use_add(&reading->tree->trainers[trainer].use, use, count);
        use_add(&reading->tree->use, use, count);
        if (practice) use_add(practice, use, count);
    }
    db_done(query);
}

static int compare_practices(const void *a, const void *b) {
    const struct cascade_practice *first = a, *second = b;
    if (first->use.checked != second->use.checked) return first->use.checked > second->use.checked ? -1 : 1;
    return slice_compare(first->code, second->code);
}

/* ---- all ---- */

struct cascade_tree cascade_read(struct arena *arena, struct db *db, const struct cascade_query *query) {
    struct cascade_tree tree = {0};
    struct reading reading = {.arena = arena, .db = db, .query = query, .tree = &tree};
    if (!view_has(query->trainers, query->org)) return tree;
    trainers_read(&reading);
    reading.by_id = order_make(&reading, compare_ids);
    reading.by_person = order_make(&reading, compare_people);
    links_read(&reading, "person", &reading.people);
    links_read(&reading, "household", &reading.households);
    trainers_count(&reading);
    visits_read(&reading);
    levels_fill(&reading);
    checks_read(&reading);
    for (size_t i = 0; i < tree.count; i++) {
        struct cascade_trainer *trainer = &tree.trainers[i];
        trainer->is_overdue = is_overdue(trainer, query->today);
        tree.overdue += trainer->is_overdue;
        tree.full += trainer->capacity > 0 && cascade_room(trainer) == 0;
    }
    if (tree.practice_count)
        qsort(tree.practices, tree.practice_count, sizeof *tree.practices, compare_practices);
    return tree;
}

int64_t cascade_load(const struct cascade_trainer *trainer) {
    return trainer->is_capped ? trainer->households_now : trainer->people_now;
}

int64_t cascade_room(const struct cascade_trainer *trainer) {
    int64_t room = trainer->capacity - cascade_load(trainer);
    return trainer->capacity > 0 && room > 0 ? room : 0;
}

int cascade_percent(struct cascade_use use) {
    return use.checked ? (int)((use.in_use * 200 + use.checked) / (2 * use.checked)) : -1;
}
