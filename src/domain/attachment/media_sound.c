/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sound without what a recorder or a shop wrote beside it.  Each kind is read frame by frame, page by page or
 * chunk by chunk, and only what is sound is copied: what nobody knows is left out, too.
 */
#include <string.h>

#include "domain/attachment/media_parts.h"

static unsigned byte_at(struct slice bytes, size_t at) {
    return (unsigned char)bytes.s[at];
}

static struct slice from(struct slice bytes, size_t at) {
    return slice_sub(bytes, at < bytes.len ? at : bytes.len, bytes.len);
}

/* ---- WAV (RIFF) ---- */

static bool wav_chunk_stays(struct slice chunk) {
    return slice_starts(chunk, S("fmt ")) || slice_starts(chunk, S("data")) || slice_starts(chunk, S("fact"));
}

static bool wav_strip(struct slice bytes, struct text *out, struct text *traces) {
    struct text chunks = TEXT_IN(out->arena);
    size_t at = 12, end = bytes.len < 12 ? 0 : (size_t)media_number_at(bytes, 4, 4, true) + 8;
    if (end > bytes.len || end < at) return false;
    while (at < end) {
        if (end - at < 8) return false;
        size_t length = media_number_at(bytes, at + 4, 4, true), padded = length + (length & 1);
        if (length > end - at - 8) return false;
        if (padded > end - at - 8) padded = length; /* the last one without its padding */
        struct slice chunk = slice_sub(bytes, at, at + 8 + padded);
        if (wav_chunk_stays(chunk))
            text_append(&chunks, chunk);
        else
            media_trace_add(traces, "text");
        at += 8 + padded;
    }
    if (end < bytes.len) media_trace_add(traces, "more");
    text_append(out, S("RIFF"));
    media_number_add(out, (uint32_t)(chunks.len + 4), 4, true);
    text_append(out, S("WAVE"));
    text_append(out, text_slice(&chunks));
    return true;
}

/* ---- MP3 (ISO 11172-3, 13818-3; id3.org) ---- */

/* Bytes of the frame of layer III that begins here; 0 when none does. */
static size_t mp3_frame(struct slice bytes, size_t at) {
    static const uint16_t rates_1[16] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
                          rates_2[16] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
    static const uint32_t samples[3] = {44100, 48000, 32000};
    if (at > bytes.len || bytes.len - at < 4 || byte_at(bytes, at) != 0xff ||
        (byte_at(bytes, at + 1) & 0xe6) != 0xe2)
        return 0;
    unsigned version = byte_at(bytes, at + 1) >> 3 & 3, flags = byte_at(bytes, at + 2),
             sample = flags >> 2 & 3;
    if (version == 1 || sample == 3) return 0;
    uint32_t rate = (version == 3 ? rates_1 : rates_2)[flags >> 4],
             per_second = samples[sample] >> (version == 3   ? 0
                                              : version == 2 ? 1
                                                             : 2);
    return rate ? (version == 3 ? 144000 : 72000) * rate / per_second + (flags >> 1 & 1) : 0;
}

/* The label before or between frames; 0 when none begins here. */
static size_t id3_label(struct slice bytes, size_t at) {
    if (bytes.len - at < 10 || !slice_starts(from(bytes, at), S("ID3"))) return 0;
    size_t size = 0;
    for (size_t i = 6; i < 10; i++)
        size = size << 7 | (byte_at(bytes, at + i) & 0x7f);
    size += byte_at(bytes, at + 5) & 0x10 ? 20 : 10;
    return size < bytes.len - at ? size : bytes.len - at;
}

static bool is_label(struct slice bytes, size_t at) {
    struct slice rest = from(bytes, at);
    return slice_starts(rest, S("ID3")) || slice_starts(rest, S("TAG")) || slice_starts(rest, S("APETAGEX"));
}

/* A frame, and behind it another one, a label or the end: two bytes alone are found anywhere. */
static size_t mp3_sure_frame(struct slice bytes, size_t at) {
    size_t length = mp3_frame(bytes, at);
    if (!length || length > bytes.len - at) return 0;
    size_t next = at + length;
    return next == bytes.len || is_label(bytes, next) || mp3_frame(bytes, next) ? length : 0;
}

static bool mp3_strip(struct slice bytes, struct text *out, struct text *traces) {
    for (size_t at = 0; at < bytes.len;) {
        size_t label = id3_label(bytes, at), frame = label ? 0 : mp3_sure_frame(bytes, at);
        if (frame) text_append(out, slice_sub(bytes, at, at + frame));
        if (!frame) media_trace_add(traces, is_label(bytes, at) ? "text" : "more");
        at += label ? label : frame ? frame : 1;
    }
    return out->len > 0;
}

/* ---- AMR (RFC 4867, 5.3): nothing but frames ---- */

static bool amr_strip(struct slice bytes, struct text *out, struct text *traces) {
    static const unsigned char narrow[16] = {13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1},
                               wide[16] = {18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1};
    bool is_wide = slice_starts(bytes, S("#!AMR-WB\n"));
    if (!is_wide && !slice_starts(bytes, S("#!AMR\n"))) return false;
    size_t at = is_wide ? 9 : 6, length;
    text_append(out, slice_sub(bytes, 0, at));
    for (; at < bytes.len; at += length) {
        length = (is_wide ? wide : narrow)[byte_at(bytes, at) >> 3 & 15];
        if (!length || length > bytes.len - at) break;
        text_append(out, slice_sub(bytes, at, at + length));
    }
    if (at < bytes.len) media_trace_add(traces, "more");
    return true;
}

/* ---- OGG (RFC 3533; RFC 7845; the Vorbis I specification) ---- */

enum { PAGE_BYTES = 27, SEGMENTS_MAX = 255, PAGE_CONTINUED = 1, PAGE_FIRST = 2 };

struct page {
    struct slice whole, table, body;
    unsigned flags;
};

static bool page_read(struct slice bytes, size_t at, struct page *page) {
    if (at > bytes.len || bytes.len - at < PAGE_BYTES || !slice_starts(from(bytes, at), S("OggS")))
        return false;
    size_t segments = byte_at(bytes, at + 26), length = 0;
    if (bytes.len - at < PAGE_BYTES + segments) return false;
    page->table = slice_sub(bytes, at + PAGE_BYTES, at + PAGE_BYTES + segments);
    for (size_t i = 0; i < segments; i++)
        length += byte_at(page->table, i);
    size_t body = at + PAGE_BYTES + segments;
    if (length > bytes.len - body) return false;
    page->body = slice_sub(bytes, body, body + length);
    page->whole = slice_sub(bytes, at, body + length);
    page->flags = byte_at(bytes, at + 5);
    return true;
}

static uint32_t ogg_sum(struct slice page) {
    uint32_t sum = 0;
    for (size_t i = 0; i < page.len; i++) {
        sum ^= (uint32_t)byte_at(page, i) << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
    }
    return sum;
}

struct ogg {
    struct text *out;
    struct slice serial; /* 4 bytes */
    uint32_t number;     /* of the next page */
};

static void number_put(struct text *out, size_t at, uint32_t number) {
    for (size_t i = 0; i < 4; i++)
        out->s[at + i] = (char)(number >> 8 * i & 0xff);
}

/* The page that begins at `start` gets its number and its sum. */
static void page_end(struct ogg *ogg, size_t start) {
    number_put(ogg->out, start + 18, ogg->number++);
    number_put(ogg->out, start + 22, 0);
    number_put(ogg->out, start + 22, ogg_sum((struct slice){ogg->out->s + start, ogg->out->len - start}));
}

static void page_copy(struct ogg *ogg, const struct page *page) {
    size_t start = ogg->out->len;
    text_append(ogg->out, page->whole);
    page_end(ogg, start);
}

/* Packets of the head on pages of their own, in which no sound begins. */
static void packets_write(struct ogg *ogg, struct slice table, struct slice body) {
    static const char nothing[8] = {0};
    bool continues = false;
    for (size_t at = 0, used = 0; at < table.len;) {
        size_t count = table.len - at < SEGMENTS_MAX ? table.len - at : SEGMENTS_MAX, length = 0,
               start = ogg->out->len;
        for (size_t i = 0; i < count; i++)
            length += byte_at(table, at + i);
        text_append(ogg->out, S("OggS"));
        text_append_char(ogg->out, 0);
        text_append_char(ogg->out, continues ? PAGE_CONTINUED : 0);
        text_append(ogg->out, (struct slice){nothing, 8});
        text_append(ogg->out, ogg->serial);
        text_append(ogg->out, (struct slice){nothing, 8});
        text_append_char(ogg->out, (char)count);
        text_append(ogg->out, slice_sub(table, at, at + count));
        text_append(ogg->out, slice_sub(body, used, used + length));
        page_end(ogg, start);
        continues = byte_at(table, at + count - 1) == 255;
        at += count;
        used += length;
    }
}

static void lacing_add(struct text *table, size_t length) {
    for (; length >= 255; length -= 255)
        text_append_char(table, (char)255);
    text_append_char(table, (char)length);
}

struct ogg_head {
    struct text packet[2]; /* of the comments; of the tables of a Vorbis sound */
    size_t packets, wanted;
};

/* Takes the segments of a page; false when the head ends in the middle of it. */
static bool head_take(struct ogg_head *head, const struct page *page) {
    size_t at = 0;
    for (size_t i = 0; i < page->table.len; i++) {
        size_t length = byte_at(page->table, i);
        if (head->packets == head->wanted) return false;
        text_append(&head->packet[head->packets], slice_sub(page->body, at, at + length));
        if (length < 255) head->packets++;
        at += length;
    }
    return true;
}

/* How many packets the head has behind the first, and what comments begin with; 0: a kind that is not known.
 */
static size_t head_kind(struct slice first, struct slice *empty) {
    static const char opus[] = "OpusTags\0\0\0\0\0\0\0\0", vorbis[] = "\x03"
                                                                      "vorbis\0\0\0\0\0\0\0\0\x01";
    bool is_opus = slice_starts(first, S("OpusHead")), is_vorbis = slice_starts(first, S("\x01vorbis"));
    *empty = is_opus ? (struct slice){opus, sizeof opus - 1} : (struct slice){vorbis, sizeof vorbis - 1};
    return is_opus ? 1 : is_vorbis ? 2 : 0;
}

/* A second sound in the file (another serial, another first page) is not known. */
static bool is_of(const struct ogg *ogg, const struct page *page) {
    return !(page->flags & PAGE_FIRST) && slice_equal(slice_sub(page->whole, 14, 18), ogg->serial);
}

static bool ogg_head_strip(struct ogg *ogg, struct slice bytes, size_t *at, struct slice empty, size_t wanted,
                           struct text *traces) {
    struct arena *arena = ogg->out->arena;
    struct ogg_head head = {{TEXT_IN(arena), TEXT_IN(arena)}, 0, wanted};
    struct text table = TEXT_IN(arena), body = TEXT_IN(arena);
    struct page page;
    for (; head.packets < wanted; *at += page.whole.len) {
        if (!page_read(bytes, *at, &page) || !is_of(ogg, &page) || !head_take(&head, &page)) return false;
    }
    size_t word = empty.len < 9 ? empty.len : 7;
    if (!slice_starts(text_slice(&head.packet[0]), slice_sub(empty, 0, word))) return false;
    if (!slice_equal(text_slice(&head.packet[0]), empty)) media_trace_add(traces, "text");
    lacing_add(&table, empty.len);
    text_append(&body, empty);
    if (wanted == 2) lacing_add(&table, head.packet[1].len);
    text_append(&body, text_slice(&head.packet[1]));
    packets_write(ogg, text_slice(&table), text_slice(&body));
    return true;
}

static bool ogg_strip(struct slice bytes, struct text *out, struct text *traces) {
    struct page page;
    struct slice empty;
    if (!page_read(bytes, 0, &page) || !(page.flags & PAGE_FIRST) || page.table.len != 1) return false;
    size_t at = page.whole.len, wanted = head_kind(page.body, &empty);
    struct ogg ogg = {.out = out, .serial = slice_sub(bytes, 14, 18)};
    if (!wanted) return false;
    page_copy(&ogg, &page);
    if (!ogg_head_strip(&ogg, bytes, &at, empty, wanted, traces)) return false;
    for (; at < bytes.len; at += page.whole.len) {
        if (!page_read(bytes, at, &page) || !is_of(&ogg, &page)) return false;
        page_copy(&ogg, &page);
    }
    return true;
}

bool media_sound_strip(const char *type, struct slice bytes, struct text *out, struct text *traces) {
    struct slice kind = slice_of(type);
    if (slice_equal(kind, S("audio/wav")))
        return slice_starts(bytes, S("RIFF")) && slice_starts(from(bytes, 8), S("WAVE")) &&
               wav_strip(bytes, out, traces);
    if (slice_equal(kind, S("audio/mpeg"))) return mp3_strip(bytes, out, traces);
    if (slice_equal(kind, S("audio/ogg"))) return ogg_strip(bytes, out, traces);
    return slice_equal(kind, S("audio/amr")) && amr_strip(bytes, out, traces);
}
