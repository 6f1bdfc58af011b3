/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of trainings, workshops, awareness events and coaching visits. */
#ifndef MLUP_DOMAIN_TRAINING_RULES_H
#define MLUP_DOMAIN_TRAINING_RULES_H

#include "store/rule.h"

/* Days in order; a session that was held is not in the future; topics come from the course when none are given. */
bool session_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);
/* Somebody attends a session that was held; a person's function is taken from the register when none is given. */
bool attendance_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);

#endif
