/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sheet_stream.h"

#include "base/csv.h"
#include "base/log.h"
#include "exchange/xml_text.h"
#include "exchange/zip_stream.h"

enum { FLUSH_BYTES = 32 * 1024 };
/* A sheet ends before its text passes what 32 bits can tell. */
#define SHEET_BYTES_MAX (UINT64_C(3) << 30)

/* In the order of cellXfs in styles.xml. */
enum sheet_style {
    STYLE_PLAIN,
    STYLE_HEAD,
    STYLE_TAG,
    STYLE_DAY,
    STYLE_RIEL,
    STYLE_DOLLARS,
    STYLE_QUOTED,
    STYLE_WHOLE
};

/* A sheet that was full goes on in one of the same name with the next number. */
struct sheet_name {
    struct slice name;
    size_t part;
};

struct sheet_stream {
    struct arena *arena;
    struct zip_stream *zip;
    struct text xml;
    struct slice name;
    struct sheet_name *names; /* of the sheets so far */
    const struct sheet_column *columns;
    size_t column_count;
    bool has_tags;
    char letters[SHEET_COLUMNS_MAX][4];
    size_t sheets, part; /* part: which sheet of its name, from 1 */
    int64_t row;      /* of the present sheet, from 1 */
    char row_text[8]; /* the same as digits */
    size_t row_len;
    bool is_in_row;
    size_t cell;    /* of the next column */
    uint64_t bytes; /* of the present sheet's text */
};

static const char xml_head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define MAIN_SPACE "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE_SPACE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE_SPACE "http://schemas.openxmlformats.org/package/2006/"

static const char styles_xml[] =
    "<styleSheet xmlns=\"" MAIN_SPACE "\">"
    "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/><numFmt numFmtId=\"165\" "
    "formatCode=\"#,##0.00\"/></numFmts>"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Khmer OS\"/></font><font><b/><sz val=\"11\"/><name "
    "val=\"Khmer OS\"/></font></fonts>"
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
    "patternType=\"gray125\"/></fill>"
    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE8EEF2\"/></patternFill></fill></fills>"
    "<borders count=\"1\"><border/></borders>"
    "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
    "<cellXfs count=\"8\">"
    "<xf xfId=\"0\"/>"
    "<xf xfId=\"0\" fontId=\"1\" fillId=\"2\" applyFont=\"1\" applyFill=\"1\" "
    "applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>"
    "<xf xfId=\"0\" fillId=\"2\" applyFill=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"164\" applyNumberFormat=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"3\" applyNumberFormat=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"165\" applyNumberFormat=\"1\"/>"
    "<xf xfId=\"0\" quotePrefix=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"1\" applyNumberFormat=\"1\"/>"
    "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
    "builtinId=\"0\"/></cellStyles></styleSheet>";

/* ---- sheets ---- */

static void sheet_flush(struct sheet_stream *sheet, size_t least) {
    if (sheet->xml.len < least) return;
    zip_stream_write(sheet->zip, text_slice(&sheet->xml));
    sheet->bytes += sheet->xml.len;
    sheet->xml.len = 0;
}

static void add_text_cell(struct sheet_stream *sheet, struct slice text, enum sheet_style style);

static void sheet_begin_row(struct sheet_stream *sheet) {
    char digits[24];
    sheet->row++;
    sheet->cell = 0;
    sheet->row_len = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)sheet->row);
    ASSERT(sheet->row_len < sizeof sheet->row_text);
    memcpy(sheet->row_text, digits, sheet->row_len);
    text_append(&sheet->xml, S("<row r=\""));
    text_append(&sheet->xml, (struct slice){sheet->row_text, sheet->row_len});
    text_append(&sheet->xml, S("\">"));
}

static void add_head_row(struct sheet_stream *sheet, bool is_tags) {
    sheet_begin_row(sheet);
    for (size_t i = 0; i < sheet->column_count; i++) {
        add_text_cell(sheet, is_tags ? sheet->columns[i].tag : sheet->columns[i].label,
                      is_tags ? STYLE_TAG : STYLE_HEAD);
    }
    text_append(&sheet->xml, S("</row>"));
}

static int head_rows(const struct sheet_stream *sheet) {
    return sheet->has_tags ? 2 : 1;
}

static void sheet_begin(struct sheet_stream *sheet) {
    sheet->names = arena_room(sheet->arena, sheet->names, sizeof *sheet->names, sheet->sheets);
    sheet->names[sheet->sheets++] = (struct sheet_name){sheet->name, ++sheet->part};
    sheet->row = 0;
    sheet->bytes = 0;
    zip_stream_begin(sheet->zip, arena_printf(sheet->arena, "xl/worksheets/sheet%zu.xml", sheet->sheets));
    text_append(&sheet->xml, slice_of(xml_head));
    text_printf(&sheet->xml,
                "<worksheet xmlns=\"%s\"><sheetViews><sheetView workbookViewId=\"0\"%s><pane ySplit=\"%d\" "
                "topLeftCell=\"A%d\" "
                "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>",
                MAIN_SPACE, sheet->sheets == 1 ? " tabSelected=\"1\"" : "", head_rows(sheet),
                head_rows(sheet) + 1);
    for (size_t i = 0; i < sheet->column_count; i++) {
        text_printf(&sheet->xml, "<col min=\"%zu\" max=\"%zu\" width=\"%d\" customWidth=\"1\"/>", i + 1,
                    i + 1, sheet->columns[i].width);
    }
    text_append(&sheet->xml, S("</cols><sheetData>"));
    add_head_row(sheet, false);
    if (sheet->has_tags) add_head_row(sheet, true);
}

static void sheet_end(struct sheet_stream *sheet) {
    const char *last = sheet->letters[sheet->column_count - 1];
    text_printf(&sheet->xml, "</sheetData><autoFilter ref=\"A%d:%s%lld\"/></worksheet>", head_rows(sheet),
                last, (long long)sheet->row);
    sheet_flush(sheet, 0);
    zip_stream_end(sheet->zip);
}

/* A, B, … Z, AA, … */
static void name_columns(struct sheet_stream *sheet) {
    memset(sheet->letters, 0, sizeof sheet->letters);
    for (size_t i = 0; i < sheet->column_count; i++) {
        char *letters = sheet->letters[i];
        if (i >= 26) *letters++ = (char)('A' + i / 26 - 1);
        *letters = (char)('A' + i % 26);
    }
}

struct sheet_stream *sheet_stream_new(struct arena *arena, struct text *out, struct slice name,
                                      const struct sheet_column *columns, size_t column_count,
                                      bool has_tags) {
    ASSERT(column_count >= 1 && column_count <= SHEET_COLUMNS_MAX);
    struct sheet_stream *sheet = arena_make(arena, struct sheet_stream, 1);
    *sheet = (struct sheet_stream){.arena = arena,
                                   .zip = zip_stream_new(arena, out),
                                   .xml = TEXT_IN(arena),
                                   .name = name,
                                   .columns = columns,
                                   .column_count = column_count,
                                   .has_tags = has_tags};
    name_columns(sheet);
    sheet_begin(sheet);
    return sheet;
}

/* ---- rows and cells ---- */

static void end_row(struct sheet_stream *sheet) {
    if (sheet->is_in_row) text_append(&sheet->xml, S("</row>"));
    sheet->is_in_row = false;
}

void sheet_stream_next(struct sheet_stream *sheet, struct slice name, const struct sheet_column *columns, size_t column_count) {
    ASSERT(column_count >= 1 && column_count <= SHEET_COLUMNS_MAX);
    end_row(sheet);
    sheet_end(sheet);
    sheet->name = name;
    sheet->part = 0;
    sheet->columns = columns;
    sheet->column_count = column_count;
    name_columns(sheet);
    sheet_begin(sheet);
}

void sheet_stream_row(struct sheet_stream *sheet) {
    end_row(sheet);
    sheet_flush(sheet, FLUSH_BYTES);
    if (sheet->row == SHEET_ROWS_MAX || sheet->bytes > SHEET_BYTES_MAX) {
        sheet_end(sheet);
        sheet_begin(sheet);
    }
    sheet_begin_row(sheet);
    sheet->is_in_row = true;
}

static void cell_begin(struct sheet_stream *sheet, enum sheet_style style) {
    ASSERT(sheet->cell < sheet->column_count);
    text_append(&sheet->xml, S("<c r=\""));
    text_append(&sheet->xml, slice_of(sheet->letters[sheet->cell++]));
    text_append(&sheet->xml, (struct slice){sheet->row_text, sheet->row_len});
    if (style != STYLE_PLAIN) {
        text_append(&sheet->xml, S("\" s=\""));
        text_append_char(&sheet->xml, (char)('0' + style));
    }
}

static void add_text_cell(struct sheet_stream *sheet, struct slice text, enum sheet_style style) {
    cell_begin(sheet, style);
    text_append(&sheet->xml, S("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"));
    xml_append(&sheet->xml, text);
    text_append(&sheet->xml, S("</t></is></c>"));
}

void sheet_stream_skip(struct sheet_stream *sheet) {
    sheet->cell++;
}

void sheet_stream_text(struct sheet_stream *sheet, struct slice text) {
    /* The mark keeps a text a text also when somebody edits the cell, or saves the sheet as CSV and opens
     * that. */
    add_text_cell(sheet, text, csv_is_formula(text) ? STYLE_QUOTED : STYLE_PLAIN);
}

void sheet_stream_number(struct sheet_stream *sheet, int64_t number) {
    cell_begin(sheet, STYLE_WHOLE);
    text_append(&sheet->xml, S("\"><v>"));
    text_append_int(&sheet->xml, number);
    text_append(&sheet->xml, S("</v></c>"));
}

void sheet_stream_money(struct sheet_stream *sheet, struct money money) {
    cell_begin(sheet, money.currency == CURRENCY_USD ? STYLE_DOLLARS : STYLE_RIEL);
    text_append(&sheet->xml, S("\"><v>"));
    money_append_plain(&sheet->xml, money);
    text_append(&sheet->xml, S("</v></c>"));
}

void sheet_stream_day(struct sheet_stream *sheet, int64_t day) {
    enum {
        DAYS_1900_TO_1970 = 25569
    }; /* the spreadsheet's day 1 is 1900-01-01, and it has a 29 February 1900 */
    if (day + DAYS_1900_TO_1970 < 61) { /* before 1 March 1900 its calendar is wrong */
        char text[16];
        struct date date = date_of_day(day);
        snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
        sheet_stream_text(sheet, slice_of(text));
        return;
    }
    cell_begin(sheet, STYLE_DAY);
    text_append(&sheet->xml, S("\"><v>"));
    text_append_int(&sheet->xml, day + DAYS_1900_TO_1970);
    text_append(&sheet->xml, S("</v></c>"));
}

/* ---- the rest of the workbook, when the number of sheets is known ---- */

static void add_part(struct sheet_stream *sheet, const char *name, struct text *xml) {
    zip_stream_add(sheet->zip, slice_of(name), text_slice(xml));
    xml->len = 0;
}

/* A sheet's name has at most 31 letters and none of []:*?/\ */
static void append_sheet_name(struct sheet_stream *sheet, struct text *xml, const struct sheet_name *one) {
    enum { NAME_LETTERS = 26 };
    size_t at = 0, letters = 0;
    uint32_t rune;
    struct text name = TEXT_IN(sheet->arena);
    while (letters++ < NAME_LETTERS && slice_next_rune(one->name, &at, &rune)) {
        text_append_rune(&name, rune < 128 && strchr("[]:*?/\\'", (int)rune) ? '-' : rune);
    }
    if (one->part > 1) text_printf(&name, " %zu", one->part);
    xml_append(xml, text_slice(&name));
}

static void add_workbook(struct sheet_stream *sheet, struct text *xml) {
    text_printf(xml, "%s<workbook xmlns=\"%s\" xmlns:r=\"%s\"><sheets>", xml_head, MAIN_SPACE, OFFICE_SPACE);
    for (size_t i = 1; i <= sheet->sheets; i++) {
        text_append(xml, S("<sheet name=\""));
        append_sheet_name(sheet, xml, &sheet->names[i - 1]);
        text_printf(xml, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i, i);
    }
    text_append(xml, S("</sheets></workbook>"));
    add_part(sheet, "xl/workbook.xml", xml);
}

static void add_relations(struct sheet_stream *sheet, struct text *xml) {
    text_printf(xml, "%s<Relationships xmlns=\"%srelationships\">", xml_head, PACKAGE_SPACE);
    for (size_t i = 1; i <= sheet->sheets; i++) {
        text_printf(xml,
                    "<Relationship Id=\"rId%zu\" Type=\"%s/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>",
                    i, OFFICE_SPACE, i);
    }
    text_printf(xml, "<Relationship Id=\"rId%zu\" Type=\"%s/styles\" Target=\"styles.xml\"/></Relationships>",
                sheet->sheets + 1, OFFICE_SPACE);
    add_part(sheet, "xl/_rels/workbook.xml.rels", xml);
    text_printf(xml,
                "%s<Relationships xmlns=\"%srelationships\"><Relationship Id=\"rId1\" "
                "Type=\"%s/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
                xml_head, PACKAGE_SPACE, OFFICE_SPACE);
    add_part(sheet, "_rels/.rels", xml);
}

static void add_types(struct sheet_stream *sheet, struct text *xml) {
    static const char part[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    text_printf(xml,
                "%s<Types xmlns=\"%scontent-types\"><Default Extension=\"rels\" "
                "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
                "PartName=\"/xl/workbook.xml\" ContentType=\"%ssheet.main+xml\"/>"
                "<Override PartName=\"/xl/styles.xml\" ContentType=\"%sstyles+xml\"/>",
                xml_head, PACKAGE_SPACE, part, part);
    for (size_t i = 1; i <= sheet->sheets; i++) {
        text_printf(xml,
                    "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"%sworksheet+xml\"/>", i,
                    part);
    }
    text_append(xml, S("</Types>"));
    add_part(sheet, "[Content_Types].xml", xml);
}

bool sheet_stream_finish(struct sheet_stream *sheet) {
    end_row(sheet);
    sheet_end(sheet);
    struct text xml = TEXT_IN(sheet->arena);
    add_workbook(sheet, &xml);
    add_relations(sheet, &xml);
    text_printf(&xml, "%s%s", xml_head, styles_xml);
    add_part(sheet, "xl/styles.xml", &xml);
    add_types(sheet, &xml);
    return zip_stream_finish(sheet->zip);
}
