/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The donor pack made in a process of its own: the program itself, started as `mlup render-pack`, reads what
 * to write on standard input and gives the file on standard output.  Fonts, shaping and drawing keep tens of
 * megabytes for ever and read font files in C that is not ours; both end with the child.  It has no database,
 * no key and no network use.
 */
#ifndef MLUP_EXCHANGE_PACK_CHILD_H
#define MLUP_EXCHANGE_PACK_CHILD_H

#include "exchange/pack.h"

enum pack_kind { PACK_PDF, PACK_XLSX };

/* What a pack is made of, as it goes to the child. */
struct pack_order {
    enum pack_kind kind;
    struct slice content; /* JSON of the report's document */
    bool for_outsiders;
    struct slice *earlier; /* for outsiders: JSON of what they were shown before, the oldest first */
    size_t earlier_count;
    struct slice hash;
    const char *state;
    enum lang langs[2];
    size_t lang_count;
    bool khmer_digits;
    /* The name of a place in a language, for the provinces of the document. */
    struct slice (*place_name)(void *context, struct arena *arena, struct slice code, enum lang lang);
    void *context;
};

/* The file, in the arena; empty when the child failed or took longer than LIMIT_PACK_S (logged). */
struct slice pack_child_run(struct arena *arena, const struct pack_order *order);
/* The child's work: from the order's bytes to those of the file.  Empty when the order cannot be read. */
struct slice pack_child_work(struct arena *arena, struct slice order);

#endif
