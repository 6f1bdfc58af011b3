/* SPDX-License-Identifier: Apache-2.0 */
#include "web/arrival/comers_file.h"

#include <unistd.h>

#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "exchange/sheet/sheet.h"
#include "i18n/khmer.h"
#include "web/arrival/comers.h"

enum { HEADER_ROWS_MAX = 12, PATH_BYTES = 40 };

/* ---- columns ---- */

enum column {
    COLUMN_NAME,
    COLUMN_KHMER,
    COLUMN_LATIN,
    COLUMN_SURNAME,
    COLUMN_GIVEN,
    COLUMN_SEX,
    COLUMN_AGE,
    COLUMN_HOME,
    COLUMN_FAMILY,
    COLUMN_TIE,
    COLUMN_NEEDS,
    COLUMN_BAND,
    COLUMN_ROW, /* the number of the row, which says nothing */
    COLUMNS
};

/* What may stand over a column, in both languages; the first of `label` is what the template says. */
static const struct {
    const char *label, *words; /* words: separated by | */
} columns[COLUMNS] = {
    [COLUMN_NAME] = {TR("Name, Khmer or Latin"), "name|full name|ឈ្មោះ|នាម"},
    [COLUMN_KHMER] = {TR("Khmer name"), "name_km|name in khmer|ឈ្មោះខ្មែរ"},
    [COLUMN_LATIN] = {TR("Latin name"), "name_latin|name in latin|english name|ឈ្មោះឡាតាំង"},
    [COLUMN_SURNAME] = {TR("Family name"), "surname|last name|family_name|នាមត្រកូល|គោត្តនាម"},
    [COLUMN_GIVEN] = {TR("Given name"), "first name|given_name|forename|នាមខ្លួន|នាមផ្ទាល់ខ្លួន"},
    [COLUMN_SEX] = {TR("Sex"), "gender|m/f|f/m"},
    [COLUMN_AGE] = {TR("Age or birth year"),
                    "age|date of birth|dob|birth|year of birth|birth_date|age_years|អាយុ|ថ្ងៃកំណើត|ឆ្នាំកំណើត"},
    [COLUMN_HOME] = {TR("Home district"), "home|district|home village or district|home_village|ស្រុក|ស្រុក/ខណ្ឌ"},
    [COLUMN_FAMILY] = {TR("Family"), "family number|family group"},
    [COLUMN_TIE] = {TR("In the family"), "tie|family tie|family_tie"},
    [COLUMN_NEEDS] = {TR("Urgent needs"), "urgent|needs"},
    [COLUMN_BAND] = {TR("Number on the wrist"), "number|wrist|band|no|no.|លេខ"},
    [COLUMN_ROW] = {TR("Row"), "#|n°|nr|nr.|s/n|ល.រ|ល.រ."},
};

struct list_file {
    struct comers *comers;
    struct locale khmer;
    int at[COLUMNS];  /* where each stands in the file; -1 */
    struct text left; /* what stands over columns that are not taken */
};

static bool is_same(struct arena *arena, struct slice key, struct slice words) {
    return slice_equal(key, khmer_search_key(arena, words));
}

/* True when the text says the English label in one of both languages. */
static bool says_label(const struct list_file *file, struct slice key, const char *label) {
    struct arena *arena = file->comers->web->arena;
    return is_same(arena, key, slice_of(label)) || is_same(arena, key, tr(&file->khmer, slice_of(label)));
}

static int column_of(const struct list_file *file, struct slice header) {
    struct arena *arena = file->comers->web->arena;
    struct slice key = khmer_search_key(arena, header);
    for (int i = 0; i < COLUMNS && key.len; i++) {
        struct slice rest = slice_of(columns[i].words), word;
        if (says_label(file, key, columns[i].label)) return i;
        while (slice_split(&rest, '|', &word)) {
            if (is_same(arena, key, word)) return i;
        }
    }
    return -1;
}

static void header_leave(struct list_file *file, struct slice header) {
    if (!slice_trim(header).len || !slice_is_utf8(header)) return;
    text_printf(&file->left, "%s“%.*s”", file->left.len ? ", " : "", SLICE_ARG(slice_trim(header)));
}

/* The row of headers: one that names the sex, which everybody has. */
static bool header_take(struct list_file *file, const struct sheet_row *row) {
    file->left = TEXT_IN(file->comers->web->arena);
    for (int i = 0; i < COLUMNS; i++)
        file->at[i] = -1;
    for (size_t i = 0; i < row->count; i++) {
        int column = slice_is_utf8(row->cells[i].text) ? column_of(file, row->cells[i].text) : -1;
        if (column >= 0 && file->at[column] < 0)
            file->at[column] = (int)i;
        else
            header_leave(file, row->cells[i].text);
    }
    return file->at[COLUMN_SEX] >= 0;
}

/* ---- rows ---- */

static struct slice cell_of(const struct list_file *file, const struct sheet_row *row, enum column column) {
    int at = file->at[column];
    if (at < 0 || (size_t)at >= row->count || !slice_is_utf8(row->cells[at].text)) return S("");
    return arena_copy(file->comers->web->arena, slice_trim(row->cells[at].text));
}

/* A choice in words of either language, or by its code; what is none stays, and is refused at its cell. */
static struct slice choice_of(const struct list_file *file, const char *field_name, struct slice typed) {
    struct slice key = khmer_search_key(file->comers->web->arena, typed);
    const struct choice_set *set = record_type_field(&case_file_type, slice_of(field_name))->choices;
    for (size_t i = 0; i < set->count; i++) {
        bool is_code = slice_equal_nocase(typed, slice_of(set->choices[i].code));
        if (key.len && (is_code || says_label(file, key, set->choices[i].label)))
            return slice_of(set->choices[i].code);
    }
    return typed;
}

/* As lists are written at a border: a letter, woman, girl. */
static struct slice sex_of(const struct list_file *file, struct slice typed) {
    static const struct {
        const char *word, *code;
    } words[] = {{"woman", "f"}, {"girl", "f"}, {"man", "m"}, {"boy", "m"},
                 {"ស", "f"},     {"ប", "m"},    {"ស្រី", "f"},  {"ប្រុស", "m"}};
    struct arena *arena = file->comers->web->arena;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (is_same(arena, khmer_search_key(arena, typed), slice_of(words[i].word)))
            return slice_of(words[i].code);
    }
    return choice_of(file, "sex", typed);
}

static void needs_take(const struct list_file *file, struct comers_line *line, struct slice typed) {
    size_t from = 0;
    for (size_t i = 0; i <= typed.len; i++) {
        if (i < typed.len && typed.s[i] != ',' && typed.s[i] != ';') continue;
        struct slice need = slice_trim(slice_sub(typed, from, i));
        from = i + 1;
        if (need.len && line->need_count < COMERS_NEEDS_MAX)
            line->needs[line->need_count++] = choice_of(file, "urgent", need);
    }
}

static struct slice name_of(const struct list_file *file, const struct sheet_row *row) {
    struct slice name = cell_of(file, row, COLUMN_NAME), khmer = cell_of(file, row, COLUMN_KHMER),
                 latin = cell_of(file, row, COLUMN_LATIN), surname = cell_of(file, row, COLUMN_SURNAME),
                 given = cell_of(file, row, COLUMN_GIVEN);
    if (name.len) return name;
    if (surname.len && given.len)
        return arena_printf(file->comers->web->arena, "%.*s %.*s", SLICE_ARG(surname), SLICE_ARG(given));
    if (surname.len || given.len) return surname.len ? surname : given;
    if (!khmer.len || !latin.len) return khmer.len ? khmer : latin;
    return arena_printf(file->comers->web->arena, "%.*s / %.*s", SLICE_ARG(khmer), SLICE_ARG(latin));
}

static void row_take(const struct list_file *file, const struct sheet_row *row) {
    struct comers *comers = file->comers;
    bool is_empty = true;
    for (int i = 0; i < COLUMN_ROW; i++)
        is_empty = is_empty && !cell_of(file, row, (enum column)i).len;
    if (is_empty) return;
    comers_add_lines(comers, 1);
    struct comers_line *line = &comers->lines[comers->count - 1];
    line->is_empty = false;
    line->typed[CELL_NAME] = name_of(file, row);
    line->typed[CELL_SEX] = sex_of(file, cell_of(file, row, COLUMN_SEX));
    line->typed[CELL_AGE] = cell_of(file, row, COLUMN_AGE);
    line->typed[CELL_HOME] = cell_of(file, row, COLUMN_HOME);
    line->typed[CELL_FAMILY] = cell_of(file, row, COLUMN_FAMILY);
    line->typed[CELL_TIE] = choice_of(file, "family_tie", cell_of(file, row, COLUMN_TIE));
    line->typed[CELL_BAND] = cell_of(file, row, COLUMN_BAND);
    needs_take(file, line, cell_of(file, row, COLUMN_NEEDS));
}

/* ---- the file ---- */

static bool trouble(struct comers *comers, const struct sheet_reader *reader) {
    if (reader->trouble == SHEET_FINE) return true;
    return refuse_with(&comers->refusal, S("file"), sheet_trouble_text(reader->trouble),
                       arena_printf(comers->web->arena, "%lld", (long long)reader->trouble_row), S(""));
}

static bool rows_read(struct list_file *file, struct sheet_reader *reader) {
    struct comers *comers = file->comers;
    bool has_header = false;
    for (int i = 0; i < HEADER_ROWS_MAX && !has_header && sheet_reader_next(reader); i++)
        has_header = header_take(file, &reader->row);
    if (!trouble(comers, reader)) return false;
    if (!has_header)
        return refuse(&comers->refusal, S("file"),
                      "No column for the sex was found. Take the empty list as a pattern.");
    while (sheet_reader_next(reader)) {
        if (comers->count == LIMIT_INTAKE_ROWS)
            return refuse(&comers->refusal, S("file"),
                          "The list has more than 500 people: the first 500 are below. Bring the others as "
                          "another file.");
        row_take(file, &reader->row);
    }
    if (!trouble(comers, reader)) return false;
    if (!comers->count) return refuse(&comers->refusal, S("file"), "Nobody stands in this list.");
    return !file->left.len ||
           refuse_with(&comers->refusal, S("file"),
                       "Columns that were not taken: {1}. All else is below: look through it, then save.",
                       text_slice(&file->left), S(""));
}

static bool file_read(struct comers *comers, struct slice bytes) {
    struct web *web = comers->web;
    struct list_file file = {.comers = comers, .khmer = {.lang = LANG_KM, .messages = web->app->khmer}};
    struct sheet_reader reader;
    char path[PATH_BYTES];
    int memory = sheet_memory_file(bytes);
    if (memory < 0)
        return refuse(&comers->refusal, S("file"), "There is no room for this file now; try again.");
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    bool good = sheet_reader_open(&reader, web->arena, path, 0) ? rows_read(&file, &reader)
                                                                : trouble(comers, &reader);
    sheet_reader_close(&reader);
    close(memory);
    return good;
}

enum outcome comers_file_post(struct web *web) {
    struct comers *comers = arena_make(web->arena, struct comers, 1);
    if (!comers_begin(web, comers) || !access_may_add(web->actor, &case_file_type)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    const struct http_field *file = web_file(web);
    struct slice bytes = file ? file->value : S("");
    bool good = bytes.len ? file_read(comers, bytes) : refuse(&comers->refusal, S("file"), "Choose a file.");
    if (comers->count && comers_check(comers) && good)
        comers_ask(comers); /* what is wrong or asked is said before anything is saved */
    if (!comers->count) comers_add_lines(comers, 1);
    web->response->status = web_status(refusal_is_empty(&comers->refusal) ? OUTCOME_OK
                                       : comers->asks                     ? OUTCOME_CONFLICT
                                                                          : OUTCOME_REFUSED);
    comers_show(comers);
    doc_set_bool(web->arena, web->view, S("is_list"), comers->people > 0);
    return OUTCOME_OK;
}

/* ---- the template ---- */

enum outcome comers_file_template(struct web *web) {
    struct text out = TEXT_IN(web->arena);
    if (!access_may_add(web->actor, &case_file_type)) return OUTCOME_NOT_FOUND;
    text_append(&out, S("\xEF\xBB\xBF")); /* spreadsheets read UTF-8 then */
    for (int i = 0, written = 0; i < COLUMNS; i++) {
        if ((i >= COLUMN_KHMER && i <= COLUMN_GIVEN) || i == COLUMN_ROW) continue;
        if (written++) text_append(&out, S(","));
        csv_write_cell(&out, web_tr(web, columns[i].label), true);
    }
    text_append(&out, S("\r\n"));
    http_response_add_header(web->response, S("Content-Disposition"),
                             S("attachment; filename=\"arrival.csv\""));
    return web_answer(web, 200, S("text/csv; charset=utf-8"), text_slice(&out));
}
