/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory with one lifetime.  Everything allocated from an arena goes when the arena goes; nothing is freed by
 * itself.  There are three lifetimes and the variable's name says which: `request_arena`, `job_arena` and
 * `process_arena`.  An arena belongs to one thread at a time.  Out of memory aborts: the supervisor restarts the
 * program and nothing acknowledged is lost.
 */
#ifndef MLUP_BASE_ARENA_H
#define MLUP_BASE_ARENA_H

#include "base/slice.h"

struct arena;

/* A new, empty arena.  The caller frees it with arena_free. */
struct arena *arena_new(void);
/* Runs the deferred callbacks, newest first, and frees all memory.  NULL is accepted. */
void arena_free(struct arena *arena);
/* As arena_free, but keeps the first block for the next use. */
void arena_reset(struct arena *arena);
/* `size` zeroed bytes aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, returns_nonnull));
/* `count` zeroed items of one type. */
#define arena_make(arena, type, count) ((type *)arena_alloc_array((arena), sizeof(type), (count)))
void *arena_alloc_array(struct arena *arena, size_t size, size_t count) __attribute__((malloc, returns_nonnull));
/* A list that grows one by one: gives the list with room for one more behind its `count` items of `size` bytes, which is
 * `items` itself or, whenever it is full, a copy with twice the room.  The list must have been made by this function
 * alone; NULL when it is empty. */
void *arena_room(struct arena *arena, void *items, size_t size, size_t count)
    __attribute__((returns_nonnull, warn_unused_result));
/* A copy of the bytes, owned by the arena, followed by a NUL that the length does not count. */
struct slice arena_copy(struct arena *arena, struct slice text);
/* A NUL-terminated copy for the edge of a library. */
char *arena_cstr(struct arena *arena, struct slice text);
struct slice arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The two texts one after the other, owned by the arena. */
struct slice arena_join(struct arena *arena, struct slice first, struct slice second);
/* Calls `close(handle)` when the arena is freed or reset: how foreign handles are closed. */
void arena_defer(struct arena *arena, void (*close)(void *handle), void *handle);
/* Bytes asked for so far; for limits and for the memory figures. */
size_t arena_size(const struct arena *arena);

/* Plain heap for the few things with a life of their own (queues, caches, library wrappers).  Abort when out. */
void *heap_alloc(size_t size) __attribute__((malloc, returns_nonnull));
void *heap_resize(void *block, size_t size) __attribute__((returns_nonnull));
void heap_free(void *block);

#endif
