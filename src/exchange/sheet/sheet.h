/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables that people bring: CSV in its dialects and XLSX.  Reading happens in a child process without any
 * rights (sheet_child.h); what comes through its pipe is read here as if it came from an enemy
 * (sheet_frame.h).
 */
#ifndef MLUP_EXCHANGE_SHEET_H
#define MLUP_EXCHANGE_SHEET_H

#include "base/limits.h"
#include "base/refusal.h"

enum sheet_kind {
    SHEET_TEXT,   /* as typed: what it means is for the column to say */
    SHEET_NUMBER, /* a number of a workbook: decimal point, no grouping, nothing to guess */
    SHEET_DATE,   /* a date of a workbook, as 2016-03-07 */
    SHEET_BOOL,   /* true or false */
    SHEET_ERROR,  /* #N/A, #REF! */
};

struct sheet_cell {
    enum sheet_kind kind;
    struct slice text;
};

struct sheet_row {
    int64_t number; /* as a spreadsheet shows it, from 1 */
    size_t count;
    struct sheet_cell cells[LIMIT_SHEET_COLUMNS];
};

/* Why a file cannot be read (on). */
enum sheet_trouble {
    SHEET_FINE,
    SHEET_EMPTY,
    SHEET_UNKNOWN,       /* neither a table of text nor a workbook */
    SHEET_CUT_OFF,       /* a workbook that ends too early, or is damaged */
    SHEET_PASSWORD,      /* encrypted */
    SHEET_OLD_EXCEL,     /* .xls */
    SHEET_OPEN_DOCUMENT, /* .ods */
    SHEET_BOMB,          /* unpacks to far more than it is */
    SHEET_ENTRIES,       /* too many files inside */
    SHEET_ENTITIES,      /* XML with a document type: entities that multiply */
    SHEET_BAD_XML,
    SHEET_NO_SHEET, /* the workbook has no such sheet */
    SHEET_COLUMNS,  /* too many columns */
    SHEET_CELLS,    /* too many cells */
    SHEET_ROW_LONG, /* one row is too long */
    SHEET_QUOTE,    /* a quotation mark is opened and not closed */
    SHEET_MEMORY,   /* needs more memory than a table may */
    SHEET_SLOW,     /* took too long */
    SHEET_CRASHED,  /* the reader ended without a word */
    SHEET_GONE,     /* the file is not there */
    SHEET_TROUBLES,
};
/* In English, a key for translation; {1} is the row where it was found. */
const char *sheet_trouble_text(enum sheet_trouble trouble);

enum sheet_encoding { SHEET_UTF8, SHEET_UTF16LE, SHEET_UTF16BE, SHEET_CP1252 };
const char *sheet_encoding_name(enum sheet_encoding encoding);

/* What is said of a file before its rows. */
struct sheet_about {
    bool is_workbook;
    enum sheet_encoding encoding;            /* of text */
    char separator;                          /* of text */
    struct slice sheets[LIMIT_SHEET_SHEETS]; /* of a workbook, in its order */
    size_t sheet_count, sheet;               /* the one that is read */
};

struct sheet_reader {
    struct arena *arena;
    struct sheet_about about;
    enum sheet_trouble trouble;
    int64_t trouble_row;  /* 0: not in a row */
    struct sheet_row row; /* valid until the next call */
    int pid, pipe;
    char *bytes;
    size_t at, len;
    bool is_over;
    bool (*is_stopping)(
        void *context); /* set it after the opening: asked while the child is silent; NULL: nobody stops */
    void *stop_context;
};

/* Starts the child on the file; `sheet` is the sheet's number from 0.  False with `trouble` set.  Close it in
 * any case. */
bool sheet_reader_open(struct sheet_reader *reader, struct arena *arena, const char *path, size_t sheet)
    __attribute__((warn_unused_result));
/* The next row that has anything in it; false at the end, or with `trouble` set. */
bool sheet_reader_next(struct sheet_reader *reader);
void sheet_reader_close(struct sheet_reader *reader);
/* Bytes that came in a form as a file that is in memory alone, to be opened as /proc/self/fd/N; the caller closes it.  -1 when there is
 * no room. */
int sheet_memory_file(struct slice bytes);

#endif
