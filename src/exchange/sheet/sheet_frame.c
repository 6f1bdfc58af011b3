/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sheet/sheet_frame.h"

enum { FRAME_HEAD = 5 };

/* ---- writing ---- */

static void put_number(struct text *out, uint64_t number, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        text_append_char(out, (char)(number >> (8 * i) & 0xff));
    }
}

static void put_head(struct text *out, char letter, size_t len) {
    text_append_char(out, letter);
    put_number(out, len, 4);
}

void frame_write_about(struct text *out, const struct sheet_about *about) {
    put_head(out, 'A', 4);
    put_number(out, about->is_workbook, 1);
    put_number(out, about->encoding, 1);
    put_number(out, (uint8_t)about->separator, 1);
    put_number(out, about->sheet, 1);
    for (size_t i = 0; i < about->sheet_count; i++) {
        put_head(out, 'N', about->sheets[i].len);
        text_append(out, about->sheets[i]);
    }
}

void frame_write_row(struct text *out, const struct sheet_row *row) {
    size_t len = 10;
    for (size_t i = 0; i < row->count; i++) {
        len += 5 + row->cells[i].text.len;
    }
    put_head(out, 'R', len);
    put_number(out, (uint64_t)row->number, 8);
    put_number(out, row->count, 2);
    for (size_t i = 0; i < row->count; i++) {
        put_number(out, row->cells[i].kind, 1);
        put_number(out, row->cells[i].text.len, 4);
        text_append(out, row->cells[i].text);
    }
}

void frame_write_trouble(struct text *out, enum sheet_trouble trouble, int64_t row) {
    put_head(out, 'T', 9);
    put_number(out, trouble, 1);
    put_number(out, (uint64_t)row, 8);
}

void frame_write_end(struct text *out) {
    put_head(out, 'Z', 0);
}

/* ---- reading ---- */

static uint64_t take_number(struct slice *rest, size_t bytes) {
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++) {
        number |= (uint64_t)(uint8_t)rest->s[i] << (8 * i);
    }
    *rest = slice_sub(*rest, bytes, rest->len);
    return number;
}

static enum frame_result read_about(struct slice rest, struct sheet_about *about) {
    if (rest.len != 4) return FRAME_BAD;
    about->is_workbook = take_number(&rest, 1) != 0;
    uint64_t encoding = take_number(&rest, 1);
    about->separator = (char)take_number(&rest, 1);
    about->sheet = take_number(&rest, 1);
    if (encoding > SHEET_CP1252) return FRAME_BAD;
    about->encoding = (enum sheet_encoding)encoding;
    return FRAME_ABOUT;
}

static enum frame_result read_name(struct arena *arena, struct slice rest, struct sheet_about *about) {
    if (about->sheet_count == LIMIT_SHEET_SHEETS || !slice_is_utf8(rest)) return FRAME_BAD;
    about->sheets[about->sheet_count++] = arena_copy(arena, rest);
    return FRAME_ABOUT;
}

static bool read_cell(struct slice *rest, struct sheet_cell *cell) {
    if (rest->len < 5) return false;
    uint64_t kind = take_number(rest, 1);
    uint64_t len = take_number(rest, 4);
    if (kind > SHEET_ERROR || len > rest->len) return false;
    *cell = (struct sheet_cell){(enum sheet_kind)kind, slice_sub(*rest, 0, len)};
    *rest = slice_sub(*rest, len, rest->len);
    return slice_is_utf8(cell->text);
}

static enum frame_result read_row(struct slice rest, struct sheet_row *row) {
    if (rest.len < 10) return FRAME_BAD;
    int64_t number = (int64_t)take_number(&rest, 8);
    size_t count = take_number(&rest, 2);
    if (number < 1 || count > LIMIT_SHEET_COLUMNS) return FRAME_BAD;
    for (size_t i = 0; i < count; i++) {
        if (!read_cell(&rest, &row->cells[i])) return FRAME_BAD;
    }
    row->number = number;
    row->count = count;
    return rest.len ? FRAME_BAD : FRAME_ROW;
}

static enum frame_result read_trouble(struct slice rest, struct sheet_reader *reader) {
    if (rest.len != 9) return FRAME_BAD;
    uint64_t trouble = take_number(&rest, 1);
    if (trouble == SHEET_FINE || trouble >= SHEET_TROUBLES) return FRAME_BAD;
    reader->trouble = (enum sheet_trouble)trouble;
    reader->trouble_row = (int64_t)take_number(&rest, 8);
    return FRAME_TROUBLE;
}

enum frame_result frame_read(struct arena *arena, struct slice bytes, size_t *used,
                             struct sheet_reader *reader) {
    if (bytes.len < FRAME_HEAD) return FRAME_MORE;
    struct slice head = slice_sub(bytes, 1, FRAME_HEAD);
    size_t len = take_number(&head, 4);
    if (len > LIMIT_SHEET_FRAME_BYTES) return FRAME_BAD;
    if (bytes.len - FRAME_HEAD < len) return FRAME_MORE;
    struct slice rest = slice_sub(bytes, FRAME_HEAD, FRAME_HEAD + len);
    *used = FRAME_HEAD + len;
    switch (bytes.s[0]) {
    case 'A': return read_about(rest, &reader->about);
    case 'N': return read_name(arena, rest, &reader->about);
    case 'R': return read_row(rest, &reader->row);
    case 'T': return read_trouble(rest, reader);
    case 'Z': return FRAME_END;
    }
    return FRAME_BAD;
}
