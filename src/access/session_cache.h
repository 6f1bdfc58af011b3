/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions in memory, by the hash of their token: a table of fixed size, several places per hash; the one seen longest
 * ago makes room.  Entries are immutable but for "last seen" and live as long as somebody holds a reference.
 * Safe from any thread: one lock, held for some hundred nanoseconds.
 */
#ifndef MLUP_ACCESS_SESSION_CACHE_H
#define MLUP_ACCESS_SESSION_CACHE_H

#include <stdatomic.h>

#include "access/session.h"

struct cache_entry {
    struct login_session session; /* its texts and arrays follow in the same block */
    uint64_t stamp;         /* access_stamp before it was read */
    int64_t loaded_ms;
    _Atomic int64_t seen_ms, seen_written_ms;
    _Atomic uint32_t references;
};

struct session_cache;

struct session_cache *session_cache_new(void);
void session_cache_free(struct session_cache *cache);

/* A copy of the session with everything it points to, in one block; the caller holds one reference. */
struct cache_entry *cache_entry_new(const struct login_session *session, uint64_t stamp, int64_t now_ms,
                                    int64_t seen_ms);
/* Gives a reference back; the type fits arena_defer. */
void cache_entry_release(void *entry);

/* A new reference to the entry, or NULL. */
struct cache_entry *session_cache_get(struct session_cache *cache, struct token_hash hash);
/* Keeps the entry (with a reference of its own) in place of an older one of the same hash, whose "last seen" it
 * takes over when later. */
void session_cache_put(struct session_cache *cache, struct cache_entry *entry);
void session_cache_drop(struct session_cache *cache, struct token_hash hash);

/* Entries seen since "last seen" was last written; they count as written afterwards. */
struct cache_seen {
    struct token_hash hash;
    bool is_api_token;
    int64_t seen_ms;
};
size_t session_cache_take_seen(struct session_cache *cache, struct arena *arena, struct cache_seen **seen);

#endif
