/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/finance/flow.h"

#include "access/permission.h"
#include "domain/finance/finance.h"
#include "i18n/locale.h"

static const struct flow_step steps[] = {
    {&budget_type, NULL, "draft", FLOW_ENTRY, NULL, NULL, NULL, false},
    {&budget_type, "draft", "approved", FLOW_LEAD, TR("Approve the budget"), NULL, NULL, false},

    {&obligation_type, NULL, "draft", FLOW_ENTRY, NULL, NULL, NULL, false},
    {&obligation_type, NULL, "made", FLOW_MANAGER, NULL, NULL, NULL, false},
    {&obligation_type, "draft", "made", FLOW_MANAGER, TR("Put into force"), NULL, NULL, false},
    {&obligation_type, "made", "released", FLOW_MANAGER, TR("Release the rest"), NULL, "released_on", true},

    {&advance_type, NULL, "draft", FLOW_ENTRY, NULL, NULL, NULL, false},
    {&advance_type, NULL, "requested", FLOW_MANAGER, NULL, NULL, NULL, false},
    {&advance_type, "draft", "requested", FLOW_MANAGER, TR("Request the advance"), NULL, NULL, false},
    {&advance_type, "requested", "draft", FLOW_MANAGER, TR("Take the request back"), NULL, NULL, true},
    {&advance_type, "requested", "approved", FLOW_LEAD, TR("Approve the advance"), NULL, "approved_on",
     false},
    {&advance_type, "requested", "declined", FLOW_LEAD, TR("Decline"), "decline_reason", NULL, true},
    {&advance_type, "approved", "paid", FLOW_LEAD, TR("Pay the advance"), NULL, "paid_on", false},
    {&advance_type, "approved", "declined", FLOW_LEAD, TR("Decline"), "decline_reason", NULL, true},
    {&advance_type, "paid", "approved", FLOW_LEAD, NULL, NULL, NULL, true},

    {&liquidation_type, NULL, "draft", FLOW_ENTRY, NULL, NULL, NULL, false},
    {&liquidation_type, "draft", "submitted", FLOW_MANAGER, TR("Submit the liquidation"), NULL,
     "submitted_on", false},
    {&liquidation_type, "returned", "submitted", FLOW_MANAGER, TR("Submit again"), NULL, NULL, false},
    {&liquidation_type, "submitted", "accepted", FLOW_LEAD, TR("Accept the liquidation"), NULL, "decided_on",
     false},
    {&liquidation_type, "submitted", "returned", FLOW_LEAD, TR("Return with comments"), "return_reason", NULL,
     true},
    {&liquidation_type, "accepted", "returned", FLOW_LEAD, TR("Open again"), "return_reason", NULL, true},

    {&refund_type, NULL, "sent", FLOW_ENTRY, NULL, NULL, NULL, false},
    {&refund_type, "sent", "received", FLOW_LEAD, TR("Confirm that it arrived"), NULL, "received_on", false},
    {&refund_type, "received", "sent", FLOW_LEAD, NULL, NULL, NULL, true},
};

const struct flow_step *flow_steps(size_t *count) {
    *count = ARRAY_LEN(steps);
    return steps;
}

const struct flow_step *flow_find(const struct record_type *type, struct slice from, struct slice to) {
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        bool leads = steps[i].type == type && slice_equal(slice_of(steps[i].to), to);
        if (leads && slice_equal(slice_of(steps[i].from), from)) return &steps[i];
    }
    return NULL;
}

bool flow_may(const struct actor *actor, enum flow_who who) {
    if (actor->is_system) return true;
    switch (who) {
    case FLOW_ENTRY: return access_may(actor, ACCESS_FINANCE, VERB_UPDATE);
    case FLOW_MANAGER: return access_may(actor, ACCESS_FINANCE, VERB_APPROVE);
    case FLOW_LEAD: return actor->is_lead && access_may(actor, ACCESS_FINANCE, VERB_APPROVE);
    }
    return false;
}
