/* SPDX-License-Identifier: Apache-2.0 */
/* People who came back, from the lines of cases.csv: trucks and boats, of whom some get a file.  Nobody of them ever lived. */
#include "base/embedded.h"
#include "base/log.h"
#include "demo/demo_care.h"
#include "demo/demo_internal.h"
#include "demo/demo_records.h"
#include "domain/arrival/queue.h"
#include "domain/care/care.h"
#include "domain/care/double.h"
#include "domain/htcds/htcds_records.h"
#include "domain/screening/screening.h"

enum { FAMILY_MAX = 4, ADULT_YEARS = 18, MS_PER_DAY = 24 * 3600 * 1000, MS_OF_MORNING = 2 * 3600 * 1000 }; /* nine in Cambodia */

/* One line of cases.csv. */
struct case_line {
    struct slice org, centre, from_country, kind;
    int64_t clients, arrivals, first_day, last_day;
};

/* Who is being written down. */
struct intake {
    struct demo *demo;
    struct demo_random *random;
    struct demo_care *care;
    const struct case_line *line;
    const struct demo_author *workers;
    size_t worker_count;
    struct uuid arrival;
    int64_t day;
    struct {
        struct uuid id;
        struct slice name_km, name_latin;
        int64_t year;
    } twice; /* the first file of a woman who has two */
    bool is_twice_done;
};

static void line_read(const struct demo_table *table, struct case_line *line) {
    *line = (struct case_line){.org = demo_table_text(table, "org"),
                               .centre = demo_table_text(table, "centre"),
                               .from_country = demo_table_text(table, "from_country"),
                               .kind = demo_table_text(table, "kind"),
                               .clients = demo_table_number(table, "clients"),
                               .arrivals = demo_table_number(table, "arrivals"),
                               .first_day = demo_table_day(table, "from"),
                               .last_day = demo_table_day(table, "to")};
}

/* ---- forms ---- */

/* A published first version of each form in data/forms/. */
static void form_add(struct demo *demo, struct slice org, const char *key, const char *name, const char *name_km, const char *purpose) {
    const struct embedded_file *file = embedded_find(arena_printf(demo->arena, "data/forms/%s.json", key));
    if (!file) BUG("no form %s", key);
    struct uuid form_id = demo_id_of_key("care_form", arena_printf(demo->arena, "%.*s %s", SLICE_ARG(org), key));
    struct care_form *form = care_form_of(demo_out_add(demo->out, &care_form_type, form_id));
    form->name = DEMO_TEXT(slice_of(name));
    form->name_km = DEMO_TEXT(slice_of(name_km));
    form->purpose = DEMO_TEXT(slice_of(purpose));
    struct uuid version_id = demo_id_of_key("care_form_version", arena_printf(demo->arena, "%.*s %s", SLICE_ARG(org), key));
    struct care_form_version *version = care_form_version_of(demo_out_add(demo->out, &care_form_version_type, version_id));
    version->care_form = DEMO_REF(form_id);
    version->state = DEMO_TEXT(S("published"));
    version->definition = DEMO_TEXT(file->bytes);
}

static void forms_add(struct demo *demo, struct slice org) {
    form_add(demo, org, "screening", "Short screening", "ការពិនិត្យបឋមខ្លី", "screening");
    form_add(demo, org, "assessment", "Assessment of needs", "ការវាយតម្លៃតម្រូវការ", "assessment");
}

/* ---- a truck ---- */

static void arrival_add(struct intake *intake, int64_t files) {
    struct demo_random *random = intake->random;
    intake->arrival = demo_id_next(intake->demo->out, intake->day);
    struct arrival *arrival = arrival_of(demo_out_add(intake->demo->out, &arrival_type, intake->arrival));
    int64_t others = slice_equal(intake->line->kind, S("deported")) ? demo_random_between(random, 10, 90) : 0;
    int64_t all = files + others, women = all * demo_random_between(random, 25, 50) / 100;
    int64_t girls = all * demo_random_between(random, 2, 8) / 100, boys = all * demo_random_between(random, 2, 8) / 100;
    arrival->on_day = DEMO_DAY(intake->day);
    arrival->kind = DEMO_TEXT(intake->line->kind);
    arrival->from_country = DEMO_TEXT(intake->line->from_country);
    arrival->centre = DEMO_TEXT(intake->line->centre);
    arrival->handed_by = DEMO_TEXT(S("នគរបាលអន្តោប្រវេសន៍"));
    arrival->women = DEMO_NUMBER(women);
    arrival->girls = DEMO_NUMBER(girls);
    arrival->boys = DEMO_NUMBER(boys);
    arrival->men = DEMO_NUMBER(all - women - girls - boys);
}

/* ---- a person ---- */

static const char *urgent_of(struct demo_random *random, int64_t age, bool female, bool alone) {
    if (age < 16 && alone) return "child_alone";
    if (female && age > 17 && age < 40 && demo_random_chance(random, 8)) return "pregnant";
    int64_t part = demo_random_below(random, 100);
    if (part < 9) return "medical";
    if (part < 13) return "safety";
    if (part < 15) return "self_harm";
    return part < 18 ? "disability" : NULL;
}

static const char *risk_of(struct demo_random *random, const char *urgent) {
    int64_t part = demo_random_below(random, 100);
    if (urgent && part < 60) return "high";
    if (part < 15) return "high";
    return part < 55 ? "medium" : "low";
}

/* ---- what they told ---- */

/* Some told of work that they could not leave; most went by themselves and were sent back. */
static const char *told_of(struct demo_random *random, bool exploited) {
    static const char *const trafficked[] = {
        "{\"danger\":\"no\",\"hurt\":\"yes\",\"offer\":\"broker\",\"taken\":\"sold\",\"promise\":\"no\",\"work\":\"boat\",\"free\":\"no\",\"control\":\"papers beaten pay\",\"needs\":\"doctor lawyer\"}",
        "{\"danger\":\"yes\",\"hurt\":\"no\",\"offer\":\"friend\",\"taken\":\"taken\",\"promise\":\"no\",\"work\":\"factory\",\"free\":\"no\",\"control\":\"debt hours\",\"needs\":\"shelter work\"}",
        "{\"danger\":\"yes\",\"hurt\":\"yes\",\"offer\":\"online\",\"taken\":\"handed\",\"promise\":\"no\",\"work\":\"scam\",\"free\":\"no\",\"control\":\"locked threat family\",\"needs\":\"shelter talk\"}",
        "{\"danger\":\"no\",\"hurt\":\"no\",\"offer\":\"family\",\"taken\":\"taken\",\"promise\":\"unsaid\",\"work\":\"beg\",\"free\":\"no\",\"control\":\"threat\",\"needs\":\"home food\"}"};
    static const char *const sent_back[] = {
        "{\"danger\":\"no\",\"hurt\":\"no\",\"offer\":\"nobody\",\"taken\":\"self\",\"work\":\"factory\",\"free\":\"yes\",\"control\":\"none\",\"needs\":\"food home\"}",
        "{\"danger\":\"no\",\"hurt\":\"no\",\"offer\":\"friend\",\"taken\":\"self\",\"promise\":\"yes\",\"work\":\"house\",\"free\":\"yes\",\"control\":\"hours\",\"needs\":\"home work\"}"};
    if (exploited) return trafficked[demo_random_below(random, ARRAY_LEN(trafficked))];
    return sent_back[demo_random_below(random, ARRAY_LEN(sent_back))];
}

static void decision_add(struct intake *intake, struct uuid file, struct uuid answer, const char *status, const char *by, int64_t day) {
    struct status_decision *decision = status_decision_of(demo_out_add(intake->demo->out, &status_decision_type, demo_id_next(intake->demo->out, day)));
    decision->case_file = DEMO_REF(file);
    decision->status = DEMO_TEXT(slice_of(status));
    decision->decided_by = DEMO_TEXT(slice_of(by));
    decision->decided_on = DEMO_DAY(day);
    decision->form_answer = DEMO_REF(answer);
}

static void profile_add(struct intake *intake, struct uuid file, int64_t age) {
    static const char *const industries[] = {"A_AgricultureForestryAndFishing", "C_Manufacturing", "F_Construction", "T_ActivitiesOfHouseholdsAsEmployers"};
    struct trafficking_profile *profile = trafficking_profile_of(demo_out_add(intake->demo->out, &trafficking_profile_type, demo_id_next(intake->demo->out, intake->day)));
    profile->case_file = DEMO_REF(file);
    profile->recruitment = DEMO_TEXT(demo_random_chance(intake->random, 50) ? S("ThroughFriendsOrSocialEvents") : S("ThroughFamilyOrFamilyEvents"));
    profile->control = DEMO_TEXT(demo_random_chance(intake->random, 50) ? S("DebtBondage,FalsePromises,TakesEarnings") : S("FalsePromises,WithholdsDocuments"));
    profile->exploitation = DEMO_TEXT(S("ForcedLabour"));
    profile->industry = DEMO_TEXT(slice_of(industries[demo_random_below(intake->random, ARRAY_LEN(industries))]));
    profile->age_when_trafficked = DEMO_NUMBER(age > 9 ? age - 2 : age);
}

/* Where they were made to work; the year is what people remember. */
static void event_add(struct intake *intake, struct uuid file, int64_t age) {
    static const struct {
        const char *country, *state, *city;
    } places[] = {{"TH", "Samut Sakhon", "Mahachai"}, {"TH", "Rayong", "Klaeng"}, {"MY", "Johor", "Muar"}, {"TH", "Bangkok", "Bang Kapi"}};
    size_t at = (size_t)age % ARRAY_LEN(places);
    struct trafficking_event *event = trafficking_event_of(demo_out_add(intake->demo->out, &trafficking_event_type, demo_id_next(intake->demo->out, intake->day)));
    event->case_file = DEMO_REF(file);
    event->kind = DEMO_TEXT(S("Exploitation"));
    event->happened_on = (struct value){.present = true, .date = {.year = date_of_day(intake->day).year, .precision = DATE_YEAR}};
    event->country = DEMO_TEXT(slice_of(places[at].country));
    event->state = DEMO_TEXT(slice_of(places[at].state));
    event->city = DEMO_TEXT(slice_of(places[at].city));
}

/* The screening of the day of arrival, and what was decided on it. */
static void screening_add(struct intake *intake, struct uuid file, int64_t age) {
    struct demo_random *random = intake->random;
    if (age < 6 || !demo_random_chance(random, 85)) return;
    bool exploited = demo_random_chance(random, 38), stopped = demo_random_chance(random, 6);
    struct uuid id = demo_id_next(intake->demo->out, intake->day);
    struct form_answer *answer = form_answer_of(demo_out_add(intake->demo->out, &form_answer_type, id));
    answer->case_file = DEMO_REF(file);
    answer->form_version = DEMO_REF(demo_id_of_key("care_form_version", arena_printf(demo_out_arena(intake->demo->out), "%.*s screening", SLICE_ARG(intake->line->org))));
    answer->begun_on = DEMO_DAY(intake->day);
    answer->state = DEMO_TEXT(stopped ? S("stopped") : S("finished"));
    const char *told = stopped ? "{\"danger\":\"unsaid\",\"hurt\":\"no\"}" : told_of(random, exploited);
    answer->answers = DEMO_TEXT(arena_printf(demo_out_arena(intake->demo->out), "{\"age\":\"%lld\",%s%s", (long long)age,
                                             age < 18 ? "\"alone\":\"no\"," : "", told + 1));
    if (stopped || !exploited) {
        if (!stopped) decision_add(intake, file, id, "not_victim", "NGO", intake->day);
        return;
    }
    decision_add(intake, file, id, "presumed", "NGO", intake->day);
    profile_add(intake, file, age);
    event_add(intake, file, age);
    if (demo_random_chance(random, 45)) decision_add(intake, file, id, "identified", "Police", intake->day + 1);
}

/* Most come from the province of the centre's neighbours: a district somewhere in the country. */
static struct slice home_of(struct intake *intake) {
    static const char *const provinces[] = {"03", "14", "20", "17", "02", "01", "21", "15", "09", "08"};
    struct place *districts;
    struct arena *arena = demo_out_arena(intake->demo->out);
    struct slice province = slice_of(provinces[demo_random_below(intake->random, ARRAY_LEN(provinces))]);
    size_t count = gazetteer_children(intake->demo->gazetteer, arena, province, &districts);
    return count ? districts[demo_random_below(intake->random, (int64_t)count)].code : province;
}

static void names_fill(struct intake *intake, struct case_file *file, bool female) {
    demo_name_fill(intake->demo, intake->random, female, &file->name_km, &file->name_latin);
    if (!demo_random_chance(intake->random, 30)) return;
    int64_t number = demo_random_between(intake->random, 100000, 999999);
    file->phone = DEMO_TEXT(arena_printf(demo_out_arena(intake->demo->out), "097%lld", (long long)number));
}

static void age_fill(struct intake *intake, struct case_file *file, int64_t age) {
    int year = date_of_day(intake->day).year - (int)age;
    if (demo_random_chance(intake->random, 40)) {
        file->age_years = DEMO_NUMBER(age);
        return;
    }
    file->birth_date = DEMO_TEXT(arena_printf(demo_out_arena(intake->demo->out), "%d", year));
}

/* Who came in the last weeks still waits for somebody. */
static void place_add(struct intake *intake, struct uuid file, struct uuid family) {
    struct queue_place *place = queue_place_of(demo_out_add(intake->demo->out, &queue_place_type, demo_id_next(intake->demo->out, intake->day)));
    place->case_file = DEMO_REF(file);
    place->arrival = DEMO_REF(intake->arrival);
    if (!uuid_is_zero(family)) place->family = DEMO_REF(family);
    place->came_ms = DEMO_NUMBER(intake->day * MS_PER_DAY + MS_OF_MORNING);
}

/* ---- two files of one person ---- */

/* One woman of each line came twice and told her name again; a social worker saw it and proposes one file of the two. */
static void merge_propose(struct intake *intake, struct uuid second, const struct demo_author *worker) {
    struct case_merge *merge =
        case_merge_of(demo_out_add(intake->demo->out, &case_merge_type, demo_id_next(intake->demo->out, intake->day)));
    merge->case_file = merge->survivor = DEMO_REF(intake->twice.id);
    merge->merged = DEMO_REF(second);
    merge->merged_code = DEMO_TEXT(S("CA")); /* the rule writes the code */
    merge->reason = DEMO_TEXT(S("ឈ្មោះ និងឆ្នាំកំណើតដូចគ្នា នាងសួររកបងស្រីតែមួយនៅព្រៃវែង។"));
    merge->taken = DEMO_TEXT(S("phone"));
    merge->state = DEMO_TEXT(S("proposed"));
    merge->asked_by = DEMO_REF(worker->user_id);
}

/* True for the second file of who came twice; the first one is remembered. */
static bool came_twice(struct intake *intake, struct case_file *file, struct uuid id, int64_t age) {
    struct arena *arena = intake->demo->arena;
    if (intake->is_twice_done || age < ADULT_YEARS) return false;
    if (uuid_is_zero(intake->twice.id)) {
        intake->twice.id = id;
        intake->twice.name_km = arena_copy(arena, file->name_km.text);
        intake->twice.name_latin = arena_copy(arena, file->name_latin.text);
        intake->twice.year = date_of_day(intake->day).year - age;
        return false;
    }
    struct arena *job = demo_out_arena(intake->demo->out);
    file->name_km = DEMO_TEXT(arena_copy(job, intake->twice.name_km));
    file->name_latin = DEMO_TEXT(arena_copy(job, intake->twice.name_latin));
    file->age_years = (struct value){0};
    file->birth_date = DEMO_TEXT(arena_printf(job, "%lld", (long long)intake->twice.year));
    return intake->is_twice_done = true;
}

static void person_add(struct intake *intake, struct uuid family, const char *tie, int64_t age) {
    struct demo_random *random = intake->random;
    bool female = demo_random_chance(random, slice_equal(intake->line->from_country, S("ID")) ? 0 : 44);
    const struct demo_author *worker = &intake->workers[demo_random_below(random, (int64_t)intake->worker_count)];
    struct uuid id = demo_id_next(intake->demo->out, intake->day);
    struct case_file *file = case_file_of(demo_out_add(intake->demo->out, &case_file_type, id));
    bool is_new = intake->day > intake->line->last_day - 14;
    const char *urgent = urgent_of(random, age, female, uuid_is_zero(family)), *risk = risk_of(random, urgent);
    names_fill(intake, file, female);
    age_fill(intake, file, age);
    bool is_twice = female && uuid_is_zero(family) && came_twice(intake, file, id, age);
    file->sex = DEMO_TEXT(female ? S("f") : S("m"));
    file->home_village = DEMO_TEXT(home_of(intake));
    file->nationality = DEMO_TEXT(S("KH"));
    file->arrival = DEMO_REF(intake->arrival);
    if (!uuid_is_zero(family)) file->family = DEMO_REF(family);
    file->family_tie = DEMO_TEXT(slice_of(tie));
    if (urgent) file->urgent = DEMO_TEXT(slice_of(urgent));
    file->state = DEMO_TEXT(is_new ? S("arrived") : S("active"));
    file->risk = DEMO_TEXT(slice_of(risk));
    file->case_worker = DEMO_REF(worker->user_id);
    const struct demo_client client = {.file = id,
                                       .day = intake->day,
                                       .last_day = intake->line->last_day,
                                       .age = age,
                                       .female = female,
                                       .alone = uuid_is_zero(family)};
    demo_care_add(intake->care, &client);
    if (is_twice) merge_propose(intake, id, worker);
    if (is_new) place_add(intake, id, family);
    screening_add(intake, id, age);
}

static int64_t age_of(struct demo_random *random) {
    int64_t part = demo_random_below(random, 100);
    if (part < 14) return demo_random_between(random, 8, 17);
    return part < 60 ? demo_random_between(random, 18, 27) : demo_random_between(random, 28, 52);
}

/* A mother or father with children, and perhaps the other of the two; gives how many they are. */
static int64_t family_add(struct intake *intake, int64_t room) {
    int64_t people = demo_random_between(intake->random, 2, FAMILY_MAX);
    if (people > room) people = room;
    struct uuid family = demo_id_next(intake->demo->out, intake->day);
    struct case_family *record = case_family_of(demo_out_add(intake->demo->out, &case_family_type, family));
    record->arrival = DEMO_REF(intake->arrival);
    record->people = DEMO_NUMBER(people);
    person_add(intake, family, "head", demo_random_between(intake->random, 24, 44));
    for (int64_t i = 1; i < people; i++) {
        bool is_partner = i == 1 && people > 2;
        person_add(intake, family, is_partner ? "partner" : "child",
                   is_partner ? demo_random_between(intake->random, 22, 46) : demo_random_between(intake->random, 2, 15));
    }
    return people;
}

static void people_add(struct intake *intake, int64_t files) {
    struct uuid none = {{0}};
    while (files > 0 && demo_out_is_well(intake->demo->out)) {
        bool is_family = files > 1 && !slice_equal(intake->line->from_country, S("ID")) && demo_random_chance(intake->random, 9);
        if (is_family) {
            files -= family_add(intake, files);
        } else {
            person_add(intake, none, "alone", age_of(intake->random));
            files--;
        }
    }
}

/* ---- lines ---- */

static void line_add(struct intake *intake, int64_t clients) {
    const struct case_line *line = intake->line;
    int64_t arrivals = line->arrivals < clients ? line->arrivals : clients, length = line->last_day - line->first_day;
    for (int64_t i = 0; i < arrivals; i++) {
        int64_t files = clients * (i + 1) / arrivals - clients * i / arrivals;
        intake->day = line->first_day + length * i / arrivals;
        arrival_add(intake, files);
        people_add(intake, files);
    }
}

/* A small demo has fewer people here too. */
static int64_t clients_of(const struct demo *demo, const struct case_line *line) {
    int64_t people = demo->options->people < DEMO_PEOPLE ? demo->options->people : DEMO_PEOPLE;
    int64_t clients = line->clients * people / DEMO_PEOPLE;
    return clients ? clients : 1;
}

void demo_cases_add(struct demo *demo) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    struct demo_random random = {demo->options->seed + 5};
    struct demo_care care = {.demo = demo, .random = {demo->options->seed + 11}};
    struct case_line line = {0};
    struct slice filled = S(""); /* the organisation whose forms are there */
    demo_table_open(table, demo->arena, S("data/scenario/demo/cases.csv"));
    while (demo_table_next(table) && demo_out_is_well(demo->out)) {
        struct intake intake = {.demo = demo, .random = &random, .care = &care, .line = &line};
        line_read(table, &line);
        intake.worker_count = demo_staff_all(demo->arena, line.org, S("social_worker"), &intake.workers);
        if (!intake.worker_count) BUG("no social worker of %.*s", SLICE_ARG(line.org));
        demo_out_act(demo->out, demo_id_of_key("organisation", line.org), intake.workers[0].user_id);
        if (!slice_equal(filled, line.org)) forms_add(demo, line.org);
        filled = line.org;
        line_add(&intake, clients_of(demo, &line));
    }
}
