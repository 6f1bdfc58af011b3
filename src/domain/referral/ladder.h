/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a referral that does not move on waits for: first who works on the file, then the supervisor, then the
 * manager.  Pure. */
#ifndef MLUP_DOMAIN_REFERRAL_LADDER_H
#define MLUP_DOMAIN_REFERRAL_LADDER_H

#include "catalogue/record.h"

enum ladder_rung { LADDER_WORKER, LADDER_SUPERVISOR, LADDER_MANAGER, LADDER_RUNGS };

/* The day on which it is due for the rung; INT64_MAX when it is closed.  Somebody who helps has a month
 * before they are asked. */
int64_t ladder_day(const struct record *referral, enum ladder_rung rung);
/* The same of an incoming one that waits for an answer. */
int64_t ladder_answer_day(const struct record *incoming, enum ladder_rung rung);

#endif
