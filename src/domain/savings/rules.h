/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of savings groups (record_type.before_save and .before_delete), and what follows from
 * their records. */
#ifndef MLUP_DOMAIN_SAVINGS_RULES_H
#define MLUP_DOMAIN_SAVINGS_RULES_H

#include "store/rule.h"

#define SAVES(type_)                                                                                         \
    bool type_##_before_save(struct rule *rule, struct record *now, const struct record *before,             \
                             struct refusal *refusal);
#define DELETES(name_)                                                                                       \
    bool name_##_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);

/* rules_group.c: counts in money; grade and phase are those of the last grading; its own plan. */
SAVES(savings_group)
DELETES(savings_group) /* one that met stays */
/* What is not said is usual for the model; nothing changes under meetings that were held. */
SAVES(group_bylaw)
DELETES(group_bylaw)
/* A person or household once in a group; who leaves has nothing in it and owes nothing. */
SAVES(savings_member)
DELETES(savings_member)
SAVES(business_plan)
SAVES(plan_year)
SAVES(group_grading)

/* rules_meeting.c: one after the other; closing asks the whole plan (meeting_plan.h); opening again needs a
 * reason. */
SAVES(group_meeting)
DELETES(group_meeting)
SAVES(meeting_line)
SAVES(meeting_item)
DELETES(meeting_part) /* only from an open sheet */

/* rules_loan.c: an approval asks the bylaws; what was paid out keeps its terms. */
SAVES(group_loan)
DELETES(group_loan)
SAVES(loan_payout)
SAVES(loan_repayment)
SAVES(loan_write_off)
DELETES(loan_part)

/* rules_takeover.c: once for a group, before it meets here; taken back while nothing followed. */
SAVES(group_takeover)
DELETES(group_takeover)
SAVES(takeover_saving)
DELETES(takeover_saving)

/* rules_share_out.c */
SAVES(group_share_out)
DELETES(group_share_out)

#undef SAVES
#undef DELETES

/* store_hooks.after_change: books and accounts are made, closed meetings and share-outs are posted. */
void savings_after_change(struct rule *rule, const struct change *change);

#endif
