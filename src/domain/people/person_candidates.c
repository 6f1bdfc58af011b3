/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may be the same: the index of words leads to people with the same skeleton of a name, first those of
 * the village and of the years around the birth, then everybody; they are read and scored.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/people/name_skeletons.h"
#include "domain/people/person_match.h"
#include "domain/people/rules.h"
#include "store/search_word.h"
#include "store/view.h"

enum {
    LOOKED_AT_MAX = 240,
    LIKELY_LOOKED_AT = 48,
    RELATIVES_GAIN_MAX = 15,
    NAMESAKES_MAX = 200,
    YEARS_AROUND = 2,
    CIRCLE_MAX = 12
};

/* ---- the words ---- */

static struct name_skeletons skeletons_of(struct arena *arena, const struct record *record) {
    const struct person *person = person_of(record);
    const struct value *const texts[] = {&person->name_km, &person->name_latin, &person->alias};
    return name_skeletons_of(arena, texts, ARRAY_LEN(texts));
}

/* 0 when neither birth nor age is known. */
static int birth_year(const struct record *record) {
    const struct person *person = person_of(record);
    if (person->birth_date.present) return person->birth_date.date.year;
    if (!person->age_years.present) return 0;
    struct date asked = person->age_on.present ? person->age_on.date : clock_today();
    return (int)(asked.year - person->age_years.number);
}

static void add_with(struct word_list *list, const struct name_skeletons *skeletons, const char *head,
                     struct slice value) {
    for (size_t i = 0; i < skeletons->count; i++) {
        word_list_add(list, arena_printf(list->arena, "%s%.*s %.*s", head, SLICE_ARG(value),
                                         SLICE_ARG(skeletons->at[i])));
    }
}

void person_index_words(struct word_list *list, const struct record *person) {
    struct name_skeletons skeletons = skeletons_of(list->arena, person);
    const struct value *village = &person_of(person)->village;
    int year = birth_year(person);
    add_with(list, &skeletons, "n", S(""));
    if (village->present) add_with(list, &skeletons, "v", village->text);
    if (year) add_with(list, &skeletons, "y", arena_printf(list->arena, "%d", year));
}

/* The same words, the likeliest first, and the telephone. */
static struct word_list *words_to_look_for(struct arena *arena, const struct record *record) {
    struct word_list *list = arena_make(arena, struct word_list, 1);
    struct name_skeletons skeletons = skeletons_of(arena, record);
    const struct person *person = person_of(record);
    int year = birth_year(record);
    list->arena = arena;
    if (person->phone.present) word_list_add(list, arena_join(arena, S("="), person->phone.text));
    if (person->village.present) add_with(list, &skeletons, "v", person->village.text);
    for (int away = -YEARS_AROUND; year && away <= YEARS_AROUND; away++) {
        add_with(list, &skeletons, "y", arena_printf(arena, "%d", year + away));
    }
    add_with(list, &skeletons, "n", S(""));
    return list;
}

/* ---- what is known of them ---- */

struct finder {
    struct store *store;
    struct db *db;
    struct arena *arena;
    const struct view *view;
    struct uuid org;
};

static void add_household(const struct finder *finder, struct person_profile *profile,
                          const struct record *record) {
    const struct value *household = &person_of(record)->household;
    struct list_query query = {
        .type = &person_type, .limit = CIRCLE_MAX, .org = finder->org, .filter_count = 1};
    struct list_page page;
    struct refusal none = REFUSAL_IN(finder->arena);
    if (!household->present) return;
    query.filters[0] =
        (struct filter){record_type_field(&person_type, S("household")), FILTER_EQUAL, *household};
    if (!query_list(finder->store, finder->db, finder->arena, finder->view, &query, &page, &none)) return;
    for (size_t i = 0; i < page.count; i++) {
        if (!uuid_equal(page.records[i]->id, record->id))
            person_profile_add_relative(finder->arena, profile, page.records[i]);
    }
}

/* Documents by their blind indexes: equal ones are equal documents, and nobody learns the number. */
static void add_documents(const struct finder *finder, struct person_profile *profile,
                          const struct record *record) {
    if (uuid_is_zero(record->id)) return;
    struct db_query *query = db_query(finder->db, SQL("SELECT \"number_index\" FROM identity_document WHERE "
                                                      "org_id = ?1 AND person = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, finder->org);
    db_bind_uuid(query, 2, record->id);
    while (db_next(query))
        person_profile_add_document(finder->arena, profile, db_column_blob(query, 0));
    db_done(query);
}

/* People who have a document that this one has. */
static size_t find_by_document(const struct finder *finder, const struct record *person, struct uuid *ids,
                               size_t max) {
    size_t count = 0;
    struct db_query *query =
        db_query(finder->db, SQL("SELECT other.person FROM identity_document AS mine JOIN identity_document "
                                 "AS other ON other.org_id = mine.org_id "
                                 "AND other.\"number_index\" = mine.\"number_index\" WHERE mine.org_id = ?1 "
                                 "AND mine.person = ?2 AND "
                                 "mine.deleted_ms = 0 AND other.deleted_ms = 0 AND other.person <> ?2"));
    if (uuid_is_zero(person->id)) return 0;
    db_bind_uuid(query, 1, finder->org);
    db_bind_uuid(query, 2, person->id);
    while (count < max && db_next(query))
        ids[count++] = db_column_uuid(query, 0);
    db_done(query);
    return count;
}

/* How many are called so, by the dictionary's names where it knows them. */
static size_t count_namesakes(const struct finder *finder, const struct record *record) {
    const struct person *person = person_of(record);
    struct word_list *words = arena_make(finder->arena, struct word_list, 1);
    struct uuid *ids = arena_make(finder->arena, struct uuid, NAMESAKES_MAX);
    words->arena = finder->arena;
    if (person->name_km.present) word_list_add_names(words, person->name_km.text, true);
    if (person->name_latin.present) word_list_add_names(words, person->name_latin.text, true);
    if (!words->count) return 0;
    size_t others = search_words_any(finder->store, finder->db, finder->arena, finder->org, &person_type, words->words,
                                     words->count, ids, NAMESAKES_MAX);
    return uuid_is_zero(record->id) ? others + 1 : others;
}

/* ---- scoring ---- */

static int compare_candidates(const void *a, const void *b) {
    const struct person_candidate *one = a, *other = b;
    int order = (other->score.points > one->score.points) - (other->score.points < one->score.points);
    return order ? order : uuid_compare(one->record->id, other->record->id);
}

/* Households and documents are read only of those whom the rest has not ruled out. */
static struct person_score score_closely(const struct finder *finder, const struct person_profile *mine,
                                         struct record *record, size_t namesakes) {
    enum { DOCUMENT_GAIN = 40 };
    struct person_profile *theirs = person_profile_of(finder->arena, record);
    struct person_score score = person_score_of(mine, theirs, namesakes);
    if (score.points + RELATIVES_GAIN_MAX + DOCUMENT_GAIN < PERSON_POSSIBLE_MIN) return score;
    add_documents(finder, theirs, record);
    if (score.points + RELATIVES_GAIN_MAX >= PERSON_POSSIBLE_MIN) add_household(finder, theirs, record);
    return person_score_of(mine, theirs, namesakes);
}

size_t person_candidates(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                         const struct record *person, struct person_candidate *candidates, size_t max) {
    struct finder finder = {store, db, arena, view, person->org_id};
    struct uuid *ids = arena_make(arena, struct uuid, LOOKED_AT_MAX);
    struct record **records = arena_make(arena, struct record *, LOOKED_AT_MAX);
    struct person_candidate *all = arena_make(arena, struct person_candidate, LOOKED_AT_MAX);
    if (!view->allowed || !view_has(view, person->org_id) ||
        view_max(view, &person_type, person->org_id) < IDENTIFYING)
        return 0;
    const struct word_list *words = words_to_look_for(arena, person);
    size_t count = find_by_document(&finder, person, ids, LOOKED_AT_MAX / 4), good = 0;
    if (words->count) {
        count += search_words_any(store, db, arena, person->org_id, &person_type, words->words, words->count,
                                  ids + count, LOOKED_AT_MAX - count);
    }
    query_get_many(store, db, arena, view, &person_type, ids, count, records);
    struct person_profile *mine = person_profile_of(arena, person);
    size_t namesakes = count ? count_namesakes(&finder, person) : 0;
    add_household(&finder, mine, person);
    add_documents(&finder, mine, person);
    for (size_t i = 0; i < count; i++) {
        struct record *other = records[i];
        if (!other || other->deleted_ms || uuid_equal(other->id, person->id) ||
            !uuid_equal(other->org_id, person->org_id))
            continue;
        bool twice = false;
        for (size_t k = 0; k < good && !twice; k++)
            twice = uuid_equal(all[k].record->id, other->id);
        if (twice) continue;
        struct person_score score = score_closely(&finder, mine, other, namesakes);
        if (score.points >= PERSON_POSSIBLE_MIN) all[good++] = (struct person_candidate){other, score};
    }
    if (good) qsort(all, good, sizeof *all, compare_candidates);
    if (good > max) good = max;
    if (good) memcpy(candidates, all, good * sizeof *all);
    return good;
}

/* How alike they are if nothing speaks against it that is not read yet: a common name only takes points away.
 */
static int likely_points(const struct finder *finder, struct person_profile *mine, bool has_household,
                         struct record *other) {
    struct person_profile *theirs = person_profile_of(finder->arena, other);
    int points = person_score_of(mine, theirs, 0).points;
    if (!has_household || points + RELATIVES_GAIN_MAX < PERSON_LIKELY_MIN) return points;
    add_household(finder, theirs, other);
    return person_score_of(mine, theirs, 0).points;
}

static bool likely_for_sure(const struct finder *finder, const struct record *person,
                            struct person_profile *mine, bool has_household, struct record *other) {
    struct person_profile *theirs = person_profile_of(finder->arena, other);
    if (has_household) add_household(finder, theirs, other);
    return person_score_of(mine, theirs, count_namesakes(finder, person)).points >= PERSON_LIKELY_MIN;
}

/* The best of those who were found. */
static struct record *likeliest(const struct finder *finder, const struct record *person,
                                struct person_profile *mine, struct record **records, size_t count) {
    struct record *best = NULL;
    int best_points = PERSON_LIKELY_MIN - 1;
    bool has_household = person_of(person)->household.present;
    for (size_t i = 0; i < count; i++) {
        struct record *other = records[i];
        bool is_other = other && !other->deleted_ms && !uuid_equal(other->id, person->id) &&
                        uuid_equal(other->org_id, person->org_id);
        int points = is_other ? likely_points(finder, mine, has_household, other) : 0;
        if (points > best_points) best = other, best_points = points;
    }
    return best && likely_for_sure(finder, person, mine, has_household, best) ? best : NULL;
}

bool person_likely_find(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                        const struct record *person, struct uuid *who) {
    struct finder finder = {store, db, arena, view, person->org_id};
    struct uuid ids[LIKELY_LOOKED_AT];
    struct record *records[LIKELY_LOOKED_AT];
    bool may_look = view->allowed && view_has(view, person->org_id) &&
                    view_max(view, &person_type, person->org_id) >= IDENTIFYING;
    const struct word_list *words = may_look ? words_to_look_for(arena, person) : NULL;
    if (!words || !words->count) return false;
    size_t count = search_words_any(store, db, arena, person->org_id, &person_type, words->words, words->count, ids,
                                    LIKELY_LOOKED_AT);
    if (!count) return false;
    query_get_many(store, db, arena, view, &person_type, ids, count, records);
    struct person_profile *mine = person_profile_of(arena, person);
    if (person_of(person)->household.present) add_household(&finder, mine, person);
    const struct record *best = likeliest(&finder, person, mine, records, count);
    if (best) *who = best->id;
    return best != NULL;
}

struct person_score person_score_stored(struct store *store, struct db *db, struct arena *arena,
                                        const struct view *view, const struct record *a,
                                        const struct record *b) {
    struct finder finder = {store, db, arena, view, a->org_id};
    struct person_profile *mine = person_profile_of(arena, a), *theirs = person_profile_of(arena, b);
    add_household(&finder, mine, a);
    add_documents(&finder, mine, a);
    add_household(&finder, theirs, b);
    add_documents(&finder, theirs, b);
    return person_score_of(mine, theirs, count_namesakes(&finder, a));
}
