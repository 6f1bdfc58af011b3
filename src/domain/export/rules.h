/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of code mappings. */
#ifndef MLUP_DOMAIN_EXPORT_RULES_H
#define MLUP_DOMAIN_EXPORT_RULES_H

#include "store/rule.h"

/* The key names a sex, an age band or both, as its dimension says. */
bool dhis2_option_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);

#endif
