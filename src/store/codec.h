/* SPDX-License-Identifier: Apache-2.0 */
/* Between a record and its row: the columns of a type in their order, binding and reading them. */
#ifndef MLUP_STORE_CODEC_H
#define MLUP_STORE_CODEC_H

#include "catalogue/record.h"
#include "base/text.h"
#include "store/db.h"

/* Appends the type's columns for a SELECT; fields whose class is above `max` come as NULL of their type, so that the
 * value never leaves the database. */
void codec_select_columns(struct text *sql, enum db_kind kind, const struct record_type *type, enum sensitivity max);
/* Reads the current row of such a SELECT; the record and its texts are in the arena. */
struct record *codec_read(struct arena *arena, struct db_query *query, const struct record_type *type);
/* "INSERT INTO …" and "UPDATE … WHERE org_id AND id" with every column. */
struct sql codec_insert_sql(struct arena *arena, const struct record_type *type);
struct sql codec_update_sql(struct arena *arena, const struct record_type *type);
/* Binds every column for either; `indexes` are the blind indexes of the sealed fields, by field index. */
void codec_bind(struct arena *arena, struct db_query *query, const struct record *record,
                const struct slice *indexes);
/* Binds one value as the field's column holds it (for filters). */
void codec_bind_value(struct arena *arena, struct db_query *query, int index, const struct field *field,
                      const struct value *value);

#endif
