/* SPDX-License-Identifier: Apache-2.0 */
#include "access/permission.h"
#include "domain/referral/referral.h"
#include "domain/referral/referral_rule.h"
#include "domain/referral/rules.h"

bool provider_before_save(struct rule *rule, struct record *now, const struct record *before,
                          struct refusal *refusal) {
    const struct provider *provider = provider_of(now);
    (void)rule, (void)before;
    bool good = !provider->age_min.present || !provider->age_max.present ||
                provider->age_min.number <= provider->age_max.number ||
                refuse(refusal, S("age_max"), "The upper age is below the lower one.");
    if (value_is_code(&provider->kind, "partner") && !provider->organisation.present &&
        !provider->by_exchange.number)
        good = refuse(refusal, S("organisation"),
                      "Say which organisation this partner is, or that it has a case system of its own.");
    if (provider->organisation.present && uuid_equal(provider->organisation.id, now->org_id))
        good = refuse(refusal, S("organisation"), "This is your own organisation: choose own shelter.");
    return good;
}

static bool suspension_check(const struct provider_vetting *vetting, struct refusal *refusal) {
    if (!vetting->suspended_on.present || value_has_words(&vetting->suspended_why)) return true;
    return refuse(refusal, S("suspended_why"), "Say why it is suspended.");
}

/* Who may enter providers tells what is wrong there; only who may approve says that people are safe. */
bool provider_vetting_before_save(struct rule *rule, struct record *now, const struct record *before,
                                  struct refusal *refusal) {
    const struct provider_vetting *vetting = provider_vetting_of(now);
    (void)before;
    if (!rule->actor->is_system && !access_may(rule->actor, ACCESS_CARE, VERB_APPROVE))
        return refuse(refusal, S(""), "A manager vets providers.");
    if (value_is_code(&vetting->result, "conditional") && !value_has_words(&vetting->conditions))
        return refuse(refusal, S("conditions"), "Say on what conditions.");
    if (vetting->on_day.present && vetting->valid_until.present &&
        date_last_day(vetting->valid_until.date) < date_first_day(vetting->on_day.date))
        return refuse(refusal, S("valid_until"), "It ends before it begins.");
    return suspension_check(vetting, refusal);
}
