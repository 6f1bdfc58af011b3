/* SPDX-License-Identifier: Apache-2.0 */
/* Deleting with a reason, bringing back, undoing one change, and opening what is sealed. */
#include "base/limits.h"
#include "store/history.h"
#include "web/errors.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/record/form_change.h"
#include "web/record/record_head.h"
#include "web/record/record_pages.h"

static struct change *change_of(struct web *web, const struct record *record, enum change_verb verb) {
    struct change *change = arena_make(web->arena, struct change, 1);
    *change = change_new(web->arena, verb, record->type, record->org_id);
    change->id = record->id;
    change->base_version = record->version;
    return change;
}

/* The version that the page showed, so that nobody deletes what somebody else has just corrected. */
static void take_version(struct web *web, struct change *change) {
    int64_t version;
    if (slice_to_int64(web_field(web, S("_version")), &version) && version > 0) change->base_version = version;
}

/* ---- delete ---- */

static void show_delete(struct web *web, const struct record *record) {
    record_add_head(record_names_new(web), web, record, TR("Delete"));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields, &(struct plain_field){.name = "_reason", .label = TR("Why is it deleted?"), .required = true, .autofocus = true,
                                                      .help = TR("The record stays in the history and can be brought back."),
                                                      .value = plain_form_value(web, "_reason", S(""))});
    plain_form_add_summary(web);
}

enum outcome record_delete_page(struct web *web) {
    struct view view;
    struct record *record = record_of_path(web, &view, NULL);
    bool may = record && !record->deleted_ms && access_may_record(web->app->access, web->actor, record, VERB_DELETE);
    if (!may) return OUTCOME_NOT_FOUND;
    show_delete(web, record);
    return OUTCOME_OK;
}

/* The store names the reason; the form's input is called otherwise, for records that have a field of that name. */
static void rename_reason(struct refusal *refusal) {
    for (struct refusal_item *item = refusal->first; item; item = item->next) {
        if (slice_equal(item->field, S("reason"))) item->field = S("_reason");
    }
}

static enum outcome deleted(struct web *web, struct write_job *job) {
    struct view view;
    if (job->outcome == OUTCOME_OK) return web_redirect(web, record_home_href(web, job->changes[0].after, "deleted"));
    web->refusal = job->refusal;
    struct record *record = record_of_path(web, &view, NULL);
    if (job->outcome == OUTCOME_CONFLICT) refuse(&web->refusal, S(""), "Somebody changed this record meanwhile. Look at it again before you delete it.");
    if (!record || (job->outcome != OUTCOME_REFUSED && job->outcome != OUTCOME_CONFLICT)) return job->outcome;
    rename_reason(&web->refusal);
    web->response->status = web_status(job->outcome);
    show_delete(web, record);
    return OUTCOME_OK;
}

enum outcome record_delete(struct web *web) {
    struct view view;
    struct record *record = record_of_path(web, &view, NULL);
    if (!record || record->deleted_ms) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct change *change = change_of(web, record, CHANGE_DELETE);
    take_version(web, change);
    change->reason = slice_trim(web_field(web, S("_reason")));
    return web_write(web, change, 1, S(""), deleted);
}

/* ---- bring back, undo ---- */

static enum outcome put_back(struct web *web, struct write_job *job) {
    web->refusal = job->refusal;
    if (job->outcome != OUTCOME_OK) return job->outcome;
    const struct change *change = &job->changes[0];
    const char *done = slice_ends(web->http->path, S("/undo")) ? "undone" : "restored";
    return web_redirect(web, arena_printf(web->arena, "%.*s?done=%s", SLICE_ARG(record_href(web, change->type, change->id)), done));
}

enum outcome record_restore(struct web *web) {
    struct view view;
    struct record *record = record_of_path(web, &view, NULL);
    if (!record || !record->deleted_ms) return OUTCOME_NOT_FOUND;
    return web_write(web, change_of(web, record, CHANGE_RESTORE), 1, S(""), put_back);
}

enum outcome record_undo(struct web *web) {
    struct view view;
    struct record *record = record_of_path(web, &view, NULL);
    int64_t sequence;
    if (!record) return OUTCOME_NOT_FOUND;
    if (!slice_to_int64(web_field(web, S("sequence")), &sequence)) return OUTCOME_MALFORMED;
    struct change *change = arena_make(web->arena, struct change, 1);
    bool good = history_undo(web->app->store, web_db(web), web->arena, &view, record, sequence, change, &web->refusal);
    return good ? web_write(web, change, 1, S(""), put_back) : OUTCOME_REFUSED;
}

/* ---- sealed fields ---- */

static struct record *record_to_reveal(struct web *web, uint64_t *hidden) {
    struct view view;
    struct record *record = record_of_path(web, &view, hidden);
    bool may = record && access_may_in(web->app->access, web->actor, record->type, record->org_id, VERB_REVEAL);
    return may ? record : NULL;
}

static void show_reveal(struct web *web, const struct record *record) {
    record_add_head(record_names_new(web), web, record, TR("Show what is sealed"));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields, &(struct plain_field){.name = "purpose", .label = TR("What do you need it for?"), .required = true, .autofocus = true,
                                                      .help = TR("Your name, the time and this purpose are kept; the organisation can ask who saw the record."),
                                                      .value = plain_form_value(web, "purpose", S(""))});
    plain_form_add_summary(web);
}

enum outcome record_reveal_page(struct web *web) {
    struct record *record = record_to_reveal(web, NULL);
    if (!record) return OUTCOME_NOT_FOUND;
    show_reveal(web, record);
    return OUTCOME_OK;
}

bool record_purpose_is_said(struct web *web, struct slice purpose) {
    enum { PURPOSE_CHARS_MIN = 4 };
    if (slice_rune_count(purpose) < PURPOSE_CHARS_MIN) return refuse(&web->refusal, S("purpose"), "Say in a few words what you need it for.");
    if (slice_rune_count(purpose) <= LIMIT_LINE_CHARS) return true;
    return refuse_with(&web->refusal, S("purpose"), "This text is too long: at most {1} characters.",
                       arena_printf(web->arena, "%d", LIMIT_LINE_CHARS), S(""));
}

/* The log line is a write: it waits for the disk, and so on a slow thread. */
enum outcome record_open_sealed(struct web *web, struct record *record, struct slice purpose) {
    purpose = slice_trim(purpose);
    if (!record_purpose_is_said(web, purpose)) return OUTCOME_REFUSED;
    return query_reveal(web->app->store, web_db(web), web->arena, web->actor, record, purpose, &web->refusal);
}

enum outcome record_reveal(struct web *web) {
    uint64_t hidden = 0;
    struct record *record = record_to_reveal(web, &hidden);
    if (!record) return OUTCOME_NOT_FOUND;
    enum outcome outcome = record_open_sealed(web, record, web_field(web, S("purpose")));
    if (outcome == OUTCOME_REFUSED && web->refusal.first->field.len) {
        web->response->status = web_status(OUTCOME_REFUSED);
        show_reveal(web, record);
        return OUTCOME_OK;
    }
    if (outcome != OUTCOME_OK) return outcome;
    web->template = "record_page";
    http_response_add_header(web->response, S("Cache-Control"), S("no-store"));
    record_show(web, record, hidden);
    return OUTCOME_OK;
}
