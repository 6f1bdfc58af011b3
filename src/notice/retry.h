/* SPDX-License-Identifier: Apache-2.0 */
/* When to try again what went wrong, and when a digest is due.  Pure. */
#ifndef MLUP_NOTICE_RETRY_H
#define MLUP_NOTICE_RETRY_H

#include "base/slice.h"

/* How long to wait after `attempts` failures: twice as long each time, up to the longest, and as much as a
 * quarter of it more or less by `random`, so that many who failed together do not come back together. */
int64_t retry_wait_ms(int64_t first_ms, int64_t longest_ms, int64_t attempts, uint32_t random);

/* True when what has failed since `failing_ms` would fail longer than `days` before it is tried next. */
bool retry_is_over(int64_t failing_ms, int64_t next_ms, int64_t days);

enum digest_every { DIGEST_OFF, DIGEST_DAILY, DIGEST_WEEKLY };
/* False for a code that is none; an absent one is DIGEST_OFF. */
enum digest_every digest_every_of(struct slice code);

/* The latest slot (an hour of a day; of a Monday when weekly) at or before now, and the next one after it. */
struct digest_slot {
    int64_t day;     /* days since 1970, local */
    int64_t next_ms; /* UTC */
};
/* `offset_ms` is how far local time is ahead; `hour` 0..23. */
struct digest_slot digest_slot_at(enum digest_every every, int64_t hour, int64_t now_ms, int64_t offset_ms);

#endif
