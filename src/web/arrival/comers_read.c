/* SPDX-License-Identifier: Apache-2.0 */
/* What a form or a program sent, as rows of cells; nothing is understood yet. */
#include "web/arrival/comers.h"

#include "base/limits.h"
#include "base/text.h"
#include "web/record/record_text.h"

static const char *const cell_names[COMERS_CELLS] = {
    [CELL_NAME] = "name",     [CELL_SEX] = "sex", [CELL_AGE] = "age",   [CELL_HOME] = "home",
    [CELL_FAMILY] = "family", [CELL_TIE] = "tie", [CELL_BAND] = "band", [CELL_DECIDE] = "decide",
};

const char *comers_cell_name(enum comers_cell cell) {
    return cell_names[cell];
}

struct slice comers_input(const struct comers *comers, size_t line, enum comers_cell cell) {
    struct arena *arena = comers->web->arena;
    if (comers->web->is_api) return arena_printf(arena, "%zu.%s", line, cell_names[cell]);
    return arena_printf(arena, "%s.%zu", cell_names[cell], comers->lines[line].number);
}

bool comers_begin(struct web *web, struct comers *comers) {
    *comers = (struct comers){.web = web, .refusal = REFUSAL_IN(web->arena)};
    comers->arrival = web_record_of_path(web, &arrival_type, 0);
    return comers->arrival && web_view(web, &case_file_type).allowed &&
           access_may_record(web->app->access, web->actor, comers->arrival, VERB_UPDATE);
}

void comers_add_lines(struct comers *comers, size_t rows) {
    size_t last = comers->count ? comers->lines[comers->count - 1].number : 0;
    for (size_t i = 0; i < rows && comers->count < LIMIT_INTAKE_ROWS; i++) {
        comers->lines = arena_room(comers->web->arena, comers->lines, sizeof *comers->lines, comers->count);
        comers->lines[comers->count++] = (struct comers_line){
            .number = last + i + 1, .is_empty = true, .double_of = SIZE_MAX, .family = SIZE_MAX};
    }
}

/* ---- the form ---- */

static struct comers_line *line_of(struct comers *comers, int64_t number) {
    if (number < 1 || number > 100000) return NULL;
    for (size_t i = comers->count; i-- > 0;) { /* fields of a row stand together */
        if (comers->lines[i].number == (size_t)number) return &comers->lines[i];
    }
    if (comers->count == LIMIT_INTAKE_ROWS) return NULL;
    comers_add_lines(comers, 1);
    comers->lines[comers->count - 1].number = (size_t)number;
    return &comers->lines[comers->count - 1];
}

static void line_take(struct comers_line *line, struct slice cell, struct slice value) {
    if (slice_equal(cell, S("urgent")) && value.len && line->need_count < COMERS_NEEDS_MAX)
        line->needs[line->need_count++] = value;
    for (size_t i = 0; i < COMERS_CELLS; i++) {
        if (slice_equal(cell, slice_of(cell_names[i]))) line->typed[i] = slice_trim(value);
    }
}

/* What stands in a row by itself (a number on the wrist, a tie that a row begins with) makes no person. */
static void line_settle(struct comers_line *line) {
    line->is_empty = !line->need_count;
    for (size_t i = CELL_NAME; i <= CELL_FAMILY; i++)
        line->is_empty = line->is_empty && !line->typed[i].len;
}

bool comers_read_form(struct comers *comers) {
    struct web *web = comers->web;
    if (!web_form(web)) return false;
    for (size_t i = 0; i < web->form.count; i++) {
        const struct http_field *field = &web->form.fields[i];
        size_t dot = slice_find(field->name, S("."), 0);
        int64_t number;
        if (dot >= field->name.len ||
            !slice_to_int64(slice_sub(field->name, dot + 1, field->name.len), &number))
            continue;
        struct comers_line *line = line_of(comers, number);
        if (line) line_take(line, slice_sub(field->name, 0, dot), field->value);
    }
    comers->key = web_field(web, S("key"));
    for (size_t i = 0; i < comers->count; i++)
        line_settle(&comers->lines[i]);
    return true;
}

/* ---- JSON ---- */

static struct slice json_text(struct web *web, const struct doc *value) {
    if (value && value->kind == DOC_INT) return arena_printf(web->arena, "%lld", (long long)value->number);
    return value && value->kind == DOC_TEXT ? value->text : S("");
}

/* A name that stands in two members is written in both scripts. */
static struct slice json_name(struct web *web, const struct doc *row) {
    struct slice name = json_text(web, doc_get(row, S("name"))),
                 km = json_text(web, doc_get(row, S("name_km"))),
                 latin = json_text(web, doc_get(row, S("name_latin")));
    if (name.len) return name;
    return km.len && latin.len ? arena_printf(web->arena, "%.*s / %.*s", SLICE_ARG(km), SLICE_ARG(latin))
           : km.len            ? km
                               : latin;
}

static bool is_member(struct slice name) {
    static const char *const others[] = {"name_km", "name_latin", "urgent"};
    bool known = false;
    for (size_t i = 0; i < COMERS_CELLS; i++)
        known = known || slice_equal(name, slice_of(cell_names[i]));
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        known = known || slice_equal(name, slice_of(others[i]));
    return known;
}

/* What cannot be taken is refused: a typing mistake would else lose what it says. */
static bool member_is_taken(struct web *web, size_t index, const struct doc_entry *entry) {
    const struct doc *value = &entry->value;
    struct slice input = arena_printf(web->arena, "%zu.%.*s", index, SLICE_ARG(entry->key));
    bool is_urgent = slice_equal(entry->key, S("urgent"));
    if (!is_member(entry->key))
        return refuse_with(&web->refusal, input, "There is no field “{1}”.", entry->key, S(""));
    if (value->kind == DOC_NULL || (is_urgent && value->kind == DOC_ARRAY)) return true;
    if (is_urgent) return refuse(&web->refusal, input, "A list is expected.");
    return value->kind == DOC_TEXT || value->kind == DOC_INT ||
           refuse(&web->refusal, input, "A text or a number is expected.");
}

static bool line_is_taken(struct web *web, size_t index, const struct doc *row) {
    bool good = true;
    for (const struct doc_entry *entry = row->kind == DOC_OBJECT ? row->first : NULL; entry;
         entry = entry->next)
        good = member_is_taken(web, index, entry) && good;
    return good;
}

static void line_read_json(struct web *web, struct comers_line *line, const struct doc *row) {
    for (size_t i = 0; i < COMERS_CELLS; i++)
        line->typed[i] = slice_trim(json_text(web, doc_get(row, slice_of(cell_names[i]))));
    line->typed[CELL_NAME] = slice_trim(json_name(web, row));
    const struct doc *needs = doc_get(row, S("urgent"));
    if (!needs || needs->kind != DOC_ARRAY) return;
    for (const struct doc_entry *entry = needs->first; entry && line->need_count < COMERS_NEEDS_MAX;
         entry = entry->next) {
        line->needs[line->need_count++] = json_text(web, &entry->value);
    }
}

bool comers_read_json(struct comers *comers) {
    struct web *web = comers->web;
    struct doc *body = doc_parse_json(web->arena, web->http->body, &web->refusal);
    const struct doc *rows = body ? doc_get(body, S("rows")) : NULL;
    comers->is_read = body;
    if (!body) return false;
    if (!rows || rows->kind != DOC_ARRAY || !rows->count || rows->count > LIMIT_INTAKE_ROWS) {
        return refuse(&web->refusal, S("rows"), "Send from one to five hundred people as `rows`.");
    }
    comers_add_lines(comers, rows->count);
    size_t i = 0;
    bool good = true;
    for (const struct doc_entry *entry = rows->first; entry; entry = entry->next, i++) {
        good = line_is_taken(web, i, &entry->value) && good;
        line_read_json(web, &comers->lines[i], &entry->value);
        comers->lines[i].is_empty = false; /* whoever is sent is somebody */
    }
    comers->key = http_header(web->http, S("Idempotency-Key"));
    return good;
}
