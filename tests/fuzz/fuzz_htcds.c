/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of cases: refused, or cases that are read back as they were written and leave a file as they came. */
#include "base/csv.h"
#include "base/log.h"
#include "domain/htcds/htcds_records.h"
#include "exchange/htcds/htcds_plan.h"
#include "exchange/htcds/htcds_read.h"
#include "exchange/htcds/htcds_write.h"

enum { BYTES_MAX = 64 * 1024, ROWS_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static bool table_read(struct arena *arena, struct slice text, struct htcds_reading *reading, struct refusal *refusal) {
    struct htcds_table table = {.lines = arena_make(arena, int64_t, ROWS_MAX), .columns = CSV_CELLS_MAX};
    struct csv_reader csv;
    csv_open(&csv, arena, text);
    table.cells = arena_make(arena, struct slice, ROWS_MAX * CSV_CELLS_MAX);
    while (table.rows < ROWS_MAX && csv_next(&csv)) {
        for (size_t i = 0; i < csv.cell_count; i++)
            table.cells[table.rows * table.columns + i] = csv_cell(&csv, (int)i);
        table.lines[table.rows++] = (int64_t)csv.line;
    }
    return htcds_read_table(arena, &table, reading, refusal);
}

static void reads_back(struct arena *arena, const struct htcds_set *set) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct htcds_reading again = {0};
    struct slice json = htcds_write(arena, set, HTCDS_JSON);
    ASSERT(htcds_read_json(arena, json, &again, &refusal));
    ASSERT(slice_equal(htcds_write(arena, &again.set, HTCDS_JSON), json));
}

/* Through the records of a file and what is kept beside them. */
static void leaves_as_it_came(struct arena *arena, const struct htcds_case *one) {
    struct htcds_plan_for with = {.arena = arena, .today = {2016, 3, 7, DATE_DAY}};
    struct htcds_case told = {.values = arena_make(arena, struct slice, HTCDS_FIELDS_MAX)};
    struct change changes[HTCDS_CHANGES_MAX];
    struct htcds_plan plan;
    htcds_plan_new(&with, one, &plan);
    size_t count = htcds_plan_changes(&with, &plan, changes);
    struct record *kept[] = {changes[count - 1].values};
    plan.own.kept = kept;
    plan.own.kept_count = kept[0]->type == &htcds_values_type;
    htcds_own_case(&plan.own, S("identity,contact,home,needs,story"), &told);
    ASSERT(slice_equal(htcds_case_text(arena, one), htcds_case_text(arena, &told)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct refusal refusal = REFUSAL_IN(arena);
    struct slice text = {(const char *)bytes, length < BYTES_MAX ? length : BYTES_MAX};
    struct htcds_reading reading = {.header = HTCDS_HEADER_NAMES};
    bool is_json = slice_starts(text, S("{")) || slice_starts(text, S("["));
    bool good = is_json ? htcds_read_json(arena, text, &reading, &refusal) : table_read(arena, text, &reading, &refusal);
    if (good) reads_back(arena, &reading.set);
    for (size_t i = 0; good && i < reading.set.count; i++)
        leaves_as_it_came(arena, &reading.set.cases[i]);
    htcds_kept_read(arena, text);
    arena_free(arena);
    return 0;
}
