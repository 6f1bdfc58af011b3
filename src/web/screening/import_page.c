/* SPDX-License-Identifier: Apache-2.0 */
/* A new version of a form from an XLSForm: read from memory by the process without rights, kept as a draft to be looked at. */
#include <unistd.h>

#include "base/limits.h"
#include "catalogue/value.h"
#include "domain/screening/form_sheets.h"
#include "exchange/sheet/sheet.h"
#include "store/query.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/screening/screening_pages.h"

enum { PATH_BYTES = 40, ROWS_MAX = 12000, CELLS_MAX = 200000 };

/* ---- sheets ---- */

static bool row_fits(const struct form_sheet *sheet, size_t columns) {
    return sheet->rows < ROWS_MAX && (sheet->rows + 1) * columns <= CELLS_MAX;
}

static bool trouble(struct web *web, const struct sheet_reader *reader) {
    if (reader->trouble == SHEET_FINE) return true;
    struct slice row = arena_printf(web->arena, "%lld", (long long)reader->trouble_row);
    return refuse_with(&web->refusal, S("file"), sheet_trouble_text(reader->trouble), row, S(""));
}

/* The first row says how many columns there are. */
static bool rows_take(struct web *web, struct sheet_reader *reader, struct form_sheet *sheet) {
    size_t room = 0;
    while (sheet_reader_next(reader)) {
        const struct sheet_row *row = &reader->row;
        if (!sheet->rows) sheet->columns = row->count;
        if (!row_fits(sheet, sheet->columns)) return refuse(&web->refusal, S("file"), "The form has too many questions.");
        if (sheet->rows == room) {
            struct slice *cells = arena_make(web->arena, struct slice, (room = room ? room * 2 : 64) * sheet->columns);
            if (sheet->rows) memcpy(cells, sheet->cells, sheet->rows * sheet->columns * sizeof *cells);
            sheet->cells = cells;
        }
        for (size_t i = 0; i < row->count && i < sheet->columns; i++) {
            sheet->cells[sheet->rows * sheet->columns + i] = arena_copy(web->arena, row->cells[i].text);
        }
        sheet->rows++;
    }
    return trouble(web, reader);
}

/* Which sheets the workbook has, which it says with its first row. */
static bool about_read(struct web *web, const char *path, struct sheet_about *about) {
    struct sheet_reader reader;
    if (sheet_reader_open(&reader, web->arena, path, 0)) sheet_reader_next(&reader);
    *about = reader.about;
    bool good = trouble(web, &reader);
    sheet_reader_close(&reader);
    return good;
}

/* The sheet of that name; empty when the workbook has none. */
static bool sheet_read(struct web *web, const char *path, const struct sheet_about *about, const char *name, struct form_sheet *sheet) {
    struct sheet_reader reader;
    size_t at = 0;
    *sheet = (struct form_sheet){0};
    while (at < about->sheet_count && !slice_equal_nocase(about->sheets[at], slice_of(name))) at++;
    if (at == about->sheet_count) return true;
    bool good = sheet_reader_open(&reader, web->arena, path, at) ? rows_take(web, &reader, sheet) : trouble(web, &reader);
    sheet_reader_close(&reader);
    return good;
}

static struct slice form_of_file(struct web *web, struct slice bytes) {
    struct form_sheet survey, choices, settings;
    struct sheet_about about;
    char path[PATH_BYTES];
    int memory = sheet_memory_file(bytes);
    if (memory < 0) return refuse(&web->refusal, S("file"), "There is no room for this file now; try again."), S("");
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    bool good = about_read(web, path, &about) && sheet_read(web, path, &about, "survey", &survey) &&
                sheet_read(web, path, &about, "choices", &choices) && sheet_read(web, path, &about, "settings", &settings);
    close(memory);
    return good ? form_of_sheets(web->arena, &survey, &choices, &settings, S("file"), &web->refusal) : S("");
}

/* ---- the page ---- */

static struct record *form_of_path(struct web *web) {
    struct record *record = web_record_of_path(web, &care_form_type, 0);
    return record && access_may_add(web->actor, &care_form_version_type) ? record : NULL;
}

static void show(struct web *web, const struct record *record) {
    struct slice id = uuid_format(web->arena, record->id);
    const struct care_form *form = care_form_of(record);
    furniture_add_crumb(web, web_tr(web, TR("Forms")), S("/care-forms"));
    furniture_add_crumb(web, form_say(web->locale.lang, (struct form_text){form->name.text, form->name_km.text}), arena_printf(web->arena, "/care-forms/%.*s", SLICE_ARG(id)));
    furniture_add_crumb(web, web_tr(web, TR("From an XLSForm")), S(""));
    doc_set_text(web->arena, web->view, S("page_title"), web_tr(web, TR("From an XLSForm")));
    doc_set_text(web->arena, web->view, S("action"), arena_printf(web->arena, "/care-forms/%.*s/import", SLICE_ARG(id)));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields, &(struct plain_field){.name = "file", .label = TR("Workbook"), .control = PLAIN_FILE, .required = true,
                                                      .accept = ".xlsx", .help = TR("With the sheets survey, choices and settings.")});
    plain_form_add_summary(web);
}

enum outcome form_import_page(struct web *web) {
    const struct record *record = form_of_path(web);
    if (!record) return OUTCOME_NOT_FOUND;
    show(web, record);
    return OUTCOME_OK;
}

static enum outcome show_refused(struct web *web, const struct record *record) {
    plain_form_refused(web, OUTCOME_REFUSED, 0);
    show(web, record);
    return OUTCOME_OK;
}

static enum outcome after_import(struct web *web, struct write_job *job) {
    if (job->outcome == OUTCOME_REFUSED) return show_refused(web, web->state);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    struct slice id = uuid_format(web->arena, job->changes[0].after->id);
    return web_redirect(web, arena_printf(web->arena, "/care-form-versions/%.*s/preview", SLICE_ARG(id)));
}

enum outcome form_import_post(struct web *web) {
    struct record *record = form_of_path(web);
    struct change *change = arena_make(web->arena, struct change, 1);
    if (!record) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    const struct http_field *file = web_file(web);
    struct slice bytes = file ? file->value : S("");
    if (!bytes.len) refuse(&web->refusal, S("file"), "Choose a file.");
    struct slice definition = bytes.len ? form_of_file(web, bytes) : S("");
    if (!definition.len) return show_refused(web, record);
    *change = change_new(web->arena, CHANGE_CREATE, &care_form_version_type, record->org_id);
    change_set_value(change, "care_form", value_of_id(record->id));
    change_set_value(change, "definition", (struct value){.present = true, .text = definition});
    web->state = record;
    return web_write(web, change, 1, web_field(web, S("_key")), after_import);
}

void form_actions(struct web *web, const struct record *record, struct doc *actions) {
    if (record->deleted_ms || !access_may_add(web->actor, &care_form_version_type)) return;
    struct doc *action = doc_add_object(web->arena, actions);
    struct slice id = uuid_format(web->arena, record->id);
    doc_set_text(web->arena, action, S("label"), web_tr(web, TR("From an XLSForm")));
    doc_set_text(web->arena, action, S("href"), arena_printf(web->arena, "/care-forms/%.*s/import", SLICE_ARG(id)));
    doc_set_bool(web->arena, action, S("primary"), false);
}
