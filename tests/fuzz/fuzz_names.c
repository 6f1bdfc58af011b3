/* SPDX-License-Identifier: Apache-2.0 */
/* Any well-formed text as the name of a person: taken apart, read and compared; a distance is the same from
 * both sides and a name is no distance from itself. */
#include "base/log.h"
#include "i18n/name_match.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Bytes above 0x7F become Khmer letters and marks: random bytes are hardly ever well-formed. */
static struct slice khmer_of_bytes(struct arena *arena, const uint8_t *bytes, size_t length) {
    char *text = arena_alloc(arena, length * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t rune = bytes[i] < 0x80 ? bytes[i] : 0x1780u + (bytes[i] & 0x7Fu);
        if (rune >= 0x80) {
            text[len++] = (char)(0xE0 | rune >> 12);
            text[len++] = (char)(0x80 | (rune >> 6 & 0x3F));
            text[len++] = (char)(0x80 | (rune & 0x3F));
        } else {
            text[len++] = (char)rune;
        }
    }
    return (struct slice){text, len};
}

static void check(struct arena *arena, struct slice text) {
    struct slice one = slice_sub(text, 0, slice_find(text, S("\n"), 0)),
                 other = slice_sub(text, one.len + 1, text.len);
    int distance = name_distance_text(arena, one, other);
    ASSERT(distance >= 0 && distance == name_distance_text(arena, other, one));
    struct name_parts parts = name_split(arena, one);
    for (size_t i = 0; i < parts.count; i++) {
        const struct name *name = name_read(arena, parts.parts[i]);
        ASSERT(name->word_count <= NAME_WORDS_MAX);
        if (name->word_count && name->sounds[0].count) ASSERT(name_distance(name, name) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice text = {(const char *)bytes, length};
    if (slice_is_utf8(text)) check(job_arena, text);
    check(job_arena, khmer_of_bytes(job_arena, bytes, length));
    arena_free(job_arena);
    return 0;
}
