/* SPDX-License-Identifier: Apache-2.0 */
#include "notice/schema.h"

#include "base/log.h"

/* clang-format off */
#define TABLES(ID, BYTES, INTEGER) \
    "-- Mails: what is to be sent, what was sent to whom and when, and the server's words when it was not.\n"    \
    "CREATE TABLE IF NOT EXISTS notice_mail (\n  org_id " ID " NOT NULL,\n  id " ID " NOT NULL,\n"               \
    "  user_id " ID " NOT NULL,\n  kind TEXT NOT NULL,\n  day " INTEGER " NOT NULL,\n  subject_id " ID " NOT NULL,\n" \
    "  state TEXT NOT NULL,\n  created_ms " INTEGER " NOT NULL,\n  next_ms " INTEGER " NOT NULL,\n"              \
    "  attempts " INTEGER " NOT NULL,\n  tried_ms " INTEGER " NOT NULL,\n  recipient TEXT NOT NULL,\n"           \
    "  code " INTEGER " NOT NULL,\n  words TEXT NOT NULL,\n  PRIMARY KEY (org_id, id)\n);\n"                     \
    "CREATE UNIQUE INDEX IF NOT EXISTS notice_mail_once ON notice_mail (org_id, user_id, day) WHERE kind = 'digest';\n" \
    "CREATE INDEX IF NOT EXISTS notice_mail_state ON notice_mail (state, next_ms);\n"                            \
    "CREATE INDEX IF NOT EXISTS notice_mail_created ON notice_mail (org_id, created_ms);\n"                      \
    "-- A webhook's secret, sealed, and how far it has been told of the change log.\n"                           \
    "CREATE TABLE IF NOT EXISTS webhook_state (\n  org_id " ID " NOT NULL,\n  webhook_id " ID " NOT NULL,\n"     \
    "  secret " BYTES " NOT NULL,\n  secret_ms " INTEGER " NOT NULL,\n  old_secret " BYTES ",\n"                 \
    "  old_until_ms " INTEGER " NOT NULL,\n  log_seq " INTEGER " NOT NULL,\n  attempts " INTEGER " NOT NULL,\n"  \
    "  next_ms " INTEGER " NOT NULL,\n  failing_ms " INTEGER " NOT NULL,\n  worked_ms " INTEGER " NOT NULL,\n"   \
    "  PRIMARY KEY (org_id, webhook_id)\n);\n"                              \
    "-- Every delivery with what became of it.\n"                                                                \
    "CREATE TABLE IF NOT EXISTS webhook_delivery (\n  org_id " ID " NOT NULL,\n  webhook_id " ID " NOT NULL,\n"  \
    "  id " ID " NOT NULL,\n  seq " INTEGER " NOT NULL,\n  event TEXT NOT NULL,\n  body TEXT NOT NULL,\n"        \
    "  state TEXT NOT NULL,\n  created_ms " INTEGER " NOT NULL,\n  tried_ms " INTEGER " NOT NULL,\n"             \
    "  attempts " INTEGER " NOT NULL,\n  status " INTEGER " NOT NULL,\n  duration_ms " INTEGER " NOT NULL,\n"    \
    "  words TEXT NOT NULL,\n  PRIMARY KEY (org_id, webhook_id, id)\n);\n"                                       \
    "CREATE INDEX IF NOT EXISTS webhook_delivery_created ON webhook_delivery (org_id, webhook_id, created_ms);\n" \
    "CREATE INDEX IF NOT EXISTS webhook_delivery_asked ON webhook_delivery (created_ms) WHERE state = 'asked';\n" \
    "-- The number of each part of a promise that a webhook was told last.\n"                                    \
    "CREATE TABLE IF NOT EXISTS webhook_progress (\n  org_id " ID " NOT NULL,\n  webhook_id " ID " NOT NULL,\n"  \
    "  part_id " ID " NOT NULL,\n  number " INTEGER " NOT NULL,\n  PRIMARY KEY (org_id, webhook_id, part_id)\n);\n"
/* clang-format on */

struct slice notice_schema(enum db_kind kind) {
    switch (kind) {
    case DB_SQLITE: return S(TABLES("BLOB", "BLOB", "INTEGER"));
    case DB_POSTGRESQL: return S(TABLES("UUID", "BYTEA", "BIGINT"));
    }
    BUG("database kind %d", kind);
}
