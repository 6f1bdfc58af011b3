/* SPDX-License-Identifier: Apache-2.0 */
#include "web/arrival/comers_page.h"

#include "base/limits.h"
#include "catalogue/value.h"
#include "web/arrival/comers.h"
#include "web/record/record_text.h"

enum { FIRST_ROWS = 8, MORE_ROWS = 12 };

static bool begin(struct web *web, struct comers *comers) {
    return comers_begin(web, comers) && access_may_add(web->actor, &case_file_type);
}

enum outcome comers_page(struct web *web) {
    struct comers comers;
    if (!begin(web, &comers)) return OUTCOME_NOT_FOUND;
    comers_add_lines(&comers, FIRST_ROWS);
    comers_show(&comers);
    return OUTCOME_OK;
}

/* ---- what was saved ---- */

static const struct record *place_saved(const struct write_job *job, size_t index) {
    const struct change *change = &job->changes[index];
    return change->type == &queue_place_type ? change->after : NULL;
}

static enum outcome saved_page(struct web *web, const struct comers *comers, const struct write_job *job) {
    int64_t from = INT64_MAX, to = 0;
    for (size_t i = 0; i < job->change_count; i++) {
        const struct record *place = place_saved(job, i);
        if (!place) continue;
        int64_t number = queue_place_of(place)->number.number;
        from = number < from ? number : from;
        to = number > to ? number : to;
    }
    return web_redirect(web, arena_printf(web->arena, "/arrivals/%.*s/intake?done=saved&from=%lld&to=%lld",
                                          SLICE_ARG(uuid_format(web->arena, comers->arrival->id)),
                                          (long long)(to ? from : 0), (long long)to));
}

static void person_saved(struct web *web, const struct comers *comers, const struct write_job *job,
                         size_t index, struct doc *rows) {
    const struct record *place = place_saved(job, index);
    if (!place) return;
    struct doc *row = doc_add_object(web->arena, rows);
    const struct queue_place *values = queue_place_of(place);
    doc_set_int(web->arena, row, S("row"), (int64_t)comers->sources[index].line);
    doc_set_uuid(web->arena, row, S("queue_place"), place->id);
    doc_set_int(web->arena, row, S("number"), values->number.number);
    doc_set_uuid(web->arena, row, S("case_file"), values->case_file.id);
    if (values->family.present) doc_set_uuid(web->arena, row, S("family"), values->family.id);
    doc_set_bool(web->arena, row, S("came_before"), values->came_before.number != 0);
}

static enum outcome saved_json(struct web *web, const struct comers *comers, const struct write_job *job) {
    struct doc *rows = doc_set_array(web->arena, web->view, S("rows"));
    for (size_t i = 0; i < job->change_count && i < comers->change_count; i++)
        person_saved(web, comers, job, i, rows);
    web->response->status = job->repeated ? 200 : 201;
    if (job->repeated) http_response_add_header(web->response, S("Idempotent-Replayed"), S("true"));
    return OUTCOME_OK;
}

/* ---- what was not ---- */

static void candidates_json(const struct comers *comers) {
    struct web *web = comers->web;
    struct doc *rows = doc_set_array(web->arena, web->view, S("candidates"));
    for (size_t i = 0; i < comers->count; i++) {
        const struct comers_line *line = &comers->lines[i];
        if (!line->alike_count && line->double_of == SIZE_MAX) continue;
        struct doc *row = doc_add_object(web->arena, rows);
        doc_set_int(web->arena, row, S("row"), (int64_t)i);
        if (line->double_of != SIZE_MAX)
            doc_set_int(web->arena, row, S("double_of"), (int64_t)line->double_of);
        comers_show_alike(comers, line, doc_set_array(web->arena, row, S("files")));
    }
}

static enum outcome refused(struct comers *comers, bool is_conflict) {
    struct web *web = comers->web;
    enum outcome outcome = is_conflict || comers->asks ? OUTCOME_CONFLICT : OUTCOME_REFUSED;
    if (web->is_api) {
        web->refusal = comers->refusal;
        if (comers->asks) candidates_json(comers);
        return outcome;
    }
    web->response->status = web_status(outcome);
    comers_show(comers);
    return OUTCOME_OK;
}

static enum outcome written(struct web *web, struct write_job *job) {
    struct comers *comers = web->state;
    switch (job->outcome) {
    case OUTCOME_OK: return web->is_api ? saved_json(web, comers, job) : saved_page(web, comers, job);
    case OUTCOME_REFUSED:
    case OUTCOME_CONFLICT:
        comers_take_refusal(comers, comers, &job->refusal);
        if (refusal_is_empty(&comers->refusal))
            refuse(&comers->refusal, S(""),
                   "Somebody changed a family of this list meanwhile. Send it again.");
        return refused(comers, job->outcome == OUTCOME_CONFLICT);
    case OUTCOME_MALFORMED:
    case OUTCOME_FORBIDDEN:
    case OUTCOME_NOT_FOUND:
    case OUTCOME_TOO_MANY:
    case OUTCOME_FULL:
    case OUTCOME_FAILED: web->refusal = job->refusal; return job->outcome;
    }
    BUG("outcome %d", job->outcome);
}

/* A list that was saved is not asked about its own people when it comes again. */
static struct slice submission_key(struct web *web, const struct comers *comers) {
    if (!comers->key.len || web->is_api) return comers->key;
    return arena_printf(web->arena, "intake-%.*s",
                        SLICE_ARG(uuid_format(web->arena, web_form_identity(web, comers->key))));
}

static enum outcome write_list(struct comers *comers) {
    struct web *web = comers->web;
    struct slice key = submission_key(web, comers);
    bool came_before = key.len && store_key_is_used(web_db(web), web->actor, key);
    bool is_good = comers_check(comers);
    comers_decide(comers);
    if (!came_before) comers_ask(comers);
    if (!came_before && (!is_good || !refusal_is_empty(&comers->refusal))) return refused(comers, false);
    if (!comers->people) {
        refuse(&comers->refusal, S(""), "Write down at least one person.");
        return refused(comers, false);
    }
    comers_make_changes(comers);
    web->state = comers;
    return web_write(web, comers->changes, comers->change_count, key, written);
}

static bool form_wants_more(struct web *web) {
    return slice_equal(web_field(web, S("do")), S("more"));
}

enum outcome comers_save(struct web *web) {
    struct comers *comers = arena_make(web->arena, struct comers, 1);
    if (!begin(web, comers)) return OUTCOME_NOT_FOUND;
    if (web->is_api) {
        if (!comers_read_json(comers)) return comers->is_read ? OUTCOME_REFUSED : OUTCOME_MALFORMED;
        return write_list(comers);
    }
    if (!comers_read_form(comers)) return OUTCOME_MALFORMED;
    if (!form_wants_more(web)) return write_list(comers);
    comers_add_lines(comers, MORE_ROWS);
    comers_show(comers);
    return OUTCOME_OK;
}

/* ---- those who stay a number ---- */

static enum outcome counts_written(struct web *web, struct write_job *job) {
    struct comers *comers = web->state;
    if (job->outcome == OUTCOME_OK) {
        return web_redirect(web, arena_printf(web->arena, "/arrivals/%.*s/intake?done=saved",
                                              SLICE_ARG(uuid_format(web->arena, comers->arrival->id))));
    }
    if (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT) return job->outcome;
    comers->refusal = job->refusal;
    if (job->outcome == OUTCOME_CONFLICT)
        refuse(&comers->refusal, S("women"),
               "Somebody counted meanwhile. Look at the numbers and save again.");
    comers_add_lines(comers, FIRST_ROWS);
    return refused(comers, job->outcome == OUTCOME_CONFLICT);
}

static bool count_take(struct web *web, const char *name, struct change *change, struct refusal *refusal) {
    const struct field *field = record_type_field(&arrival_type, slice_of(name));
    struct value value;
    if (!value_parse_input(web->arena, field, web_field(web, slice_of(name)), S(""), &value, refusal) ||
        !value_check(field, &value, refusal))
        return false;
    change_set_value(change, name, value);
    return true;
}

enum outcome counts_save(struct web *web) {
    static const char *const names[] = {"women", "men", "girls", "boys"};
    struct comers *comers = arena_make(web->arena, struct comers, 1);
    if (!begin(web, comers)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, CHANGE_UPDATE, &arrival_type, comers->arrival->org_id);
    change->id = comers->arrival->id;
    bool good = slice_to_int64(web_field(web, S("version")), &change->base_version);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        good = count_take(web, names[i], change, &comers->refusal) && good;
    if (!good) {
        comers_add_lines(comers, FIRST_ROWS);
        return refused(comers, false);
    }
    web->state = comers;
    return web_write(web, change, 1, S(""), counts_written);
}
