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

/* What SQLite's planner is told (store/schema.c says why): 2,000,000 postings of 1,000,000 entries in 200
 * books. */
static const char statistics[] =
    "ANALYZE sqlite_schema;\n"
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT * FROM (VALUES\n"
    "  ('ledger_head', 'ledger_head', '1000 200 1'),\n"
    "  ('ledger_head', 'ledger_head_id', '1000 200 1'),\n"
    "  ('ledger_entry', 'ledger_entry', '1000000 250000 5000 1'),\n"
    "  ('ledger_entry', 'ledger_entry_source', '1000000 250000 3 3 1'),\n"
    "  ('ledger_posting', 'ledger_posting', '2000000 500000 10000 2 1'),\n"
    "  ('ledger_posting', 'ledger_posting_account', '2000000 500000 200 3 2 1 1'),\n"
    "  ('ledger_balance', 'ledger_balance', '50000 10000 1'),\n"
    "  ('ledger_balance', 'ledger_balance_id', '50000 10000 1'),\n"
    "  ('ledger_balance', 'ledger_balance_book', '50000 10000 50 1'),\n"
    "  ('ledger_day', 'ledger_day', '1000000 250000 100 1'),\n"
    "  ('ledger_hold', 'ledger_hold', '20000 5000 100 1')\n"
    ") AS told WHERE NOT EXISTS (SELECT 1 FROM sqlite_stat1 WHERE tbl = column1 AND idx = column2);\n";

struct slice ledger_schema(struct arena *arena, enum db_kind kind) {
    switch (kind) {
    case DB_SQLITE:
        return arena_join(arena, S(TABLES("INTEGER", "BLOB", "BLOB", ") WITHOUT ROWID;\n")),
                          slice_of(statistics));
    case DB_POSTGRESQL: return S(TABLES("BIGINT", "UUID", "BYTEA", ");\n"));
    }
    BUG("database kind %d", kind);
}
