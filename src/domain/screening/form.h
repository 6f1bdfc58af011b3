/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form as data: pages of questions in both languages, what is asked when, and what an answer must fulfil.  Its text form is JSON
 * (form_write), made by the form catalogue or from an XLSForm (form_of_sheets); it is checked as a whole before it is kept.
 * Pure functions.
 *
 *     {"title": {"en": …, "km": …}, "pages": [{"name": …, "label": {…}, "relevant": …, "questions": [
 *         {"type": "select_one", "name": …, "label": {…}, "hint": {…}, "required": true, "minimal": true, "relevant": …,
 *          "constraint": …, "message": {…}, "calculation": …,
 *          "choices": [{"code": …, "label": {…}, "finding": "means:DebtBondage"}]}]}]}
 */
#ifndef MLUP_DOMAIN_FORM_H
#define MLUP_DOMAIN_FORM_H

#include "base/doc.h"
#include "domain/screening/expression.h"
#include "domain/screening/identify.h"
#include "i18n/locale.h"

enum { FORM_PAGES_MAX = 40, FORM_QUESTIONS_MAX = 300, FORM_CHOICES_MAX = 400, FORM_NAME_BYTES = 80, FORM_TEXT_BYTES = 8000 };

/* In the order of question_kind_code. */
enum question_kind {
    QUESTION_NOTE, /* something to read out; no answer */
    QUESTION_TEXT,
    QUESTION_LONG,
    QUESTION_INTEGER,
    QUESTION_DECIMAL,
    QUESTION_DATE,
    QUESTION_ONE,
    QUESTION_SEVERAL,
    QUESTION_CALCULATION, /* worked out, not asked */
    QUESTION_KINDS
};

struct form_text {
    struct slice en, km;
};

struct form_choice {
    struct slice code;
    struct form_text label;
    struct slice finding; /* "means:DebtBondage"; empty = none */
};

/* An expression and how it was written; `expression` NULL when there is none. */
struct form_rule {
    struct slice text;
    const struct expression *expression;
};

struct form_question {
    enum question_kind kind;
    struct slice name;
    struct form_text label, hint, message; /* message: what to say when the constraint is not fulfilled */
    struct form_rule relevant, constraint, calculation;
    bool required, minimal; /* minimal: asked also when only the least is asked */
    const struct form_choice *choices;
    size_t choice_count, page;
};

struct form_page {
    struct slice name;
    struct form_text label;
    struct form_rule relevant;
    size_t first, count; /* its questions */
};

struct form {
    struct form_text title;
    struct form_page pages[FORM_PAGES_MAX];
    size_t page_count;
    struct form_question questions[FORM_QUESTIONS_MAX];
    size_t question_count;
};

/* The code in JSON and XLSForm. */
const char *question_kind_code(enum question_kind kind);
/* The text in the language, or in the other one when it has none. */
struct slice form_say(enum lang lang, struct form_text text);

/* NULL after a refusal of `field` that says what is wrong with which question.  Borrows `json`; lives in the arena. */
const struct form *form_read(struct arena *arena, struct slice json, struct slice field, struct refusal *refusal);
/* The same for a form that is being written: it may have no questions yet. */
const struct form *form_read_draft(struct arena *arena, struct slice json, struct slice field, struct refusal *refusal);
/* Names of questions stand in expressions and as names of inputs; codes of answers have no blanks. */
bool form_name_is_good(struct slice name);
bool form_code_is_good(struct slice code);
bool question_kind_of(struct slice code, enum question_kind *kind);
bool question_has_choices(enum question_kind kind);
/* The canonical JSON. */
struct slice form_write(struct arena *arena, const struct form *form);
/* Its place, or form->question_count. */
size_t form_question_find(const struct form *form, struct slice name);

/* ---- answers ---- */

/* What was answered to each question, as a text: a number with a point, a day as YYYY-MM-DD, codes separated by blanks. */
struct form_answers {
    const struct form *form;
    struct slice *texts;
    bool minimal;       /* only the least is asked */
    struct slice today; /* YYYY-MM-DD */
};

struct form_answers form_answers_new(struct arena *arena, const struct form *form, bool minimal, struct slice today);
/* A flat JSON object, name to text; names that the form has not are left out.  False after a refusal of `field`. */
bool form_answers_read(struct arena *arena, struct form_answers *answers, struct slice json, struct slice field, struct refusal *refusal);
struct slice form_answers_write(struct arena *arena, const struct form_answers *answers);
/* Takes what was typed for one question: digits of both languages, dates as people write them.  False after a refusal that
 * names the question; the text is then kept as it was typed. */
bool form_answer_take(struct arena *arena, struct form_answers *answers, size_t question, struct slice typed, struct refusal *refusal);

/* Whether it is asked, after what was answered before it. */
bool form_is_asked(struct arena *arena, const struct form_answers *answers, size_t question);
/* Empties what is not asked, works out what is calculated. */
void form_settle(struct arena *arena, struct form_answers *answers);
/* Missing and wrong answers of one page; `requires` false: only wrong ones (stopping keeps what there is). */
bool form_check_page(struct arena *arena, const struct form_answers *answers, size_t page, bool requires, enum lang lang, struct refusal *refusal);
/* The next page with something to ask from `from` on; form->page_count when there is none. */
size_t form_next_page(struct arena *arena, const struct form_answers *answers, size_t from);
/* What the chosen answers say; gives whether every question that is asked and could say something was answered. */
bool form_findings(struct arena *arena, const struct form_answers *answers, struct findings *findings);

#endif
