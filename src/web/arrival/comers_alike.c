/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether somebody of a row has a file.  A decision is "new" (another person), or the file in which one goes
 * on: its id, or its code.  A file is named by its code; who may open it sees the name as well.
 */
#include "web/arrival/comers.h"
#include "web/people/person_alike.h"
#include "web/record/record_text.h"

static bool says_new(const struct comers_line *line) {
    return slice_equal(line->typed[CELL_DECIDE], S("new"));
}

static struct uuid file_by_code(const struct comers *comers, struct slice code) {
    struct db_query *query =
        db_query(web_db(comers->web),
                 SQL("SELECT id FROM case_file WHERE org_id = ?1 AND code = ?2 AND deleted_ms = 0"));
    db_bind_uuid(query, 1, comers->arrival->org_id);
    db_bind_text(query, 2, code);
    struct uuid id = {{0}};
    if (db_next(query)) id = db_column_uuid(query, 0);
    db_done(query);
    return id;
}

/* The file that was chosen, as this reader may see it. */
static bool take_same(struct comers *comers, size_t index) {
    struct web *web = comers->web;
    struct comers_line *line = &comers->lines[index];
    struct slice typed = line->typed[CELL_DECIDE];
    struct view view = web_view(web, &case_file_type);
    struct record *file = NULL;
    if (!uuid_parse(typed, &line->same)) line->same = file_by_code(comers, typed);
    bool found = !uuid_is_zero(line->same) && query_get(web->app->store, web_db(web), web->arena, &view,
                                                        &case_file_type, line->same, &file, NULL);
    line->is_same = found && !file->deleted_ms;
    return line->is_same || refuse_with(&comers->refusal, comers_input(comers, index, CELL_DECIDE),
                                        "There is no file “{1}”.", typed, S(""));
}

static void ask_line(struct comers *comers, size_t index, const struct view *view) {
    struct web *web = comers->web;
    struct comers_line *line = &comers->lines[index];
    struct arena *scratch = arena_new(); /* dozens of files are opened for one row */
    struct case_candidate found[COMERS_ALIKE_MAX];
    size_t count =
        case_candidates(web->app->store, web_db(web), scratch, view, line->file, found, COMERS_ALIKE_MAX);
    for (size_t i = 0; i < count; i++) {
        line->alike[i] = (struct case_candidate){record_copy_deep(web->arena, found[i].file), found[i].score};
    }
    line->alike_count = count;
    arena_free(scratch);
    if (!count) return;
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
    struct view view = web_view(comers->web, &case_file_type);
    for (size_t i = 0; i < comers->count; i++) {
        struct comers_line *line = &comers->lines[i];
        if (line->file && !line->typed[CELL_DECIDE].len) ask_line(comers, i, &view);
    }
    ask_doubles(comers);
}

/* ---- shown ---- */

/* The name, for who works on that file; the opening is in the log of reads. */
static struct slice name_if_open(struct web *web, const struct record *file) {
    struct refusal refusal = REFUSAL_IN(web->arena);
    struct record *copy = record_copy_deep(web->arena, file);
    const struct actor *actor = web->actor;
    if (!access_may_record(web->app->access, actor, copy, VERB_REVEAL) ||
        !query_may_reveal(web->app->store, web_db(web), web->arena, actor, copy))
        return S("");
    if (query_reveal(web->app->store, web_db(web), web->arena, actor, copy, S("to see whether somebody came before"),
                     &refusal) != OUTCOME_OK)
        return S("");
    const struct case_file *opened = case_file_of(copy);
    return opened->name_km.present ? opened->name_km.text : opened->name_latin.text;
}

static struct slice detail_of(struct web *web, const struct case_file *file) {
    struct slice sex = choice_label(web, record_type_field(&case_file_type, S("sex")), file->sex.text);
    struct date birth = {.year = (int16_t)file->birth_year.number, .precision = DATE_YEAR};
    struct slice year =
        file->birth_year.present
            ? web_tr_fill(web, TR("born {1}"), format_date(web->arena, &web->locale, birth), S(""))
            : S("");
    struct slice came = file->arrived_on.present
                            ? web_tr_fill(web, TR("came {1}"),
                                          format_date(web->arena, &web->locale, file->arrived_on.date), S(""))
                            : S("");
    return arena_printf(web->arena, "%.*s%s%.*s%s%.*s", SLICE_ARG(sex), year.len ? " · " : "",
                        SLICE_ARG(year), came.len ? " · " : "", SLICE_ARG(came));
}

void comers_show_alike(const struct comers *comers, const struct comers_line *line, struct doc *people) {
    struct web *web = comers->web;
    for (size_t i = 0; i < line->alike_count; i++) {
        struct doc *person = doc_add_object(web->arena, people);
        struct record *file = line->alike[i].file;
        doc_set_uuid(web->arena, person, S("file_id"), file->id);
        doc_set_text(web->arena, person, S("file_code"), file->code);
        doc_set_text(web->arena, person, S("file_name"), name_if_open(web, file));
        doc_set_text(web->arena, person, S("file_detail"), detail_of(web, case_file_of(file)));
        doc_set_text(web->arena, person, S("file_label"),
                     web_tr_fill(web, TR("The same person: go on in file {1}"), file->code, S("")));
        person_score_show(web, person, &line->alike[i].score);
    }
}
