/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/attachment/media.h"

#include "base/text.h"

const char media_accept[] = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.mp3,.m4a,.ogg,.wav,.amr,.xlsx,.docx,.csv,.txt";

enum media_kind {
    MEDIA_PDF,
    MEDIA_JPEG,
    MEDIA_PNG,
    MEDIA_WEBP,
    MEDIA_HEIC,
    MEDIA_MP3,
    MEDIA_M4A,
    MEDIA_OGG,
    MEDIA_WAV,
    MEDIA_AMR,
    MEDIA_XLSX,
    MEDIA_DOCX,
    MEDIA_CSV,
    MEDIA_TEXT,
    MEDIA_NONE
};

static const struct media kinds[] = {
    [MEDIA_PDF] = {"application/pdf", "pdf"},
    [MEDIA_JPEG] = {"image/jpeg", "jpg jpeg jpe jfif"},
    [MEDIA_PNG] = {"image/png", "png"},
    [MEDIA_WEBP] = {"image/webp", "webp"},
    [MEDIA_HEIC] = {"image/heic", "heic heif"},
    [MEDIA_MP3] = {"audio/mpeg", "mp3"},
    [MEDIA_M4A] = {"audio/mp4", "m4a"},
    [MEDIA_OGG] = {"audio/ogg", "ogg oga opus"},
    [MEDIA_WAV] = {"audio/wav", "wav"},
    [MEDIA_AMR] = {"audio/amr", "amr"},
    [MEDIA_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    [MEDIA_DOCX] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    [MEDIA_CSV] = {"text/csv", "csv tsv"},
    [MEDIA_TEXT] = {"text/plain", "txt text log"},
};

/* ---- names ---- */

static struct slice extension_of(struct slice name) {
    for (size_t i = name.len; i > 0; i--) {
        if (name.s[i - 1] == '.') return slice_sub(name, i, name.len);
        if (name.s[i - 1] == '/' || name.s[i - 1] == '\\') break;
    }
    return S("");
}

static bool words_contain_nocase(const char *words, struct slice word) {
    struct slice rest = slice_of(words), one;
    while (slice_split(&rest, ' ', &one)) {
        if (slice_equal_nocase(one, word)) return true;
    }
    return false;
}

struct slice media_clean_name(struct arena *arena, struct slice file_name) {
    struct text clean = TEXT_IN(arena);
    size_t start = 0, index = 0;
    uint32_t rune;
    for (size_t i = 0; i < file_name.len; i++) {
        if (file_name.s[i] == '/' || file_name.s[i] == '\\') start = i + 1;
    }
    struct slice name = slice_trim(slice_sub(file_name, start, file_name.len));
    while (clean.len < 200 && slice_next_rune(name, &index, &rune)) {
        bool is_control = rune < ' ' || rune == 127 || (rune >= 0x80 && rune < 0xa0) || rune == '"';
        bool turns = (rune >= 0x202a && rune <= 0x202e) ||
                     (rune >= 0x2066 && rune <= 0x2069); /* would show another ending */
        if (!is_control && !turns) text_append_rune(&clean, rune);
    }
    return clean.len ? text_slice(&clean) : S("file");
}

/* ---- zip containers: what an Office file has inside ---- */

static uint32_t little(struct slice bytes, size_t at, int width) {
    uint32_t number = 0;
    for (int i = width; i > 0; i--) {
        number = number << 8 | (unsigned char)bytes.s[at + (size_t)i - 1];
    }
    return number;
}

struct zip_seen {
    bool is_zip, workbook, document, macros;
};

enum { ZIP_END_BYTES = 22, ZIP_ENTRY_BYTES = 46, ZIP_ENTRIES_MAX = 10000, ZIP_COMMENT_MAX = 65535 };

/* The record at the end of a zip (APPNOTE 4.3.16), searched backwards over a comment; bytes.len when there is
 * none. */
static size_t zip_end(struct slice bytes) {
    size_t stop =
        bytes.len > ZIP_END_BYTES + ZIP_COMMENT_MAX ? bytes.len - ZIP_END_BYTES - ZIP_COMMENT_MAX : 0;
    for (size_t at = bytes.len < ZIP_END_BYTES ? 0 : bytes.len - ZIP_END_BYTES + 1; at > stop; at--) {
        if (little(bytes, at - 1, 4) == 0x06054b50) return at - 1;
    }
    return bytes.len;
}

static void zip_note(struct zip_seen *seen, struct slice name) {
    seen->workbook |= slice_equal(name, S("xl/workbook.xml"));
    seen->document |= slice_equal(name, S("word/document.xml"));
    seen->macros |= slice_ends(name, S("vbaProject.bin")) || slice_ends(name, S(".exe")) ||
                    slice_contains(name, S("/activeX/"));
}

/* Names of the central directory (APPNOTE 4.3.12). */
static struct zip_seen zip_look(struct slice bytes) {
    struct zip_seen seen = {0};
    size_t end = bytes.len > 4 && little(bytes, 0, 4) == 0x04034b50 ? zip_end(bytes) : bytes.len;
    if (end + ZIP_END_BYTES > bytes.len) return seen;
    size_t count = little(bytes, end + 10, 2), at = little(bytes, end + 16, 4);
    seen.is_zip = true;
    for (size_t i = 0; i < count && i < ZIP_ENTRIES_MAX; i++) {
        if (at + ZIP_ENTRY_BYTES > end || little(bytes, at, 4) != 0x02014b50) return seen;
        size_t name = little(bytes, at + 28, 2),
               more = (size_t)little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
        if (at + ZIP_ENTRY_BYTES + name > end) return seen;
        zip_note(&seen, slice_sub(bytes, at + ZIP_ENTRY_BYTES, at + ZIP_ENTRY_BYTES + name));
        at += ZIP_ENTRY_BYTES + name + more;
    }
    return seen;
}

/* ---- texts ---- */

static bool is_text(struct slice bytes) {
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.s[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 127) return false;
    }
    return bytes.len > 0;
}

static bool starts_nocase(struct slice text, struct slice start) {
    return text.len >= start.len && slice_equal_nocase(slice_sub(text, 0, start.len), start);
}

/* A page, a picture with script, a script: texts that a program would run. */
static bool text_is_active(struct slice bytes) {
    static const char *const starts[] = {"<!doctype", "<html", "<script", "<svg",    "<?xml",
                                         "<?php",     "#!",    "<body",   "<iframe", "<head"};
    struct slice text = slice_starts(bytes, S("\xef\xbb\xbf")) ? slice_sub(bytes, 3, bytes.len) : bytes;
    text = slice_trim(text);
    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        if (starts_nocase(text, slice_of(starts[i]))) return true;
    }
    return false;
}

/* ---- PDF: what acts by itself (ISO 32000-1, 12.6.4 and 13) ---- */

static int hex_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A name may hide letters as #xx (7.3.5). */
static bool name_is(struct slice bytes, size_t at, struct slice wanted) {
    for (size_t i = 0; i < wanted.len; i++) {
        if (at >= bytes.len) return false;
        char c = bytes.s[at++];
        bool escaped =
            c == '#' && at + 1 < bytes.len && hex_of(bytes.s[at]) >= 0 && hex_of(bytes.s[at + 1]) >= 0;
        if (escaped) {
            c = (char)(hex_of(bytes.s[at]) * 16 + hex_of(bytes.s[at + 1]));
            at += 2;
        }
        if (c != wanted.s[i]) return false;
    }
    return true;
}

static bool pdf_is_active(struct slice bytes) {
    static const char *const names[] = {"JavaScript", "Launch", "RichMedia", "EmbeddedFile"};
    for (size_t at = slice_find(bytes, S("/"), 0); at < bytes.len; at = slice_find(bytes, S("/"), at + 1)) {
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            if (name_is(bytes, at + 1, slice_of(names[i]))) return true;
        }
    }
    return false;
}

/* ---- by the first bytes ---- */

static bool is_heic(struct slice bytes) {
    static const char *const brands[] = {"heic", "heix", "heim", "heis", "mif1", "msf1"};
    if (bytes.len < 12 || !slice_equal(slice_sub(bytes, 4, 8), S("ftyp"))) return false;
    for (size_t i = 0; i < ARRAY_LEN(brands); i++) {
        if (slice_equal(slice_sub(bytes, 8, 12), slice_of(brands[i]))) return true;
    }
    return false;
}

static bool is_webp(struct slice bytes) {
    return bytes.len >= 12 && slice_starts(bytes, S("RIFF")) &&
           slice_equal(slice_sub(bytes, 8, 12), S("WEBP"));
}

/* A frame of MPEG audio layer III, or the label before it (ID3v2). */
static bool is_mp3(struct slice bytes) {
    if (slice_starts(bytes, S("ID3"))) return true;
    return bytes.len > 2 && (unsigned char)bytes.s[0] == 0xff && ((unsigned char)bytes.s[1] & 0xe6) == 0xe2;
}

static enum media_kind sound_of(struct slice bytes) {
    bool is_riff = bytes.len >= 12 && slice_starts(bytes, S("RIFF"));
    if (is_riff && slice_equal(slice_sub(bytes, 8, 12), S("WAVE"))) return MEDIA_WAV;
    if (bytes.len >= 12 && slice_equal(slice_sub(bytes, 4, 11), S("ftypM4A"))) return MEDIA_M4A;
    if (slice_starts(bytes, S("OggS"))) return MEDIA_OGG;
    if (slice_starts(bytes, S("#!AMR"))) return MEDIA_AMR;
    return is_mp3(bytes) ? MEDIA_MP3 : MEDIA_NONE;
}

/* The file by which virus scanners are tried out (eicar.org), written so that this source is none. */
static bool looks_infected(struct slice bytes) {
    return slice_contains(bytes, S("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" "-STANDARD-ANTIVIRUS-TEST-FILE"));
}

static enum media_kind kind_of(struct slice bytes, bool *is_active) {
    *is_active = false;
    if (slice_starts(bytes, S("\x89PNG\r\n\x1a\n"))) return MEDIA_PNG;
    if (slice_starts(bytes, S("\xff\xd8\xff"))) return MEDIA_JPEG;
    if (is_webp(bytes)) return MEDIA_WEBP;
    if (is_heic(bytes)) return MEDIA_HEIC;
    if (slice_starts(bytes, S("%PDF-"))) return *is_active = pdf_is_active(bytes), MEDIA_PDF;
    enum media_kind sound = sound_of(bytes);
    if (sound != MEDIA_NONE) return sound;
    struct zip_seen zip = zip_look(bytes);
    *is_active = zip.macros;
    if (zip.is_zip) return zip.workbook ? MEDIA_XLSX : zip.document ? MEDIA_DOCX : MEDIA_NONE;
    if (!is_text(bytes)) return MEDIA_NONE;
    *is_active = text_is_active(bytes);
    return MEDIA_TEXT;
}

const struct media *media_recognise(struct slice bytes, struct slice file_name, struct refusal *refusal) {
    bool is_active;
    enum media_kind kind = kind_of(bytes, &is_active);
    struct slice extension = extension_of(file_name);
    if (kind == MEDIA_TEXT && words_contain_nocase(kinds[MEDIA_CSV].extensions, extension)) kind = MEDIA_CSV;
    if (looks_infected(bytes)) {
        refuse(refusal, S("file"), "The file looks infected, so it is not taken.");
    } else if (is_active) {
        refuse(refusal, S("file"), "The file contains a program or a script, so it is not taken.");
    } else if (kind == MEDIA_NONE) {
        refuse(refusal, S("file"),
               "Only PDF, pictures (JPEG, PNG, WebP, HEIC), sound (MP3, M4A, OGG, WAV, AMR), XLSX, DOCX, CSV and plain text are taken.");
    } else if (!words_contain_nocase(kinds[kind].extensions, extension)) {
        refuse_with(refusal, S("file"), "The name ends in “.{1}”, but the file is {2}.", extension,
                    slice_of(kinds[kind].type));
    } else {
        return &kinds[kind];
    }
    return NULL;
}
