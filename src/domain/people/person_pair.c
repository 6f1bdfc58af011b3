/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people/person_pair.h"

#include "base/limits.h"
#include "store/codec.h"

enum { PEOPLE_PER_ROUND = 100, CANDIDATES_EACH = 8 };

struct view people_own_view(struct arena *arena, struct uuid org) {
    struct uuid *orgs = arena_make(arena, struct uuid, 1);
    *orgs = org;
    return (struct view){.allowed = true,
                         .orgs = orgs,
                         .org_count = 1,
                         .own_org = org,
                         .own_max = IDENTIFYING,
                         .foreign_max = IDENTIFYING};
}

static const struct field *pair_field(const char *name) {
    return record_type_field(&person_pair_type, slice_of(name));
}

static struct uuid lesser(struct uuid a, struct uuid b) {
    return uuid_compare(a, b) < 0 ? a : b;
}

static struct uuid greater(struct uuid a, struct uuid b) {
    return uuid_compare(a, b) < 0 ? b : a;
}

struct record *person_pair_find(struct store *store, struct db *db, struct arena *arena, struct uuid org,
                                struct uuid a, struct uuid b) {
    struct view view = people_own_view(arena, org);
    struct list_query query = {.type = &person_pair_type, .limit = 1, .org = org, .filter_count = 2};
    struct list_page page;
    struct refusal none = REFUSAL_IN(arena);
    query.filters[0] =
        (struct filter){pair_field("first"), FILTER_EQUAL, {.present = true, .id = lesser(a, b)}};
    query.filters[1] =
        (struct filter){pair_field("second"), FILTER_EQUAL, {.present = true, .id = greater(a, b)}};
    return query_list(store, db, arena, &view, &query, &page, &none) && page.count ? page.records[0] : NULL;
}

struct change person_pair_change(struct arena *arena, const struct record *pair, struct uuid org,
                                 struct uuid a, struct uuid b, struct slice state, int64_t score,
                                 struct slice reason) {
    struct change change = change_new(arena, pair ? CHANGE_UPDATE : CHANGE_CREATE, &person_pair_type, org);
    if (pair) {
        change.id = pair->id;
    } else {
        change_set_value(&change, "first", (struct value){.present = true, .id = lesser(a, b)});
        change_set_value(&change, "second", (struct value){.present = true, .id = greater(a, b)});
    }
    change_set_value(&change, "state", (struct value){.present = true, .text = state});
    if (score) change_set_value(&change, "score", (struct value){.present = true, .number = score});
    change_set_value(&change, "reason", (struct value){.present = reason.len > 0, .text = reason});
    return change;
}

/* ---- the search ---- */

int64_t person_pairs_searched(struct store *store, struct db *db, struct arena *arena, struct uuid org,
                              int64_t *waiting) {
    struct view view = people_own_view(arena, org);
    struct list_query query = {.type = &pair_search_type, .limit = 1, .org = org}; /* the newest */
    struct list_page page;
    struct refusal none = REFUSAL_IN(arena);
    bool any = query_list(store, db, arena, &view, &query, &page, &none) && page.count;
    int64_t until_ms = any ? pair_search_of(page.records[0])->until_ms.number : 0;
    struct db_query *count = db_query(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM person WHERE org_id = ?1 "
                                              "AND updated_ms > ?2 AND deleted_ms = 0"));
    db_bind_uuid(count, 1, org);
    db_bind_int(count, 2, until_ms);
    *waiting = db_next(count) ? db_column_int(count, 0) : 0;
    db_done(count);
    return until_ms;
}

struct search {
    struct store *store;
    struct uuid org;
    const struct actor *actor;
    struct pair_report *report;
};

/* The next people behind `last`, in the order of their ids. */
static size_t next_people(const struct search *search, struct db *db, int64_t since_ms, struct uuid *last,
                          struct uuid *ids) {
    struct db_query *query =
        db_query(db, SQL("SELECT id FROM person WHERE org_id = ?1 AND id > ?2 AND updated_ms > ?3 AND "
                         "deleted_ms = 0 ORDER BY id LIMIT ?4"));
    size_t count = 0;
    db_bind_uuid(query, 1, search->org);
    db_bind_uuid(query, 2, *last);
    db_bind_int(query, 3, since_ms);
    db_bind_int(query, 4, PEOPLE_PER_ROUND);
    while (count < PEOPLE_PER_ROUND && db_next(query))
        ids[count++] = db_column_uuid(query, 0);
    db_done(query);
    if (count) *last = ids[count - 1];
    return count;
}

static bool is_planned(const struct change *changes, size_t count, struct uuid a, struct uuid b) {
    for (size_t i = 0; i < count; i++) {
        const struct person_pair *pair = person_pair_of(changes[i].values);
        if (uuid_equal(pair->first.id, lesser(a, b)) && uuid_equal(pair->second.id, greater(a, b)))
            return true;
    }
    return false;
}

/* New pairs of one person behind those planned already. */
static size_t plan_person(const struct search *search, struct db *db, struct arena *arena,
                          const struct record *person, struct change *changes, size_t count) {
    struct arena *scratch = arena_new();
    struct view view = people_own_view(scratch, search->org);
    struct person_candidate candidates[CANDIDATES_EACH];
    size_t found = person_candidates(search->store, db, scratch, &view, person, candidates, CANDIDATES_EACH);
    for (size_t i = 0; i < found; i++) {
        struct uuid other = candidates[i].record->id;
        if (is_planned(changes, count, person->id, other)) continue;
        if (person_pair_find(search->store, db, scratch, search->org, person->id, other)) continue;
        changes[count++] = person_pair_change(arena, NULL, search->org, person->id, other, S("open"),
                                              candidates[i].score.points, S(""));
    }
    arena_free(scratch);
    return count;
}

static bool write_changes(const struct search *search, struct arena *arena, struct change *changes,
                          size_t count) {
    struct actor system = *search->actor;
    system.is_system =
        true; /* pairs are the program's own records; whoever asked for the search stands in the log */
    struct write_job job = {.job_arena = arena, .actor = &system, .changes = changes, .change_count = count};
    return count == 0 || store_write(search->store, &job) == OUTCOME_OK;
}

/* One round; gives the number of people looked at. */
static size_t search_round(const struct search *search, int64_t since_ms, struct uuid *last, bool *good) {
    struct arena *arena = arena_new();
    struct db *db = store_borrow(search->store);
    struct uuid *ids = arena_make(arena, struct uuid, PEOPLE_PER_ROUND);
    struct record **people = arena_make(arena, struct record *, PEOPLE_PER_ROUND);
    struct change *changes = arena_make(arena, struct change, PEOPLE_PER_ROUND * CANDIDATES_EACH);
    struct view view = people_own_view(arena, search->org);
    size_t count = next_people(search, db, since_ms, last, ids), planned = 0;
    query_get_many(search->store, db, arena, &view, &person_type, ids, count, people);
    for (size_t i = 0; i < count; i++) {
        if (people[i]) planned = plan_person(search, db, arena, people[i], changes, planned);
    }
    store_return(search->store, db);
    *good = write_changes(search, arena, changes, planned);
    search->report->found += *good ? planned : 0;
    arena_free(arena);
    return count;
}

static bool note_search(const struct search *search, int64_t until_ms) {
    struct arena *arena = arena_new();
    struct change change = change_new(arena, CHANGE_CREATE, &pair_search_type, search->org);
    change_set_value(&change, "until_ms", (struct value){.present = true, .number = until_ms});
    change_set_value(&change, "people", (struct value){.present = true, .number = (int64_t)search->report->people});
    change_set_value(&change, "found", (struct value){.present = true, .number = (int64_t)search->report->found});
    bool good = write_changes(search, arena, &change, 1);
    arena_free(arena);
    return good;
}

bool person_pairs_search(struct store *store, struct uuid org, const struct actor *actor,
                         pair_progress *progress, void *context, struct pair_report *report) {
    *report = (struct pair_report){0};
    struct search search = {store, org, actor, report};
    struct uuid last = {{0}};
    int64_t all = 0, until_ms = clock_now_ms();
    bool good = true;
    struct arena *arena = arena_new();
    struct db *db = store_borrow(store);
    int64_t since_ms = person_pairs_searched(store, db, arena, org, &all);
    store_return(store, db);
    arena_free(arena);
    for (size_t count = 1; good && count;) {
        count = search_round(&search, since_ms, &last, &good);
        report->people += count;
        if (progress && !progress(context, report->people, (size_t)all)) good = false;
    }
    return good && note_search(&search, until_ms);
}
