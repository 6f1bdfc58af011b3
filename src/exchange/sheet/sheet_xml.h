/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The XML parts of a workbook (ECMA-376 part 1, SpreadsheetML), read as a stream: each reader takes pieces of
 * bytes and calls back.  A document type is refused before any entity can be declared.  Names are compared
 * without their prefix.
 */
#ifndef MLUP_EXCHANGE_SHEET_XML_H
#define MLUP_EXCHANGE_SHEET_XML_H

#include "base/text.h"
#include "exchange/sheet/sheet.h"

/* What the workbook says of its sheets. */
struct xml_sheet {
    struct slice name, relation; /* r:id, found in workbook.xml.rels */
};

struct xml_merge {
    int64_t first_row, last_row;
    size_t first_column, last_column;
    struct sheet_cell cell; /* of its first cell, once that was read */
};

/* All that is known of a workbook while it is read. */
struct xml_book {
    struct arena *arena;
    struct xml_sheet sheets[LIMIT_SHEET_SHEETS];
    size_t sheet_count;
    bool is_1904;                                /* days count from 1904 */
    struct slice targets[LIMIT_SHEET_SHEETS][2]; /* relation, path */
    size_t target_count;
    struct slice *strings;
    size_t string_count;
    size_t string_bytes;
    bool *style_is_date; /* by cell format */
    size_t style_count;
    int date_formats[LIMIT_SHEET_FORMATS]; /* number formats of the workbook's own that show a day */
    size_t date_format_count;
    struct xml_merge *merges;
    size_t merge_count;
    size_t cell_count;
    struct sheet_row *row;                                /* the one being read */
    bool (*on_row)(void *context, struct sheet_row *row); /* false: enough */
    void *context;
    enum sheet_trouble trouble;
    int64_t trouble_row;
};

enum xml_part { XML_WORKBOOK, XML_RELATIONS, XML_STYLES, XML_STRINGS, XML_MERGES, XML_ROWS };

struct xml_reader;
struct xml_reader *xml_reader_new(struct xml_book *book, enum xml_part part);
/* False when it is enough: trouble, or `on_row` has had enough. */
bool xml_reader_feed(struct xml_reader *reader, struct slice bytes);
/* Ends the document and frees the reader; false with trouble. */
bool xml_reader_end(struct xml_reader *reader);

/* "BC12" as column (from 0) and row (from 1); false for what is none. */
bool xml_cell_place(struct slice text, size_t *column, int64_t *row);
/* A serial number of a day as 2016-03-07; false when it is none.  1900 has the 29 February that it never had.
 */
bool xml_serial_date(struct arena *arena, struct slice number, bool is_1904, struct slice *iso);
/* True when a number format shows a day, month or year (and not hours alone). */
bool xml_format_is_date(struct slice code);

#endif
