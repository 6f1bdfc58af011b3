/* SPDX-License-Identifier: Apache-2.0 */
#include "web/page_cache.h"

#include <pthread.h>

enum { PAGES_KEPT = 64, PAGE_BYTES_MAX = 256 * 1024 };

struct kept_page {
    char *key, *body;
    size_t key_len, body_len;
    uint64_t stamp;
};

struct page_cache {
    pthread_rwlock_t lock; /* guards the pages */
    struct kept_page pages[PAGES_KEPT];
};

struct page_cache *page_cache_new(void) {
    struct page_cache *cache = heap_alloc(sizeof *cache);
    pthread_rwlock_init(&cache->lock, NULL);
    return cache;
}

static void kept_page_free(struct kept_page *page) {
    heap_free(page->key);
    heap_free(page->body);
    *page = (struct kept_page){0};
}

void page_cache_free(struct page_cache *cache) {
    for (size_t i = 0; i < PAGES_KEPT; i++) {
        kept_page_free(&cache->pages[i]);
    }
    pthread_rwlock_destroy(&cache->lock);
    heap_free(cache);
}

bool page_cache_find(struct page_cache *cache, struct arena *arena, struct slice key, uint64_t stamp, struct slice *body) {
    struct kept_page *page = &cache->pages[slice_hash(key) % PAGES_KEPT];
    pthread_rwlock_rdlock(&cache->lock);
    bool found = page->body && page->stamp == stamp && slice_equal((struct slice){page->key, page->key_len}, key);
    if (found) *body = arena_copy(arena, (struct slice){page->body, page->body_len});
    pthread_rwlock_unlock(&cache->lock);
    return found;
}

static char *heap_copy(struct slice text) {
    char *copy = heap_alloc(text.len + 1);
    if (text.len) memcpy(copy, text.s, text.len);
    return copy;
}

void page_cache_keep(struct page_cache *cache, struct slice key, uint64_t stamp, struct slice body) {
    if (body.len > PAGE_BYTES_MAX) return;
    struct kept_page *page = &cache->pages[slice_hash(key) % PAGES_KEPT];
    struct kept_page fresh = {heap_copy(key), heap_copy(body), key.len, body.len, stamp};
    pthread_rwlock_wrlock(&cache->lock);
    kept_page_free(page);
    *page = fresh;
    pthread_rwlock_unlock(&cache->lock);
}
