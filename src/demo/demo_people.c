/* SPDX-License-Identifier: Apache-2.0 */
/* Invented people: names from data/names-kh/ (all of them fictitious), ages, households, telephones. */
#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"
#include "domain/people/people.h"

enum { NAMES_MAX = 600, NAME_BYTES = 200 };

struct demo_name {
    struct slice km, latin, variants;
    char sex; /* f, m, u */
};
struct demo_names {
    struct demo_name family[NAMES_MAX], female[NAMES_MAX], male[NAMES_MAX];
    size_t family_count, female_count, male_count;
};

const struct demo_names *demo_names_read(struct arena *arena) {
    struct demo_names *names = arena_make(arena, struct demo_names, 1);
    struct demo_table *table = arena_make(arena, struct demo_table, 1);
    demo_table_open(table, arena, S("data/names-kh/names.csv"));
    while (demo_table_next(table)) {
        struct slice sex = demo_table_text(table, "sex");
        struct demo_name name = {demo_table_text(table, "name_km"), demo_table_text(table, "latin"),
                                 demo_table_text(table, "variants"), sex.len ? sex.s[0] : 'u'};
        if (slice_equal(demo_table_text(table, "kind"), S("family"))) {
            if (names->family_count < NAMES_MAX) names->family[names->family_count++] = name;
            continue;
        }
        if (name.sex != 'm' && names->female_count < NAMES_MAX) names->female[names->female_count++] = name;
        if (name.sex != 'f' && names->male_count < NAMES_MAX) names->male[names->male_count++] = name;
    }
    ASSERT(names->family_count && names->female_count && names->male_count);
    return names;
}

/* Offices write the same name in several ways. */
static struct slice latin_of(struct demo_random *random, const struct demo_name *name) {
    if (!name->variants.len || !demo_random_chance(random, 15)) return name->latin;
    struct slice rest = name->variants, variant = name->latin;
    for (int64_t left = demo_random_below(random, 3); left >= 0 && slice_split(&rest, '|', &variant);) {
        left--;
    }
    return variant.len ? variant : name->latin;
}

static const struct demo_name *given_name(const struct demo *demo, struct demo_random *random, bool female) {
    const struct demo_names *names = demo->names;
    if (female) return &names->female[demo_random_below(random, (int64_t)names->female_count)];
    return &names->male[demo_random_below(random, (int64_t)names->male_count)];
}

static const struct demo_name *family_name(const struct demo *demo, struct demo_random *random) {
    return &demo->names->family[demo_random_below(random, (int64_t)demo->names->family_count)];
}

/* A name before there is a record to write it in; either may be empty. */
struct full_name {
    char km[NAME_BYTES], latin[NAME_BYTES];
};

static void name_write(char *out, struct slice family, struct slice given) {
    snprintf(out, NAME_BYTES, "%.*s %.*s", SLICE_ARG(family), SLICE_ARG(given));
}

static struct full_name name_of(struct demo *demo, struct demo_random *random, const struct demo_name *family, bool female) {
    const struct demo_name *given = given_name(demo, random, female);
    struct full_name name = {"", ""};
    struct slice latin = latin_of(random, family), second = latin_of(random, given);
    bool in_latin = demo_random_chance(random, 80), in_khmer = !in_latin || demo_random_chance(random, 97);
    if (in_khmer) name_write(name.km, family->km, given->km);
    if (in_latin) name_write(name.latin, latin, second);
    return name;
}

/* In the arena of the record that was added last. */
static struct value name_value(struct demo *demo, const char *name) {
    return (struct value){.present = name[0] != 0, .text = arena_copy(demo_out_arena(demo->out), slice_of(name))};
}

void demo_name_fill(struct demo *demo, struct demo_random *random, bool female, struct value *km, struct value *latin) {
    struct full_name name = name_of(demo, random, family_name(demo, random), female);
    *km = name_value(demo, name.km);
    *latin = name_value(demo, name.latin);
}

static bool is_villager(const struct demo_kind *kind) {
    return slice_equal(slice_of(kind->function), S("villager"));
}

/* Women among people of a function, in percent: few chiefs and police, most of the committees for women and children. */
static int women_percent(const struct demo_kind *kind) {
    static const struct {
        const char *function;
        int percent;
    } rows[] = {{"villager", 63},     {"village_chief", 9}, {"commune_council", 20}, {"ccwc", 84},         {"police", 7},
                {"teacher", 48},      {"health_worker", 52}, {"religious", 10},      {"youth", 50},        {"model_farmer", 34},
                {"farm_advisor", 40}, {"ngo", 42}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (slice_equal(slice_of(rows[i].function), slice_of(kind->function))) return rows[i].percent;
    }
    return 50;
}

static int64_t age_of(struct demo_random *random, const struct demo_kind *kind) {
    if (slice_equal(slice_of(kind->function), S("youth"))) return demo_random_between(random, 15, 24);
    if (!is_villager(kind)) return demo_random_between(random, 26, 62);
    int64_t part = demo_random_below(random, 100);
    if (part < 6) return demo_random_between(random, 13, 17);
    if (part < 24) return demo_random_between(random, 18, 24);
    if (part < 50) return demo_random_between(random, 25, 34);
    return part < 90 ? demo_random_between(random, 35, 59) : demo_random_between(random, 60, 78);
}

/* Papers tell the day, many know the year, others were asked for their age. */
static void person_age(struct demo_random *random, struct person *person, int64_t age, int64_t day) {
    int64_t known = demo_random_below(random, 100);
    struct date asked = date_of_day(day);
    if (known < 25) {
        person->birth_date = DEMO_DAY(day - age * 365 - age / 4 - demo_random_below(random, 360));
    } else if (known < 75) {
        struct date year = {.year = (int16_t)(asked.year - age), .precision = DATE_YEAR};
        person->birth_date = (struct value){.present = true, .date = year};
    } else {
        person->age_years = DEMO_NUMBER(age);
        person->age_on = (struct value){.present = true, .date = asked};
    }
}

static void person_phone(struct demo *demo, struct demo_random *random, struct person *person) {
    static const char *const short_starts[] = {"011", "012", "017", "061", "077", "078", "085", "089", "092"};
    static const char *const long_starts[] = {"096", "097", "088", "071"};
    if (!demo_random_chance(random, 58)) return;
    bool is_long = demo_random_chance(random, 40);
    const char *start = is_long ? long_starts[demo_random_below(random, ARRAY_LEN(long_starts))]
                                : short_starts[demo_random_below(random, ARRAY_LEN(short_starts))];
    int64_t number = demo_random_between(random, 200000, 999999);
    if (is_long) number = number * 10 + demo_random_below(random, 10);
    person->phone = DEMO_TEXT(arena_printf(demo_out_arena(demo->out), "%s%lld", start, (long long)number));
}

/* Washington Group short set: asked of most, a difficulty is rare. */
static void person_functioning(struct demo_random *random, struct person *person) {
    struct value *answers[] = {&person->seeing,      &person->hearing,   &person->walking,
                               &person->remembering, &person->self_care, &person->communicating};
    if (!demo_random_chance(random, 60)) return;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        int64_t part = demo_random_below(random, 1000);
        *answers[i] = DEMO_TEXT(part < 2 ? S("cannot") : part < 9 ? S("a_lot") : part < 60 ? S("some") : S("none"));
    }
}

/* In the order of the choice set. */
static struct slice vulnerability_of(struct demo *demo, struct demo_random *random) {
    static const struct {
        const char *code;
        int percent;
    } kinds[] = {{"debt", 42},           {"landless", 22},        {"female_headed", 18}, {"potential_migrant", 35},
                 {"returned_migrant", 16}, {"child_of_migrant", 9}, {"out_of_school", 6}, {"disability", 5},
                 {"elderly", 7},         {"violence", 3}};
    struct text text = TEXT_IN(demo_out_arena(demo->out));
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!demo_random_chance(random, kinds[i].percent)) continue;
        text_printf(&text, "%s%s", text.len ? "," : "", kinds[i].code);
    }
    return text.len ? text_slice(&text) : S("debt");
}

/* ---- families ---- */

/* Who somebody is in a family. */
struct relation {
    const struct demo_name *name;
    int64_t age;
    bool female, is_head;
};

/* The first of a family that is written down: the head, or with a head who is elsewhere. */
static struct relation relation_of_first(struct demo *demo, struct demo_random *random, const struct demo_kind *kind) {
    struct relation relation = {.name = family_name(demo, random), .age = age_of(random, kind),
                                .female = demo_random_chance(random, women_percent(kind))};
    int head_percent = relation.age < 22 ? 0 : relation.female ? 40 : 85;
    relation.is_head = demo_random_chance(random, head_percent);
    return relation;
}

/* Husband or wife first; then grown children, or the parents of a head who is too young for them. */
static struct relation relation_of_next(struct demo *demo, struct demo_random *random, struct demo_family *family) {
    enum { CHILD_MIN = 13, PARENT_MAX = 80 };
    struct relation relation = {.name = family->name, .female = demo_random_chance(random, 55)};
    if (family->head_known && !family->spouse_known && demo_random_chance(random, 70)) {
        family->spouse_known = true;
        relation.name = family_name(demo, random);
        relation.female = !family->head_female;
        relation.age = family->head_age + demo_random_between(random, 0, 6) * (relation.female ? -1 : 1);
        if (relation.age < 18) relation.age = 18;
        return relation;
    }
    relation.age = family->head_age - demo_random_between(random, 19, 30);
    if (relation.age < CHILD_MIN) {
        relation.age = family->head_age + demo_random_between(random, 20, 30);
        family->places_left = 0;
    }
    if (relation.age > PARENT_MAX) relation.age = PARENT_MAX;
    return relation;
}

/* The head who is not in the register is of another sex, and about as old, than a grown-up who is; else a parent. */
static void family_set_head(struct demo *demo, struct demo_random *random, const struct relation *first, struct demo_family *family) {
    family->head_known = first->is_head;
    family->head_female = first->is_head ? first->female : first->age >= 22 && !first->female;
    family->head_age = first->is_head || first->age >= 22 ? first->age + (first->is_head ? 0 : 3) : first->age + demo_random_between(random, 20, 30);
    family->spouse_known = !first->is_head;
    family->name = first->is_head || first->age < 22 ? first->name : family_name(demo, random);
}

static void household_add(struct demo *demo, struct demo_random *random, const struct demo_kind *kind, const struct full_name *first,
                          struct demo_family *family, int64_t day) {
    family->id = demo_id_next(demo->out, day);
    struct household *household = household_of(demo_out_add(demo->out, &household_type, family->id));
    int64_t poor = demo_random_below(random, 100), members = demo_random_between(random, 2, 8);
    struct full_name head = family->head_known ? *first : name_of(demo, random, family->name, family->head_female);
    household->head_name = name_value(demo, head.km[0] ? head.km : head.latin);
    household->village = DEMO_TEXT(family->village);
    household->id_poor = DEMO_TEXT(poor < 15 ? S("level1") : poor < 35 ? S("level2") : poor < 85 ? S("none") : S("unknown"));
    household->members = DEMO_NUMBER(members);
    if (kind->vulnerable) household->vulnerability = DEMO_TEXT(vulnerability_of(demo, random));
    family->places_left = members - (family->head_known ? 1 : 2);
    demo->totals->households++;
}

/* Whether somebody comes from the family of who was written down before. */
static bool joins(struct demo_random *random, const struct demo_kind *kind, const struct demo_member *neighbour) {
    int alone_percent = kind->vulnerable ? 94 : kind->sparse ? 25 : 40;
    bool alone = demo_random_chance(random, alone_percent);
    return neighbour && is_villager(kind) && neighbour->family.places_left > 0 && !alone;
}

/* ---- one person ---- */

/* Papers that were shown; the number is sealed. */
static void document_add(struct demo *demo, struct demo_random *random, const struct demo_member *member, int64_t age, int64_t day) {
    enum { SHOWN_PERCENT = 12 };
    if (age < 18 || !demo_random_chance(random, SHOWN_PERCENT)) return;
    int64_t kind = demo_random_below(random, 100);
    struct uuid id = demo_id_next(demo->out, day);
    struct identity_document *document = identity_document_of(demo_out_add(demo->out, &identity_document_type, id));
    document->person = DEMO_REF(member->id);
    document->kind = DEMO_TEXT(kind < 62 ? S("national_id") : kind < 82 ? S("family_book") : kind < 92 ? S("birth_certificate") : S("passport"));
    int64_t number = demo_random_between(random, 10000000, 299999999);
    document->number = DEMO_TEXT(arena_printf(demo_out_arena(demo->out), kind < 92 ? "%09lld" : "N%08lld", (long long)(kind < 92 ? number : number % 100000000)));
}

struct demo_member demo_person_add(struct demo *demo, struct demo_random *random, const struct demo_kind *kind,
                                   struct slice village, int64_t day, const struct demo_member *neighbour) {
    struct demo_member member = {.function = kind->function};
    struct relation relation;
    bool joined = joins(random, kind, neighbour);
    if (joined) {
        member.family = neighbour->family;
        member.family.places_left--;
        relation = relation_of_next(demo, random, &member.family);
    } else {
        member.family.village = village;
        relation = relation_of_first(demo, random, kind);
        family_set_head(demo, random, &relation, &member.family);
    }
    struct full_name name = name_of(demo, random, relation.name, relation.female);
    if (!joined) household_add(demo, random, kind, &name, &member.family, day);
    member.id = demo_id_next(demo->out, day);
    struct person *person = person_of(demo_out_add(demo->out, &person_type, member.id));
    person->name_km = name_value(demo, name.km);
    person->name_latin = name_value(demo, name.latin);
    person->sex = DEMO_TEXT(relation.female ? S("f") : S("m"));
    person_age(random, person, relation.age, day);
    person->village = DEMO_TEXT(member.family.village);
    person->household = DEMO_REF(member.family.id);
    person->function = DEMO_TEXT(slice_of(kind->function));
    if (relation.is_head) person->household_head = DEMO_NUMBER(1);
    demo->totals->people++;
    if (kind->sparse) return member;
    person_phone(demo, random, person);
    person_functioning(random, person);
    if (kind->vulnerable) person->vulnerability = DEMO_TEXT(vulnerability_of(demo, random));
    document_add(demo, random, &member, relation.age, day);
    return member;
}
