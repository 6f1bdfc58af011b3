/* SPDX-License-Identifier: Apache-2.0 */
/* Who teaches whom, how far it is used: the lines of cascade.csv over the people of the cast. */
#include "base/limits.h"
#include "base/log.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"
#include "domain/cascade/cascade.h"

enum { CODES_MAX = 16 };

/* Comma-separated codes, in the order of their choice set. */
struct code_list {
    struct slice codes[CODES_MAX];
    size_t count;
};

/* One line of cascade.csv. */
struct cascade_line {
    struct slice org, trainers, trainees, role, course, subject, exception_reason;
    struct code_list support, practices;
    int64_t since_from, since_to, certified_from, certified_to, trainer_sites;
    int checked_percent;
    struct demo_author author, manager;
};

struct filling {
    struct demo *demo;
    struct demo_random random; /* its own, so that the sessions of the demo do not depend on it */
    const struct cascade_line *line;
};

static struct code_list list_read(struct slice codes) {
    struct code_list list = {.count = 0};
    while (codes.len && list.count < CODES_MAX && slice_split(&codes, ',', &list.codes[list.count])) {
        list.count++;
    }
    return list;
}

static int64_t day_of(const struct demo_table *table, const char *column) {
    return demo_table_text(table, column).len ? demo_table_day(table, column) : 0;
}

static void line_read(struct demo *demo, const struct demo_table *table, struct cascade_line *line) {
    *line = (struct cascade_line){
        .org = demo_table_text(table, "org"),
        .trainers = demo_table_text(table, "trainers"),
        .trainees = demo_table_text(table, "trainees"),
        .role = demo_table_text(table, "role"),
        .course = demo_table_text(table, "course"),
        .subject = demo_table_text(table, "subject"),
        .support = list_read(demo_table_text(table, "support")),
        .practices = list_read(demo_table_text(table, "practices")),
        .since_from = demo_table_day(table, "since_from"),
        .since_to = demo_table_day(table, "since_to"),
        .certified_from = day_of(table, "certified_from"),
        .certified_to = day_of(table, "certified_to"),
        .trainer_sites = demo_table_number(table, "trainer_sites"),
        .checked_percent = (int)demo_table_number(table, "checked_percent"),
        .exception_reason = demo_table_text(table, "exception_reason"),
    };
    demo_staff_find(demo->arena, line->org, S("field_officer"), &line->author);
    demo_staff_find(demo->arena, line->org, S("manager"), &line->manager);
}

static struct demo_table *cascade_open(struct demo *demo) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    demo_table_open(table, demo->arena, S("data/scenario/demo/cascade.csv"));
    return table;
}

/* ---- trainers ---- */

/* The first kind of support nearly always, each of the others for about half of them. */
static struct value support_of(struct filling *filling) {
    struct text text = TEXT_IN(demo_out_arena(filling->demo->out));
    const struct code_list *list = &filling->line->support;
    for (size_t i = 0; i < list->count; i++) {
        if (!demo_random_chance(&filling->random, i ? 55 : 97)) continue;
        text_printf(&text, "%s%.*s", text.len ? "," : "", SLICE_ARG(list->codes[i]));
    }
    return DEMO_TEXT(text_slice(&text));
}

static struct uuid trainer_add(struct filling *filling, const struct demo_member *member, int64_t since) {
    const struct cascade_line *line = filling->line;
    struct demo_random *random = &filling->random;
    struct uuid id = demo_id_next(filling->demo->out, since);
    struct trainer *trainer = trainer_of(demo_out_add(filling->demo->out, &trainer_type, id));
    trainer->person = DEMO_REF(member->id);
    trainer->role = DEMO_TEXT(line->role);
    trainer->since = DEMO_DAY(since);
    trainer->village = DEMO_TEXT(member->family.village);
    if (line->certified_from && demo_random_chance(random, 96)) {
        trainer->course = DEMO_REF(demo_id_of_key("course", line->course));
        trainer->certified_on = DEMO_DAY(demo_random_day(random, line->certified_from, line->certified_to));
    }
    trainer->support = support_of(filling);
    if (trainer->support.present) trainer->support_on = DEMO_DAY(since + demo_random_between(random, 20, 70));
    return id;
}

/* ---- trainees ---- */

static struct slice use_of(struct demo_random *random, int64_t turn) {
    int64_t part = demo_random_below(random, 100);
    int64_t used = turn ? 74 : 58;
    return part < used ? S("in_use") : part < used + 12 ? S("stopped") : S("not_begun");
}

static void check_add(struct filling *filling, struct uuid trainee, struct slice practice, int64_t day,
                      int64_t turn) {
    struct uuid id = demo_id_next(filling->demo->out, day);
    struct adoption *adoption = adoption_of(demo_out_add(filling->demo->out, &adoption_type, id));
    adoption->trainee = DEMO_REF(trainee);
    adoption->practice = DEMO_TEXT(practice);
    adoption->use = DEMO_TEXT(use_of(&filling->random, turn));
    adoption->checked_on = DEMO_DAY(day);
    adoption->checked_by = DEMO_TEXT(filling->line->author.name);
}

/* Somebody looks after half a year or later, at some once more. */
static void checks_add(struct filling *filling, struct uuid trainee, int64_t from) {
    enum { MARCH_20_2018 = 17610, HALF_A_YEAR = 180 };
    struct demo_random *random = &filling->random;
    const struct code_list *practices = &filling->line->practices;
    if (!practices->count || !demo_random_chance(random, filling->line->checked_percent)) return;
    size_t first = (size_t)demo_random_below(random, (int64_t)practices->count);
    size_t kinds = demo_random_chance(random, 55) ? 2 : 1;
    int64_t day = demo_random_day(random, from + HALF_A_YEAR, MARCH_20_2018 - HALF_A_YEAR / 2);
    for (size_t i = 0; i < kinds; i++) {
        struct slice practice = practices->codes[(first + i) % practices->count];
        check_add(filling, trainee, practice, day, 0);
        if (demo_random_chance(random, 25))
            check_add(filling, trainee, practice, demo_random_day(random, day + 30, MARCH_20_2018), 1);
    }
}

static void trainee_add(struct filling *filling, struct uuid trainer, const struct demo_member *member,
                        int64_t earliest) {
    struct demo_random *random = &filling->random;
    int64_t day = demo_random_day(random, earliest, earliest + 45);
    struct uuid id = demo_id_next(filling->demo->out, day);
    struct trainee *trainee = trainee_of(demo_out_add(filling->demo->out, &trainee_type, id));
    trainee->trainer = DEMO_REF(trainer);
    trainee->person = DEMO_REF(member->id);
    trainee->household = DEMO_REF(member->family.id);
    trainee->subject = DEMO_TEXT(filling->line->subject);
    trainee->starts_on = DEMO_DAY(day);
    if (demo_random_chance(random, 5))
        trainee->ends_on = DEMO_DAY(day + demo_random_between(random, 150, 420));
    checks_add(filling, id, day);
}

static int64_t households_of(const struct demo_site *site) {
    int64_t count = 0;
    for (size_t i = 0; i < site->count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++) {
            seen = seen || uuid_equal(site->members[i].family.id, site->members[k].family.id);
        }
        count += !seen;
    }
    return count;
}

/* More households than an advisor may have: the manager allows them, with a reason. */
static void exception_add(struct filling *filling, struct uuid trainer, int64_t households, int64_t day) {
    const struct cascade_line *line = filling->line;
    struct demo_out *out = filling->demo->out;
    if (!line->exception_reason.len || households <= LIMIT_ADVISOR_HOUSEHOLDS) return;
    demo_out_act(out, demo_id_of_key("organisation", line->org), line->manager.user_id);
    struct uuid id = demo_id_next(out, day);
    struct cap_exception *exception = cap_exception_of(demo_out_add(out, &cap_exception_type, id));
    exception->trainer = DEMO_REF(trainer);
    exception->households = DEMO_NUMBER(households - LIMIT_ADVISOR_HOUSEHOLDS);
    exception->granted_on = DEMO_DAY(day);
    exception->reason = DEMO_TEXT(line->exception_reason);
    demo_out_act(out, demo_id_of_key("organisation", line->org), line->author.user_id);
}

static void site_link(struct filling *filling, struct uuid trainer, const struct demo_site *site,
                      int64_t since) {
    int64_t earliest = site->survey_day + 8 > since ? site->survey_day + 8 : since;
    exception_add(filling, trainer, households_of(site), earliest);
    for (size_t i = 0; i < site->count; i++) {
        trainee_add(filling, trainer, &site->members[i], earliest);
    }
}

/* ---- lines ---- */

static size_t trainer_sites(const struct cascade_line *line, const struct demo_set *set) {
    bool fewer = line->trainer_sites && (size_t)line->trainer_sites < set->site_count;
    return fewer ? (size_t)line->trainer_sites : set->site_count;
}

/* The sites of trainees in as many runs as there are trainers. */
static void line_add(struct filling *filling, const struct demo_set *trainers,
                     const struct demo_set *trainees) {
    const struct cascade_line *line = filling->line;
    size_t count = trainer_sites(line, trainers), all = trainees->site_count;
    size_t spread =
        trainers->site_count < all ? trainers->site_count : all; /* who trained nobody has no run */
    for (size_t i = 0; i < count && demo_out_is_well(filling->demo->out); i++) {
        const struct demo_site *site = &trainers->sites[i];
        int64_t from = site->survey_day + 8 > line->since_from ? site->survey_day + 8 : line->since_from;
        int64_t to = from > line->since_to ? from : line->since_to;
        int64_t since = demo_random_day(&filling->random, from, to);
        struct uuid trainer = trainer_add(filling, &site->members[0], since);
        for (size_t k = i * all / spread; k < (i + 1) * all / spread && k < all; k++) {
            site_link(filling, trainer, &trainees->sites[k], since);
        }
        demo_step(filling->demo);
    }
}

void demo_cascade_add(struct demo *demo, const struct demo_cast *cast) {
    struct demo_table *table = cascade_open(demo);
    struct filling filling = {.demo = demo, .random = {demo->options->seed + 1}};
    while (demo_table_next(table) && demo_out_is_well(demo->out)) {
        struct cascade_line line;
        line_read(demo, table, &line);
        const struct demo_set *trainers = demo_cast_find(cast, line.trainers);
        const struct demo_set *trainees = demo_cast_find(cast, line.trainees);
        ASSERT(trainers && trainees);
        filling.line = &line;
        demo_out_act(demo->out, demo_id_of_key("organisation", line.org), line.author.user_id);
        line_add(&filling, trainers, trainees);
    }
}

int64_t demo_cascade_steps(struct demo *demo, const struct demo_cast *cast) {
    struct demo_table *table = cascade_open(demo);
    int64_t steps = 0;
    while (demo_table_next(table)) {
        const struct demo_set *trainers = demo_cast_find(cast, demo_table_text(table, "trainers"));
        int64_t fewer = demo_table_number(table, "trainer_sites");
        int64_t sites = trainers ? (int64_t)trainers->site_count : 0;
        steps += fewer && fewer < sites ? fewer : sites;
    }
    return steps;
}
