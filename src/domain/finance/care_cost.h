/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people in care cost, on its way into the money of the agreement.  Services, grants and school are
 * parts of case files; what comes out of them here is an amount on a budget line in a month, of a kind, added
 * to those of the same month: no name, no code, no id of anything in a file.
 */
#ifndef MLUP_DOMAIN_CARE_COST_H
#define MLUP_DOMAIN_CARE_COST_H

#include "store/rule.h"

/* Without a line or an amount it costs nothing here. */
struct care_cost_part {
    struct value line; /* a budget_line */
    int64_t day;       /* its month counts */
    struct slice kind; /* code of care_cost_kind */
    struct value money;
};

/* A part cost `was` and costs `is` now: the sums of both months follow.  For after_change; the posting is
 * made by the change of the sum (events.c). */
void care_cost_move(struct rule *rule, struct uuid org, const struct care_cost_part *was,
                    const struct care_cost_part *is);
/* Whether something may be spent on the line: its budget is approved.  An absent line is. */
bool care_cost_line_fits(struct rule *rule, struct uuid org, const struct value *line,
                         struct refusal *refusal);

#endif
