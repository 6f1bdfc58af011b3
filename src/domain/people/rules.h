/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the register of people. */
#ifndef MLUP_DOMAIN_PEOPLE_RULES_H
#define MLUP_DOMAIN_PEOPLE_RULES_H

#include "store/rule.h"

/* A name in one of the two scripts; a birth date or an age with its day, not contradicting each other; one
 * head in each household, and the village of the household when none is given; somebody merged comes back only by taking
 * the merge back. */
bool person_before_save(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal);
/* Age in whole years on a day, from the birth date or from the age when asked; -1 when neither is known. */
int person_age_on(const struct record *person, struct date on);
/* Washington Group cut-off: a person has a disability when at least one of the six answers is "a lot of
 * difficulty" or "cannot do it at all", and has none when all six are answered and none is. Source:
 * Washington Group on Disability Statistics, "Analytic Guidelines: Creating Disability Identifiers Using the
 * Washington Group Short Set on Functioning (WG-SS)", identifier DISABILITY3. */
enum disability { DISABILITY_NOT_KNOWN, DISABILITY_NO, DISABILITY_YES };
enum disability person_disability(const struct record *person);

#endif
