/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What two consents have to do with each other.  The ledger of consents is kept by the room of referrals, which
 * knows this one: here its records are read by the names of their fields.
 */
#ifndef MLUP_DOMAIN_CONSENT_WORD_H
#define MLUP_DOMAIN_CONSENT_WORD_H

#include "store/rule.h"

/* How many of the codes are among the others; `*count` (may be NULL): how many there are. */
size_t consent_codes_shared(struct slice codes, struct slice others, size_t *count);
/* True when whoever the other one lets be told, this one lets be told: "partners" reaches each partner. */
bool consent_reaches(struct rule *rule, const struct record *one, const struct record *other);

/* The instant on which the day begins that it was given on. */
int64_t consent_given_ms(const struct record *consent);
/* True when the consent was given after that instant, and not with a day before it. */
bool consent_is_after(const struct record *consent, int64_t ms);

#endif
