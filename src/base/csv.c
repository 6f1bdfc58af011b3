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

/* What a byte means to a spreadsheet: quotation marks are necessary; what follows may be taken for the start of a cell, when
 * the file is opened with another separator or other line ends; at the start of a cell it begins a formula. */
enum { NEEDS_MARKS = 1, OPENS_CELL = 2, STARTS_FORMULA = 4, FULL_WIDTH = 0xEF };

static const uint8_t classes[256] = {
    ['"'] = NEEDS_MARKS | OPENS_CELL,
    [','] = NEEDS_MARKS | OPENS_CELL,
    ['\r'] = NEEDS_MARKS | OPENS_CELL | STARTS_FORMULA,
    ['\n'] = NEEDS_MARKS | OPENS_CELL,
    ['\t'] = OPENS_CELL | STARTS_FORMULA,
    [';'] = OPENS_CELL,
    ['|'] = OPENS_CELL,
    ['='] = STARTS_FORMULA,
    ['+'] = STARTS_FORMULA,
    ['-'] = STARTS_FORMULA,
    ['@'] = STARTS_FORMULA,
    [FULL_WIDTH] = STARTS_FORMULA, /* the first byte of ＝ ＋ － ＠; starts_formula looks at the others */
};

static uint8_t classes_of(struct slice cell) {
    uint8_t found = 0;
    for (size_t i = 0; i < cell.len; i++) {
        found |= classes[(uint8_t)cell.s[i]];
    }
    return found;
}

static bool needs_marks(struct slice cell, uint8_t found) {
    /* Reading takes blanks away from the ends of cells without marks. */
    return found & NEEDS_MARKS || (cell.len && ((uint8_t)cell.s[0] <= ' ' || (uint8_t)cell.s[cell.len - 1] <= ' '));
}

static bool starts_formula(struct slice cell, size_t at) {
    static const struct slice wide[] = {S_INIT("\xEF\xBC\x9D"), S_INIT("\xEF\xBC\x8B"), S_INIT("\xEF\xBC\x8D"), S_INIT("\xEF\xBC\xA0")};
    if (at >= cell.len || !(classes[(uint8_t)cell.s[at]] & STARTS_FORMULA)) return false;
    if ((uint8_t)cell.s[at] != FULL_WIDTH) return true;
    for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
        if (slice_starts(slice_sub(cell, at, cell.len), wide[i])) return true;
    }
    return false;
}

bool csv_is_formula(struct slice cell) {
    return starts_formula(cell, 0);
}

static bool opens_cell(struct slice cell, size_t at) {
    return at == 0 || classes[(uint8_t)cell.s[at - 1]] & OPENS_CELL;
}

/* Behind the apostrophes that stand at `at`. */
static size_t skip_apostrophes(struct slice cell, size_t at) {
    while (at < cell.len && cell.s[at] == '\'') {
        at++;
    }
    return at;
}

/* Byte by byte: marks doubled, and one apostrophe more before what would start a formula. */
static void write_guarded(struct text *out, struct slice cell, bool has_marks, bool has_guards) {
    for (size_t at = 0; at < cell.len; at++) {
        bool is_formula = has_guards && opens_cell(cell, at) && starts_formula(cell, skip_apostrophes(cell, at));
        if (is_formula) text_append_char(out, '\'');
        if (has_marks && cell.s[at] == '"') text_append_char(out, '"');
        text_append_char(out, cell.s[at]);
    }
}

void csv_write_cell(struct text *out, struct slice cell, bool is_text) {
    uint8_t found = classes_of(cell);
    bool has_marks = needs_marks(cell, found), has_guards = is_text && found & STARTS_FORMULA;
    if (has_marks) text_append_char(out, '"');
    if (has_guards || found & NEEDS_MARKS) write_guarded(out, cell, has_marks, has_guards);
    else text_append(out, cell);
    if (has_marks) text_append_char(out, '"');
}

size_t csv_take_guards_off(char *s, size_t len) {
    struct slice cell = {s, len};
    size_t to = 0;
    if (!len || !memchr(s, '\'', len)) return len;
    bool opens = true; /* looked at before the byte is moved */
    for (size_t at = 0; at < len; at++) {
        bool is_guard = opens && s[at] == '\'' && starts_formula(cell, skip_apostrophes(cell, at));
        opens = classes[(uint8_t)s[at]] & OPENS_CELL;
        if (!is_guard) s[to++] = s[at];
    }
    return to;
}
