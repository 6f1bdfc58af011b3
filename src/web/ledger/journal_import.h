/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A journal on its way into a book: its page shows the step that it is at, as the pages of other imports do
 * (looked through, with what would become different; written; taken back).  The work is done by
 * exchange/book_desk.h.
 */
#ifndef MLUP_WEB_JOURNAL_IMPORT_H
#define MLUP_WEB_JOURNAL_IMPORT_H

#include "web/ledger/ledger_view.h"

enum outcome
journal_import_begin(struct web *web); /* POST /books/{id}/files, /api/v1/books/{id}/journal: a file */
enum outcome
journal_import_page(struct web *web); /* GET /imported-journals/{id}, /api/v1/imported-journals/{id}/look */
enum outcome journal_import_progress(struct web *web); /* GET …/progress */
enum outcome journal_import_write(struct web *web);    /* POST …/write: posts all of it, or goes on */
enum outcome journal_import_stop(struct web *web);     /* POST …/stop: behind the step that is being made */
enum outcome journal_import_back(struct web *web);     /* POST …/take-back, with a reason */

/* The imports of a book, the latest first, under `imports`. */
void journal_import_add_list(struct book_seen *seen);

#endif
