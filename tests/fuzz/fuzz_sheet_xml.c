/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a part of a workbook: the first one says which part, the rest is its XML. */
#include "base/log.h"
#include "exchange/sheet/sheet_xml.h"

static bool take_row(void *context, struct sheet_row *row) {
    size_t *rows = context;
    ASSERT(row->number > 0 && row->count <= LIMIT_SHEET_COLUMNS);
    for (size_t i = 0; i < row->count; i++) {
        ASSERT(row->cells[i].kind <= SHEET_ERROR);
    }
    return ++*rows < 1000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    struct arena *arena = arena_new();
    size_t rows = 0;
    struct xml_book *book = arena_make(arena, struct xml_book, 1);
    static struct slice strings[] = {S_INIT("one"), S_INIT("two")};
    *book = (struct xml_book){
        .arena = arena, .row = arena_make(arena, struct sheet_row, 1), .on_row = take_row, .context = &rows};
    if (data[0] & 8) book->strings = strings, book->string_count = 2;
    enum xml_part part = (enum xml_part)(data[0] % 6);
    if (part == XML_STRINGS) book->strings = NULL, book->string_count = 0;
    struct slice xml = {(const char *)data + 1, size - 1};
    struct xml_reader *reader = xml_reader_new(book, part);
    for (size_t at = 0, step = 13; at < xml.len && xml_reader_feed(reader, slice_sub(xml, at, at + step));
         at += step) {
    }
    xml_reader_end(reader);
    arena_free(arena);
    return 0;
}
