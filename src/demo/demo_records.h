/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records that data/scenario/demo/ holds as they are: files NN-TYPE.csv, one line a record, one column a field of
 * the type, besides `org` and `key`.  A reference is the key of the other record.
 */
#ifndef MLUP_DEMO_RECORDS_H
#define MLUP_DEMO_RECORDS_H

#include "base/csv.h"
#include "demo/demo_write.h"

/* Adds all records of all files.  False after a refusal that names file and line. */
bool demo_records_add(struct demo_out *out, struct refusal *refusal);

/* A table of data/scenario/ read line by line, with its columns by name. */
struct demo_table {
    struct csv_reader csv;
    struct slice header[CSV_CELLS_MAX];
    size_t column_count;
};
/* Stops the program when the file is not inside it. */
void demo_table_open(struct demo_table *table, struct arena *arena, struct slice file);
bool demo_table_next(struct demo_table *table);
/* The cell under the name; stops the program when there is no such column. */
struct slice demo_table_text(const struct demo_table *table, const char *column);
/* The cell as a number; 0 when empty. */
int64_t demo_table_number(const struct demo_table *table, const char *column);
/* The cell as a day since 1970. */
int64_t demo_table_day(const struct demo_table *table, const char *column);

#endif
