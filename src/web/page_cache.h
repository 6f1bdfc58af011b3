/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finished answers that many people ask for between two changes (the promise board): kept under a key that names
 * everything the answer depends on, valid while the store has not changed.  Small and bounded.
 */
#ifndef MLUP_WEB_PAGE_CACHE_H
#define MLUP_WEB_PAGE_CACHE_H

#include "base/arena.h"

struct page_cache;

struct page_cache *page_cache_new(void);
void page_cache_free(struct page_cache *cache);
/* The answer kept under the key at this stamp (store_changes_of), copied to the arena; false when there is none. */
bool page_cache_find(struct page_cache *cache, struct arena *arena, struct slice key, uint64_t stamp, struct slice *body);
/* Keeps a copy.  `stamp` must have been read before the answer was made from the database. */
void page_cache_keep(struct page_cache *cache, struct slice key, uint64_t stamp, struct slice body);

#endif
