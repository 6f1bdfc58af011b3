/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of money, as hooks of the record types.  Who may take a step (request, pay, accept, return) is
 * decided here, beside the rule that the step is possible: it depends on what the record was and becomes.  A
 * limit may be exceeded only with a reason, by who answers for it.
 */
#ifndef MLUP_DOMAIN_FINANCE_RULES_H
#define MLUP_DOMAIN_FINANCE_RULES_H

#include "store/rule.h"

/* One day, one currency, one price in the other. */
bool exchange_rate_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal);
/* Approved by the lead, with lines that add up to no more than the agreement; then nothing changes any more.
 */
bool budget_before_save(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal);
bool budget_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Of a draft; pays for a promise and an objective of the same agreement. */
bool budget_line_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
bool budget_line_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* The lead's own by the lead; a supplier's within what is left of its line. */
bool obligation_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal);
bool obligation_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* draft -> requested -> approved -> paid; within what the lead still has for the agreement. */
bool advance_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);
bool advance_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* draft -> submitted -> accepted or returned; within what is open of its advance. */
bool liquidation_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
bool liquidation_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Within the agreement's time and the line's budget. */
bool expense_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);
/* Receipts of what was handed in stay on it; more may be added. */
bool liquidation_before_detach(struct rule *rule, const struct record *owner, struct refusal *refusal);
bool expense_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Of a paid advance, in its currency, no more than is open of it. */
bool refund_before_save(struct rule *rule, struct record *now, const struct record *before,
                        struct refusal *refusal);
bool refund_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);

#endif
