/* SPDX-License-Identifier: Apache-2.0 */
/* What follows the files of people who came back: services, beds, training, grants, work, school, visits,
 * until some are closed. Days lie in the time of the programme, except that those who are still looked after
 * were visited lately: a caseload in which everybody is years late would show nothing. */
#include "demo/demo_internal.h"
#include "domain/care/care.h"
#include "domain/reintegration/follow.h"
#include "domain/reintegration/reintegration.h"
#include "domain/reintegration/stage.h"
#include "domain/shelter/shelter.h"

enum {
    FILES_MAX = 2000,
    HOUSES_BEDS = 80,
    OPEN_OF_TEN = 5,
    EMPLOYERS = 5,
    SCHOOLS = 3,
    GRANTS = 30,
    IN_HOUSE = 16,
    CLOSED = 8,   /* files that are closed, of which every other one was opened again */
    INCIDENTS = 14
};

struct home_file {
    struct uuid id, worker;
    bool female, has_family, is_expected; /* expected: a bed is reserved */
    bool is_pregnant, may_harm;
    int64_t age, day; /* of arrival */
};

struct homes {
    struct demo *demo;
    struct demo_random random;
    struct home_file *files;
    size_t count;
    int64_t today, last_day; /* of the programme's records */
    int64_t grants, closed, incidents;
    int64_t beds[6][16]; /* by room of 24-shelter_room.csv: the day on which each is free */
};

/* ---- whom ---- */

static void files_read(struct homes *homes) {
    struct db *db = store_borrow(homes->demo->options->store);
    struct db_query *row =
        db_query(db, SQL("SELECT id, \"case_worker\", \"sex\", \"family\", \"age_years\", \"arrived_on\", "
                         "COALESCE(\"urgent\", ''), (SELECT CAST(COUNT(*) AS BIGINT) FROM bed_hold b WHERE b.org_id = ?1 AND "
                         "b.\"case_file\" = f.id) FROM case_file f WHERE f.org_id = ?1 AND "
                         "\"case_worker\" IS NOT NULL AND deleted_ms = 0 ORDER BY \"arrived_on\", id"));
    db_bind_uuid(row, 1, demo_id_of_key("organisation", S("ccpcr")));
    homes->files = arena_make(homes->demo->arena, struct home_file, FILES_MAX);
    while (homes->count < FILES_MAX && db_next(row)) {
        homes->files[homes->count++] =
            (struct home_file){.id = db_column_uuid(row, 0),
                               .worker = db_column_uuid(row, 1),
                               .female = slice_equal(db_column_text(row, 2), S("f")),
                               .has_family = !db_column_is_null(row, 3),
                               .is_expected = db_column_int(row, 7) > 0,
                               .is_pregnant = slice_equal(db_column_text(row, 6), S("pregnant")),
                               .may_harm = slice_equal(db_column_text(row, 6), S("self_harm")),
                               .age = db_column_is_null(row, 4) ? 25 : db_column_int(row, 4),
                               .day = db_column_day(row, 5, 0)};
    }
    db_done(row);
    store_return(homes->demo->options->store, db);
    if (homes->count) homes->last_day = homes->files[homes->count - 1].day;
}

static struct demo_out *out_of(const struct homes *homes) {
    return homes->demo->out;
}

static struct record *part_add(struct homes *homes, const struct record_type *type,
                               const struct home_file *file, int64_t day) {
    struct record *record = demo_out_add(out_of(homes), type, demo_id_next(out_of(homes), day));
    *record_value(record, record_type_field(type, S("case_file"))) = DEMO_REF(file->id);
    return record;
}

static struct uuid keyed(const char *type, const char *prefix, int64_t number) {
    char key[32];
    snprintf(key, sizeof key, "ccpcr.%s%lld", prefix, (long long)number);
    return demo_id_of_key(type, slice_of(key));
}

/* ---- services and beds ---- */

static void service_add(struct homes *homes, const struct home_file *file, const char *kind, int64_t day,
                        int64_t units, const char *where) {
    struct case_service *service = case_service_of(part_add(homes, &case_service_type, file, day));
    service->kind = DEMO_TEXT(slice_of(kind));
    service->on_day = DEMO_DAY(day);
    service->units = DEMO_NUMBER(units);
    service->given_at = DEMO_TEXT(slice_of(where));
}

static void services_add(struct homes *homes, const struct home_file *file) {
    struct demo_random *random = &homes->random;
    service_add(homes, file, "meal", file->day, demo_random_between(random, 1, 3), "transit_centre");
    if (demo_random_chance(random, 60)) service_add(homes, file, "medical", file->day, 1, "transit_centre");
    if (demo_random_chance(random, 30)) service_add(homes, file, "legal", file->day, 1, "migration_centre");
    if (demo_random_chance(random, 35)) service_add(homes, file, "transport", file->day, 1, "transit_centre");
    if (file->age > 14 && demo_random_chance(random, 12))
        service_add(homes, file, "life_skills", file->day, demo_random_between(random, 2, 6), "migration_centre");
    if (!demo_random_chance(random, 30)) return;
    struct case_service *talk = case_service_of(part_add(homes, &case_service_type, file, file->day));
    talk->kind = DEMO_TEXT(S("counselling"));
    talk->on_day = DEMO_DAY(file->day);
    talk->given_at = DEMO_TEXT(S("transit_centre"));
    talk->wanted = talk->counsellor = DEMO_TEXT(file->female ? S("woman") : S("man"));
}

/* Rooms in the order of their file: women, girls, boys, mothers; men, women. */
static int room_of(const struct home_file *file, int64_t day, struct demo_random *random) {
    int64_t age = file->age + date_years_between(date_of_day(file->day), date_of_day(day));
    if (age < 6) return -1; /* with a mother: families are not placed here */
    if (age < 18) return file->female ? 1 : 2;
    if (!file->female) return 4;
    if (file->is_pregnant) return 3; /* where the cots are */
    if (file->may_harm) return 5;    /* near the nurse */
    return demo_random_chance(random, 50) ? 0 : 5;
}

static int bed_find(const struct homes *homes, int room, int64_t day) {
    static const int places[] = {10, 8, 8, 8, 16, 12};
    for (int bed = 0; bed < places[room]; bed++) {
        if (homes->beds[room][bed] <= day) return bed;
    }
    return -1;
}

/* What goes wrong in a house, now and then. */
static void incident_add(struct homes *homes, const struct home_file *file, int room, int64_t day) {
    static const struct {
        const char *kind, *severity, *told, *what, *done;
    } incidents[] = {
        {"conflict", "slight", "supervisor", "ឈ្លោះគ្នាដោយសារទូរស័ព្ទ។", "បានស្តាប់ទាំងពីរនាក់ ហើយប្រើទូរស័ព្ទម្តងម្នាក់តាមម៉ោង។"},
        {"illness", "slight", "doctor", "ក្តៅខ្លួនពេលយប់។", "គិលានុបដ្ឋាកបានពិនិត្យ ថ្ងៃបន្ទាប់ជាវិញ។"},
        {"threat", "serious", "supervisor,police", "មានគេមកសួររកអ្នកស្នាក់នៅមាត់ទ្វារ។",
         "អ្នកយាមបានកត់ស្លាកលេខម៉ូតូ ហើយបានប្រាប់នគរបាល។"},
        {"self_harm", "grave", "supervisor,doctor,ministry", "ឃើញយំ មានរបួសមុតនៅដៃ។",
         "បាននាំទៅមន្ទីរពេទ្យ អ្នកប្រឹក្សាបានមកនៅល្ងាចនោះ។"},
    };
    size_t at = (size_t)(homes->incidents++ % (int64_t)ARRAY_LEN(incidents));
    char key[32];
    snprintf(key, sizeof key, "ccpcr.house%d", room < 4 ? 1 : 2);
    struct shelter_incident *incident = shelter_incident_of(part_add(homes, &shelter_incident_type, file, day));
    incident->shelter = DEMO_REF(demo_id_of_key("shelter", slice_of(key)));
    incident->on_day = DEMO_DAY(day);
    incident->kind = DEMO_TEXT(slice_of(incidents[at].kind));
    incident->severity = DEMO_TEXT(slice_of(incidents[at].severity));
    incident->told = DEMO_TEXT(slice_of(incidents[at].told));
    incident->told_on = DEMO_DAY(day);
    incident->what = DEMO_TEXT(slice_of(incidents[at].what));
    incident->done = DEMO_TEXT(slice_of(incidents[at].done));
}

static void stay_add(struct homes *homes, const struct home_file *file, int64_t from, int64_t nights) {
    int room = file->has_family ? -1 : room_of(file, from, &homes->random),
        bed = room < 0 ? -1 : bed_find(homes, room, from);
    if (bed < 0) return;
    char key[32];
    snprintf(key, sizeof key, "ccpcr.house%d.%d", room < 4 ? 1 : 2, room < 4 ? room + 1 : room - 3);
    struct shelter_stay *stay = shelter_stay_of(part_add(homes, &shelter_stay_type, file, from));
    stay->room = DEMO_REF(demo_id_of_key("shelter_room", slice_of(key)));
    stay->from_day = DEMO_DAY(from);
    homes->beds[room][bed] = nights ? from + nights : INT64_MAX;
    if (homes->incidents < INCIDENTS && demo_random_chance(&homes->random, nights ? 8 : 20))
        incident_add(homes, file, room, from);
    if (!nights) return; /* sleeps there still */
    stay->until_day = DEMO_DAY(from + nights);
    stay->stay_end = DEMO_TEXT(S("home"));
    struct case_service *service = case_service_of(part_add(homes, &case_service_type, file, from));
    service->kind = DEMO_TEXT(S("night"));
    service->on_day = DEMO_DAY(from);
    service->until_day = DEMO_DAY(from + nights);
    service->given_at = DEMO_TEXT(room < 4 ? S("shelter") : S("transit_centre"));
}

/* ---- work and school ---- */

static void vetting_add(struct homes *homes, int64_t employer, int64_t from, int64_t days) {
    struct employer_vetting *vetting = employer_vetting_of(
        demo_out_add(out_of(homes), &employer_vetting_type, demo_id_next(out_of(homes), from)));
    struct text checks = TEXT_IN(demo_out_arena(out_of(homes)));
    for (size_t i = 0; i < vetting_check_choices.count; i++)
        text_printf(&checks, "%s%s", i ? "," : "", vetting_check_choices.choices[i].code);
    vetting->employer = DEMO_REF(keyed("employer", "em", employer));
    vetting->visited_on = DEMO_DAY(from);
    vetting->checks = DEMO_TEXT(text_slice(&checks));
    vetting->result = DEMO_TEXT(S("passed"));
    vetting->valid_from = DEMO_DAY(from);
    vetting->valid_until = DEMO_DAY(from + days);
}

/* All were looked at each year; the last look at one of them is over. */
static void vettings_add(struct homes *homes, int64_t first) {
    for (int64_t employer = 1; employer <= EMPLOYERS; employer++) {
        for (int year = 0; year < 2; year++)
            vetting_add(homes, employer, first + year * 365, 364);
        vetting_add(homes, employer, homes->today - (employer == 2 ? 300 : 120), employer == 2 ? 280 : 300);
    }
}

static void training_add(struct homes *homes, const struct home_file *file, const char *kind, int64_t from,
                         int64_t days, bool done) {
    struct demo_random *random = &homes->random;
    bool at_partner = slice_equal(slice_of(kind), S("vocational"));
    struct case_training *training = case_training_of(part_add(homes, &case_training_type, file, from));
    int64_t planned = days * 5 / 7;
    training->kind = DEMO_TEXT(slice_of(kind));
    training->skill = DEMO_TEXT(at_partner ? (file->female ? S("sewing") : S("repair"))
                                : slice_equal(slice_of(kind), S("business")) ? S("business")
                                                                             : S("reading"));
    if (at_partner) training->employer = DEMO_REF(keyed("employer", "em", file->female ? 1 : 3));
    training->from_day = DEMO_DAY(from);
    training->until_day = DEMO_DAY(from + days);
    training->days_planned = DEMO_NUMBER(planned);
    training->days_attended =
        DEMO_NUMBER(done ? planned * demo_random_between(random, 82, 100) / 100 : planned / 3);
    training->state = DEMO_TEXT(done ? S("completed") : S("dropped"));
    training->ended_on = DEMO_DAY(done ? from + days : from + days / 3);
    if (!done) training->drop_reason = DEMO_TEXT(S("work"));
    training->certificate = DEMO_NUMBER(done);
}

static void grant_add(struct homes *homes, const struct home_file *file, int64_t day) {
    struct reintegration_grant *grant =
        reintegration_grant_of(part_add(homes, &reintegration_grant_type, file, day));
    grant->grant_for = DEMO_TEXT(demo_random_chance(&homes->random, 25) ? S("family") : S("self"));
    grant->business = DEMO_TEXT(file->female ? S("sewing") : S("repair"));
    grant->amount = (struct value){
        .present = true, .money = {demo_random_between(&homes->random, 20, 40) * 1000, CURRENCY_USD}};
    grant->given_on = DEMO_DAY(day);
    grant->business_state = DEMO_TEXT(S("running"));
    homes->grants++;
}

static void work_add(struct homes *homes, const struct home_file *file, int64_t from, int64_t until) {
    struct placement *placement = placement_of(part_add(homes, &placement_type, file, from));
    placement->kind = DEMO_TEXT(until ? S("internship") : S("job"));
    placement->employer = DEMO_REF(keyed("employer", "em",
                                         until          ? demo_random_between(&homes->random, 1, EMPLOYERS)
                                         : file->female ? 4
                                                        : EMPLOYERS));
    placement->from_day = DEMO_DAY(from);
    placement->monitor = DEMO_REF(file->worker);
    if (!until) return;
    placement->until_day = DEMO_DAY(until);
    placement->placement_end = DEMO_TEXT(S("finished"));
}

static void school_add(struct homes *homes, const struct home_file *file, int64_t day) {
    struct uuid enrolment = demo_id_next(out_of(homes), day);
    struct school_enrolment *record =
        school_enrolment_of(demo_out_add(out_of(homes), &school_enrolment_type, enrolment));
    struct date on = date_of_day(day);
    record->case_file = DEMO_REF(file->id);
    record->school =
        DEMO_REF(keyed("school", "sc", file->age > 11 ? SCHOOLS : demo_random_between(&homes->random, 1, 2)));
    record->school_year = DEMO_NUMBER(on.month >= 10 ? on.year : on.year - 1);
    record->grade = DEMO_NUMBER(file->age > 11 ? file->age - 6 : file->age - 5);
    record->registered_on = DEMO_DAY(day);
    for (size_t i = 0; i < school_term_name_choices.count; i++) {
        struct school_term *term = school_term_of(part_add(homes, &school_term_type, file, day));
        term->enrolment = DEMO_REF(enrolment);
        term->term = DEMO_TEXT(slice_of(school_term_name_choices.choices[i].code));
        term->on_day = DEMO_DAY(day + 120 * (int64_t)(i + 1));
        term->days_open = DEMO_NUMBER(90);
        term->days_present =
            DEMO_NUMBER(demo_random_chance(&homes->random, 85) ? demo_random_between(&homes->random, 72, 90)
                                                               : demo_random_between(&homes->random, 20, 60));
        term->fees = (struct value){.present = true, .money = {20000, CURRENCY_KHR}};
        if (!i) term->materials = DEMO_TEXT(S("uniform,books,bag"));
        if (!i) term->materials_cost = (struct value){.present = true, .money = {85000, CURRENCY_KHR}};
    }
}

/* ---- the way home ---- */

static int64_t figure(struct homes *homes, int64_t level) {
    int64_t score = level + demo_random_between(&homes->random, -1, 1);
    return score < 1 ? 1 : score > 5 ? 5 : score;
}

static void visit_add(struct homes *homes, const struct home_file *file, int64_t day, int64_t level) {
    struct follow_up_visit *visit = follow_up_visit_of(part_add(homes, &follow_up_visit_type, file, day));
    bool is_met = level >= 4 || !demo_random_chance(&homes->random, 8);
    visit->on_day = DEMO_DAY(day);
    visit->way = DEMO_TEXT(demo_random_chance(&homes->random, 80) ? S("home") : S("phone"));
    visit->met = DEMO_TEXT(is_met ? S("met") : S("absent"));
    visit->visitor = DEMO_REF(file->worker);
    if (!is_met) return;
    visit->safety = DEMO_NUMBER(level >= 4 ? level : figure(homes, level));
    visit->income = DEMO_NUMBER(level >= 4 ? level : figure(homes, level));
    visit->health = DEMO_NUMBER(level >= 4 ? 5 : figure(homes, level + 1));
    visit->in_family = DEMO_NUMBER(level >= 4 ? level : figure(homes, level));
    visit->in_community = DEMO_NUMBER(level >= 4 ? 5 : figure(homes, level));
}

/* From bad to good over a year. */
static void visits_add(struct homes *homes, const struct home_file *file, int64_t from, int64_t until) {
    int64_t step = 25 + demo_random_below(&homes->random, 12);
    for (int64_t day = from + 14; day <= until; day += step)
        visit_add(homes, file, day, 2 + (day - from) / 140 > 4 ? 4 : 2 + (day - from) / 140);
}

static void paper_add(struct homes *homes, const struct home_file *file, size_t at, int64_t day) {
    struct reintegration_paper *paper =
        reintegration_paper_of(part_add(homes, &reintegration_paper_type, file, day));
    paper->paper = DEMO_TEXT(slice_of(stage_papers[at].code));
    paper->on_day = DEMO_DAY(day);
}

static void papers_add(struct homes *homes, const struct home_file *file, enum stage last, int64_t day) {
    for (size_t i = 0; i < stage_paper_count; i++) {
        if (stage_papers[i].stage <= last)
            paper_add(homes, file, i, day + (int64_t)stage_papers[i].stage * 20);
    }
}

static void outcome_add(struct homes *homes, const struct home_file *file, const char *months, int64_t day) {
    struct reintegration_outcome *outcome =
        reintegration_outcome_of(part_add(homes, &reintegration_outcome_type, file, day));
    outcome->at_months = DEMO_TEXT(slice_of(months));
    outcome->on_day = DEMO_DAY(day);
    outcome->outcome = DEMO_TEXT(S("settled"));
}

/* A supervisor looked at the file and closed it; of some it came out that it was too early. */
static void file_close(struct homes *homes, const struct home_file *home, struct uuid whole_id, bool opens_again) {
    int64_t closed = homes->today - 60, opened = homes->today - 25;
    struct case_file *file = case_file_of(demo_out_change(out_of(homes), &case_file_type, home->id));
    file->state = DEMO_TEXT(S("closed"));
    file->closed_on = DEMO_DAY(closed);
    if (!opens_again) return;
    file = case_file_of(demo_out_change(out_of(homes), &case_file_type, home->id));
    file->state = DEMO_TEXT(S("follow_up"));
    struct reintegration *whole = reintegration_of(demo_out_change(out_of(homes), &reintegration_type, whole_id));
    whole->state = DEMO_TEXT(S("open"));
    whole->reopen_reason = DEMO_TEXT(S("A relative wants to send the person away again."));
    visit_add(homes, home, opened, 2);
}

static void close_add(struct homes *homes, const struct home_file *file, struct uuid id, int64_t home_day) {
    int64_t day = home_day + 380;
    visit_add(homes, file, day - 40, 4);
    visit_add(homes, file, day - 5, 4);
    outcome_add(homes, file, "m6", home_day + 190);
    outcome_add(homes, file, "m12", home_day + 368);
    papers_add(homes, file, STAGE_CLOSE, day - 80);
    struct reintegration *whole = reintegration_of(demo_out_change(out_of(homes), &reintegration_type, id));
    whole->state = DEMO_TEXT(S("closed"));
    whole->closed_on = DEMO_DAY(day);
    if (homes->closed++ < CLOSED) file_close(homes, file, id, homes->closed % 2 == 0);
}

static void home_add(struct homes *homes, const struct home_file *file) {
    struct demo_random *random = &homes->random;
    int64_t started = file->day + 5, home_day = started + demo_random_between(random, 10, 40);
    struct uuid id = demo_id_next(out_of(homes), started);
    struct reintegration *whole = reintegration_of(demo_out_add(out_of(homes), &reintegration_type, id));
    whole->case_file = DEMO_REF(file->id);
    whole->worker = DEMO_REF(file->worker);
    whole->started_on = DEMO_DAY(started);
    whole->returned_on = DEMO_DAY(home_day);
    whole->lives_with = DEMO_TEXT(file->age < 18 ? S("parents") : S("relatives"));
    bool is_over =
        home_day + 380 < homes->last_day + 200 && !demo_random_chance(random, 100 - OPEN_OF_TEN * 10);
    visits_add(homes, file, home_day, home_day + 330 < homes->last_day ? home_day + 330 : homes->last_day);
    if (file->age >= 6 && file->age < 16) school_add(homes, file, home_day);
    if (file->age >= 16) {
        bool done = demo_random_chance(random, 85);
        training_add(homes, file, "vocational", home_day + 10, 90, done);
        if (done && homes->grants < GRANTS) {
            training_add(homes, file, "business", home_day + 105, 10, true);
            grant_add(homes, file, home_day + 120);
        } else if (done)
            work_add(homes, file, home_day + 110, home_day + 200);
    }
    if (is_over) {
        close_add(homes, file, id, home_day);
        return;
    }
    papers_add(homes, file, STAGE_INTEGRATE, started);
    visit_add(homes, file, homes->today - demo_random_between(random, 1, 70),
              demo_random_between(random, 2, 4));
    if (file->age >= 18 && demo_random_chance(random, 30)) work_add(homes, file, homes->today - 40, 0);
}

/* After all that was written: from then on nobody is sent there. */
static void suspend_add(struct homes *homes) {
    struct employer_visit *visit = employer_visit_of(
        demo_out_add(out_of(homes), &employer_visit_type, demo_id_next(out_of(homes), homes->today)));
    visit->employer = DEMO_REF(keyed("employer", "em", EMPLOYERS));
    visit->on_day = DEMO_DAY(homes->today - 6);
    visit->flags = DEMO_TEXT(S("hours,papers"));
}

/* Those who came last sleep there now. */
static void houses_fill(struct homes *homes) {
    size_t in_house = 0;
    for (size_t i = homes->count; i-- > 0 && in_house < IN_HOUSE;) {
        if (homes->files[i].has_family || homes->files[i].is_expected || i % 6 == 0) continue;
        stay_add(homes, &homes->files[i], homes->today - demo_random_between(&homes->random, 1, 20), 0);
        in_house++;
    }
}

void demo_homes_add(struct demo *demo) {
    struct homes *homes = arena_make(demo->arena, struct homes, 1);
    *homes = (struct homes){
        .demo = demo, .random = {demo->options->seed + 6}, .today = date_first_day(clock_today())};
    files_read(homes);
    if (!homes->count) return;
    demo_out_act(demo->out, demo_id_of_key("organisation", S("ccpcr")), homes->files[0].worker);
    vettings_add(homes, homes->files[0].day);
    for (size_t i = 0; i < homes->count && demo_out_is_well(demo->out); i++) {
        const struct home_file *file = &homes->files[i];
        services_add(homes, file);
        bool goes_home = i % 6 == 0 && file->day + 150 < homes->last_day;
        if (goes_home)
            home_add(homes, file);
        else if (i + IN_HOUSE * 3 < homes->count && demo_random_chance(&homes->random, 25))
            stay_add(homes, file, file->day, demo_random_between(&homes->random, 2, 15));
    }
    houses_fill(homes);
    suspend_add(homes);
}
