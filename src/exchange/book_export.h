/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A book as a plain-text journal or CSV, piece by piece: every posted entry, by day.  Memory holds the
 * accounts and where each entry stands, never the entries.
 */
#ifndef MLUP_EXCHANGE_BOOK_EXPORT_H
#define MLUP_EXCHANGE_BOOK_EXPORT_H

#include "catalogue/record.h"
#include "exchange/journal/journal_write.h"
#include "store/db.h"

/* "assets:1000 Cash in the box": the name of an account in a journal. */
struct slice book_journal_account(struct arena *arena, struct slice kind, struct slice number,
                                  struct slice name);

struct book_export_source {
    struct db *db; /* with an open transaction; until book_export_close */
    const struct record *book;
    enum journal_target target;
    /* What an entry without words of its own follows from; the slice outlives the export. */
    struct slice (*words)(void *context, struct slice source_type);
    void *context;
};

struct book_export;

/* Never NULL; what fails is told by the first pull.  The record and what `source` points to outlive it. */
struct book_export *book_export_open(const struct book_export_source *source);
/* The next bytes (1 to `size`), 0 at the end, -1 when the database has failed. */
int64_t book_export_pull(struct book_export *export, char *buffer, size_t size);
void book_export_close(struct book_export *export);

#endif
