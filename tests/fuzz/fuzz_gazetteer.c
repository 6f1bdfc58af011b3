/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a CSV file and as a gazetteer: refused, or read; what was read is written and read again the same. */
#include "base/csv.h"
#include "base/log.h"
#include "domain/place/gazetteer_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check_row(struct arena *arena, const struct csv_reader *row) {
    struct csv_reader *again = arena_make(arena, struct csv_reader, 1);
    struct text line = TEXT_IN(arena);
    for (size_t i = 0; i < row->cell_count; i++) {
        if (i > 0) text_append_char(&line, ',');
        csv_write_cell(&line, row->cells[i], false);
    }
    csv_open(again, arena, S(""));
    again->text = text_slice(&line); /* without the search for a byte-order mark: the first cell may be one */
    bool found = csv_next(again);
    ASSERT(found ? again->cell_count == row->cell_count : row->cell_count == 1 && !again->error);
    for (size_t i = 0; i < again->cell_count; i++) {
        ASSERT(slice_equal(again->cells[i], row->cells[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct slice text = {(const char *)bytes, length};
    struct csv_reader *reader = arena_make(arena, struct csv_reader, 1);
    struct area_rows rows;
    struct refusal refusal = REFUSAL_IN(arena);
    csv_open(reader, arena, text);
    for (size_t i = 0; i < 1000 && csv_next(reader); i++) {
        check_row(arena, reader);
    }
    bool read = area_rows_read(arena, text, &rows, &refusal);
    ASSERT(read ? rows.count > 0 && refusal_is_empty(&refusal) : !refusal_is_empty(&refusal));
    for (size_t i = 1; read && i < rows.count; i++) {
        ASSERT(slice_compare(rows.rows[i - 1].code, rows.rows[i].code) < 0);
    }
    arena_free(arena);
    return 0;
}
