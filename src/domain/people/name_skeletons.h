/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a name leads to in the index of words: the consonants of each two of its words, in the order of bytes, so that
 * neither the order of the words nor the spelling matters.  A name of one word has that of the word; in one of
 * three the last two also count as one, for they are often written together.  Pure.
 */
#ifndef MLUP_DOMAIN_NAME_SKELETONS_H
#define MLUP_DOMAIN_NAME_SKELETONS_H

#include "catalogue/record.h"

enum { NAME_SKELETONS_MAX = 12 };

struct name_skeletons {
    struct arena *arena; /* what they live in */
    struct slice at[NAME_SKELETONS_MAX];
    size_t count;
};

/* Of all names in these texts, each once; what is absent or sealed says nothing. */
struct name_skeletons name_skeletons_of(struct arena *arena, const struct value *const *texts, size_t count);

#endif
