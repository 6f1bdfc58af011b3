/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of reintegration (record_type.before_save), and what follows from its changes. */
#ifndef MLUP_DOMAIN_REINTEGRATION_RULES_H
#define MLUP_DOMAIN_REINTEGRATION_RULES_H

#include "store/rule.h"

/* What is written of the way back: by who works on the file, by the social worker of the reintegration, and
 * by who may approve; nothing into a file that was erased. */
bool way_may_write(struct rule *rule, struct record *now, const struct record *before,
                   struct refusal *refusal);
/* Closing only when every criterion is met (closing.h); opening again only with a reason. */
bool reintegration_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal);
/* The approval to close is signed by who may approve. */
bool reintegration_paper_before_save(struct rule *rule, struct record *now, const struct record *before,
                                     struct refusal *refusal);
/* Of a reintegration that goes on; all five figures when the person was met, none when not; the risk by the
 * lowest. */
bool follow_up_visit_before_save(struct rule *rule, struct record *now, const struct record *before,
                                 struct refusal *refusal);
/* Not before its months are over. */
bool reintegration_outcome_before_save(struct rule *rule, struct record *now, const struct record *before,
                                       struct refusal *refusal);
/* Passed only with everything in order, for at most a year from the look; what was suspended is valid again
 * only with a reason, and by a look after that day. */
bool employer_vetting_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
bool employer_visit_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
/* Non-formal education takes 3 to 6 months; an end is said with its day; the place is not suspended. */
bool case_training_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal);
/* Only after a completed vocational training, and with business training. */
bool reintegration_grant_before_save(struct rule *rule, struct record *now, const struct record *before,
                                     struct refusal *refusal);
/* Only where the vetting is valid on the first day; nobody under 15 works. */
bool placement_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
bool school_enrolment_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
/* A child attends that was there on three days in four. */
bool school_term_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);

/* From today on or later, with the number that the criterion takes; what is in force does not change. */
bool closing_rule_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);
bool closing_rule_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
bool visit_interval_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
bool visit_interval_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Writes the program's own rules down for an organisation that has none: they are its to change from then on.
 */
void reintegration_terms_begin(struct rule *rule, struct uuid org);

/* store_hooks.after_change: the risk follows the last visit, and what a visit to an employer flags suspends
 * its vetting. */
void reintegration_after_change(struct rule *rule, const struct change *change);

#endif
