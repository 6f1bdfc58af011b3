/* SPDX-License-Identifier: Apache-2.0 */
/* What the latest people who came back allowed, and whom they were referred to: every state that a referral
 * can be in. */
#include "demo/demo_internal.h"
#include "domain/care/care.h"
#include "domain/referral/referral.h"

enum { FILES_MAX = 24, ADULT_YEARS = 18, CHILD_SAYS_YEARS = 7, BEDS = 2 };

/* A file as it stands, as far as a consent and a referral need it. */
struct referred {
    struct uuid id, worker;
    int64_t day, age;
    bool is_man, is_alone, has_needs;
};

static size_t referred_read(struct demo *demo, struct uuid org, struct referred *files, size_t max) {
    struct db *db = store_borrow(demo->options->store);
    struct db_query *query = db_query(db, SQL("SELECT id, case_worker, arrived_on, age_years, sex, family, urgent FROM case_file "
                                              "WHERE org_id = ?1 AND deleted_ms = 0 "
                                              "ORDER BY arrived_on DESC, id LIMIT ?2"));
    size_t count = 0;
    db_bind_uuid(query, 1, org);
    db_bind_int(query, 2, (int64_t)max);
    while (count < max && db_next(query)) {
        struct date day;
        if (!date_parse_iso(db_column_text(query, 2), &day)) continue;
        files[count++] = (struct referred){.id = db_column_uuid(query, 0),
                                           .worker = db_column_uuid(query, 1),
                                           .day = date_first_day(day),
                                           .age = db_column_int(query, 3),
                                           .is_man = slice_equal(db_column_text(query, 4), S("m")),
                                           .is_alone = db_column_is_null(query, 5),
                                           .has_needs = !db_column_is_null(query, 6)};
    }
    db_done(query);
    store_return(demo->options->store, db);
    return count;
}

static void consent_add(struct demo *demo, const struct referred *file, const char *recipient) {
    struct consent *consent =
        consent_of(demo_out_add(demo->out, &consent_type, demo_id_next(demo->out, file->day)));
    bool is_child = file->age < ADULT_YEARS;
    consent->case_file = DEMO_REF(file->id);
    consent->purpose = DEMO_TEXT(S("referral"));
    consent->recipient = DEMO_TEXT(slice_of(recipient));
    consent->scope = DEMO_TEXT(S("identity,home,needs"));
    consent->given_by = DEMO_TEXT(is_child ? S("authority") : S("self"));
    if (is_child) consent->assent = DEMO_TEXT(file->age < CHILD_SAYS_YEARS ? S("too_young") : S("given"));
    consent->form = DEMO_TEXT(S("thumb"));
    consent->language = DEMO_TEXT(S("km"));
    consent->given_on = DEMO_DAY(file->day);
    consent->expires_on = (struct value){.present = true, .date = {2031, 12, 31, DATE_DAY}};
}

/* What is asked of whom, and how far it comes. */
static const struct {
    const char *provider, *recipient, *service, *states, *rejection, *outcome;
} ways[] = {
    {"pv.sp", "partner", "community_reintegration", "sent", NULL, NULL},
    {"pv.hospital", "government", "medical", "sent accepted done", NULL, "served"},
    {"pv.adhoc", "partner", "legal", "sent", NULL, NULL},
    {"pv.hospital", "government", "medical", "sent accepted", NULL, NULL},
    {"pv.sp", "partner", "community_reintegration", "sent rejected done", "full", "elsewhere"},
    {"pv.sp", "partner", "community_reintegration", "", NULL, NULL},
    {"pv.hospital", "government", "medical", "sent rejected", "not_reached", NULL},
};

static struct uuid referral_add(struct demo *demo, const struct referred *file, size_t way) {
    struct uuid id = demo_id_next(demo->out, file->day);
    struct referral *referral = referral_of(demo_out_add(demo->out, &referral_type, id));
    referral->case_file = DEMO_REF(file->id);
    referral->provider = DEMO_REF(demo_id_of_key("provider", slice_of(ways[way].provider)));
    referral->service = DEMO_TEXT(slice_of(ways[way].service));
    referral->shares = DEMO_TEXT(S("identity,needs"));
    referral->reason = DEMO_TEXT(S("ត្រឡប់មកវិញដោយគ្មានអ្វីសោះ ហើយសុំជំនួយ។"));
    return id;
}

static void steps_add(struct demo *demo, struct uuid id, size_t way) {
    struct slice rest = slice_of(ways[way].states), state;
    while (rest.len && slice_split(&rest, ' ', &state)) {
        struct referral *referral = referral_of(demo_out_change(demo->out, &referral_type, id));
        referral->state = DEMO_TEXT(state);
        if (slice_equal(state, S("rejected"))) referral->rejection = DEMO_TEXT(slice_of(ways[way].rejection));
        if (slice_equal(state, S("done"))) referral->outcome = DEMO_TEXT(slice_of(ways[way].outcome));
    }
}

/* One whom no shelter could take lives with relatives, and somebody looks. */
static void plan_add(struct demo *demo, const struct referred *file) {
    struct uuid id = demo_id_next(demo->out, file->day);
    struct community_plan *plan = community_plan_of(demo_out_add(demo->out, &community_plan_type, id));
    plan->case_file = DEMO_REF(file->id);
    plan->from_day = DEMO_DAY(file->day + 2);
    plan->plan = DEMO_TEXT(S("រស់នៅជាមួយមីងក្នុងភូមិកំណើត មេភូមិ និង គ.ក.ន.ក បានដឹង។"));
    plan->danger_plan = DEMO_TEXT(S("ទូរស័ព្ទទៅបុគ្គលិកសង្គម ឬលេខ 1288 អ្នកជិតខាងនឹងបើកទ្វារ។"));
    plan->checked_by = DEMO_REF(file->worker);
    plan->every_days = DEMO_NUMBER(14);
    struct plan_visit *visit =
        plan_visit_of(demo_out_add(demo->out, &plan_visit_type, demo_id_next(demo->out, file->day)));
    visit->case_file = DEMO_REF(file->id);
    visit->community_plan = DEMO_REF(id);
    visit->on_day = DEMO_DAY(file->day + 9);
    visit->wellbeing = DEMO_TEXT(S("safe"));
    visit->note = DEMO_TEXT(S("ញ៉ាំបាន គេងលក់ ចង់រៀនកាត់ដេរ។"));
}

/* Somebody is expected in a house of ours: the bed is kept. */
static void bed_add(struct demo *demo, const struct referred *file) {
    static const char *const states[] = {"sent", "accepted"};
    consent_add(demo, file, "own_shelter");
    struct uuid id = demo_id_next(demo->out, file->day);
    struct referral *referral = referral_of(demo_out_add(demo->out, &referral_type, id));
    referral->case_file = DEMO_REF(file->id);
    referral->provider =
        DEMO_REF(demo_id_of_key("provider", file->is_man ? S("pv.coast") : S("pv.lotus")));
    referral->service = DEMO_TEXT(S("accommodation"));
    referral->shares = DEMO_TEXT(S("identity,needs"));
    referral->reason = DEMO_TEXT(S("មិនអាចទៅផ្ទះបានទេ មុនពេលបានចុះសួរគ្រួសារ។"));
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        referral = referral_of(demo_out_change(demo->out, &referral_type, id));
        referral->state = DEMO_TEXT(slice_of(states[i]));
    }
}

static void beds_add(struct demo *demo, const struct referred *files, size_t count) {
    size_t beds[2] = {0}; /* of women, of men */
    for (size_t i = 0; i < count; i++) {
        const struct referred *file = &files[i];
        bool is_simple = file->age >= ADULT_YEARS && file->is_alone && !file->has_needs;
        if (!is_simple || beds[file->is_man] == BEDS) continue;
        demo_out_act(demo->out, demo_id_of_key("organisation", S("ccpcr")), file->worker);
        bed_add(demo, file);
        beds[file->is_man]++;
    }
}

void demo_referrals_add(struct demo *demo) {
    struct referred *files = arena_make(demo->arena, struct referred, FILES_MAX);
    struct uuid org = demo_id_of_key("organisation", S("ccpcr"));
    size_t count = referred_read(demo, org, files, FILES_MAX);
    for (size_t i = 0; i < count && demo_out_is_well(demo->out); i++) {
        size_t way = i % ARRAY_LEN(ways);
        demo_out_act(demo->out, org, files[i].worker);
        consent_add(demo, &files[i], ways[way].recipient);
        struct uuid id = referral_add(demo, &files[i], way);
        steps_add(demo, id, way);
        if (i % ARRAY_LEN(ways) == 4) plan_add(demo, &files[i]);
    }
    beds_add(demo, files, count);
}
