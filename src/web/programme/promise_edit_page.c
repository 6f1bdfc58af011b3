/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_edit_page.h"

#include "web/programme/promise_form_save.h"

static enum outcome show_again(struct web *web, struct promise_form *form, int status) {
    promise_form_show(web, form);
    web->response->status = status;
    return OUTCOME_OK;
}

enum outcome promise_edit_page(struct web *web) {
    struct promise_form *form = arena_make(web->arena, struct promise_form, 1);
    if (!promise_form_load(web, form)) return OUTCOME_NOT_FOUND;
    if (form->id.len) promise_form_preview(web, form);
    promise_form_show(web, form);
    return OUTCOME_OK;
}

/* ---- looking without saving ---- */

/* Another part, or the form as it follows from a choice: what is missing is not complained about yet. */
static enum outcome show_draft(struct web *web, struct promise_form *form, struct slice action) {
    form->is_draft = !slice_equal(action, S("check"));
    if (form->is_draft) web->refusal = REFUSAL_IN(web->arena);
    if (slice_equal(action, S("part"))) promise_form_add_part(web, form);
    promise_form_preview(web, form);
    promise_form_show(web, form);
    return OUTCOME_OK;
}

/* ---- saving ---- */

static enum outcome go_home(struct web *web, struct uuid id) {
    struct slice text = uuid_format(web->arena, id);
    return web_redirect(web, arena_printf(web->arena, "/promises/%.*s?done=saved", SLICE_ARG(text)));
}

static enum outcome promise_saved(struct web *web, struct write_job *job) {
    struct promise_saving *saving = web->state;
    struct promise_form *form = saving->form;
    /* A form sent twice leads to what its first copy made. */
    if (job->outcome == OUTCOME_OK)
        return go_home(web, form->id.len ? saving->promise_id : job->changes[0].id);
    promise_form_refuse(web, saving, job);
    if (job->outcome == OUTCOME_CONFLICT) {
        promise_form_conflict(web, form);
        promise_form_preview(web, form);
        return show_again(web, form, web_status(OUTCOME_CONFLICT));
    }
    if (job->outcome != OUTCOME_REFUSED) return job->outcome;
    return show_again(web, form, web_status(OUTCOME_REFUSED));
}

/* The same form sent twice has one effect; sent again with other words it is another one. */
static struct slice submission_key(struct web *web) {
    struct slice key = web_field(web, S("_key"));
    unsigned long long hash = slice_hash(web->http->body);
    return key.len ? arena_printf(web->arena, "%.*s-%016llx", SLICE_ARG(key), hash) : S("");
}

static enum outcome save(struct web *web, struct promise_form *form) {
    struct promise_saving *saving = arena_make(web->arena, struct promise_saving, 1);
    saving->form = form;
    bool good = refusal_is_empty(&web->refusal);
    promise_form_preview(web, form);
    good = good && refusal_is_empty(&web->refusal) && promise_form_changes(web, saving);
    if (!good) return show_again(web, form, web_status(OUTCOME_REFUSED));
    if (saving->count == 0) return go_home(web, saving->promise_id);
    web->state = saving;
    return web_write(web, saving->changes, saving->count, submission_key(web), promise_saved);
}

enum outcome promise_save(struct web *web) {
    struct promise_form *form = arena_make(web->arena, struct promise_form, 1);
    if (!promise_form_load(web, form)) return OUTCOME_NOT_FOUND;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    struct slice action = web_field(web, S("action"));
    form->is_draft = false;
    (void)!promise_form_read(web, form);
    if (action.len && !slice_equal(action, S("save"))) return show_draft(web, form, action);
    return save(web, form);
}
