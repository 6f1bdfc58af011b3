/* SPDX-License-Identifier: Apache-2.0 */
/* The entry that ends a year: income and expenses go to nothing, and what is left over to the profit that is
 * kept.  Reports of the year leave it out, so it moves nothing else, whoever wrote it. */
#ifndef MLUP_DOMAIN_LEDGER_CLOSING_H
#define MLUP_DOMAIN_LEDGER_CLOSING_H

#include "domain/ledger/post.h"

/* Whether these lines end what they move at the end of that day, and no closing of a later day has ended it
 * already; false after a refusal. */
bool ledger_check_closing(struct rule *rule, const struct ledger_post *post, struct refusal *refusal);

#endif
