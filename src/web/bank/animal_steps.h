/* SPDX-License-Identifier: Apache-2.0 */
/* The events of an animal as steps: which ones are possible as things stand, and their words. */
#ifndef MLUP_WEB_ANIMAL_STEPS_H
#define MLUP_WEB_ANIMAL_STEPS_H

#include "web/bank/bank_view.h"

/* In the order of enum herd_event_kind, so that a step is an event; STEP_REPLACE stands at the animal that is
 * gone. */
enum animal_step {
    STEP_LEND,
    STEP_SERVE,
    STEP_CALVE,
    STEP_RETURN,
    STEP_PASS_ON,
    STEP_REPLACE,
    STEP_SELL,
    STEP_DIE,
    STEP_STEAL,
    STEP_OWN,
    ANIMAL_STEPS
};

const char *animal_step_code(enum animal_step step);
const char *animal_step_label(enum animal_step step);
/* ANIMAL_STEPS when there is none. */
enum animal_step animal_step_find(struct slice code);
bool animal_step_is_possible(const struct herd_seen *herd, uint32_t animal, enum animal_step step);

#endif
