/* SPDX-License-Identifier: Apache-2.0 */
/* Who is there: the sets of cast.csv, so many people at each site of a partner. */
#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"
#include "domain/people/people.h"

enum { PLACES_MAX = 1000, FUNCTIONS_MAX = 16 };

/* A line of cast.csv while it is read. */
struct cast_line {
    struct slice partner, places, per, functions;
    int64_t sites, count_min, count_max, extra_at_third;
};

static struct slice dup_check(const struct slice *places, size_t count, struct slice place) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(places[i], place)) return S("");
    }
    return place;
}

size_t demo_places(struct demo *demo, struct slice partner, struct slice per, struct slice **places) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    const char *column = slice_equal(per, S("commune")) ? "commune_code" : "village_code";
    size_t count = 0;
    *places = arena_make(demo->arena, struct slice, PLACES_MAX);
    demo_table_open(table, demo->arena, S("data/scenario/sites.csv"));
    while (count < PLACES_MAX && demo_table_next(table)) {
        if (!slice_equal(demo_table_text(table, "partner"), partner)) continue;
        struct slice place = dup_check(*places, count, demo_table_text(table, column));
        if (place.len) (*places)[count++] = place;
    }
    return count;
}

static size_t named_places(struct demo *demo, struct slice names, struct slice **places) {
    size_t count = 0;
    struct slice place;
    *places = arena_make(demo->arena, struct slice, PLACES_MAX);
    while (count < PLACES_MAX && slice_split(&names, ',', &place)) {
        (*places)[count++] = place;
    }
    return count;
}

struct slice demo_village_in(struct demo *demo, struct demo_random *random, struct slice place) {
    struct place *villages;
    if (place.len == 8) return place;
    struct arena *arena = arena_new();
    size_t count = gazetteer_children(demo->gazetteer, arena, place, &villages);
    if (count) place = arena_copy(demo->arena, villages[demo_random_below(random, (int64_t)count)].code);
    arena_free(arena);
    return place;
}

/* ---- planning ---- */

static void site_plan(struct demo *demo, struct demo_cast *cast, const struct cast_line *line, struct demo_site *site,
                      size_t index) {
    struct slice rest = line->functions, functions[FUNCTIONS_MAX];
    size_t function_count = 0;
    while (function_count < FUNCTIONS_MAX && slice_split(&rest, ',', &functions[function_count])) {
        function_count++;
    }
    site->count = (size_t)demo_random_between(&cast->random, line->count_min, line->count_max);
    if (index == 2) site->count += (size_t)line->extra_at_third;
    site->members = arena_make(demo->arena, struct demo_member, site->count);
    for (size_t i = 0; i < site->count; i++) {
        site->members[i].function = arena_cstr(demo->arena, functions[i % function_count]);
    }
}

static void set_plan(struct demo *demo, struct demo_cast *cast, struct demo_set *set, const struct cast_line *line) {
    struct slice *places;
    set->site_count = line->places.len ? named_places(demo, line->places, &places)
                                       : demo_places(demo, line->partner, line->per, &places);
    if (line->sites && set->site_count > (size_t)line->sites) set->site_count = (size_t)line->sites;
    set->sites = arena_make(demo->arena, struct demo_site, set->site_count);
    for (size_t i = 0; i < set->site_count; i++) {
        set->sites[i].place = places[i];
        site_plan(demo, cast, line, &set->sites[i], i);
    }
}

static void site_shrink(struct demo_site *site, int64_t people, int64_t planned) {
    size_t count = (size_t)((int64_t)site->count * people / planned);
    if (count < site->count) site->count = count ? count : 1;
}

static int64_t cast_count(const struct demo_cast *cast) {
    size_t count = 0;
    for (size_t i = 0; i < cast->count; i++) {
        for (size_t k = 0; k < cast->sets[i].site_count; k++) {
            count += cast->sets[i].sites[k].count;
        }
    }
    return (int64_t)count;
}

/* A small demo has the same sites with fewer people. */
static void cast_shrink(struct demo_cast *cast, int64_t people) {
    int64_t planned = cast_count(cast);
    for (size_t i = 0; i < cast->count && people < planned; i++) {
        for (size_t k = 0; k < cast->sets[i].site_count; k++) {
            site_shrink(&cast->sets[i].sites[k], people, planned);
        }
    }
}

static struct demo_table *cast_open(struct demo *demo) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    demo_table_open(table, demo->arena, S("data/scenario/demo/cast.csv"));
    return table;
}

int64_t demo_cast_plan(struct demo *demo, struct demo_cast *cast) {
    struct demo_table *table = cast_open(demo);
    *cast = (struct demo_cast){.random = {demo->options->seed}};
    while (demo_table_next(table)) {
        ASSERT(cast->count < ARRAY_LEN(cast->sets));
        struct demo_set *set = &cast->sets[cast->count++];
        *set = (struct demo_set){.key = demo_table_text(table, "key"), .org = demo_table_text(table, "org")};
        set_plan(demo, cast, set,
                 &(struct cast_line){.partner = demo_table_text(table, "partner"),
                                     .places = demo_table_text(table, "places"),
                                     .per = demo_table_text(table, "per"),
                                     .functions = demo_table_text(table, "functions"),
                                     .sites = demo_table_number(table, "sites"),
                                     .count_min = demo_table_number(table, "count_min"),
                                     .count_max = demo_table_number(table, "count_max"),
                                     .extra_at_third = demo_table_number(table, "extra_at_third")});
    }
    cast_shrink(cast, demo->options->people);
    return cast_count(cast);
}

const struct demo_set *demo_cast_find(const struct demo_cast *cast, struct slice key) {
    for (size_t i = 0; i < cast->count; i++) {
        if (key.len && slice_equal(cast->sets[i].key, key)) return &cast->sets[i];
    }
    return NULL;
}

/* ---- making ---- */

/* The first visit to a village: before most activities start. */
static int64_t day_of_survey(struct demo_random *random) {
    enum { MARCH_7_2016 = 16867, JUNE_15_2016 = 16967 };
    return demo_random_day(random, MARCH_7_2016, JUNE_15_2016);
}

static void group_add(struct demo *demo, struct demo_site *site, struct slice kind, int64_t day) {
    site->group = demo_id_next(demo->out, day);
    struct person_group *group = person_group_of(demo_out_add(demo->out, &person_group_type, site->group));
    struct arena *arena = demo_out_arena(demo->out);
    struct slice latin = gazetteer_name(demo->gazetteer, arena, site->place, false);
    struct slice km = gazetteer_name(demo->gazetteer, arena, site->place, true);
    bool farmers = slice_equal(kind, S("farmers"));
    group->name = DEMO_TEXT(arena_printf(arena, "%s of %.*s", farmers ? "Farmers" : "Group", SLICE_ARG(latin)));
    group->name_km = DEMO_TEXT(arena_printf(arena, "%s%.*s", farmers ? "កសិករ" : "ក្រុម", SLICE_ARG(km)));
    group->kind = DEMO_TEXT(kind);
    group->village = DEMO_TEXT(site->place);
    group->formed_on = DEMO_DAY(day);
    for (size_t i = 0; i < site->count; i++) {
        struct uuid id = demo_id_next(demo->out, day);
        struct group_member *member = group_member_of(demo_out_add(demo->out, &group_member_type, id));
        member->person_group = DEMO_REF(site->group);
        member->person = DEMO_REF(site->members[i].id);
        member->joined_on = DEMO_DAY(day);
    }
}

static void site_add(struct demo *demo, struct demo_cast *cast, struct demo_site *site, bool vulnerable, struct slice group) {
    int64_t day = day_of_survey(&cast->random);
    site->survey_day = day;
    for (size_t i = 0; i < site->count; i++) {
        struct demo_kind kind = {site->members[i].function, vulnerable, false};
        struct slice village = demo_village_in(demo, &cast->random, site->place);
        const struct demo_member *neighbour = i ? &site->members[i - 1] : NULL;
        site->members[i] = demo_person_add(demo, &cast->random, &kind, village, day, neighbour);
    }
    if (group.len) group_add(demo, site, group, day + 7);
    demo_step(demo);
}

void demo_cast_add(struct demo *demo, struct demo_cast *cast) {
    struct demo_table *table = cast_open(demo);
    for (size_t i = 0; i < cast->count && demo_table_next(table); i++) {
        struct demo_set *set = &cast->sets[i];
        struct demo_author author = {0};
        demo_staff_find(demo->arena, set->org, S("field_officer"), &author);
        demo_out_act(demo->out, demo_id_of_key("organisation", set->org), author.user_id);
        struct slice group = demo_table_text(table, "group");
        for (size_t k = 0; k < set->site_count && demo_out_is_well(demo->out); k++) {
            site_add(demo, cast, &set->sites[k], demo_table_text(table, "vulnerable").len > 0, group);
        }
    }
}
