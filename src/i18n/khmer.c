/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stored form and the keys of a text: UTF-8 in, UTF-8 out, through code points.  Runs on every write, so
 * tidy ASCII returns at once and ICU is asked only for letters outside Latin-1 and Khmer, where NFC could
 * change anything.
 */
#include "i18n/khmer.h"

#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/log.h"
#include "base/text.h"

struct runes {
    uint32_t *at;
    size_t len;
};

static struct runes runes_decode(struct arena *arena, struct slice text) {
    struct runes runes = {arena_make(arena, uint32_t, text.len + 1), 0};
    size_t index = 0;
    while (slice_next_rune(text, &index, &runes.at[runes.len]))
        runes.len++;
    return runes;
}

static struct slice runes_encode(struct arena *arena, struct runes runes) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < runes.len; i++)
        text_append_rune(&out, runes.at[i]);
    return text_slice(&out);
}

static struct runes runes_of_utf16(struct arena *arena, const UChar *units, int32_t len) {
    struct runes runes = {arena_make(arena, uint32_t, (size_t)len + 1), 0};
    for (int32_t i = 0; i < len;) {
        UChar32 rune;
        U16_NEXT(units, i, len, rune);
        runes.at[runes.len++] = (uint32_t)rune;
    }
    return runes;
}

/* One of ICU's normal forms.  Its data are compiled in; failing means a broken installation. */
static struct runes runes_normal_form(struct arena *arena, const UNormalizer2 *form, struct runes runes) {
    UErrorCode error = U_ZERO_ERROR;
    UChar *in = arena_make(arena, UChar, runes.len * 2 + 1);
    int32_t in_len = 0;
    for (size_t i = 0; i < runes.len; i++)
        U16_APPEND_UNSAFE(in, in_len, runes.at[i]);
    int32_t need = unorm2_normalize(form, in, in_len, NULL, 0, &error);
    if (error != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(error)) BUG("ICU: %s", u_errorName(error));
    UChar *out = arena_make(arena, UChar, (size_t)need + 1);
    error = U_ZERO_ERROR;
    unorm2_normalize(form, in, in_len, out, need + 1, &error);
    if (U_FAILURE(error)) BUG("ICU: %s", u_errorName(error));
    return runes_of_utf16(arena, out, need);
}

/* Below U+0300 and among Khmer (once U+17DD is gone), punctuation and currency signs, nothing composes or
 * moves. */
static bool rune_is_nfc_inert(uint32_t rune) {
    return rune < 0x300 || (rune >= 0x1780 && rune <= 0x17FF && rune != 0x17DD) ||
           (rune >= 0x2010 && rune <= 0x20CF);
}

static struct runes runes_nfc(struct arena *arena, struct runes runes) {
    UErrorCode error = U_ZERO_ERROR;
    for (size_t i = 0; i < runes.len; i++) {
        if (rune_is_nfc_inert(runes.at[i])) continue;
        const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
        if (U_FAILURE(error)) BUG("ICU: %s", u_errorName(error));
        return runes_normal_form(arena, nfc, runes);
    }
    return runes;
}

static bool rune_is_space(uint32_t rune) {
    return rune == ' ' || rune == '\t' || rune == 0xA0 || rune == 0x1680 ||
           (rune >= 0x2000 && rune <= 0x200A) || rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

static bool rune_is_line_end(uint32_t rune) {
    return (rune >= '\n' && rune <= '\r') || rune == 0x85 || rune == 0x2028 || rune == 0x2029;
}

/* Runs of white space become one space, or one "\n" for each line end when lines are kept; none at the ends.
 */
static struct runes runes_squeeze(struct runes runes, bool keep_lines) {
    size_t kept = 0, lines = 0;
    bool space = false;
    for (size_t i = 0; i < runes.len; i++) {
        uint32_t rune = runes.at[i];
        if (rune == '\r' && i + 1 < runes.len && runes.at[i + 1] == '\n') continue;
        if (rune_is_space(rune) || rune_is_line_end(rune)) {
            space = true;
            lines += keep_lines && rune_is_line_end(rune);
            continue;
        }
        if (kept > 0 && space && lines == 0) runes.at[kept++] = ' ';
        for (; kept > 0 && lines > 0; lines--)
            runes.at[kept++] = '\n';
        space = false;
        lines = 0;
        runes.at[kept++] = rune;
    }
    return (struct runes){runes.at, kept};
}

static struct runes runes_tidy(struct arena *arena, struct runes runes, bool keep_lines) {
    /* U+17A4 takes three bytes and becomes two runes, so a decoded buffer would do; a normal form's might
     * not. */
    struct runes clean = {arena_make(arena, uint32_t, runes.len * 2 + 1), 0};
    if (runes.len > 0) memcpy(clean.at, runes.at, runes.len * sizeof(*runes.at));
    clean.len = khmer_clean_runes(clean.at, runes.len, runes.len * 2);
    clean = runes_nfc(arena, clean);
    struct runes ordered = {arena_make(arena, uint32_t, clean.len + 1), 0};
    ordered.len = khmer_order_runes(clean.at, clean.len, ordered.at);
    return runes_squeeze(ordered, keep_lines);
}

static bool ascii_is_white(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The common case of the write path: ASCII with single inner spaces (and "\n" when lines are kept). */
static bool text_is_tidy_ascii(struct slice text, bool keep_lines) {
    char before = ' ';
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if ((unsigned char)c >= 0x80) return false;
        if (ascii_is_white(c)) {
            bool line = keep_lines && c == '\n';
            if ((c != ' ' && !line) || before == ' ' || (c == ' ' && before == '\n')) return false;
            if (i == 0 || i + 1 == text.len || (line && before == ' ')) return false;
        }
        before = c;
    }
    return true;
}

static struct slice normalise(struct arena *arena, struct slice text, bool keep_lines) {
    if (text_is_tidy_ascii(text, keep_lines)) return text;
    return runes_encode(arena, runes_tidy(arena, runes_decode(arena, text), keep_lines));
}

struct slice khmer_normalise(struct arena *arena, struct slice text) {
    return normalise(arena, text, false);
}

struct slice khmer_normalise_long(struct arena *arena, struct slice text) {
    return normalise(arena, text, true);
}

static bool slice_is_ascii(struct slice text) {
    unsigned char bits = 0;
    for (size_t i = 0; i < text.len; i++)
        bits |= (unsigned char)text.s[i];
    return bits < 0x80;
}

static struct slice ascii_fold_case(struct arena *arena, struct slice text) {
    size_t i = 0;
    while (i < text.len && !(text.s[i] >= 'A' && text.s[i] <= 'Z'))
        i++;
    if (i == text.len) return text;
    char *folded = arena_alloc(arena, text.len);
    memcpy(folded, text.s, text.len);
    for (; i < text.len; i++) {
        if (folded[i] >= 'A' && folded[i] <= 'Z') folded[i] = (char)(folded[i] - 'A' + 'a');
    }
    return (struct slice){folded, text.len};
}

static struct runes runes_fold_case(struct arena *arena, struct runes runes) {
    bool foreign = false;
    for (size_t i = 0; i < runes.len; i++) {
        uint32_t rune = runes.at[i];
        if (rune >= 'A' && rune <= 'Z') runes.at[i] = rune - 'A' + 'a';
        if (rune >= 0x80 && !(rune >= 0x1780 && rune <= 0x17FF)) foreign = true;
    }
    if (!foreign) return runes;
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&error);
    if (U_FAILURE(error)) BUG("ICU: %s", u_errorName(error));
    return runes_normal_form(arena, fold, runes);
}

/* What readers confuse, made one.  Two subscripts may become equal: the caller tidies again. */
static void runes_fold_lookalikes(struct runes runes) {
    for (size_t i = 0; i < runes.len; i++) {
        uint32_t *rune = &runes.at[i];
        if (*rune == 0x178A && i > 0 && runes.at[i - 1] == 0x17D2) *rune = 0x178F;
        if (*rune == 0x17B2) *rune = 0x17B1;
        if (khmer_digit(*rune) >= 0) *rune = (uint32_t)('0' + khmer_digit(*rune));
    }
}

struct slice khmer_search_key(struct arena *arena, struct slice text) {
    if (text_is_tidy_ascii(text, false)) return ascii_fold_case(arena, text);
    struct runes runes = runes_fold_case(arena, runes_tidy(arena, runes_decode(arena, text), false));
    runes_fold_lookalikes(runes);
    return runes_encode(arena, runes_tidy(arena, runes, false));
}

/* Titles as they are in a search key, the longer before the shorter.  A title that is also a name or the
 * start of names goes only when a space follows it. */
static const struct {
    struct slice title;
    bool only_as_word;
} titles[] = {
    {S_INIT("លោកជំទាវ"), false}, {S_INIT("លោកស្រី"), false}, {S_INIT("លោកគ្រូ"), false},  {S_INIT("លោកតា"), true},
    {S_INIT("លោក"), false},     {S_INIT("អ្នកស្រី"), false}, {S_INIT("អ្នកនាង"), false}, {S_INIT("អ្នកគ្រូ"), false},
    {S_INIT("ឯកឧត្តម"), false},  {S_INIT("កញ្ញា"), true},   {S_INIT("បណ្ឌិត"), true},    {S_INIT("mr"), true},
    {S_INIT("mr."), true},      {S_INIT("mrs"), true},    {S_INIT("mrs."), true},    {S_INIT("ms"), true},
    {S_INIT("ms."), true},      {S_INIT("miss"), true},   {S_INIT("dr"), true},      {S_INIT("dr."), true},
    {S_INIT("h.e."), true},
};

/* A title ends before a space or before a new cluster: "លោក" does not begin "លោកុ…". */
static bool title_ends(struct slice rest, bool only_as_word) {
    size_t index = 0;
    uint32_t rune;
    if (!slice_next_rune(rest, &index, &rune)) return false;
    if (rune == ' ') return true;
    return !only_as_word && ((rune >= 0x1780 && rune <= 0x17B3) || rune < 0x80);
}

static bool title_cut(struct slice *name) {
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        struct slice rest = slice_sub(*name, titles[i].title.len, name->len);
        if (!slice_starts(*name, titles[i].title) || !title_ends(rest, titles[i].only_as_word)) continue;
        *name = slice_trim(rest);
        return true;
    }
    return false;
}

struct slice khmer_name_bare(struct arena *arena, struct slice name) {
    struct slice key = khmer_search_key(arena, name);
    while (title_cut(&key)) {
    }
    return key;
}

struct slice khmer_name_key(struct arena *arena, struct slice name) {
    struct slice key = khmer_name_bare(arena, name);
    if (!slice_contains(key, S(" "))) return key;
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < key.len; i++) {
        if (key.s[i] != ' ') text_append_char(&out, key.s[i]);
    }
    /* Letters that a space kept apart are neighbours now. */
    return khmer_search_key(arena, text_slice(&out));
}

struct slice khmer_fold_digits(struct arena *arena, struct slice text) {
    if (slice_is_ascii(text)) return text;
    struct runes runes = runes_decode(arena, text);
    for (size_t i = 0; i < runes.len; i++) {
        int digit = khmer_digit(runes.at[i]);
        if (digit >= 0) runes.at[i] = (uint32_t)('0' + digit);
    }
    return runes_encode(arena, runes);
}

bool khmer_is_storable(struct slice text) {
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(text, &index, &rune)) {
        bool white = rune == '\t' || rune == '\n' || rune == '\r';
        if ((rune < 0x20 && !white) || (rune >= 0x7F && rune < 0xA0 && rune != 0x85)) return false;
    }
    return index == text.len;
}
