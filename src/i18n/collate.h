/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which people look for names: CLDR's order for Khmer (independent vowels with their spoken
 * place, Latin behind Khmer), numbers inside a text by their value in either script.  A key is stored in a
 * column and compared bytewise by the database.  Keys of two versions of ICU do not mix: after an upgrade
 * they are made anew.
 */
#ifndef MLUP_I18N_COLLATE_H
#define MLUP_I18N_COLLATE_H

#include "base/arena.h"

struct collator;

/* Opens the collation; closed with the arena.  Once per process is enough: keys may be made from any thread.
 */
struct collator *collator_open(struct arena *process_arena);
/* The sort key of a text, in the arena; without a NUL inside or at the end.  Compare with slice_compare. */
struct slice collation_key(const struct collator *collator, struct arena *arena, struct slice text);
/* ICU's version of the order, e.g. "153.120": keys made under another one are out of date. */
struct slice collation_version(const struct collator *collator, struct arena *arena);

#endif
