/* SPDX-License-Identifier: Apache-2.0 */
/* What happens in two years: the lines of activities.csv at the sites of their cast, then the crowd beyond the cast. */
#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"

enum {
    ACTIVITIES_MAX = 64,
    CROWD_CHUNK = 30,         /* people invented, and invited, together */
    CROWD_LARGE = 20000,      /* from here on one session for each and fewer details */
    BATCH_MAX = 200,
};

struct plan {
    struct demo *demo;
    const struct demo_cast *cast;
    struct demo_activity activities[ACTIVITIES_MAX];
    size_t count;
    bool large;
};

static void activity_read(struct demo *demo, const struct demo_table *table, struct demo_activity *activity) {
    *activity = (struct demo_activity){
        .org = demo_table_text(table, "org"),
        .course = demo_table_text(table, "course"),
        .kind = demo_table_text(table, "kind"),
        .title = demo_table_text(table, "title"),
        .cast = demo_table_text(table, "cast"),
        .trainer = demo_table_text(table, "trainer"),
        .batch = demo_table_number(table, "batch"),
        .sites = demo_table_number(table, "sites"),
        .times = demo_table_number(table, "times"),
        .crowd = demo_table_number(table, "crowd"),
        .crowd_large = demo_table_number(table, "crowd_large"),
        .held_percent = (int)demo_table_number(table, "held_percent"),
        .list_percent = (int)demo_table_number(table, "list_percent"),
        .present_percent = (int)demo_table_number(table, "present_percent"),
        .tests = demo_table_text(table, "tests").len > 0,
        .first_day = demo_table_day(table, "from"),
        .last_day = demo_table_day(table, "to"),
    };
    demo_staff_find(demo->arena, activity->org, S("field_officer"), &activity->author);
}

static struct plan *plan_read(struct demo *demo, const struct demo_cast *cast, int64_t crowd) {
    struct plan *plan = arena_make(demo->arena, struct plan, 1);
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    *plan = (struct plan){.demo = demo, .cast = cast, .large = crowd > CROWD_LARGE};
    demo_table_open(table, demo->arena, S("data/scenario/demo/activities.csv"));
    while (demo_table_next(table)) {
        ASSERT(plan->count < ACTIVITIES_MAX);
        activity_read(demo, table, &plan->activities[plan->count++]);
    }
    return plan;
}

static size_t sites_of(const struct demo_activity *activity, const struct demo_set *set) {
    bool fewer = activity->sites && (size_t)activity->sites < set->site_count;
    return fewer ? (size_t)activity->sites : set->site_count;
}

static int64_t crowd_of(const struct plan *plan, const struct demo_activity *activity, int64_t crowd) {
    return crowd * (plan->large ? activity->crowd_large : activity->crowd) / 100;
}

/* ---- the cast ---- */

/* The day of the how-manieth session: each in its part of the period that is left once people are known. */
static int64_t day_of_turn(struct demo_random *random, const struct demo_activity *activity, int64_t turn, int64_t earliest) {
    int64_t start = earliest > activity->first_day ? earliest : activity->first_day;
    int64_t length = (activity->last_day - start) / activity->times;
    int64_t first = start + turn * length;
    return demo_random_day(random, first, first + length - 1);
}

static void site_sessions(struct demo *demo, struct demo_random *random, const struct demo_activity *activity,
                          struct demo_meeting meeting) {
    for (int64_t turn = 0; turn < activity->times; turn++) {
        meeting.day = day_of_turn(random, activity, turn, meeting.earliest_day);
        meeting.number = (int)turn + 1;
        meeting.previous = demo_session_add(demo, random, activity, &meeting);
    }
    demo_step(demo);
}

static void sessions_at_sites(struct plan *plan, struct demo_random *random, const struct demo_activity *activity,
                              const struct demo_set *set) {
    const struct demo_set *trainers = demo_cast_find(plan->cast, activity->trainer);
    for (size_t i = 0; i < sites_of(activity, set) && demo_out_is_well(plan->demo->out); i++) {
        const struct demo_site *site = &set->sites[i];
        struct demo_meeting meeting = {.place = site->place, .members = site->members, .count = site->count,
                                       .group = site->group, .earliest_day = site->survey_day + 8};
        if (trainers && i < trainers->site_count) meeting.trainer = trainers->sites[i].members;
        site_sessions(plan->demo, random, activity, meeting);
    }
}

/* People of several sites come to one place: that of the first. */
static void sessions_in_batches(struct plan *plan, struct demo_random *random, const struct demo_activity *activity,
                                const struct demo_set *set) {
    struct demo_member members[BATCH_MAX];
    struct demo_meeting meeting = {.members = members};
    size_t sites = sites_of(activity, set);
    for (size_t i = 0; i < sites; i++) {
        if (!meeting.count) meeting.place = slice_sub(set->sites[i].place, 0, 6);
        if (set->sites[i].survey_day + 8 > meeting.earliest_day) meeting.earliest_day = set->sites[i].survey_day + 8;
        for (size_t k = 0; k < set->sites[i].count && meeting.count < BATCH_MAX; k++) {
            members[meeting.count++] = set->sites[i].members[k];
        }
        if (meeting.count < (size_t)activity->batch && i + 1 < sites) continue;
        site_sessions(plan->demo, random, activity, meeting);
        meeting.count = 0;
        meeting.earliest_day = 0;
    }
}

/* ---- the crowd ---- */

static struct slice partner_of(struct demo *demo, struct slice org) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    demo_table_open(table, demo->arena, S("data/scenario/demo/cast.csv"));
    while (demo_table_next(table)) {
        if (slice_equal(demo_table_text(table, "org"), org)) return demo_table_text(table, "partner");
    }
    return S("");
}

static void crowd_chunk(struct plan *plan, struct demo_random *random, const struct demo_activity *activity,
                        struct demo_meeting meeting) {
    struct demo_member members[CROWD_CHUNK];
    struct demo_kind kind = {"villager", false, plan->large};
    int64_t first = day_of_turn(random, activity, 0, 0) - 14;
    meeting.earliest_day = first + 8;
    for (size_t i = 0; i < meeting.count; i++) {
        members[i] = demo_person_add(plan->demo, random, &kind, meeting.place, first, i ? &members[i - 1] : NULL);
    }
    meeting.members = members;
    struct demo_activity once = *activity;
    if (plan->large) once.times = 1;
    site_sessions(plan->demo, random, &once, meeting);
}

static void crowd_add(struct plan *plan, struct demo_random *random, const struct demo_activity *activity, int64_t people) {
    struct slice *villages;
    size_t count = demo_places(plan->demo, partner_of(plan->demo, activity->org), S("village"), &villages);
    const struct demo_set *trainers = demo_cast_find(plan->cast, activity->trainer);
    for (size_t i = 0; people > 0 && count && demo_out_is_well(plan->demo->out); i++) {
        int64_t now = people < CROWD_CHUNK ? people : CROWD_CHUNK;
        struct demo_meeting meeting = {.place = villages[i % count], .count = (size_t)now};
        if (trainers) meeting.trainer = trainers->sites[i % trainers->site_count].members;
        crowd_chunk(plan, random, activity, meeting);
        people -= now;
    }
}

/* ---- all ---- */

static void activity_add(struct plan *plan, const struct demo_activity *activity, struct demo_random *random, int64_t crowd) {
    const struct demo_set *set = demo_cast_find(plan->cast, activity->cast);
    demo_out_act(plan->demo->out, demo_id_of_key("organisation", activity->org), activity->author.user_id);
    if (set && activity->batch) sessions_in_batches(plan, random, activity, set);
    else if (set) sessions_at_sites(plan, random, activity, set);
    crowd_add(plan, random, activity, crowd_of(plan, activity, crowd));
}

void demo_activities_add(struct demo *demo, const struct demo_cast *cast, int64_t crowd) {
    struct plan *plan = plan_read(demo, cast, crowd);
    struct demo_random random = {cast->random.state};
    for (size_t i = 0; i < plan->count && demo_out_is_well(demo->out); i++) {
        activity_add(plan, &plan->activities[i], &random, crowd);
    }
}

int64_t demo_activities_steps(struct demo *demo, const struct demo_cast *cast, int64_t crowd) {
    struct plan *plan = plan_read(demo, cast, crowd);
    int64_t steps = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct demo_activity *activity = &plan->activities[i];
        const struct demo_set *set = demo_cast_find(cast, activity->cast);
        size_t sites = set ? sites_of(activity, set) : 0;
        if (set && activity->batch) sites = sites / (size_t)activity->batch + 1;
        steps += (int64_t)sites + (crowd_of(plan, activity, crowd) + CROWD_CHUNK - 1) / CROWD_CHUNK;
    }
    return steps;
}
