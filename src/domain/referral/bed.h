/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Referrals to a shelter of one's own ask for a bed: whether one is free for such a person on the day, and
 * what is reserved when it was accepted.  A shelter that takes people beyond its places does so with a
 * reason.
 */
#ifndef MLUP_DOMAIN_REFERRAL_BED_H
#define MLUP_DOMAIN_REFERRAL_BED_H

#include "domain/shelter/beds.h"
#include "store/rule.h"

/* True when the referral asks for a bed in a shelter of our own. */
bool bed_is_asked(const struct record *referral, const struct record *provider);
/* The night from which a bed is needed: that of the referral, not before today. */
int64_t bed_day_of(const struct record *referral);
/* What is free there for the person of the file. */
struct beds_answer bed_answer_of(struct rule *rule, const struct record *referral, const struct record *file,
                                 const struct record *provider);
/* Why no bed is free, in English words with the day {1}; NULL when one is. */
const char *bed_lack_words(enum bed_lack lack);
/* True when it asks for no bed of ours, one is free, or the house takes people beyond its places and it is
 * said why; else the reason is refused. */
bool bed_allows(struct rule *rule, const struct record *referral, const struct record *file,
                const struct record *provider, struct refusal *refusal);
/* For after_change: a bed is kept for who was accepted; it is free again when the referral is over. */
void bed_reserve(struct rule *rule, const struct record *referral);
void bed_release(struct rule *rule, const struct record *referral);

#endif
