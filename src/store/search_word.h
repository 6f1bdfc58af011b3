/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index of words: for each record of a type that has names of people (`.is_name`), a row for every word
 * that finds it.  A word is a canonical name of the dictionary ("#2b"), letters as they are written
 * ("=sovann"), or a skeleton of consonants ("~SVN"); two names of one person, in either order, are a row too
 * ("#2b =sovann"), so that a name of two words costs one look, however many people share each word.  Kept by
 * the write path; ordered by bytes in both databases, so that what is being typed is a range of it.
 * Of a sealed name (`.sealed` with `.is_name`) each word is a keyed hash of the organisation: found only whole.
 */
#ifndef MLUP_STORE_SEARCH_WORD_H
#define MLUP_STORE_SEARCH_WORD_H

#include "i18n/name_match.h"
#include "store/store.h"

enum { SEARCH_WORDS_OF_RECORD_MAX = 96 };

struct word_list {
    struct arena *arena;
    struct slice words[SEARCH_WORDS_OF_RECORD_MAX];
    size_t count;
};

/* Whether the type is found by words: it has a field with a name of a person. */
bool search_has_words(const struct record_type *type);
/* Adds a word once; a full list takes no more. */
void word_list_add(struct word_list *list, struct slice word);
/* The words of a text with names in it; `pairs_only`: those of two names, or of its one. */
void word_list_add_names(struct word_list *list, struct slice text, bool pairs_only);

/* Ids of records of the type that have one of the words, in the order of the words as far as `max` goes; each
 * once. */
size_t search_words_any(struct store *store, struct db *db, struct arena *arena, struct uuid org, const struct record_type *type,
                        const struct slice *words, size_t count, struct uuid *ids, size_t max);
/* True where the names that words find are sealed. */
bool search_words_are_sealed(const struct record_type *type);
/* True when the index holds what the records say and nothing else; for `mlup verify`.  `rows`: how many it has. */
bool search_words_verify(struct store *store, struct db *db, int64_t *rows);
/* Ids of records for what somebody types: a name, the beginning of names in any order, of a telephone number
 * or a code. */
size_t search_words_find(struct store *store, struct db *db, struct arena *arena, struct uuid org, const struct record_type *type,
                         struct slice typed, struct uuid *ids, size_t max);

#endif
