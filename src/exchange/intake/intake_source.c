/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/intake/intake_source.h"

static bool reader_open(struct intake_source *source) {
    struct sheet_reader *reader = &source->reader;
    if (!sheet_reader_open(reader, source->arena, source->path, source->setup->plan->sheet)) return false;
    reader->is_stopping = source->setup->is_stopping;
    reader->stop_context = source->setup->stop_context;
    return true;
}

/* Once through the file, for its keys and what refers to them. */
static bool order_read(struct intake_source *source) {
    const struct intake_plan *plan = source->setup->plan;
    source->order = row_order_new(source->arena, plan);
    while (sheet_reader_next(&source->reader)) {
        if (source->reader.row.number >= plan->data_row) row_order_add(source->order, &source->reader.row);
    }
    if (source->reader.trouble || intake_is_stopping(source->setup)) return false;
    row_order_settle(source->order);
    sheet_reader_close(&source->reader);
    return reader_open(source);
}

bool intake_source_open(struct intake_source *source, struct arena *arena, const struct intake_setup *setup,
                        const char *path) {
    *source = (struct intake_source){.arena = arena, .setup = setup, .path = path, .reader = {.pipe = -1}};
    if (!reader_open(source)) return false;
    return !row_order_is_needed(setup->plan) || order_read(source);
}

void intake_source_close(struct intake_source *source) {
    sheet_reader_close(&source->reader);
}

static void row_keep(struct intake_row *kept, struct arena *arena, const struct sheet_row *row) {
    *kept = (struct intake_row){.number = row->number,
                                .cell_count = row->count,
                                .cells = arena_make(arena, struct sheet_cell, row->count)};
    for (size_t i = 0; i < row->count; i++) {
        kept->cells[i] = (struct sheet_cell){row->cells[i].kind, arena_copy(arena, row->cells[i].text)};
    }
}

static bool is_due(const struct intake_source *source, int64_t number) {
    return number >= source->setup->plan->data_row &&
           (!source->order || row_order_level(source->order, number) == source->level);
}

static size_t level_read(struct intake_source *source, struct arena *arena, struct intake_row *rows,
                         size_t max) {
    size_t count = 0;
    while (count < max && sheet_reader_next(&source->reader)) {
        if (is_due(source, source->reader.row.number)) row_keep(&rows[count++], arena, &source->reader.row);
    }
    return count;
}

static bool next_level(struct intake_source *source) {
    bool has_more = source->order && !source->reader.trouble && !intake_is_stopping(source->setup) &&
                    source->level + 1 < row_order_levels(source->order);
    if (!has_more) return false;
    source->level++;
    sheet_reader_close(&source->reader);
    return reader_open(source);
}

size_t intake_source_read(struct intake_source *source, struct arena *arena, struct intake_row *rows,
                          size_t max) {
    size_t count;
    do {
        count = level_read(source, arena, rows, max);
    } while (!count && next_level(source));
    return count;
}
