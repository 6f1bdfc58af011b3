/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/attachment/media_strip.h"

#include "domain/attachment/media_parts.h"

/* ---- EXIF: a TIFF structure (EXIF 2.3, 4.5) ---- */

enum { TAG_ORIENTATION = 0x0112, TAG_GPS = 0x8825, ENTRY_BYTES = 12, ENTRIES_MAX = 512 };

uint32_t media_exif_look(struct slice tiff, struct text *traces) {
    uint32_t orientation = 1;
    media_trace_add(traces, "exif");
    if (tiff.len < 8) return orientation;
    bool little = tiff.s[0] == 'I';
    size_t at = media_number_at(tiff, 4, 4, little);
    if (at > tiff.len || tiff.len - at < 2) return orientation;
    size_t count = media_number_at(tiff, at, 2, little);
    at += 2;
    for (size_t i = 0; i < count && i < ENTRIES_MAX && tiff.len - at >= ENTRY_BYTES; i++, at += ENTRY_BYTES) {
        uint32_t tag = media_number_at(tiff, at, 2, little);
        if (tag == TAG_GPS) media_trace_add(traces, "gps");
        if (tag == TAG_ORIENTATION) orientation = media_number_at(tiff, at + 8, 2, little);
    }
    return orientation <= 8 && orientation ? orientation : 1;
}

/* An EXIF segment that says how the picture is turned and nothing else. */
static void exif_add(struct text *out, uint32_t orientation) {
    static const char head[] = "\xff\xe1\x00\x22" "Exif\0\0" "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
    if (orientation == 1) return;
    text_append(out, (struct slice){head, sizeof head - 1});
    media_number_add(out, orientation, 2, false);
    media_number_add(out, 0, 2, false);
    media_number_add(out, 0, 4, false); /* no second directory */
}

/* ---- JPEG (ITU T.81, B.1) ---- */

enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee, APP15 = 0xef, COM = 0xfe };

struct jpeg {
    struct slice bytes;
    size_t at;
    struct text *out, *traces;
    uint32_t orientation;
};

static bool is_restart(unsigned char marker) {
    return marker == 0 || (marker >= 0xd0 && marker <= 0xd7);
}

/* The picture itself, up to the next marker that is none of its own. */
static void scan_copy(struct jpeg *jpeg) {
    size_t start = jpeg->at;
    while (jpeg->at + 1 < jpeg->bytes.len) {
        bool ends = (unsigned char)jpeg->bytes.s[jpeg->at] == 0xff && !is_restart((unsigned char)jpeg->bytes.s[jpeg->at + 1]);
        if (ends) break;
        jpeg->at++;
    }
    text_append(jpeg->out, slice_sub(jpeg->bytes, start, jpeg->at));
}

/* What decoders need: tables, frames, the colour profile. */
static bool segment_stays(struct jpeg *jpeg, unsigned char marker, struct slice body) {
    if (marker == APP1 && slice_starts(body, (struct slice){"Exif\0\0", 6})) {
        jpeg->orientation = media_exif_look(slice_sub(body, 6, body.len), jpeg->traces);
        return false;
    }
    if (marker == APP2) return slice_starts(body, S("ICC_PROFILE"));
    if (marker == COM) return media_trace_add(jpeg->traces, "text"), false;
    if (marker == APP0 || marker == APP14 || marker < APP0 || marker > APP15) return true;
    return media_trace_add(jpeg->traces, "xmp"), false;
}

/* False when the bytes end inside a segment. */
static bool segment_copy(struct jpeg *jpeg, struct text *segments) {
    size_t at = jpeg->at;
    if (at + 4 > jpeg->bytes.len || (unsigned char)jpeg->bytes.s[at] != 0xff) return false;
    unsigned char marker = (unsigned char)jpeg->bytes.s[at + 1];
    size_t length = media_number_at(jpeg->bytes, at + 2, 2, false), end = at + 2 + length;
    if (length < 2 || end > jpeg->bytes.len) return false;
    bool stays = segment_stays(jpeg, marker, slice_sub(jpeg->bytes, at + 4, end));
    if (stays) text_append(segments, slice_sub(jpeg->bytes, at, end));
    jpeg->at = end;
    if (marker == SOS) scan_copy(jpeg);
    return true;
}

static bool is_end(const struct jpeg *jpeg) {
    const char *at = jpeg->bytes.s + jpeg->at;
    return (unsigned char)at[0] == 0xff && (unsigned char)at[1] == EOI;
}

/* What comes behind the end of the picture (a film, a second picture) is left out. */
static bool jpeg_strip(struct jpeg *jpeg) {
    struct text *out = jpeg->out, *body = arena_make(out->arena, struct text, 1);
    *body = TEXT_IN(out->arena);
    jpeg->at = 2;
    jpeg->out = body;
    while (jpeg->at + 2 <= jpeg->bytes.len && !is_end(jpeg)) {
        if (!segment_copy(jpeg, body)) return false;
    }
    if (jpeg->at + 2 > jpeg->bytes.len) return false;
    text_append(out, slice_sub(jpeg->bytes, 0, 2));
    exif_add(out, jpeg->orientation);
    text_append(out, text_slice(body));
    text_append(out, S("\xff\xd9"));
    if (jpeg->at + 2 < jpeg->bytes.len) media_trace_add(jpeg->traces, "more");
    return true;
}

/* ---- PNG (W3C PNG, 5.3) ---- */

static bool png_chunk_stays(struct slice type, struct text *traces) {
    static const char *const texts[] = {"tEXt", "zTXt", "iTXt", "tIME"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (slice_equal(type, slice_of(texts[i]))) return media_trace_add(traces, "text"), false;
    }
    if (slice_equal(type, S("eXIf"))) return media_trace_add(traces, "exif"), false;
    return true;
}

static bool png_strip(struct slice bytes, struct text *out, struct text *traces) {
    size_t at = 8;
    text_append(out, slice_sub(bytes, 0, at));
    while (at <= bytes.len && bytes.len - at >= 12) {
        size_t length = media_number_at(bytes, at, 4, false);
        if (length > bytes.len - at - 12) return false;
        struct slice chunk = slice_sub(bytes, at, at + 12 + length), type = slice_sub(chunk, 4, 8);
        if (png_chunk_stays(type, traces)) text_append(out, chunk);
        at += chunk.len;
        if (slice_equal(type, S("IEND"))) return true;
    }
    return false;
}

/* ---- WebP (RFC 9649) ---- */

enum { VP8X_EXIF = 0x08, VP8X_XMP = 0x04 };

static void webp_chunk_add(struct slice chunk, struct text *out, struct text *traces) {
    size_t start = out->len;
    bool is_exif = slice_starts(chunk, S("EXIF")), is_xmp = slice_starts(chunk, S("XMP "));
    if (is_exif || is_xmp) {
        media_trace_add(traces, is_exif ? "exif" : "xmp");
        return;
    }
    text_append(out, chunk);
    if (slice_starts(chunk, S("VP8X")) && chunk.len > 8) out->s[start + 8] = (char)(out->s[start + 8] & ~(VP8X_EXIF | VP8X_XMP));
}

static bool webp_strip(struct slice bytes, struct text *out, struct text *traces) {
    struct text chunks = TEXT_IN(out->arena);
    size_t at = 12, end = (size_t)media_number_at(bytes, 4, 4, true) + 8;
    if (end > bytes.len || end < at) return false;
    while (at < end) {
        if (end - at < 8) return false;
        size_t length = media_number_at(bytes, at + 4, 4, true), padded = length + (length & 1);
        if (padded > end - at - 8) return false;
        webp_chunk_add(slice_sub(bytes, at, at + 8 + padded), &chunks, traces);
        at += 8 + padded;
    }
    text_append(out, S("RIFF"));
    media_number_add(out, (uint32_t)(chunks.len + 4), 4, true);
    text_append(out, S("WEBP"));
    text_append(out, text_slice(&chunks));
    return true;
}

static bool starts_as(struct slice bytes, const char *start, size_t length) {
    return slice_starts(bytes, (struct slice){start, length});
}

bool media_is_plain(const char *type) {
    return slice_starts(slice_of(type), S("text/"));
}

bool media_strip(struct arena *arena, const char *type, struct slice bytes, struct slice *clean, struct slice *traces) {
    struct text out = TEXT_IN(arena), seen = TEXT_IN(arena);
    struct jpeg jpeg = {.bytes = bytes, .out = &out, .traces = &seen, .orientation = 1};
    struct slice kind = slice_of(type);
    bool good = false;
    if (slice_equal(kind, S("image/jpeg")) && starts_as(bytes, "\xff\xd8", 2)) good = jpeg_strip(&jpeg);
    else if (slice_equal(kind, S("image/png")) && starts_as(bytes, "\x89PNG\r\n\x1a\n", 8)) good = png_strip(bytes, &out, &seen);
    else if (slice_equal(kind, S("image/webp")) && starts_as(bytes, "RIFF", 4) && starts_as(slice_sub(bytes, bytes.len < 8 ? bytes.len : 8, bytes.len), "WEBP", 4)) good = webp_strip(bytes, &out, &seen);
    else if (slice_starts(kind, S("audio/")) && !slice_equal(kind, S("audio/mp4"))) good = media_sound_strip(type, bytes, &out, &seen);
    else if (slice_equal(kind, S("audio/mp4")) || slice_equal(kind, S("image/heic"))) good = media_iso_strip(bytes, &out, &seen);
    *clean = good ? text_slice(&out) : S("");
    *traces = good ? text_slice(&seen) : S("");
    return good;
}
