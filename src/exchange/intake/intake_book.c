/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows that were refused, as a workbook to correct and bring again: the header and the cells as they
 * were, what is wrong coloured and commented, all reasons in the last column (a column that the next import
 * knows as ours).
 */
#include <xlsxwriter.h>

#include "base/text.h"
#include "exchange/intake/intake_head.h"
#include "exchange/intake/intake_work.h"
#include "i18n/khmer.h"

enum { COLUMN_WIDTH = 18, REASONS_WIDTH = 60, COLOUR_WRONG = 0xF9C9C4, COLOUR_HEADER = 0xE8EEF4 };

struct intake_book {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *wrong, *plain, *header;
    const struct intake_plan *plan;
    const struct locale *locale;
    lxw_row_t row;
};

/* What a spreadsheet holds in a cell at most, and no control characters. */
static const char *cell_cstr(struct arena *arena, struct slice text) {
    enum { CELL_BYTES = 30000 };
    while (text.len > CELL_BYTES || (text.len && !slice_is_utf8(text))) {
        text.len = text.len > CELL_BYTES ? CELL_BYTES : text.len - 1;
    }
    char *copy = arena_cstr(arena, text);
    for (size_t i = 0; copy[i]; i++) {
        if ((uint8_t)copy[i] < ' ' && copy[i] != '\n' && copy[i] != '\t') copy[i] = ' ';
    }
    return copy;
}

static void header_write(struct intake_book *book, struct arena *arena) {
    const struct intake_plan *plan = book->plan;
    lxw_col_t column = 0;
    for (size_t i = 0; i < plan->column_count; i++) {
        worksheet_write_string(book->sheet, 0, column++, cell_cstr(arena, plan->columns[i].header),
                               book->header);
    }
    struct slice reasons = tr(book->locale, slice_of(INTAKE_REASONS));
    worksheet_write_string(book->sheet, 0, column, cell_cstr(arena, reasons), book->header);
    worksheet_set_column(book->sheet, 0, column, COLUMN_WIDTH, NULL);
    worksheet_set_column(book->sheet, column, column, REASONS_WIDTH, NULL);
    worksheet_freeze_panes(book->sheet, 1, 0);
}

struct intake_book *intake_book_new(struct arena *arena, const char *path, const struct intake_plan *plan,
                                    const struct locale *locale) {
    struct intake_book *book = arena_make(arena, struct intake_book, 1);
    *book = (struct intake_book){.plan = plan, .locale = locale};
    book->workbook = workbook_new(path);
    if (!book->workbook) return NULL;
    book->sheet = workbook_add_worksheet(book->workbook, NULL);
    book->wrong = workbook_add_format(book->workbook);
    format_set_bg_color(book->wrong, COLOUR_WRONG);
    book->plain = workbook_add_format(book->workbook);
    format_set_num_format(book->plain, "@"); /* a text: no 0 is lost, no date turned over */
    format_set_num_format(book->wrong, "@");
    book->header = workbook_add_format(book->workbook);
    format_set_bold(book->header);
    format_set_bg_color(book->header, COLOUR_HEADER);
    header_write(book, arena);
    return book;
}

static struct slice column_title(struct arena *arena, const struct locale *locale,
                                 const struct intake_plan *plan, struct slice name) {
    int64_t index;
    if (slice_starts(name, S("field."))) {
        const struct field *field = record_type_field(plan->type, slice_sub(name, 6, name.len));
        return field ? tr(locale, slice_of(field->label)) : S("");
    }
    bool is_column = slice_starts(name, S("column.")) && slice_to_int64(slice_sub(name, 7, name.len), &index);
    if (!is_column || index < 0 || (size_t)index >= plan->column_count) return S("");
    struct slice header = plan->columns[index].header;
    if (header.len) return header;
    struct slice args[] = {arena_printf(arena, "%lld", (long long)index + 1), S("")};
    return refusal_fill(arena, tr(locale, S("Column {1}")), args);
}

struct slice intake_refusal_text(struct arena *arena, const struct locale *locale,
                                 const struct intake_plan *plan, const struct refusal_item *item) {
    struct slice title = column_title(arena, locale, plan, item->field),
                 text = tr_refusal(arena, locale, item);
    return title.len ? arena_printf(arena, "%.*s: %.*s", SLICE_ARG(title), SLICE_ARG(text)) : text;
}

static bool is_wrong(const struct intake_row *row, size_t column, struct arena *arena) {
    struct slice name = arena_printf(arena, "column.%zu", column);
    for (const struct refusal_item *item = row->refusal.first; item; item = item->next) {
        if (slice_equal(item->field, name)) return true;
    }
    return false;
}

static void comment_write(struct intake_book *book, struct arena *arena, const struct intake_row *row,
                          size_t column) {
    struct text text = TEXT_IN(arena);
    struct slice name = arena_printf(arena, "column.%zu", column);
    lxw_comment_options options = {.x_scale = 2.0};
    for (const struct refusal_item *item = row->refusal.first; item; item = item->next) {
        if (!slice_equal(item->field, name)) continue;
        if (text.len) text_append_char(&text, '\n');
        text_append(&text, tr_refusal(arena, book->locale, item));
    }
    worksheet_write_comment_opt(book->sheet, book->row, (lxw_col_t)column,
                                cell_cstr(arena, text_slice(&text)), &options);
}

void intake_book_add(struct intake_book *book, const struct intake_row *row) {
    struct arena *arena = arena_new();
    struct text reasons = TEXT_IN(arena);
    book->row++;
    for (size_t i = 0; i < book->plan->column_count; i++) {
        if (book->plan->columns[i].is_ours) continue;
        struct slice text = i < row->cell_count ? row->cells[i].text : S("");
        bool wrong = is_wrong(row, i, arena);
        if (text.len || wrong)
            worksheet_write_string(book->sheet, book->row, (lxw_col_t)i, cell_cstr(arena, text),
                                   wrong ? book->wrong : book->plain);
        if (wrong) comment_write(book, arena, row, i);
    }
    struct slice args[] = {arena_printf(arena, "%lld", (long long)row->number), S("")};
    text_append(&reasons, refusal_fill(arena, tr(book->locale, S("Row {1}")), args));
    for (const struct refusal_item *item = row->refusal.first; item; item = item->next) {
        text_append(&reasons, item == row->refusal.first ? S(": ") : S("; "));
        text_append(&reasons, intake_refusal_text(arena, book->locale, book->plan, item));
    }
    worksheet_write_string(book->sheet, book->row, (lxw_col_t)book->plan->column_count,
                           cell_cstr(arena, text_slice(&reasons)), NULL);
    arena_free(arena);
}

bool intake_book_close(struct intake_book *book) {
    return workbook_close(book->workbook) == LXW_NO_ERROR;
}
