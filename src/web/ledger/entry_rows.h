/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of an entry as rows that somebody typed: account, debit, credit; and as the text of the record.
 */
#ifndef MLUP_WEB_ENTRY_ROWS_H
#define MLUP_WEB_ENTRY_ROWS_H

#include "web/ledger/ledger_view.h"

enum { ENTRY_ROWS_MAX = 200, ENTRY_ROWS_AT_FIRST = 6, ENTRY_ROWS_MORE = 6 };

struct entry_row {
    struct slice account, debit, credit; /* as typed */
    const struct ledger_row *found;      /* the account; NULL: none */
    int64_t amount;                      /* debit positive */
};

struct entry_rows {
    struct entry_row *rows;
    size_t count;
};

/* The accounts of the book, by number. */
struct ledger_table entry_accounts(struct book_seen *seen);
/* The account that was meant: its number, or number and name, or its name; NULL: none. */
const struct ledger_row *entry_account_find(struct arena *arena, const struct ledger_table *accounts,
                                            struct slice typed);
/* What the form says; false after refusals by field ("account.2", "debit.2"). */
bool entry_rows_read(struct book_seen *seen, const struct ledger_table *accounts, struct entry_rows *rows);
/* The rows of a record's lines. */
struct entry_rows entry_rows_of(struct book_seen *seen, const struct ledger_table *accounts,
                                struct slice lines);
/* The text of the record's field `lines`: rows without an amount are left out. */
struct slice entry_rows_text(struct book_seen *seen, const struct entry_rows *rows);
/* Adds the table of the form, with room for more. */
void entry_rows_show(struct book_seen *seen, const struct ledger_table *accounts,
                     const struct entry_rows *rows);

#endif
