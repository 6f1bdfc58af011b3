/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a table of text: encodings, separators, quotation marks.  What comes out is UTF-8 within the
 * limits, and does not depend on how the bytes were cut into pieces. */
#include "base/csv.h"
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

/* Whatever was typed comes back from a cell of a file. */
static void check_guards(struct slice typed) {
    struct arena *arena = arena_new();
    struct csv_reader reader;
    struct text out = TEXT_IN(arena);
    text_append(&out, S("x,"));
    csv_write_cell(&out, typed, true);
    csv_open(&reader, arena, text_slice(&out));
    ASSERT(csv_next(&reader) && reader.cell_count == 2);
    char *read = arena_alloc(arena, reader.cells[1].len + 1);
    if (reader.cells[1].len) memcpy(read, reader.cells[1].s, reader.cells[1].len);
    size_t len = csv_take_guards_off(read, reader.cells[1].len);
    ASSERT(slice_equal((struct slice){read, len}, typed));
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = {(const char *)data, size};
    check_guards(text);
    ASSERT(read_all(text, 0) == read_all(text, 7));
    return 0;
}
