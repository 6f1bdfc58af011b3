/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text under construction, growing in an arena.  Start with TEXT_IN(arena), append, take text_slice at the end.
 */
#ifndef MLUP_BASE_TEXT_H
#define MLUP_BASE_TEXT_H

#include "base/arena.h"

struct text {
    struct arena *arena;
    char *s;
    size_t len, size;
};

#define TEXT_IN(a) ((struct text){.arena = (a)})

void text_append(struct text *text, struct slice more);
void text_append_char(struct text *text, char c);
void text_append_int(struct text *text, int64_t number);
/* The code point as UTF-8. */
void text_append_rune(struct text *text, uint32_t rune);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What was written so far; valid until the next append. A NUL follows it that the length does not count. */
struct slice text_slice(const struct text *text);

#endif
