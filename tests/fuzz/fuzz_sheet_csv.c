/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a table of text: encodings, separators, quotation marks.  What comes out is UTF-8 within the
 * limits, and does not depend on how the bytes were cut into pieces. */
#include "base/log.h"
#include "exchange/sheet/sheet_csv.h"

struct bytes {
    struct slice text;
    size_t at, step;
};

static size_t read_bytes(void *context, char *buffer, size_t size) {
    struct bytes *bytes = context;
    size_t len = bytes->text.len - bytes->at;
    if (len > size) len = size;
    if (bytes->step && len > bytes->step) len = bytes->step;
    if (len) memcpy(buffer, bytes->text.s + bytes->at, len);
    bytes->at += len;
    return len;
}

static uint64_t read_all(struct slice text, size_t step) {
    struct arena *arena = arena_new();
    struct sheet_csv *csv = arena_make(arena, struct sheet_csv, 1);
    struct sheet_row *row = arena_make(arena, struct sheet_row, 1);
    struct bytes bytes = {.text = text, .step = step};
    uint64_t hash = 0;
    sheet_csv_open(csv, arena, read_bytes, &bytes);
    while (sheet_csv_next(csv, row)) {
        ASSERT(row->count > 0 && row->count <= LIMIT_SHEET_COLUMNS);
        for (size_t i = 0; i < row->count; i++) {
            ASSERT(slice_is_utf8(row->cells[i].text));
            hash = hash * 31 + slice_hash(row->cells[i].text) + i;
        }
        hash = hash * 31 + (uint64_t)row->number;
    }
    hash = hash * 31 + csv->trouble;
    arena_free(arena);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = {(const char *)data, size};
    ASSERT(read_all(text, 0) == read_all(text, 7));
    return 0;
}
