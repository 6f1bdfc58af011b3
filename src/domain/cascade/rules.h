/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the cascade: who may teach whom, how many, and what a check of a practice says. */
#ifndef MLUP_DOMAIN_CASCADE_RULES_H
#define MLUP_DOMAIN_CASCADE_RULES_H

#include "store/rule.h"

/* Days in order; village and capacity are filled in; an advisor's capacity stays within the limit. */
bool trainer_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);
/* The same learner with the same subject at the same time: what two records of a person who was entered twice may say. */
bool trainee_is_double(const struct record *now, const struct record *other);
/* Nobody is their own trainer, at whatever distance; the same thing with two trainers at a time is said; an
 * advisor has no more households than the limit and its exceptions allow. */
bool trainee_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);
/* Only an advisor has a limit to be excepted from.  That a manager grants it is access/permission.c's. */
bool cap_exception_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal);
/* Nobody checks a practice before it was taught. */
bool adoption_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal);

/* True for the role whose households are limited. */
bool trainer_is_capped(const struct record *trainer);

#endif
