/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a name sounds, from Khmer or Latin letters, and how far two sounds are apart.  The letters of both
 * scripts are read by a table into consonants and sets of vowels; the distance is the cheapest way from one
 * row of sounds to the other, in hundredths: 0 the same, up to 30 the same name in another spelling, up to 55
 * possibly.
 *
 * The rules: consonants of one place (g, kh, q) are one letter; a vowel sign is the set of vowels that people
 * write for it, and two sets that meet are equal; what is not spoken everywhere (r or h at the end, a
 * subscript that ends a word, the vowel inside a bare consonant) is optional and nearly free.  They follow
 * how people spell Khmer names in Latin letters, for which no standard is kept to: they were found on the
 * pairs and variants of data/names-kh, and are held to them (name_match_test.c).
 *
 * Pure functions over bytes; texts must be well-formed UTF-8, as search keys (khmer.h).
 */
#ifndef MLUP_I18N_NAME_SOUND_H
#define MLUP_I18N_NAME_SOUND_H

#include "base/slice.h"

enum {
    NAME_SOUNDS_MAX = 48,   /* of a whole name; the longest in the dictionary has 13 */
    NAME_FAR = 100,         /* any distance that is not worth knowing */
    NAME_SAME_MAX = 30,     /* "the same name" */
    NAME_POSSIBLE_MAX = 55, /* "possibly the same name" */
};

/* One sound: a consonant (`letter`), or one of a set of vowels (`letter` SOUND_VOWEL). */
struct name_sound {
    uint8_t letter;
    bool optional;
    uint16_t vowels;
};

/* The sounds of a name, with what tells two names apart at a glance: how many consonants of each place it
 * needs and how many it has room for. */
struct name_sounds {
    struct name_sound at[NAME_SOUNDS_MAX];
    size_t count;
    uint64_t need, room;
};

/* Adds how one word sounds behind the others; a text in neither script adds nothing. */
void name_sounds_add(struct name_sounds *sounds, struct slice word);
/* Counts the consonants; after the last word. */
void name_sounds_finish(struct name_sounds *sounds);
/* In hundredths; NAME_FAR when it is above NAME_POSSIBLE_MAX or there is nothing to compare. */
int name_sounds_distance(const struct name_sounds *a, const struct name_sounds *b);
/* The consonants alone, by place and without optional ones, as ASCII letters: equal for most spellings of a
 * name, and the beginning of the skeleton for its beginning.  Gives the length; at most `room` letters. */
size_t name_sounds_skeleton(const struct name_sounds *sounds, char *letters, size_t room);

#endif
