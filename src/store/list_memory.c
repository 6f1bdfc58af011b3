/* SPDX-License-Identifier: Apache-2.0 */
#include "store/list_memory.h"

#include <pthread.h>

enum { TOTALS_KEPT = 128, STARTS_KEPT = 256, CURSOR_BYTES_MAX = 240 };

struct list_memory {
    pthread_mutex_t lock; /* guards all slots */
    struct total_slot {
        uint64_t key, changes;
        int64_t total;
    } totals[TOTALS_KEPT];
    struct start_slot {
        uint64_t key, changes;
        size_t len;
        char cursor[CURSOR_BYTES_MAX]; /* a longer one (a long text sorted by) is found anew each time */
    } starts[STARTS_KEPT];
};

struct list_memory *list_memory_new(void) {
    struct list_memory *memory = heap_alloc(sizeof *memory);
    pthread_mutex_init(&memory->lock, NULL);
    return memory;
}

void list_memory_free(struct list_memory *memory) {
    if (!memory) return;
    pthread_mutex_destroy(&memory->lock);
    heap_free(memory);
}

bool list_memory_total(struct list_memory *memory, uint64_t key, uint64_t changes, int64_t *total) {
    struct total_slot *slot = &memory->totals[(key >> 32) % TOTALS_KEPT];
    pthread_mutex_lock(&memory->lock);
    bool found = slot->key == key && slot->changes == changes;
    if (found) *total = slot->total;
    pthread_mutex_unlock(&memory->lock);
    return found;
}

void list_memory_keep_total(struct list_memory *memory, uint64_t key, uint64_t changes, int64_t total) {
    pthread_mutex_lock(&memory->lock);
    memory->totals[(key >> 32) % TOTALS_KEPT] = (struct total_slot){key, changes, total};
    pthread_mutex_unlock(&memory->lock);
}

bool list_memory_start(struct list_memory *memory, struct arena *arena, uint64_t key, uint64_t changes, struct slice *cursor) {
    struct start_slot *slot = &memory->starts[(key >> 32) % STARTS_KEPT];
    pthread_mutex_lock(&memory->lock);
    bool found = slot->key == key && slot->changes == changes;
    if (found) *cursor = arena_copy(arena, (struct slice){slot->cursor, slot->len});
    pthread_mutex_unlock(&memory->lock);
    return found;
}

void list_memory_keep_start(struct list_memory *memory, uint64_t key, uint64_t changes, struct slice cursor) {
    if (cursor.len > CURSOR_BYTES_MAX) return;
    struct start_slot *slot = &memory->starts[(key >> 32) % STARTS_KEPT];
    pthread_mutex_lock(&memory->lock);
    *slot = (struct start_slot){.key = key, .changes = changes, .len = cursor.len};
    memcpy(slot->cursor, cursor.s, cursor.len);
    pthread_mutex_unlock(&memory->lock);
}
