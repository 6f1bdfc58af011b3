/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of organisations, agreements, objectives and promises, as before_save hooks of their record
 * types. */
#ifndef MLUP_DOMAIN_PROGRAMME_RULES_H
#define MLUP_DOMAIN_PROGRAMME_RULES_H

#include "store/rule.h"

/* An IATI identifier has no blanks and none of the characters the standard forbids. */
bool organisation_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);
/* The end comes after the start. */
bool programme_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* Dates in order; provinces are provinces. */
bool agreement_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* In force from a day of the agreement, or after its old end when the amendment prolongs it. */
bool amendment_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* Below an objective of the same agreement and a higher level; so there can be no circle. */
bool objective_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* Under an objective of its own agreement. */
bool promise_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);
/* The counting rule can be read, leads somewhere and fits its shape; "every one of" fits the part it speaks
 * of. */
/* Case files are counted by whoever may see them by what they may see; by others by choices alone, so that no
 * question narrow enough for one person is answered by a count. */
struct promise_rule;
bool promise_conditions_are_allowed(const struct actor *actor, struct uuid org, const struct promise_rule *counting,
                                    struct refusal *refusal);
bool promise_part_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);

#endif
