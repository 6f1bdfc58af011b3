/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule that is not saved yet would count, when that is quickly found. */
#ifndef MLUP_WEB_PROMISE_TRY_H
#define MLUP_WEB_PROMISE_TRY_H

#include "domain/programme/promise_rule.h"
#include "store/db.h"

enum { PROMISE_TRY_RECORDS = 20000 }; /* looked at; about a tenth of a second */

/* The number that the board would show: the records that count, the different units among them, the sum, the
 * times in the places up to those promised, the units of `base` that have it.  False when there are more than
 * PROMISE_TRY_RECORDS to look at, or the rule counts nothing yet. */
bool promise_try(struct arena *arena, struct db *db, const struct promise_rule *rule,
                 const struct promise_rule *base, struct uuid org, int64_t *number);

#endif
