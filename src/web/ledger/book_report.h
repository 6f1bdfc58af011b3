/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report of a book as rows in memory, made once and written three ways: as a page, as JSON and as CSV.  An
 * amount is a whole number of its row's unit of account; only the page formats it.
 */
#ifndef MLUP_WEB_BOOK_REPORT_H
#define MLUP_WEB_BOOK_REPORT_H

#include "web/ledger/ledger_view.h"

enum { REPORT_COLUMNS_MAX = 8 };

enum report_value { REPORT_TEXT, REPORT_DAY, REPORT_AMOUNT };

struct report_column {
    const char *code, *label; /* the code in JSON and CSV; the label is translated */
    enum report_value value;
};

enum report_row_kind { REPORT_ROW, REPORT_HEADING, REPORT_TOTAL };

struct report_cell {
    bool present;
    struct slice text;
    int64_t number; /* a day or an amount */
    struct slice href;
};

struct report_row {
    enum report_row_kind kind;
    int depth;
    struct uuid unit;       /* of the amounts; zero: the row has none */
    struct uuid account_id; /* zero: of no single account */
    struct slice source_type;
    struct uuid source_id; /* what a posting follows from; zero: none */
    struct report_cell cells[REPORT_COLUMNS_MAX];
};

struct book_report {
    struct book_seen *seen;
    const char *code, *title; /* "trial-balance", "Trial balance" */
    struct slice subject;     /* below the title: the account; empty: the book alone */
    struct slice path;        /* of the page */
    const struct report_column *columns;
    size_t column_count;
    struct report_row *rows;
    size_t count;
    bool is_cut; /* there was more than fits */
};

/* Adds an empty row and gives it; valid until the next one. */
struct report_row *report_add(struct book_report *report, enum report_row_kind kind, struct uuid unit);
void report_text(struct report_row *row, size_t column, struct slice text, struct slice href);
void report_day(struct report_row *row, size_t column, int64_t day);
void report_amount(struct report_row *row, size_t column, int64_t amount, struct slice href);

/* Answers the request with the report: as JSON under /api/, with ?format=csv as a file that is logged, else
 * as a page.  What was asked wrongly (web->refusal) is said at its field instead. */
enum outcome report_answer(struct book_report *report);
/* Whether the days asked for can be understood; without them there is nothing to read. */
bool report_may_read(const struct book_seen *seen);

#endif
