/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often somebody may try: a token bucket per key (a client address, an account, an API token) in a table of fixed
 * size, so that no flood of keys can fill the memory.  A bucket starts full; each attempt takes one; it fills
 * again evenly.  When the table is full the bucket that has the most left is forgotten: forgetting a full one loses
 * nothing, and a flood of new keys washes out its own, not one that has been used up.
 *
 * Safe from any thread: one mutex, held for less than a microsecond.  Keys are kept as hashes under a random key
 * of the process only.  Never asks for the time: callers pass a monotonic one (clock_monotonic_ns() / 1000000).
 */
#ifndef MLUP_ACCESS_LIMITER_H
#define MLUP_ACCESS_LIMITER_H

#include "base/arena.h"

struct limiter;

/* `burst` attempts at once (at least 1), then `per_minute`; room for LIMIT_RATE_ENTRIES keys. */
struct limiter *limiter_new(uint32_t burst, uint32_t per_minute);
/* NULL is accepted; the type fits arena_defer. */
void limiter_free(void *limiter);
/* Takes one attempt.  False when none is left; *retry_ms is then the time until there is one (for Retry-After), else
 * 0.  Attempts that were refused do not count. */
bool limiter_take(struct limiter *limiter, struct slice key, int64_t now_ms, int64_t *retry_ms)
    __attribute__((warn_unused_result));
/* Forgets the key, as after a good login: its bucket is full again. */
void limiter_forget(struct limiter *limiter, struct slice key);

/* The key for a client's address as text: IPv4 whole (also when written as ::ffff:1.2.3.4), IPv6 by its first 64
 * bits, because one client has all of the rest; anything else as it is. */
struct slice limiter_address_key(struct arena *arena, struct slice address);

#endif
