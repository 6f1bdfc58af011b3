/* SPDX-License-Identifier: Apache-2.0 */
/* Posted forms and JSON bodies become a sheet.  Inputs are called PREFIX.CELL: "12.pre_test", "new3.sex". */
#include "base/limits.h"
#include "catalogue/value.h"
#include "web/training/training_sheet.h"

static bool cell_index(const struct slice *names, size_t count, struct slice name, size_t *index) {
    for (*index = 0; *index < count; ++*index) {
        if (slice_equal(names[*index], name)) return true;
    }
    return false;
}

/* ---- the form ---- */

struct form_reader {
    struct web *web;
    struct sheet *sheet;
    struct sheet_line *line; /* of the prefix read last: the inputs of a line come together */
};

/* "ID VERSION": who the line is about, and the version of the attendance that was shown. */
static void read_row(struct form_reader *reader, struct slice prefix, struct slice value) {
    struct slice id_text;
    struct uuid id;
    int64_t version = 0;
    reader->line = NULL;
    if (!slice_split(&value, ' ', &id_text) || !uuid_parse(id_text, &id) || !slice_to_int64(value, &version)) return;
    struct sheet_line *line = sheet_add_line(reader->web, reader->sheet, id);
    if (!line) return;
    line->prefix = prefix;
    line->seen_version = version;
    reader->line = line;
}

static void read_line_cell(struct form_reader *reader, struct slice prefix, struct slice cell, struct slice value) {
    struct sheet_line *line = reader->line;
    size_t index;
    if (!line || !slice_equal(line->prefix, prefix)) return;
    if (slice_equal(cell, S("present"))) line->ticked = true;
    else if (slice_equal(cell, S("keep"))) line->keep = slice_equal(value, S("theirs")) ? KEEP_THEIRS : KEEP_MINE;
    else if (cell_index(sheet_cell_names, SHEET_CELLS, cell, &index)) line->typed[index] = value;
}

static void read_newcomer_cell(struct form_reader *reader, struct slice prefix, struct slice cell, struct slice value) {
    int64_t number;
    size_t index;
    if (!slice_to_int64(slice_sub(prefix, 3, prefix.len), &number) || number < 1 || number > LIMIT_ROSTER_NEWCOMERS) return;
    struct sheet_newcomer *newcomer = &reader->sheet->newcomers[number - 1];
    newcomer->prefix = prefix;
    if ((size_t)number > reader->sheet->newcomer_count) reader->sheet->newcomer_count = (size_t)number;
    if (slice_equal(cell, S("choice"))) newcomer->choice = value;
    else if (cell_index(newcomer_cell_names, NEW_CELLS, cell, &index)) newcomer->about[index] = value;
    else if (cell_index(sheet_cell_names, SHEET_CELLS, cell, &index)) newcomer->typed[index] = value;
}

static void read_field(struct form_reader *reader, const struct http_field *field) {
    size_t dot = slice_find(field->name, S("."), 0);
    if (field->is_file || dot == 0 || dot >= field->name.len) return;
    struct slice prefix = slice_sub(field->name, 0, dot), cell = slice_sub(field->name, dot + 1, field->name.len);
    if (slice_starts(prefix, S("new"))) read_newcomer_cell(reader, prefix, cell, field->value);
    else if (slice_equal(cell, S("row"))) read_row(reader, prefix, field->value);
    else if (prefix.s[0] >= '0' && prefix.s[0] <= '9') read_line_cell(reader, prefix, cell, field->value);
}

/* People chosen below the sheet come with a tick: whoever is looked for by name was there. */
static void read_added(struct web *web, struct sheet *sheet) {
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        struct uuid id;
        bool is_choice = slice_equal(field->name, S("add")) || slice_equal(field->name, S("add.choice"));
        if (!is_choice || !uuid_parse(field->value, &id)) continue;
        struct sheet_line *line = sheet_add_line(web, sheet, id);
        if (!line) continue;
        line->ticked = true;
        sheet->add_id = field->value;
    }
    sheet->add_text = sheet->add_id.len ? S("") : form_find(&web->form, S("add.text"));
}

static void make_newcomers(struct web *web, struct sheet *sheet) {
    sheet->newcomers = arena_make(web->arena, struct sheet_newcomer, LIMIT_ROSTER_NEWCOMERS);
    for (size_t i = 0; i < LIMIT_ROSTER_NEWCOMERS; i++) {
        sheet->newcomers[i].prefix = arena_printf(web->arena, "new%zu", i + 1);
    }
}

bool sheet_read_form(struct web *web, struct sheet *sheet) {
    struct form_reader reader = {.web = web, .sheet = sheet};
    if (!web_form(web)) return false;
    make_newcomers(web, sheet);
    for (size_t i = 0; i < web->form.count; i++) {
        read_field(&reader, &web->form.fields[i]);
    }
    read_added(web, sheet);
    sheet->key = form_find(&web->form, S("key"));
    sheet->mark_held = slice_equal(form_find(&web->form, S("held")), S("yes"));
    slice_to_int64(form_find(&web->form, S("session_version")), &sheet->session_version);
    sheet_number(web, sheet);
    sheet_join(web, sheet);
    return true;
}

/* ---- JSON ---- */

/* Numbers become text and go through the same reading as typed ones. */
static struct slice json_text(struct web *web, const struct doc *value) {
    if (!value || value->kind == DOC_NULL) return S("");
    if (value->kind == DOC_INT) return arena_printf(web->arena, "%lld", (long long)value->number);
    return value->kind == DOC_TEXT ? value->text : S("");
}

/* A cell that is not sent stays as it is recorded. */
static void json_read_cells(struct web *web, const struct doc *row, struct slice typed[static SHEET_CELLS]) {
    for (size_t cell = 0; cell < SHEET_CELLS; cell++) {
        const struct doc *value = doc_get(row, sheet_cell_names[cell]);
        if (value) typed[cell] = json_text(web, value);
    }
}

static void json_read_newcomer(struct web *web, struct sheet *sheet, const struct doc *row, const struct doc *person, struct slice prefix) {
    if (sheet->newcomer_count == LIMIT_ROSTER_NEWCOMERS) {
        refuse(&sheet->refusal, prefix, "There are too many new people on one sheet; save these first.");
        return;
    }
    struct sheet_newcomer *newcomer = &sheet->newcomers[sheet->newcomer_count++];
    newcomer->prefix = prefix;
    for (size_t cell = 0; cell < NEW_CELLS; cell++) {
        newcomer->about[cell] = json_text(web, doc_get(person, newcomer_cell_names[cell]));
    }
    if (doc_is_true(doc_get(person, S("really_new")))) newcomer->choice = S("new");
    json_read_cells(web, row, newcomer->typed);
}

static struct record *recorded_of(const struct sheet *sheet, struct uuid person_id) {
    for (size_t i = 0; i < sheet->attendance_count; i++) {
        if (uuid_equal(attendance_of(sheet->attendance[i])->person.id, person_id)) return sheet->attendance[i];
    }
    return NULL;
}

static void json_line_start(struct web *web, struct sheet_line *line, const struct record *stored) {
    const struct attendance *attendance = attendance_of(stored);
    line->ticked = attendance->present.present && attendance->present.number;
    for (size_t cell = 0; cell < SHEET_CELLS; cell++) {
        const struct field *field = record_type_field(&attendance_type, sheet_cell_names[cell]);
        const struct value *value = record_value_const(stored, field);
        if (!value->present) continue;
        line->typed[cell] = field->kind == KIND_INTEGER ? arena_printf(web->arena, "%lld", (long long)value->number) : value->text;
    }
}

static bool json_read_row(struct web *web, struct sheet *sheet, const struct doc *row, struct slice prefix) {
    const struct doc *person = doc_get(row, S("person"));
    struct uuid id;
    if (person && person->kind == DOC_OBJECT) {
        json_read_newcomer(web, sheet, row, person, prefix);
        return true;
    }
    if (!uuid_parse(json_text(web, person), &id)) {
        return refuse(&sheet->refusal, sheet_input(web, prefix, S("person")), "Give the id of a person, or the fields of a new one.");
    }
    struct sheet_line *line = sheet_add_line(web, sheet, id);
    if (!line) return refuse(&sheet->refusal, prefix, "There are too many people for one sheet.");
    const struct record *stored = recorded_of(sheet, id);
    if (stored) json_line_start(web, line, stored);
    line->prefix = prefix;
    line->seen_version = doc_get_int(row, S("version"), 0);
    const struct doc *present = doc_get(row, S("present"));
    if (present) line->ticked = doc_is_true(present);
    json_read_cells(web, row, line->typed);
    return true;
}

bool sheet_read_json(struct web *web, struct sheet *sheet) {
    const struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    if (!body) return false;
    const struct doc *rows = doc_get(body, S("rows"));
    if (!rows || rows->kind != DOC_ARRAY) {
        refuse(&web->refusal, S("rows"), "Send the rows of the sheet as an array.");
        return false;
    }
    make_newcomers(web, sheet);
    size_t index = 0;
    for (const struct doc_entry *entry = rows->first; entry; entry = entry->next) {
        json_read_row(web, sheet, &entry->value, arena_printf(web->arena, "rows.%zu", index++));
    }
    sheet->key = http_header(web->http, S("Idempotency-Key"));
    sheet->mark_held = doc_is_true(doc_get(body, S("held")));
    sheet_join(web, sheet);
    return true;
}

static void json_show_line(struct web *web, const struct sheet_line *line, struct date on, struct doc *row) {
    static const struct record_type *const type = &attendance_type;
    doc_set_uuid(web->arena, row, S("person"), line->person_id);
    doc_set_text(web->arena, row, S("name"), line->person ? training_name(web, line->person) : S(""));
    doc_set_text(web->arena, row, S("detail"), line->person ? training_detail(web, line->person, on) : S(""));
    doc_set_int(web->arena, row, S("version"), line->stored ? line->stored->version : 0);
    if (!line->stored) return;
    static const struct slice names[] = {S_INIT("present"), S_INIT("function"), S_INIT("pre_test"), S_INIT("post_test"), S_INIT("note")};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct field *field = record_type_field(type, names[i]);
        value_set_json(web->arena, field, record_value_const(line->stored, field), row);
    }
}

void sheet_show_json(struct web *web, const struct sheet *sheet) {
    doc_set_uuid(web->arena, web->view, S("session"), sheet->seen.record->id);
    doc_set_int(web->arena, web->view, S("session_version"), sheet->seen.record->version);
    doc_set_text(web->arena, web->view, S("status"), sheet->seen.session->status.text);
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < sheet->line_count; i++) {
        json_show_line(web, &sheet->lines[i], sheet->seen.session->starts_on.date, doc_add_object(web->arena, rows));
    }
}
