/* SPDX-License-Identifier: Apache-2.0 */
/* The line of the log that stands before a file leaves: who takes what, and for what. */
#ifndef MLUP_DOMAIN_EXPORT_ENTRY_H
#define MLUP_DOMAIN_EXPORT_ENTRY_H

#include "store/store.h"

struct export_entry {
    struct slice what;            /* in words: the plural of the type, the programme's name */
    struct slice type;            /* name of the record type; empty when the file has several */
    struct slice format;          /* code of export_format */
    struct slice filter, columns; /* in words; may be empty */
    struct slice purpose;
    int64_t rows;
};

/* False after a refusal: a purpose is required. */
bool export_purpose_check(struct arena *arena, struct slice purpose, struct refusal *refusal);
/* The change that writes the line, for the organisation the actor acts in. Give it to the writer as
 * export_scribe. */
struct change export_entry_change(struct arena *arena, const struct actor *actor,
                                  const struct export_entry *entry);
/* The actor as the program's own hand: nobody else writes the log, and still it says who it was. In the
 * arena. */
const struct actor *export_scribe(struct arena *arena, const struct actor *actor);

#endif
