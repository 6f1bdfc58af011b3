/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <stdarg.h>

static void text_grow(struct text *text, size_t more) {
    size_t size = text->size ? text->size * 2 : 256;
    while (size - text->len <= more) {
        size *= 2;
    }
    char *bytes = arena_alloc(text->arena, size);
    if (text->len) memcpy(bytes, text->s, text->len);
    text->s = bytes;
    text->size = size;
}

/* Makes room for `more` bytes and a NUL; the old bytes stay in the arena until it goes. */
static inline void text_reserve(struct text *text, size_t more) {
    if (text->size - text->len <= more) text_grow(text, more);
}

void text_append(struct text *text, struct slice more) {
    if (more.len == 0) return;
    text_reserve(text, more.len);
    memcpy(text->s + text->len, more.s, more.len);
    text->len += more.len;
    text->s[text->len] = '\0';
}

void text_append_char(struct text *text, char c) {
    text_reserve(text, 1);
    text->s[text->len++] = c;
    text->s[text->len] = '\0';
}

void text_append_int(struct text *text, int64_t number) {
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) digits[--at] = '-';
    text_append(text, (struct slice){digits + at, sizeof digits - at});
}

void text_append_rune(struct text *text, uint32_t rune) {
    char bytes[4];
    size_t len;
    if (rune < 0x80) {
        bytes[0] = (char)rune;
        len = 1;
    } else if (rune < 0x800) {
        bytes[0] = (char)(0xC0 | rune >> 6);
        bytes[1] = (char)(0x80 | (rune & 0x3F));
        len = 2;
    } else if (rune < 0x10000) {
        bytes[0] = (char)(0xE0 | rune >> 12);
        bytes[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (rune & 0x3F));
        len = 3;
    } else {
        bytes[0] = (char)(0xF0 | rune >> 18);
        bytes[1] = (char)(0x80 | (rune >> 12 & 0x3F));
        bytes[2] = (char)(0x80 | (rune >> 6 & 0x3F));
        bytes[3] = (char)(0x80 | (rune & 0x3F));
        len = 4;
    }
    text_append(text, (struct slice){bytes, len});
}

/* Written at once where it fits what room there is; else measured, and written again. */
void text_printf(struct text *text, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    text_reserve(text, 1);
    size_t room = text->size - text->len;
    int len = vsnprintf(text->s + text->len, room, format, args);
    va_end(args);
    if ((size_t)len >= room) {
        text_reserve(text, (size_t)len + 1);
        vsnprintf(text->s + text->len, (size_t)len + 1, format, again);
    }
    va_end(again);
    text->len += (size_t)len;
}

struct slice text_slice(const struct text *text) {
    return text->s ? (struct slice){text->s, text->len} : S("");
}
