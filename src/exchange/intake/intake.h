/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a file becoming records.  A plan says which column is which field and how its values are meant; a
 * run takes rows with a plan and says of each what it would do; the same run, writing, does it through the
 * one write path.
 *
 * Nothing is guessed about meaning: what two people could read differently is refused at its cell until the
 * plan says how it is meant, once for the whole column.
 */
#ifndef MLUP_EXCHANGE_INTAKE_H
#define MLUP_EXCHANGE_INTAKE_H

#include "access/access.h"
#include "domain/place/gazetteer.h"
#include "exchange/sheet/sheet.h"
#include "i18n/locale.h"

/* ---- the plan (intake_plan.c, intake_head.c, intake_match.c) ---- */

enum intake_target {
    TARGET_NONE,  /* the column is left out */
    TARGET_FIELD, /* a value of a field */
    TARGET_CODE,  /* the record's own short code: names the record to change */
    TARGET_KEY, /* what tells the rows of this file apart (a number of the other program): the same key is the
                   same record */
};
enum intake_order { ORDER_ASK, ORDER_DAY_FIRST, ORDER_MONTH_FIRST };
enum intake_dot { DOT_ASK, DOT_GROUPS, DOT_DECIMALS };

enum { INTAKE_SAMPLES = 3, INTAKE_HEAD_ROWS = 12 };

struct intake_column {
    struct slice header;
    struct slice samples[INTAKE_SAMPLES];
    size_t sample_count;
    enum intake_target target;
    const struct field *field;
    int place_digits; /* of a place in several columns: the level in this one (2 4 6 8); 0: the whole place */
    enum intake_order order;
    enum intake_dot dot;
    bool asks_order, asks_dot; /* its values can be read in two ways */
    bool is_ours;              /* the column of reasons that the annotated workbook added */
};

struct intake_plan {
    const struct record_type *type;
    size_t sheet;
    int64_t header_row;  /* 0: the file has none */
    int64_t data_row;    /* the first row of values */
    enum currency money; /* of amounts that do not say theirs */
    size_t column_count;
    struct intake_column columns[LIMIT_SHEET_COLUMNS];
};

/* What is matched, as JSON (kept with the import and for the next file of the same shape), and back: columns
 * and meanings are taken over into a plan that knows its headers.  False when it is none. */
struct slice intake_plan_write(struct arena *arena, const struct intake_plan *plan);
bool intake_plan_read(struct arena *arena, struct slice json, struct intake_plan *plan);
/* What the same header of another file has in common with this one. */
struct slice intake_fingerprint(struct arena *arena, const struct intake_plan *plan);
/* Why a plan cannot be worked with (nothing matched, two columns for one field, a field that is not offered,
 * …), by column ("column.3"). */
bool intake_plan_check(const struct intake_plan *plan, const struct view *view, struct refusal *refusal);

/* The fields that a column may become: those the actor may see and set. */
size_t intake_fields(const struct record_type *type, const struct view *view, const struct field **fields);

/* The head of a file: what it is, where its header stands, what stands in its columns; and a first plan. */
struct intake_head {
    struct sheet_about about;
    struct intake_plan plan;
    size_t matched; /* columns that became something */
    size_t row_count;
    struct sheet_row *rows; /* the first INTAKE_HEAD_ROWS */
};
/* `header_row` -1: found by itself.  False with `trouble` when the file cannot be read. */
bool intake_head_read(struct arena *arena, const char *path, const struct record_type *type,
                      const struct view *view, size_t sheet, int64_t header_row, const struct messages *khmer,
                      struct intake_head *head, enum sheet_trouble *trouble, int64_t *trouble_row);
/* Suggests a target for every column by its header and by the shape of its values. */
void intake_match(struct arena *arena, struct intake_plan *plan, const struct view *view,
                  const struct messages *khmer);

/* ---- rows (intake_run.c) ---- */

enum intake_verdict {
    ROW_NEW,
    ROW_CHANGED,
    ROW_UNCHANGED,
    ROW_REFUSED,
    ROW_KNOWN, /* somebody like this is in the register already */
    ROW_TWICE, /* the same as an earlier row of the file */
    ROW_VERDICTS
};

enum intake_choice { CHOICE_SKIP, CHOICE_UPDATE, CHOICE_CREATE };
/* What to do with rows that are known or twice: "all=skip,12=create,40=update". */
struct intake_decisions {
    enum intake_choice known, twice; /* unless a row says otherwise */
    struct {
        int64_t row;
        enum intake_choice choice;
    } * rows;
    size_t count;
};
bool intake_decisions_read(struct arena *arena, struct slice text, struct intake_decisions *decisions);
struct slice intake_decisions_write(struct arena *arena, const struct intake_decisions *decisions);
struct slice intake_choice_code(enum intake_choice choice);
bool intake_choice_of(struct slice code, enum intake_choice *choice);

enum { INTAKE_ROW_CHANGES = 2 };

/* What a row comes to. */
struct intake_row {
    int64_t number;
    enum intake_verdict verdict;
    struct uuid known; /* ROW_KNOWN: who; ROW_TWICE: zero */
    int64_t twice_of;  /* ROW_TWICE: the earlier row */
    bool is_taken;     /* its changes are to be made */
    uint64_t ahead;    /* fields that refer to rows of the same file, which may not be records yet */
    struct change changes[INTAKE_ROW_CHANGES];
    size_t change_count;
    struct refusal refusal;   /* items name their column "column.N", or nothing */
    struct sheet_cell *cells; /* as they stood */
    size_t cell_count;
};

struct key_table;
struct row_order;

struct intake_setup {
    struct store *store;
    struct access *access;
    struct gazetteer *gazetteer;
    const struct messages *khmer;
    const struct actor *actor;
    const struct intake_plan *plan;
    const struct intake_decisions *decisions;
    struct slice reason;           /* of every change: "Import IM-0001A" */
    const struct row_order *order; /* of rows that refer to rows of the same file; NULL: none do */
    const struct key_table
        *known; /* by intake_row_key: whom of the register a row was found to be by the check; NULL: ask */
    bool (*is_stopping)(void *context); /* asked between rows; NULL: nobody stops the work */
    void *stop_context;
};
bool intake_is_stopping(const struct intake_setup *setup);

struct intake_run;
struct intake_run *intake_run_new(struct arena *arena, const struct intake_setup *setup);
/* Judges rows that belong together; `rows` have numbers and cells.  Everything lives in the chunk's arena.
 * False when the work is to stop: then some are not judged. */
bool intake_run_judge(struct intake_run *run, struct arena *chunk_arena, struct intake_row *rows,
                      size_t count);
/* The same rows before the writer: what rules and rights say.  True when it could be asked. */
bool intake_run_try(struct intake_run *run, struct arena *chunk_arena, struct intake_row *rows, size_t count);

#endif
