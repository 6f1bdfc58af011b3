/* SPDX-License-Identifier: Apache-2.0 */
/* A form looked over: what is missing before it is published, and what its writer should think about. */
#include "base/log.h"
#include "base/text.h"
#include "domain/screening/form_edit.h"

/* ---- both languages ---- */

struct review {
    struct slice field;
    struct refusal *refusal;
};

static bool lacks(const struct review *review, struct slice name, const char *message, struct slice second) {
    return refuse_with(review->refusal, review->field.len ? review->field : name, message, name, second);
}

static const struct words {
    const char *english, *khmer; /* what to say when that language is missing */
} label_words = {TR("“{1}” has no question in English."), TR("“{1}” has no question in Khmer.")},
  hint_words = {TR("The hint of “{1}” is missing in English."), TR("The hint of “{1}” is missing in Khmer.")},
  message_words = {TR("What “{1}” says to a wrong answer is missing in English."),
                   TR("What “{1}” says to a wrong answer is missing in Khmer.")},
  choice_words = {TR("The answer “{2}” of “{1}” is missing in English."),
                  TR("The answer “{2}” of “{1}” is missing in Khmer.")},
  page_words = {TR("The title of the section “{1}” is missing in English."),
                TR("The title of the section “{1}” is missing in Khmer.")},
  title_words = {TR("The title of the form is missing in English."),
                 TR("The title of the form is missing in Khmer.")};

/* Both, or where it may be left out, none. */
static bool has_both(const struct review *review, struct slice name, struct form_text text, bool may_be_none,
                     const struct words *words, struct slice second) {
    if (may_be_none && !text.en.len && !text.km.len) return true;
    bool has_khmer = text.km.len || lacks(review, name, words->khmer, second);
    return (text.en.len || lacks(review, name, words->english, second)) && has_khmer;
}

static bool question_is_complete(const struct review *review, const struct form_question *question) {
    bool is_worked_out = question->kind == QUESTION_CALCULATION;
    bool good = has_both(review, question->name, question->label, is_worked_out, &label_words, S(""));
    good = has_both(review, question->name, question->hint, true, &hint_words, S("")) && good;
    good = has_both(review, question->name, question->message, true, &message_words, S("")) && good;
    for (size_t i = 0; i < question->choice_count; i++) {
        good = has_both(review, question->name, question->choices[i].label, false, &choice_words,
                        question->choices[i].code) &&
               good;
    }
    if (is_worked_out && !question->calculation.text.len)
        return lacks(review, question->name, TR("“{1}” is worked out from nothing: write its calculation."),
                     S(""));
    return good;
}

bool form_is_complete(const struct form *form, struct slice field, struct refusal *refusal) {
    const struct review review = {field, refusal};
    bool good = has_both(&review, S(""), form->title, true, &title_words, S(""));
    for (size_t p = 0; p < form->page_count; p++) {
        good = has_both(&review, form->pages[p].name, form->pages[p].label, true, &page_words, S("")) && good;
    }
    for (size_t i = 0; i < form->question_count; i++)
        good = question_is_complete(&review, &form->questions[i]) && good;
    if (!form->question_count) return lacks(&review, S(""), TR("The form has no questions yet."), S(""));
    return good;
}

/* ---- repetition ---- */

/* Letters and digits alone, small; marks of both scripts fall away, so that the same words are the same. */
static struct slice bare(struct arena *arena, struct slice text) {
    struct text out = TEXT_IN(arena);
    uint32_t rune;
    for (size_t at = 0; slice_next_rune(text, &at, &rune);) {
        bool is_capital = rune >= 'A' && rune <= 'Z', is_ascii = rune < 0x80;
        bool is_word = (rune >= 'a' && rune <= 'z') || is_capital || (rune >= '0' && rune <= '9');
        bool is_mark =
            (rune >= 0x17d4 && rune <= 0x17da) || (rune >= 0x2000 && rune <= 0x206f) || rune == 0xa0;
        if (is_ascii ? is_word : !is_mark) text_append_rune(&out, is_capital ? rune + ('a' - 'A') : rune);
    }
    return text_slice(&out);
}

static bool says_the_same(struct form_text a, struct form_text b) {
    return (a.en.len && slice_equal(a.en, b.en)) || (a.km.len && slice_equal(a.km, b.km));
}

/* Two ways to ask for the same that are never asked of one person are no repetition: their conditions differ.
 */
static bool may_both_be_asked(const struct form *form, const struct form_question *a,
                              const struct form_question *b) {
    bool same_page_rule = slice_equal(form->pages[a->page].relevant.text, form->pages[b->page].relevant.text);
    return slice_equal(a->relevant.text, b->relevant.text) ||
           (same_page_rule && (!a->relevant.text.len || !b->relevant.text.len));
}

static bool takes_answer(const struct form_question *question) {
    return question->kind != QUESTION_NOTE && question->kind != QUESTION_CALCULATION;
}

static void warn_twice(const struct form *form, const struct form_text *labels, size_t at,
                       struct refusal *warnings) {
    const struct form_question *question = &form->questions[at];
    for (size_t i = 0; i < at; i++) {
        const struct form_question *other = &form->questions[i];
        if (!takes_answer(other) || !says_the_same(labels[i], labels[at]) ||
            !may_both_be_asked(form, other, question))
            continue;
        refuse_with(warnings, question->name,
                    TR("“{1}” asks the same as “{2}”: nobody should have to tell it twice."), question->name,
                    other->name);
        return;
    }
}

/* ---- suggestion ---- */

/* Ways to ask that expect an answer; at the beginning or at the end. */
static bool suggests(struct form_text label) {
    static const char *const starts[] = {"isntit",       "isntthat", "arentyou", "werentyou",
                                         "didntyou",     "dontyou",  "wasntit",  "wouldntyou",
                                         "isittruethat", "youwere",  "surely"};
    static const char *const ends[] = {"isntit",  "arentyou",   "werentyou",   "didntyou", "dontyou",
                                       "wasntit", "isntthatso", "isthatright", "right"};
    static const char *const khmer_ends[] = {"មែនទេ", "មែនឬ", "មែនឬទេ", "មែនអត់", "ត្រូវទេ", "ត្រូវឬទេ"};
    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        if (slice_starts(label.en, slice_of(starts[i]))) return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (slice_ends(label.en, slice_of(ends[i])) && !slice_ends(label.en, S("allright"))) return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(khmer_ends); i++) {
        if (slice_ends(label.km, slice_of(khmer_ends[i]))) return true;
    }
    return false;
}

/* ---- compulsion ---- */

static bool asks_what_was_done(const struct form_question *question) {
    for (size_t i = 0; i < question->choice_count; i++) {
        if (question->choices[i].finding.len) return true;
    }
    return false;
}

/* An answer that says nothing, by the codes forms use for it. */
static bool has_way_out(const struct form_question *question) {
    static const char *const codes[] = {"unsaid",  "refused", "dontknow", "dont_know",
                                        "unknown", "none",    "no_answer"};
    for (size_t i = 0; i < question->choice_count; i++) {
        for (size_t k = 0; k < ARRAY_LEN(codes); k++) {
            if (slice_equal(question->choices[i].code, slice_of(codes[k]))) return true;
        }
    }
    return false;
}

void form_warn(struct arena *arena, const struct form *form, struct refusal *warnings) {
    struct form_text *labels = arena_make(arena, struct form_text, form->question_count);
    for (size_t i = 0; i < form->question_count; i++) {
        const struct form_question *question = &form->questions[i];
        labels[i] = (struct form_text){bare(arena, question->label.en), bare(arena, question->label.km)};
        if (!takes_answer(question)) continue;
        warn_twice(form, labels, i, warnings);
        if (suggests(labels[i])) {
            refuse_with(warnings, question->name,
                        TR("“{1}” suggests its answer: ask so that any answer is as easy as another."),
                        question->name, S(""));
        }
        if (question->required && asks_what_was_done(question) && !has_way_out(question)) {
            refuse_with(warnings, question->name,
                        TR("“{1}” must be answered, and no answer lets somebody not say it."), question->name,
                        S(""));
        }
    }
}
