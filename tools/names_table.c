/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes the dictionary of names a C table (i18n/name_match.h): names_table NAMES.CSV OUT.C.  Every spelling
 * becomes its search key and its skeleton of consonants, sorted by key, so that the program looks names up
 * without reading a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "i18n/name_match.h"

enum { FILE_BYTES_MAX = 1 << 20, SPELLINGS_MAX = 20000, ENTRIES_MAX = 5000 };

struct row {
    struct slice key, skeleton;
    unsigned id;
};

struct table {
    struct arena *arena;
    struct row rows[SPELLINGS_MAX];
    size_t row_count;
    FILE *out;
};

static struct slice file_read(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    size_t len = file ? fread(bytes, 1, FILE_BYTES_MAX, file) : 0;
    if (!file || len == 0 || len == FILE_BYTES_MAX) {
        fprintf(stderr, "names_table: %s cannot be read\n", path);
        exit(1);
    }
    fclose(file);
    return (struct slice){bytes, len};
}

static void row_add(struct table *table, struct slice spelling, unsigned id) {
    struct slice key = name_key_of(table->arena, spelling);
    for (size_t i = 0; i < table->row_count; i++) {
        if (table->rows[i].id == id && slice_equal(table->rows[i].key, key)) return;
    }
    if (!key.len || table->row_count == SPELLINGS_MAX) return;
    table->rows[table->row_count++] = (struct row){key, name_word_skeleton(table->arena, key), id};
}

static int compare_rows(const void *a, const void *b) {
    const struct row *one = a, *other = b;
    int order = slice_compare(one->key, other->key);
    return order ? order : (one->id > other->id) - (one->id < other->id);
}

static void entries_write(struct table *table, struct csv_reader *csv) {
    unsigned id = 0;
    fputs(
        "/* Made from data/names-kh/names.csv by tools/names_table.c. */\n#include \"i18n/name_match.h\"\n\n"
        "const struct name_entry name_entries[] = {\n",
        table->out);
    for (; csv_next(csv) && id < ENTRIES_MAX; id++) {
        struct slice latin = name_key_of(table->arena, csv_cell(csv, 2)),
                     khmer = name_key_of(table->arena, csv_cell(csv, 1));
        bool is_family = slice_equal(csv_cell(csv, 0), S("family"));
        struct slice sex = csv_cell(csv, 4), rest = csv_cell(csv, 3), spelling;
        fprintf(table->out, "    {\"%.*s\", \"%.*s\", %s, '%c'},\n", SLICE_ARG(latin), SLICE_ARG(khmer),
                is_family ? "true" : "false", sex.len ? sex.s[0] : 'u');
        row_add(table, csv_cell(csv, 1), id);
        row_add(table, csv_cell(csv, 2), id);
        while (slice_split(&rest, '|', &spelling))
            row_add(table, slice_trim(spelling), id);
    }
    fprintf(table->out, "};\nconst size_t name_entry_count = %u;\n\n", id);
}

static void spellings_write(struct table *table) {
    qsort(table->rows, table->row_count, sizeof *table->rows, compare_rows);
    fputs("const struct name_spelling name_spellings[] = {\n", table->out);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct row *row = &table->rows[i];
        fprintf(table->out, "    {\"%.*s\", \"%.*s\", %u},\n", SLICE_ARG(row->key), SLICE_ARG(row->skeleton),
                row->id);
    }
    fprintf(table->out, "};\nconst size_t name_spelling_count = %zu;\n", table->row_count);
}

int main(int count, char **args) {
    static struct table table;
    struct csv_reader csv;
    if (count != 3) return 2;
    table.arena = arena_new();
    table.out = fopen(args[2], "wb");
    if (!table.out) return 1;
    csv_open(&csv, table.arena, file_read(table.arena, args[1]));
    csv_next(&csv);
    entries_write(&table, &csv);
    spellings_write(&table);
    arena_free(table.arena);
    return fclose(table.out) != 0;
}
