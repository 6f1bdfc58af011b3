/* SPDX-License-Identifier: Apache-2.0 */
/* See session_cache.h. */
#include "access/session_cache.h"

#include <pthread.h>

#include "base/limits.h"
#include "base/log.h"

enum { WAYS = 8, SETS = LIMIT_SESSION_CACHE_ENTRIES / WAYS };
_Static_assert((SETS & (SETS - 1)) == 0, "the set is chosen by masking");

struct session_cache {
    pthread_rwlock_t lock; /* guards the table, not the entries */
    struct cache_entry *table[SETS][WAYS];
};

struct session_cache *session_cache_new(void) {
    struct session_cache *cache = heap_alloc(sizeof *cache);
    memset(cache, 0, sizeof *cache);
    ASSERT(pthread_rwlock_init(&cache->lock, NULL) == 0);
    return cache;
}

void session_cache_free(struct session_cache *cache) {
    for (size_t i = 0; i < SETS * WAYS; i++) {
        cache_entry_release(cache->table[i / WAYS][i % WAYS]);
    }
    pthread_rwlock_destroy(&cache->lock);
    heap_free(cache);
}

/* ---- entries ---- */

/* The rest of an entry's block, cut into pieces; with `at` NULL the pieces are only counted. */
struct packing {
    char *at;
    size_t used;
};

static void *pack_bytes(struct packing *packing, const void *bytes, size_t size) {
    char *place = packing->at ? packing->at + packing->used : NULL;
    if (place && size) memcpy(place, bytes, size);
    packing->used += (size + 7) & ~(size_t)7;
    return place;
}

static void pack_text(struct packing *packing, struct slice *text) {
    char *place = pack_bytes(packing, text->s, text->len);
    if (place) text->s = place;
}

static void pack_session(struct packing *packing, struct login_session *session) {
    pack_text(packing, &session->login);
    pack_text(packing, &session->name);
    pack_text(packing, &session->email);
    pack_text(packing, &session->language);
    struct session_org *orgs = pack_bytes(packing, session->orgs, session->org_count * sizeof *orgs);
    for (size_t i = 0; i < session->org_count; i++) {
        struct slice name = session->orgs[i].org_name;
        pack_text(packing, &name);
        if (orgs) orgs[i].org_name = name;
    }
    if (orgs) session->orgs = orgs;
    struct actor *actor = &session->actor;
    struct uuid *team = pack_bytes(packing, actor->team, actor->team_count * sizeof *team);
    if (team) actor->team = team;
    actor->name = session->name;
}

struct cache_entry *cache_entry_new(const struct login_session *session, uint64_t stamp, int64_t now_ms,
                                    int64_t seen_ms) {
    struct packing counted = {NULL, 0};
    struct login_session copy = *session;
    pack_session(&counted, &copy);
    struct cache_entry *entry = heap_alloc(sizeof *entry + counted.used);
    entry->session = *session;
    struct packing packing = {(char *)(entry + 1), 0};
    pack_session(&packing, &entry->session);
    ASSERT(packing.used == counted.used);
    entry->stamp = stamp;
    entry->loaded_ms = now_ms;
    atomic_init(&entry->seen_ms, seen_ms);
    atomic_init(&entry->seen_written_ms, seen_ms);
    atomic_init(&entry->references, 1);
    return entry;
}

void cache_entry_release(void *handle) {
    struct cache_entry *entry = handle;
    if (entry && atomic_fetch_sub(&entry->references, 1) == 1) heap_free(entry);
}

/* ---- the table ---- */

/* The hash of a random token is random in all its bytes. */
static struct cache_entry **set_of(struct session_cache *cache, struct token_hash hash) {
    uint64_t word;
    memcpy(&word, hash.bytes, sizeof word);
    return cache->table[word & (SETS - 1)];
}

static struct cache_entry **find_place(struct cache_entry **set, struct token_hash hash) {
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i] && token_hash_equal(set[i]->session.hash, hash)) return &set[i];
    }
    return NULL;
}

static struct cache_entry **oldest_place(struct cache_entry **set) {
    struct cache_entry **oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (!set[i]) return &set[i];
        if (atomic_load(&set[i]->seen_ms) < atomic_load(&(*oldest)->seen_ms)) oldest = &set[i];
    }
    return oldest;
}

struct cache_entry *session_cache_get(struct session_cache *cache, struct token_hash hash) {
    pthread_rwlock_rdlock(&cache->lock);
    struct cache_entry **place = find_place(set_of(cache, hash), hash);
    struct cache_entry *entry = place ? *place : NULL;
    if (entry) atomic_fetch_add(&entry->references, 1);
    pthread_rwlock_unlock(&cache->lock);
    return entry;
}

static void take_over_seen(struct cache_entry *entry, struct cache_entry *before) {
    int64_t seen_ms = atomic_load(&before->seen_ms);
    if (seen_ms > atomic_load(&entry->seen_ms)) atomic_store(&entry->seen_ms, seen_ms);
}

void session_cache_put(struct session_cache *cache, struct cache_entry *entry) {
    atomic_fetch_add(&entry->references, 1);
    pthread_rwlock_wrlock(&cache->lock);
    struct cache_entry **set = set_of(cache, entry->session.hash);
    struct cache_entry **place = find_place(set, entry->session.hash);
    if (place) take_over_seen(entry, *place);
    else place = oldest_place(set);
    struct cache_entry *gone = *place;
    *place = entry;
    pthread_rwlock_unlock(&cache->lock);
    cache_entry_release(gone);
}

void session_cache_drop(struct session_cache *cache, struct token_hash hash) {
    pthread_rwlock_wrlock(&cache->lock);
    struct cache_entry **place = find_place(set_of(cache, hash), hash);
    struct cache_entry *gone = place ? *place : NULL;
    if (place) *place = NULL;
    pthread_rwlock_unlock(&cache->lock);
    cache_entry_release(gone);
}

size_t session_cache_take_seen(struct session_cache *cache, struct arena *arena, struct cache_seen **seen) {
    struct cache_seen *list = arena_make(arena, struct cache_seen, SETS * WAYS);
    size_t count = 0;
    pthread_rwlock_rdlock(&cache->lock);
    for (size_t i = 0; i < SETS * WAYS; i++) {
        struct cache_entry *entry = cache->table[i / WAYS][i % WAYS];
        if (!entry) continue;
        int64_t seen_ms = atomic_load(&entry->seen_ms);
        if (seen_ms <= atomic_load(&entry->seen_written_ms)) continue;
        atomic_store(&entry->seen_written_ms, seen_ms);
        list[count++] = (struct cache_seen){entry->session.hash, entry->session.is_api_token, seen_ms};
    }
    pthread_rwlock_unlock(&cache->lock);
    *seen = list;
    return count;
}
