/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger/schema.h"

#include "base/log.h"

#define TABLES(INT, ID, BYTES, END)                                                                          \
    "-- The ledger: books, balanced entries chained by hash, their lines, and balances by account and "      \
    "day.\n"                                                                                                 \
    "CREATE TABLE IF NOT EXISTS ledger_head (\n  org_id " ID " NOT NULL,\n  book " INT                       \
    " NOT NULL,\n  book_id " ID " NOT NULL,\n  seq " INT " NOT NULL,\n  hash " BYTES                         \
    " NOT NULL,\n  PRIMARY KEY (org_id, book)\n" END                                                         \
    "CREATE UNIQUE INDEX IF NOT EXISTS ledger_head_id ON ledger_head (org_id, book_id);\n"                   \
    "CREATE TABLE IF NOT EXISTS ledger_entry (\n  org_id " ID " NOT NULL,\n  book " INT                      \
    " NOT NULL,\n  seq " INT " NOT NULL,\n  day " INT " NOT NULL,\n  at_ms " INT                             \
    " NOT NULL,\n  actor_id " ID " NOT NULL,\n  kind " INT                                                   \
    " NOT NULL,\n  source_type TEXT NOT NULL,\n  source_id " ID                                              \
    " NOT NULL,\n  memo TEXT NOT NULL,\n  hash " BYTES " NOT NULL,\n  PRIMARY KEY (org_id, book, seq)\n" END \
    "CREATE INDEX IF NOT EXISTS ledger_entry_source ON ledger_entry (org_id, source_id, book, seq);\n"       \
    "CREATE TABLE IF NOT EXISTS ledger_posting (\n  org_id " ID " NOT NULL,\n  book " INT                    \
    " NOT NULL,\n  seq " INT " NOT NULL,\n  line " INT " NOT NULL,\n  account " INT " NOT NULL,\n  day " INT \
    " NOT NULL,\n  amount " INT " NOT NULL,\n  PRIMARY KEY (org_id, book, seq, line)\n" END                  \
    "CREATE INDEX IF NOT EXISTS ledger_posting_account ON ledger_posting (org_id, account, day, seq, line, " \
    "amount);\n"                                                                                             \
    "CREATE TABLE IF NOT EXISTS ledger_balance (\n  org_id " ID " NOT NULL,\n  account " INT                 \
    " NOT NULL,\n  account_id " ID " NOT NULL,\n  book " INT " NOT NULL,\n  balance " INT                    \
    " NOT NULL,\n  held_in " INT " NOT NULL,\n  held_out " INT " NOT NULL,\n  last_day " INT                 \
    " NOT NULL,\n  least " INT ",\n  most " INT                                                              \
    ",\n  CHECK (least IS NULL OR balance - held_out >= least),\n  CHECK (most IS NULL OR balance + "        \
    "held_in <= most),\n"                                                                                    \
    "  PRIMARY KEY (org_id, account)\n" END                                                                  \
    "CREATE UNIQUE INDEX IF NOT EXISTS ledger_balance_id ON ledger_balance (org_id, account_id);\n"          \
    "CREATE INDEX IF NOT EXISTS ledger_balance_book ON ledger_balance (org_id, book, account);\n"            \
    "CREATE TABLE IF NOT EXISTS ledger_day (\n  org_id " ID " NOT NULL,\n  account " INT                     \
    " NOT NULL,\n  day " INT " NOT NULL,\n  balance " INT                                                    \
    " NOT NULL,\n  PRIMARY KEY (org_id, account, day)\n" END                                                 \
    "CREATE TABLE IF NOT EXISTS ledger_hold (\n  org_id " ID " NOT NULL,\n  book " INT                       \
    " NOT NULL,\n  seq " INT " NOT NULL,\n  state " INT " NOT NULL,\n  expires_ms " INT                      \
    " NOT NULL,\n  PRIMARY KEY (org_id, book, seq)\n" END                                                    \
    "CREATE INDEX IF NOT EXISTS ledger_hold_expiry ON ledger_hold (org_id, state, expires_ms);\n"

struct slice ledger_schema(enum db_kind kind) {
    switch (kind) {
    case DB_SQLITE: return S(TABLES("INTEGER", "BLOB", "BLOB", ") WITHOUT ROWID;\n"));
    case DB_POSTGRESQL: return S(TABLES("BIGINT", "UUID", "BYTEA", ");\n"));
    }
    BUG("database kind %d", kind);
}
