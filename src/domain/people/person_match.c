/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people/person_match.h"

#include "i18n/locale.h"

enum { NAMES_MAX = 6, DOCUMENTS_MAX = 8, DAYS_PER_YEAR = 365, AGE_SLACK_DAYS = 366 };

/* The days on which somebody may be born. */
struct days {
    bool known;
    int64_t first, last;
};

struct person_profile {
    const struct record *record;
    const struct name *names[NAMES_MAX];
    size_t name_count;
    struct days birth;
    const struct name *relatives[PERSON_RELATIVES_MAX];
    size_t relative_count;
    struct slice documents[DOCUMENTS_MAX];
    size_t document_count;
};

/* ---- the weights ---- */

struct weight {
    int points;
    const char *words;
};

enum name_level { NAMES_EQUAL, NAMES_ALIKE, NAMES_NEAR, NAMES_APART };
/* Of two thousand people of a district one is called the same: a factor of a thousand, a little less for a
 * spelling that differs; the same person is hardly ever written with another name. */
static const struct weight name_weights[] = {
    [NAMES_EQUAL] = {32, TR("The names are the same")},
    [NAMES_ALIKE] = {29, TR("The names sound the same")},
    [NAMES_NEAR] = {18, TR("The names sound alike")},
    [NAMES_APART] = {-40, TR("The names are different")},
};

/* A name that many share says less: three points for every doubling, as the odds are. */
enum { RARITY_POINTS_MIN = -15, RARITY_POINTS_PER_DOUBLING = -3 };
static const char rarity_words[] = TR("{1} people of the register are called so");

/* Half of all people have the same sex; it is noted wrongly once in a hundred times. */
static const struct weight sex_same = {2, TR("The sex is the same")},
                           sex_other = {-20, TR("The sex is not the same")};

/* By how far apart the births can be at most, in days.  The same day is one in ten thousand, but many are
 * noted as the first of January; ages are told with an error of two years, so a difference below that says
 * little, and beyond ten years it is hardly an error. */
static const struct {
    int64_t days_max;
    struct weight weight;
} birth_weights[] = {
    {0, {20, TR("Born on the same day")}},
    {31, {15, TR("Born in the same month or within one")}},
    {DAYS_PER_YEAR + 1, {11, TR("Born in the same year or within one")}},
    {2 * DAYS_PER_YEAR + 2, {6, TR("The births are up to {1} years apart")}},
    {3 * DAYS_PER_YEAR + 2, {3, TR("The births are up to {1} years apart")}},
    {5 * DAYS_PER_YEAR + 3, {-3, TR("The births are up to {1} years apart")}},
    {10 * DAYS_PER_YEAR + 5, {-10, TR("The births are up to {1} years apart")}},
    {INT64_MAX, {-20, TR("The births are up to {1} years apart")}},
};

/* Digits of the code that two villages share: a village is one of a hundred of a register, a commune one of
 * twenty. People move, above all those this programme is about, so another province says little. */
static const struct {
    size_t digits;
    struct weight weight;
} village_weights[] = {
    {8, {8, TR("They live in the same village")}},
    {6, {5, TR("They live in the same commune")}},
    {4, {2, TR("They live in the same district")}},
    {2, {-1, TR("They live in other districts of the province")}},
    {0, {-4, TR("They live in other provinces")}},
};

/* Two households in which others are called the same too are one household; that nobody is, says little, for
 * not everybody of a household is in the register. */
static const struct weight household_same = {8, TR("They are of the same household")},
                           relatives_several = {15, TR("{1} people of their households have the same names")},
                           relatives_one = {10, TR("One person of their households has the same name")},
                           relatives_none = {-3, TR("Nobody of their households has the same name")};

/* A telephone is shared in a family and changes its owner. */
static const struct weight phone_same = {10, TR("The telephone is the same")},
                           phone_other = {-2, TR("The telephones are different")};

/* A document is one person's, but for errors of writing. */
static const struct weight document_same = {40, TR("An identity document is the same")};

/* ---- one person ---- */

static void profile_add_names(struct arena *arena, struct person_profile *profile,
                              const struct value *value) {
    if (!value->present) return;
    struct name_parts parts = name_split(arena, value->text);
    for (size_t i = 0; i < parts.count && profile->name_count < NAMES_MAX; i++) {
        profile->names[profile->name_count++] = name_read(arena, parts.parts[i]);
    }
}

/* An age is told, not known: a year of slack at both ends. */
static struct days birth_days(const struct person *person) {
    const struct value *birth = &person->birth_date, *age = &person->age_years, *on = &person->age_on;
    if (birth->present) return (struct days){true, date_first_day(birth->date), date_last_day(birth->date)};
    if (!age->present) return (struct days){0};
    int64_t asked = date_first_day(on->present ? on->date : clock_today());
    return (struct days){true, asked - (age->number + 1) * DAYS_PER_YEAR - AGE_SLACK_DAYS,
                         asked - age->number * DAYS_PER_YEAR + AGE_SLACK_DAYS};
}

struct person_profile *person_profile_of(struct arena *arena, const struct record *record) {
    struct person_profile *profile = arena_make(arena, struct person_profile, 1);
    const struct person *person = person_of(record);
    profile->record = record;
    profile->birth = birth_days(person);
    profile_add_names(arena, profile, &person->name_km);
    profile_add_names(arena, profile, &person->name_latin);
    profile_add_names(arena, profile, &person->alias);
    return profile;
}

void person_profile_add_relative(struct arena *arena, struct person_profile *profile,
                                 const struct record *relative) {
    const struct person *person = person_of(relative);
    const struct value *name = person->name_km.present ? &person->name_km : &person->name_latin;
    if (!name->present || profile->relative_count == PERSON_RELATIVES_MAX) return;
    struct name_parts parts = name_split(arena, name->text);
    if (parts.count) profile->relatives[profile->relative_count++] = name_read(arena, parts.parts[0]);
}

void person_profile_add_document(struct arena *arena, struct person_profile *profile, struct slice index) {
    if (index.len && profile->document_count < DOCUMENTS_MAX)
        profile->documents[profile->document_count++] = arena_copy(arena, index);
}

/* ---- two people ---- */

static void score_add(struct person_score *score, enum person_evidence evidence, struct weight weight,
                      int64_t number) {
    ASSERT(score->count < ARRAY_LEN(score->reasons));
    score->reasons[score->count++] = (struct person_reason){evidence, weight.points, weight.words, number};
    score->points += weight.points;
}

static int nearest_name(const struct person_profile *a, const struct person_profile *b) {
    int best = NAME_FAR;
    for (size_t i = 0; i < a->name_count; i++) {
        for (size_t k = 0; k < b->name_count && best > 0; k++) {
            int distance = name_distance(a->names[i], b->names[k]);
            if (distance < best) best = distance;
        }
    }
    return best;
}

static enum name_level name_level_of(int distance) {
    if (distance == 0) return NAMES_EQUAL;
    switch (name_band_of(distance)) {
    case NAME_SAME: return NAMES_ALIKE;
    case NAME_POSSIBLE: return NAMES_NEAR;
    case NAME_DIFFERENT: return NAMES_APART;
    }
    BUG("distance %d", distance);
}

static void weigh_name(struct person_score *score, const struct person_profile *a,
                       const struct person_profile *b, size_t namesakes) {
    enum { SHARED_BY_FEW = 2 };
    if (!a->name_count || !b->name_count) return;
    enum name_level level = name_level_of(nearest_name(a, b));
    score_add(score, PERSON_NAME, name_weights[level], 0);
    if (namesakes <= SHARED_BY_FEW || level == NAMES_APART) return;
    int points = 0;
    for (size_t left = namesakes; left > SHARED_BY_FEW && points > RARITY_POINTS_MIN; left = (left + 1) / 2)
        points += RARITY_POINTS_PER_DOUBLING;
    score_add(score, PERSON_RARITY, (struct weight){points, rarity_words}, (int64_t)namesakes);
}

static void weigh_sex(struct person_score *score, const struct person *a, const struct person *b) {
    bool known = a->sex.present && b->sex.present && !slice_equal(a->sex.text, S("x")) &&
                 !slice_equal(b->sex.text, S("x"));
    if (known) score_add(score, PERSON_SEX, slice_equal(a->sex.text, b->sex.text) ? sex_same : sex_other, 0);
}

/* How far apart they can be at most. */
static int64_t farthest(const struct days *a, const struct days *b) {
    int64_t one = a->last - b->first, other = b->last - a->first;
    return one > other ? one : other;
}

static void weigh_birth(struct person_score *score, const struct days *a, const struct days *b) {
    size_t level = 0;
    if (!a->known || !b->known) return;
    int64_t days = farthest(a, b);
    while (days > birth_weights[level].days_max)
        level++;
    score_add(score, PERSON_BIRTH, birth_weights[level].weight, (days + DAYS_PER_YEAR / 2) / DAYS_PER_YEAR);
}

static void weigh_village(struct person_score *score, const struct value *a, const struct value *b) {
    size_t same = 0, level = 0;
    if (!a->present || !b->present) return;
    while (same < a->text.len && same < b->text.len && a->text.s[same] == b->text.s[same])
        same++;
    while (same < village_weights[level].digits)
        level++;
    score_add(score, PERSON_VILLAGE, village_weights[level].weight, 0);
}

static size_t count_alike(const struct person_profile *a, const struct person_profile *b) {
    size_t alike = 0;
    for (size_t i = 0; i < a->relative_count; i++) {
        bool found = false;
        for (size_t k = 0; k < b->relative_count && !found; k++) {
            found = name_band_of(name_distance(a->relatives[i], b->relatives[k])) == NAME_SAME;
        }
        alike += found;
    }
    return alike;
}

static void weigh_relatives(struct person_score *score, const struct person_profile *a,
                            const struct person_profile *b) {
    const struct value *one = &person_of(a->record)->household, *other = &person_of(b->record)->household;
    if (one->present && other->present && uuid_equal(one->id, other->id)) {
        score_add(score, PERSON_RELATIVES, household_same, 0);
        return;
    }
    if (!a->relative_count || !b->relative_count) return;
    size_t alike = count_alike(a, b);
    struct weight weight = alike == 0 ? relatives_none : alike == 1 ? relatives_one : relatives_several;
    score_add(score, PERSON_RELATIVES, weight, (int64_t)alike);
}

static void weigh_documents(struct person_score *score, const struct person_profile *a,
                            const struct person_profile *b) {
    for (size_t i = 0; i < a->document_count; i++) {
        for (size_t k = 0; k < b->document_count; k++) {
            if (!slice_equal(a->documents[i], b->documents[k])) continue;
            score_add(score, PERSON_DOCUMENT, document_same, 0);
            return;
        }
    }
}

struct person_score person_score_of(const struct person_profile *a, const struct person_profile *b,
                                    size_t namesakes) {
    struct person_score score = {.points = 0};
    const struct person *one = person_of(a->record), *other = person_of(b->record);
    weigh_name(&score, a, b, namesakes);
    weigh_sex(&score, one, other);
    weigh_birth(&score, &a->birth, &b->birth);
    weigh_village(&score, &one->village, &other->village);
    weigh_relatives(&score, a, b);
    if (one->phone.present && other->phone.present) {
        score_add(&score, PERSON_PHONE,
                  slice_equal(one->phone.text, other->phone.text) ? phone_same : phone_other, 0);
    }
    weigh_documents(&score, a, b);
    return score;
}

struct person_score person_score(struct arena *arena, const struct record *a, const struct record *b) {
    return person_score_of(person_profile_of(arena, a), person_profile_of(arena, b), 0);
}
