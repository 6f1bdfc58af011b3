/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/list_export.h"

#include "base/csv.h"
#include "base/doc.h"
#include "base/limits.h"
#include "base/log.h"
#include "exchange/hxl.h"
#include "exchange/sheet_stream.h"

enum {
    PENDING_BYTES = 64 * 1024,
    PLACE_SLOTS = 32768,
    PLACE_CODE_MAX = 8,
    OUTPUTS_MAX = 2 * RECORD_FIELDS_MAX + 8
};

/* What a column of the file holds, and where it comes from. */
enum source_kind {
    SOURCE_HEAD_ID,
    SOURCE_HEAD_ORG,
    SOURCE_HEAD_ORG_NAME,
    SOURCE_HEAD_CODE,
    SOURCE_HEAD_VERSION,
    SOURCE_TYPED, /* what people typed */
    SOURCE_PLAIN, /* codes and days: text that the program made */
    SOURCE_NUMBER,
    SOURCE_BOOL,
    SOURCE_DATE,
    SOURCE_MONEY,
    SOURCE_CURRENCY,
    SOURCE_ID,
    SOURCE_LIST,
    SOURCE_CHOICE_NAME,
    SOURCE_CHOICES_NAMES,
    SOURCE_PLACE_NAME,
    SOURCE_PLACES_NAMES,
    SOURCE_YES_NO,
    SOURCE_TITLE,
    SOURCE_SEALED,
};

struct output {
    enum source_kind kind;
    const struct field *field;
    int column; /* of the database's row */
    struct slice key, label, tag;
    struct slice json_head; /* `"key":`, escaped */
    int width;
    struct slice *choice_names; /* parallel to the choices of the field */
};

struct place_slot {
    char code[PLACE_CODE_MAX];
    uint8_t code_len;
    struct slice name;
};

struct list_export {
    struct arena *job_arena;
    struct list_export_source source;
    struct list_export_choice choice;
    const struct record_type *type;
    struct row_stream *rows;
    struct output outputs[OUTPUTS_MAX];
    size_t output_count;
    struct text out; /* what is finished and not yet taken */
    size_t taken;
    struct sheet_stream *sheet;
    int64_t row_count;
    bool is_over, is_broken;
    struct arena *place_arena; /* names of places met; emptied when there are too many */
    struct place_slot *places;
    size_t place_count;
    struct slice last_org_name;
    struct uuid last_org;
};

/* ---- formats ---- */

static const struct {
    struct slice code, media_type;
} formats[] = {
    [LIST_CSV] = {S_INIT("csv"), S_INIT("text/csv; charset=utf-8")},
    [LIST_XLSX] = {S_INIT("xlsx"),
                   S_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")},
    [LIST_JSON] = {S_INIT("json"), S_INIT("application/json")},
};

bool list_format_parse(struct slice text, enum list_format *format) {
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (slice_equal(text, formats[i].code)) return *format = (enum list_format)i, true;
    }
    return false;
}

struct slice list_format_code(enum list_format format) {
    return formats[format].code;
}

struct slice list_format_media_type(enum list_format format) {
    return formats[format].media_type;
}

/* ---- which columns the file has ---- */

static struct slice label_of(const struct list_export *list, const char *english) {
    return tr(&list->choice.locale, slice_of(english));
}

static struct output *output_add(struct list_export *list, enum source_kind kind, int column,
                                 struct slice key, struct slice label) {
    ASSERT(list->output_count < OUTPUTS_MAX);
    struct output *output = &list->outputs[list->output_count++];
    struct text json = TEXT_IN(list->job_arena);
    *output = (struct output){
        .kind = kind, .column = column, .key = key, .label = list->choice.labels ? label : key, .width = 14};
    json_write_text(&json, key);
    text_append_char(&json, ':');
    output->json_head = text_slice(&json);
    return output;
}

static void add_head(struct list_export *list, enum source_kind kind, enum row_head column, const char *key,
                     struct slice label, const char *what) {
    struct output *output = output_add(list, kind, (int)column, slice_of(key), label);
    output->tag = hxl_of_head(list->job_arena, list->type, slice_of(what));
}

static void add_heads(struct list_export *list) {
    bool is_json = list->choice.format == LIST_JSON, has_org = list->type->scope == SCOPE_ORG;
    if (list->choice.labels) {
        if (list->type->code_prefix)
            add_head(list, SOURCE_HEAD_CODE, ROW_CODE, "code", label_of(list, TR("Code")), "code");
        if (has_org)
            add_head(list, SOURCE_HEAD_ORG_NAME, ROW_ORG, "organisation", label_of(list, TR("Organisation")),
                     "org");
        return;
    }
    add_head(list, SOURCE_HEAD_ID, ROW_ID, "id", S("id"), "id");
    if (has_org || !is_json)
        add_head(list, SOURCE_HEAD_ORG, ROW_ORG, is_json ? "org" : "organisation", S(""), "org");
    if (list->type->code_prefix || !is_json)
        add_head(list, SOURCE_HEAD_CODE, ROW_CODE, "code", S(""), "code");
    add_head(list, SOURCE_HEAD_VERSION, ROW_VERSION, "version", S(""), "version");
}

static enum source_kind source_of(const struct list_export *list, const struct row_column *column) {
    const struct field *field = column->field;
    bool names = list->choice.labels;
    if (field->sealed) return SOURCE_SEALED;
    switch (field->kind) {
    case KIND_TEXT:
    case KIND_LONG_TEXT:
    case KIND_PHONE: return SOURCE_TYPED;
    case KIND_INTEGER: return SOURCE_NUMBER;
    case KIND_BOOL: return names ? SOURCE_YES_NO : SOURCE_BOOL;
    case KIND_DATE: return SOURCE_DATE;
    case KIND_MONEY: return SOURCE_MONEY;
    case KIND_CHOICE: return names ? SOURCE_CHOICE_NAME : SOURCE_PLAIN;
    case KIND_CHOICES: return names ? SOURCE_CHOICES_NAMES : SOURCE_LIST;
    case KIND_REF: return column->title_of ? SOURCE_TITLE : SOURCE_ID;
    case KIND_PLACE: return SOURCE_PLAIN;
    case KIND_PLACES: return names ? SOURCE_PLACES_NAMES : SOURCE_LIST;
    }
    BUG("field kind %d", field->kind);
}

static int width_of(enum source_kind kind, const struct field *field) {
    if (kind == SOURCE_DATE) return 12;
    if (kind == SOURCE_NUMBER || kind == SOURCE_BOOL || kind == SOURCE_YES_NO || kind == SOURCE_CURRENCY)
        return 10;
    if (kind == SOURCE_ID || field->kind == KIND_LONG_TEXT || kind == SOURCE_PLACE_NAME) return 36;
    return field->kind == KIND_TEXT || kind == SOURCE_TITLE || kind == SOURCE_CHOICES_NAMES ? 26 : 16;
}

static struct slice *choice_names(struct list_export *list, const struct field *field) {
    struct slice *names = arena_make(list->job_arena, struct slice, field->choices->count);
    for (size_t i = 0; i < field->choices->count; i++) {
        names[i] = label_of(list, field->choices->choices[i].label);
    }
    return names;
}

static struct output *add_field_output(struct list_export *list, enum source_kind kind, int column,
                                       const struct field *field, const char *key_suffix,
                                       const char *hxl_suffix, struct slice label) {
    struct output *output =
        output_add(list, kind, column, arena_printf(list->job_arena, "%s%s", field->name, key_suffix), label);
    output->field = field;
    output->tag = hxl_of_field(list->job_arena, list->type, field, slice_of(hxl_suffix));
    output->width = width_of(kind, field);
    if (field->choices && list->choice.labels) output->choice_names = choice_names(list, field);
    return output;
}

/* A place has its code, and with names also those; money has its amount and its currency (in JSON they are
 * one). */
static void add_field(struct list_export *list, const struct row_column *columns, size_t i) {
    const struct field *field = columns[i].field;
    int column = row_column_index(columns, i);
    struct slice label = label_of(list, field->label);
    bool is_named_place = field->kind == KIND_PLACE && list->choice.labels;
    if (is_named_place) add_field_output(list, SOURCE_PLACE_NAME, column, field, "_name", "+name", label);
    if (is_named_place)
        label = arena_printf(list->job_arena, "%.*s (%.*s)", SLICE_ARG(label),
                             SLICE_ARG(label_of(list, TR("Code"))));
    add_field_output(list, source_of(list, &columns[i]), column, field, "", "", label);
    if (field->kind != KIND_MONEY || list->choice.format == LIST_JSON) return;
    label = arena_printf(list->job_arena, "%.*s (%.*s)", SLICE_ARG(label),
                         SLICE_ARG(label_of(list, TR("Currency"))));
    add_field_output(list, SOURCE_CURRENCY, column + 1, field, "_currency", "+currency", label);
}

static struct row_column column_of(struct list_export *list, const struct field *field) {
    struct row_column column = {.field = field};
    if (field->kind != KIND_REF || !list->choice.labels || field->anywhere) return column;
    const struct record_type *type =
        catalogue_find(store_catalogue(list->source.store), slice_of(field->ref));
    column.title_of = type;
    column.title_in_khmer = list->choice.locale.lang == LANG_KM;
    column.title_view = access_view(list->source.access, list->job_arena, list->source.actor, type);
    return column;
}

/* In a file of names for who reads Khmer, a name in Khmer stands before the English one, chosen or not: both
 * keep their own columns, so that the file can come back as an import. */
static bool is_khmer_file(const struct list_export *list) {
    return list->choice.labels && list->choice.locale.lang == LANG_KM;
}

static bool is_chosen(const struct list_export *list, const struct field *field) {
    return list->choice.columns >> field_index(list->type, field) & 1;
}

static size_t choose_columns(struct list_export *list, struct row_column *columns) {
    size_t count = 0;
    for (size_t i = 0; i < list->type->field_count; i++) {
        const struct field *field = &list->type->fields[i];
        const struct field *khmer = is_khmer_file(list) ? field_in_khmer(list->type, field) : NULL,
                           *english = is_khmer_file(list) ? field_of_khmer(list->type, field) : NULL;
        if (!is_chosen(list, field) || (english && is_chosen(list, english))) continue;
        if (khmer) columns[count++] = column_of(list, khmer);
        columns[count++] = column_of(list, field);
    }
    add_heads(list);
    for (size_t i = 0; i < count; i++) {
        add_field(list, columns, i);
    }
    return count;
}

/* ---- names ---- */

static void forget_places(struct list_export *list) {
    arena_reset(list->place_arena);
    list->places = arena_make(list->place_arena, struct place_slot, PLACE_SLOTS);
    list->place_count = 0;
}

/* The chain of a place, in the language of the file; looked up once for each place met. */
static struct slice place_name(struct list_export *list, struct slice code) {
    bool khmer = list->choice.locale.lang == LANG_KM;
    if (code.len > PLACE_CODE_MAX) return code;
    if (list->place_count >= LIMIT_PLACES_KEPT) forget_places(list);
    size_t at = slice_hash(code) % PLACE_SLOTS;
    while (list->places[at].code_len) {
        struct place_slot *slot = &list->places[at];
        if (slot->code_len == code.len && memcmp(slot->code, code.s, code.len) == 0) return slot->name;
        at = (at + 1) % PLACE_SLOTS;
    }
    struct place_slot *slot = &list->places[at];
    memcpy(slot->code, code.s, code.len);
    slot->code_len = (uint8_t)code.len;
    slot->name = gazetteer_chain(list->source.gazetteer, list->place_arena, code, khmer);
    list->place_count++;
    return slot->name;
}

static struct slice org_name(struct list_export *list, struct uuid org) {
    if (!uuid_equal(org, list->last_org)) {
        list->last_org = org;
        list->last_org_name = access_org_name(list->source.access, list->job_arena, org);
    }
    return list->last_org_name;
}

static struct slice choice_name(const struct output *output, struct slice code) {
    const struct choice_set *set = output->field->choices;
    for (size_t i = 0; i < set->count; i++) {
        if (slice_equal(code, slice_of(set->choices[i].code))) return output->choice_names[i];
    }
    return code;
}

/* The names of a comma-joined list; valid until the next call. */
static struct slice names_of(struct list_export *list, const struct output *output, struct slice codes,
                             struct text *names) {
    struct slice code;
    names->len = 0;
    while (slice_split(&codes, ',', &code)) {
        if (names->len) text_append(names, S("; "));
        bool is_choice = output->kind == SOURCE_CHOICES_NAMES;
        text_append(names, is_choice ? choice_name(output, code) : place_name(list, code));
    }
    return text_slice(names);
}

/* ---- one cell ---- */

/* A value as the formats need it. */
struct cell {
    enum {
        CELL_ABSENT,
        CELL_TYPED,
        CELL_TEXT,
        CELL_NUMBER,
        CELL_BOOL,
        CELL_DAY,
        CELL_MONEY,
        CELL_LIST,
        CELL_SEALED
    } kind;
    struct slice text;
    int64_t number;
    struct money money;
    char id[UUID_TEXT + 1];
};

static void cell_set_text(struct cell *cell, struct slice text) {
    cell->kind = CELL_TEXT;
    cell->text = text;
}

/* A name that somebody gave. */
static void cell_set_typed(struct cell *cell, struct slice text) {
    cell->kind = CELL_TYPED;
    cell->text = text;
}

static void cell_set_id(struct cell *cell, struct uuid id) {
    uuid_write(id, cell->id);
    cell_set_text(cell, (struct slice){cell->id, UUID_TEXT});
}

static void cell_set_money(struct cell *cell, struct db_query *row, int column) {
    cell->money.amount = db_column_int(row, column);
    if (!currency_parse(db_column_text(row, column + 1), &cell->money.currency)) return;
    cell->kind = CELL_MONEY;
}

static void cell_set_number(struct cell *cell, int64_t number) {
    cell->kind = CELL_NUMBER;
    cell->number = number;
}

/* A whole day is a day; "2016" and "2016-03" are texts. */
static void cell_set_date(struct cell *cell, struct slice iso) {
    enum { DAY_CHARS = 10 };
    cell->kind = iso.len == DAY_CHARS ? CELL_DAY : CELL_TEXT;
    cell->text = iso;
}

static void cell_read(struct list_export *list, const struct output *output, struct db_query *row,
                      struct cell *cell, struct text *names) {
    int column = output->column;
    cell->kind = CELL_ABSENT;
    if (db_column_is_null(row, column)) return;
    switch (output->kind) {
    case SOURCE_HEAD_ID:
    case SOURCE_HEAD_ORG:
    case SOURCE_ID: cell_set_id(cell, db_column_uuid(row, column)); return;
    case SOURCE_HEAD_ORG_NAME: cell_set_typed(cell, org_name(list, db_column_uuid(row, column))); return;
    case SOURCE_HEAD_CODE:
    case SOURCE_CURRENCY:
    case SOURCE_PLAIN: cell_set_text(cell, db_column_text(row, column)); return;
    case SOURCE_HEAD_VERSION:
    case SOURCE_NUMBER: cell_set_number(cell, db_column_int(row, column)); return;
    case SOURCE_TYPED:
    case SOURCE_TITLE: cell_set_typed(cell, db_column_text(row, column)); return;
    case SOURCE_BOOL:
        cell->kind = CELL_BOOL;
        cell->number = db_column_int(row, column);
        return;
    case SOURCE_YES_NO:
        cell_set_text(cell,
                      db_column_int(row, column) ? label_of(list, TR("Yes")) : label_of(list, TR("No")));
        return;
    case SOURCE_DATE: cell_set_date(cell, db_column_text(row, column)); return;
    case SOURCE_MONEY: cell_set_money(cell, row, column); return;
    case SOURCE_LIST:
        cell->kind = CELL_LIST;
        cell->text = db_column_text(row, column);
        return;
    case SOURCE_CHOICE_NAME: cell_set_text(cell, choice_name(output, db_column_text(row, column))); return;
    case SOURCE_PLACE_NAME: cell_set_typed(cell, place_name(list, db_column_text(row, column))); return;
    case SOURCE_CHOICES_NAMES:
    case SOURCE_PLACES_NAMES:
        cell_set_text(cell, names_of(list, output, db_column_text(row, column), names));
        return;
    case SOURCE_SEALED: cell->kind = CELL_SEALED; return;
    }
}

/* ---- CSV ---- */

static void csv_cell_write(struct text *out, const struct cell *cell) {
    switch (cell->kind) {
    case CELL_ABSENT: return;
    case CELL_TYPED: csv_write_cell(out, cell->text, true); return;
    case CELL_TEXT:
    case CELL_LIST: csv_write_cell(out, cell->text, false); return;
    case CELL_DAY: text_append(out, cell->text); return;
    case CELL_NUMBER: text_append_int(out, cell->number); return;
    case CELL_BOOL: text_append(out, cell->number ? S("true") : S("false")); return;
    case CELL_MONEY: money_append_plain(out, cell->money); return;
    case CELL_SEALED: text_append(out, S("(sealed)")); return;
    }
}

static void csv_start(struct list_export *list) {
    text_append(&list->out,
                list->choice.labels ? S("\xEF\xBB\xBF") : S("")); /* spreadsheets need it to read Khmer */
    for (int row = 0; row < (list->choice.hxl ? 2 : 1); row++) {
        for (size_t i = 0; i < list->output_count; i++) {
            if (i) text_append_char(&list->out, ',');
            csv_write_cell(&list->out, row ? list->outputs[i].tag : list->outputs[i].label, false);
        }
        text_append(&list->out, S("\r\n"));
    }
}

static void csv_row(struct list_export *list, struct db_query *row, struct text *names) {
    struct cell cell;
    for (size_t i = 0; i < list->output_count; i++) {
        if (i) text_append_char(&list->out, ',');
        cell_read(list, &list->outputs[i], row, &cell, names);
        csv_cell_write(&list->out, &cell);
    }
    text_append(&list->out, S("\r\n"));
}

/* ---- JSON: what the API gives for a record, as an array ---- */

static void json_list_write(struct text *out, struct slice codes) {
    struct slice code;
    bool first = true;
    text_append_char(out, '[');
    while (slice_split(&codes, ',', &code)) {
        if (!first) text_append_char(out, ',');
        first = false;
        json_write_text(out, code);
    }
    text_append_char(out, ']');
}

static void json_cell_write(struct text *out, const struct cell *cell) {
    switch (cell->kind) {
    case CELL_ABSENT: text_append(out, S("null")); return;
    case CELL_TYPED:
    case CELL_TEXT:
    case CELL_DAY: json_write_text(out, cell->text); return;
    case CELL_LIST: json_list_write(out, cell->text); return;
    case CELL_NUMBER: text_append_int(out, cell->number); return;
    case CELL_BOOL: text_append(out, cell->number ? S("true") : S("false")); return;
    case CELL_MONEY:
        text_append(out, S("{\"amount\":"));
        text_append_int(out, cell->money.amount);
        text_append(out, S(",\"currency\":\""));
        text_append(out, currency_code(cell->money.currency));
        text_append(out, S("\"}"));
        return;
    case CELL_SEALED: text_append(out, S("{\"sealed\":true}")); return;
    }
}

static void json_row(struct list_export *list, struct db_query *row, struct text *names) {
    struct cell cell;
    text_append(&list->out, list->row_count ? S(",\n{") : S("\n{"));
    for (size_t i = 0; i < list->output_count; i++) {
        if (i) text_append_char(&list->out, ',');
        cell_read(list, &list->outputs[i], row, &cell, names);
        text_append(&list->out, list->outputs[i].json_head);
        json_cell_write(&list->out, &cell);
    }
    text_append_char(&list->out, '}');
}

/* ---- XLSX ---- */

static void sheet_start(struct list_export *list) {
    struct sheet_column *columns = arena_make(list->job_arena, struct sheet_column, list->output_count);
    for (size_t i = 0; i < list->output_count; i++) {
        columns[i] =
            (struct sheet_column){list->outputs[i].label, list->outputs[i].tag, list->outputs[i].width};
    }
    struct slice name = list->choice.labels ? label_of(list, list->type->plural) : slice_of(list->type->path);
    list->sheet =
        sheet_stream_new(list->job_arena, &list->out, name, columns, list->output_count, list->choice.hxl);
}

static void sheet_cell_write(struct sheet_stream *sheet, const struct cell *cell) {
    struct date date;
    switch (cell->kind) {
    case CELL_ABSENT: sheet_stream_skip(sheet); return;
    case CELL_TYPED:
    case CELL_TEXT:
    case CELL_LIST: sheet_stream_text(sheet, cell->text); return;
    case CELL_NUMBER: sheet_stream_number(sheet, cell->number); return;
    case CELL_BOOL: sheet_stream_text(sheet, cell->number ? S("true") : S("false")); return;
    case CELL_MONEY: sheet_stream_money(sheet, cell->money); return;
    case CELL_SEALED: sheet_stream_text(sheet, S("(sealed)")); return;
    case CELL_DAY:
        if (date_parse_iso(cell->text, &date))
            sheet_stream_day(sheet, date_first_day(date));
        else
            sheet_stream_text(sheet, cell->text);
        return;
    }
}

static void sheet_row(struct list_export *list, struct db_query *row, struct text *names) {
    struct cell cell;
    sheet_stream_row(list->sheet);
    for (size_t i = 0; i < list->output_count; i++) {
        cell_read(list, &list->outputs[i], row, &cell, names);
        sheet_cell_write(list->sheet, &cell);
    }
}

/* ---- the three formats alike ---- */

static void write_start(struct list_export *list) {
    switch (list->choice.format) {
    case LIST_CSV: csv_start(list); return;
    case LIST_XLSX: sheet_start(list); return;
    case LIST_JSON: text_append_char(&list->out, '['); return;
    }
}

static void write_end(struct list_export *list) {
    switch (list->choice.format) {
    case LIST_CSV: return;
    case LIST_XLSX: list->is_broken = !sheet_stream_finish(list->sheet); return;
    case LIST_JSON: text_append(&list->out, S("\n]\n")); return;
    }
}

static void write_row(struct list_export *list, struct db_query *row, struct text *names) {
    switch (list->choice.format) {
    case LIST_CSV: csv_row(list, row, names); return;
    case LIST_XLSX: sheet_row(list, row, names); return;
    case LIST_JSON: json_row(list, row, names); return;
    }
}

/* Writes rows until there is a piece worth sending. */
static void fill(struct list_export *list) {
    struct arena *scratch_arena = arena_new();
    struct text names = TEXT_IN(scratch_arena);
    list->out.len = list->taken = 0;
    while (!list->is_over && list->out.len < PENDING_BYTES) {
        struct db_query *row = row_stream_next(list->rows);
        if (row) {
            write_row(list, row, &names);
            list->row_count++;
            continue;
        }
        list->is_over = true;
        list->is_broken = db_status(list->source.db) != DB_OK;
        if (!list->is_broken) write_end(list);
    }
    arena_free(scratch_arena);
}

int64_t list_export_pull(void *state, char *buffer, size_t size) {
    struct list_export *list = state;
    while (list->taken == list->out.len) {
        if (list->is_broken) return -1;
        if (list->is_over) return 0;
        fill(list);
    }
    size_t left = list->out.len - list->taken, len = left < size ? left : size;
    memcpy(buffer, list->out.s + list->taken, len);
    list->taken += len;
    return (int64_t)len;
}

/* ---- beginning and end ---- */

static struct view search_view(void *context, const struct record_type *type) {
    struct list_export *list = context;
    return access_view(list->source.access, list->job_arena, list->source.actor, type);
}

/* The records that words find, as the list shows them: the best LIMIT_LIST_ROWS. */
static size_t find_words(struct list_export *list, struct uuid **ids) {
    struct search_hit *hits = arena_make(list->job_arena, struct search_hit, LIMIT_LIST_ROWS);
    struct slice words = list->source.list->search;
    size_t count = query_search(list->source.store, list->source.db, list->job_arena, search_view, list,
                                list->type, words, hits, LIMIT_LIST_ROWS);
    *ids = arena_make(list->job_arena, struct uuid, count + 1);
    for (size_t i = 0; i < count; i++) {
        (*ids)[i] = hits[i].id;
    }
    return count;
}

/* Who may read records of another organisation may not always take them away. */
static struct view export_view(struct list_export *list) {
    const struct list_export_source *source = &list->source;
    struct view view = access_view(source->access, list->job_arena, source->actor, list->type);
    if (list->type->scope == SCOPE_SHARED) {
        view.allowed = view.allowed && access_may(source->actor, list->type->access, VERB_EXPORT);
        return view;
    }
    struct uuid *orgs = arena_make(list->job_arena, struct uuid, view.org_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < view.org_count; i++) {
        if (access_may_in(source->access, source->actor, list->type, view.orgs[i], VERB_EXPORT))
            orgs[count++] = view.orgs[i];
    }
    view.orgs = orgs;
    view.org_count = count;
    return view;
}

static struct list_export *list_new(const struct list_export_source *source,
                                    const struct list_export_choice *choice) {
    struct arena *job_arena = arena_new();
    struct list_export *list = arena_make(job_arena, struct list_export, 1);
    list->job_arena = job_arena;
    list->source = *source;
    list->choice = *choice;
    list->type = source->list->type;
    list->out = TEXT_IN(job_arena);
    list->place_arena = arena_new();
    forget_places(list);
    return list;
}

struct list_export *list_export_open(const struct list_export_source *source,
                                     const struct list_export_choice *choice) {
    struct list_export *list = list_new(source, choice);
    struct row_column *columns = arena_make(list->job_arena, struct row_column, RECORD_FIELDS_MAX);
    struct view view = export_view(list);
    struct uuid *ids = NULL;
    size_t column_count = choose_columns(list, columns), id_count = 0;
    if (slice_trim(source->list->search).len) id_count = find_words(list, &ids);
    list->rows = row_stream_open(source->store, source->db, list->job_arena, &view, source->list, columns,
                                 column_count, ids, id_count);
    write_start(list);
    return list;
}

void list_export_close(struct list_export *list) {
    if (!list) return;
    row_stream_close(list->rows);
    arena_free(list->place_arena);
    arena_free(list->job_arena);
}

int64_t list_export_count(const struct list_export_source *source) {
    struct list_export_choice none = {.format = LIST_CSV};
    struct list_export *list = list_new(source, &none);
    struct view view = export_view(list);
    int64_t count = 0;
    if (slice_trim(source->list->search).len) {
        struct uuid *ids;
        size_t id_count = find_words(list, &ids);
        struct row_stream *rows = row_stream_open(source->store, source->db, list->job_arena, &view,
                                                  source->list, NULL, 0, ids, id_count);
        while (row_stream_next(rows))
            count++;
        row_stream_close(rows);
        list->rows = NULL;
    } else {
        count = query_count(source->store, source->db, list->job_arena, &view, source->list);
    }
    arena_free(list->place_arena);
    arena_free(list->job_arena);
    return count;
}
