/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MLUP_DOMAIN_DUE_RULES_H
#define MLUP_DOMAIN_DUE_RULES_H

#include "store/rule.h"

/* Received when the lead says so, before it is accepted; about a time that does not end before it starts. */
bool deliverable_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);

#endif
