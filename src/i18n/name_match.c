/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/name_match.h"

#include <string.h>

#include "base/text.h"
#include "i18n/khmer.h"

enum { READINGS_MAX = 5, ORDERS_MAX = 3 };

/* ---- the dictionary ---- */

/* The first spelling that is not below the key. */
static size_t spelling_lower(struct slice key) {
    size_t low = 0, high = name_spelling_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(slice_of(name_spellings[middle].key), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct name_spelling *name_spellings_from(struct slice start, size_t *count) {
    size_t first = spelling_lower(start), end = first;
    while (end < name_spelling_count && slice_starts(slice_of(name_spellings[end].key), start))
        end++;
    *count = end - first;
    return &name_spellings[first];
}

struct name_word name_word_of(struct slice key) {
    struct name_word word = {.key = key};
    for (size_t i = spelling_lower(key); i < name_spelling_count; i++) {
        if (!slice_equal(slice_of(name_spellings[i].key), key) || word.id_count == NAME_IDS_MAX) break;
        word.ids[word.id_count++] = name_spellings[i].id;
    }
    return word;
}

static struct slice id_key(uint16_t id) {
    return slice_of(name_entries[id].latin);
}

struct name_sounds name_word_sounds(const struct name_word *word) {
    struct name_sounds sounds = {.count = 0};
    name_sounds_add(&sounds, word->id_count ? id_key(word->ids[0]) : word->key);
    name_sounds_finish(&sounds);
    return sounds;
}

/* ---- name and aliases ---- */

static const struct {
    struct slice mark;
    bool only_as_word;
} alias_marks[] = {
    {S_INIT("ហៅថា"), false},  {S_INIT("ហៅ"), false},   {S_INIT("alias"), true}, {S_INIT("aka"), true},
    {S_INIT("a.k.a."), true}, {S_INIT("a.k.a"), true}, {S_INIT("("), false},    {S_INIT("/"), false},
};

/* How long a mark begins here; 0: none. */
static size_t mark_length(struct slice key, size_t at) {
    struct slice rest = slice_sub(key, at, key.len);
    for (size_t i = 0; i < ARRAY_LEN(alias_marks); i++) {
        size_t len = alias_marks[i].mark.len;
        if (!rest.len || rest.s[0] != alias_marks[i].mark.s[0]) continue;
        if (!slice_starts(rest, alias_marks[i].mark)) continue;
        bool stands_alone = (at == 0 || key.s[at - 1] == ' ') && (len == rest.len || rest.s[len] == ' ');
        if (stands_alone || !alias_marks[i].only_as_word) return len;
    }
    return 0;
}

static void part_add(struct arena *arena, struct name_parts *parts, struct slice part) {
    struct slice bare = khmer_name_bare(arena, part);
    if (bare.len && parts->count < NAME_PARTS_MAX) parts->parts[parts->count++] = bare;
}

struct name_parts name_split(struct arena *arena, struct slice text) {
    struct name_parts parts = {.count = 0};
    struct slice key = khmer_search_key(arena, text);
    size_t from = 0;
    for (size_t at = 0; at < key.len;) {
        size_t len = mark_length(key, at);
        if (len) part_add(arena, &parts, slice_trim(slice_sub(key, from, at)));
        from = len ? at + len : from;
        at += len ? len : 1;
    }
    part_add(arena, &parts, slice_trim(slice_sub(key, from, key.len)));
    return parts;
}

/* ---- words ---- */

static bool is_khmer(struct slice word) {
    return word.len >= 3 && (unsigned char)word.s[0] == 0xE1 && ((unsigned char)word.s[1] & 0xFE) == 0x9E;
}

static bool is_family(const struct name_word *word) {
    for (size_t i = 0; i < word->id_count; i++) {
        if (name_entries[word->ids[i]].is_family) return true;
    }
    return false;
}

/* Khmer is written with and without a space between the names: parted where the dictionary knows both. */
static bool word_part(struct slice key, struct name_word parts[static 2]) {
    for (size_t at = 3; is_khmer(key) && at + 3 <= key.len; at += 3) {
        parts[0] = name_word_of(slice_sub(key, 0, at));
        parts[1] = name_word_of(slice_sub(key, at, key.len));
        if (is_family(&parts[0]) && parts[1].id_count) return true;
    }
    return false;
}

static void word_add(struct name *name, struct name_word word) {
    if (word.key.len && name->word_count < NAME_WORDS_MAX) name->words[name->word_count++] = word;
}

/* Two neighbours that the dictionary knows as one name (Srey Neang) are one word; a name of two words stays
 * two. */
static bool words_join(struct arena *arena, struct name *name, size_t first) {
    if (name->word_count < 3 || first + 1 >= name->word_count) return false;
    struct name_word joined =
        name_word_of(arena_join(arena, name->words[first].key, name->words[first + 1].key));
    if (!joined.id_count) return false;
    name->words[first] = joined;
    size_t behind = name->word_count - first - 2;
    memmove(&name->words[first + 1], &name->words[first + 2], behind * sizeof *name->words);
    name->word_count--;
    return true;
}

static void words_read(struct arena *arena, struct name *name, struct slice part) {
    struct text spaced = TEXT_IN(arena);
    for (size_t i = 0; i < part.len; i++) {
        bool parts = part.s[i] == '-' || part.s[i] == ',' || part.s[i] == '.' || part.s[i] == ')';
        text_append_char(&spaced, parts ? ' ' : part.s[i]);
    }
    struct slice rest = text_slice(&spaced), piece;
    while (slice_split(&rest, ' ', &piece)) {
        struct name_word word = name_word_of(name_key_of(arena, piece)), two[2];
        if (!word.id_count && word_part(word.key, two)) {
            word_add(name, two[0]);
            word = two[1];
        }
        word_add(name, word);
    }
    if (!words_join(arena, name, 1)) words_join(arena, name, 0);
}

/* ---- sounds ---- */

/* Which spelling of each word a reading takes: its n-th canonical name, or its own letters. */
static struct slice reading_key(const struct name_word *word, size_t reading) {
    if (!word->id_count || reading == READINGS_MAX - 1) return word->key;
    return id_key(word->ids[reading % word->id_count]);
}

static struct name_sounds reading_sounds(const struct name *name, size_t reading, size_t order) {
    struct name_sounds sounds = {.count = 0};
    for (size_t i = 0; i < name->word_count; i++) {
        size_t turned = (i + order) % name->word_count;
        name_sounds_add(&sounds, reading_key(&name->words[turned], reading));
    }
    name_sounds_finish(&sounds);
    return sounds;
}

static bool sounds_equal(const struct name_sounds *a, const struct name_sounds *b) {
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct name_sound *x = &a->at[i], *y = &b->at[i];
        if (x->letter != y->letter || x->optional != y->optional || x->vowels != y->vowels) return false;
    }
    return true;
}

static bool is_known(const struct name_sounds *sounds, size_t count, size_t step,
                     const struct name_sounds *one) {
    for (size_t i = 0; i < count; i++) {
        if (sounds_equal(&sounds[i * step], one)) return true;
    }
    return false;
}

static void name_make_sounds(struct arena *arena, struct name *name) {
    name->order_count = name->word_count < ORDERS_MAX ? name->word_count : ORDERS_MAX;
    struct name_sounds *sounds = arena_make(arena, struct name_sounds, READINGS_MAX * name->order_count);
    for (size_t reading = 0; reading < READINGS_MAX; reading++) {
        struct name_sounds first = reading_sounds(name, reading, 0);
        if (is_known(sounds, name->reading_count, name->order_count, &first)) continue;
        struct name_sounds *place = sounds + name->reading_count++ * name->order_count;
        place[0] = first;
        for (size_t order = 1; order < name->order_count; order++)
            place[order] = reading_sounds(name, reading, order);
    }
    name->sounds = sounds;
}

struct name *name_words(struct arena *arena, struct slice part) {
    struct name *name = arena_make(arena, struct name, 1);
    words_read(arena, name, part);
    return name;
}

struct name *name_read(struct arena *arena, struct slice part) {
    struct name *name = name_words(arena, part);
    if (name->word_count) name_make_sounds(arena, name);
    return name;
}

/* The orders of b's words alone are tried, and optional sounds weigh by their place: so not the same from both sides. */
static int distance_to(const struct name *a, const struct name *b) {
    int best = NAME_FAR;
    for (size_t i = 0; i < a->reading_count; i++) {
        for (size_t k = 0; k < b->reading_count * b->order_count && best > 0; k++) {
            int distance = name_sounds_distance(&a->sounds[i * a->order_count], &b->sounds[k]);
            if (distance < best) best = distance;
        }
    }
    return best;
}

int name_distance(const struct name *a, const struct name *b) {
    int there = distance_to(a, b), back = distance_to(b, a);
    return back < there ? back : there;
}

int name_distance_text(struct arena *arena, struct slice a, struct slice b) {
    struct name_parts of_a = name_split(arena, a), of_b = name_split(arena, b);
    int best = NAME_FAR;
    for (size_t i = 0; i < of_a.count; i++) {
        const struct name *one = name_read(arena, of_a.parts[i]);
        for (size_t k = 0; k < of_b.count; k++) {
            int distance = name_distance(one, name_read(arena, of_b.parts[k]));
            if (distance < best) best = distance;
        }
    }
    return best;
}

enum name_band name_band_of(int distance) {
    if (distance <= NAME_SAME_MAX) return NAME_SAME;
    return distance <= NAME_POSSIBLE_MAX ? NAME_POSSIBLE : NAME_DIFFERENT;
}
