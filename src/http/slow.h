/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A few threads for work that would hold up everybody on the server's own threads (a password hash takes a
 * tenth of a second).  The queue is bounded: when it is full the work is not taken.
 */
#ifndef MLUP_HTTP_SLOW_H
#define MLUP_HTTP_SLOW_H

#include <stdbool.h>

struct slow_workers;

/* The threads start with the first work. */
struct slow_workers *slow_workers_new(void);
/* Does what is still queued, then ends the threads. */
void slow_workers_free(struct slow_workers *workers);
/* Queues `work(handle)`; false when LIMIT_SLOW_QUEUE are waiting. */
bool slow_workers_add(struct slow_workers *workers, void (*work)(void *handle), void *handle)
    __attribute__((warn_unused_result));

#endif
