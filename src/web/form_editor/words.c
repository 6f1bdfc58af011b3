/* SPDX-License-Identifier: Apache-2.0 */
/* A form in words: kinds, conditions, what is missing, what has changed. */
#include "base/log.h"
#include "base/text.h"
#include "web/form_editor/draft.h"

const char *question_kind_label(enum question_kind kind) {
    switch (kind) {
    case QUESTION_NOTE: return TR("Words to read out");
    case QUESTION_TEXT: return TR("A line of text");
    case QUESTION_LONG: return TR("A long text");
    case QUESTION_INTEGER: return TR("A whole number");
    case QUESTION_DECIMAL: return TR("A number with decimals");
    case QUESTION_DATE: return TR("A day");
    case QUESTION_ONE: return TR("One of several answers");
    case QUESTION_SEVERAL: return TR("Any of several answers");
    case QUESTION_CALCULATION: return TR("Worked out, not asked");
    case QUESTION_KINDS: break;
    }
    BUG("question %d", kind);
}

const char *comparison_label(enum comparison_sign sign) {
    switch (sign) {
    case COMPARE_IS: return TR("is");
    case COMPARE_IS_NOT: return TR("is not");
    case COMPARE_LESS: return TR("is less than");
    case COMPARE_AT_MOST: return TR("is at most");
    case COMPARE_MORE: return TR("is more than");
    case COMPARE_AT_LEAST: return TR("is at least");
    case COMPARE_HAS: return TR("has among its answers");
    case COMPARE_HAS_NOT: return TR("has not among its answers");
    case COMPARE_FILLED: return TR("was answered");
    case COMPARE_EMPTY: return TR("was not answered");
    case COMPARISON_SIGNS: break;
    }
    BUG("sign %d", sign);
}

/* ---- conditions ---- */

static struct slice value_words(const struct draft *draft, size_t at, struct slice value) {
    const struct form_question *question =
        at < draft->form->question_count ? &draft->form->questions[at] : NULL;
    for (size_t i = 0; question && i < question->choice_count; i++) {
        if (slice_equal(question->choices[i].code, value))
            return arena_printf(draft->web->arena, "“%.*s”",
                                SLICE_ARG(form_say(draft->web->locale.lang, question->choices[i].label)));
    }
    return value;
}

static void comparison_say(const struct draft *draft, const struct comparison *one, struct text *words) {
    struct web *web = draft->web;
    size_t at = form_question_find(draft->form, one->name);
    struct slice label = at < draft->form->question_count
                             ? form_say(web->locale.lang, draft->form->questions[at].label)
                             : S("");
    text_printf(words, "“%.*s” %.*s", SLICE_ARG(label.len ? label : one->name),
                SLICE_ARG(web_tr(web, comparison_label(one->sign))));
    if (comparison_takes_value(one->sign))
        text_printf(words, " %.*s", SLICE_ARG(value_words(draft, at, one->value)));
}

struct slice condition_words(const struct draft *draft, const struct form_rule *rule) {
    struct web *web = draft->web;
    struct text words = TEXT_IN(web->arena);
    struct comparisons list;
    if (!rule->expression || !expression_comparisons(web->arena, rule->expression, &list)) return rule->text;
    for (size_t i = 0; i < list.count; i++) {
        if (i) text_printf(&words, " %.*s ", SLICE_ARG(web_tr(web, list.is_any ? TR("or") : TR("and"))));
        comparison_say(draft, &list.at[i], &words);
    }
    return text_slice(&words);
}

/* ---- remarks ---- */

static void remarks_add(const struct draft *draft, const char *name, const struct refusal *remarks) {
    struct web *web = draft->web;
    struct doc *list = doc_set_array(web->arena, web->view, slice_of(name));
    for (const struct refusal_item *item = remarks->first; item; item = item->next) {
        struct doc *row = doc_add_object(web->arena, list);
        doc_set_text(web->arena, row, S("remark_text"), tr_refusal(web->arena, &web->locale, item));
        doc_set_text(web->arena, row, S("remark_question"), item->field);
        bool is_question = form_question_find(draft->form, item->field) < draft->form->question_count;
        doc_set_text(web->arena, row, S("remark_href"),
                     is_question
                         ? arena_printf(web->arena, "%.*s?name=%.*s",
                                        SLICE_ARG(draft_href(draft, "/question")), SLICE_ARG(item->field))
                         : S(""));
    }
}

void draft_add_remarks(const struct draft *draft) {
    struct web *web = draft->web;
    struct refusal missing = REFUSAL_IN(web->arena), warnings = REFUSAL_IN(web->arena);
    bool is_complete = form_is_complete(draft->form, S(""), &missing);
    form_warn(web->arena, draft->form, &warnings);
    doc_set_bool(web->arena, web->view, S("is_complete"), is_complete);
    doc_set_bool(web->arena, web->view, S("has_warnings"), warnings.count > 0);
    doc_set_text(web->arena, web->view, S("missing_count"),
                 format_number(web->arena, &web->locale, (int64_t)missing.count));
    remarks_add(draft, "missing", &missing);
    remarks_add(draft, "warnings", &warnings);
}

/* ---- differences ---- */

static const char *difference_words(const struct form_difference *difference) {
    switch (difference->kind) {
    case DIFFERENCE_ADDED: return difference->is_page ? TR("New section") : TR("New question");
    case DIFFERENCE_REMOVED: return difference->is_page ? TR("Section taken out") : TR("Question taken out");
    case DIFFERENCE_MOVED: return TR("Stands elsewhere");
    case DIFFERENCE_CHANGED: return TR("Changed");
    }
    BUG("difference %d", difference->kind);
}

/* Kinds, yes and no, and what an answer tells, as people read them. */
static struct slice part_words(struct web *web, struct slice text) {
    enum question_kind kind;
    struct finding finding;
    if (question_kind_of(text, &kind)) return web_tr(web, question_kind_label(kind));
    if (finding_parse(text, &finding)) return web_tr(web, finding_label(&finding));
    if (slice_equal(text, S("yes"))) return web_tr(web, TR("Yes"));
    if (slice_equal(text, S("no"))) return web_tr(web, TR("No"));
    return text;
}

static bool is_coded(const char *part) {
    static const char *const parts[] = {"Kind of answer", "Must be answered",
                                        "Asked also when only the least is asked", "What the answer tells"};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (part && slice_equal(slice_of(part), slice_of(parts[i]))) return true;
    }
    return false;
}

static const char *difference_code(enum difference_kind kind) {
    static const char *const codes[] = {"added", "removed", "moved", "changed"};
    return codes[kind];
}

void draft_add_differences(const struct draft *draft, const struct form *was) {
    struct web *web = draft->web;
    struct form_difference *list;
    size_t count = form_differences(web->arena, was, draft->form, &list);
    struct doc *rows = doc_set_array(web->arena, web->view, S("differences"));
    for (size_t i = 0; i < count; i++) {
        const struct form_difference *one = &list[i];
        struct doc *row = doc_add_object(web->arena, rows);
        bool coded = is_coded(one->part);
        doc_set_text(web->arena, row, S("difference_kind"), slice_of(difference_code(one->kind)));
        doc_set_text(web->arena, row, S("difference_what"), web_tr(web, difference_words(one)));
        doc_set_text(web->arena, row, S("difference_name"), one->name);
        doc_set_text(web->arena, row, S("difference_label"), form_say(web->locale.lang, one->label));
        doc_set_text(web->arena, row, S("difference_part"), one->part ? web_tr(web, one->part) : S(""));
        doc_set_text(web->arena, row, S("difference_choice"), one->choice);
        doc_set_text(web->arena, row, S("difference_was"), coded ? part_words(web, one->was) : one->was);
        doc_set_text(web->arena, row, S("difference_is"), coded ? part_words(web, one->is) : one->is);
    }
}
