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

/* Bytes that make quotation marks necessary. */
static const bool is_marked[256] = {['"'] = true, [','] = true, ['\r'] = true, ['\n'] = true};

static bool needs_marks(struct slice cell) {
    for (size_t i = 0; i < cell.len; i++) {
        if (is_marked[(uint8_t)cell.s[i]]) return true;
    }
    /* Reading takes blanks away from the ends of cells without marks. */
    return cell.len && ((uint8_t)cell.s[0] <= ' ' || (uint8_t)cell.s[cell.len - 1] <= ' ');
}

bool csv_is_formula(struct slice cell) {
    static const bool starts_one[256] = {['='] = true, ['+'] = true, ['-'] = true, ['@'] = true, ['\t'] = true, ['\r'] = true};
    return cell.len && starts_one[(uint8_t)cell.s[0]];
}

void csv_write_cell(struct text *out, struct slice cell, bool is_text) {
    bool has_marks = needs_marks(cell);
    if (has_marks) text_append_char(out, '"');
    if (is_text && csv_is_formula(cell)) text_append_char(out, '\'');
    size_t from = 0, at = slice_find(cell, S("\""), 0);
    while (has_marks && at < cell.len) { /* doubled: up to and with the mark, then from the mark on */
        text_append(out, slice_sub(cell, from, at + 1));
        from = at;
        at = slice_find(cell, S("\""), at + 1);
    }
    text_append(out, slice_sub(cell, from, cell.len));
    if (has_marks) text_append_char(out, '"');
}
