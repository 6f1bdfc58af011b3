/* SPDX-License-Identifier: Apache-2.0 */
/* A version tried out as somebody who answers sees it, on the width of a telephone.  The answers travel in
 * the page; nothing is stored. */
#include "base/log.h"
#include "web/form_editor/draft.h"
#include "web/furniture.h"
#include "web/plain_form.h"
#include "web/screening/filling.h"

struct trying {
    struct draft draft;
    struct filling filling;
};

static enum outcome trying_open(struct web *web, struct trying *trying) {
    enum outcome outcome = version_open(web, &trying->draft);
    if (outcome != OUTCOME_OK) return outcome;
    bool minimal = web->http->method == HTTP_POST && plain_form_has(web, "minimal", S("yes"));
    trying->filling.asked =
        (struct asked){.web = web, .record = trying->draft.record, .form = trying->draft.form};
    trying->filling.asked.answers =
        form_answers_new(web->arena, trying->draft.form, minimal, date_format_iso(web->arena, clock_today()));
    return OUTCOME_OK;
}

static void show_head(const struct trying *trying) {
    struct web *web = trying->draft.web;
    draft_head(&trying->draft, web_tr(web, TR("Try it out")));
    doc_set_text(web->arena, web->view, S("action"), draft_href(&trying->draft, "/try"));
    doc_set_text(web->arena, web->view, S("answers_json"),
                 form_answers_write(web->arena, &trying->filling.asked.answers));
    doc_set_int(web->arena, web->view, S("page_index"), (int64_t)trying->filling.page);
    doc_set_bool(web->arena, web->view, S("is_minimal"), trying->filling.asked.answers.minimal);
    doc_set_bool(web->arena, web->view, S("has_questions"), trying->draft.form->question_count > 0);
}

static void show_page(struct trying *trying) {
    doc_set_bool(trying->draft.web->arena, trying->draft.web->view, S("is_asking"), true);
    filling_show(&trying->filling);
    show_head(trying);
}

/* What would be said of somebody who answered so, as a child and as an adult: the age stands in a case file,
 * and there is none here. */
static void add_reading(struct web *web, struct doc *readings, const char *who,
                        const struct findings *findings, enum age_known age, bool is_complete) {
    struct identification found = identify(findings, age, is_complete);
    const struct choice_set *indications = record_type_field(&form_answer_type, S("indication"))->choices;
    struct doc *reading = doc_add_object(web->arena, readings);
    doc_set_text(web->arena, reading, S("reading_who"), web_tr(web, who));
    doc_set_text(web->arena, reading, S("reading_says"),
                 web_tr(web, choice_find(indications, slice_of(indication_code(found.indication)))->label));
    doc_set_text(web->arena, reading, S("reading_why"), web_tr(web, identification_words(&found)));
}

static void show_end(struct trying *trying) {
    struct web *web = trying->draft.web;
    struct findings findings = {0};
    bool is_complete = form_findings(web->arena, &trying->filling.asked.answers, &findings);
    struct identification found = identify(&findings, AGE_ADULT, is_complete);
    struct doc *readings = doc_set_array(web->arena, web->view, S("readings"));
    add_reading(web, readings, TR("Of an adult"), &findings, AGE_ADULT, is_complete);
    add_reading(web, readings, TR("Of a child"), &findings, AGE_CHILD, is_complete);
    doc_set_bool(web->arena, web->view, S("is_over"), true);
    asked_show_findings(&trying->filling.asked, &findings, &found);
    asked_show_answers(&trying->filling.asked);
    show_head(trying);
}

enum outcome try_page(struct web *web) {
    struct trying trying = {0};
    enum outcome outcome = trying_open(web, &trying);
    if (outcome != OUTCOME_OK) return outcome;
    form_settle(web->arena, &trying.filling.asked.answers);
    trying.filling.page = form_next_page(web->arena, &trying.filling.asked.answers, 0);
    if (trying.filling.page == trying.draft.form->page_count)
        show_head(&trying);
    else
        show_page(&trying);
    return OUTCOME_OK;
}

static enum outcome show_again(struct trying *trying, enum outcome outcome) {
    if (outcome != OUTCOME_OK) plain_form_refused(trying->draft.web, outcome, 0);
    show_page(trying);
    return OUTCOME_OK;
}

/* From the beginning, as the page asks for it: all of it or the least. */
static enum outcome begin_again(struct trying *trying) {
    struct web *web = trying->draft.web;
    trying->filling.page = form_next_page(web->arena, &trying->filling.asked.answers, 0);
    if (trying->filling.page < trying->draft.form->page_count) return show_again(trying, OUTCOME_OK);
    show_head(trying);
    return OUTCOME_OK;
}

static enum outcome go_on(struct trying *trying) {
    struct filling *filling = &trying->filling;
    struct web *web = trying->draft.web;
    if (!filling_take(filling)) return show_again(trying, OUTCOME_REFUSED);
    form_settle(web->arena, &filling->asked.answers);
    bool goes_back = slice_equal(filling->step, S("back"));
    if (!goes_back && filling_opens_questions(filling))
        return filling->shows_more = true, show_again(trying, OUTCOME_OK);
    if (!filling_step(filling)) return show_again(trying, OUTCOME_REFUSED);
    if (slice_equal(filling->step, S("finish"))) return show_end(trying), OUTCOME_OK;
    filling->page = filling->next;
    return show_again(trying, OUTCOME_OK);
}

enum outcome try_post(struct web *web) {
    struct trying trying = {0};
    struct refusal unused = REFUSAL_IN(web->arena);
    int64_t page = 0;
    if (!web_form(web)) return OUTCOME_MALFORMED;
    enum outcome outcome = trying_open(web, &trying);
    if (outcome != OUTCOME_OK) return outcome;
    trying.filling.step = web_field(web, S("do"));
    bool begins = slice_equal(trying.filling.step, S("again")) ||
                  !slice_to_int64(web_field(web, S("page")), &page) || page < 0 ||
                  (size_t)page >= trying.draft.form->page_count;
    if (begins) return begin_again(&trying);
    trying.filling.page = (size_t)page;
    if (!form_answers_read(web->arena, &trying.filling.asked.answers, web_field(web, S("answers")),
                           S("answers"), &unused))
        return OUTCOME_MALFORMED;
    return go_on(&trying);
}
