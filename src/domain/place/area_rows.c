/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a gazetteer file: CSV of RFC 4180, then what must hold of each line and of all lines together. */
#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "domain/place/area.h"
#include "domain/place/gazetteer_import.h"
#include "i18n/khmer.h"

enum column { CODE, PARENT, LEVEL, NAME_EN, NAME_KM, TYPE, ALIAS, VALID_FROM, VALID_TO, MERGED_INTO, COLUMNS };

static const struct {
    const char *name;
    bool required;
} columns[COLUMNS] = {
    [CODE] = {"code", true},           [PARENT] = {"parent_code", false}, [LEVEL] = {"level", true},
    [NAME_EN] = {"name_en", true},     [NAME_KM] = {"name_km", true},     [TYPE] = {"type", true},
    [ALIAS] = {"alias", false},        [VALID_FROM] = {"valid_from", false}, [VALID_TO] = {"valid_to", false},
    [MERGED_INTO] = {"merged_into", false},
};

struct reading {
    struct arena *arena;
    struct refusal *refusal;
    struct csv_reader csv;
    int place_of[COLUMNS]; /* index of the column in a line, or -1 */
};

static bool refuse_line(struct reading *reading, const char *message, struct slice value) {
    struct slice line = arena_printf(reading->arena, "line %zu", reading->csv.line);
    return refuse_with(reading->refusal, line, message, slice_sub(value, 0, 60), S(""));
}

static struct slice cell_of(const struct reading *reading, enum column column) {
    return csv_cell(&reading->csv, reading->place_of[column]);
}

static bool read_header(struct reading *reading) {
    bool good = csv_next(&reading->csv);
    if (reading->csv.error) return refuse_line(reading, reading->csv.error, S(""));
    if (!good) return refuse(reading->refusal, S("file"), "The file has no places.");
    for (size_t i = 0; i < COLUMNS; i++) {
        reading->place_of[i] = csv_find(&reading->csv, slice_of(columns[i].name));
        if (columns[i].required && reading->place_of[i] < 0) {
            good = refuse_line(reading, "The column “{1}” is missing.", slice_of(columns[i].name));
        }
    }
    return good;
}

/* ---- one area ---- */

static bool code_is_good(struct slice code) {
    if (code.len < 2 || code.len > 8 || code.len % 2) return false;
    for (size_t i = 0; i < code.len; i++) {
        if (code.s[i] < '0' || code.s[i] > '9') return false;
    }
    return true;
}

static bool level_fits(struct slice level, struct slice code) {
    static const char *const levels[] = {"province", "district", "commune", "village"};
    return slice_equal(level, slice_of(levels[code.len / 2 - 1]));
}

/* "reach theani" in the file, reach_theani in the choice set; and it must be one of this level. */
static bool read_type(struct reading *reading, struct slice code, struct slice *type) {
    static const char *const levels[] = {"khaet reach_theani", "srok krong khan", "khum sangkat", "phum"};
    struct text text = TEXT_IN(reading->arena);
    struct slice cell = cell_of(reading, TYPE);
    for (size_t i = 0; i < cell.len; i++) {
        text_append_char(&text, cell.s[i] == ' ' ? '_' : cell.s[i]);
    }
    *type = text_slice(&text);
    bool known = choice_find(&area_type_choices, *type) && names_contain(levels[code.len / 2 - 1], *type);
    return known || refuse_line(reading, "“{1}” is not a kind of place of this level.", cell);
}

static bool read_date(struct reading *reading, enum column column, struct date *date) {
    struct slice cell = cell_of(reading, column);
    if (!cell.len || date_parse_iso(cell, date)) return true;
    return refuse_line(reading, "“{1}” is not a date like 2026-06-01.", cell);
}

static bool read_name(struct reading *reading, enum column column, struct slice *name) {
    *name = khmer_normalise(reading->arena, cell_of(reading, column));
    if (name->len && slice_rune_count(*name) <= LIMIT_LINE_CHARS) return true;
    return refuse_line(reading, "The name in “{1}” is empty or too long.", slice_of(columns[column].name));
}

static bool read_code(struct reading *reading, struct area_row *row) {
    row->code = cell_of(reading, CODE);
    if (!code_is_good(row->code)) return refuse_line(reading, "“{1}” is not a code of 2, 4, 6 or 8 digits.", row->code);
    struct slice parent = cell_of(reading, PARENT);
    if (parent.len && !slice_equal(parent, slice_sub(row->code, 0, row->code.len - 2))) {
        return refuse_line(reading, "“{1}” is not the place above: its code is this code without the last two digits.",
                           parent);
    }
    if (!level_fits(cell_of(reading, LEVEL), row->code)) {
        return refuse_line(reading, "The level “{1}” does not fit the length of the code.", cell_of(reading, LEVEL));
    }
    row->merged_into = cell_of(reading, MERGED_INTO);
    if (!row->merged_into.len || code_is_good(row->merged_into)) return true;
    return refuse_line(reading, "“{1}” is not a code of 2, 4, 6 or 8 digits.", row->merged_into);
}

static bool read_row(struct reading *reading, struct area_row *row) {
    *row = (struct area_row){0};
    if (!read_code(reading, row)) return false;
    row->alias = khmer_normalise(reading->arena, cell_of(reading, ALIAS));
    if (slice_rune_count(row->alias) > LIMIT_LINE_CHARS) {
        return refuse_line(reading, "The name in “{1}” is empty or too long.", S("alias"));
    }
    return read_name(reading, NAME_KM, &row->name_km) && read_name(reading, NAME_EN, &row->name_latin) &&
           read_type(reading, row->code, &row->type) && read_date(reading, VALID_FROM, &row->valid_from) &&
           read_date(reading, VALID_TO, &row->valid_to);
}

/* ---- all of them ---- */

static int compare_rows(const void *a, const void *b) {
    return slice_compare(((const struct area_row *)a)->code, ((const struct area_row *)b)->code);
}

static const struct area_row *row_find(const struct area_rows *rows, struct slice code) {
    struct area_row key = {.code = code};
    return rows->count ? bsearch(&key, rows->rows, rows->count, sizeof key, compare_rows) : NULL;
}

/* No code twice, every area above there, every successor there. */
static bool check_together(const struct area_rows *rows, struct refusal *refusal) {
    bool good = true;
    for (size_t i = 0; i < rows->count; i++) {
        const struct area_row *row = &rows->rows[i];
        if (i > 0 && slice_equal(row->code, rows->rows[i - 1].code)) {
            good = refuse_with(refusal, row->code, "The code {1} is there twice.", row->code, S(""));
        }
        if (row->code.len > 2 && !row_find(rows, slice_sub(row->code, 0, row->code.len - 2))) {
            good = refuse_with(refusal, row->code, "The place above {1} is not in the file.", row->code, S(""));
        }
        if (row->merged_into.len && !row_find(rows, row->merged_into)) {
            good = refuse_with(refusal, row->code, "The place {1}, into which it was merged, is not in the file.",
                               row->merged_into, S(""));
        }
    }
    return good;
}

static bool read_rows(struct reading *reading, struct area_rows *rows) {
    bool good = true;
    while (csv_next(&reading->csv)) {
        struct area_row row;
        if (!read_row(reading, &row)) {
            good = false;
            continue;
        }
        if (rows->count == LIMIT_AREAS) return refuse_line(reading, "The file has too many places.", S(""));
        rows->rows[rows->count++] = row;
    }
    return reading->csv.error ? refuse_line(reading, reading->csv.error, S("")) : good;
}

static size_t count_lines(struct slice csv) {
    size_t count = 1;
    for (size_t i = 0; i < csv.len; i++) {
        if (csv.s[i] == '\n') count++;
    }
    return count < LIMIT_AREAS ? count : LIMIT_AREAS;
}

bool area_rows_read(struct arena *arena, struct slice csv, struct area_rows *rows, struct refusal *refusal) {
    struct reading reading = {.arena = arena, .refusal = refusal};
    *rows = (struct area_rows){0};
    csv_open(&reading.csv, arena, csv);
    if (csv.len > LIMIT_GAZETTEER_BYTES) return refuse(refusal, S("file"), "The file is too large for a gazetteer.");
    if (!khmer_is_storable(csv)) return refuse(refusal, S("file"), "The file is not UTF-8 text.");
    if (!read_header(&reading)) return false;
    rows->rows = arena_make(arena, struct area_row, count_lines(csv));
    if (!read_rows(&reading, rows)) return false;
    if (!rows->count) return refuse(refusal, S("file"), "The file has no places.");
    qsort(rows->rows, rows->count, sizeof *rows->rows, compare_rows);
    return check_together(rows, refusal);
}
