/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One referral in the shape that case-management systems in Cambodia exchange: names in parts and whole, the
 * real age of adults too, place codes as texts with their zeros, risk, services with an optional sub-type.
 * Pure: JSON to a struct or a refusal, and back.
 */
#ifndef MLUP_EXCHANGE_CASE_CONTRACT_H
#define MLUP_EXCHANGE_CASE_CONTRACT_H

#include "base/doc.h"

enum { CONTRACT_SERVICES_MAX = 10, CONTRACT_CONSENTS_MAX = 10, CONTRACT_NO_AGE = -1 };

struct contract_service {
    struct slice uuid;     /* of the referral */
    struct slice code;     /* of referral_service */
    struct slice sub_type; /* may be empty */
    struct slice status;   /* Referred, Accepted, Rejected, Exited, Revoked, Expired */
};

/* Texts may be empty; codes are those of the catalogue. */
struct contract_case {
    struct slice global_id, display_id, mosvy_number;
    struct slice name_latin, name_km; /* whole, family name first */
    struct slice sex, birth_date;     /* the date as far as it is known: 1990, 1990-04, 1990-04-03 */
    int64_t age;                      /* CONTRACT_NO_AGE when nobody knows */
    struct slice place;               /* 2, 4, 6 or 8 digits */
    struct slice risk, reason, referred_on;
    struct slice organisation, organisation_id, worker, worker_id;
    struct contract_service services[CONTRACT_SERVICES_MAX];
    size_t service_count;
    struct slice consents[CONTRACT_CONSENTS_MAX];
    size_t consent_count;
};

void contract_write(struct arena *arena, const struct contract_case *item, struct doc *object);
/* False after refusals by the member's name.  Codes of places that lost their zero get it back. */
bool contract_read(struct arena *arena, const struct doc *object, struct contract_case *item,
                   struct refusal *refusal);
/* The word of the contract for a state of a referral. */
struct slice contract_status(struct slice state);

#endif
