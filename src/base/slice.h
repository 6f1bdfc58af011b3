/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slice is a view of bytes that somebody else owns: pointer and length, never NUL-terminated by promise.
 * Every text in the program travels as a slice; NUL-terminated strings appear only at the edges of libraries
 * (see arena_cstr).  The empty slice may have a NULL pointer; every function here accepts it.
 */
#ifndef MLUP_BASE_SLICE_H
#define MLUP_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/banned.h"

struct slice {
    const char *s;
    size_t len;
};

/* A slice of a string literal; the "" "" makes anything but a literal fail to compile. */
#define S(literal) ((struct slice){"" literal "", sizeof(literal) - 1})
/* The same as a constant initialiser for static tables. */
#define S_INIT(literal) {"" literal "", sizeof(literal) - 1}
/* For printf-like functions: "%.*s", SLICE_ARG(x). */
#define SLICE_ARG(x) (int)(x).len, (x).s ? (x).s : ""

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A slice of a NUL-terminated string; NULL gives the empty slice.  Borrows. */
struct slice slice_of(const char *cstr);
bool slice_equal(struct slice a, struct slice b);
/* ASCII letters compare without case; other bytes exactly. */
bool slice_equal_nocase(struct slice a, struct slice b);
/* Byte order, as memcmp; the shorter of two with a common start comes first. */
int slice_compare(struct slice a, struct slice b);
bool slice_starts(struct slice text, struct slice start);
bool slice_ends(struct slice text, struct slice end);
bool slice_contains(struct slice text, struct slice part);
/* Index of the first occurrence at or after `from`, or text.len when there is none. */
size_t slice_find(struct slice text, struct slice part, size_t from);
/* The part from index `from` up to (not including) `to`; both are clamped to the length. */
struct slice slice_sub(struct slice text, size_t from, size_t to);
/* As much of the start as fits into so many bytes, ended before a whole character. */
struct slice slice_cut(struct slice text, size_t bytes_max);
/* Without ASCII white space at both ends. */
struct slice slice_trim(struct slice text);
/* Cuts the text before the first `separator` off `*rest` and gives it in `*part`; false when `*rest` is used up
 * (its pointer is NULL).  "a,,b" gives "a", "", "b"; "a," gives "a", "". */
bool slice_split(struct slice *rest, char separator, struct slice *part);
/* Decimal number of the whole slice, optional '-'; false on anything else or on overflow of int64. */
bool slice_to_int64(struct slice text, int64_t *number);
/* True when the bytes are well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). */
bool slice_is_utf8(struct slice text);
/* Decodes one code point at *index and moves the index behind it; false at the end or on a malformed byte. */
bool slice_next_rune(struct slice text, size_t *index, uint32_t *rune);
/* Number of code points; malformed bytes count one each. */
size_t slice_rune_count(struct slice text);
/* FNV-1a; for hash tables inside the process, never for security. */
uint64_t slice_hash(struct slice text);

#endif
