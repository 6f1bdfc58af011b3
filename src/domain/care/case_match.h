/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether somebody who comes has a file already.  Names are compared as those of the register of people are
 * (domain/people/person_match.h); sex and year of birth speak for and against.  The names of the files are
 * opened inside the program to be compared and are in no result: who asks learns a code and a score, never a
 * name that is not theirs.
 */
#ifndef MLUP_DOMAIN_CASE_MATCH_H
#define MLUP_DOMAIN_CASE_MATCH_H

#include "domain/care/care.h"
#include "domain/people/person_match.h"
#include "store/search_word.h"

/* From here on somebody is asked: the same name and sex, nothing known of the birth, and few who are called
 * so. */
enum { CASE_ALIKE_MIN = 30 };

struct case_candidate {
    struct record *file; /* as it was read: what is sealed stays sealed */
    struct person_score score;
};

/* Files of the organisation of `file` (its values plain, as typed; `id` zero when it is not saved) that may
 * be the same person, best first, at least CASE_ALIKE_MIN.  Gives the count, at most `max`. */
size_t case_candidates(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                       const struct record *file, struct case_candidate *found, size_t max);

/* Two files of the store, opened inside the program to be compared. */
struct person_score case_score(struct store *store, struct db *db, struct arena *arena, const struct record *a, const struct record *b);

/* Rows of one list that may be one person: double_of[i] is an earlier row, or SIZE_MAX.  `files` as above. */
void case_doubles(struct arena *arena, struct record *const *files, size_t count, size_t *double_of);

/* The words of the index that lead to files of people who may be the same (case_file_type's index_words). */
void case_file_index_words(struct word_list *list, const struct record *file);

#endif
