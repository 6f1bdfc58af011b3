/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of words, without the dictionary: the tool that makes the dictionary's table stands on these too.
 */
#include <unicode/unorm2.h>

#include "base/log.h"
#include "base/text.h"
#include "i18n/khmer.h"
#include "i18n/name_match.h"

enum { ACCENT_FIRST = 0x300, ACCENT_LAST = 0x36F, LATIN_LAST = 0x24F };

static bool has_accents(struct slice key) {
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(key, &index, &rune)) {
        if (rune >= 0x80 && rune <= ACCENT_LAST) return true;
    }
    return false;
}

/* The letter under the accents; the code point itself when it has none. */
static uint32_t bare_letter(const UNormalizer2 *decompose, uint32_t rune) {
    UChar parts[8];
    UErrorCode error = U_ZERO_ERROR;
    if (rune < 0x80 || rune > LATIN_LAST) return rune;
    int32_t count =
        unorm2_getDecomposition(decompose, (UChar32)rune, parts, (int32_t)ARRAY_LEN(parts), &error);
    return count > 0 && U_SUCCESS(error) && parts[0] < 0x80 ? parts[0] : rune;
}

static bool belongs_to_word(uint32_t rune) {
    bool is_letter = (rune >= 'a' && rune <= 'z') || (rune >= '0' && rune <= '9') || rune >= 0x80;
    return is_letter && !(rune >= ACCENT_FIRST && rune <= ACCENT_LAST);
}

struct slice name_key_of(struct arena *arena, struct slice text) {
    struct slice key = khmer_search_key(arena, text);
    struct text out = TEXT_IN(arena);
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *decompose = has_accents(key) ? unorm2_getNFDInstance(&error) : NULL;
    size_t index = 0;
    uint32_t rune;
    if (U_FAILURE(error)) BUG("ICU: %s", u_errorName(error));
    while (slice_next_rune(key, &index, &rune)) {
        if (decompose) rune = bare_letter(decompose, rune);
        if (belongs_to_word(rune)) text_append_rune(&out, rune);
    }
    return khmer_search_key(arena, text_slice(&out)); /* letters that a sign kept apart are neighbours now */
}

struct slice name_word_skeleton(struct arena *arena, struct slice key) {
    struct name_sounds sounds = {.count = 0};
    char letters[NAME_SOUNDS_MAX];
    name_sounds_add(&sounds, key);
    name_sounds_finish(&sounds);
    size_t len = name_sounds_skeleton(&sounds, letters, sizeof letters);
    return arena_copy(arena, (struct slice){letters, len});
}
