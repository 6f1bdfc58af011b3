/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_records.h"

#include "base/embedded.h"
#include "base/log.h"
#include "catalogue/value.h"

#define FOLDER "data/scenario/demo/"

/* ---- tables ---- */

void demo_table_open(struct demo_table *table, struct arena *arena, struct slice file) {
    const struct embedded_file *found = embedded_find(file);
    if (!found) BUG("%.*s is not inside the program", SLICE_ARG(file));
    csv_open(&table->csv, arena, found->bytes);
    if (!csv_next(&table->csv)) BUG("%.*s is empty", SLICE_ARG(file));
    table->column_count = table->csv.cell_count;
    memcpy(table->header, table->csv.cells, table->column_count * sizeof table->header[0]);
}

bool demo_table_next(struct demo_table *table) {
    bool found = csv_next(&table->csv);
    if (table->csv.error) BUG("line %zu: %s", table->csv.line, table->csv.error);
    return found;
}

struct slice demo_table_text(const struct demo_table *table, const char *column) {
    for (size_t i = 0; i < table->column_count; i++) {
        if (slice_equal(table->header[i], slice_of(column))) return csv_cell(&table->csv, (int)i);
    }
    BUG("no column %s", column);
}

int64_t demo_table_number(const struct demo_table *table, const char *column) {
    struct slice text = demo_table_text(table, column);
    int64_t number = 0;
    if (text.len && !slice_to_int64(text, &number)) BUG("line %zu: %s is no number", table->csv.line, column);
    return number;
}

int64_t demo_table_day(const struct demo_table *table, const char *column) {
    struct date date;
    if (!date_parse_iso(demo_table_text(table, column), &date)) BUG("line %zu: %s is no day", table->csv.line, column);
    return date_first_day(date);
}

/* ---- records ---- */

static bool cell_parse(struct demo_out *out, const struct field *field, struct slice cell, struct value *value,
                       struct refusal *refusal) {
    if (!cell.len) return true;
    if (field->kind == KIND_REF) {
        *value = DEMO_REF(demo_id_of_key(field->ref, cell));
        return true;
    }
    return value_parse_input(demo_out_arena(out), field, cell, S(""), value, refusal);
}

static bool record_add(struct demo_out *out, const struct record_type *type, const struct demo_table *table,
                       struct refusal *refusal) {
    struct uuid org = demo_id_of_key("organisation", demo_table_text(table, "org"));
    demo_out_act(out, org, (struct uuid){{0}});
    struct record *record = demo_out_add(out, type, demo_id_of_key(type->name, demo_table_text(table, "key")));
    for (size_t i = 0; i < table->column_count; i++) {
        struct slice name = table->header[i];
        const struct field *field = record_type_field(type, name);
        if (!field && (slice_equal(name, S("org")) || slice_equal(name, S("key")))) continue;
        if (!field) BUG("%s has no field %.*s", type->name, SLICE_ARG(name));
        struct refusal wrong = REFUSAL_IN(refusal->arena);
        if (cell_parse(out, field, csv_cell(&table->csv, (int)i), record_value(record, field), &wrong)) continue;
        struct slice line = arena_printf(refusal->arena, "%s line %zu", type->name, table->csv.line);
        return refuse_with(refusal, line, "{1}: {2}", name, slice_of(wrong.first->message));
    }
    return true;
}

/* "data/scenario/demo/08-promise_part.csv" is of promise_part; a file without a number is no file of records. */
static const struct record_type *file_type(const struct catalogue *catalogue, struct slice name) {
    struct slice file = slice_sub(name, sizeof FOLDER - 1, name.len);
    if (file.len < 4 || file.s[0] < '0' || file.s[0] > '9' || !slice_ends(file, S(".csv"))) return NULL;
    struct slice type_name = slice_sub(file, 3, file.len - 4);
    const struct record_type *type = catalogue_find(catalogue, type_name);
    if (!type) BUG("no record type %.*s", SLICE_ARG(type_name));
    return type;
}

bool demo_records_add(struct demo_out *out, struct refusal *refusal) {
    size_t count;
    const struct embedded_file *files = embedded_folder(S(FOLDER), &count);
    struct demo_table *table = arena_make(out->arena, struct demo_table, 1);
    for (size_t i = 0; i < count; i++) {
        const struct record_type *type = file_type(store_catalogue(out->store), files[i].name);
        if (!type) continue;
        demo_table_open(table, out->arena, files[i].name);
        while (demo_table_next(table)) {
            if (!record_add(out, type, table, refusal)) return false;
        }
    }
    return true;
}
