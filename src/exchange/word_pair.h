/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of ours beside the words of another format, as a table. */
#ifndef MLUP_EXCHANGE_WORD_PAIR_H
#define MLUP_EXCHANGE_WORD_PAIR_H

#include "base/slice.h"

struct word_pair {
    const char *ours, *theirs;
};

/* The word for a code, and the code for a word, both exactly; the first that fits, empty when none does. */
struct slice word_pair_theirs(const struct word_pair *pairs, size_t count, struct slice ours);
struct slice word_pair_ours(const struct word_pair *pairs, size_t count, struct slice theirs);

/* Macros because only they know the length of a table. */
#define THEIRS(table, code) word_pair_theirs(table, ARRAY_LEN(table), code)
#define OURS(table, word) word_pair_ours(table, ARRAY_LEN(table), word)

#endif
