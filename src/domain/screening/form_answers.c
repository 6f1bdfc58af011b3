/* SPDX-License-Identifier: Apache-2.0 */
/* What was answered to a form: taking, checking, and what the answers say together. */
#include "base/log.h"
#include "catalogue/value.h"
#include "domain/screening/form.h"
#include "i18n/khmer.h"

struct form_answers form_answers_new(struct arena *arena, const struct form *form, bool minimal, struct slice today) {
    return (struct form_answers){form, arena_make(arena, struct slice, form->question_count), minimal, today};
}

bool form_answers_read(struct arena *arena, struct form_answers *answers, struct slice json, struct slice field, struct refusal *refusal) {
    struct refusal syntax = REFUSAL_IN(arena);
    const struct doc *doc = json.len ? doc_parse_json(arena, json, &syntax) : doc_new_object(arena);
    if (!doc || doc->kind != DOC_OBJECT) return refuse(refusal, field, "These are no answers: they are not one JSON object of names and texts.");
    for (size_t i = 0; i < answers->form->question_count; i++) {
        answers->texts[i] = doc_get_text(doc, answers->form->questions[i].name);
    }
    return true;
}

struct slice form_answers_write(struct arena *arena, const struct form_answers *answers) {
    struct doc *doc = doc_new_object(arena);
    for (size_t i = 0; i < answers->form->question_count; i++) {
        if (answers->texts[i].len) doc_set_text(arena, doc, answers->form->questions[i].name, answers->texts[i]);
    }
    struct text out = TEXT_IN(arena);
    doc_write_json(&out, doc);
    return text_slice(&out);
}

/* ---- what is asked ---- */

static struct expression_value answer_by_name(void *context, struct slice name) {
    const struct form_answers *answers = context;
    size_t at = form_question_find(answers->form, name);
    return expression_of_text(at < answers->form->question_count ? answers->texts[at] : S(""));
}

static struct expression_scope scope_of(const struct form_answers *answers, struct slice own) {
    return (struct expression_scope){.context = (void *)(uintptr_t)answers, .answer = answer_by_name, .own = expression_of_text(own), .today = answers->today};
}

static bool rule_holds(struct arena *arena, const struct form_answers *answers, const struct form_rule *rule, struct slice own) {
    struct expression_scope scope = scope_of(answers, own);
    return !rule->expression || expression_is_true(arena, rule->expression, &scope);
}

bool form_is_asked(struct arena *arena, const struct form_answers *answers, size_t at) {
    const struct form_question *question = &answers->form->questions[at];
    if (answers->minimal && !question->minimal) return false;
    return rule_holds(arena, answers, &answers->form->pages[question->page].relevant, S("")) &&
           rule_holds(arena, answers, &question->relevant, S(""));
}

static bool takes_answer(const struct form_question *question) {
    return question->kind != QUESTION_NOTE && question->kind != QUESTION_CALCULATION;
}

void form_settle(struct arena *arena, struct form_answers *answers) {
    for (size_t i = 0; i < answers->form->question_count; i++) {
        const struct form_question *question = &answers->form->questions[i];
        struct expression_scope scope = scope_of(answers, S(""));
        if (!form_is_asked(arena, answers, i) || question->kind == QUESTION_NOTE) {
            answers->texts[i] = S("");
        } else if (question->kind == QUESTION_CALCULATION && question->calculation.expression) {
            answers->texts[i] = expression_text_of(arena, expression_value_of(arena, question->calculation.expression, &scope));
        }
    }
}

size_t form_next_page(struct arena *arena, const struct form_answers *answers, size_t from) {
    for (size_t page = from; page < answers->form->page_count; page++) {
        const struct form_page *one = &answers->form->pages[page];
        for (size_t i = one->first; i < one->first + one->count; i++) {
            if (answers->form->questions[i].kind != QUESTION_CALCULATION && form_is_asked(arena, answers, i)) return page;
        }
    }
    return answers->form->page_count;
}

/* ---- one answer ---- */

static bool has_choice(const struct form_question *question, struct slice code) {
    for (size_t i = 0; i < question->choice_count; i++) {
        if (slice_equal(question->choices[i].code, code)) return true;
    }
    return false;
}

static bool take_codes(struct arena *arena, const struct form_question *question, struct slice typed, struct slice *text, struct refusal *refusal) {
    struct text codes = TEXT_IN(arena);
    struct slice code;
    while (slice_split(&typed, ' ', &code)) {
        if (!code.len) continue;
        if (!has_choice(question, code)) return refuse_with(refusal, question->name, "“{1}” is not one of the choices.", code, S(""));
        if (codes.len && question->kind == QUESTION_ONE) return refuse(refusal, question->name, "Choose one answer.");
        text_printf(&codes, "%s%.*s", codes.len ? " " : "", SLICE_ARG(code));
    }
    *text = text_slice(&codes);
    return true;
}

/* A whole number or a day, read like any field of a record. */
static bool take_as(struct arena *arena, const struct form_question *question, enum field_kind kind, struct slice typed, struct slice *text, struct refusal *refusal) {
    const struct field field = {.name = arena_cstr(arena, question->name), .label = "", .kind = kind, .reduced = true};
    struct value value;
    if (!value_parse_input(arena, &field, typed, S(""), &value, refusal)) return false;
    *text = value.present ? value_format(arena, &field, &value) : S("");
    return true;
}

static bool take_decimal(struct arena *arena, const struct form_question *question, struct slice typed, struct slice *text, struct refusal *refusal) {
    struct expression_value value = expression_of_text(slice_trim(khmer_fold_digits(arena, typed)));
    if (value.kind != EXPRESSION_NUMBER && value.kind != EXPRESSION_EMPTY) return refuse_with(refusal, question->name, "“{1}” is not a number.", typed, S(""));
    *text = expression_text_of(arena, value);
    return true;
}

bool form_answer_take(struct arena *arena, struct form_answers *answers, size_t at, struct slice typed, struct refusal *refusal) {
    const struct form_question *question = &answers->form->questions[at];
    struct slice *text = &answers->texts[at];
    *text = slice_trim(typed);
    switch (question->kind) {
    case QUESTION_TEXT: return take_as(arena, question, KIND_TEXT, typed, text, refusal);
    case QUESTION_LONG: return take_as(arena, question, KIND_LONG_TEXT, typed, text, refusal);
    case QUESTION_INTEGER: return take_as(arena, question, KIND_INTEGER, typed, text, refusal);
    case QUESTION_DATE: return take_as(arena, question, KIND_DATE, typed, text, refusal);
    case QUESTION_DECIMAL: return take_decimal(arena, question, typed, text, refusal);
    case QUESTION_ONE:
    case QUESTION_SEVERAL: return take_codes(arena, question, typed, text, refusal);
    case QUESTION_NOTE:
    case QUESTION_CALCULATION: return *text = S(""), true;
    case QUESTION_KINDS: break;
    }
    BUG("question %d", question->kind);
}

static bool check_answer(struct arena *arena, const struct form_answers *answers, size_t at, bool requires, enum lang lang, struct refusal *refusal) {
    const struct form_question *question = &answers->form->questions[at];
    struct slice text = answers->texts[at], message = form_say(lang, question->message);
    if (!text.len) return !requires || !question->required || refuse(refusal, question->name, "This field is required.");
    if (rule_holds(arena, answers, &question->constraint, text)) return true;
    if (!message.len) return refuse(refusal, question->name, "This answer does not fit the question.");
    return refuse(refusal, question->name, arena_cstr(refusal->arena, message));
}

bool form_check_page(struct arena *arena, const struct form_answers *answers, size_t page, bool requires, enum lang lang, struct refusal *refusal) {
    const struct form_page *one = &answers->form->pages[page];
    bool good = true;
    for (size_t i = one->first; i < one->first + one->count; i++) {
        if (!takes_answer(&answers->form->questions[i]) || !form_is_asked(arena, answers, i)) continue;
        good = check_answer(arena, answers, i, requires, lang, refusal) && good;
    }
    return good;
}

/* ---- what they say ---- */

static void add_findings(const struct form_question *question, struct slice codes, struct findings *findings) {
    struct slice code;
    while (slice_split(&codes, ' ', &code)) {
        for (size_t i = 0; i < question->choice_count; i++) {
            struct finding finding;
            if (!slice_equal(question->choices[i].code, code) || !finding_parse(question->choices[i].finding, &finding)) continue;
            finding.question = question->name;
            findings_add(findings, finding);
        }
    }
}

/* Whether one of its answers could say something. */
static bool may_find(const struct form_question *question) {
    for (size_t i = 0; i < question->choice_count; i++) {
        if (question->choices[i].finding.len) return true;
    }
    return false;
}

bool form_findings(struct arena *arena, const struct form_answers *answers, struct findings *findings) {
    bool is_complete = true;
    for (size_t i = 0; i < answers->form->question_count; i++) {
        const struct form_question *question = &answers->form->questions[i];
        if (answers->texts[i].len) add_findings(question, answers->texts[i], findings);
        else if (may_find(question) && form_is_asked(arena, answers, i)) is_complete = false;
    }
    return is_complete && !answers->minimal;
}
