/* SPDX-License-Identifier: Apache-2.0 */
/* The steps that a record of money may take, and who takes them: one table, which the rules obey and the
 * pages show as buttons. */
#ifndef MLUP_DOMAIN_FINANCE_FLOW_H
#define MLUP_DOMAIN_FINANCE_FLOW_H

#include "catalogue/record.h"
#include "store/actor.h"

enum flow_who {
    FLOW_ENTRY,   /* who enters the organisation's money */
    FLOW_MANAGER, /* a manager of the organisation, or of the lead */
    FLOW_LEAD,    /* a manager of the lead */
};

struct flow_step {
    const struct record_type *type;
    const char *from, *to; /* codes of the field `status`; from NULL: a new record */
    enum flow_who who;
    const char *label;  /* of the button; NULL: no button, the form says it */
    const char *reason; /* the field that must say why; NULL: none */
    const char *day;    /* the field that takes the day of the step when it is empty; NULL: none */
    bool returns;       /* a step back: its button stands apart */
};

/* All steps, `*count` of them. */
const struct flow_step *flow_steps(size_t *count);
/* NULL when there is no such step. */
const struct flow_step *flow_find(const struct record_type *type, struct slice from, struct slice to);
bool flow_may(const struct actor *actor, enum flow_who who);

#endif
