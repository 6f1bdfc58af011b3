/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of this area's records; the catalogue names them. */
#ifndef MLUP_DOMAIN_NOTICE_RULES_H
#define MLUP_DOMAIN_NOTICE_RULES_H

#include "store/rule.h"

bool webhook_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);

#endif
