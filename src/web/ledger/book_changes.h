/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An entry that a page makes of a book's accounts by their role, with the accounts that it lacks: all go in
 * together.
 */
#ifndef MLUP_WEB_BOOK_CHANGES_H
#define MLUP_WEB_BOOK_CHANGES_H

#include "web/ledger/ledger_view.h"

enum { BOOK_CHANGES_MAX = 24 };

struct book_changes {
    struct book_seen *seen;
    struct ledger_table accounts;
    struct change *changes; /* the accounts that are lacking, then the entry */
    size_t count;
    struct text lines;
    size_t line_count;
};

/* With the accounts as they stand now, whatever the day; lives as long as the request. */
struct book_changes book_changes_begin(struct book_seen *seen);
/* The number of the account with the role in the unit.  One that is lacking is made after the one in another
 * unit ("3900-USD"); empty after a refusal: the book has none at all. */
struct slice book_role_account(struct book_changes *changes, const char *role, struct uuid unit);
/* A line; nothing for an amount of nothing. */
void book_add_line(struct book_changes *changes, struct slice account, struct uuid unit, int64_t amount);
/* Writes the entry: posted, or a draft where a second person posts.  Then to the entry; `again` shows the
 * form when it is refused. */
enum outcome book_entry_write(struct book_changes *changes, struct date day, const char *kind,
                              struct slice memo, struct slice key, enum outcome (*again)(struct web *web));

/* A form or its JSON twin: the key of either, and what is answered when `id` is there or holds already. */
struct slice book_sent_key(struct web *web);
enum outcome book_sent(struct web *web, const struct record_type *type, struct uuid id);

#endif
