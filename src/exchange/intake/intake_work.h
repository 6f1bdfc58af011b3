/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three long works of an import: looking through the whole file, writing it, taking it back.  Each goes
 * in steps that are one submission to the writer; writing and taking back say in the same submission, on the
 * import's own record, how far they are.  So an end at any moment (kill -9, no power) leaves a beginning of
 * whole steps, and the same work goes on from there.
 */
#ifndef MLUP_EXCHANGE_INTAKE_WORK_H
#define MLUP_EXCHANGE_INTAKE_WORK_H

#include "domain/imports/imports.h"
#include "exchange/intake/intake.h"

struct intake_counts {
    int64_t all, by[ROW_VERDICTS], skipped; /* skipped: known or twice, and left out by decision */
};

/* A row that somebody should look at. */
struct intake_line {
    int64_t row;
    enum intake_verdict verdict;
    struct uuid known;
    int64_t twice_of;
    int column;          /* -1: the whole row */
    const char *field;   /* of a refusal that no column stands for: the field's label, or NULL */
    struct slice text;   /* what stood in the cell, or in the row's first cells */
    const char *message; /* NULL: not refused */
    struct slice args[2];
};

/* What a check found. */
struct intake_result {
    struct arena *arena;
    struct intake_counts counts;
    struct intake_line *refused, *doubles; /* LIMIT_IMPORT_SHOWN of each at most */
    size_t refused_count, double_count;
    enum sheet_trouble trouble;
    int64_t trouble_row;
};

struct intake_job {
    struct intake_setup setup;
    const char *file;     /* what was brought */
    const char *workbook; /* where the annotated workbook goes; NULL: none */
    const char
        *refused;      /* where the numbers of refused rows are kept between check and writing; NULL: none */
    const char *known; /* and the rows that are somebody of the register */
    struct locale locale; /* of the workbook */
    struct uuid import_id;
    void (*progress)(void *context, int64_t done);
    void *context;
};

enum intake_end { INTAKE_DONE, INTAKE_STOPPED, INTAKE_UNREADABLE, INTAKE_FAILED };

/* Nothing is written but the workbook and the list of refused rows. */
enum intake_end intake_check(const struct intake_job *job, struct intake_result *result);
/* From where the import's record says it is.  The counts are kept on the record. */
enum intake_end intake_write(const struct intake_job *job);
/* Takes back what the import did, newest first; what was edited since stays, unless the record says
 * otherwise. */
enum intake_end intake_undo(const struct intake_job *job);

/* Says on the record of an import that its check or its writing was stopped by a user: a check has done
 * nothing, a writing goes on or is taken back. */
bool intake_note_stopped(struct arena *arena, const struct intake_setup *setup, struct uuid id);
/* The import as it is now; NULL when it is not there for the actor. */
struct record *intake_find(struct arena *arena, const struct intake_setup *setup, struct uuid id);
/* Changes fields of the import's record, whatever its version; true when they are durable. */
bool intake_note(struct arena *arena, const struct intake_setup *setup, struct uuid id,
                 void (*set)(struct import *import, struct change *change, void *context), void *context);
/* "Import IM-0001A", the reason of each of its changes. */
struct slice intake_reason(struct arena *arena, const struct record *import);

/* ---- the annotated workbook (intake_book.c) ---- */

struct intake_book;
struct intake_book *intake_book_new(struct arena *arena, const char *path, const struct intake_plan *plan,
                                    const struct locale *locale);
/* The row with its refusals: cells coloured, a comment on each, all of it in words in the last column. */
void intake_book_add(struct intake_book *book, const struct intake_row *row);
bool intake_book_close(struct intake_book *book);
/* A refusal of a row in the user's language. */
struct slice intake_refusal_text(struct arena *arena, const struct locale *locale,
                                 const struct intake_plan *plan, const struct refusal_item *item);

#endif
