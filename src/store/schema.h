/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The database's tables, derived from the catalogue, and the few that are not records (change log, keys, counters,
 * contributions).  `schema/sqlite.sql` and `schema/postgres.sql` hold the same text for people to read; a test
 * compares.
 */
#ifndef MLUP_STORE_SCHEMA_H
#define MLUP_STORE_SCHEMA_H

#include "catalogue/record.h"
#include "store/db.h"

/* The whole schema as one script of CREATE … IF NOT EXISTS. `extra` is appended: tables of the layers above. */
struct slice schema_text(struct arena *arena, const struct catalogue *catalogue, enum db_kind kind,
                         struct slice extra);
/* Creates what is missing: in an empty database everything, in an older one new tables, new columns and indexes.
 * A field's kind never changes in place: that is a migration in schema/migrations. */
bool schema_apply(struct db *db, struct arena *arena, const struct catalogue *catalogue, struct slice extra);
/* The type of the field's column; of a KIND_MONEY the amount's. */
const char *schema_column_type(enum db_kind kind, const struct field *field);
/* True when the database has the tables. */
bool schema_exists(struct db *db);

#endif
