/* SPDX-License-Identifier: Apache-2.0 */
/* ICU's collation for "km" behind two functions.  The collator is not changed after it is opened. */
#include "i18n/collate.h"

#include <unicode/ucol.h>
#include <unicode/utf16.h>

#include "base/log.h"

struct collator {
    UCollator *icu;
};

static void collator_close(void *handle) {
    ucol_close(handle);
}

struct collator *collator_open(struct arena *process_arena) {
    UErrorCode error = U_ZERO_ERROR;
    UCollator *icu = ucol_open("km", &error);
    if (U_FAILURE(error)) BUG("ICU collation: %s", u_errorName(error));
    arena_defer(process_arena, collator_close, icu);
    ucol_setAttribute(icu, UCOL_NUMERIC_COLLATION, UCOL_ON, &error);
    ucol_setAttribute(icu, UCOL_NORMALIZATION_MODE, UCOL_ON, &error);
    if (U_FAILURE(error)) BUG("ICU collation: %s", u_errorName(error));
    struct collator *collator = arena_make(process_arena, struct collator, 1);
    collator->icu = icu;
    return collator;
}

struct slice collation_key(const struct collator *collator, struct arena *arena, struct slice text) {
    UChar *units = arena_make(arena, UChar, text.len + 1);
    int32_t len = 0;
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(text, &index, &rune))
        U16_APPEND_UNSAFE(units, len, rune);
    /* Most keys are shorter than this; a longer one is made again, because ICU makes it to measure it. */
    int32_t size = (int32_t)(text.len * 2 + 64);
    uint8_t *key = arena_alloc(arena, (size_t)size);
    int32_t got = ucol_getSortKey(collator->icu, units, len, key, size);
    if (got > size) {
        key = arena_alloc(arena, (size_t)got);
        got = ucol_getSortKey(collator->icu, units, len, key, got);
    }
    ASSERT(got >= 1 && key[got - 1] == 0);
    return (struct slice){(const char *)key, (size_t)got - 1};
}

struct slice collation_version(const struct collator *collator, struct arena *arena) {
    UVersionInfo version;
    ucol_getVersion(collator->icu, version);
    return arena_printf(arena, "%d.%d.%d.%d", version[0], version[1], version[2], version[3]);
}
