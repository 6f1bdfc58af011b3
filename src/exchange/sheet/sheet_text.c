/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sheet/sheet_text.h"

enum { RUNE_BAD = 0xFFFD, LOOK_BYTES = 4096 };

static bool starts_with(struct slice bytes, const char *mark, size_t len) {
    return bytes.len >= len && memcmp(bytes.s, mark, len) == 0;
}

/* Text in Latin letters, digits and separators has a zero in every second byte of UTF-16; Khmer (U+17xx) has
 * 0x17 there. */
static bool looks_wide(struct slice start, size_t high) {
    size_t pairs = 0, fitting = 0;
    for (size_t i = 0; i + 1 < start.len && i < LOOK_BYTES; i += 2) {
        uint8_t byte = (uint8_t)start.s[i + high];
        pairs++;
        fitting += byte == 0 || byte == 0x17 || byte == 0x20;
    }
    return pairs >= 2 && fitting * 10 >= pairs * 9 && memchr(start.s, 0, start.len);
}

void sheet_text_start(struct sheet_text *text, struct slice start) {
    *text = (struct sheet_text){.encoding = SHEET_UTF8};
    if (starts_with(start, "\xEF\xBB\xBF", 3))
        *text = (struct sheet_text){SHEET_UTF8, true, 3};
    else if (starts_with(start, "\xFF\xFE", 2))
        *text = (struct sheet_text){SHEET_UTF16LE, true, 2};
    else if (starts_with(start, "\xFE\xFF", 2))
        *text = (struct sheet_text){SHEET_UTF16BE, true, 2};
    else if (looks_wide(start, 1))
        *text = (struct sheet_text){SHEET_UTF16LE, true, 0};
    else if (looks_wide(start, 0))
        *text = (struct sheet_text){SHEET_UTF16BE, true, 0};
}

/* ---- UTF-16 ---- */

static uint32_t unit_at(const struct sheet_text *text, struct slice bytes, size_t at) {
    uint32_t first = (uint8_t)bytes.s[at], second = (uint8_t)bytes.s[at + 1];
    return text->encoding == SHEET_UTF16LE ? second << 8 | first : first << 8 | second;
}

static size_t decode_wide(const struct sheet_text *text, struct slice bytes, bool is_last, struct text *out) {
    size_t at = 0;
    while (at + 1 < bytes.len) {
        uint32_t unit = unit_at(text, bytes, at), rune = unit;
        size_t used = 2;
        bool is_first = unit >= 0xD800 && unit < 0xDC00;
        if (is_first && at + 3 >= bytes.len && !is_last) break;
        uint32_t second = is_first && at + 3 < bytes.len ? unit_at(text, bytes, at + 2) : 0;
        if (is_first && second >= 0xDC00 && second < 0xE000) {
            rune = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
            used = 4;
        } else if (unit >= 0xD800 && unit < 0xE000) {
            rune = RUNE_BAD;
        }
        text_append_rune(out, rune);
        at += used;
    }
    if (!is_last || at == bytes.len) return at;
    text_append_rune(out, RUNE_BAD); /* half a character at the end */
    return bytes.len;
}

/* ---- UTF-8 and Windows-1252 ---- */

static size_t ascii_end(struct slice bytes, size_t at) {
    while (at < bytes.len && !(bytes.s[at] & 0x80)) {
        at++;
    }
    return at;
}

static size_t rune_len(uint8_t first) {
    return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
}

/* One character above ASCII; 0 when it is not whole yet. */
static size_t decode_rune(struct sheet_text *text, struct slice bytes, size_t at, bool is_last,
                          struct text *out) {
    size_t len = rune_len((uint8_t)bytes.s[at]);
    struct slice part = slice_sub(bytes, at, at + len);
    if (part.len < len && !is_last) return 0;
    if (part.len == len && slice_is_utf8(part)) {
        text->is_settled = true;
        text_append(out, part);
        return len;
    }
    if (!text->is_settled) {
        text->encoding = SHEET_CP1252;
        text->is_settled = true;
        return 0;
    }
    text_append_rune(out, RUNE_BAD);
    return 1;
}

/* WHATWG, "windows-1252": 0x80..0x9F; the five unassigned bytes are no characters. */
static const uint16_t cp1252_high[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

static void decode_byte(uint8_t byte, struct text *out) {
    text_append_rune(out, byte < 0xA0 ? cp1252_high[byte - 0x80] : byte);
}

static size_t decode_narrow(struct sheet_text *text, struct slice bytes, bool is_last, struct text *out) {
    size_t at = 0;
    while (at < bytes.len) {
        size_t plain = ascii_end(bytes, at);
        text_append(out, slice_sub(bytes, at, plain));
        at = plain;
        if (at == bytes.len) break;
        if (text->encoding == SHEET_CP1252) {
            decode_byte((uint8_t)bytes.s[at++], out);
            continue;
        }
        size_t used = decode_rune(text, bytes, at, is_last, out);
        if (!used && text->encoding == SHEET_UTF8) break;
        at += used;
    }
    return at;
}

size_t sheet_text_decode(struct sheet_text *text, struct slice bytes, bool is_last, struct text *out) {
    size_t mark = text->mark < bytes.len ? text->mark : bytes.len;
    text->mark -= mark;
    struct slice rest = slice_sub(bytes, mark, bytes.len);
    bool is_wide = text->encoding == SHEET_UTF16LE || text->encoding == SHEET_UTF16BE;
    return mark + (is_wide ? decode_wide(text, rest, is_last, out) : decode_narrow(text, rest, is_last, out));
}
