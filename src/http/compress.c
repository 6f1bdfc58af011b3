/* SPDX-License-Identifier: Apache-2.0 */
#include "http/compress.h"

#include <pthread.h>
#include <zlib.h>

#include "base/log.h"

enum {
    KEPT_MAX = 4,
    LEVEL = 1,
    LEVEL_LARGE = 5,
    LARGE_BYTES = 48 << 10,
    WINDOW_BITS = 14,
    GZIP_FORMAT = 16,
    MEMORY_LEVEL = 7
};

struct compressors {
    pthread_mutex_t lock; /* guards the rest */
    z_stream *kept[KEPT_MAX];
    size_t count;
};

struct compressors *compressors_new(void) {
    struct compressors *compressors = heap_alloc(sizeof *compressors);
    pthread_mutex_init(&compressors->lock, NULL);
    return compressors;
}

static void stream_free(z_stream *stream) {
    deflateEnd(stream);
    heap_free(stream);
}

void compressors_free(struct compressors *compressors) {
    for (size_t i = 0; i < compressors->count; i++)
        stream_free(compressors->kept[i]);
    pthread_mutex_destroy(&compressors->lock);
    heap_free(compressors);
}

static z_stream *stream_take(struct compressors *compressors) {
    z_stream *stream = NULL;
    pthread_mutex_lock(&compressors->lock);
    if (compressors->count) stream = compressors->kept[--compressors->count];
    pthread_mutex_unlock(&compressors->lock);
    if (stream) return stream;
    stream = heap_alloc(sizeof *stream);
    int result =
        deflateInit2(stream, LEVEL, Z_DEFLATED, WINDOW_BITS + GZIP_FORMAT, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    if (result != Z_OK) BUG("deflateInit2 gave %d", result);
    return stream;
}

static void stream_give_back(struct compressors *compressors, z_stream *stream) {
    pthread_mutex_lock(&compressors->lock);
    bool fits = compressors->count < KEPT_MAX;
    if (fits) compressors->kept[compressors->count++] = stream;
    pthread_mutex_unlock(&compressors->lock);
    if (!fits) stream_free(stream);
}

struct slice compress_gzip(struct compressors *compressors, struct arena *arena, struct slice text) {
    if (text.len > UINT32_MAX / 2) return (struct slice){0};
    z_stream *stream = stream_take(compressors);
    size_t room = text.len; /* longer is of no use */
    char *out = arena_alloc(arena, room);
    deflateReset(stream);
    deflateParams(stream, text.len < LARGE_BYTES ? LEVEL : LEVEL_LARGE, Z_DEFAULT_STRATEGY);
    stream->next_in = (Bytef *)(uintptr_t)text.s;
    stream->avail_in = (uInt)text.len;
    stream->next_out = (Bytef *)out;
    stream->avail_out = (uInt)room;
    bool is_smaller = deflate(stream, Z_FINISH) == Z_STREAM_END;
    size_t len = room - stream->avail_out;
    stream_give_back(compressors, stream);
    return is_smaller ? (struct slice){out, len} : (struct slice){0};
}
