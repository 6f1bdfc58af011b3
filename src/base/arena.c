/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>

#include "base/log.h"

enum { BLOCK_BYTES_MIN = 16 * 1024 - 64, BLOCK_BYTES_MAX = 1024 * 1024 };

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*close)(void *handle);
    void *handle;
};

struct arena {
    struct block *newest;
    struct deferred *deferred;
    size_t size_total;
};

void *heap_alloc(size_t size) {
    void *block = calloc(1, size ? size : 1);
    if (!block) BUG("out of memory: %zu bytes", size);
    return block;
}

void *heap_resize(void *block, size_t size) {
    void *moved = realloc(block, size ? size : 1);
    if (!moved) BUG("out of memory: %zu bytes", size);
    return moved;
}

void heap_free(void *block) {
    free(block);
}

struct arena *arena_new(void) {
    return heap_alloc(sizeof(struct arena));
}

static void arena_run_deferred(struct arena *arena) {
    while (arena->deferred) {
        struct deferred *first = arena->deferred;
        arena->deferred = first->next;
        first->close(first->handle);
    }
}

static void arena_drop_blocks(struct arena *arena, bool keep_one) {
    struct block *block = arena->newest;
    while (block && (!keep_one || block->next)) {
        struct block *next = block->next;
        heap_free(block);
        block = next;
    }
    arena->newest = block;
}

void arena_free(struct arena *arena) {
    if (!arena) return;
    arena_run_deferred(arena);
    arena_drop_blocks(arena, false);
    heap_free(arena);
}

void arena_reset(struct arena *arena) {
    arena_run_deferred(arena);
    arena_drop_blocks(arena, true);
    if (arena->newest) arena->newest->used = 0;
    arena->size_total = 0;
}

/* Blocks double up to a limit, so that a small request costs one block and a large one few. */
static struct block *arena_grow(struct arena *arena, size_t size) {
    size_t want = arena->newest ? arena->newest->size * 2 : BLOCK_BYTES_MIN;
    if (want > BLOCK_BYTES_MAX) want = BLOCK_BYTES_MAX;
    if (want < size) want = size;
    struct block *block = heap_resize(NULL, sizeof *block + want);
    *block = (struct block){.next = arena->newest, .size = want};
    arena->newest = block;
    return block;
}

static void *arena_take(struct arena *arena, size_t size) {
    if (size > PTRDIFF_MAX - 64) BUG("allocation of %zu bytes", size);
    size_t step = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct block *block = arena->newest;
    if (!block || block->size - block->used < step) block = arena_grow(arena, step);
    void *bytes = block->bytes + block->used;
    block->used += step;
    arena->size_total += step;
    return bytes;
}

void *arena_alloc(struct arena *arena, size_t size) {
    return memset(arena_take(arena, size), 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t size, size_t count) {
    size_t total;
    if (__builtin_mul_overflow(size, count, &total)) BUG("array of %zu items of %zu bytes", count, size);
    return arena_alloc(arena, total);
}

void *arena_room(struct arena *arena, void *items, size_t size, size_t count) {
    enum { ROOM_FIRST = 8 };
    bool is_full = count == 0 || (count >= ROOM_FIRST && (count & (count - 1)) == 0);
    if (!is_full) return items;
    void *larger = arena_alloc_array(arena, size, count ? count * 2 : ROOM_FIRST);
    if (count) memcpy(larger, items, size * count);
    return larger;
}

struct slice arena_join(struct arena *arena, struct slice first, struct slice second) {
    char *bytes = arena_take(arena, first.len + second.len + 1);
    if (first.len) memcpy(bytes, first.s, first.len);
    if (second.len) memcpy(bytes + first.len, second.s, second.len);
    bytes[first.len + second.len] = '\0';
    return (struct slice){bytes, first.len + second.len};
}

struct slice arena_copy(struct arena *arena, struct slice text) {
    return arena_join(arena, text, (struct slice){0});
}

char *arena_cstr(struct arena *arena, struct slice text) {
    return (char *)(uintptr_t)arena_copy(arena, text).s;
}

struct slice arena_printf(struct arena *arena, const char *format, ...) {
    char room[256]; /* most are short: written once and copied */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(room, sizeof room, format, args);
    va_end(args);
    if (len < 0) BUG("bad format: %s", format);
    char *bytes = arena_take(arena, (size_t)len + 1);
    if ((size_t)len < sizeof room) memcpy(bytes, room, (size_t)len + 1);
    else vsnprintf(bytes, (size_t)len + 1, format, again);
    va_end(again);
    return (struct slice){bytes, (size_t)len};
}

void arena_defer(struct arena *arena, void (*close)(void *handle), void *handle) {
    struct deferred *deferred = arena_alloc(arena, sizeof *deferred);
    *deferred = (struct deferred){.next = arena->deferred, .close = close, .handle = handle};
    arena->deferred = deferred;
}

size_t arena_size(const struct arena *arena) {
    return arena->size_total;
}
