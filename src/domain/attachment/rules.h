/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MLUP_DOMAIN_ATTACHMENT_RULES_H
#define MLUP_DOMAIN_ATTACHMENT_RULES_H

#include "store/rule.h"

/* On a live record of a type that takes files; its bytes are there already. */
bool attachment_before_save(struct rule *rule, struct record *now, const struct record *before,
                            struct refusal *refusal);

/* As the record it hangs on allows. */
bool attachment_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);

#endif
