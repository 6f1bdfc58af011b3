/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules of this area share. */
#ifndef MLUP_DOMAIN_REFERRAL_RULE_H
#define MLUP_DOMAIN_REFERRAL_RULE_H

#include "catalogue/value.h"
#include "store/rule.h"

/* Only who works on the file, or a supervisor, writes a part of it; the program may. */
bool part_may_change(struct rule *rule, const struct record *part, struct refusal *refusal);
/* The same without supervisors: who has to open the file for it. */
bool part_is_open(struct rule *rule, const struct record *part, struct refusal *refusal);

/* Refuses what somebody else than the program has put into the fields named here. */
bool written_by_program(const struct record *now, const struct record *before, const char *const *names,
                        size_t count, struct refusal *refusal);

/* Writes into the program's log that a step was refused and why: the kind and the code of the record, no
 * name.  Gives `good`. */
bool refusal_is_logged(const struct record *now, bool good, const struct refusal *refusal);

#endif
