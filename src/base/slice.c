/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slice.h"

#include <string.h>

struct slice slice_of(const char *cstr) {
    return cstr ? (struct slice){cstr, strlen(cstr)} : (struct slice){0};
}

bool slice_equal(struct slice a, struct slice b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
}

static char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool slice_equal_nocase(struct slice a, struct slice b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.s[i]) != ascii_lower(b.s[i])) return false;
    }
    return true;
}

int slice_compare(struct slice a, struct slice b) {
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.s, b.s, shorter) : 0;
    if (order != 0) return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool slice_starts(struct slice text, struct slice start) {
    return text.len >= start.len && (start.len == 0 || memcmp(text.s, start.s, start.len) == 0);
}

bool slice_ends(struct slice text, struct slice end) {
    if (text.len < end.len) return false;
    return slice_equal(slice_sub(text, text.len - end.len, text.len), end);
}

size_t slice_find(struct slice text, struct slice part, size_t from) {
    if (from > text.len) return text.len;
    if (part.len == 0) return from;
    const char *hit = text.s ? memmem(text.s + from, text.len - from, part.s, part.len) : NULL;
    return hit ? (size_t)(hit - text.s) : text.len;
}

bool slice_contains(struct slice text, struct slice part) {
    return part.len == 0 || slice_find(text, part, 0) < text.len;
}

struct slice slice_sub(struct slice text, size_t from, size_t to) {
    if (to > text.len) to = text.len;
    if (from > to) from = to;
    return text.s ? (struct slice){text.s + from, to - from} : text;
}

static bool ascii_is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice slice_cut(struct slice text, size_t bytes_max) {
    if (text.len <= bytes_max) return text;
    while (bytes_max > 0 && ((unsigned char)text.s[bytes_max] & 0xC0) == 0x80)
        bytes_max--;
    return slice_sub(text, 0, bytes_max);
}

struct slice slice_trim(struct slice text) {
    while (text.len > 0 && ascii_is_space(text.s[0])) {
        text.s++;
        text.len--;
    }
    while (text.len > 0 && ascii_is_space(text.s[text.len - 1])) {
        text.len--;
    }
    return text;
}

bool slice_split(struct slice *rest, char separator, struct slice *part) {
    if (rest->s == NULL) return false;
    const char *hit = rest->len ? memchr(rest->s, separator, rest->len) : NULL;
    *part = (struct slice){rest->s, hit ? (size_t)(hit - rest->s) : rest->len};
    if (hit) {
        *rest = (struct slice){hit + 1, rest->len - part->len - 1};
        return true;
    }
    *rest = (struct slice){0};
    return true;
}

bool slice_to_int64(struct slice text, int64_t *number) {
    bool negative = text.len > 0 && text.s[0] == '-';
    if (negative) text = slice_sub(text, 1, text.len);
    if (text.len == 0 || text.len > 19) return false;
    int64_t sum = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] < '0' || text.s[i] > '9') return false;
        int64_t digit = text.s[i] - '0';
        if (__builtin_mul_overflow(sum, 10, &sum)) return false;
        if (__builtin_sub_overflow(sum, digit, &sum)) return false;
    }
    if (!negative && sum == INT64_MIN) return false;
    *number = negative ? sum : -sum;
    return true;
}

/* The number of continuation bytes a lead byte asks for and the smallest code point that may use them. */
static int utf8_lead(unsigned char lead, uint32_t *bits, uint32_t *smallest) {
    if (lead < 0x80) return *bits = lead, *smallest = 0, 0;
    if ((lead & 0xE0) == 0xC0) return *bits = lead & 0x1F, *smallest = 0x80, 1;
    if ((lead & 0xF0) == 0xE0) return *bits = lead & 0x0F, *smallest = 0x800, 2;
    if ((lead & 0xF8) == 0xF0) return *bits = lead & 0x07, *smallest = 0x10000, 3;
    return -1;
}

bool slice_next_rune(struct slice text, size_t *index, uint32_t *rune) {
    if (*index >= text.len) return false;
    uint32_t bits = 0, smallest = 0;
    int more = utf8_lead((unsigned char)text.s[*index], &bits, &smallest);
    if (more < 0 || *index + (size_t)more >= text.len) return false;
    for (int i = 1; i <= more; i++) {
        unsigned char next = (unsigned char)text.s[*index + (size_t)i];
        if ((next & 0xC0) != 0x80) return false;
        bits = bits << 6 | (next & 0x3F);
    }
    if (bits < smallest || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF)) return false;
    *index += (size_t)more + 1;
    *rune = bits;
    return true;
}

bool slice_is_utf8(struct slice text) {
    size_t index = 0;
    uint32_t rune;
    while (index < text.len) {
        if (!slice_next_rune(text, &index, &rune)) return false;
    }
    return true;
}

size_t slice_rune_count(struct slice text) {
    size_t index = 0, count = 0;
    uint32_t rune;
    while (index < text.len) {
        if (!slice_next_rune(text, &index, &rune)) index++;
        count++;
    }
    return count;
}

uint64_t slice_hash(struct slice text) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.s[i]) * 0x100000001b3u;
    }
    return hash;
}
