/* SPDX-License-Identifier: Apache-2.0 */
#include "web/care/case_alike.h"

#include "catalogue/value.h"
#include "domain/care/case_pair.h"
#include "domain/care/rules.h"
#include "web/people/person_alike.h"
#include "web/plain_form.h"
#include "web/record/record_text.h"

/* ---- finding ---- */

size_t case_alike_find(struct web *web, const struct record *file, struct case_candidate *found) {
    struct view view = web_view(web, &case_file_type);
    struct arena *scratch = arena_new(); /* dozens of files are opened for one */
    struct case_candidate near[CASE_ALIKE_MAX];
    size_t count = view.allowed ? case_candidates(web->app->store, web_db(web), scratch, &view, file, near,
                                                  CASE_ALIKE_MAX)
                                : 0;
    for (size_t i = 0; i < count; i++)
        found[i] = (struct case_candidate){record_copy_deep(web->arena, near[i].file), near[i].score};
    arena_free(scratch);
    return count;
}

/* The file as it would be saved, in memory. */
static struct record *file_about_to_be(struct web *web, const struct change *change) {
    struct rule rule = {.store = web->app->store,
                        .db = web_db(web),
                        .job_arena = web->arena,
                        .actor = web->actor,
                        .is_asking = true};
    struct record *file = record_copy(web->arena, change->values);
    file->org_id = change->org_id;
    file->id = change->id;
    case_file_foresee(&rule, file);
    return file;
}

/* ---- showing ---- */

static bool is_open(struct web *web, const struct record *file) {
    return access_may_record(web->app->access, web->actor, file, VERB_REVEAL) &&
           query_may_reveal(web->app->store, web_db(web), web->arena, web->actor, file);
}

/* The opening is in the log of reads before the name is here. */
static struct slice opened_name(struct web *web, const struct record *file) {
    struct refusal refusal = REFUSAL_IN(web->arena);
    struct record *copy = record_copy_deep(web->arena, file);
    if (query_reveal(web->app->store, web_db(web), web->arena, web->actor, copy,
                     S("to see whether somebody came before"), &refusal) != OUTCOME_OK)
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

struct person_score case_alike_told(const struct case_candidate *candidate) {
    struct person_score told = {0};
    for (size_t i = 0; i < candidate->score.count; i++) {
        const struct person_reason *reason = &candidate->score.reasons[i];
        if (reason->evidence == PERSON_BIRTH && case_file_of(candidate->file)->birth_date.present) continue;
        told.reasons[told.count++] = *reason;
        told.points += reason->points;
    }
    return told;
}

void case_alike_show(struct web *web, struct doc *people, const struct case_candidate *candidate) {
    struct doc *person = doc_add_object(web->arena, people);
    struct record *file = candidate->file;
    bool opens = is_open(web, file);
    struct slice name = opens ? opened_name(web, file) : S("");
    struct person_score score = opens ? candidate->score : case_alike_told(candidate);
    if (!opens && !query_log_read(web->app->store, web->actor, file, S("likeness"),
                                  S("to see whether somebody came before")))
        score = (struct person_score){0};
    doc_set_uuid(web->arena, person, S("file_id"), file->id);
    doc_set_text(web->arena, person, S("file_code"), file->code);
    doc_set_text(web->arena, person, S("file_name"), name);
    doc_set_text(web->arena, person, S("file_detail"), detail_of(web, case_file_of(file)));
    doc_set_text(web->arena, person, S("file_href"), record_href(web, &case_file_type, file->id));
    doc_set_text(web->arena, person, S("file_label"),
                 web_tr_fill(web, TR("The same person: go on in file {1}"), file->code, S("")));
    doc_set_bool(web->arena, person, S("file_opens"), opens);
    person_score_show(web, person, &score);
}

/* ---- answering ---- */

struct answers {
    struct case_answer *at;
    size_t count;
};

static bool answers_write(struct rule *rule, struct write_job *job) {
    const struct answers *answers = job->also_context;
    for (size_t i = 0; i < answers->count; i++)
        case_pair_note(rule, job->changes[0].org_id, &answers->at[i]);
    return true;
}

void case_alike_answer(struct web *web, struct uuid file_id, const struct case_candidate *others,
                       size_t count) {
    if (!count) return;
    if (!web->also) web->also_context = arena_make(web->arena, struct answers, 1);
    web->also = answers_write;
    struct answers *answers = web->also_context;
    for (size_t i = 0; i < count; i++) {
        answers->at = arena_room(web->arena, answers->at, sizeof *answers->at, answers->count);
        answers->at[answers->count++] =
            (struct case_answer){file_id, others[i].file->id, others[i].score.points, "different"};
    }
}

/* ---- asking ---- */

/* Who may not make the file learns nothing of others: the writer says no. */
static bool may_be_asked(struct web *web, const struct change *change, struct slice key) {
    bool came_before = key.len && store_key_is_used(web_db(web), web->actor, key);
    return change->type == &case_file_type && !came_before &&
           access_may_in(web->app->access, web->actor, &case_file_type, change->org_id, VERB_CREATE);
}

static void id_give(struct change *change) {
    if (uuid_is_zero(change->id)) change->id = uuid_new();
}

bool case_form_asks(struct web *web, struct change *change, struct slice key) {
    struct case_candidate found[CASE_ALIKE_MAX];
    if (!may_be_asked(web, change, key)) return false;
    id_give(change);
    size_t count = case_alike_find(web, file_about_to_be(web, change), found);
    if (plain_form_has(web, "_other", S("1"))) case_alike_answer(web, change->id, found, count);
    if (!count || plain_form_has(web, "_other", S("1"))) return false;
    struct doc *alike = doc_set_object(web->arena, web->view, S("case_alike"));
    struct doc *people = web->is_api ? doc_set_array(web->arena, web->view, S("candidates"))
                                     : doc_set_array(web->arena, alike, S("people"));
    for (size_t i = 0; i < count; i++)
        case_alike_show(web, people, &found[i]);
    doc_set_text(web->arena, alike, S("again_value"), web_field(web, S("_again")));
    return true;
}

/* ---- asking a request ---- */

struct asking {
    struct web *web;
    bool is_list, is_forced, any;
    struct doc *rows; /* `candidates` */
};

static struct doc *rows_of(struct asking *asking) {
    if (!asking->any) asking->rows = doc_set_array(asking->web->arena, asking->web->view, S("candidates"));
    asking->any = true;
    return asking->rows;
}

/* Of a list each row has its `files`; of one record the candidates are they. */
static struct doc *files_of(struct asking *asking, size_t row, size_t double_of) {
    struct arena *arena = asking->web->arena;
    struct doc *rows = rows_of(asking);
    if (!asking->is_list) return rows;
    struct doc *object = doc_add_object(arena, rows);
    doc_set_int(arena, object, S("row"), (int64_t)row);
    if (double_of != SIZE_MAX) doc_set_int(arena, object, S("double_of"), (int64_t)double_of);
    return doc_set_array(arena, object, S("files"));
}

static void ask_row(struct asking *asking, const struct change *change, const struct record *file, size_t row,
                    size_t double_of) {
    struct case_candidate found[CASE_ALIKE_MAX];
    size_t count = case_alike_find(asking->web, file, found);
    if (asking->is_forced) case_alike_answer(asking->web, change->id, found, count);
    if (asking->is_forced || (!count && double_of == SIZE_MAX)) return;
    struct doc *files = files_of(asking, row, double_of);
    for (size_t i = 0; i < count; i++)
        case_alike_show(asking->web, files, &found[i]);
}

bool case_request_asks(struct web *web, struct change *changes, size_t count, bool is_list) {
    struct asking asking = {
        .web = web, .is_list = is_list, .is_forced = slice_equal(http_query(web->http, S("force")), S("1"))};
    struct slice key = http_header(web->http, S("Idempotency-Key"));
    struct record **files = arena_make(web->arena, struct record *, count + 1);
    size_t *double_of = arena_make(web->arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!may_be_asked(web, &changes[i], key)) return false;
        id_give(&changes[i]);
        files[i] = file_about_to_be(web, &changes[i]);
    }
    case_doubles(web->arena, files, count, double_of);
    for (size_t i = 0; i < count; i++)
        ask_row(&asking, &changes[i], files[i], i, double_of[i]);
    if (!asking.any) return false;
    refuse(&web->refusal, S(""),
           "Somebody like this has a file; `candidates` says which and why. Go on in that file, or send the "
           "request again with ?force=1 when it is another person.");
    return true;
}
