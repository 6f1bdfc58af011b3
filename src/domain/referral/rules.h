/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of consents, providers and referrals (record_type.before_save, .before_delete,
 * .before_reveal). */
#ifndef MLUP_DOMAIN_REFERRAL_RULES_H
#define MLUP_DOMAIN_REFERRAL_RULES_H

#include "base/runner.h"
#include "store/rule.h"

/* Ages in order; a partner in the system is an organisation. */
bool provider_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal);
/* By who may approve; holds until a day after it; suspended with a reason. */
bool provider_vetting_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
/* By who works on the file; for a child by its guardian and with its assent; only taken back afterwards,
 * once. */
bool consent_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);
/* Never: it is taken back. */
bool consent_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* One asks and says why, another one who may approve decides, once. */
bool consent_override_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal);
bool consent_override_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Why it is asked opens to who works on the file, and while it waits to who may decide. */
bool consent_override_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal);
/* The states of a referral; sending makes the packet, on consents that hold, to a provider whose vetting
 * holds, and only when what was shown is what is sent. */
bool referral_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal);
bool referral_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* To who works on the file; what was sent to another case system also to who takes it there. */
bool referral_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal);
/* What the receiving organisation may do: accept into a file of its own, not accept with a reason, close. */
bool referral_in_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
/* Until it is answered, to everybody who may open names there; then it is in the file. */
bool referral_in_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal);
bool community_plan_before_save(struct rule *rule, struct record *now, const struct record *before,
                                struct refusal *refusal);
bool plan_visit_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal);

/* Whether a referral may go from the one state to the other, on either side; false with the reason, also when
 * it is there already. */
bool referral_step_check(struct slice from, struct slice to, struct refusal *refusal);
/* True when a referral (its state, its service) still needs a plan of care in the community before it may be
 * closed. */
bool referral_needs_plan(struct rule *rule, const struct record *referral);
/* A job of the runner (context: the store): what was not answered in time is marked so, once an hour. */
int64_t referral_sweep(void *context, const struct runner *runner);

#endif
