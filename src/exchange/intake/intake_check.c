/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "exchange/intake/intake_chunk.h"
#include "exchange/intake/intake_source.h"

enum { CHECK_ROWS = 1000, LINE_BYTES = 120 };

void intake_count(struct intake_counts *counts, const struct intake_row *row) {
    counts->all++;
    counts->by[row->verdict]++;
    bool is_double = row->verdict == ROW_KNOWN || row->verdict == ROW_TWICE;
    if (is_double && !row->change_count) counts->skipped++;
}

/* ---- refused rows in a file ---- */

static int compare_rows(const void *a, const void *b) {
    const int64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

void refused_rows_read(struct arena *arena, const char *path, struct refused_rows *refused) {
    int64_t number;
    *refused = (struct refused_rows){0};
    FILE *file = path ? fopen(path, "re") : NULL;
    while (file && fread(&number, sizeof number, 1, file) == 1) {
        refused->rows = arena_room(arena, refused->rows, sizeof *refused->rows, refused->count);
        refused->rows[refused->count++] = number;
    }
    if (file) fclose(file);
    if (refused->count)
        qsort(refused->rows, refused->count, sizeof number, compare_rows); /* they come level by level */
}

struct known_row {
    int64_t number;
    struct uuid who;
};

void known_row_write(FILE *file, const struct intake_row *row) {
    struct known_row known = {row->number, row->known};
    fwrite(&known, sizeof known, 1, file);
}

struct key_table *known_rows_read(struct arena *arena, const char *path) {
    struct known_row known;
    struct uuid other;
    int64_t number;
    FILE *file = path ? fopen(path, "re") : NULL;
    struct key_table *rows = file ? key_table_new(arena) : NULL;
    while (file && fread(&known, sizeof known, 1, file) == 1) {
        key_table_put(rows, intake_row_key(known.number), known.number, known.who, &number, &other);
    }
    if (file) fclose(file);
    return rows;
}

bool refused_rows_has(const struct refused_rows *refused, int64_t row) {
    return refused->count && bsearch(&row, refused->rows, refused->count, sizeof row, compare_rows);
}

/* ---- what is remembered for the page ---- */

static struct slice line_text(struct arena *arena, const struct intake_row *row, int column) {
    struct text text = TEXT_IN(arena);
    if (column >= 0)
        return (size_t)column < row->cell_count ? arena_copy(arena, row->cells[column].text) : S("");
    for (size_t i = 0; i < row->cell_count && text.len < LINE_BYTES; i++) {
        if (!row->cells[i].text.len) continue;
        if (text.len) text_append(&text, S(" · "));
        text_append(&text, row->cells[i].text);
    }
    return text_slice(&text);
}

static int column_of(struct slice name) {
    int64_t column;
    bool is_column =
        slice_starts(name, S("column.")) && slice_to_int64(slice_sub(name, 7, name.len), &column);
    return is_column ? (int)column : -1;
}

static const char *label_of(const struct record_type *type, struct slice name) {
    const struct field *field =
        slice_starts(name, S("field.")) ? record_type_field(type, slice_sub(name, 6, name.len)) : NULL;
    return field ? field->label : NULL;
}

static void keep_refused(struct intake_result *result, const struct intake_plan *plan,
                         const struct intake_row *row) {
    struct arena *arena = result->arena;
    for (const struct refusal_item *item = row->refusal.first; item; item = item->next) {
        if (result->refused_count == LIMIT_IMPORT_SHOWN) return;
        struct intake_line *line = &result->refused[result->refused_count++];
        int column = column_of(item->field);
        *line = (struct intake_line){
            .row = row->number,
            .verdict = ROW_REFUSED,
            .column = column,
            .field = label_of(plan->type, item->field),
            .text = line_text(arena, row, column),
            .message = item->message,
            .args = {arena_copy(arena, item->args[0]), arena_copy(arena, item->args[1])}};
    }
}

static void keep_double(struct intake_result *result, const struct intake_row *row) {
    if (result->double_count == LIMIT_IMPORT_SHOWN) return;
    result->doubles[result->double_count++] = (struct intake_line){.row = row->number,
                                                                   .verdict = row->verdict,
                                                                   .known = row->known,
                                                                   .twice_of = row->twice_of,
                                                                   .column = -1,
                                                                   .text = line_text(result->arena, row, -1)};
}

/* ---- the check ---- */

struct checking {
    const struct intake_job *job;
    struct intake_result *result;
    struct intake_run *run;
    struct intake_book *book;
    FILE *refused, *known;
};

static void take_row(struct checking *checking, const struct intake_row *row) {
    intake_count(&checking->result->counts, row);
    if (row->verdict == ROW_KNOWN || row->verdict == ROW_TWICE) keep_double(checking->result, row);
    if (row->verdict == ROW_KNOWN && checking->known) known_row_write(checking->known, row);
    if (row->verdict != ROW_REFUSED) return;
    keep_refused(checking->result, checking->job->setup.plan, row);
    if (checking->book && checking->result->counts.by[ROW_REFUSED] <= LIMIT_IMPORT_REFUSED)
        intake_book_add(checking->book, row);
    if (checking->refused) fwrite(&row->number, sizeof row->number, 1, checking->refused);
}

static enum intake_end check_rows(struct checking *checking, struct intake_source *source) {
    const struct intake_job *job = checking->job;
    struct intake_row *rows = arena_make(checking->result->arena, struct intake_row, CHECK_ROWS);
    struct arena *chunk_arena = arena_new();
    enum intake_end end = INTAKE_DONE;
    size_t count;
    while (end == INTAKE_DONE && (count = intake_source_read(source, chunk_arena, rows, CHECK_ROWS)) > 0) {
        if (!intake_run_judge(checking->run, chunk_arena, rows, count)) break;
        if (!intake_run_try(checking->run, chunk_arena, rows, count)) end = INTAKE_FAILED;
        for (size_t i = 0; i < count; i++) {
            take_row(checking, &rows[i]);
        }
        arena_reset(chunk_arena);
        if (job->progress) job->progress(job->context, checking->result->counts.all);
    }
    arena_free(chunk_arena);
    return end == INTAKE_DONE && intake_is_stopping(&job->setup) ? INTAKE_STOPPED : end;
}

static bool close_files(struct checking *checking) {
    bool good = !checking->book || intake_book_close(checking->book);
    if (checking->refused) good = fclose(checking->refused) == 0 && good;
    if (checking->known) good = fclose(checking->known) == 0 && good;
    return good;
}

static void result_open(struct intake_result *result) {
    *result = (struct intake_result){.arena = arena_new()};
    result->refused = arena_make(result->arena, struct intake_line, LIMIT_IMPORT_SHOWN);
    result->doubles = arena_make(result->arena, struct intake_line, LIMIT_IMPORT_SHOWN);
}

static void open_files(struct checking *checking, struct arena *arena) {
    const struct intake_job *job = checking->job;
    if (job->workbook) checking->book = intake_book_new(arena, job->workbook, job->setup.plan, &job->locale);
    if (job->refused) checking->refused = fopen(job->refused, "we");
    if (job->known) checking->known = fopen(job->known, "we");
}

enum intake_end intake_check(const struct intake_job *job, struct intake_result *result) {
    result_open(result);
    struct arena *work_arena = arena_new();
    struct intake_source *source = arena_make(work_arena, struct intake_source, 1);
    struct intake_setup setup = job->setup;
    struct checking checking = {.job = job, .result = result};
    enum intake_end end = INTAKE_UNREADABLE;
    open_files(&checking, work_arena);
    if (intake_source_open(source, work_arena, &job->setup, job->file)) {
        setup.order = source->order;
        checking.run = intake_run_new(work_arena, &setup);
        end = check_rows(&checking, source);
    } else if (intake_is_stopping(&job->setup)) {
        end = INTAKE_STOPPED;
    }
    result->trouble = source->reader.trouble;
    result->trouble_row = source->reader.trouble_row;
    intake_source_close(source);
    if (!close_files(&checking)) {
        log_fail("the list of refused rows could not be written");
        if (job->known) unlink(job->known); /* then the writing asks the register itself */
    }
    arena_free(work_arena);
    return result->trouble ? INTAKE_UNREADABLE : end;
}
