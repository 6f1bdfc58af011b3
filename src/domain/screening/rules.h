/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of forms, answers and decisions (record_type.before_save, .before_delete). */
#ifndef MLUP_DOMAIN_SCREENING_RULES_H
#define MLUP_DOMAIN_SCREENING_RULES_H

#include "domain/screening/form.h"
#include "store/rule.h"

/* The questions can be read as a form and are kept in their canonical text; the number is the next one; a version that was published
 * keeps its questions and is not a draft again. */
bool care_form_version_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);
/* A version that was published stays. */
bool care_form_version_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Answers fit a published version; what they indicate is worked out from them and the age; a finished form does not change. */
bool form_answer_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);
/* Formally recognised is said by the authority alone: by a user of an organisation of the government, in its name (decided_by).  Not
 * before the arrival; on a form of the same file. */
bool status_decision_before_save(struct rule *rule, struct record *now, const struct record *before, struct refusal *refusal);

/* Whether the person of a file was under eighteen on arrival, as far as the file says. */
enum age_known case_age_known(const struct record *file);
/* Which of two decisions speaks: one of the authority before one of others, then the later one.  Less than 0: the first. */
int status_decision_compare(const struct record *a, const struct record *b);

#endif
