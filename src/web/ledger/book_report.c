/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ledger/book_report.h"

#include "base/csv.h"
#include "web/ask.h"
#include "web/export/download.h"
#include "web/markup/html.h"
#include "web/plain_form.h"
#include "web/record/list_address.h"

/* ---- rows ---- */

struct report_row *report_add(struct book_report *report, enum report_row_kind kind, struct uuid unit) {
    report->rows = arena_room(report->seen->web->arena, report->rows, sizeof *report->rows, report->count);
    struct report_row *row = &report->rows[report->count++];
    *row = (struct report_row){.kind = kind, .unit = unit};
    return row;
}

void report_text(struct report_row *row, size_t column, struct slice text, struct slice href) {
    row->cells[column] = (struct report_cell){.present = true, .text = text, .href = href};
}

void report_day(struct report_row *row, size_t column, int64_t day) {
    row->cells[column] = (struct report_cell){.present = true, .number = day};
}

void report_amount(struct report_row *row, size_t column, int64_t amount, struct slice href) {
    row->cells[column] = (struct report_cell){.present = true, .number = amount, .href = href};
}

bool report_may_read(const struct book_seen *seen) {
    return refusal_is_empty(&seen->web->refusal);
}

static const char *row_code(enum report_row_kind kind) {
    switch (kind) {
    case REPORT_ROW: return "row";
    case REPORT_HEADING: return "heading";
    case REPORT_TOTAL: return "total";
    }
    BUG("row %d", kind);
}

/* ---- as JSON ---- */

static void row_json(struct book_report *report, const struct report_row *row, struct doc *object) {
    struct web *web = report->seen->web;
    doc_set_text(web->arena, object, S("row"), slice_of(row_code(row->kind)));
    if (!uuid_is_zero(row->account_id)) doc_set_uuid(web->arena, object, S("account_id"), row->account_id);
    if (!uuid_is_zero(row->source_id)) {
        doc_set_text(web->arena, object, S("source_type"), row->source_type);
        doc_set_uuid(web->arena, object, S("source_id"), row->source_id);
    }
    if (!uuid_is_zero(row->unit))
        doc_set_text(web->arena, object, S("unit"), book_unit(report->seen, row->unit)->symbol.text);
    for (size_t i = 0; i < report->column_count; i++) {
        const struct report_cell *cell = &row->cells[i];
        struct slice code = slice_of(report->columns[i].code);
        if (!cell->present) continue;
        switch (report->columns[i].value) {
        case REPORT_TEXT: doc_set_text(web->arena, object, code, cell->text); break;
        case REPORT_DAY: doc_set_text(web->arena, object, code, book_day_iso(web, cell->number)); break;
        case REPORT_AMOUNT: doc_set_int(web->arena, object, code, cell->number); break;
        }
    }
}

static void units_json(struct book_report *report) {
    struct web *web = report->seen->web;
    struct doc *units = doc_set_object(web->arena, web->view, S("units"));
    for (size_t i = 0; i < report->seen->unit_count; i++) {
        const struct commodity *unit = book_unit(report->seen, report->seen->units[i]->id);
        struct doc *object = doc_set_object(web->arena, units, unit->symbol.text);
        doc_set_int(web->arena, object, S("decimals"), unit->decimals.number);
        doc_set_text(web->arena, object, S("unit"), unit->unit.text);
    }
}

static enum outcome answer_json(struct book_report *report) {
    struct web *web = report->seen->web;
    doc_set_uuid(web->arena, web->view, S("book"), report->seen->book->id);
    doc_set_text(web->arena, web->view, S("report"), slice_of(report->code));
    if (report->seen->has_from)
        doc_set_text(web->arena, web->view, S("from"), book_day_iso(web, report->seen->from));
    doc_set_text(web->arena, web->view, S("to"), book_day_iso(web, report->seen->to));
    doc_set_bool(web->arena, web->view, S("cut"), report->is_cut);
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < report->count; i++) {
        row_json(report, &report->rows[i], doc_add_object(web->arena, rows));
    }
    units_json(report);
    return OUTCOME_OK;
}

/* ---- as CSV ---- */

static void cell_csv(struct book_report *report, struct text *out, const struct report_row *row,
                     size_t column) {
    struct web *web = report->seen->web;
    const struct report_cell *cell = &row->cells[column];
    text_append_char(out, ',');
    if (!cell->present) return;
    switch (report->columns[column].value) {
    case REPORT_TEXT: csv_write_cell(out, cell->text, true); break;
    case REPORT_DAY: text_append(out, book_day_iso(web, cell->number)); break;
    case REPORT_AMOUNT:
        text_append(out, book_plain(web->arena, book_unit(report->seen, row->unit), cell->number));
        break;
    }
}

static struct slice csv_of(struct book_report *report) {
    struct text out = TEXT_IN(report->seen->web->arena);
    text_append(&out, S("row,unit"));
    for (size_t i = 0; i < report->column_count; i++) {
        text_printf(&out, ",%s", report->columns[i].code);
    }
    text_append(&out, S("\r\n"));
    for (size_t i = 0; i < report->count; i++) {
        const struct report_row *row = &report->rows[i];
        struct slice unit = uuid_is_zero(row->unit) ? S("") : book_unit(report->seen, row->unit)->symbol.text;
        text_printf(&out, "%s,", row_code(row->kind));
        csv_write_cell(&out, unit, true);
        for (size_t c = 0; c < report->column_count; c++) {
            cell_csv(report, &out, row, c);
        }
        text_append(&out, S("\r\n"));
    }
    return text_slice(&out);
}

static bool may_take_away(struct book_seen *seen) {
    return download_is_allowed(seen->web, &ledger_book_type) && book_may(seen, VERB_EXPORT);
}

static enum outcome answer_csv(struct book_report *report) {
    struct web *web = report->seen->web;
    const struct ledger_book *book = ledger_book_of(report->seen->book);
    struct slice days = report->seen->has_from ? book_day_iso(web, report->seen->from) : S("");
    struct export_entry entry = {
        .what = arena_printf(web->arena, "%s · %.*s", report->title, SLICE_ARG(book->name.text)),
        .type = slice_of(ledger_book_type.name),
        .format = S("csv"),
        .purpose = S("A report of the books"),
        .rows = (int64_t)report->count,
        .filter = arena_printf(web->arena, "%.*s – %.*s", SLICE_ARG(days),
                               SLICE_ARG(book_day_iso(web, report->seen->to)))};
    if (!may_take_away(report->seen)) return OUTCOME_NOT_FOUND;
    struct slice file =
        arena_printf(web->arena, "%s-%.*s.csv", report->code, SLICE_ARG(report->seen->book->code));
    return download_file(web, &entry, S("text/csv; charset=utf-8"), file, csv_of(report));
}

/* ---- as a page ---- */

static struct slice cell_words(struct book_report *report, const struct report_row *row, size_t column) {
    struct web *web = report->seen->web;
    const struct report_cell *cell = &row->cells[column];
    if (!cell->present) return S("");
    switch (report->columns[column].value) {
    case REPORT_TEXT: return cell->text;
    case REPORT_DAY: return book_day(web, cell->number);
    case REPORT_AMOUNT:
        if (!cell->number && row->kind == REPORT_ROW) return S("–"); /* what is there stands out */
        return book_amount(report->seen, row->unit, cell->number);
    }
    BUG("column %zu", column);
}

/* Two columns stand side by side on a phone too; in wider reports the sign tells debit from credit. */
static bool is_plain(const struct book_report *report) {
    return report->column_count == 2;
}

static void row_page(struct book_report *report, const struct report_row *row, struct doc *rows) {
    static const char *const classes[] = {"", "is-heading", "is-total"};
    struct web *web = report->seen->web;
    struct doc *object = doc_add_object(web->arena, rows);
    doc_set_text(web->arena, object, S("row_class"), slice_of(classes[row->kind]));
    doc_set_bool(web->arena, object, S("row_below"), row->depth > 0);
    struct doc *cells = doc_set_array(web->arena, object, S("row_cells"));
    for (size_t i = 0; i < report->column_count; i++) {
        struct doc *cell = doc_add_object(web->arena, cells);
        bool is_amount = report->columns[i].value == REPORT_AMOUNT;
        doc_set_text(web->arena, cell, S("cell_label"), web_tr(web, report->columns[i].label));
        doc_set_text(web->arena, cell, S("cell_text"), cell_words(report, row, i));
        doc_set_text(web->arena, cell, S("cell_href"), row->cells[i].href);
        doc_set_bool(web->arena, cell, S("cell_number"), is_amount);
        doc_set_bool(web->arena, cell, S("cell_title"),
                     i == 0 || (i == 1 && report->columns[0].value == REPORT_DAY));
        doc_set_bool(web->arena, cell, S("cell_minus"),
                     is_amount && is_plain(report) && row->cells[i].number < 0);
    }
}

static void add_page_columns(struct book_report *report) {
    struct web *web = report->seen->web;
    struct doc *columns = doc_set_array(web->arena, web->view, S("report_columns"));
    for (size_t i = 0; i < report->column_count; i++) {
        struct doc *column = doc_add_object(web->arena, columns);
        doc_set_text(web->arena, column, S("column_label"), web_tr(web, report->columns[i].label));
        doc_set_bool(web->arena, column, S("column_number"), report->columns[i].value == REPORT_AMOUNT);
    }
}

static struct slice days_words(struct book_report *report) {
    struct web *web = report->seen->web;
    struct slice to = format_date(web->arena, &web->locale, date_of_day(report->seen->to));
    if (!report->seen->has_from) return web_tr_fill(web, TR("as of {1}"), to, S(""));
    struct slice from = format_date(web->arena, &web->locale, date_of_day(report->seen->from));
    return web_tr_fill(web, TR("from {1} to {2}"), from, to);
}

static enum outcome answer_page(struct book_report *report) {
    struct web *web = report->seen->web;
    book_add_crumbs(report->seen, web_tr(web, report->title));
    doc_set_text(web->arena, web->view, S("report_book"), ledger_book_of(report->seen->book)->name.text);
    doc_set_text(web->arena, web->view, S("report_book_href"), book_href(web, report->seen->book, ""));
    doc_set_text(web->arena, web->view, S("report_subject"), report->subject);
    bool good = report_may_read(report->seen);
    doc_set_text(web->arena, web->view, S("report_days"), good ? days_words(report) : S(""));
    doc_set_bool(web->arena, web->view, S("report_plain"), is_plain(report));
    doc_set_bool(web->arena, web->view, S("report_cut"), report->is_cut);
    struct slice address = list_address_without(web, "format lang");
    doc_set_text(web->arena, web->view, S("csv_href"),
                 good && may_take_away(report->seen) ? arena_join(web->arena, address, S("format=csv"))
                                                     : S(""));
    add_page_columns(report);
    struct doc *rows = doc_set_array(web->arena, web->view, S("report_rows"));
    for (size_t i = 0; i < report->count; i++) {
        row_page(report, &report->rows[i], rows);
    }
    book_add_days(report->seen, report->path);
    plain_form_summarise(web,
                         &(struct plain_summary){.title = TR("This cannot be shown as it was asked for.")});
    if (!good) plain_form_refused(web, OUTCOME_REFUSED, 0);
    return OUTCOME_OK;
}

/* What is asked for in another form than there is would else be taken for the page. */
static bool is_asked_as_file(struct web *web) {
    struct slice format = http_query(web->http, S("format"));
    bool is_csv = slice_equal(format, S("csv"));
    if (format.len && !is_csv) ask_refuse(web, "format", TR("“{1}” is none of the choices."));
    return is_csv;
}

enum outcome report_answer(struct book_report *report) {
    struct web *web = report->seen->web;
    bool is_file = is_asked_as_file(web);
    if (!report_may_read(report->seen) && (web->is_api || is_file)) return OUTCOME_REFUSED;
    if (is_file) return answer_csv(report);
    return web->is_api ? answer_json(report) : answer_page(report);
}
