/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/name_sound.h"

#include <string.h>

enum sound_letter {
    SOUND_VOWEL,
    SOUND_K,
    SOUND_NG,
    SOUND_C,
    SOUND_NH,
    SOUND_D,
    SOUND_T,
    SOUND_N,
    SOUND_B,
    SOUND_P,
    SOUND_M,
    SOUND_Y,
    SOUND_R,
    SOUND_L,
    SOUND_V,
    SOUND_S,
    SOUND_H,
    SOUND_LETTERS
};

enum {
    A = 1,
    EA = 2,
    I = 4,
    E = 8,
    EY = 16,
    O = 32,
    U = 64,
    UO = 128,
    OE = 256,
    IE = 512,
    AO = 1024,
    AU = 2048,
    AI = 4096,
    OA = 8192
};
enum { INHERENT = A | O | OA };

enum {
    COST_OPTIONAL = 8,
    COST_VOWEL_NEAR = 25,
    COST_VOWEL_OTHER = 90,
    COST_VOWEL_LOST = 60,
    COST_CONSONANT_LOST = 100,
    COST_CONSONANT_OTHER = 85
};

/* ---- building ---- */

static bool is_vowel(const struct name_sound *sound) {
    return sound->letter == SOUND_VOWEL;
}

static struct name_sound *last_sound(struct name_sounds *sounds, size_t first) {
    return sounds->count > first ? &sounds->at[sounds->count - 1] : NULL;
}

static void add_sound(struct name_sounds *sounds, uint8_t letter, uint16_t vowels, bool optional) {
    struct name_sound *last = last_sound(sounds, 0);
    bool doubled = last && letter && last->letter == letter;
    if (doubled) last->optional = last->optional && optional;
    if (doubled || sounds->count == NAME_SOUNDS_MAX) return;
    sounds->at[sounds->count++] = (struct name_sound){letter, optional, vowels};
}

static void add_vowel(struct name_sounds *sounds, int vowels, bool optional) {
    add_sound(sounds, SOUND_VOWEL, (uint16_t)vowels, optional);
}

/* What is not spoken at the end of a word, or joins the vowel before it. */
static void end_word(struct name_sounds *sounds, size_t first) {
    struct name_sound *last = last_sound(sounds, first);
    if (!last || sounds->count < first + 2) return;
    bool after_vowel = is_vowel(&sounds->at[sounds->count - 2]);
    if (last->letter == SOUND_R || last->letter == SOUND_H || (last->letter == SOUND_V && after_vowel))
        last->optional = true;
    if (last->letter == SOUND_B) last->letter = SOUND_P;
    if (last->letter != SOUND_Y || !after_vowel) return;
    sounds->at[sounds->count - 2].vowels |= AI | EY;
    sounds->count--;
}

/* ---- Khmer letters ---- */

enum {
    RUNE_KA = 0x1780,
    RUNE_QA = 0x17A2,
    RUNE_COENG = 0x17D2,
    RUNE_MUUSIKATOAN = 0x17C9,
    RUNE_TRIISAP = 0x17CA,
    RUNE_BANTOC = 0x17CB,
    RUNE_TOANDAKHIAT = 0x17CD,
    RUNE_SAMYOK = 0x17D0,
    RUNE_NIKAHIT = 0x17C6,
    RUNE_REAHMUK = 0x17C7,
    RUNE_YUUKALEAPINTU = 0x17C8
};

static const uint8_t khmer_consonants[] = {
    SOUND_K, SOUND_K, SOUND_K, SOUND_K, SOUND_NG, /* ក ខ គ ឃ ង */
    SOUND_C, SOUND_C, SOUND_C, SOUND_C, SOUND_NH, /* ច ឆ ជ ឈ ញ */
    SOUND_D, SOUND_T, SOUND_D, SOUND_T, SOUND_N,  /* ដ ឋ ឌ ឍ ណ */
    SOUND_T, SOUND_T, SOUND_T, SOUND_T, SOUND_N,  /* ត ថ ទ ធ ន */
    SOUND_B, SOUND_P, SOUND_P, SOUND_P, SOUND_M,  /* ប ផ ព ភ ម */
    SOUND_Y, SOUND_R, SOUND_L, SOUND_V, SOUND_S,  SOUND_S, SOUND_S, SOUND_H, SOUND_L, /* យ រ ល វ ឝ ឞ ស ហ ឡ */
};

/* U+17B6..17C5 */
static const uint16_t khmer_vowels[] = {
    A | EA, I | E,   I | EY,      OE | I | E, OE | E, O | U,   U | O,  UO | U,
    OE | E, OE | UO, EA | I | IE, E | EY | I, E | EA, AI | EY, O | AO, AO | O | U | AU,
};

/* U+17A5..17B3, without ឫ ឬ ឭ ឮ: they begin with a consonant. */
static const uint16_t khmer_independent[] = {
    I | E, I | EY, O | U, O | U, U | O, AU | AO, OE, OE, OE, OE, E | EA, AI, O | AO, O | AO, AO | AU | O,
};

struct khmer_word {
    uint32_t runes[NAME_SOUNDS_MAX * 2];
    size_t count;
};

static uint32_t rune_at(const struct khmer_word *word, size_t at) {
    return at < word->count ? word->runes[at] : 0;
}

static bool is_consonant(uint32_t rune) {
    return rune >= RUNE_KA && rune <= RUNE_QA;
}

static bool is_vowel_sign(uint32_t rune) {
    return rune >= 0x17B6 && rune <= 0x17C5;
}

/* A letter under U+17CD is not spoken, nor is its vowel. */
static size_t silent_length(const struct khmer_word *word, size_t at) {
    size_t end = at + 1;
    if (is_vowel_sign(rune_at(word, end))) end++;
    return rune_at(word, end) == RUNE_TOANDAKHIAT ? end + 1 - at : 0;
}

static void add_khmer_consonant(struct name_sounds *sounds, const struct khmer_word *word, size_t at,
                                bool optional) {
    uint32_t rune = word->runes[at];
    bool is_p = rune == 0x1794 && rune_at(word, at + 1) == RUNE_MUUSIKATOAN;
    if (rune != RUNE_QA) add_sound(sounds, is_p ? SOUND_P : khmer_consonants[rune - RUNE_KA], 0, optional);
}

/* The subscripts behind a letter; those that end a word may be silent. */
static size_t add_subscripts(struct name_sounds *sounds, const struct khmer_word *word, size_t at) {
    while (rune_at(word, at) == RUNE_COENG && is_consonant(rune_at(word, at + 1))) {
        add_khmer_consonant(sounds, word, at + 1, at + 2 >= word->count);
        at += 2;
    }
    return at;
}

/* The vowel of a cluster that began at `first` sounds; gives the index behind it. */
static size_t add_khmer_vowel(struct name_sounds *sounds, const struct khmer_word *word, size_t at,
                              bool bare_qa) {
    bool has_vowel = false, closed = false;
    for (; at < word->count; at++) {
        uint32_t rune = word->runes[at];
        if (rune == RUNE_MUUSIKATOAN || rune == RUNE_TRIISAP) continue;
        if (is_vowel_sign(rune)) {
            add_vowel(sounds, khmer_vowels[rune - 0x17B6], false);
            has_vowel = true;
        } else if (rune == RUNE_SAMYOK) {
            add_vowel(sounds, A, false);
            has_vowel = true;
        } else if (rune == RUNE_NIKAHIT) {
            if (!has_vowel) add_vowel(sounds, A | O | AO, false);
            add_sound(sounds, SOUND_M, 0, false);
            has_vowel = true;
        } else if (rune == RUNE_REAHMUK || rune == RUNE_YUUKALEAPINTU) {
            if (!has_vowel) add_vowel(sounds, A | EA, false);
            add_sound(sounds, has_vowel ? SOUND_H : SOUND_K, 0, true);
            has_vowel = true;
        } else if (rune == RUNE_BANTOC) {
            closed = true;
        } else if (is_consonant(rune) || rune == RUNE_COENG || (rune >= 0x17A3 && rune <= 0x17B3)) {
            break;
        }
    }
    bool inherent = !has_vowel && !closed && (at < word->count || bare_qa);
    if (inherent) add_vowel(sounds, INHERENT, !bare_qa);
    return at;
}

static size_t add_independent(struct name_sounds *sounds, const struct khmer_word *word, size_t at) {
    uint32_t rune = word->runes[at];
    if (rune < 0x17A5) return at + 1;
    if (rune == 0x17AB || rune == 0x17AC) add_sound(sounds, SOUND_R, 0, false);
    if (rune == 0x17AD || rune == 0x17AE) add_sound(sounds, SOUND_L, 0, false);
    add_vowel(sounds, khmer_independent[rune - 0x17A5], false);
    return at + 1;
}

static void add_khmer(struct name_sounds *sounds, const struct khmer_word *word) {
    for (size_t at = 0; at < word->count;) {
        uint32_t rune = word->runes[at];
        size_t silent = is_consonant(rune) ? silent_length(word, at) : 0;
        if (silent) {
            at += silent;
        } else if (is_consonant(rune)) {
            add_khmer_consonant(sounds, word, at, false);
            size_t behind = add_subscripts(sounds, word, at + 1);
            at = add_khmer_vowel(sounds, word, behind, rune == RUNE_QA && behind == at + 1);
        } else if (rune >= 0x17A3 && rune <= 0x17B3) {
            at = add_independent(sounds, word, at);
        } else {
            at++;
        }
    }
}

/* ---- Latin letters ---- */

struct spelling {
    const char *letters;
    uint8_t letter;
    uint16_t vowels;
};

/* The longer before the shorter. */
static const struct spelling consonant_spellings[] = {
    {"ngh", SOUND_NG, 0}, {"chh", SOUND_C, 0}, {"tch", SOUND_C, 0}, {"thh", SOUND_T, 0}, {"ng", SOUND_NG, 0},
    {"nh", SOUND_NH, 0},  {"gn", SOUND_NH, 0}, {"ch", SOUND_C, 0},  {"tj", SOUND_C, 0},  {"kh", SOUND_K, 0},
    {"gh", SOUND_K, 0},   {"ck", SOUND_K, 0},  {"qu", SOUND_K, 0},  {"th", SOUND_T, 0},  {"dh", SOUND_T, 0},
    {"ph", SOUND_P, 0},   {"sh", SOUND_S, 0},  {"bh", SOUND_P, 0},  {"k", SOUND_K, 0},   {"g", SOUND_K, 0},
    {"q", SOUND_K, 0},    {"c", SOUND_K, 0},   {"j", SOUND_C, 0},   {"d", SOUND_D, 0},   {"t", SOUND_T, 0},
    {"n", SOUND_N, 0},    {"b", SOUND_B, 0},   {"p", SOUND_P, 0},   {"f", SOUND_P, 0},   {"m", SOUND_M, 0},
    {"r", SOUND_R, 0},    {"l", SOUND_L, 0},   {"v", SOUND_V, 0},   {"w", SOUND_V, 0},   {"s", SOUND_S, 0},
    {"x", SOUND_S, 0},    {"z", SOUND_S, 0},   {"h", SOUND_H, 0},
};

static const struct spelling vowel_spellings[] = {
    {"oeur", 0, OE},
    {"oeu", 0, OE},
    {"oer", 0, OE},
    {"ieu", 0, EA | IE | OE},
    {"aeu", 0, OE | EA},
    {"eou", 0, OE | EA},
    {"oe", 0, OE},
    {"eu", 0, OE},
    {"uo", 0, UO | U},
    {"ua", 0, UO | U},
    {"ue", 0, OE | UO},
    {"ou", 0, U | O | UO},
    {"oo", 0, U | O},
    {"oa", 0, OA | A | O},
    {"oi", 0, OA | AI},
    {"ao", 0, AO | AU | O},
    {"au", 0, AO | AU | O},
    {"ai", 0, AI | EY},
    {"ay", 0, AI | EY | A},
    {"ae", 0, E | EA},
    {"aa", 0, A},
    {"ea", 0, EA | A | IE},
    {"ee", 0, I | EY},
    {"ei", 0, EY | AI | E},
    {"ey", 0, EY | I},
    {"eo", 0, E | EA},
    {"ia", 0, EA | IE | I},
    {"ie", 0, EA | IE | I},
    {"a", 0, A},
    {"e", 0, E},
    {"i", 0, I | EY},
    {"o", 0, O},
    {"u", 0, U},
    {"y", 0, I | EY},
};

static bool is_vowel_letter(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static const struct spelling *spelling_find(const struct spelling *spellings, size_t count,
                                            struct slice rest) {
    for (size_t i = 0; i < count && rest.len; i++) {
        if (spellings[i].letters[0] != rest.s[0]) continue; /* most of them; an import asks a million times a second */
        if (slice_starts(rest, slice_of(spellings[i].letters))) return &spellings[i];
    }
    return NULL;
}

static char letter_at(struct slice word, size_t at) {
    return at < word.len ? word.s[at] : 0;
}

/* o or a with v or w behind it is one vowel, unless another vowel follows: Pov, but Sovan. */
static size_t add_vowel_with_v(struct name_sounds *sounds, struct slice word, size_t at) {
    char first = letter_at(word, at), second = letter_at(word, at + 1), third = letter_at(word, at + 2);
    if ((first != 'o' && first != 'a') || (second != 'v' && second != 'w')) return 0;
    if (is_vowel_letter(third) || third == 'y') return 0;
    add_vowel(sounds, AO | AU | O | (first == 'a' ? A : 0), false);
    return 2;
}

static size_t add_latin_vowel(struct name_sounds *sounds, struct slice word, size_t at) {
    size_t used = add_vowel_with_v(sounds, word, at);
    if (used) return used;
    const struct spelling *found =
        spelling_find(vowel_spellings, ARRAY_LEN(vowel_spellings), slice_sub(word, at, word.len));
    size_t len = found ? strlen(found->letters) : 0;
    if (!found) return 1;
    /* A y between vowels begins a syllable: Maya is ma-ya, not may-a. */
    bool y_begins = len == 2 && found->letters[1] == 'y' && is_vowel_letter(letter_at(word, at + 2));
    if (y_begins)
        found = spelling_find(vowel_spellings, ARRAY_LEN(vowel_spellings), slice_sub(word, at, at + 1)),
        len = 1;
    add_vowel(sounds, found->vowels, false);
    if (slice_equal(slice_of(found->letters), S("eo")))
        add_sound(sounds, SOUND_V, 0, true); /* Keo is also Kev */
    return len;
}

static size_t add_latin_letter(struct name_sounds *sounds, struct slice word, size_t at) {
    struct slice rest = slice_sub(word, at, word.len);
    char c = letter_at(word, at);
    bool next_is_vowel = is_vowel_letter(letter_at(word, at + 1));
    if (c == 'y' && next_is_vowel) return add_sound(sounds, SOUND_Y, 0, false), 1;
    if (slice_starts(rest, S("ny")) && is_vowel_letter(letter_at(word, at + 2)))
        return add_sound(sounds, SOUND_NH, 0, false), 2;
    if (is_vowel_letter(c) || c == 'y') return add_latin_vowel(sounds, word, at);
    const struct spelling *found = spelling_find(consonant_spellings, ARRAY_LEN(consonant_spellings), rest);
    if (!found) return 1;
    add_sound(sounds, found->letter, 0, false);
    return strlen(found->letters);
}

static void add_latin(struct name_sounds *sounds, struct slice word) {
    for (size_t at = 0; at < word.len;) {
        at += add_latin_letter(sounds, word, at);
    }
}

/* ---- one word ---- */

void name_sounds_add(struct name_sounds *sounds, struct slice word) {
    struct khmer_word khmer = {.count = 0};
    size_t index = 0, first = sounds->count;
    uint32_t rune;
    while (khmer.count < ARRAY_LEN(khmer.runes) && slice_next_rune(word, &index, &rune)) {
        if (rune >= 0x1780 && rune <= 0x17FF) khmer.runes[khmer.count++] = rune;
    }
    if (khmer.count)
        add_khmer(sounds, &khmer);
    else
        add_latin(sounds, word);
    end_word(sounds, first);
}

/* ---- the glance ---- */

enum { PLACES = 11, PLACE_BITS = 5, PLACE_MAX = 15 };

/* Letters that are cheaply taken for one another are of one place. */
static const uint8_t place_of_letter[SOUND_LETTERS] = {
    [SOUND_K] = 0, [SOUND_NG] = 1, [SOUND_NH] = 1, [SOUND_N] = 1,  [SOUND_C] = 2, [SOUND_D] = 3,
    [SOUND_T] = 3, [SOUND_B] = 4,  [SOUND_P] = 4,  [SOUND_M] = 5,  [SOUND_Y] = 6, [SOUND_R] = 7,
    [SOUND_L] = 8, [SOUND_V] = 9,  [SOUND_S] = 10, [SOUND_H] = 10,
};

void name_sounds_finish(struct name_sounds *sounds) {
    uint8_t need[PLACES] = {0}, room[PLACES] = {0};
    for (size_t i = 0; i < sounds->count; i++) {
        const struct name_sound *sound = &sounds->at[i];
        if (is_vowel(sound)) continue;
        uint8_t place = place_of_letter[sound->letter];
        if (room[place] < PLACE_MAX) room[place]++;
        if (!sound->optional && need[place] < PLACE_MAX) need[place]++;
    }
    sounds->need = sounds->room = 0;
    for (int i = 0; i < PLACES; i++) {
        sounds->need |= (uint64_t)need[i] << (i * PLACE_BITS);
        sounds->room |= (uint64_t)room[i] << (i * PLACE_BITS);
    }
}

/* True when every place has room for what the other needs: five bits a place, the highest one catches the
 * borrow. */
static bool has_room(uint64_t room, uint64_t need) {
    const uint64_t guards = UINT64_C(0x42108421084210);
    return (((room | guards) - need) & guards) == guards;
}

/* ---- the distance ---- */

/* Vowels that people take for one another. */
static const uint16_t near_pairs[] = {A | EA, A | OA, I | E,  E | EA,  E | OE,  O | U,
                                      O | AO, U | UO, OE | U, OE | UO, AU | AO, AI | EY};

static bool vowels_are_near(uint16_t a, uint16_t b) {
    for (size_t i = 0; i < ARRAY_LEN(near_pairs); i++) {
        if (a & near_pairs[i] && b & near_pairs[i]) return true;
    }
    return false;
}

static bool are(uint8_t a, uint8_t b, uint8_t one, uint8_t other) {
    return (a == one && b == other) || (a == other && b == one);
}

static int consonant_cost(uint8_t a, uint8_t b) {
    if (a == b) return 0;
    if (are(a, b, SOUND_T, SOUND_D) || are(a, b, SOUND_N, SOUND_NH)) return 25;
    if (are(a, b, SOUND_B, SOUND_P)) return 30;
    if (are(a, b, SOUND_S, SOUND_H)) return 40;
    if (are(a, b, SOUND_N, SOUND_NG) || are(a, b, SOUND_NH, SOUND_NG)) return 45;
    return COST_CONSONANT_OTHER;
}

static int change_cost(const struct name_sound *a, const struct name_sound *b) {
    if (a->letter != SOUND_VOWEL && b->letter != SOUND_VOWEL) return consonant_cost(a->letter, b->letter);
    if (a->letter != b->letter) return COST_CONSONANT_LOST + COST_VOWEL_LOST;
    if (a->vowels & b->vowels) return 0;
    return vowels_are_near(a->vowels, b->vowels) ? COST_VOWEL_NEAR : COST_VOWEL_OTHER;
}

static int loss_cost(const struct name_sound *sound) {
    if (sound->optional) return COST_OPTIONAL;
    return is_vowel(sound) ? COST_VOWEL_LOST : COST_CONSONANT_LOST;
}

static int least(int a, int b) {
    return a < b ? a : b;
}

/* Wagner and Fischer's table, one row at a time; ends as soon as a whole row is too far. */
static int edit_distance(const struct name_sounds *a, const struct name_sounds *b) {
    int row[NAME_SOUNDS_MAX + 1];
    row[0] = 0;
    for (size_t j = 0; j < b->count; j++)
        row[j + 1] = row[j] + loss_cost(&b->at[j]);
    for (size_t i = 0; i < a->count; i++) {
        int diagonal = row[0], best, loss = loss_cost(&a->at[i]);
        best = row[0] += loss;
        for (size_t j = 0; j < b->count; j++) {
            int changed = diagonal + change_cost(&a->at[i], &b->at[j]);
            diagonal = row[j + 1];
            row[j + 1] = least(changed, least(diagonal + loss, row[j] + loss_cost(&b->at[j])));
            best = least(best, row[j + 1]);
        }
        if (best > NAME_POSSIBLE_MAX) return NAME_FAR;
    }
    return row[b->count] > NAME_POSSIBLE_MAX ? NAME_FAR : row[b->count];
}

int name_sounds_distance(const struct name_sounds *a, const struct name_sounds *b) {
    if (!a->count || !b->count || !has_room(a->room, b->need) || !has_room(b->room, a->need)) return NAME_FAR;
    return edit_distance(a, b);
}

size_t name_sounds_skeleton(const struct name_sounds *sounds, char *letters, size_t room) {
    static const char places[] = "KNCTPMYRLVS";
    size_t len = 0;
    for (size_t i = 0; i < sounds->count && len < room; i++) {
        const struct name_sound *sound = &sounds->at[i];
        if (i == 0 && is_vowel(sound)) letters[len++] = 'A';
        if (is_vowel(sound) || sound->optional) continue;
        char letter = places[place_of_letter[sound->letter]];
        if (!len || letters[len - 1] != letter) letters[len++] = letter;
    }
    return len;
}
