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
#include "web/screening/screening_pages.h"

struct filling {
    struct asked asked;
    size_t page;
    struct slice step; /* next, back, stop, finish */
    bool shows_more;   /* the page is shown again: answers have opened questions */
    struct slice state;
    size_t next;
};

static enum outcome filling_open(struct web *web, struct filling *filling) {
    int64_t page;
    enum outcome outcome = asked_open(web, &filling->asked);
    if (outcome != OUTCOME_OK) return outcome;
    if (!slice_to_int64(web_arg(web, 1), &page) || page < 0 || (size_t)page >= filling->asked.form->page_count) return OUTCOME_NOT_FOUND;
    filling->page = (size_t)page;
    return OUTCOME_OK;
}

/* ---- showing ---- */

static void show_questions(struct filling *filling) {
    struct web *web = filling->asked.web;
    const struct form *form = filling->asked.form;
    const struct form_page *page = &form->pages[filling->page];
    struct doc *questions = doc_set_array(web->arena, web->view, S("questions"));
    for (size_t i = page->first; i < page->first + page->count; i++) {
        if (form->questions[i].kind == QUESTION_CALCULATION || !form_is_asked(web->arena, &filling->asked.answers, i)) continue;
        asked_add_question(web, questions, &form->questions[i], filling->asked.answers.texts[i]);
    }
}

static size_t pages_asked(struct filling *filling, size_t until) {
    size_t count = 0;
    for (size_t page = 0; page < until; page++) {
        count += form_next_page(filling->asked.web->arena, &filling->asked.answers, page) == page;
    }
    return count;
}

static void show_page(struct filling *filling) {
    struct web *web = filling->asked.web;
    const struct form *form = filling->asked.form;
    size_t next = form_next_page(web->arena, &filling->asked.answers, filling->page + 1);
    size_t all = pages_asked(filling, form->page_count), here = pages_asked(filling, filling->page + 1);
    struct slice label = form_say(web->locale.lang, form->pages[filling->page].label);
    asked_head(&filling->asked, NULL);
    doc_set_text(web->arena, web->view, S("page_label"), label);
    doc_set_text(web->arena, web->view, S("page_of"), web_tr_fill(web, TR("Page {1} of {2}"), arena_printf(web->arena, "%zu", here), arena_printf(web->arena, "%zu", all)));
    doc_set_text(web->arena, web->view, S("percent"), arena_printf(web->arena, "%zu", all ? here * 100 / all : 100));
    doc_set_text(web->arena, web->view, S("action"), asked_href(&filling->asked, arena_printf(web->arena, "/fill/%zu", filling->page).s));
    doc_set_text(web->arena, web->view, S("record_version"), arena_printf(web->arena, "%lld", (long long)filling->asked.record->version));
    doc_set_text(web->arena, web->view, S("form_key"), uuid_format(web->arena, uuid_new()));
    doc_set_bool(web->arena, web->view, S("is_last"), next == form->page_count);
    doc_set_bool(web->arena, web->view, S("is_first"), here <= 1);
    doc_set_bool(web->arena, web->view, S("shows_more"), filling->shows_more);
    show_questions(filling);
    plain_form_add_summary(web);
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

static struct slice typed_codes(struct web *web, const struct form_question *question) {
    struct text codes = TEXT_IN(web->arena);
    for (size_t i = 0; i < question->choice_count; i++) {
        if (!plain_form_has(web, arena_cstr(web->arena, question->name), question->choices[i].code)) continue;
        text_printf(&codes, "%s%.*s", codes.len ? " " : "", SLICE_ARG(question->choices[i].code));
    }
    return text_slice(&codes);
}

/* What is asked on this page, in its order, so that an answer opens or shuts those behind it. */
static bool take_page(struct filling *filling) {
    struct web *web = filling->asked.web;
    const struct form *form = filling->asked.form;
    const struct form_page *page = &form->pages[filling->page];
    bool good = true;
    for (size_t i = page->first; i < page->first + page->count; i++) {
        const struct form_question *question = &form->questions[i];
        struct slice typed = question->kind == QUESTION_SEVERAL ? typed_codes(web, question) : web_field(web, question->name);
        bool is_read = form_answer_take(web->arena, &filling->asked.answers, i, typed, &web->refusal);
        if (!is_read && slice_equal(filling->step, S("stop"))) filling->asked.answers.texts[i] = S(""); /* nothing keeps anybody from stopping */
        good = is_read && good;
    }
    return good;
}

/* Questions that were not on the page that was sent, and have no answer. */
static bool opens_questions(struct filling *filling) {
    struct web *web = filling->asked.web;
    const struct form_page *page = &filling->asked.form->pages[filling->page];
    for (size_t i = page->first; i < page->first + page->count; i++) {
        const struct form_question *question = &filling->asked.form->questions[i];
        bool was_shown = plain_form_has(web, "_shown", question->name);
        bool takes = question->kind != QUESTION_NOTE && question->kind != QUESTION_CALCULATION;
        if (takes && !was_shown && form_is_asked(web->arena, &filling->asked.answers, i)) return true;
    }
    return false;
}

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

static size_t page_before(struct filling *filling) {
    for (size_t page = filling->page; page-- > 0;) {
        if (form_next_page(filling->asked.web->arena, &filling->asked.answers, page) == page) return page;
    }
    return filling->page;
}

/* Where it goes on, and whether what is missing matters. */
static bool step_takes(struct filling *filling) {
    struct web *web = filling->asked.web;
    bool goes_on = slice_equal(filling->step, S("next")) || slice_equal(filling->step, S("finish"));
    filling->state = slice_equal(filling->step, S("finish")) ? S("finished") : slice_equal(filling->step, S("stop")) ? S("stopped") : S("in_progress");
    filling->next = filling->page;
    if (slice_equal(filling->step, S("back"))) filling->next = page_before(filling);
    if (!goes_on) return true;
    if (!form_check_page(web->arena, &filling->asked.answers, filling->page, true, web->locale.lang, &web->refusal)) return false;
    size_t next = form_next_page(web->arena, &filling->asked.answers, filling->page + 1);
    bool is_last = next == filling->asked.form->page_count;
    if (!is_last) filling->next = next;
    if (!is_last && slice_equal(filling->step, S("finish"))) filling->step = S("next"), filling->state = S("in_progress");
    return true;
}

enum outcome form_fill_post(struct web *web) {
    struct filling *filling = arena_make(web->arena, struct filling, 1);
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = filling_open(web, filling);
    if (outcome != OUTCOME_OK) return outcome;
    if (is_finished(&filling->asked)) return web_redirect(web, asked_href(&filling->asked, "/result"));
    filling->step = web_field(web, S("do"));
    bool is_good = take_page(filling);
    if (!is_good && !slice_equal(filling->step, S("stop"))) return show_again(filling, OUTCOME_REFUSED);
    form_settle(web->arena, &filling->asked.answers);
    bool goes_on = !slice_equal(filling->step, S("stop")) && !slice_equal(filling->step, S("back"));
    if (goes_on && opens_questions(filling)) return filling->shows_more = true, show_again(filling, OUTCOME_OK);
    if (!step_takes(filling)) return show_again(filling, OUTCOME_REFUSED);
    return save(filling);
}
