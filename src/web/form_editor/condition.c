/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When something is asked: always, by comparisons that are chosen, or by an expression that is typed.  Each
 * can become the next one without losing what it says, as far as the next one can say it.
 */
#include "base/log.h"
#include "i18n/khmer.h"
#include "web/form_editor/draft.h"
#include "web/plain_form.h"

static const char *const how_codes[] = {"always", "simple", "text"};

static const char *indexed(struct web *web, const char *name, size_t index) {
    return arena_printf(web->arena, "%s.%zu", name, index).s;
}

/* The question, where it stands before. */
static const struct form_question *asked_before(const struct draft *draft, const struct condition *condition,
                                                struct slice name) {
    size_t at = form_question_find(draft->form, name);
    return at < condition->before ? &draft->form->questions[at] : NULL;
}

/* ---- what can be compared how ---- */

static bool sign_fits(const struct form_question *question, enum comparison_sign sign) {
    bool is_several = question->kind == QUESTION_SEVERAL, is_text = question->kind == QUESTION_ONE ||
                                                                    question->kind == QUESTION_TEXT ||
                                                                    question->kind == QUESTION_LONG;
    switch (sign) {
    case COMPARE_IS:
    case COMPARE_IS_NOT: return !is_several;
    case COMPARE_LESS:
    case COMPARE_AT_MOST:
    case COMPARE_MORE:
    case COMPARE_AT_LEAST: return !is_several && !is_text;
    case COMPARE_HAS:
    case COMPARE_HAS_NOT: return is_several;
    case COMPARE_FILLED:
    case COMPARE_EMPTY: return true;
    case COMPARISON_SIGNS: break;
    }
    return false;
}

static bool value_is_choice(const struct form_question *question, struct slice value) {
    for (size_t i = 0; i < question->choice_count; i++) {
        if (slice_equal(question->choices[i].code, value)) return true;
    }
    return false;
}

static bool row_fits(const struct draft *draft, const struct condition *condition,
                     const struct comparison *row) {
    const struct form_question *question = asked_before(draft, condition, row->name);
    if (!question || question->kind == QUESTION_NOTE || !sign_fits(question, row->sign)) return false;
    return !question->choice_count || !comparison_takes_value(row->sign) ||
           value_is_choice(question, row->value);
}

/* Whether the chosen comparisons can show the expression as it is. */
static bool is_simple(const struct draft *draft, struct condition *condition, struct slice text) {
    struct web *web = draft->web;
    struct refusal unused = REFUSAL_IN(web->arena);
    const struct expression *expression = expression_parse(web->arena, text, S(""), &unused);
    struct comparisons list;
    if (!expression || !expression_comparisons(web->arena, expression, &list)) return false;
    for (size_t i = 0; i < list.count; i++) {
        if (!row_fits(draft, condition, &list.at[i])) return false;
    }
    condition->list = list;
    return true;
}

/* ---- reading ---- */

static enum condition_how how_of(struct slice code) {
    for (size_t i = 0; i < ARRAY_LEN(how_codes); i++) {
        if (slice_equal(code, slice_of(how_codes[i]))) return (enum condition_how)i;
    }
    return CONDITION_ALWAYS;
}

/* By its number, and where the question was chosen after it, as it fits that. */
static enum comparison_sign sign_of(const struct form_question *question, struct slice code) {
    int64_t number;
    enum comparison_sign sign = slice_to_int64(code, &number) && number >= 0 && number < COMPARISON_SIGNS
                                    ? (enum comparison_sign)number
                                    : COMPARE_IS;
    if (!question || sign_fits(question, sign)) return sign;
    return question->kind == QUESTION_SEVERAL ? (sign == COMPARE_IS_NOT ? COMPARE_HAS_NOT : COMPARE_HAS)
           : sign == COMPARE_HAS_NOT          ? COMPARE_IS_NOT
                                              : COMPARE_IS;
}

static void rows_read(const struct draft *draft, struct condition *condition) {
    struct web *web = draft->web;
    condition->list.is_any = slice_equal(web_field(web, S("join")), S("any"));
    for (size_t i = 0; i < COMPARISONS_MAX; i++) {
        struct slice name = slice_trim(web_field(web, slice_of(indexed(web, "q", i))));
        const struct form_question *question = asked_before(draft, condition, name);
        if (!name.len) continue;
        struct comparison *row = &condition->list.at[condition->list.count++];
        *row = (struct comparison){name, sign_of(question, web_field(web, slice_of(indexed(web, "op", i)))),
                                   slice_trim(web_field(web, slice_of(indexed(web, "v", i))))};
        if (question && question->choice_count && !value_is_choice(question, row->value)) row->value = S("");
    }
}

static void typed_read(const struct draft *draft, struct condition *condition) {
    struct web *web = draft->web;
    struct refusal unused = REFUSAL_IN(web->arena);
    enum condition_how was = how_of(web_field(web, S("how_was")));
    condition->how = how_of(web_field(web, S("how")));
    condition->text = slice_trim(web_field(web, S("relevant")));
    rows_read(draft, condition);
    if (condition->how == CONDITION_TEXT && was == CONDITION_SIMPLE && !condition->text.len)
        condition->text = comparisons_write(web->arena, &condition->list, S(""), &unused);
    if (condition->how == CONDITION_SIMPLE && was == CONDITION_TEXT && !condition->list.count)
        is_simple(draft, condition, condition->text);
}

struct condition condition_read(const struct draft *draft, size_t before, struct slice rule) {
    struct condition condition = {.before = before, .text = rule, .stored = rule};
    if (draft->web->http->method == HTTP_POST)
        typed_read(draft, &condition);
    else if (rule.len)
        condition.how = is_simple(draft, &condition, rule) ? CONDITION_SIMPLE : CONDITION_TEXT;
    return condition;
}

/* ---- taking ---- */

/* As it is compared: digits of both scripts, days as people write them. */
static bool value_take(const struct draft *draft, const struct form_question *question, struct slice field,
                       struct slice *value) {
    struct web *web = draft->web;
    struct slice typed = khmer_fold_digits(web->arena, *value);
    bool is_number = question->kind == QUESTION_INTEGER || question->kind == QUESTION_DECIMAL;
    struct date date;
    if (!typed.len)
        return refuse(&web->refusal, field,
                      question->choice_count ? TR("Choose the answer to compare with.")
                                             : TR("Write what to compare with."));
    if (question->kind == QUESTION_DATE) {
        if (parse_date(typed, &date) != PARSE_OK)
            return refuse_with(&web->refusal, field,
                               "“{1}” is not a date. Write day, month, year, for example 7/3/2016.", typed,
                               S(""));
        typed = date_format_iso(web->arena, date);
    }
    if (is_number && expression_of_text(typed).kind != EXPRESSION_NUMBER)
        return refuse_with(&web->refusal, field, "“{1}” is not a number.", *value, S(""));
    *value = question->choice_count ? *value : typed;
    return true;
}

static bool rows_take(const struct draft *draft, struct condition *condition) {
    bool good = true;
    for (size_t i = 0; i < condition->list.count; i++) {
        struct comparison *row = &condition->list.at[i];
        const struct form_question *question = asked_before(draft, condition, row->name);
        struct slice field = slice_of(indexed(draft->web, "v", i));
        if (!question)
            good = refuse_with(&draft->web->refusal, slice_of(indexed(draft->web, "q", i)),
                               TR("No question before this one is called “{1}”."), row->name, S(""));
        else if (comparison_takes_value(row->sign))
            good = value_take(draft, question, field, &row->value) && good;
    }
    return good;
}

bool condition_take(const struct draft *draft, const struct condition *condition, struct slice *text) {
    struct web *web = draft->web;
    struct condition taken = *condition;
    *text = S("");
    if (condition->how == CONDITION_ALWAYS) return true;
    if (condition->how == CONDITION_TEXT) {
        *text = condition->text;
        return !text->len || expression_parse(web->arena, *text, S("relevant"), &web->refusal) != NULL;
    }
    if (!rows_take(draft, &taken)) return false;
    struct condition stored = {.before = condition->before};
    bool says_the_same = condition->stored.len && is_simple(draft, &stored, condition->stored) &&
                         comparisons_equal(&stored.list, &taken.list);
    *text = says_the_same ? condition->stored
                          : comparisons_write(web->arena, &taken.list, S("how"), &web->refusal);
    return text->len > 0 || taken.list.count == 0;
}

/* ---- showing ---- */

static void row_add_question(const struct draft *draft, const struct condition *condition, struct doc *fields,
                             size_t i, const struct comparison *row) {
    struct web *web = draft->web;
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, condition->before + 1);
    size_t count = 0;
    for (size_t q = 0; q < condition->before && q < draft->form->question_count; q++) {
        const struct form_question *question = &draft->form->questions[q];
        struct slice label = form_say(web->locale.lang, question->label);
        if (question->kind == QUESTION_NOTE) continue;
        choices[count++] = (struct plain_choice){question->name, label.len ? label : question->name,
                                                 slice_equal(question->name, row->name)};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = indexed(web, "q", i),
                                         .label = TR("Question"),
                                         .control = PLAIN_SELECT,
                                         .choices = choices,
                                         .choice_count = count,
                                         .none = TR("No further condition")});
}

static void row_add_sign(const struct draft *draft, struct doc *fields, size_t i,
                         const struct comparison *row, const struct form_question *question) {
    struct web *web = draft->web;
    struct plain_choice choices[COMPARISON_SIGNS];
    size_t count = 0;
    for (size_t s = 0; s < COMPARISON_SIGNS; s++) {
        if (question && !sign_fits(question, (enum comparison_sign)s)) continue;
        choices[count++] =
            (struct plain_choice){arena_printf(web->arena, "%zu", s),
                                  web_tr(web, comparison_label((enum comparison_sign)s)), row->sign == s};
    }
    plain_form_add(web, fields,
                   &(struct plain_field){.name = indexed(web, "op", i),
                                         .label = TR("Comparison"),
                                         .control = PLAIN_SELECT,
                                         .required = true,
                                         .choices = choices,
                                         .choice_count = count});
}

static void row_add_value(const struct draft *draft, struct doc *fields, size_t i,
                          const struct comparison *row, const struct form_question *question) {
    struct web *web = draft->web;
    size_t count = question ? question->choice_count : 0;
    bool is_number = question && (question->kind == QUESTION_INTEGER || question->kind == QUESTION_DECIMAL);
    struct plain_choice *choices = arena_make(web->arena, struct plain_choice, count + 1);
    for (size_t c = 0; c < count; c++) {
        struct slice code = question->choices[c].code;
        choices[c] = (struct plain_choice){code, form_say(web->locale.lang, question->choices[c].label),
                                           slice_equal(code, row->value)};
    }
    if (!comparison_takes_value(row->sign)) return;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = indexed(web, "v", i),
                                         .label = TR("With"),
                                         .control = count ? PLAIN_SELECT : PLAIN_TEXT,
                                         .required = count > 0,
                                         .value = row->value,
                                         .choices = choices,
                                         .choice_count = count,
                                         .inputmode = is_number ? "decimal" : NULL,
                                         .autocomplete = "off"});
}

static void rows_add(const struct draft *draft, const struct condition *condition, struct doc *view) {
    static const struct comparison none = {.sign = COMPARE_IS};
    struct web *web = draft->web;
    struct doc *rows = doc_set_array(web->arena, view, S("rows"));
    size_t shown = condition->list.count < COMPARISONS_MAX ? condition->list.count + 1 : COMPARISONS_MAX;
    for (size_t i = 0; i < shown; i++) {
        const struct comparison *row = i < condition->list.count ? &condition->list.at[i] : &none;
        const struct form_question *question = asked_before(draft, condition, row->name);
        struct doc *fields = doc_set_array(web->arena, doc_add_object(web->arena, rows), S("fields"));
        row_add_question(draft, condition, fields, i, row);
        if (!row->name.len) continue;
        row_add_sign(draft, fields, i, row, question);
        row_add_value(draft, fields, i, row, question);
    }
}

static void how_add(const struct draft *draft, const struct condition *condition, struct doc *fields) {
    static const char *const labels[] = {TR("Always"), TR("When certain answers were given"),
                                         TR("By an expression")};
    struct plain_choice choices[ARRAY_LEN(how_codes)];
    for (size_t i = 0; i < ARRAY_LEN(how_codes); i++)
        choices[i] =
            (struct plain_choice){slice_of(how_codes[i]), web_tr(draft->web, labels[i]), condition->how == i};
    plain_form_add(draft->web, fields,
                   &(struct plain_field){.name = "how",
                                         .label = TR("Asked when"),
                                         .control = PLAIN_RADIO,
                                         .choices = choices,
                                         .choice_count = ARRAY_LEN(choices)});
}

static void join_add(const struct draft *draft, const struct condition *condition, struct doc *fields) {
    struct web *web = draft->web;
    const struct plain_choice choices[] = {
        {S("all"), web_tr(web, TR("All of them hold")), !condition->list.is_any},
        {S("any"), web_tr(web, TR("One of them holds")), condition->list.is_any}};
    if (condition->list.count < 2) return;
    plain_form_add(web, fields,
                   &(struct plain_field){.name = "join",
                                         .label = TR("It is asked when"),
                                         .control = PLAIN_RADIO,
                                         .choices = choices,
                                         .choice_count = ARRAY_LEN(choices)});
}

/* The expression and its words, as far as what was chosen makes one. */
static void outcome_add(const struct draft *draft, const struct condition *condition, struct doc *view) {
    struct web *web = draft->web;
    struct refusal unused = REFUSAL_IN(web->arena);
    struct slice text = condition->how == CONDITION_SIMPLE
                            ? comparisons_write(web->arena, &condition->list, S(""), &unused)
                            : condition->text;
    struct form_rule rule = {
        .text = text, .expression = text.len ? expression_parse(web->arena, text, S(""), &unused) : NULL};
    bool is_shown = condition->how != CONDITION_ALWAYS && rule.expression;
    struct slice words = is_shown ? condition_words(draft, &rule) : S("");
    doc_set_text(web->arena, view, S("condition_code"), is_shown ? text : S(""));
    doc_set_text(web->arena, view, S("condition_words"), slice_equal(words, text) ? S("") : words);
}

void condition_add(const struct draft *draft, const struct condition *condition) {
    struct web *web = draft->web;
    struct doc *view = doc_set_object(web->arena, web->view, S("condition"));
    doc_set_text(web->arena, view, S("how_was"), slice_of(how_codes[condition->how]));
    doc_set_bool(web->arena, view, S("is_simple"), condition->how == CONDITION_SIMPLE);
    doc_set_bool(web->arena, view, S("is_text"), condition->how == CONDITION_TEXT);
    how_add(draft, condition, doc_set_array(web->arena, view, S("how_fields")));
    join_add(draft, condition, doc_set_array(web->arena, view, S("join_fields")));
    rows_add(draft, condition, view);
    struct doc *fields = doc_set_array(web->arena, view, S("text_fields"));
    plain_form_add(
        web, fields,
        &(struct plain_field){.name = "relevant",
                              .label = TR("Expression"),
                              .control = PLAIN_LONG,
                              .value = condition->text,
                              .autocomplete = "off",
                              .help = TR("As XLSForm writes it: ${age} < 18 and not(selected(${who}, "
                                         "'family')). Only questions before this one can be named.")});
    outcome_add(draft, condition, view);
}
