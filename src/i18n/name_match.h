/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of people in Khmer and Latin letters: taken apart, known by the dictionary (data/names-kh/names.csv,
 * in the program by tools/names_table.c), compared by sound (name_sound.h).
 *
 * A name is normalised, its titles and aliases ("ហៅ") are split off; each word is looked up by its search
 * key, in any spelling that the dictionary knows, as a canonical name; words it does not know are read by
 * their letters.  Two names are as far apart as their sounds in the best order of words: family name first is
 * the custom, and is turned round often.  Names that the dictionary tells apart but that sound alike (Sokun,
 * Sokhon) stay "possible": a name alone never merges anybody.
 *
 * Pure functions; the results live in the arena.  Texts must be well-formed UTF-8.
 */
#ifndef MLUP_I18N_NAME_MATCH_H
#define MLUP_I18N_NAME_MATCH_H

#include "base/arena.h"
#include "i18n/name_sound.h"

enum {
    NAME_WORDS_MAX = 6, /* of one name; the rest is not looked at */
    NAME_IDS_MAX = 4,   /* canonical names that one spelling may stand for */
    NAME_PARTS_MAX = 4, /* the name and its aliases in one text */
};

/* One word of a name. */
struct name_word {
    struct slice key;           /* search key without accents and spaces */
    uint16_t ids[NAME_IDS_MAX]; /* canonical names it may stand for, as numbers of the dictionary */
    size_t id_count;            /* 0: unknown to the dictionary */
};

/* A name taken apart; `sounds` are its readings, each in its orders of words. */
struct name {
    struct name_word words[NAME_WORDS_MAX];
    size_t word_count;
    const struct name_sounds *sounds;
    size_t reading_count, order_count;
};

/* The name and what stands behind "ហៅ", "alias", "aka" or in brackets: without titles, as search keys with
 * spaces. */
struct name_parts {
    struct slice parts[NAME_PARTS_MAX];
    size_t count;
};
struct name_parts name_split(struct arena *arena, struct slice text);
/* Only the words of one part, for an index: a tenth of the work. */
struct name *name_words(struct arena *arena, struct slice part);
/* One part taken apart; no words: it holds no letters of a name. */
struct name *name_read(struct arena *arena, struct slice part);
/* In hundredths (name_sound.h); NAME_FAR: different. */
int name_distance(const struct name *a, const struct name *b);
/* The nearest of all their parts. */
int name_distance_text(struct arena *arena, struct slice a, struct slice b);

enum name_band { NAME_SAME, NAME_POSSIBLE, NAME_DIFFERENT };
enum name_band name_band_of(int distance);

/* ---- the dictionary ---- */

/* A spelling of a canonical name. */
struct name_spelling {
    const char *key;      /* as name_word.key */
    const char *skeleton; /* name_sounds_skeleton of it */
    uint16_t id;
};
struct name_entry {
    const char *latin, *khmer; /* keys of the canonical spellings */
    bool is_family;
    char sex; /* f, m, u */
};
/* Sorted by key; made by the build. */
extern const struct name_spelling name_spellings[];
extern const size_t name_spelling_count;
extern const struct name_entry name_entries[];
extern const size_t name_entry_count;

/* The spellings that begin with `start` are `*count` neighbours from the one returned on. */
const struct name_spelling *name_spellings_from(struct slice start, size_t *count);
/* The word looked up; ids and their count stay empty when it is unknown. */
struct name_word name_word_of(struct slice key);
/* How one word sounds, by the dictionary where it knows it. */
struct name_sounds name_word_sounds(const struct name_word *word);
/* The word's skeleton (name_sounds_skeleton), in the arena. */
struct slice name_word_skeleton(struct arena *arena, struct slice key);
/* A key without the accents of Latin letters; Khmer stays. */
struct slice name_key_of(struct arena *arena, struct slice text);

#endif
