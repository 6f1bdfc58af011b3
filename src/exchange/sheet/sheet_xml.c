/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sheet/sheet_xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <math.h>

#include "base/clock.h"

struct xml_reader {
    struct xml_book *book;
    enum xml_part part;
    xmlParserCtxtPtr parser;
    struct text text; /* of the element being read */
    bool takes_text;
    bool in_cell_formats, in_phonetic, is_enough;
    struct arena *row_arena; /* texts of the row being read */
    /* the cell being read */
    size_t column;
    char type; /* n s i(nline) t(ext) b e d */
    size_t style;
    int64_t row_number;
    bool row_has_number;
};

/* ---- small readers ---- */

bool xml_cell_place(struct slice text, size_t *column, int64_t *row) {
    size_t at = 0, letters = 0;
    while (at < text.len && text.s[at] >= 'A' && text.s[at] <= 'Z' && at < 4) {
        letters = letters * 26 + (size_t)(text.s[at++] - 'A') + 1;
    }
    *column = letters - 1;
    return at && slice_to_int64(slice_sub(text, at, text.len), row) && *row > 0;
}

static bool to_double(struct slice text, double *number) {
    char copy[64], *end;
    if (!text.len || text.len >= sizeof copy) return false;
    memcpy(copy, text.s, text.len);
    copy[text.len] = '\0';
    *number = strtod(copy, &end);
    return *end == '\0' && isfinite(*number);
}

bool xml_serial_date(struct arena *arena, struct slice number, bool is_1904, struct slice *iso) {
    enum {
        DAYS_1900 = -25569,
        DAYS_1904 = -24107,
        DAYS_MAX = 2958466
    }; /* from 1970 back to day 0 of each; 10000-01-01 */
    double serial;
    if (!to_double(number, &serial) || serial < (is_1904 ? 0 : 1) || serial >= DAYS_MAX) return false;
    int64_t day = (int64_t)floor(serial);
    if (!is_1904 && day == 60) return false;
    if (!is_1904 && day < 60) day++;
    *iso = date_format_iso(arena, date_of_day(day + (is_1904 ? DAYS_1904 : DAYS_1900)));
    return true;
}

bool xml_format_is_date(struct slice code) {
    bool in_quotes = false, in_brackets = false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.s[i];
        if (c == '\\' || c == '_' || c == '*') {
            i++;
            continue;
        }
        if (c == '"') in_quotes = !in_quotes;
        if (!in_quotes && (c == '[' || c == ']')) in_brackets = c == '[';
        if (in_quotes || in_brackets) continue;
        if (c == ';') return false;
        if (c == 'd' || c == 'D' || c == 'y' || c == 'Y') return true;
    }
    return false;
}

static bool name_is(const xmlChar *name, const char *wanted) {
    return strcmp((const char *)name, wanted) == 0;
}

/* The attribute without regard to its prefix; empty when absent. */
static struct slice attribute(const xmlChar **attributes, int count, const char *name) {
    for (int i = 0; i < count; i++) {
        if (!name_is(attributes[i * 5], name)) continue;
        const char *start = (const char *)attributes[i * 5 + 3];
        return (struct slice){start, (size_t)((const char *)attributes[i * 5 + 4] - start)};
    }
    return S("");
}

static size_t to_size(struct slice text, size_t otherwise) {
    int64_t number;
    return slice_to_int64(text, &number) && number >= 0 ? (size_t)number : otherwise;
}

static void stop(struct xml_reader *reader, enum sheet_trouble trouble) {
    if (!reader->book->trouble) {
        reader->book->trouble = trouble;
        reader->book->trouble_row = reader->part == XML_ROWS ? reader->row_number : 0;
    }
    xmlStopParser(reader->parser);
}

/* ---- workbook, relations, formats ---- */

static void start_workbook(struct xml_reader *reader, const xmlChar *name, const xmlChar **attributes,
                           int count) {
    struct xml_book *book = reader->book;
    if (name_is(name, "workbookPr")) {
        struct slice flag = attribute(attributes, count, "date1904");
        book->is_1904 = slice_equal(flag, S("1")) || slice_equal(flag, S("true"));
    }
    if (!name_is(name, "sheet") || book->sheet_count == LIMIT_SHEET_SHEETS) return;
    struct xml_sheet *sheet = &book->sheets[book->sheet_count++];
    sheet->name = arena_copy(book->arena, attribute(attributes, count, "name"));
    sheet->relation = arena_copy(book->arena, attribute(attributes, count, "id"));
}

static void start_relation(struct xml_reader *reader, const xmlChar *name, const xmlChar **attributes,
                           int count) {
    struct xml_book *book = reader->book;
    bool is_sheet = slice_ends(attribute(attributes, count, "Type"), S("/worksheet"));
    if (!name_is(name, "Relationship") || !is_sheet || book->target_count == LIMIT_SHEET_SHEETS) return;
    struct slice *target = book->targets[book->target_count++];
    target[0] = arena_copy(book->arena, attribute(attributes, count, "Id"));
    target[1] = arena_copy(book->arena, attribute(attributes, count, "Target"));
}

/* ECMA-376 part 1, 18.8.30: the built-in formats that show a day. */
static bool format_is_date(const struct xml_book *book, size_t id) {
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
        return true;
    for (size_t i = 0; i < book->date_format_count; i++) {
        if (book->date_formats[i] == (int)id) return true;
    }
    return false;
}

static void start_style(struct xml_reader *reader, const xmlChar *name, const xmlChar **attributes,
                        int count) {
    struct xml_book *book = reader->book;
    if (name_is(name, "cellXfs")) reader->in_cell_formats = true;
    if (name_is(name, "numFmt") && book->date_format_count < LIMIT_SHEET_FORMATS) {
        size_t id = to_size(attribute(attributes, count, "numFmtId"), 0);
        if (xml_format_is_date(attribute(attributes, count, "formatCode")))
            book->date_formats[book->date_format_count++] = (int)id;
    }
    if (!name_is(name, "xf") || !reader->in_cell_formats || book->style_count == LIMIT_SHEET_FORMATS) return;
    if (!book->style_is_date) book->style_is_date = arena_make(book->arena, bool, LIMIT_SHEET_FORMATS);
    book->style_is_date[book->style_count++] =
        format_is_date(book, to_size(attribute(attributes, count, "numFmtId"), 0));
}

/* ---- shared strings ---- */

static void take_text(struct xml_reader *reader, bool takes) {
    reader->takes_text = takes && !reader->in_phonetic;
}

static void start_string(struct xml_reader *reader, const xmlChar *name) {
    if (name_is(name, "si")) reader->text.len = 0;
    if (name_is(name, "rPh")) reader->in_phonetic = true;
    if (name_is(name, "t")) take_text(reader, true);
}

static void end_string(struct xml_reader *reader, const xmlChar *name) {
    struct xml_book *book = reader->book;
    if (name_is(name, "t")) take_text(reader, false);
    if (name_is(name, "rPh")) reader->in_phonetic = false;
    if (!name_is(name, "si")) return;
    book->string_bytes += reader->text.len + sizeof(struct slice);
    if (book->string_bytes > LIMIT_SHEET_STRING_BYTES) {
        stop(reader, SHEET_MEMORY);
        return;
    }
    book->strings = arena_room(book->arena, book->strings, sizeof *book->strings, book->string_count);
    book->strings[book->string_count++] = arena_copy(book->arena, text_slice(&reader->text));
}

/* ---- merged cells ---- */

static void start_merge(struct xml_reader *reader, const xmlChar *name, const xmlChar **attributes,
                        int count) {
    struct xml_book *book = reader->book;
    struct xml_merge merge = {0};
    if (!name_is(name, "mergeCell") || book->merge_count == LIMIT_SHEET_MERGES) return;
    struct slice range = attribute(attributes, count, "ref");
    size_t colon = slice_find(range, S(":"), 0);
    if (!xml_cell_place(slice_sub(range, 0, colon), &merge.first_column, &merge.first_row)) return;
    if (!xml_cell_place(slice_sub(range, colon + 1, range.len), &merge.last_column, &merge.last_row)) return;
    bool is_large = merge.last_column >= LIMIT_SHEET_COLUMNS;
    if (is_large) merge.last_column = LIMIT_SHEET_COLUMNS - 1;
    book->merges = arena_room(book->arena, book->merges, sizeof *book->merges, book->merge_count);
    book->merges[book->merge_count++] = merge;
}

/* Every cell of a merged range has what its first one has. */
static void fill_merged(struct xml_book *book, struct sheet_row *row) {
    for (size_t m = 0; m < book->merge_count; m++) {
        struct xml_merge *merge = &book->merges[m];
        if (row->number < merge->first_row || row->number > merge->last_row) continue;
        if (row->number == merge->first_row && merge->first_column < row->count) {
            merge->cell = row->cells[merge->first_column];
            merge->cell.text = arena_copy(book->arena, merge->cell.text);
        }
        if (!merge->cell.text.len) continue;
        for (size_t column = merge->first_column; column <= merge->last_column; column++) {
            while (row->count <= column) {
                row->cells[row->count++] = (struct sheet_cell){0};
            }
            if (!row->cells[column].text.len) row->cells[column] = merge->cell;
        }
    }
}

/* ---- rows ---- */

static void start_row(struct xml_reader *reader, const xmlChar **attributes, int count) {
    int64_t number;
    bool is_given = slice_to_int64(attribute(attributes, count, "r"), &number) && number > reader->row_number;
    reader->row_number = is_given ? number : reader->row_number + 1;
    reader->book->row->number = reader->row_number;
    reader->book->row->count = 0;
    reader->column = 0;
    arena_reset(reader->row_arena);
    if (reader->row_number > LIMIT_SHEET_ROWS) stop(reader, SHEET_CELLS);
}

static char type_of(struct slice type) {
    static const struct {
        struct slice name;
        char type;
    } types[] = {{S_INIT("s"), 's'}, {S_INIT("inlineStr"), 't'}, {S_INIT("str"), 't'},
                 {S_INIT("b"), 'b'}, {S_INIT("e"), 'e'},         {S_INIT("d"), 'd'}};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (slice_equal(type, types[i].name)) return types[i].type;
    }
    return 'n';
}

static void start_cell(struct xml_reader *reader, const xmlChar **attributes, int count) {
    size_t column;
    int64_t row;
    if (xml_cell_place(attribute(attributes, count, "r"), &column, &row) && column >= reader->column)
        reader->column = column;
    reader->type = type_of(attribute(attributes, count, "t"));
    reader->style = to_size(attribute(attributes, count, "s"), 0);
    reader->text.len = 0;
    if (reader->column >= LIMIT_SHEET_COLUMNS) stop(reader, SHEET_COLUMNS);
    if (++reader->book->cell_count > LIMIT_SHEET_CELLS) stop(reader, SHEET_CELLS);
}

/* 12345678.0 and 1.2345678E7 as 12345678: what a person sees in the cell. */
static struct slice number_text(struct arena *arena, struct slice text) {
    double number;
    int64_t whole;
    if (slice_to_int64(text, &whole) || !to_double(text, &number)) return arena_copy(arena, text);
    if (number == floor(number) && fabs(number) < 1e15) return arena_printf(arena, "%.0f", number);
    return arena_printf(arena, "%.15g", number);
}

static struct sheet_cell number_cell(struct xml_reader *reader, struct slice text) {
    const struct xml_book *book = reader->book;
    struct slice iso;
    bool is_date = reader->style < book->style_count && book->style_is_date[reader->style];
    if (is_date && xml_serial_date(reader->row_arena, text, book->is_1904, &iso))
        return (struct sheet_cell){SHEET_DATE, iso};
    return (struct sheet_cell){SHEET_NUMBER, number_text(reader->row_arena, text)};
}

static struct sheet_cell string_cell(const struct xml_book *book, struct slice text) {
    size_t index = to_size(text, SIZE_MAX);
    return (struct sheet_cell){SHEET_TEXT, index < book->string_count ? book->strings[index] : S("")};
}

static struct sheet_cell cell_value(struct xml_reader *reader) {
    struct slice text = slice_trim(text_slice(&reader->text));
    if (!text.len) return (struct sheet_cell){0};
    switch (reader->type) {
    case 's': return string_cell(reader->book, text);
    case 'b': return (struct sheet_cell){SHEET_BOOL, slice_equal(text, S("0")) ? S("false") : S("true")};
    case 'e': return (struct sheet_cell){SHEET_ERROR, arena_copy(reader->row_arena, text)};
    case 'd': return (struct sheet_cell){SHEET_DATE, arena_copy(reader->row_arena, slice_sub(text, 0, 10))};
    case 't': return (struct sheet_cell){SHEET_TEXT, arena_copy(reader->row_arena, text)};
    }
    return number_cell(reader, text);
}

static void end_cell(struct xml_reader *reader) {
    struct sheet_row *row = reader->book->row;
    if (reader->column >= LIMIT_SHEET_COLUMNS) return;
    struct sheet_cell cell = cell_value(reader);
    while (cell.text.len && row->count < reader->column) {
        row->cells[row->count++] = (struct sheet_cell){0};
    }
    if (cell.text.len) row->cells[row->count++] = cell;
    reader->column++;
}

static bool row_has_text(const struct sheet_row *row) {
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.len) return true;
    }
    return false;
}

static void end_row(struct xml_reader *reader) {
    struct xml_book *book = reader->book;
    fill_merged(book, book->row);
    if (!row_has_text(book->row) || book->on_row(book->context, book->row)) return;
    reader->is_enough = true;
    xmlStopParser(reader->parser);
}

static void start_in_rows(struct xml_reader *reader, const xmlChar *name, const xmlChar **attributes,
                          int count) {
    if (name_is(name, "row")) start_row(reader, attributes, count);
    if (name_is(name, "c")) start_cell(reader, attributes, count);
    if (name_is(name, "rPh")) reader->in_phonetic = true;
    if (name_is(name, "v") || name_is(name, "t")) take_text(reader, true);
}

static void end_in_rows(struct xml_reader *reader, const xmlChar *name) {
    if (name_is(name, "v") || name_is(name, "t")) take_text(reader, false);
    if (name_is(name, "rPh")) reader->in_phonetic = false;
    if (name_is(name, "c")) end_cell(reader);
    if (name_is(name, "row")) end_row(reader);
}

/* ---- the library's side ---- */

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int space_count, const xmlChar **spaces, int count, int defaulted,
                     const xmlChar **attributes) {
    struct xml_reader *reader = context;
    (void)prefix, (void)uri, (void)space_count, (void)spaces, (void)defaulted;
    switch (reader->part) {
    case XML_WORKBOOK: start_workbook(reader, name, attributes, count); return;
    case XML_RELATIONS: start_relation(reader, name, attributes, count); return;
    case XML_STYLES: start_style(reader, name, attributes, count); return;
    case XML_STRINGS: start_string(reader, name); return;
    case XML_MERGES: start_merge(reader, name, attributes, count); return;
    case XML_ROWS: start_in_rows(reader, name, attributes, count); return;
    }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    struct xml_reader *reader = context;
    (void)prefix, (void)uri;
    if (reader->part == XML_STYLES && name_is(name, "cellXfs")) reader->in_cell_formats = false;
    if (reader->part == XML_STRINGS) end_string(reader, name);
    if (reader->part == XML_ROWS) end_in_rows(reader, name);
}

static void on_text(void *context, const xmlChar *text, int len) {
    struct xml_reader *reader = context;
    if (!reader->takes_text) return;
    if (reader->text.len + (size_t)len > LIMIT_SHEET_CELL_BYTES) {
        stop(reader, SHEET_ROW_LONG);
        return;
    }
    text_append(&reader->text, (struct slice){(const char *)text, (size_t)len});
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *system) {
    (void)name, (void)id, (void)system;
    stop(context, SHEET_ENTITIES);
}

static void on_error(void *context, xmlErrorPtr error) {
    (void)context, (void)error; /* xmlParseChunk tells */
}

struct xml_reader *xml_reader_new(struct xml_book *book, enum xml_part part) {
    struct xml_reader *reader = arena_make(book->arena, struct xml_reader, 1);
    *reader = (struct xml_reader){
        .book = book, .part = part, .text = TEXT_IN(book->arena), .row_arena = arena_new()};
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_start,
                             .endElementNs = on_end,
                             .characters = on_text,
                             .cdataBlock = on_text,
                             .internalSubset = on_doctype,
                             .serror = on_error};
    reader->parser = xmlCreatePushParserCtxt(&handler, reader, NULL, 0, NULL);
    if (reader->parser)
        xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET);
    else
        book->trouble = SHEET_MEMORY;
    return reader;
}

bool xml_reader_feed(struct xml_reader *reader, struct slice bytes) {
    if (reader->book->trouble || reader->is_enough || !reader->parser) return false;
    int code = xmlParseChunk(reader->parser, bytes.s, (int)bytes.len, 0);
    if (code && !reader->book->trouble && !reader->is_enough) stop(reader, SHEET_BAD_XML);
    return !reader->book->trouble && !reader->is_enough;
}

bool xml_reader_end(struct xml_reader *reader) {
    struct xml_book *book = reader->book;
    bool is_whole = !book->trouble && !reader->is_enough && reader->parser;
    if (is_whole && xmlParseChunk(reader->parser, "", 0, 1) && !book->trouble) book->trouble = SHEET_CUT_OFF;
    if (reader->parser) xmlFreeParserCtxt(reader->parser);
    arena_free(reader->row_arena);
    return !book->trouble;
}
