/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the register of people. */
#ifndef MLUP_DOMAIN_PEOPLE_RULES_H
#define MLUP_DOMAIN_PEOPLE_RULES_H

#include "store/rule.h"

/* A name in one of the two scripts; a birth date or an age with its day, not contradicting each other. */
bool person_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);
/* Age in whole years on a day, from the birth date or from the age when asked; -1 when neither is known. */
int person_age_on(const struct record *person, struct date on);
/* Washington Group cut-off: at least one of the six answers is "a lot of difficulty" or "cannot do it at all".
 * Source: Washington Group on Disability Statistics, Short Set on Functioning, analytic guidelines. */
bool person_has_disability(const struct record *person);

#endif
