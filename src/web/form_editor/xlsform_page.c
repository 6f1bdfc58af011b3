/* SPDX-License-Identifier: Apache-2.0 */
/* A version as an XLSForm: a workbook with the sheets survey, choices and settings, of which the import makes
 * the same form. */
#include "base/log.h"
#include "domain/screening/form_sheets.h"
#include "exchange/sheet_stream.h"
#include "web/form_editor/draft.h"

enum { COLUMN_WIDTH = 24 };

static struct sheet_column *columns_of(struct arena *arena, const struct form_sheet *sheet) {
    struct sheet_column *columns = arena_make(arena, struct sheet_column, sheet->columns);
    for (size_t i = 0; i < sheet->columns; i++)
        columns[i] = (struct sheet_column){.label = sheet->cells[i], .width = COLUMN_WIDTH};
    return columns;
}

static void rows_write(struct sheet_stream *stream, const struct form_sheet *sheet) {
    for (size_t row = 1; row < sheet->rows; row++) {
        sheet_stream_row(stream);
        for (size_t i = 0; i < sheet->columns; i++) {
            struct slice text = sheet->cells[row * sheet->columns + i];
            if (text.len)
                sheet_stream_text(stream, text);
            else
                sheet_stream_skip(stream);
        }
    }
}

static struct slice workbook(struct web *web, const struct draft *draft, struct slice id) {
    struct form_sheet survey, choices, settings;
    struct text out = TEXT_IN(web->arena);
    form_sheets_of(web->arena, draft->form, id, care_form_version_of(draft->record)->number.number, &survey,
                   &choices, &settings);
    struct sheet_stream *stream = sheet_stream_new(web->arena, &out, S("survey"),
                                                   columns_of(web->arena, &survey), survey.columns, false);
    rows_write(stream, &survey);
    sheet_stream_next(stream, S("choices"), columns_of(web->arena, &choices), choices.columns);
    rows_write(stream, &choices);
    sheet_stream_next(stream, S("settings"), columns_of(web->arena, &settings), settings.columns);
    rows_write(stream, &settings);
    return sheet_stream_finish(stream) ? text_slice(&out) : S("");
}

enum outcome xlsform_file(struct web *web) {
    struct draft draft;
    enum outcome outcome = version_open(web, &draft);
    if (outcome != OUTCOME_OK) return outcome;
    struct slice name = form_name_of_label(web->arena, care_form_of(draft.form_record)->name.text);
    struct slice bytes = workbook(web, &draft, name);
    if (!bytes.len) return OUTCOME_FAILED;
    long long number = (long long)care_form_version_of(draft.record)->number.number;
    http_response_add_header(
        web->response, S("Content-Disposition"),
        arena_printf(web->arena, "attachment; filename=\"%.*s-v%lld.xlsx\"", SLICE_ARG(name), number));
    return web_answer(web, 200, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                      bytes);
}
