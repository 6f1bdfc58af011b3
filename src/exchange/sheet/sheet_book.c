/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sheet/sheet_book.h"

#include <zip.h>

#include "base/text.h"
#include "exchange/sheet/sheet_xml.h"

struct book_file {
    zip_t *zip;
    struct arena *arena;
    struct xml_book xml;
    struct sheet_row row;
    uint64_t unpacked; /* of all parts read */
};

/* ---- what is it? ---- */

/* "EncryptedPackage" in UTF-16, the stream of an encrypted workbook ([MS-OFFCRYPTO] 1.3.2) in a compound
 * file. */
static bool has_encrypted_package(struct slice bytes) {
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return slice_find(bytes, (struct slice){name, sizeof name}, 0) < bytes.len;
}

enum sheet_trouble sheet_book_guess(struct slice bytes) {
    if (slice_starts(bytes, S("PK\x03\x04"))) {
        bool is_open_document =
            slice_contains(slice_sub(bytes, 0, 200), S("mimetypeapplication/vnd.oasis.opendocument"));
        return is_open_document ? SHEET_OPEN_DOCUMENT : SHEET_FINE;
    }
    if (slice_starts(bytes, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
        return has_encrypted_package(bytes) ? SHEET_PASSWORD : SHEET_OLD_EXCEL;
    }
    if (slice_starts(bytes, S("PK"))) return SHEET_CUT_OFF;
    return SHEET_UNKNOWN;
}

/* ---- parts ---- */

/* What was packed of an entry, and whether it needs a password. */
static bool part_stat(struct book_file *file, const char *path, zip_stat_t *stat) {
    zip_stat_init(stat);
    if (zip_stat(file->zip, path, ZIP_FL_NOCASE, stat) != 0) return false;
    if (stat->valid & ZIP_STAT_ENCRYPTION_METHOD && stat->encryption_method != ZIP_EM_NONE)
        file->xml.trouble = SHEET_PASSWORD;
    return true;
}

/* Announced sizes may lie: what has really come out is counted. */
static bool is_bomb(const struct book_file *file, const zip_stat_t *stat, uint64_t unpacked) {
    if (file->unpacked > LIMIT_SHEET_UNPACKED_BYTES) return true;
    return unpacked > LIMIT_SHEET_RATIO_FROM_BYTES && unpacked / LIMIT_SHEET_RATIO > stat->comp_size;
}

static void part_stream(struct book_file *file, zip_file_t *entry, const zip_stat_t *stat,
                        struct xml_reader *reader) {
    char buffer[32 * 1024];
    uint64_t unpacked = 0;
    for (;;) {
        zip_int64_t got = zip_fread(entry, buffer, sizeof buffer);
        if (got < 0) file->xml.trouble = SHEET_CUT_OFF;
        if (got <= 0) return;
        unpacked += (uint64_t)got;
        file->unpacked += (uint64_t)got;
        if (is_bomb(file, stat, unpacked)) file->xml.trouble = SHEET_BOMB;
        if (!xml_reader_feed(reader, (struct slice){buffer, (size_t)got})) return;
    }
}

/* False with trouble; a part that is missing is none when it may be. */
static bool part_read(struct book_file *file, const char *path, enum xml_part part, bool may_miss) {
    zip_stat_t stat;
    bool is_there = part_stat(file, path, &stat);
    if (!is_there && !may_miss) file->xml.trouble = SHEET_UNKNOWN;
    if (!is_there || file->xml.trouble) return !file->xml.trouble;
    zip_file_t *entry = zip_fopen(file->zip, path, ZIP_FL_NOCASE);
    if (!entry) {
        file->xml.trouble = SHEET_CUT_OFF;
        return false;
    }
    struct xml_reader *reader = xml_reader_new(&file->xml, part);
    part_stream(file, entry, &stat, reader);
    zip_fclose(entry);
    return xml_reader_end(reader);
}

/* The path of a sheet's part; relations are relative to xl/ unless they start with a stroke. */
static const char *sheet_path(struct book_file *file, size_t sheet) {
    const struct xml_book *xml = &file->xml;
    for (size_t i = 0; i < xml->target_count; i++) {
        if (!slice_equal(xml->targets[i][0], xml->sheets[sheet].relation)) continue;
        struct slice path = xml->targets[i][1];
        if (slice_starts(path, S("/"))) return arena_cstr(file->arena, slice_sub(path, 1, path.len));
        return arena_cstr(file->arena, arena_join(file->arena, S("xl/"), path));
    }
    return arena_cstr(file->arena, arena_printf(file->arena, "xl/worksheets/sheet%zu.xml", sheet + 1));
}

static bool book_about(struct book_file *file, size_t sheet, const struct sheet_book_work *work) {
    struct sheet_about about = {.is_workbook = true, .sheet_count = file->xml.sheet_count, .sheet = sheet};
    for (size_t i = 0; i < file->xml.sheet_count; i++) {
        about.sheets[i] = file->xml.sheets[i].name;
    }
    return work->on_about(work->context, &about);
}

static void book_read(struct book_file *file, size_t sheet, const struct sheet_book_work *work) {
    bool good = part_read(file, "xl/workbook.xml", XML_WORKBOOK, false) &&
                part_read(file, "xl/_rels/workbook.xml.rels", XML_RELATIONS, true) &&
                part_read(file, "xl/styles.xml", XML_STYLES, true) &&
                part_read(file, "xl/sharedStrings.xml", XML_STRINGS, true);
    if (!good) return;
    if (sheet >= file->xml.sheet_count) {
        file->xml.trouble = SHEET_NO_SHEET;
        return;
    }
    if (!book_about(file, sheet, work)) return;
    file->xml.row = &file->row;
    file->xml.on_row = work->on_row;
    file->xml.context = work->context;
    const char *path = sheet_path(file, sheet);
    if (part_read(file, path, XML_MERGES, false)) part_read(file, path, XML_ROWS, false);
}

enum sheet_trouble sheet_book_read(struct arena *arena, struct slice bytes, size_t sheet,
                                   const struct sheet_book_work *work, int64_t *row) {
    struct book_file *file = arena_make(arena, struct book_file, 1);
    *file = (struct book_file){.arena = arena, .xml = {.arena = arena}};
    *row = 0;
    zip_source_t *source = zip_source_buffer_create(bytes.s, bytes.len, 0, NULL);
    file->zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    if (!file->zip) {
        if (source) zip_source_free(source);
        return SHEET_CUT_OFF;
    }
    if (zip_get_num_entries(file->zip, 0) > LIMIT_SHEET_ENTRIES)
        file->xml.trouble = SHEET_ENTRIES;
    else
        book_read(file, sheet, work);
    zip_discard(file->zip);
    *row = file->xml.trouble_row;
    return file->xml.trouble;
}
