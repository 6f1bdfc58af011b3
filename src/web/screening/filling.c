/* SPDX-License-Identifier: Apache-2.0 */
#include "web/screening/filling.h"

#include "web/plain_form.h"

/* ---- showing ---- */

static void show_questions(struct filling *filling) {
    struct web *web = filling->asked.web;
    const struct form *form = filling->asked.form;
    const struct form_page *page = &form->pages[filling->page];
    struct doc *questions = doc_set_array(web->arena, web->view, S("questions"));
    for (size_t i = page->first; i < page->first + page->count; i++) {
        if (form->questions[i].kind == QUESTION_CALCULATION ||
            !form_is_asked(web->arena, &filling->asked.answers, i))
            continue;
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

void filling_show(struct filling *filling) {
    struct web *web = filling->asked.web;
    const struct form *form = filling->asked.form;
    size_t next = form_next_page(web->arena, &filling->asked.answers, filling->page + 1);
    size_t all = pages_asked(filling, form->page_count), here = pages_asked(filling, filling->page + 1);
    struct slice label = form_say(web->locale.lang, form->pages[filling->page].label);
    doc_set_text(web->arena, web->view, S("page_label"), label);
    doc_set_text(web->arena, web->view, S("page_of"),
                 web_tr_fill(web, TR("Page {1} of {2}"), arena_printf(web->arena, "%zu", here),
                             arena_printf(web->arena, "%zu", all)));
    doc_set_text(web->arena, web->view, S("percent"),
                 arena_printf(web->arena, "%zu", all ? here * 100 / all : 100));
    doc_set_bool(web->arena, web->view, S("is_last"), next == form->page_count);
    doc_set_bool(web->arena, web->view, S("is_first"), here <= 1);
    doc_set_bool(web->arena, web->view, S("shows_more"), filling->shows_more);
    show_questions(filling);
    plain_form_add_summary(web);
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

bool filling_take(struct filling *filling) {
    struct web *web = filling->asked.web;
    const struct form *form = filling->asked.form;
    const struct form_page *page = &form->pages[filling->page];
    bool good = true;
    for (size_t i = page->first; i < page->first + page->count; i++) {
        const struct form_question *question = &form->questions[i];
        struct slice typed =
            question->kind == QUESTION_SEVERAL ? typed_codes(web, question) : web_field(web, question->name);
        bool is_read = form_answer_take(web->arena, &filling->asked.answers, i, typed, &web->refusal);
        if (!is_read && slice_equal(filling->step, S("stop")))
            filling->asked.answers.texts[i] = S(""); /* nothing keeps anybody from stopping */
        good = is_read && good;
    }
    return good;
}

bool filling_opens_questions(struct filling *filling) {
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

/* ---- going on ---- */

static size_t page_before(struct filling *filling) {
    for (size_t page = filling->page; page-- > 0;) {
        if (form_next_page(filling->asked.web->arena, &filling->asked.answers, page) == page) return page;
    }
    return filling->page;
}

bool filling_step(struct filling *filling) {
    struct web *web = filling->asked.web;
    bool goes_on = slice_equal(filling->step, S("next")) || slice_equal(filling->step, S("finish"));
    filling->state = slice_equal(filling->step, S("finish")) ? S("finished")
                     : slice_equal(filling->step, S("stop")) ? S("stopped")
                                                             : S("in_progress");
    filling->next = filling->page;
    if (slice_equal(filling->step, S("back"))) filling->next = page_before(filling);
    if (!goes_on) return true;
    if (!form_check_page(web->arena, &filling->asked.answers, filling->page, true, web->locale.lang,
                         &web->refusal))
        return false;
    size_t next = form_next_page(web->arena, &filling->asked.answers, filling->page + 1);
    bool is_last = next == filling->asked.form->page_count;
    if (!is_last) filling->next = next;
    if (!is_last && slice_equal(filling->step, S("finish")))
        filling->step = S("next"), filling->state = S("in_progress");
    return true;
}
