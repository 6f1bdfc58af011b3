/* SPDX-License-Identifier: Apache-2.0 */
/* Consents of people who came back.  Nobody of them ever lived. */
#include "demo/demo_care.h"

#include "domain/publication/publication.h"
#include "domain/referral/referral.h"

enum { ADULT_AGE = 18, WORDS_AGE = 7, CONSENT_DAYS = 730, CONSENT_PERCENT = 70 };

struct record *demo_care_part(struct demo_care *care, const struct record_type *type,
                              const struct demo_client *client, int64_t day, struct uuid *id) {
    struct uuid own = demo_id_next(care->demo->out, day);
    struct record *record = demo_out_add(care->demo->out, type, own);
    *record_value(record, record_type_field(type, S("case_file"))) = DEMO_REF(client->file);
    if (id) *id = own;
    return record;
}

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
    if (demo_random_chance(&care->random, CONSENT_PERCENT)) consent_add(care, client);
    demo_care_plan_add(care, client);
}

/* Of a few people nothing is told. */
void demo_publication_add(struct demo *demo) {
    enum { PEOPLE_LEAST = 100, SHOWN_LEAST = 5 };
    if (demo->options->people < PEOPLE_LEAST) return;
    struct uuid id = demo_id_next(demo->out, date_first_day(clock_today()));
    publication_of(demo_out_add(demo->out, &publication_type, id))->least = DEMO_NUMBER(SHOWN_LEAST);
}
