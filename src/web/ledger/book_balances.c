/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/book_balances.h"

#include "web/ask.h"
#include "web/ledger/book_pages.h"

/* ---- sums ---- */

int64_t book_balance_shown(const struct ledger_row *row) {
    return book_grows_by_debit(row->kind) ? row->closing : book_negated(row->closing);
}

int64_t book_profit(const struct book_sums *sums) {
    return book_add(sums->income, book_negated(sums->expenses));
}

static struct book_sums *sums_of_unit(struct book_seen *seen, struct book_sums **sums, size_t *count,
                                      struct uuid unit) {
    for (size_t i = 0; i < *count; i++) {
        if (uuid_equal((*sums)[i].unit, unit)) return &(*sums)[i];
    }
    *sums = arena_room(seen->web->arena, *sums, sizeof **sums, *count);
    (*sums)[*count] = (struct book_sums){.unit = unit};
    return &(*sums)[(*count)++];
}

static int64_t *sum_of_kind(struct book_sums *sums, struct slice kind) {
    if (slice_equal(kind, S("asset"))) return &sums->assets;
    if (slice_equal(kind, S("liability"))) return &sums->liabilities;
    if (slice_equal(kind, S("equity"))) return &sums->equity;
    return slice_equal(kind, S("income")) ? &sums->income : &sums->expenses;
}

size_t book_sums_of(struct book_seen *seen, const struct ledger_table *table, struct book_sums **sums) {
    size_t count = 0;
    *sums = NULL;
    sums_of_unit(seen, sums, &count, ledger_book_of(seen->book)->unit.id);
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        int64_t *sum = sum_of_kind(sums_of_unit(seen, sums, &count, row->unit_id), row->kind);
        *sum = book_add(*sum, book_balance_shown(row));
    }
    return count;
}

/* ---- trial balance ---- */

static const struct report_column trial_columns[] = {{"account", TR("Account"), REPORT_TEXT},
                                                     {"opening", TR("Opening"), REPORT_AMOUNT},
                                                     {"debit", TR("Debit"), REPORT_AMOUNT},
                                                     {"credit", TR("Credit"), REPORT_AMOUNT},
                                                     {"closing", TR("Closing"), REPORT_AMOUNT}};

static void trial_amounts(struct report_row *to, const struct ledger_row *from, struct slice href) {
    report_amount(to, 1, from->opening, S(""));
    report_amount(to, 2, from->debit, href);
    report_amount(to, 3, from->credit, href);
    report_amount(to, 4, from->closing, S(""));
}

static void trial_add(struct ledger_row *sum, const struct ledger_row *row) {
    sum->opening = book_add(sum->opening, row->opening);
    sum->debit = book_add(sum->debit, row->debit);
    sum->credit = book_add(sum->credit, row->credit);
    sum->closing = book_add(sum->closing, row->closing);
}

static bool is_moved(const struct ledger_row *row) {
    return row->opening || row->debit || row->credit || row->closing;
}

static struct slice account_words(struct book_seen *seen, const struct ledger_row *row) {
    return book_account_text(seen->web, row->number, row->name, row->name_km);
}

static void trial_unit(struct book_report *report, const struct ledger_table *table, struct uuid unit) {
    struct book_seen *seen = report->seen;
    struct ledger_row sum = {.unit_id = unit};
    bool any = false;
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        if (!uuid_equal(row->unit_id, unit) || !is_moved(row)) continue;
        struct slice href = book_statement_href(seen, row->account_id, seen->from, seen->to);
        struct report_row *shown = report_add(report, REPORT_ROW, unit);
        shown->account_id = row->account_id;
        report_text(shown, 0, account_words(seen, row), href);
        trial_amounts(shown, row, href);
        trial_add(&sum, row);
        any = true;
    }
    if (!any) return;
    struct report_row *total = report_add(report, REPORT_TOTAL, unit);
    report_text(total, 0,
                web_tr_fill(seen->web, TR("Total in {1}"), book_unit(seen, unit)->symbol.text, S("")), S(""));
    trial_amounts(total, &sum, S(""));
}

enum outcome trial_balance_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    struct book_report report = {.seen = &seen,
                                 .code = "trial-balance",
                                 .title = TR("Trial balance"),
                                 .path = book_href(web, seen.book, "trial-balance"),
                                 .columns = trial_columns,
                                 .column_count = ARRAY_LEN(trial_columns)};
    ask_only(web, "from to format");
    book_ask_days(&seen);
    if (!report_may_read(&seen)) return report_answer(&report);
    struct ledger_table table = ledger_trial_balance(web_db(web), web->arena, seen.book, seen.from, seen.to);
    struct book_sums *sums;
    size_t count = book_sums_of(&seen, &table, &sums);
    for (size_t i = 0; i < count; i++) {
        trial_unit(&report, &table, sums[i].unit);
    }
    return report_answer(&report);
}

/* ---- kinds one below the other ---- */

static const struct report_column kind_columns[] = {{"account", TR("Account"), REPORT_TEXT},
                                                    {"amount", TR("Amount"), REPORT_AMOUNT}};

struct kind_block {
    const char *kind, *heading, *total;
};
static const struct kind_block blocks[] = {
    {"asset", TR("Assets"), TR("Total assets")},
    {"liability", TR("Liabilities"), TR("Total liabilities")},
    {"equity", TR("Equity"), TR("Total equity")},
    {"income", TR("Income"), TR("Total income")},
    {"expense", TR("Expenses"), TR("Total expenses")},
};

static void row_total(struct book_report *report, struct uuid unit, const char *words, int64_t amount) {
    struct report_row *row = report_add(report, REPORT_TOTAL, unit);
    report_text(row, 0, web_tr(report->seen->web, words), S(""));
    report_amount(row, 1, amount, S(""));
}

static void row_heading(struct book_report *report, struct uuid unit, struct slice words) {
    report_text(report_add(report, REPORT_HEADING, unit), 0, words, S(""));
}

/* The accounts of one kind that hold something, and what they add up to; `from` is where their statements
 * begin. */
static void kind_add(struct book_report *report, const struct ledger_table *table, struct uuid unit,
                     const struct kind_block *block, int64_t from) {
    struct book_seen *seen = report->seen;
    int64_t sum = 0;
    row_heading(report, unit, web_tr(seen->web, block->heading));
    for (size_t i = 0; i < table->count; i++) {
        const struct ledger_row *row = &table->rows[i];
        if (!uuid_equal(row->unit_id, unit) || !slice_equal(row->kind, slice_of(block->kind)) ||
            !row->closing)
            continue;
        struct slice href = book_statement_href(seen, row->account_id, from, seen->to);
        struct report_row *shown = report_add(report, REPORT_ROW, unit);
        shown->account_id = row->account_id;
        shown->depth = 1;
        report_text(shown, 0, account_words(seen, row), href);
        report_amount(shown, 1, book_balance_shown(row), href);
        sum = book_add(sum, book_balance_shown(row));
    }
    row_total(report, unit, block->total, sum);
}

static void unit_heading(struct book_report *report, size_t units, struct uuid unit) {
    if (units > 1) row_heading(report, unit, book_unit(report->seen, unit)->symbol.text);
}

static void sheet_unit(struct book_report *report, const struct ledger_table *table,
                       const struct book_sums *sums, size_t units) {
    int64_t from = date_first_day(ledger_book_of(report->seen->book)->opened_on.date);
    unit_heading(report, units, sums->unit);
    for (size_t i = 0; i < 3; i++) {
        kind_add(report, table, sums->unit, &blocks[i], from);
    }
    row_total(report, sums->unit, TR("Profit that is not closed yet"), book_profit(sums));
    row_total(report, sums->unit, TR("Liabilities, equity and profit"),
              book_add(book_add(sums->liabilities, sums->equity), book_profit(sums)));
}

enum outcome balance_sheet_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    struct book_report report = {.seen = &seen,
                                 .code = "balance-sheet",
                                 .title = TR("Balance sheet"),
                                 .path = book_href(web, seen.book, "balance-sheet"),
                                 .columns = kind_columns,
                                 .column_count = ARRAY_LEN(kind_columns)};
    ask_only(web, "on format");
    book_ask_day(&seen);
    if (!report_may_read(&seen)) return report_answer(&report);
    struct ledger_table table = ledger_balances_on(web_db(web), web->arena, seen.book, seen.to);
    struct book_sums *sums;
    size_t count = book_sums_of(&seen, &table, &sums);
    for (size_t i = 0; i < count; i++) {
        sheet_unit(&report, &table, &sums[i], count);
    }
    return report_answer(&report);
}

/* ---- income statement ---- */

/* Closing entries take income and expenses to nothing at the end of a year; what was earned is told without
 * them. */
static void without_closing(struct book_seen *seen, struct ledger_table *table) {
    struct ledger_table closing =
        ledger_closing_turnover(web_db(seen->web), seen->web->arena, seen->book, seen->from, seen->to);
    for (size_t i = 0; i < closing.count; i++) {
        for (size_t k = 0; k < table->count; k++) {
            if (uuid_equal(table->rows[k].account_id, closing.rows[i].account_id))
                table->rows[k].closing =
                    book_add(table->rows[k].closing, book_negated(closing.rows[i].closing));
        }
    }
}

static void statement_unit(struct book_report *report, const struct ledger_table *table,
                           const struct book_sums *sums, size_t units) {
    unit_heading(report, units, sums->unit);
    for (size_t i = 3; i < ARRAY_LEN(blocks); i++) {
        kind_add(report, table, sums->unit, &blocks[i], report->seen->from);
    }
    row_total(report, sums->unit, TR("Profit"), book_profit(sums));
}

enum outcome income_statement_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    struct book_report report = {.seen = &seen,
                                 .code = "income-statement",
                                 .title = TR("Income statement"),
                                 .path = book_href(web, seen.book, "income-statement"),
                                 .columns = kind_columns,
                                 .column_count = ARRAY_LEN(kind_columns)};
    ask_only(web, "from to format");
    book_ask_days(&seen);
    if (!report_may_read(&seen)) return report_answer(&report);
    struct ledger_table table = ledger_trial_balance(web_db(web), web->arena, seen.book, seen.from, seen.to);
    for (size_t i = 0; i < table.count; i++) {
        table.rows[i].closing = book_add(table.rows[i].debit, book_negated(table.rows[i].credit));
    }
    without_closing(&seen, &table);
    struct book_sums *sums;
    size_t count = book_sums_of(&seen, &table, &sums);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || sums[i].income || sums[i].expenses) statement_unit(&report, &table, &sums[i], count);
    }
    return report_answer(&report);
}
