/* SPDX-License-Identifier: Apache-2.0 */
/* Invented people: names from data/names-kh/ (all of them fictitious), ages, households, telephones. */
#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"
#include "domain/people/people.h"

enum { NAMES_MAX = 600 };

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

static void person_name(struct demo *demo, struct demo_random *random, struct person *person, bool female) {
    const struct demo_name *family = &demo->names->family[demo_random_below(random, (int64_t)demo->names->family_count)];
    const struct demo_name *given = given_name(demo, random, female);
    struct arena *arena = demo_out_arena(demo->out);
    struct slice latin = latin_of(random, family);
    bool in_latin = demo_random_chance(random, 80), in_khmer = !in_latin || demo_random_chance(random, 97);
    if (in_khmer) {
        person->name_km = DEMO_TEXT(arena_printf(arena, "%.*s %.*s", SLICE_ARG(family->km), SLICE_ARG(given->km)));
    }
    struct slice second = latin_of(random, given);
    if (in_latin) person->name_latin = DEMO_TEXT(arena_printf(arena, "%.*s %.*s", SLICE_ARG(latin), SLICE_ARG(second)));
}

static int64_t age_of(struct demo_random *random, const struct demo_kind *kind) {
    if (slice_equal(slice_of(kind->function), S("youth"))) return demo_random_between(random, 15, 24);
    if (!slice_equal(slice_of(kind->function), S("villager"))) return demo_random_between(random, 26, 62);
    int64_t part = demo_random_below(random, 100);
    if (part < 6) return demo_random_between(random, 13, 17);
    if (part < 24) return demo_random_between(random, 18, 24);
    if (part < 50) return demo_random_between(random, 25, 34);
    return part < 90 ? demo_random_between(random, 35, 59) : demo_random_between(random, 60, 78);
}

/* Papers tell the day, many know the year, others were asked for their age. */
static void person_age(struct demo_random *random, const struct demo_kind *kind, struct person *person, int64_t day) {
    int64_t age = age_of(random, kind), known = demo_random_below(random, 100);
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

static struct uuid household_add(struct demo *demo, struct demo_random *random, const struct demo_kind *kind,
                                 struct slice village, int64_t day) {
    struct uuid id = demo_id_next(demo->out, day);
    struct household *household = household_of(demo_out_add(demo->out, &household_type, id));
    struct person head = {0};
    int64_t poor = demo_random_below(random, 100);
    person_name(demo, random, &head, demo_random_chance(random, 25));
    household->head_name = head.name_km.present ? head.name_km : head.name_latin;
    household->village = DEMO_TEXT(village);
    household->id_poor = DEMO_TEXT(poor < 15 ? S("level1") : poor < 35 ? S("level2") : poor < 85 ? S("none") : S("unknown"));
    household->members = DEMO_NUMBER(demo_random_between(random, 2, 8));
    if (kind->vulnerable) household->vulnerability = DEMO_TEXT(vulnerability_of(demo, random));
    demo->totals->households++;
    return id;
}

static struct uuid person_household(struct demo *demo, struct demo_random *random, const struct demo_kind *kind,
                                    struct slice village, int64_t day, const struct demo_member *neighbour) {
    int alone_percent = kind->vulnerable ? 94 : kind->sparse ? 25 : 40;
    bool alone = demo_random_chance(random, alone_percent);
    if (neighbour && !alone) return neighbour->household;
    return household_add(demo, random, kind, village, day);
}

struct demo_member demo_person_add(struct demo *demo, struct demo_random *random, const struct demo_kind *kind,
                                   struct slice village, int64_t day, const struct demo_member *neighbour) {
    struct demo_member member = {.function = kind->function};
    member.household = person_household(demo, random, kind, village, day, neighbour);
    member.id = demo_id_next(demo->out, day);
    struct person *person = person_of(demo_out_add(demo->out, &person_type, member.id));
    bool is_villager = slice_equal(slice_of(kind->function), S("villager"));
    bool female = demo_random_chance(random, is_villager ? 63 : 41);
    person_name(demo, random, person, female);
    person->sex = DEMO_TEXT(female ? S("f") : S("m"));
    person_age(random, kind, person, day);
    person->village = DEMO_TEXT(village);
    person->household = DEMO_REF(member.household);
    person->function = DEMO_TEXT(slice_of(kind->function));
    demo->totals->people++;
    if (kind->sparse) return member;
    person_phone(demo, random, person);
    person_functioning(random, person);
    bool is_head = !neighbour || !uuid_equal(neighbour->household, member.household);
    if (is_head && demo_random_chance(random, 70)) person->household_head = DEMO_NUMBER(1);
    if (kind->vulnerable) person->vulnerability = DEMO_TEXT(vulnerability_of(demo, random));
    return member;
}
