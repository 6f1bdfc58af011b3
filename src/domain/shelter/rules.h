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
/* A room of that shelter that is for such a person, with a place on every night; not kept for ever. */
bool bed_hold_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal);
/* Reserves a bed for who was accepted, in the first room with a free place (in none, when the house took
 * somebody beyond its places), for as long as the shelter keeps one.  For after_change. */
void bed_hold_make(struct rule *rule, const struct record *file, struct uuid shelter, int64_t from_day);
/* What is reserved for the file is free again (`shelter` zero: everywhere); `state`: arrived or released. */
void bed_holds_end(struct rule *rule, struct uuid org, struct uuid file, struct uuid shelter,
                   const char *state);
/* store_hooks.after_change: who sleeps there needs no bed that is kept; what a service cost is spent on its
 * budget line. */
void shelter_after_change(struct rule *rule, const struct change *change);
/* Who counts is who saves it; the board is counted by the program; a difference has its reason. */
bool shelter_census_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
/* The supervisor hears of what is serious, an authority of what is grave. */
bool shelter_incident_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
/* On a line of an approved budget. */
bool service_rate_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);
bool cost_line_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* Fills in the budget line that bears the kind (cost_line_kind) on the day, when none was chosen. */
void cost_line_take(struct rule *rule, struct uuid org, const char *kind, int64_t day, struct value *line);
/* Units, cost and budget line are filled in; the counsellor is of the sex that was asked for. */
bool case_service_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);

#endif
