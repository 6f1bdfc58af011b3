/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Boxes of the ISO media file format (14496-12): sound of a phone (M4A) and pictures of a phone (HEIC,
 * 23008-12).  Places in such a file are told by their distance from its beginning, so nothing is moved: what
 * tells who, where and when is overwritten with zeros and its box is called "free".
 */
#include "domain/attachment/media_parts.h"

enum { DEPTH_MAX = 8, SECRETS_MAX = 64, BOXES_MAX = 20000 };

struct box {
    size_t at, body, end; /* where it begins, where its content begins, where it ends */
    struct slice type;
};

struct iso {
    struct text *out; /* a copy that is written over */
    struct text *traces;
    size_t boxes;                  /* seen */
    uint32_t secrets[SECRETS_MAX]; /* items of a picture that tell something */
    size_t secret_count;
    uint64_t wiped;  /* bytes, each time they are named */
    struct box data; /* idat */
};

static struct slice all(const struct iso *iso) {
    return text_slice(iso->out);
}

static uint64_t wide_at(const struct iso *iso, size_t at, size_t width) {
    uint64_t high = width > 4 ? media_number_at(all(iso), at, width - 4, false) : 0;
    return width > 4 ? high << 32 | media_number_at(all(iso), at + width - 4, 4, false)
                     : media_number_at(all(iso), at, width, false);
}

/* The box that begins at `at` and ends before `end`; false when it is none. */
static bool box_read(struct iso *iso, size_t at, size_t end, struct box *box) {
    if (end - at < 8 || ++iso->boxes > BOXES_MAX) return false;
    uint64_t size = media_number_at(all(iso), at, 4, false), head = 8;
    if (size == 1 && end - at < 16) return false;
    if (size == 1) size = wide_at(iso, at + 8, 8), head = 16;
    if (size == 0) size = end - at;
    if (size < head || size > end - at) return false;
    *box = (struct box){at, at + (size_t)head, at + (size_t)size, slice_sub(all(iso), at + 4, at + 8)};
    return true;
}

static bool is(const struct box *box, const char *names) {
    struct slice rest = slice_of(names), name;
    while (slice_split(&rest, ',', &name)) {
        if (slice_equal(box->type, name)) return true;
    }
    return false;
}

/* Zeros; true when there was something else. */
static bool wipe(struct iso *iso, size_t at, size_t end) {
    bool any = false;
    for (; at < end; at++) {
        any = any || iso->out->s[at];
        iso->out->s[at] = 0;
    }
    return any;
}

static void box_free(struct iso *iso, const struct box *box) {
    bool was_free = is(box, "free,skip");
    if (wipe(iso, box->body, box->end) && !was_free) media_trace_add(iso->traces, "text");
    for (size_t i = 0; i < 4; i++)
        iso->out->s[box->at + 4 + i] = "free"[i];
}

/* When it was made and changed: the first fields of the heads. */
static bool times_wipe(struct iso *iso, const struct box *box) {
    if (box->end - box->body < 4) return false;
    size_t length = iso->out->s[box->body] ? 16 : 8;
    if (box->end - box->body < 4 + length) return false;
    if (wipe(iso, box->body + 4, box->body + 4 + length)) media_trace_add(iso->traces, "time");
    return true;
}

/* What somebody called it: text behind fields of fixed length. */
static void name_wipe(struct iso *iso, size_t at, size_t end) {
    if (at < end && wipe(iso, at, end)) media_trace_add(iso->traces, "text");
}

/* Tracks of words and places beside the sound or picture lie in the midst of it: such a file is not known. */
static bool handler_is_known(struct iso *iso, const struct box *box) {
    if (box->end - box->body < 12) return false;
    struct slice kind = slice_sub(all(iso), box->body + 8, box->body + 12);
    static const char *const known[] = {"soun", "pict", "vide", "auxv"};
    name_wipe(iso, box->body + 24, box->end);
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (slice_equal(kind, slice_of(known[i]))) return true;
    }
    return false;
}

/* Tables of where the sound lies, and what stands between them. */
static bool tables_walk(struct iso *iso, size_t at, size_t end, int depth) {
    struct box box;
    for (; at < end; at = box.end) {
        if (depth > DEPTH_MAX || !box_read(iso, at, end, &box)) return false;
        if (is(&box, "stbl") && !tables_walk(iso, box.body, box.end, depth + 1)) return false;
        if (is(&box, "udta,uuid,meta,free,skip")) box_free(iso, &box);
        if (is(&box, "hdlr")) name_wipe(iso, box.body + 24, box.end);
    }
    return true;
}

static bool tracks_walk(struct iso *iso, size_t at, size_t end, int depth) {
    struct box box;
    for (; at < end; at = box.end) {
        if (depth > DEPTH_MAX || !box_read(iso, at, end, &box)) return false;
        bool good = true;
        if (is(&box, "trak,mdia"))
            good = tracks_walk(iso, box.body, box.end, depth + 1);
        else if (is(&box, "mvhd,tkhd,mdhd"))
            good = times_wipe(iso, &box);
        else if (is(&box, "hdlr"))
            good = handler_is_known(iso, &box);
        else if (is(&box, "minf"))
            good = tables_walk(iso, box.body, box.end, depth + 1);
        else if (!is(&box, "edts,mvex,iods,tref"))
            box_free(iso, &box);
        if (!good) return false;
    }
    return true;
}

/* ---- items of a picture ---- */

static bool item_note(struct iso *iso, const struct box *entry) {
    if (entry->end - entry->body < 4) return false;
    int version = (unsigned char)iso->out->s[entry->body];
    size_t width = version == 2 ? 2 : 4;
    if (version != 2 && version != 3) return version < 2; /* before there were kinds */
    if (entry->end - entry->body < 4 + width + 2 + 4) return false;
    struct slice kind = slice_sub(all(iso), entry->body + 4 + width + 2, entry->body + 4 + width + 6);
    name_wipe(iso, entry->body + 4 + width + 6, entry->end);
    bool tells = slice_equal(kind, S("Exif")) || slice_equal(kind, S("mime")) || slice_equal(kind, S("uri "));
    if (!tells) return true;
    if (iso->secret_count == SECRETS_MAX) return false;
    iso->secrets[iso->secret_count++] = media_number_at(all(iso), entry->body + 4, width, false);
    return true;
}

static bool items_note(struct iso *iso, const struct box *list) {
    if (list->end - list->body < 6) return false;
    size_t at = list->body + 4 + (iso->out->s[list->body] ? 4 : 2);
    struct box entry;
    for (; at < list->end; at = entry.end) {
        if (!box_read(iso, at, list->end, &entry)) return false;
        if (is(&entry, "infe") && !item_note(iso, &entry)) return false;
    }
    return true;
}

static bool is_secret(const struct iso *iso, uint32_t id) {
    for (size_t i = 0; i < iso->secret_count; i++) {
        if (iso->secrets[i] == id) return true;
    }
    return false;
}

/* Numbers of iloc one after the other; `good` turns false where it ends. */
struct reader {
    struct iso *iso;
    size_t at, end;
    bool good;
};

static uint64_t next(struct reader *reader, size_t width) {
    if (!reader->good || width > 8 || reader->end - reader->at < width) return reader->good = false, 0;
    reader->at += width;
    return width ? wide_at(reader->iso, reader->at - width, width) : 0;
}

static bool extent_wipe(struct iso *iso, uint64_t method, uint64_t offset, uint64_t length) {
    size_t first = method ? iso->data.body : 0, last = method ? iso->data.end : iso->out->len;
    if (method > 1 || offset > last - first || length > last - first - offset || !length) return false;
    iso->wiped += length;
    if (iso->wiped > iso->out->len) return false; /* the same bytes again and again */
    size_t at = first + (size_t)offset;
    struct slice bytes = slice_sub(all(iso), at, at + (size_t)length);
    bool is_exif = bytes.len > 10 && (slice_equal(slice_sub(bytes, 4, 6), S("MM")) ||
                                      slice_equal(slice_sub(bytes, 4, 6), S("II")) ||
                                      slice_equal(slice_sub(bytes, 4, 8), S("Exif")));
    if (is_exif) media_exif_look(slice_sub(bytes, bytes.s[4] == 'E' ? 10 : 4, bytes.len), iso->traces);
    if (wipe(iso, at, at + (size_t)length) && !is_exif) media_trace_add(iso->traces, "xmp");
    return true;
}

static bool item_wipe(struct reader *reader, int version, const size_t *width) {
    uint32_t id = (uint32_t)next(reader, version < 2 ? 2 : 4);
    uint64_t method = version ? next(reader, 2) & 15 : 0;
    next(reader, 2);
    uint64_t base = next(reader, width[2]), extents = next(reader, 2);
    if (extents && !width[0] && !width[1])
        return false; /* extents that say nothing: so many turns for no byte */
    for (uint64_t i = 0; reader->good && i < extents; i++) {
        next(reader, version ? width[3] : 0);
        uint64_t offset = next(reader, width[0]), length = next(reader, width[1]);
        if (!reader->good || !is_secret(reader->iso, id)) continue;
        if (base > UINT64_MAX - offset || !extent_wipe(reader->iso, method, base + offset, length))
            return false;
    }
    return reader->good;
}

static bool places_wipe(struct iso *iso, const struct box *box) {
    struct reader reader = {iso, box->body, box->end, true};
    int version = (int)next(&reader, 1);
    next(&reader, 3);
    uint64_t sizes = next(&reader, 2), count = next(&reader, version < 2 ? 2 : 4);
    size_t width[] = {sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15};
    if (version > 2) return false;
    for (uint64_t i = 0; reader.good && i < count; i++) {
        if (!item_wipe(&reader, version, width)) return false;
    }
    return reader.good;
}

/* How the items look; whatever else is said of them (a description, a time, what a program added) becomes
 * room. */
static bool looks_walk(struct iso *iso, const struct box *properties) {
    struct box list, box;
    for (size_t at = properties->body; at < properties->end; at = list.end) {
        if (!box_read(iso, at, properties->end, &list)) return false;
        for (size_t in = list.body; is(&list, "ipco") && in < list.end; in = box.end) {
            if (!box_read(iso, in, list.end, &box)) return false;
            if (!is(&box, "ispe,pixi,pasp,colr,clap,irot,imir,auxC,hvcC,lhvC,av1C,avcC,jpgC,a1op,a1lx,lsel,"
                          "clli,mdcv"))
                box_free(iso, &box);
        }
    }
    return true;
}

/* First what items there are, then where they lie. */
static bool picture_walk(struct iso *iso, const struct box *meta) {
    struct box box, places = {0};
    if (meta->end - meta->body < 4) return false;
    for (size_t at = meta->body + 4; at < meta->end; at = box.end) {
        if (!box_read(iso, at, meta->end, &box)) return false;
        if (is(&box, "iinf") && !items_note(iso, &box)) return false;
        if (is(&box, "iprp") && !looks_walk(iso, &box)) return false;
        if (is(&box, "hdlr")) name_wipe(iso, box.body + 24, box.end);
        if (is(&box, "idat")) iso->data = box;
        if (is(&box, "iloc")) places = box;
        if (is(&box, "uuid,udta,free,skip,xml ,bxml")) box_free(iso, &box);
    }
    if (!iso->secret_count) return true;
    return places.end && places_wipe(iso, &places);
}

bool media_iso_strip(struct slice bytes, struct text *out, struct text *traces) {
    struct iso iso = {.out = out, .traces = traces};
    struct box box = {0};
    text_append(out, bytes);
    if (bytes.len < 16 || !slice_equal(slice_sub(bytes, 4, 8), S("ftyp"))) return false;
    bool is_sound = slice_equal(slice_sub(bytes, 8, 11), S("M4A"));
    for (size_t at = 0; at < bytes.len; at = box.end) {
        bool good = box_read(&iso, at, bytes.len, &box);
        if (!good) return false;
        if (is(&box, "moov"))
            good = tracks_walk(&iso, box.body, box.end, 0);
        else if (is(&box, "meta") && !is_sound)
            good = picture_walk(&iso, &box);
        else if (is(&box, "moof,traf,mfra"))
            good = false; /* in pieces: not known */
        else if (!is(&box, "ftyp,mdat"))
            box_free(&iso, &box);
        if (!good) return false;
    }
    return true;
}
