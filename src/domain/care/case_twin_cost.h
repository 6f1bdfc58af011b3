/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Money of what two files say twice.
 *
 * Where both files have the same term at school, a merge keeps one and sets the other aside, and with it goes
 * from the budget line what the other says was paid.  Whether the same payment was written down twice or both
 * were paid, only people know: who agrees is told the amounts and says it.  Unless somebody says otherwise it
 * was written down twice; what was paid all the same stays on its line as a service of the file.
 */
#ifndef MLUP_DOMAIN_CASE_TWIN_COST_H
#define MLUP_DOMAIN_CASE_TWIN_COST_H

#include "store/rule.h"

enum { TWIN_COSTS_MAX = 36 };

/* A term that would be set aside beside the one that is kept, and what of it the kept one does not say. */
struct twin_cost {
    struct record *kept, *aside;
    struct value lost[2]; /* fees, materials; absent: nothing */
};

/* At most `max`; gives how many there are. */
size_t case_twin_costs(struct rule *rule, struct uuid org, struct uuid stays, struct uuid goes,
                       struct twin_cost *costs, size_t max);
/* A rule of the merge: only these were paid all the same. */
bool case_twin_costs_fit(struct rule *rule, const struct record *merge, struct refusal *refusal);
/* Whether what `kept` does not say of costs is completed from `aside`: only on the same line, or with the
 * line. */
bool case_twin_takes_costs(const struct record *kept, const struct record *aside);
/* The money of `aside` that is not completed into `kept`. */
void case_twin_lost(const struct record *kept, const struct record *aside, struct value lost[static 2]);
/* Keeps such an amount on its line; gives the id of the service.  For after_change. */
struct uuid case_twin_keep(struct rule *rule, struct uuid file, const struct record *aside,
                           const struct value *amount);

#endif
