/* SPDX-License-Identifier: Apache-2.0 */
/* See book_pages.h.  What was posted, one after the other: the statement of an account, the cash book, the
 * day book. */
#include "base/limits.h"
#include "web/ask.h"
#include "web/export/download.h"
#include "web/furniture.h"
#include "web/ledger/book_pages.h"
#include "web/ledger/book_report.h"
#include "web/programme/promise_view.h"

/* ---- the statement of one account ---- */

static const struct report_column move_columns[] = {{"on_day", TR("On"), REPORT_DAY},
                                                    {"memo", TR("What for"), REPORT_TEXT},
                                                    {"debit", TR("Debit"), REPORT_AMOUNT},
                                                    {"credit", TR("Credit"), REPORT_AMOUNT},
                                                    {"balance", TR("Balance"), REPORT_AMOUNT}};
static const struct report_column cash_columns[] = {{"on_day", TR("On"), REPORT_DAY},
                                                    {"memo", TR("What for"), REPORT_TEXT},
                                                    {"in", TR("Money in"), REPORT_AMOUNT},
                                                    {"out", TR("Money out"), REPORT_AMOUNT},
                                                    {"balance", TR("Balance"), REPORT_AMOUNT}};

static void edge_row(struct book_report *report, struct uuid unit, int64_t day, const char *words,
                     int64_t balance) {
    struct report_row *row = report_add(report, REPORT_TOTAL, unit);
    report_day(row, 0, day);
    report_text(row, 1, web_tr(report->seen->web, words), S(""));
    report_amount(row, 4, balance, S(""));
}

static struct slice words_of(struct web *web, struct slice memo, struct slice source_type) {
    return memo.len ? memo : book_source_words(web, source_type);
}

static void move_row(struct book_report *report, struct uuid unit, const struct ledger_move_row *move) {
    struct web *web = report->seen->web;
    struct slice href = book_source_href(web, move->source_type, move->source_id);
    struct report_row *row = report_add(report, REPORT_ROW, unit);
    row->source_type = move->source_type;
    row->source_id = move->source_id;
    report_day(row, 0, move->day);
    report_text(row, 1, words_of(web, move->memo, move->source_type), href);
    report_amount(row, move->amount < 0 ? 3 : 2, move->amount < 0 ? book_negated(move->amount) : move->amount,
                  href);
    report_amount(row, 4, move->balance, S(""));
}

/* The postings of one account between its balance before and after. */
static void account_rows(struct book_report *report, const struct record *account) {
    struct book_seen *seen = report->seen;
    struct uuid unit = ledger_account_of(account)->unit.id;
    struct ledger_statement statement = ledger_statement_read(web_db(seen->web), seen->web->arena, account,
                                                              seen->from, seen->to, LIMIT_LEDGER_REPORT_ROWS);
    edge_row(report, unit, seen->from, TR("Balance before"), statement.opening);
    for (size_t i = 0; i < statement.count; i++) {
        move_row(report, unit, &statement.rows[i]);
    }
    report->is_cut = report->is_cut || statement.has_more;
    edge_row(report, unit, seen->to, TR("Balance after"), statement.closing);
}

static struct record *account_of_path(struct web *web, struct book_seen *seen) {
    struct uuid id;
    struct record *account = web_arg_id(web, 0, &id) ? web_record(web, &ledger_account_type, id) : NULL;
    struct record *book =
        account ? web_record(web, &ledger_book_type, ledger_account_of(account)->book.id) : NULL;
    if (book) book_begin(web, book, seen);
    return book ? account : NULL;
}

enum outcome statement_page(struct web *web) {
    struct book_seen seen;
    struct record *account = account_of_path(web, &seen);
    if (!account) return OUTCOME_NOT_FOUND;
    const struct ledger_account *fields = ledger_account_of(account);
    struct book_report report = {
        .seen = &seen,
        .code = "statement",
        .title = TR("Account statement"),
        .path = arena_join(web->arena, record_href(web, &ledger_account_type, account->id), S("/statement")),
        .columns = move_columns,
        .column_count = ARRAY_LEN(move_columns)};
    report.subject = book_account_text(web, fields->number.text, fields->name.text, fields->name_km.text);
    ask_only(web, "from to format");
    book_ask_days(&seen);
    if (report_may_read(&seen)) account_rows(&report, account);
    return report_answer(&report);
}

static void account_action(struct web *web, const struct record *account, const char *label, const char *page,
                           struct doc *actions) {
    furniture_add_action(
        web, actions, label,
        arena_printf(web->arena, "%.*s/%s", SLICE_ARG(record_href(web, account->type, account->id)), page),
        false);
}

void ledger_account_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms) return;
    account_action(web, record, TR("Account statement"), "statement", actions);
    if (download_is_allowed(web, &ledger_book_type))
        account_action(web, record, TR("As a bank statement (OFX)"), "ofx", actions);
}

/* ---- the cash book: the accounts where money lies ---- */

static size_t cash_accounts(struct book_seen *seen, struct record ***accounts) {
    struct web *web = seen->web;
    struct view view = web_view(web, &ledger_account_type);
    struct list_query query = {
        .type = &ledger_account_type, .org = seen->book->org_id, .limit = LIMIT_LIST_ROWS, .filter_count = 2};
    struct list_page page;
    query.filters[0] = (struct filter){record_type_field(&ledger_account_type, S("book")),
                                       FILTER_EQUAL,
                                       {.present = true, .id = seen->book->id}};
    query.filters[1] = (struct filter){record_type_field(&ledger_account_type, S("role")),
                                       FILTER_EQUAL,
                                       {.present = true, .text = S("cash")}};
    query.sort = record_type_field(&ledger_account_type, S("number"));
    if (!query_list(web->app->store, web_db(web), web->arena, &view, &query, &page, &web->refusal)) return 0;
    *accounts = page.records;
    return page.count;
}

static void cash_rows(struct book_report *report) {
    struct record **accounts;
    size_t count = cash_accounts(report->seen, &accounts);
    for (size_t i = 0; i < count; i++) {
        const struct ledger_account *account = ledger_account_of(accounts[i]);
        struct slice words = book_account_text(report->seen->web, account->number.text, account->name.text,
                                               account->name_km.text);
        report_text(report_add(report, REPORT_HEADING, account->unit.id), 1, words,
                    record_href(report->seen->web, &ledger_account_type, accounts[i]->id));
        account_rows(report, accounts[i]);
    }
}

enum outcome cash_book_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    struct book_report report = {.seen = &seen,
                                 .code = "cash-book",
                                 .title = TR("Cash book"),
                                 .path = book_href(web, seen.book, "cash-book"),
                                 .columns = cash_columns,
                                 .column_count = ARRAY_LEN(cash_columns)};
    ask_only(web, "from to format");
    book_ask_days(&seen);
    if (report_may_read(&seen)) cash_rows(&report);
    return report_answer(&report);
}

/* ---- the day book: whole entries ---- */

enum { ENTRIES_OF_PAGE = 50 };

static const struct report_column day_columns[] = {{"on_day", TR("On"), REPORT_DAY},
                                                   {"account", TR("Account"), REPORT_TEXT},
                                                   {"debit", TR("Debit"), REPORT_AMOUNT},
                                                   {"credit", TR("Credit"), REPORT_AMOUNT}};

static void entry_line(struct book_report *report, const struct ledger_entry_row *entry,
                       const struct ledger_entry_line *line) {
    struct book_seen *seen = report->seen;
    struct report_row *row = report_add(report, REPORT_ROW, line->unit_id);
    row->depth = 1;
    row->account_id = line->account_id;
    row->source_type = entry->source_type;
    row->source_id = entry->source_id;
    report_text(row, 1, book_account_text(seen->web, line->number, line->name, line->name_km),
                book_statement_href(seen, line->account_id, seen->from, seen->to));
    report_amount(row, line->amount < 0 ? 3 : 2, line->amount < 0 ? book_negated(line->amount) : line->amount,
                  S(""));
}

static void entry_rows(struct book_report *report, const struct ledger_entry_row *entry) {
    struct web *web = report->seen->web;
    struct report_row *head = report_add(report, REPORT_HEADING, SHARED_ORG);
    head->source_type = entry->source_type;
    head->source_id = entry->source_id;
    report_day(head, 0, entry->day);
    report_text(head, 1, words_of(web, entry->memo, entry->source_type),
                book_source_href(web, entry->source_type, entry->source_id));
    for (size_t i = 0; i < entry->line_count; i++) {
        entry_line(report, entry, &entry->lines[i]);
    }
}

static void day_book_rows(struct book_report *report, bool is_file) {
    struct book_seen *seen = report->seen;
    struct web *web = seen->web;
    size_t page = (size_t)ask_number(web, "page", 1, INT32_MAX, 1),
           of_page = is_file ? LIMIT_LEDGER_REPORT_ROWS : ENTRIES_OF_PAGE;
    struct ledger_entry_row *entries;
    if (!report_may_read(seen)) return;
    int64_t total = ledger_entries_count(web_db(web), seen->book, seen->from, seen->to);
    size_t count =
        ledger_entries_read(web_db(web), web->arena, seen->book, seen->from, seen->to, LEDGER_OLDEST_FIRST,
                            is_file ? 0 : (page - 1) * of_page, of_page, &entries);
    for (size_t i = 0; i < count; i++) {
        entry_rows(report, &entries[i]);
    }
    report->is_cut = is_file && (size_t)total > count;
    if (web->is_api)
        doc_set_int(web->arena, web->view, S("total"), total);
    else
        ask_show_pager(web, page, of_page, (size_t)total);
}

enum outcome day_book_page(struct web *web) {
    struct book_seen seen;
    if (!book_of_path(web, &seen)) return OUTCOME_NOT_FOUND;
    struct book_report report = {.seen = &seen,
                                 .code = "day-book",
                                 .title = TR("Day book"),
                                 .path = book_href(web, seen.book, "day-book"),
                                 .columns = day_columns,
                                 .column_count = ARRAY_LEN(day_columns)};
    ask_only(web, "from to page format");
    book_ask_days(&seen);
    day_book_rows(&report, slice_equal(http_query(web->http, S("format")), S("csv")));
    return report_answer(&report);
}
