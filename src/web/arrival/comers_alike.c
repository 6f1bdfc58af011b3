/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether somebody of a row has a file (web/care/case_alike.h).  A decision is "new" (another person), or the
 * file in which one goes on: its id, or its code.
 */
#include "domain/care/case_pair.h"
#include "web/arrival/comers.h"

static bool says_new(const struct comers_line *line) {
    return slice_equal(line->typed[CELL_DECIDE], S("new"));
}

/* The file that was chosen, as this reader may see it. */
static bool take_same(struct comers *comers, size_t index) {
    struct web *web = comers->web;
    struct comers_line *line = &comers->lines[index];
    struct slice typed = line->typed[CELL_DECIDE];
    struct view view = web_view(web, &case_file_type);
    struct record *file = NULL;
    if (!uuid_parse(typed, &line->same))
        line->same = case_file_by_code(web_db(web), comers->arrival->org_id, typed);
    bool found = !uuid_is_zero(line->same) && query_get(web->app->store, web_db(web), web->arena, &view,
                                                        &case_file_type, line->same, &file, NULL);
    line->is_same = found && !file->deleted_ms;
    return line->is_same || refuse_with(&comers->refusal, comers_input(comers, index, CELL_DECIDE),
                                        "There is no file “{1}”.", typed, S(""));
}

static void ask_line(struct comers *comers, size_t index) {
    struct comers_line *line = &comers->lines[index];
    size_t count = case_alike_find(comers->web, line->file, line->alike);
    if (says_new(line)) line->other_count = count;
    if (!count || says_new(line)) return;
    line->alike_count = count;
    comers->asks = true;
    refuse_with(&comers->refusal, comers_input(comers, index, CELL_NAME),
                "Somebody like this has a file: {1}. Say whether it is the same person.",
                line->alike[0].file->code, S(""));
}

static void ask_double(struct comers *comers, size_t index, const size_t *lines, size_t earlier) {
    struct comers_line *line = &comers->lines[index];
    line->double_of = lines[earlier];
    comers->asks = true;
    refuse_with(&comers->refusal, comers_input(comers, index, CELL_NAME),
                "Row {1} may be the same person. Empty one of them, or say that it is another person.",
                arena_printf(comers->web->arena, "%zu", comers->lines[line->double_of].number), S(""));
}

/* Rows that were not decided against all of the list. */
static void ask_doubles(struct comers *comers) {
    struct arena *arena = comers->web->arena;
    struct record **files = arena_make(arena, struct record *, comers->count + 1);
    size_t *lines = arena_make(arena, size_t, comers->count + 1),
           *double_of = arena_make(arena, size_t, comers->count + 1), count = 0;
    for (size_t i = 0; i < comers->count; i++) {
        if (!comers->lines[i].file || comers->lines[i].is_same) continue;
        lines[count] = i;
        files[count++] = comers->lines[i].file;
    }
    case_doubles(arena, files, count, double_of);
    for (size_t i = 0; i < count; i++) {
        bool is_open = double_of[i] != SIZE_MAX && !says_new(&comers->lines[lines[i]]);
        if (is_open) ask_double(comers, lines[i], lines, double_of[i]);
    }
}

void comers_decide(struct comers *comers) {
    for (size_t i = 0; i < comers->count; i++) {
        struct comers_line *line = &comers->lines[i];
        if (line->file && line->typed[CELL_DECIDE].len && !says_new(line)) take_same(comers, i);
    }
}

void comers_ask(struct comers *comers) {
    for (size_t i = 0; i < comers->count; i++) {
        struct comers_line *line = &comers->lines[i];
        if (line->file && (!line->typed[CELL_DECIDE].len || says_new(line))) ask_line(comers, i);
    }
    ask_doubles(comers);
}

/* ---- shown ---- */

void comers_show_alike(const struct comers *comers, const struct comers_line *line, struct doc *people) {
    for (size_t i = 0; i < line->alike_count; i++)
        case_alike_show(comers->web, people, &line->alike[i]);
}
