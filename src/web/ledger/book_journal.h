/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A book as a plain-text journal (ledger, hledger, beancount, CSV), and an account as an OFX statement; a journal that
 * comes in is in journal_import.h.
 */
#ifndef MLUP_WEB_BOOK_JOURNAL_H
#define MLUP_WEB_BOOK_JOURNAL_H

#include "web/ledger/ledger_view.h"

enum outcome book_files_page(struct web *web);   /* GET /books/{id}/files: book_files */
enum outcome book_journal_file(struct web *web); /* GET /books/{id}/journal?as=hledger and its twin: a file */
enum outcome account_ofx_file(struct web *web);     /* GET /accounts/{id}/ofx and its twin: a file */

#endif
