/* SPDX-License-Identifier: Apache-2.0 */
/* Whether people may be sent to a provider on a day: who looked there last, and what they found. */
#ifndef MLUP_DOMAIN_REFERRAL_VETTING_H
#define MLUP_DOMAIN_REFERRAL_VETTING_H

#include "store/rule.h"

enum vetting_state { VETTING_NONE, VETTING_FAILED, VETTING_SUSPENDED, VETTING_EXPIRED, VETTING_HOLDS };

struct vetting_now {
    enum vetting_state state;
    const struct record *vetting; /* the latest on or before the day; NULL: none */
    int64_t until_day;            /* its last day */
};

/* Of the vettings of one provider, in any order.  Pure. */
struct vetting_now vetting_on_day(const struct record *const *vettings, size_t count, int64_t day);
struct vetting_now provider_vetting_on(struct rule *rule, const struct record *provider, int64_t day);
/* False, with the reason in words, when nobody may be referred there on the day. */
bool vetting_allows(struct rule *rule, const struct record *provider, int64_t day, struct refusal *refusal);

/* Whether the provider gives the service and takes this person; false with each reason. */
bool provider_admits(const struct record *provider, const struct record *file, struct slice service,
                     struct refusal *refusal);

#endif
