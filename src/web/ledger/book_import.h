/* SPDX-License-Identifier: Apache-2.0 */
/* A journal read as changes of a book: accounts that are lacking, then an entry for each transaction. */
#ifndef MLUP_WEB_BOOK_IMPORT_H
#define MLUP_WEB_BOOK_IMPORT_H

#include "exchange/journal/journal_read.h"
#include "web/ledger/book_changes.h"

enum { IMPORT_MARK_BYTES = 10 }; /* "J:" and the beginning of the file's hash: the reference of its entries */

struct book_import {
    struct book_seen *seen;
    enum journal_syntax syntax;
    struct slice text;
    struct slice mark;      /* tells the entries of this file from others */
    struct change *changes; /* of LIMIT_CHANGES_PER_JOB at most */
    uint32_t *lines;        /* of the file, by change; 0: a new account */
    size_t count, account_count;
    struct refusal refusal; /* by line of the file */
};

/* Reads the text into changes; what is wrong is in import->refusal, and nothing is to be written then. */
void book_import_read(struct book_import *import);
/* The mark of a text: line ends do not matter. */
struct slice book_import_mark(struct arena *arena, struct slice text);

#endif
