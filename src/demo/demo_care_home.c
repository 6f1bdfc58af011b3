/* SPDX-License-Identifier: Apache-2.0 */
/* The way home: training and grants, work, school, visits with their figures, outcomes, papers, and files
 * that are closed. */
#include "demo/demo_care.h"
#include "domain/care/care.h"
#include "domain/reintegration/reintegration.h"

enum {
    HOME_PERCENT = 24,
    YEAR_DAYS = 366,
    SCHOOL_AGE = 6,
    ADULT_AGE = 18,
    TRAINING_AGE = 16,
    SCHOOL_MONTH = 10, /* a school year begins in October or November */
};

/* One person on the way home. */
struct way {
    struct demo_care *care;
    const struct demo_client *client;
    struct uuid id;
    int64_t started, returned, closed; /* closed: 0 = goes on */
};

static struct demo_random *chance(const struct way *way) {
    return &way->care->random;
}

static struct record *part(const struct way *way, const struct record_type *type, int64_t day) {
    return demo_care_part(way->care, type, way->client, day, NULL);
}

static bool is_over(const struct way *way, int64_t day) {
    return day > way->client->last_day;
}

/* ---- training, grant, work ---- */

/* False when it was not completed. */
static bool training_add(const struct way *way, const char *kind, int64_t day, int64_t days) {
    struct case_training *training = case_training_of(part(way, &case_training_type, day));
    bool is_vocational = slice_equal(slice_of(kind), S("vocational")),
         is_dropped = demo_random_chance(chance(way), 12);
    static const char *const skills[] = {"sewing", "cooking", "hair", "repair", "farming"};
    training->kind = DEMO_TEXT(slice_of(kind));
    training->skill = DEMO_TEXT(
        is_vocational ? slice_of(skills[demo_random_below(chance(way), ARRAY_LEN(skills))]) : S("business"));
    if (is_vocational) training->employer = DEMO_REF(demo_care_any(way->care, &way->care->employers));
    training->from_day = DEMO_DAY(day);
    training->until_day = DEMO_DAY(day + days);
    training->days_planned = DEMO_NUMBER(days / 2 + 1);
    training->state = DEMO_TEXT(S("enrolled"));
    if (is_over(way, day + days)) return false;
    training->ended_on = DEMO_DAY(is_dropped ? day + days / 3 : day + days);
    training->days_attended = DEMO_NUMBER(is_dropped ? days / 6 : days / 2);
    training->state = DEMO_TEXT(is_dropped ? S("dropped") : S("completed"));
    if (is_dropped)
        training->drop_reason = DEMO_TEXT(demo_random_chance(chance(way), 50) ? S("work") : S("family"));
    if (!is_dropped && is_vocational) training->certificate = DEMO_NUMBER(1);
    return !is_dropped;
}

static void grant_add(const struct way *way, int64_t day) {
    static const char *const businesses[] = {"animals", "vegetables", "shop", "food", "sewing"};
    if (is_over(way, day)) return;
    struct reintegration_grant *grant = reintegration_grant_of(part(way, &reintegration_grant_type, day));
    grant->grant_for = DEMO_TEXT(demo_random_chance(chance(way), 75) ? S("self") : S("family"));
    grant->business = DEMO_TEXT(slice_of(businesses[demo_random_below(chance(way), ARRAY_LEN(businesses))]));
    grant->amount = (struct value){.present = true,
                                   .money = {demo_random_between(chance(way), 20, 40) * 1000, CURRENCY_USD}};
    grant->given_on = DEMO_DAY(day);
    grant->business_state = DEMO_TEXT(demo_random_chance(chance(way), 80) ? S("running") : S("starting"));
}

static void placement_add(const struct way *way, int64_t day) {
    if (is_over(way, day) || way->closed) return;
    struct placement *placement = placement_of(part(way, &placement_type, day));
    placement->kind = DEMO_TEXT(demo_random_chance(chance(way), 50) ? S("internship") : S("job"));
    placement->employer = DEMO_REF(demo_care_any(way->care, &way->care->employers));
    placement->from_day = DEMO_DAY(day);
    placement->until_day = DEMO_DAY(day + 180);
    placement->monitor = DEMO_REF(way->client->worker);
}

static void work_add(const struct way *way) {
    int64_t day = way->returned + demo_random_between(chance(way), 10, 40),
            days = demo_random_between(chance(way), 60, 120);
    if (way->client->age < TRAINING_AGE || is_over(way, day) || !demo_random_chance(chance(way), 42)) return;
    if (!training_add(way, "vocational", day, days)) return;
    if (demo_random_chance(chance(way), 60)) {
        if (!is_over(way, day + days + 7) && training_add(way, "business", day + days + 7, 10))
            grant_add(way, day + days + 24);
    } else {
        placement_add(way, day + days + 5);
    }
}

/* ---- school ---- */

static void term_add(const struct way *way, struct uuid enrolment, const char *name, int64_t day) {
    int64_t open = demo_random_between(chance(way), 70, 92),
            percent = demo_random_between(chance(way), 60, 100);
    if (is_over(way, day)) return;
    struct school_term *term = school_term_of(part(way, &school_term_type, day));
    term->enrolment = DEMO_REF(enrolment);
    term->term = DEMO_TEXT(slice_of(name));
    term->on_day = DEMO_DAY(day);
    term->days_open = DEMO_NUMBER(open);
    term->days_present = DEMO_NUMBER(open * percent / 100);
    term->materials = DEMO_TEXT(S("uniform,books"));
    term->fees = (struct value){.present = true, .money = {2000, CURRENCY_USD}};
}

static void school_add(const struct way *way) {
    int64_t day = way->returned + demo_random_between(chance(way), 5, 30), age = way->client->age;
    if (age < SCHOOL_AGE || age >= ADULT_AGE || is_over(way, day)) return;
    struct uuid id;
    struct date date = date_of_day(day);
    struct school_enrolment *enrolment =
        school_enrolment_of(demo_care_part(way->care, &school_enrolment_type, way->client, day, &id));
    enrolment->school = DEMO_REF(demo_care_any(way->care, &way->care->schools));
    enrolment->school_year = DEMO_NUMBER(date.month >= SCHOOL_MONTH ? date.year : date.year - 1);
    enrolment->grade = DEMO_NUMBER(age - SCHOOL_AGE < 12 ? age - SCHOOL_AGE : 12);
    enrolment->registered_on = DEMO_DAY(day);
    term_add(way, id, "first", day + 80);
    term_add(way, id, "second", day + 200);
}

/* ---- visits and outcomes ---- */

static int64_t figure(const struct way *way, int64_t day) {
    int64_t low = way->closed && day > way->returned + 120 ? 4 : day > way->returned + 150 ? 3 : 2;
    return demo_random_between(chance(way), low, 5);
}

static void visit_add(const struct way *way, int64_t day, bool is_met) {
    struct follow_up_visit *visit = follow_up_visit_of(part(way, &follow_up_visit_type, day));
    visit->on_day = DEMO_DAY(day);
    visit->way = DEMO_TEXT(demo_random_chance(chance(way), 70) ? S("home") : S("phone"));
    visit->met = DEMO_TEXT(is_met ? S("met") : S("absent"));
    visit->visitor = DEMO_REF(way->client->worker);
    if (!is_met) return;
    visit->safety = DEMO_NUMBER(figure(way, day));
    visit->income = DEMO_NUMBER(figure(way, day));
    visit->health = DEMO_NUMBER(figure(way, day));
    visit->in_family = DEMO_NUMBER(figure(way, day));
    visit->in_community = DEMO_NUMBER(figure(way, day));
}

static void visits_add(const struct way *way) {
    int64_t end = way->closed ? way->closed : way->client->last_day - demo_random_between(chance(way), 0, 50);
    int64_t day = way->returned + demo_random_between(chance(way), 10, 25);
    while (day < end) {
        bool is_last = way->closed && day + 90 >= end;
        visit_add(way, day, is_last || demo_random_chance(chance(way), 88));
        day += demo_random_between(chance(way), 30, 75);
    }
}

static void outcome_add(const struct way *way, const char *months, int64_t days, const char *outcome) {
    int64_t day = way->returned + days;
    if (is_over(way, day)) return;
    struct reintegration_outcome *record =
        reintegration_outcome_of(part(way, &reintegration_outcome_type, day));
    record->at_months = DEMO_TEXT(slice_of(months));
    record->on_day = DEMO_DAY(day);
    record->outcome = DEMO_TEXT(slice_of(outcome));
}

static void outcomes_add(const struct way *way) {
    bool is_well = way->closed || demo_random_chance(chance(way), 80);
    outcome_add(way, "m3", 93, "on_the_way");
    outcome_add(way, "m6", 186, is_well ? "on_the_way" : "at_risk");
    outcome_add(way, "m12", YEAR_DAYS + 1, is_well ? "settled" : "migrated");
}

/* ---- papers, and the end ---- */

static void papers_add(const struct way *way) {
    size_t count = reintegration_paper_kind_choices.count;
    for (size_t i = 0; i < count; i++) {
        int64_t day = way->closed ? way->started + (way->closed - way->started) * (int64_t)i / (int64_t)count
                                  : way->returned;
        if (!way->closed && i >= 6) return; /* those of following and closing come later */
        struct reintegration_paper *paper = reintegration_paper_of(part(way, &reintegration_paper_type, day));
        paper->paper = DEMO_TEXT(slice_of(reintegration_paper_kind_choices.choices[i].code));
        paper->on_day = DEMO_DAY(day);
    }
}

static void file_state(const struct way *way, struct slice state) {
    struct record *record = demo_out_change(way->care->demo->out, &case_file_type, way->client->file);
    case_file_of(record)->state = DEMO_TEXT(state);
}

static void reopen(const struct way *way) {
    struct record *record = demo_out_change(way->care->demo->out, &reintegration_type, way->id);
    reintegration_of(record)->state = DEMO_TEXT(S("open"));
    reintegration_of(record)->reopen_reason = DEMO_TEXT(S("The family called: the debt is back."));
}

static void close(const struct way *way) {
    struct record *record = demo_out_change(way->care->demo->out, &reintegration_type, way->id);
    reintegration_of(record)->state = DEMO_TEXT(S("closed"));
    reintegration_of(record)->closed_on = DEMO_DAY(way->closed);
    if (demo_random_chance(chance(way), 6))
        reopen(way);
    else
        file_state(way, S("closed"));
}

static void begin(struct way *way) {
    struct reintegration *record =
        reintegration_of(demo_care_part(way->care, &reintegration_type, way->client, way->started, &way->id));
    record->worker = DEMO_REF(way->client->worker);
    record->started_on = DEMO_DAY(way->started);
    record->returned_on = DEMO_DAY(way->returned);
    record->lives_with = DEMO_TEXT(
        way->client->age < ADULT_AGE || demo_random_chance(chance(way), 60) ? S("parents") : S("relatives"));
}

/* Those who came early and are well: a bit more than a year at home, then closed. */
static int64_t closing_day(const struct way *way) {
    int64_t day = way->returned + YEAR_DAYS + demo_random_between(chance(way), 5, 40);
    return !is_over(way, day) && demo_random_chance(chance(way), 45) ? day : 0;
}

void demo_care_home_add(struct demo_care *care, const struct demo_client *client) {
    struct way way = {
        .care = care, .client = client, .started = client->day + demo_random_between(&care->random, 2, 10)};
    way.returned = way.started + demo_random_between(&care->random, 2, 20);
    if (!demo_random_chance(&care->random, HOME_PERCENT) || is_over(&way, way.returned + 14)) return;
    way.closed = closing_day(&way);
    begin(&way);
    work_add(&way);
    school_add(&way);
    visits_add(&way);
    outcomes_add(&way);
    papers_add(&way);
    if (way.closed)
        close(&way);
    else
        file_state(&way, S("follow_up"));
}
