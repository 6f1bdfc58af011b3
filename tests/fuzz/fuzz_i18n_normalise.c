/* SPDX-License-Identifier: Apache-2.0 */
/* Any well-formed text: the stored forms and the search key are stable, and the key does not depend on the
 * form. */
#include "base/log.h"
#include "i18n/khmer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void assert_stable(struct arena *arena, struct slice text) {
    struct slice stored = khmer_normalise(arena, text), lines = khmer_normalise_long(arena, text);
    struct slice key = khmer_search_key(arena, text);
    ASSERT(slice_equal(khmer_normalise(arena, stored), stored));
    ASSERT(slice_equal(khmer_normalise_long(arena, lines), lines));
    ASSERT(slice_equal(khmer_normalise(arena, lines), stored));
    ASSERT(slice_equal(khmer_search_key(arena, stored), key));
    ASSERT(slice_equal(khmer_search_key(arena, key), key));
    ASSERT(slice_is_utf8(stored) && slice_is_utf8(lines) && slice_is_utf8(key));
    ASSERT(slice_equal(khmer_name_key(arena, stored), khmer_name_key(arena, text)));
}

/* Bytes above 0x7F become Khmer letters and marks: random bytes are hardly ever well-formed. */
static struct slice khmer_of_bytes(struct arena *arena, const uint8_t *bytes, size_t length) {
    char *text = arena_alloc(arena, length * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < 0x80) {
            text[len++] = (char)bytes[i];
            continue;
        }
        uint32_t rune = 0x1780u + (bytes[i] & 0x7Fu);
        text[len++] = (char)(0xE0 | rune >> 12);
        text[len++] = (char)(0x80 | (rune >> 6 & 0x3F));
        text[len++] = (char)(0x80 | (rune & 0x3F));
    }
    return (struct slice){text, len};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    struct slice text = {(const char *)bytes, length};
    khmer_is_storable(text);
    khmer_normalise(job_arena, text);
    if (slice_is_utf8(text)) assert_stable(job_arena, text);
    assert_stable(job_arena, khmer_of_bytes(job_arena, bytes, length));
    arena_free(job_arena);
    return 0;
}
