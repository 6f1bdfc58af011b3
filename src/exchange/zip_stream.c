/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/zip_stream.h"

#include <zlib.h>

#include "base/log.h"

/* Fastest: a sheet shrinks to a tenth all the same, and the processor is what an export waits for. */
enum { ZIP_LEVEL = Z_BEST_SPEED, ZIP_PIECE_BYTES = 32 * 1024, ZIP_VERSION = 20 };
/* Bit 3: sizes follow the file; bit 11: names are UTF-8. */
enum { ZIP_FLAGS = 1 << 3 | 1 << 11, ZIP_DEFLATED = 8 };
/* 1 January 1980, midnight: the same records give the same bytes. */
enum { ZIP_TIME = 0, ZIP_DATE = 1 << 5 | 1 };

struct zip_entry {
    struct slice name;
    uint64_t offset, size, packed;
    uint32_t crc;
};

struct zip_stream {
    struct arena *arena;
    struct text *out;
    z_stream deflate;
    bool is_open; /* a file is being written */
    uint64_t written;
    struct zip_entry *entries;
    size_t count;
    unsigned char piece[ZIP_PIECE_BYTES];
};

static void zip_close(void *handle) {
    deflateEnd(&((struct zip_stream *)handle)->deflate);
}

struct zip_stream *zip_stream_new(struct arena *arena, struct text *out) {
    struct zip_stream *zip = arena_make(arena, struct zip_stream, 1);
    zip->arena = arena;
    zip->out = out;
    if (deflateInit2(&zip->deflate, ZIP_LEVEL, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        BUG("out of memory");
    arena_defer(arena, zip_close, zip);
    return zip;
}

/* ---- little-endian numbers ---- */

static void put(struct zip_stream *zip, uint64_t number, int bytes) {
    for (int i = 0; i < bytes; i++) {
        text_append_char(zip->out, (char)(number >> 8 * i & 0xff));
    }
    zip->written += (uint64_t)bytes;
}

static void put_bytes(struct zip_stream *zip, struct slice bytes) {
    text_append(zip->out, bytes);
    zip->written += bytes.len;
}

/* What a local header and the list at the end say alike. */
static void put_common(struct zip_stream *zip, const struct zip_entry *entry, bool with_sizes) {
    put(zip, ZIP_VERSION, 2);
    put(zip, ZIP_FLAGS, 2);
    put(zip, ZIP_DEFLATED, 2);
    put(zip, ZIP_TIME, 2);
    put(zip, ZIP_DATE, 2);
    put(zip, with_sizes ? entry->crc : 0, 4);
    put(zip, with_sizes ? entry->packed : 0, 4);
    put(zip, with_sizes ? entry->size : 0, 4);
    put(zip, entry->name.len, 2);
    put(zip, 0, 2); /* no extra field */
}

/* ---- files ---- */

void zip_stream_begin(struct zip_stream *zip, struct slice name) {
    ASSERT(!zip->is_open);
    zip->entries = arena_room(zip->arena, zip->entries, sizeof *zip->entries, zip->count);
    struct zip_entry *entry = &zip->entries[zip->count++];
    *entry = (struct zip_entry){.name = arena_copy(zip->arena, name), .offset = zip->written};
    put(zip, 0x04034b50, 4);
    put_common(zip, entry, false);
    put_bytes(zip, entry->name);
    if (deflateReset(&zip->deflate) != Z_OK) BUG("deflateReset");
    zip->is_open = true;
}

static void zip_deflate(struct zip_stream *zip, struct slice bytes, int flush) {
    struct zip_entry *entry = &zip->entries[zip->count - 1];
    zip->deflate.next_in = (unsigned char *)(uintptr_t)bytes.s;
    zip->deflate.avail_in = (uInt)bytes.len;
    do {
        zip->deflate.next_out = zip->piece;
        zip->deflate.avail_out = sizeof zip->piece;
        deflate(&zip->deflate, flush);
        size_t len = sizeof zip->piece - zip->deflate.avail_out;
        put_bytes(zip, (struct slice){(const char *)zip->piece, len});
        entry->packed += len;
    } while (zip->deflate.avail_out == 0);
}

void zip_stream_write(struct zip_stream *zip, struct slice bytes) {
    ASSERT(zip->is_open && bytes.len <= UINT32_MAX);
    struct zip_entry *entry = &zip->entries[zip->count - 1];
    if (bytes.len == 0) return;
    entry->crc = (uint32_t)crc32(entry->crc, (const unsigned char *)bytes.s, (uInt)bytes.len);
    entry->size += bytes.len;
    zip_deflate(zip, bytes, Z_NO_FLUSH);
}

void zip_stream_end(struct zip_stream *zip) {
    ASSERT(zip->is_open);
    zip_deflate(zip, S(""), Z_FINISH);
    const struct zip_entry *entry = &zip->entries[zip->count - 1];
    put(zip, 0x08074b50, 4);
    put(zip, entry->crc, 4);
    put(zip, entry->packed, 4);
    put(zip, entry->size, 4);
    zip->is_open = false;
}

void zip_stream_add(struct zip_stream *zip, struct slice name, struct slice bytes) {
    zip_stream_begin(zip, name);
    zip_stream_write(zip, bytes);
    zip_stream_end(zip);
}

/* ---- the list of files ---- */

static void put_listed(struct zip_stream *zip, const struct zip_entry *entry) {
    put(zip, 0x02014b50, 4);
    put(zip, ZIP_VERSION, 2);
    put_common(zip, entry, true);
    put(zip, 0, 2); /* no comment */
    put(zip, 0, 2); /* first disk */
    put(zip, 0, 2); /* internal and external attributes */
    put(zip, 0, 4);
    put(zip, entry->offset, 4);
    put_bytes(zip, entry->name);
}

bool zip_stream_finish(struct zip_stream *zip) {
    ASSERT(!zip->is_open);
    uint64_t start = zip->written;
    bool fits = start <= UINT32_MAX;
    for (size_t i = 0; i < zip->count; i++) {
        fits = fits && zip->entries[i].size <= UINT32_MAX;
        put_listed(zip, &zip->entries[i]);
    }
    uint64_t len = zip->written - start;
    put(zip, 0x06054b50, 4);
    put(zip, 0, 4); /* one disk */
    put(zip, zip->count, 2);
    put(zip, zip->count, 2);
    put(zip, len, 4);
    put(zip, start, 4);
    put(zip, 0, 2);
    return fits;
}
