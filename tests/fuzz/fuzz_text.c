/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a date, an instant, a number, an id, a code and UTF-8: refused or read, and never read beyond. */
#include "base/clock.h"
#include "base/log.h"
#include "base/uuid.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void read_dates(struct arena *job_arena, struct slice text) {
    struct date date;
    int64_t ms;
    if (date_parse_iso(text, &date)) ASSERT(slice_equal(date_format_iso(job_arena, date), text));
    if (instant_parse_iso(text, &ms)) ASSERT(instant_format_iso(job_arena, ms).len >= 20);
}

static void read_runes(struct slice text) {
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(text, &index, &rune))
        ASSERT(rune <= 0x10ffff && index <= text.len);
    if (slice_is_utf8(text)) ASSERT(index == text.len);
    ASSERT(slice_rune_count(text) <= text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *job_arena = arena_new();
    /* A copy of exactly this length, so that the sanitizer sees a step beyond its end. */
    char *copy = heap_alloc(length + 1);
    memcpy(copy, bytes, length);
    copy = heap_resize(copy, length ? length : 1);
    struct slice text = {copy, length};
    struct uuid uuid;
    int64_t number;
    read_dates(job_arena, text);
    read_runes(text);
    (void)uuid_parse(text, &uuid);
    (void)slice_to_int64(text, &number);
    (void)code_is_valid(text);
    heap_free(copy);
    arena_free(job_arena);
    return 0;
}
