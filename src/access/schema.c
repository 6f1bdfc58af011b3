/* SPDX-License-Identifier: Apache-2.0 */
/* See schema.h.  Citus: these tables are small and stay on the coordinator. */
#include "access/schema.h"

#include "base/log.h"

/* The two dialects differ in the types of ids and bytes, and in the indexes of tables with text keys. */
#define TABLES(ID, BYTES, INTEGER) \
    "-- What proves who a user is; never part of a record.\n"                                                    \
    "CREATE TABLE IF NOT EXISTS credential (\n  user_id " ID " NOT NULL PRIMARY KEY,\n"                          \
    "  password TEXT NOT NULL,\n  changed_ms " INTEGER " NOT NULL,\n  must_change " INTEGER " NOT NULL,\n"       \
    "  totp_secret " BYTES ",\n  totp_on " INTEGER " NOT NULL,\n  totp_last_step " INTEGER " NOT NULL,\n"        \
    "  totp_exempt " INTEGER " NOT NULL,\n  recovery " BYTES "\n);\n"                                            \
    "CREATE TABLE IF NOT EXISTS login_session (\n  token_hash " BYTES " NOT NULL PRIMARY KEY,\n"                 \
    "  user_id " ID " NOT NULL,\n  org_id " ID " NOT NULL,\n  created_ms " INTEGER " NOT NULL,\n"                \
    "  seen_ms " INTEGER " NOT NULL,\n  expires_ms " INTEGER " NOT NULL,\n  address TEXT NOT NULL,\n"            \
    "  agent TEXT NOT NULL,\n  totp_passed " INTEGER " NOT NULL\n);\n"                                           \
    "CREATE INDEX IF NOT EXISTS login_session_user ON login_session (user_id);\n"                                \
    "CREATE INDEX IF NOT EXISTS login_session_expires ON login_session (expires_ms);\n"                          \
    "CREATE TABLE IF NOT EXISTS api_token (\n  token_hash " BYTES " NOT NULL PRIMARY KEY,\n"                     \
    "  id " ID " NOT NULL,\n  user_id " ID " NOT NULL,\n  org_id " ID " NOT NULL,\n  name TEXT NOT NULL,\n"      \
    "  scopes TEXT NOT NULL,\n  created_ms " INTEGER " NOT NULL,\n  expires_ms " INTEGER " NOT NULL,\n"          \
    "  last_used_ms " INTEGER " NOT NULL,\n  revoked_ms " INTEGER " NOT NULL\n);\n"                              \
    "CREATE INDEX IF NOT EXISTS api_token_org ON api_token (org_id, user_id);\n"                                 \
    "-- Failed attempts by hashed name, whether a user has the name or not, so that a lock tells nothing.\n"     \
    "CREATE TABLE IF NOT EXISTS login_guard (\n  name_hash " BYTES " NOT NULL PRIMARY KEY,\n"                    \
    "  failures " INTEGER " NOT NULL,\n  last_ms " INTEGER " NOT NULL,\n  locked_until_ms " INTEGER " NOT NULL\n" \
    ");\n"                                                                                                       \
    "-- What happened around signing in; of unknown names not even the name.\n"                                  \
    "CREATE TABLE IF NOT EXISTS login_log (\n  at_ms " INTEGER " NOT NULL,\n  user_id " ID " NOT NULL,\n"        \
    "  event TEXT NOT NULL,\n  address TEXT NOT NULL,\n  agent TEXT NOT NULL,\n  actor_id " ID " NOT NULL\n);\n" \
    "CREATE INDEX IF NOT EXISTS login_log_user ON login_log (user_id, at_ms);\n"                                 \
    "CREATE INDEX IF NOT EXISTS login_log_at ON login_log (at_ms);\n"                                            \
    "-- From a user to the roles, whatever organisation they are in.\n"                                          \
    "CREATE INDEX IF NOT EXISTS user_by_id ON \"user\" (id);\n"                                                  \
    "CREATE INDEX IF NOT EXISTS membership_by_user ON membership (\"user\");\n"

struct slice access_schema(enum db_kind kind) {
    switch (kind) {
    case DB_SQLITE: return S(TABLES("BLOB", "BLOB", "INTEGER"));
    case DB_POSTGRESQL: return S(TABLES("UUID", "BYTEA", "BIGINT"));
    }
    BUG("database kind %d", kind);
}
