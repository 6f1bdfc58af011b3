/* SPDX-License-Identifier: Apache-2.0 */
/* See limiter.h.  The lock of a limiter guards its table; nothing else is shared. */
#include "access/limiter.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>

#include "base/limits.h"
#include "base/log.h"

enum {
    WAYS = 8, /* a key lives in one of eight neighbouring places */
    SETS = LIMIT_RATE_ENTRIES / WAYS,
    MS_PER_MINUTE = 60 * 1000, /* one attempt is worth this much, so that filling is a multiplication */
};
_Static_assert((SETS & (SETS - 1)) == 0, "the set is chosen by masking");

struct bucket {
    uint64_t key;     /* 0: free */
    int64_t level;    /* attempts left times MS_PER_MINUTE */
    int64_t since_ms; /* when the level was right */
};

struct limiter {
    pthread_mutex_t lock;
    int64_t level_max, per_minute;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    struct bucket table[SETS][WAYS];
};

struct limiter *limiter_new(uint32_t burst, uint32_t per_minute) {
    ASSERT(burst >= 1 && per_minute >= 1);
    struct limiter *limiter = heap_alloc(sizeof *limiter);
    memset(limiter, 0, sizeof *limiter);
    limiter->level_max = (int64_t)burst * MS_PER_MINUTE;
    limiter->per_minute = per_minute;
    randombytes_buf(limiter->secret, sizeof limiter->secret);
    ASSERT(pthread_mutex_init(&limiter->lock, NULL) == 0);
    return limiter;
}

void limiter_free(void *handle) {
    struct limiter *limiter = handle;
    if (!limiter) return;
    pthread_mutex_destroy(&limiter->lock);
    heap_free(limiter);
}

/* Keyed, so that nobody outside can choose keys that meet in one set. */
static uint64_t hash_key(const struct limiter *limiter, struct slice key) {
    uint64_t hash;
    _Static_assert(sizeof hash == crypto_shorthash_BYTES, "SipHash gives 64 bits");
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key.s, key.len, limiter->secret);
    return hash ? hash : 1;
}

/* The level of a bucket now.  A clock of another thread may be a little behind: then nothing has filled. */
static int64_t level_at(const struct limiter *limiter, const struct bucket *bucket, int64_t now_ms) {
    int64_t elapsed = now_ms > bucket->since_ms ? now_ms - bucket->since_ms : 0;
    int64_t missing = limiter->level_max - bucket->level;
    if (bucket->key == 0 || elapsed > missing / limiter->per_minute) return limiter->level_max;
    return bucket->level + elapsed * limiter->per_minute;
}

/* The bucket of the key, up to date; a forgotten or free place when it has none. */
static struct bucket *find_bucket(struct limiter *limiter, uint64_t key, int64_t now_ms) {
    struct bucket *set = limiter->table[key & (SETS - 1)], *fullest = set;
    for (struct bucket *bucket = set; bucket < set + WAYS; bucket++) {
        if (bucket->key == key) {
            bucket->level = level_at(limiter, bucket, now_ms);
            if (now_ms > bucket->since_ms) bucket->since_ms = now_ms;
            return bucket;
        }
        if (level_at(limiter, bucket, now_ms) > level_at(limiter, fullest, now_ms)) fullest = bucket;
    }
    *fullest = (struct bucket){key, limiter->level_max, now_ms};
    return fullest;
}

bool limiter_take(struct limiter *limiter, struct slice key, int64_t now_ms, int64_t *retry_ms) {
    uint64_t hash = hash_key(limiter, key);
    pthread_mutex_lock(&limiter->lock);
    struct bucket *bucket = find_bucket(limiter, hash, now_ms);
    int64_t missing = MS_PER_MINUTE - bucket->level;
    if (missing <= 0) bucket->level -= MS_PER_MINUTE;
    pthread_mutex_unlock(&limiter->lock);
    *retry_ms = missing <= 0 ? 0 : (missing + limiter->per_minute - 1) / limiter->per_minute;
    return missing <= 0;
}

void limiter_forget(struct limiter *limiter, struct slice key) {
    uint64_t hash = hash_key(limiter, key);
    struct bucket *set = limiter->table[hash & (SETS - 1)];
    pthread_mutex_lock(&limiter->lock);
    for (struct bucket *bucket = set; bucket < set + WAYS; bucket++)
        if (bucket->key == hash) *bucket = (struct bucket){0};
    pthread_mutex_unlock(&limiter->lock);
}

struct slice limiter_address_key(struct arena *arena, struct slice address) {
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    uint8_t bytes[16];
    const char *text = arena_cstr(arena, address);
    if (inet_pton(AF_INET6, text, bytes) == 1) {
        bool is_mapped = memcmp(bytes, mapped, sizeof mapped) == 0;
        return arena_copy(arena, (struct slice){(char *)bytes + (is_mapped ? 12 : 0), is_mapped ? 4 : 8});
    }
    if (inet_pton(AF_INET, text, bytes) == 1) return arena_copy(arena, (struct slice){(char *)bytes, 4});
    return address;
}
