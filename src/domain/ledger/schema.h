/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of the ledger.  They are derived: every entry follows from a record (a posted journal entry, a
 * meeting, an imported journal), so their numbers (of books, accounts, entries) mean something in this
 * database only.
 *
 * ledger_head     a book's number, its last entry and the hash of it
 * ledger_entry    one balanced entry, chained by hash to the one before it in the book; never changed
 * ledger_posting  one line: positive is debit, negative is credit, in the account's smallest unit
 * ledger_balance  an account's sum of postings, and what held entries would take from it and bring to it
 * ledger_day      an account's sum of postings up to and with each day on which something was posted
 * ledger_hold     what became of an entry that was held
 */
#ifndef MLUP_DOMAIN_LEDGER_SCHEMA_H
#define MLUP_DOMAIN_LEDGER_SCHEMA_H

#include "store/db.h"

/* CREATE statements for this kind of database. */
struct slice ledger_schema(struct arena *arena, enum db_kind kind);

#endif
