/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form answered page by page.  Without script, too: a question that follows from an answer of the same page appears when
 * one goes on.  Stopping keeps what was told, whatever is missing.
 */
#include "base/log.h"
#include "catalogue/value.h"
#include "web/ask.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/screening/filling.h"

static enum outcome filling_open(struct web *web, struct filling *filling) {
    int64_t page;
    enum outcome outcome = asked_open(web, &filling->asked);
    if (outcome != OUTCOME_OK) return outcome;
    if (!slice_to_int64(web_arg(web, 1), &page) || page < 0 || (size_t)page >= filling->asked.form->page_count) return OUTCOME_NOT_FOUND;
    filling->page = (size_t)page;
    return OUTCOME_OK;
}

/* ---- showing ---- */

static void show_page(struct filling *filling) {
    struct web *web = filling->asked.web;
    asked_head(&filling->asked, NULL);
    doc_set_text(web->arena, web->view, S("action"), asked_href(&filling->asked, arena_printf(web->arena, "/fill/%zu", filling->page).s));
    doc_set_text(web->arena, web->view, S("record_version"), arena_printf(web->arena, "%lld", (long long)filling->asked.record->version));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    filling_show(filling);
}

static bool is_finished(const struct asked *asked) {
    return slice_equal(form_answer_of(asked->record)->state.text, S("finished"));
}

enum outcome form_fill_page(struct web *web) {
    struct filling filling = {0};
    enum outcome outcome = filling_open(web, &filling);
    if (outcome != OUTCOME_OK) return outcome;
    if (is_finished(&filling.asked)) return web_redirect(web, asked_href(&filling.asked, "/result"));
    form_settle(web->arena, &filling.asked.answers);
    show_page(&filling);
    return OUTCOME_OK;
}

/* ---- taking ---- */

static enum outcome show_again(struct filling *filling, enum outcome outcome) {
    struct web *web = filling->asked.web;
    if (outcome != OUTCOME_OK) plain_form_refused(web, outcome, 0);
    show_page(filling);
    return OUTCOME_OK;
}

static enum outcome after_fill(struct web *web, struct write_job *job) {
    struct filling *filling = web->state;
    if (job->outcome == OUTCOME_REFUSED) return show_again(filling, OUTCOME_REFUSED);
    if (job->outcome != OUTCOME_OK) return job->outcome;
    if (slice_equal(filling->step, S("finish"))) return web_redirect(web, asked_href(&filling->asked, "/result"));
    if (slice_equal(filling->step, S("stop"))) return web_redirect(web, asked_href(&filling->asked, ""));
    return web_redirect(web, asked_href(&filling->asked, arena_printf(web->arena, "/fill/%zu", filling->next).s));
}

static enum outcome save(struct filling *filling) {
    struct web *web = filling->asked.web;
    struct change *change = arena_make(web->arena, struct change, 1);
    int64_t version = 0;
    *change = change_new(web->arena, CHANGE_UPDATE, &form_answer_type, filling->asked.record->org_id);
    change->id = filling->asked.record->id;
    slice_to_int64(web_field(web, S("_version")), &version);
    change->base_version = version ? version : filling->asked.record->version;
    form_settle(web->arena, &filling->asked.answers);
    struct slice answers = form_answers_write(web->arena, &filling->asked.answers);
    change_set_value(change, "answers", (struct value){.present = true, .text = answers});
    change_set_value(change, "state", (struct value){.present = true, .text = filling->state});
    change_set_value(change, "page", value_of_number((int64_t)filling->next));
    web->state = filling;
    return web_write(web, change, 1, web_field(web, S("_key")), after_fill);
}

enum outcome form_fill_post(struct web *web) {
    struct filling *filling = arena_make(web->arena, struct filling, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = filling_open(web, filling);
    if (outcome != OUTCOME_OK) return outcome;
    if (is_finished(&filling->asked)) return web_redirect(web, asked_href(&filling->asked, "/result"));
    filling->step = web_field(web, S("do"));
    bool is_good = filling_take(filling);
    if (!is_good && !slice_equal(filling->step, S("stop"))) return show_again(filling, OUTCOME_REFUSED);
    form_settle(web->arena, &filling->asked.answers);
    bool goes_on = !slice_equal(filling->step, S("stop")) && !slice_equal(filling->step, S("back"));
    if (goes_on && filling_opens_questions(filling)) return filling->shows_more = true, show_again(filling, OUTCOME_OK);
    if (!filling_step(filling)) return show_again(filling, OUTCOME_REFUSED);
    return save(filling);
}
