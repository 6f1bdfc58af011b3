/* SPDX-License-Identifier: Apache-2.0 */
/* What has changed since the last version that was published, and publishing. */
#include "base/log.h"
#include "exchange/json_record.h"
#include "web/form_editor/draft.h"
#include "web/furniture.h"
#include "web/plain_form.h"

static void show_differences(const struct draft *draft) {
    struct web *web = draft->web;
    int64_t number = 0;
    const struct form *was = draft_published(draft, &number);
    doc_set_bool(web->arena, web->view, S("has_published"), was != NULL);
    doc_set_text(
        web->arena, web->view, S("published_text"),
        was ? web_tr_fill(web, TR("Version {1}"), format_number(web->arena, &web->locale, number), S(""))
            : S(""));
    if (was) draft_add_differences(draft, was);
}

enum outcome differences_page(struct web *web) {
    struct draft draft;
    enum outcome outcome = version_open(web, &draft);
    if (outcome != OUTCOME_OK) return outcome;
    draft_head(&draft, web_tr(web, TR("Differences")));
    show_differences(&draft);
    return OUTCOME_OK;
}

static void show(const struct draft *draft) {
    struct web *web = draft->web;
    draft_head(draft, web_tr(web, TR("Publish")));
    draft_add_remarks(draft);
    doc_set_bool(web->arena, web->view, S("remarks_open"), true);
    show_differences(draft);
    doc_set_text(web->arena, web->view, S("action"), draft_href(draft, "/publish"));
    struct doc *fields = doc_set_array(web->arena, web->view, S("fields"));
    plain_form_add(web, fields,
                   &(struct plain_field){
                       .name = "note",
                       .label = TR("What is new"),
                       .control = PLAIN_LONG,
                       .value = plain_form_value(web, "note", care_form_version_of(draft->record)->note.text),
                       .help = TR("For those who ask it: why there is this version.")});
    plain_form_add_summary(web);
}

enum outcome publish_page(struct web *web) {
    struct draft draft;
    enum outcome outcome = draft_open(web, &draft);
    if (outcome == OUTCOME_REFUSED) return web_redirect(web, draft_href(&draft, ""));
    if (outcome == OUTCOME_OK) show(&draft);
    return outcome;
}

/* Who looked at an older draft looks again before it is asked of people. */
static enum outcome show_again(struct web *web, enum outcome outcome) {
    struct draft now;
    if (web->is_api) return outcome;
    enum outcome opened = draft_open(web, &now);
    if (opened != OUTCOME_OK) return opened;
    if (outcome == OUTCOME_CONFLICT)
        draft_tell_stale(&now);
    else
        plain_form_refused(web, outcome, 0);
    show(&now);
    return OUTCOME_OK;
}

static enum outcome after_publish(struct web *web, struct write_job *job) {
    struct draft *draft = web->state;
    web->refusal = job->refusal;
    if (job->outcome == OUTCOME_REFUSED || job->outcome == OUTCOME_CONFLICT)
        return show_again(web, job->outcome);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    if (!web->is_api) return web_redirect(web, draft_href(draft, ""));
    json_record_add(web->arena, job->changes[0].after, 0, web->view);
    return OUTCOME_OK;
}

enum outcome publish_post(struct web *web) {
    struct draft *draft = arena_make(web->arena, struct draft, 1);
    struct change *change = arena_make(web->arena, struct change, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = draft_open(web, draft);
    if (outcome != OUTCOME_OK) return outcome;
    bool is_said = web_field(web, S("_version")).len || web_field(web, S("version")).len;
    if (!is_said)
        return refuse(&web->refusal, S("version"), TR("Say which version of the draft was changed.")),
               OUTCOME_REFUSED;
    if (!form_is_complete(draft->form, S(""), &web->refusal)) return show_again(web, OUTCOME_REFUSED);
    struct slice note = slice_trim(web_field(web, S("note")));
    *change = change_new(web->arena, CHANGE_UPDATE, &care_form_version_type, draft->record->org_id);
    change->id = draft->record->id;
    change->base_version = draft->base_version;
    change_set_value(change, "state", (struct value){.present = true, .text = S("published")});
    change_set_value(change, "note", (struct value){.present = note.len > 0, .text = note});
    web->state = draft;
    return web_write(web, change, 1,
                     web->is_api ? http_header(web->http, S("Idempotency-Key")) : web_field(web, S("_key")),
                     after_publish);
}
