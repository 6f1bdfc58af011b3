/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reader of gettext's compiled catalogues (.mo; GNU gettext manual, "The Format of GNU MO Files").  gettext's
 * own reader holds one language per process; here each request has its own.  Everything is checked once, at
 * loading: afterwards a lookup is a binary search that cannot leave the file.
 */
#include "i18n/locale.h"

enum { MO_HEADER_BYTES = 28, MO_ENTRY_BYTES = 8 };
static const uint32_t MO_MAGIC = 0x950412de, MO_MAGIC_SWAPPED = 0xde120495;

struct message {
    struct slice english, translation;
};

struct messages {
    const struct message *at; /* sorted by english, bytewise */
    size_t count;
};

struct mo {
    struct slice bytes;
    bool swapped;
};

/* The 32-bit number at a place that is inside the file. */
static uint32_t mo_number(const struct mo *mo, size_t at) {
    uint32_t number;
    memcpy(&number, mo->bytes.s + at, sizeof number);
    return mo->swapped ? __builtin_bswap32(number) : number;
}

/* The text that the entry at `at` (length, offset) points to; it is followed by a NUL inside the file. */
static bool mo_text(const struct mo *mo, size_t at, struct slice *text) {
    uint64_t len = mo_number(mo, at), offset = mo_number(mo, at + 4);
    if (offset + len >= mo->bytes.len || mo->bytes.s[offset + len] != '\0') return false;
    *text = (struct slice){mo->bytes.s + offset, len};
    return slice_is_utf8(*text);
}

static bool mo_table_fits(const struct mo *mo, uint64_t offset, uint64_t count) {
    return offset + count * MO_ENTRY_BYTES <= mo->bytes.len;
}

static bool mo_open(struct slice bytes, struct mo *mo) {
    *mo = (struct mo){.bytes = bytes};
    if (bytes.len < MO_HEADER_BYTES) return false;
    mo->swapped = mo_number(mo, 0) == MO_MAGIC_SWAPPED;
    uint32_t revision = mo_number(mo, 4);
    return mo_number(mo, 0) == MO_MAGIC && revision >> 16 <= 1;
}

/* Of a text with plural forms ("a\0b") only the first is used: Khmer has one form. */
static struct slice first_form(struct slice text) {
    return slice_sub(text, 0, slice_find(text, (struct slice){"", 1}, 0));
}

static bool mo_message(const struct mo *mo, size_t index, struct message *message) {
    size_t originals = mo_number(mo, 12), translations = mo_number(mo, 16);
    if (!mo_text(mo, originals + index * MO_ENTRY_BYTES, &message->english)) return false;
    if (!mo_text(mo, translations + index * MO_ENTRY_BYTES, &message->translation)) return false;
    message->english = first_form(message->english);
    message->translation = first_form(message->translation);
    return true;
}

const struct messages *messages_load(struct arena *process_arena, struct slice mo_bytes) {
    struct mo mo;
    if (!mo_open(mo_bytes, &mo)) return NULL;
    size_t count = mo_number(&mo, 8);
    if (!mo_table_fits(&mo, mo_number(&mo, 12), count) || !mo_table_fits(&mo, mo_number(&mo, 16), count))
        return NULL;
    struct message *at = arena_make(process_arena, struct message, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!mo_message(&mo, i, &at[i])) return NULL;
        if (i > 0 && slice_compare(at[i - 1].english, at[i].english) >= 0) return NULL;
    }
    struct messages *messages = arena_make(process_arena, struct messages, 1);
    *messages = (struct messages){at, count};
    return messages;
}

static const struct message *messages_find(const struct messages *messages, struct slice english) {
    size_t from = 0, to = messages->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = slice_compare(messages->at[middle].english, english);
        if (order == 0) return &messages->at[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

struct slice tr(const struct locale *locale, struct slice english) {
    /* The empty key holds the catalogue's header, which is no text for anybody. */
    if (!locale->messages || english.len == 0) return english;
    const struct message *message = messages_find(locale->messages, english);
    return message && message->translation.len > 0 ? message->translation : english;
}
