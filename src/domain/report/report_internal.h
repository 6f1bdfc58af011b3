/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules of this folder share. */
#ifndef MLUP_DOMAIN_REPORT_INTERNAL_H
#define MLUP_DOMAIN_REPORT_INTERNAL_H

#include "store/rule.h"

/* True when some organisation has a report about the period. */
bool report_period_is_used(struct rule *rule, struct uuid period_id);
/* What a snapshot of the report holds now: JSON of one spelling only, so that equal contents have equal
 * bytes. */
struct slice report_content(struct rule *rule, const struct record *report);
/* The newest snapshot; NULL when there is none. */
const struct record *report_snapshot_last(struct rule *rule, struct uuid org, struct uuid report_id);
/* That of the last approved restatement, else that of the submission; NULL when it was never submitted. */
const struct record *report_snapshot_in_force(struct rule *rule, const struct record *report);
/* The reference leads to the newest snapshot, which is of this kind and says what the records say now. */
bool report_snapshot_is_current(struct rule *rule, const struct record *report,
                                const struct value *snapshot_ref, struct slice kind, struct refusal *refusal);
/* The snapshot that comes with a submission is the newest and says what the records say now; every finding of
 * the data-quality desk is read. */
bool report_check_submission(struct rule *rule, const struct record *report, struct refusal *refusal);

#endif
