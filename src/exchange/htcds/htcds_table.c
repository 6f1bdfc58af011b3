/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/htcds/htcds_table.h"

#include <stdio.h>
#include <unistd.h>

#include "exchange/sheet/sheet.h"

enum { PATH_BYTES = 40, ROWS_MAX = 2000, CELLS_MAX = 400000 };

static bool trouble(struct arena *arena, const struct sheet_reader *reader, struct refusal *refusal) {
    if (reader->trouble == SHEET_FINE) return true;
    return refuse_with(refusal, S("file"), sheet_trouble_text(reader->trouble),
                       arena_printf(arena, "%lld", (long long)reader->trouble_row), S(""));
}

/* The widest of the first rows says how many columns there are. */
static bool rows_take(struct arena *arena, struct sheet_reader *reader, struct htcds_table *table,
                      struct refusal *refusal) {
    table->columns = LIMIT_SHEET_COLUMNS < HTCDS_FIELDS_MAX * 2 ? LIMIT_SHEET_COLUMNS : HTCDS_FIELDS_MAX * 2;
    size_t room = 0;
    while (sheet_reader_next(reader)) {
        const struct sheet_row *row = &reader->row;
        if (table->rows == ROWS_MAX || (table->rows + 1) * table->columns > CELLS_MAX)
            return refuse(refusal, S("file"),
                          "The file has more than 200 cases. Bring them in several files.");
        if (table->rows == room) {
            struct slice *cells =
                arena_make(arena, struct slice, (room = room ? room * 2 : 64) * table->columns);
            if (table->rows) memcpy(cells, table->cells, table->rows * table->columns * sizeof *cells);
            table->cells = cells;
        }
        for (size_t i = 0; i < row->count && i < table->columns; i++) {
            bool is_text = slice_is_utf8(row->cells[i].text);
            table->cells[table->rows * table->columns + i] =
                is_text ? arena_copy(arena, row->cells[i].text) : S("?");
        }
        table->lines[table->rows++] = row->number;
    }
    return trouble(arena, reader, refusal);
}

static bool table_read(struct arena *arena, struct slice bytes, struct htcds_table *table,
                       struct refusal *refusal) {
    struct sheet_reader reader;
    char path[PATH_BYTES];
    int memory = sheet_memory_file(bytes);
    *table = (struct htcds_table){.lines = arena_make(arena, int64_t, ROWS_MAX)};
    if (memory < 0) return refuse(refusal, S("file"), "There is no room for this file now; try again.");
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    bool good = sheet_reader_open(&reader, arena, path, 0) ? rows_take(arena, &reader, table, refusal)
                                                           : trouble(arena, &reader, refusal);
    sheet_reader_close(&reader);
    close(memory);
    return good;
}

bool htcds_bytes_read(struct arena *arena, struct slice bytes, struct htcds_reading *reading,
                      struct refusal *refusal) {
    struct slice text = slice_trim(bytes);
    struct htcds_table table;
    bool is_json = slice_starts(text, S("{")) || slice_starts(text, S("["));
    if (!text.len) return refuse(refusal, S("file"), "Choose a file.");
    if (is_json) return htcds_read_json(arena, text, reading, refusal);
    return table_read(arena, bytes, &table, refusal) && htcds_read_table(arena, &table, reading, refusal);
}
