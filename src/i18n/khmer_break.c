/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/khmer_break.h"

#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#include "base/log.h"
#include "base/text.h"

static bool is_khmer(UChar unit) {
    return unit >= 0x1780 && unit <= 0x17FF;
}

static bool has_khmer(struct slice text) {
    for (size_t i = 0; i + 1 < text.len; i++) {
        /* U+1780..U+17FF are E1 9E xx and E1 9F xx in UTF-8 */
        if ((unsigned char)text.s[i] == 0xE1 && ((unsigned char)text.s[i + 1] & 0xFE) == 0x9E) return true;
    }
    return false;
}

static UChar *to_utf16(struct arena *arena, struct slice text, int32_t *length) {
    UErrorCode status = U_ZERO_ERROR;
    UChar *units = arena_make(arena, UChar, text.len + 1);
    u_strFromUTF8WithSub(units, (int32_t)text.len + 1, length, text.s, (int32_t)text.len, 0xFFFD, NULL,
                         &status);
    ASSERT(U_SUCCESS(status));
    return units;
}

static void append_units(struct text *out, const UChar *units, int32_t from, int32_t to) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = (to - from) * 3, length;
    char *bytes = arena_alloc(out->arena, (size_t)size + 1);
    u_strToUTF8(bytes, size + 1, &length, units + from, to - from, &status);
    if (U_SUCCESS(status)) text_append(out, (struct slice){bytes, (size_t)length});
}

struct slice khmer_break_lines(struct arena *arena, struct slice text) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t length, from = 0;
    if (!has_khmer(text)) return text;
    UChar *units = to_utf16(arena, text, &length);
    UBreakIterator *breaks = ubrk_open(UBRK_LINE, "km", units, length, &status);
    if (U_FAILURE(status)) return text; /* without the dictionary lines run on, but nothing is lost */
    struct text out = TEXT_IN(arena);
    for (int32_t at = ubrk_next(breaks); at != UBRK_DONE; at = ubrk_next(breaks)) {
        append_units(&out, units, from, at);
        if (at < length && is_khmer(units[at - 1]) && is_khmer(units[at])) text_append_rune(&out, 0x200B);
        from = at;
    }
    ubrk_close(breaks);
    return text_slice(&out);
}
