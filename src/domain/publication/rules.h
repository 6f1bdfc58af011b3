/* SPDX-License-Identifier: Apache-2.0 */
/* The rule of a publication (record_type.before_save): it makes the content itself, in the writer's
 * transaction. */
#ifndef MLUP_DOMAIN_PUBLICATION_RULES_H
#define MLUP_DOMAIN_PUBLICATION_RULES_H

#include "store/rule.h"

/* By who approves files, of the own organisation; refused when so few people came since an earlier one that
 * the difference would tell of them. */
bool publication_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
/* By the same people; keeps back what a few people could be told by beside any earlier release. */
bool row_release_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
/* Never: what is published is out. */
bool publication_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);

#endif
