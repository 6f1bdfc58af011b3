/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/attachment/media_parts.h"

uint32_t media_number_at(struct slice bytes, size_t at, size_t width, bool little) {
    uint32_t number = 0;
    for (size_t i = 0; i < width; i++) {
        size_t place = little ? at + width - 1 - i : at + i;
        number = number << 8 | (unsigned char)bytes.s[place];
    }
    return number;
}

void media_number_add(struct text *out, uint32_t number, size_t width, bool little) {
    for (size_t i = 0; i < width; i++) {
        size_t shift = 8 * (little ? i : width - 1 - i);
        text_append_char(out, (char)(number >> shift & 0xff));
    }
}

void media_trace_add(struct text *traces, const char *word) {
    if (slice_contains(text_slice(traces), slice_of(word))) return;
    text_printf(traces, "%s%s", traces->len ? " " : "", word);
}
