/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where journals become entries in a running server: the files that were brought, beside those of the other
 * imports, and one thread that looks through them, posts them and takes them back, one after the other
 * (book_import.h).  What it finds stands on the record of the import.  After a start it goes on with what an
 * end interrupted.
 */
#ifndef MLUP_EXCHANGE_BOOK_DESK_H
#define MLUP_EXCHANGE_BOOK_DESK_H

#include "access/access.h"
#include "domain/ledger/ledger.h"
#include "store/store.h"

struct book_desk;

/* `folder` is made (for this user alone) when it is first needed. */
struct book_desk *book_desk_new(struct store *store, struct access *access, struct slice folder);
bool book_desk_start(struct book_desk *desk) __attribute__((warn_unused_result));
/* Lets the step that is being made come to its end.  NULL is accepted. */
void book_desk_free(struct book_desk *desk);

/* Keeps the file and has it looked through; `syntax` empty: as it looks.  The same file again is the same
 * import, and when that is posted, or under way, it stays as it is.  `id` is the import's. */
bool book_desk_begin(struct book_desk *desk, struct arena *arena, const struct actor *actor,
                     const struct record *book, struct slice file_name, struct slice bytes,
                     struct slice syntax, struct uuid *id, struct refusal *refusal)
    __attribute__((warn_unused_result));
/* From one state to the next, and to work: "writing", or "undoing" with a reason.  Refused when the import is
 * not where this may follow, and where a second person posts what the first has brought. */
bool book_desk_go(struct book_desk *desk, struct arena *arena, const struct actor *actor,
                  const struct record *book, const struct record *import, const char *state,
                  struct slice reason, struct refusal *refusal) __attribute__((warn_unused_result));
/* Has the writing of an import end behind the step that is being made. */
void book_desk_stop(struct book_desk *desk, struct uuid id);

struct book_look {
    bool is_busy;
    int64_t done; /* transactions */
};
struct book_look book_desk_look(struct book_desk *desk, struct uuid id);

#endif
