/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keyed index leads to files with the same consonants of a name, those of the sex and of the years around
 * the birth first; of them only those are opened whose sex and year leave room for the same person.
 */
#include "domain/care/case_match.h"

#include <stdlib.h>

#include "base/text.h"
#include "catalogue/value.h"
#include "domain/people/name_skeletons.h"
#include "store/vault.h"

enum { LOOKED_AT_MAX = 48, YEARS_AROUND = 2, YEARS_APART_MAX = 5 };

/* ---- the words ---- */

static struct name_skeletons skeletons_of(struct arena *arena, const struct case_file *file) {
    const struct value *const texts[] = {&file->name_km, &file->name_latin, &file->alias};
    return name_skeletons_of(arena, texts, ARRAY_LEN(texts));
}

/* 0 when neither birth nor age is known. */
static int64_t birth_year(const struct case_file *file) {
    struct date date;
    if (file->birth_date.present && !file->birth_date.sealed && date_parse_iso(file->birth_date.text, &date))
        return date.year;
    if (file->birth_year.present) return file->birth_year.number;
    if (!file->age_years.present) return 0;
    return (file->arrived_on.present ? file->arrived_on.date : clock_today()).year - file->age_years.number;
}

static void words_with(struct word_list *list, const struct name_skeletons *skeletons, struct slice head) {
    for (size_t i = 0; i < skeletons->count; i++) {
        if (skeletons->at[i].len) /* a word of vowels alone would lead to all others of that kind */
            word_list_add(
                list, arena_printf(list->arena, "%.*s %.*s", SLICE_ARG(head), SLICE_ARG(skeletons->at[i])));
    }
}

static struct slice year_head(struct arena *arena, int64_t year) {
    return arena_printf(arena, "y%lld", (long long)year);
}

void case_file_index_words(struct word_list *list, const struct record *file) {
    struct name_skeletons skeletons = skeletons_of(list->arena, case_file_of(file));
    int64_t year = birth_year(case_file_of(file));
    words_with(list, &skeletons, S("n"));
    if (year) words_with(list, &skeletons, year_head(list->arena, year));
}

static struct word_list *words_to_look_for(struct arena *arena, const struct case_file *file) {
    struct word_list *list = arena_make(arena, struct word_list, 1);
    struct name_skeletons skeletons = skeletons_of(arena, file);
    int64_t year = birth_year(file);
    list->arena = arena;
    for (int64_t away = 0; year && away <= YEARS_AROUND; away++) {
        words_with(list, &skeletons, year_head(arena, year - away));
        if (away) words_with(list, &skeletons, year_head(arena, year + away));
    }
    words_with(list, &skeletons, S("n"));
    return list;
}

/* ---- scores ---- */

/* A file as the register would know its person, so that both are weighed alike. */
static struct person_profile *profile_of(struct arena *arena, const struct case_file *file) {
    struct record *record = record_new(arena, &person_type);
    struct person *person = person_of(record);
    const struct value *names[] = {&file->name_km, &file->name_latin, &file->alias};
    struct value *into[] = {&person->name_km, &person->name_latin, &person->alias};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (!names[i]->sealed) *into[i] = *names[i];
    }
    struct date date;
    person->sex = file->sex;
    person->village = file->home_village;
    person->age_years = file->age_years;
    person->age_on = file->arrived_on;
    if (file->birth_date.present && !file->birth_date.sealed &&
        date_parse_iso(file->birth_date.text, &date)) {
        person->birth_date = (struct value){.present = true, .date = date};
    } else if (!file->age_years.present && file->birth_year.present) {
        date = (struct date){.year = (int16_t)file->birth_year.number, .precision = DATE_YEAR};
        person->birth_date = (struct value){.present = true, .date = date};
    }
    return person_profile_of(arena, record);
}

static bool is_known_sex(const struct value *sex) {
    return sex->present && !slice_equal(sex->text, S("x"));
}

/* False when no name could make them one person: nothing is opened then. */
static bool may_be_same(const struct case_file *a, const struct case_file *b) {
    int64_t one = birth_year(a), other = birth_year(b);
    if (is_known_sex(&a->sex) && is_known_sex(&b->sex) && !slice_equal(a->sex.text, b->sex.text))
        return false;
    return !one || !other || llabs(one - other) <= YEARS_APART_MAX;
}

static int nearer(const void *a, const void *b) {
    return ((const struct case_candidate *)b)->score.points -
           ((const struct case_candidate *)a)->score.points;
}

static size_t files_read(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                         const struct record *file, struct record **files) {
    struct uuid ids[LOOKED_AT_MAX];
    const struct word_list *words = words_to_look_for(arena, case_file_of(file));
    size_t count = search_words_any(store, db, arena, file->org_id, &case_file_type, words->words,
                                    words->count, ids, LOOKED_AT_MAX),
           kept = 0;
    query_get_many(store, db, arena, view, &case_file_type, ids, count, files);
    for (size_t i = 0; i < count; i++) {
        if (!files[i] || files[i]->deleted_ms || uuid_equal(files[i]->id, file->id)) continue;
        if (may_be_same(case_file_of(file), case_file_of(files[i]))) files[kept++] = files[i];
    }
    return kept;
}

/* Those who are called the same. */
static size_t namesakes_of(const struct case_candidate *candidates, size_t count) {
    size_t same = 0;
    for (size_t i = 0; i < count; i++) {
        const struct person_score *score = &candidates[i].score;
        same += score->count && score->reasons[0].evidence == PERSON_NAME && score->reasons[0].points > 0;
    }
    return same;
}

size_t case_candidates(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                       const struct record *file, struct case_candidate *found, size_t max) {
    struct record *files[LOOKED_AT_MAX];
    struct case_candidate all[LOOKED_AT_MAX];
    struct person_profile *profiles[LOOKED_AT_MAX], *typed = profile_of(arena, case_file_of(file));
    size_t count = files_read(store, db, arena, view, file, files), opened = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct record *copy = record_copy(arena, files[i]);
        if (!vault_open_record(store, db, arena, copy)) continue;
        profiles[opened] = profile_of(arena, case_file_of(copy));
        all[opened] = (struct case_candidate){files[i], person_score_of(typed, profiles[opened], 0)};
        opened++;
    }
    size_t namesakes = namesakes_of(all, opened);
    for (size_t i = 0; i < opened; i++)
        all[i].score = person_score_of(typed, profiles[i], namesakes);
    qsort(all, opened, sizeof *all, nearer);
    while (kept < opened && kept < max && all[kept].score.points >= CASE_ALIKE_MIN)
        found[kept] = all[kept], kept++;
    return kept;
}

struct person_score case_score(struct store *store, struct db *db, struct arena *arena, const struct record *a, const struct record *b) {
    struct record *one = record_copy(arena, a), *other = record_copy(arena, b);
    if (!vault_open_record(store, db, arena, one) || !vault_open_record(store, db, arena, other)) return (struct person_score){0};
    return person_score_of(profile_of(arena, case_file_of(one)), profile_of(arena, case_file_of(other)), 0);
}

/* ---- rows of one list ---- */

struct row_word {
    struct slice word;
    size_t row;
};

static int compare_row_words(const void *a, const void *b) {
    const struct row_word *one = a, *other = b;
    int order = slice_compare(one->word, other->word);
    return order ? order : one->row < other->row ? -1 : 1;
}

static struct row_word *row_words(struct arena *arena, struct record *const *files, size_t count,
                                  size_t *word_count) {
    struct row_word *words = NULL;
    *word_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct name_skeletons skeletons = skeletons_of(arena, case_file_of(files[i]));
        for (size_t k = 0; k < skeletons.count; k++) {
            if (!skeletons.at[k].len) continue;
            words = arena_room(arena, words, sizeof *words, *word_count);
            words[(*word_count)++] = (struct row_word){skeletons.at[k], i};
        }
    }
    if (*word_count) qsort(words, *word_count, sizeof *words, compare_row_words);
    return words;
}

void case_doubles(struct arena *arena, struct record *const *files, size_t count, size_t *double_of) {
    size_t word_count;
    struct row_word *words = row_words(arena, files, count, &word_count);
    struct person_profile **profiles = arena_make(arena, struct person_profile *, count + 1);
    for (size_t i = 0; i < count; i++) {
        double_of[i] = SIZE_MAX;
        profiles[i] = profile_of(arena, case_file_of(files[i]));
    }
    for (size_t i = 1; i < word_count; i++) {
        size_t row = words[i].row;
        for (size_t k = i; k-- > 0 && i - k <= LOOKED_AT_MAX && slice_equal(words[k].word, words[i].word);) {
            if (double_of[row] != SIZE_MAX || words[k].row == row ||
                !may_be_same(case_file_of(files[row]), case_file_of(files[words[k].row])))
                continue;
            if (person_score_of(profiles[row], profiles[words[k].row], 0).points >= CASE_ALIKE_MIN)
                double_of[row] = words[k].row;
        }
    }
}
