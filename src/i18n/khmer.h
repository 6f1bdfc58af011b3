/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One spelling for Khmer that looks the same.  Unicode's NFC leaves Khmer as it was typed (there are no
 * compositions and only two combining classes), so two people who write the same name on two phones give
 * different bytes.  The stored form here puts every cluster in the order of Unicode Technical Note 61 (Khmer
 * Encoding Structure, 2025) and removes what cannot be seen; it never changes how a text looks.  The search
 * key goes further and loses what people confuse (coeng DA and coeng TA, the two forms of "ao", digits of
 * either script, case).
 *
 * Input must be well-formed UTF-8 (slice_is_utf8; broken text is the caller's refusal): decoding stops at the
 * first broken byte.  A result lives in the arena, or is the input itself when nothing had to change, so it
 * must not outlive either.  ASCII that is already tidy costs one look at each byte and no memory.
 */
#ifndef MLUP_I18N_KHMER_H
#define MLUP_I18N_KHMER_H

#include "base/arena.h"

/* The stored form of a name, a code, any one-line field: NFC; without U+200B..200D, 2060, FEFF, 00AD, 17B4,
 * 17B5; clusters ordered and composed, doubled marks and subscripts dropped; every run of white space (line
 * ends too) one space; none at the ends. Idempotent. */
struct slice khmer_normalise(struct arena *arena, struct slice text);
/* The stored form of a text of several lines: as above, but line ends stay (as "\n"). Idempotent. */
struct slice khmer_normalise_long(struct arena *arena, struct slice text);
/* What is indexed and compared: the stored form, then coeng DA as coeng TA, U+17B2 as U+17B1, digits ASCII,
 * case and compatibility forms folded (NFKC_Casefold; accents stay).  Lossy, never shown.  key(key(x)) =
 * key(stored(x)) = key(x). */
struct slice khmer_search_key(struct arena *arena, struct slice text);
/* The search key of a person's name: titles in front of it and all spaces are gone.  A name that is nothing
 * but a title ("កញ្ញា" is a given name too) is kept. */
struct slice khmer_name_key(struct arena *arena, struct slice name);
/* The same with its spaces: the words of the name. */
struct slice khmer_name_bare(struct arena *arena, struct slice name);
/* Khmer digits as ASCII digits, everything else as it is. */
struct slice khmer_fold_digits(struct arena *arena, struct slice text);
/* True when the text is well-formed UTF-8 without control characters other than tab and line ends: what may
 * be stored at all.  PostgreSQL and XML cannot hold the others. */
bool khmer_is_storable(struct slice text);

/* Parsers share these; they work on code points in buffers of the caller. */

/* Deletes invisible code points and replaces deprecated ones, in place; gives the new count.  `room` is the
 * size of the buffer: U+17A4 becomes two (it is left alone when there is no room). */
size_t khmer_clean_runes(uint32_t *runes, size_t count, size_t room);
/* Puts the clusters in order: reads (and scribbles on) `runes`, writes at most `count` to `out`, gives how
 * many. */
size_t khmer_order_runes(uint32_t *runes, size_t count, uint32_t *out);
/* The digit's value for '0'..'9' and U+17E0..17E9, otherwise -1. */
int khmer_digit(uint32_t rune);

#endif
