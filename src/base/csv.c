/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

static bool at_end(const struct csv_reader *reader) {
    return reader->at >= reader->text.len;
}

/* The end of the text ends a line. */
static char peek(const struct csv_reader *reader) {
    return at_end(reader) ? '\n' : reader->text.s[reader->at];
}

static void skip_line_end(struct csv_reader *reader) {
    reader->at++;
    reader->next_line++;
}

void csv_open(struct csv_reader *reader, struct arena *arena, struct slice text) {
    *reader = (struct csv_reader){.arena = arena, .text = text, .next_line = 1};
    if (slice_starts(text, S("\xEF\xBB\xBF"))) reader->at = 3;
}

/* Behind the opening mark: up to the closing one; a doubled one stands for one. */
static bool read_quoted(struct csv_reader *reader, struct slice *cell) {
    struct text text = TEXT_IN(reader->arena);
    while (!at_end(reader)) {
        char c = reader->text.s[reader->at++];
        if (c == '\n') reader->next_line++;
        if (c == '"' && peek(reader) != '"') {
            *cell = text_slice(&text);
            return true;
        }
        if (c == '"') {
            if (at_end(reader)) break;
            reader->at++;
        }
        text_append_char(&text, c);
    }
    reader->error = "A quotation mark is opened and not closed.";
    return false;
}

static bool read_cell(struct csv_reader *reader, struct slice *cell) {
    if (peek(reader) == '"') {
        reader->at++;
        return read_quoted(reader, cell);
    }
    size_t start = reader->at;
    while (peek(reader) != ',' && peek(reader) != '\n') {
        reader->at++;
    }
    *cell = slice_trim(slice_sub(reader->text, start, reader->at));
    return true;
}

static bool read_row(struct csv_reader *reader) {
    reader->cell_count = 0;
    reader->line = reader->next_line;
    for (;;) {
        if (reader->cell_count == CSV_CELLS_MAX) {
            reader->error = "This line has too many columns.";
            return false;
        }
        if (!read_cell(reader, &reader->cells[reader->cell_count++])) return false;
        if (peek(reader) == '\r') reader->at++;
        if (peek(reader) == '\n') {
            skip_line_end(reader);
            return true;
        }
        if (peek(reader) != ',') {
            reader->error = "Behind a closing quotation mark comes a comma or the end.";
            return false;
        }
        reader->at++;
    }
}

bool csv_next(struct csv_reader *reader) {
    while (!reader->error && !at_end(reader)) {
        if (!read_row(reader)) return false;
        bool is_empty = reader->cell_count == 1 && reader->cells[0].len == 0;
        if (!is_empty) return true;
    }
    reader->cell_count = 0;
    return false;
}

struct slice csv_cell(const struct csv_reader *reader, int column) {
    return column >= 0 && (size_t)column < reader->cell_count ? reader->cells[column] : S("");
}

int csv_find(const struct csv_reader *reader, struct slice name) {
    for (size_t i = 0; i < reader->cell_count; i++) {
        if (slice_equal(reader->cells[i], name)) return (int)i;
    }
    return -1;
}

static bool needs_marks(struct slice cell) {
    for (size_t i = 0; i < cell.len; i++) {
        if (strchr("\",\r\n", cell.s[i])) return true;
    }
    return slice_trim(cell).len != cell.len; /* reading takes blanks away from cells without marks */
}

void csv_write_cell(struct text *out, struct slice cell, bool is_text) {
    if (is_text && cell.len && strchr("=+-@\t\r", cell.s[0])) cell = arena_join(out->arena, S("'"), cell);
    if (!needs_marks(cell)) {
        text_append(out, cell);
        return;
    }
    text_append_char(out, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.s[i] == '"') text_append_char(out, '"');
        text_append_char(out, cell.s[i]);
    }
    text_append_char(out, '"');
}
