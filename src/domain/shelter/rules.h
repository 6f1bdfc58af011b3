/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of shelters, stays, incidents and services (record_type.before_save). */
#ifndef MLUP_DOMAIN_SHELTER_RULES_H
#define MLUP_DOMAIN_SHELTER_RULES_H

#include "store/rule.h"

/* Ages in order, and a bed for everybody who sleeps there. */
bool shelter_room_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);
/* A place is free on every night, the room is for such a person, nobody sleeps in two places, brothers and
 * sisters stay together unless it is said why not. */
bool shelter_stay_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);
/* Who counts is who saves it; the board is counted by the program; a difference has its reason. */
bool shelter_census_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
/* The supervisor hears of what is serious, an authority of what is grave. */
bool shelter_incident_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
/* Units, cost and budget line are filled in; the counsellor is of the sex that was asked for. */
bool case_service_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);

#endif
