/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A book as a plain-text journal (ledger, hledger, beancount, CSV) and back, and an account as an OFX
 * statement. A journal that comes in is looked at first, line by line, and written whole or not at all; the
 * same file has one effect, and it is taken back by reversals.
 */
#ifndef MLUP_WEB_BOOK_JOURNAL_H
#define MLUP_WEB_BOOK_JOURNAL_H

#include "web/ledger/ledger_view.h"

enum outcome book_files_page(struct web *web);   /* GET /books/{id}/files: book_files */
enum outcome book_journal_file(struct web *web); /* GET /books/{id}/journal?as=hledger and its twin: a file */
enum outcome book_files_post(struct web *web); /* POST /books/{id}/files: looks at a journal, or writes it */
enum outcome book_files_take_back(struct web *web); /* POST /books/{id}/files/take-back: reverses an import */
enum outcome account_ofx_file(struct web *web);     /* GET /accounts/{id}/ofx and its twin: a file */

#endif
