/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/due/rules.h"

#include "catalogue/value.h"
#include "domain/due/deliverable.h"

bool deliverable_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal) {
    const struct deliverable *deliverable = deliverable_of(now);
    bool good = true, is_lead = rule->actor->is_lead || rule->actor->is_system;
    if (!before && !is_lead && deliverable->received_on.present) {
        good = refuse(refusal, S("received_on"), "The lead says when it was received.");
    }
    if (!before && !is_lead && deliverable->accepted_on.present) {
        good = refuse(refusal, S("accepted_on"), "The lead says when it was received.");
    }
    if (!value_dates_in_order(&deliverable->period_from, &deliverable->period_to)) {
        good = refuse(refusal, S("period_to"), "The end comes before the start.");
    }
    if (deliverable->accepted_on.present && !deliverable->received_on.present) {
        good = refuse(refusal, S("received_on"), "Say first when it was received.");
    }
    if (!value_dates_in_order(&deliverable->received_on, &deliverable->accepted_on)) {
        good = refuse(refusal, S("accepted_on"), "It would be accepted before it was received.");
    }
    return good;
}
