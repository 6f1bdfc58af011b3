/* SPDX-License-Identifier: Apache-2.0 */
/* Consents, services and nights in a shelter of people who came back.  Nobody of them ever lived.
 */
#include "demo/demo_care.h"

#include "base/log.h"
#include "demo/demo_records.h"
#include "domain/referral/referral.h"
#include "domain/shelter/shelter.h"

enum {
    ADULT_AGE = 18,
    WORDS_AGE = 7,
    CONSENT_DAYS = 730,
    STAY_PERCENT = 24,
    CONSENT_PERCENT = 70,
};

/* ---- the directory ---- */

/* A type and the file of data/scenario/demo that holds the organisation's. */
static void ids_read(struct demo *demo, const char *type, const char *file, struct slice org,
                     struct demo_ids *ids) {
    struct demo_table *table = arena_make(demo->arena, struct demo_table, 1);
    demo_table_open(table, demo->arena, slice_of(file));
    while (demo_table_next(table) && ids->count < DEMO_PLACES_MAX) {
        if (slice_equal(demo_table_text(table, "org"), org))
            ids->ids[ids->count++] = demo_id_of_key(type, demo_table_text(table, "key"));
    }
    if (!ids->count) BUG("no %s of %.*s", type, SLICE_ARG(org));
}

static void services_read(struct demo_care *care) {
    struct demo_table *table = arena_make(care->demo->arena, struct demo_table, 1);
    demo_table_open(table, care->demo->arena, S("data/scenario/demo/care_services.csv"));
    while (demo_table_next(table) && care->service_count < DEMO_SERVICES_MAX) {
        care->services[care->service_count++] =
            (struct demo_service_line){.kind = demo_table_text(table, "kind"),
                                       .at = demo_table_text(table, "at"),
                                       .percent = demo_table_number(table, "percent"),
                                       .units_low = demo_table_number(table, "units_low"),
                                       .units_high = demo_table_number(table, "units_high"),
                                       .after_low = demo_table_number(table, "after_low"),
                                       .after_high = demo_table_number(table, "after_high")};
    }
}

void demo_care_open(struct demo_care *care, struct demo *demo, struct slice org) {
    *care = (struct demo_care){.demo = demo, .random = {demo->options->seed + 11}};
    ids_read(demo, "employer", "data/scenario/demo/83-employer.csv", org, &care->employers);
    ids_read(demo, "school", "data/scenario/demo/85-school.csv", org, &care->schools);
    services_read(care);
}

struct record *demo_care_part(struct demo_care *care, const struct record_type *type,
                              const struct demo_client *client, int64_t day, struct uuid *id) {
    struct uuid own = demo_id_next(care->demo->out, day);
    struct record *record = demo_out_add(care->demo->out, type, own);
    *record_value(record, record_type_field(type, S("case_file"))) = DEMO_REF(client->file);
    if (id) *id = own;
    return record;
}

struct uuid demo_care_any(struct demo_care *care, const struct demo_ids *ids) {
    return ids->ids[demo_random_below(&care->random, (int64_t)ids->count)];
}

/* ---- services ---- */

static struct case_service *service_add(struct demo_care *care, const struct demo_client *client,
                                        struct slice kind, struct slice at, int64_t day) {
    struct case_service *service =
        case_service_of(demo_care_part(care, &case_service_type, client, day, NULL));
    service->kind = DEMO_TEXT(kind);
    service->on_day = DEMO_DAY(day);
    service->given_at = DEMO_TEXT(at);
    return service;
}

static void services_add(struct demo_care *care, const struct demo_client *client) {
    for (size_t i = 0; i < care->service_count; i++) {
        const struct demo_service_line *line = &care->services[i];
        int64_t day = client->day + demo_random_between(&care->random, line->after_low, line->after_high);
        int64_t units = demo_random_between(&care->random, line->units_low, line->units_high);
        if (!demo_random_chance(&care->random, (int)line->percent) || day > client->last_day) continue;
        struct case_service *service = service_add(care, client, line->kind, line->at, day);
        service->units = DEMO_NUMBER(units);
        if (slice_equal(line->kind, S("counselling")))
            service->counsellor = DEMO_TEXT(client->female ? S("woman") : S("man"));
    }
}

/* ---- nights ---- */

static const char *bed_of(const struct demo_client *client) {
    if (client->age >= ADULT_AGE) return client->female ? "women" : "men";
    return client->female ? "girls" : "boys";
}

/* Only those who came alone: where families sleep is for people to weigh.  The age by the year of birth may
 * be one off. */
static void stay_add(struct demo_care *care, const struct demo_client *client) {
    int64_t nights = demo_random_between(&care->random, 1, 12);
    bool is_at_centre = demo_random_chance(&care->random, 70),
         is_near_adult = client->age >= 17 && client->age <= 19;
    if (!client->alone || is_near_adult || !demo_random_chance(&care->random, STAY_PERCENT)) return;
    struct shelter_stay *stay =
        shelter_stay_of(demo_care_part(care, &shelter_stay_type, client, client->day, NULL));
    struct slice room = arena_printf(demo_out_arena(care->demo->out), "cc.%s.%s",
                                     is_at_centre ? "sh1" : "sh2", bed_of(client));
    stay->room = DEMO_REF(demo_id_of_key("shelter_room", room));
    stay->from_day = DEMO_DAY(client->day);
    if (client->day + nights > client->last_day) return; /* is there still */
    stay->until_day = DEMO_DAY(client->day + nights);
    stay->stay_end = DEMO_TEXT(demo_random_chance(&care->random, 85) ? S("home") : S("own_wish"));
    struct case_service *service =
        service_add(care, client, S("night"), is_at_centre ? S("transit_centre") : S("shelter"), client->day);
    service->until_day = DEMO_DAY(client->day + nights);
}

/* ---- consents ---- */

static void consent_add(struct demo_care *care, const struct demo_client *client) {
    bool is_child = client->age < ADULT_AGE;
    struct consent *consent = consent_of(demo_care_part(care, &consent_type, client, client->day, NULL));
    consent->purpose = DEMO_TEXT(S("referral"));
    consent->recipient = DEMO_TEXT(demo_random_chance(&care->random, 60) ? S("government") : S("outside"));
    consent->scope = DEMO_TEXT(demo_random_chance(&care->random, 50) ? S("identity,needs") : S("needs"));
    consent->given_by = DEMO_TEXT(!is_child ? S("self") : client->alone ? S("authority") : S("guardian"));
    if (is_child) consent->assent = DEMO_TEXT(client->age < WORDS_AGE ? S("too_young") : S("given"));
    consent->form = DEMO_TEXT(demo_random_chance(&care->random, 55) ? S("thumb") : S("signed"));
    consent->language = DEMO_TEXT(S("km"));
    consent->given_on = DEMO_DAY(client->day);
    consent->expires_on = DEMO_DAY(client->day + CONSENT_DAYS);
}

void demo_care_add(struct demo_care *care, const struct demo_client *client) {
    services_add(care, client);
    stay_add(care, client);
    if (demo_random_chance(&care->random, CONSENT_PERCENT)) consent_add(care, client);
    demo_care_plan_add(care, client);
    demo_care_home_add(care, client);
}
