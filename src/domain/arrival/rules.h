/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the queue after an arrival (record_type.before_save), and what follows from a change. */
#ifndef MLUP_DOMAIN_ARRIVAL_RULES_H
#define MLUP_DOMAIN_ARRIVAL_RULES_H

#include "store/rule.h"

/* Somebody waits once in an arrival, under a number of this arrival that nobody else has.  Who takes somebody
 * over is noted; somebody with an earlier file is taken over by who works on it or by who may approve, so
 * that claiming to know a person opens no file.  Who was taken over is given back by the same people. */
bool queue_place_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
/* The file of somebody new is its social worker's who took them over; who comes again leaves the places where
 * nobody took them over.  For every change of any record. */
void arrival_after_change(struct rule *rule, const struct change *change);

#endif
