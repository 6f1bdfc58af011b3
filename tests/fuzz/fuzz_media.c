/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes under any name: a kind of file that the name may carry, or a refusal; and a name for a header. */
#include "base/log.h"
#include "domain/attachment/media.h"
#include "domain/attachment/media_strip.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char *const names[] = {"a.pdf", "b.xlsx", "c.csv", "d.TXT", "e.png", "f.heic", "g", "h.docx.exe"};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct slice all = {(const char *)bytes, length};
    struct refusal refusal = REFUSAL_IN(arena);
    struct slice name = slice_of(names[length ? bytes[0] % ARRAY_LEN(names) : 0]);
    const struct media *media = media_recognise(slice_sub(all, 1, all.len), name, &refusal);
    ASSERT(media ? refusal_is_empty(&refusal) : refusal.count == 1);
    static const char *const pictures[] = {"image/jpeg", "image/png", "image/webp", "image/heic", "audio/mpeg",
                                           "audio/mp4",  "audio/ogg", "audio/wav",  "audio/amr"};
    for (size_t i = 0; i < ARRAY_LEN(pictures); i++) {
        struct slice stripped, traces, again;
        if (!media_strip(arena, pictures[i], slice_sub(all, 1, all.len), &stripped, &traces)) continue;
        ASSERT(media_strip(arena, pictures[i], stripped, &again, &traces) && slice_equal(again, stripped));
    }
    struct slice clean = media_clean_name(arena, all);
    ASSERT(clean.len > 0 && slice_is_utf8(clean) && !slice_contains(clean, S("/")) && !slice_contains(clean, S("\"")));
    arena_free(arena);
    return 0;
}
