/* SPDX-License-Identifier: Apache-2.0 */
/* What was set aside until a day is released when that day is over: the program says so in the entry. */
#ifndef MLUP_DOMAIN_LEDGER_HOLD_SWEEP_H
#define MLUP_DOMAIN_LEDGER_HOLD_SWEEP_H

#include "base/runner.h"

/* A job of the runner (context: the store), when the program starts and once a minute.  The kernel stops
 * counting what ran out by itself (post.h); this makes the record say it. */
int64_t ledger_hold_sweep(void *context, const struct runner *runner);

#endif
