/* SPDX-License-Identifier: Apache-2.0 */
/* What has changed from one version of a form to the next. */
#include "base/log.h"
#include "domain/screening/form_edit.h"

struct comparing {
    struct arena *arena;
    const struct form *was, *is;
    struct form_difference *list;
    size_t count;
};

static void difference_add(struct comparing *comparing, struct form_difference difference) {
    comparing->list =
        arena_room(comparing->arena, comparing->list, sizeof *comparing->list, comparing->count);
    comparing->list[comparing->count++] = difference;
}

/* ---- parts ---- */

static void part_add(struct comparing *comparing, struct form_difference about, const char *part,
                     struct slice was, struct slice is) {
    if (slice_equal(was, is)) return;
    about.kind = DIFFERENCE_CHANGED;
    about.part = part;
    about.was = was;
    about.is = is;
    difference_add(comparing, about);
}

static void texts_add(struct comparing *comparing, struct form_difference about, const char *english,
                      const char *khmer, struct form_text was, struct form_text is) {
    part_add(comparing, about, khmer, was.km, is.km);
    part_add(comparing, about, english, was.en, is.en);
}

static struct slice flag_text(bool flag) {
    return flag ? S("yes") : S("no");
}

static const struct form_choice *choice_of(const struct form_question *question, struct slice code) {
    for (size_t i = 0; i < question->choice_count; i++) {
        if (slice_equal(question->choices[i].code, code)) return &question->choices[i];
    }
    return NULL;
}

static void choices_add(struct comparing *comparing, struct form_difference about,
                        const struct form_question *was, const struct form_question *is) {
    for (size_t i = 0; i < is->choice_count; i++) {
        const struct form_choice *now = &is->choices[i], *then = choice_of(was, now->code);
        about.choice = now->code;
        if (!then) {
            part_add(comparing, about, TR("New answer"), S(""),
                     form_say(now->label.km.len ? LANG_KM : LANG_EN, now->label));
            continue;
        }
        texts_add(comparing, about, TR("Answer in English"), TR("Answer in Khmer"), then->label, now->label);
        part_add(comparing, about, TR("What the answer tells"), then->finding, now->finding);
    }
    for (size_t i = 0; i < was->choice_count; i++) {
        about.choice = was->choices[i].code;
        if (choice_of(is, about.choice)) continue;
        part_add(comparing, about, TR("Answer taken out"),
                 form_say(was->choices[i].label.km.len ? LANG_KM : LANG_EN, was->choices[i].label), S(""));
    }
}

/* The same codes in another order. */
static void order_add(struct comparing *comparing, struct form_difference about,
                      const struct form_question *was, const struct form_question *is) {
    bool is_moved = false;
    if (was->choice_count != is->choice_count) return;
    for (size_t i = 0; i < is->choice_count; i++) {
        if (!choice_of(was, is->choices[i].code)) return;
        is_moved = is_moved || !slice_equal(was->choices[i].code, is->choices[i].code);
    }
    if (is_moved)
        part_add(comparing, about, TR("First of the answers"), was->choices[0].code, is->choices[0].code);
}

static void question_add(struct comparing *comparing, const struct form_question *was,
                         const struct form_question *is) {
    const struct form_difference about = {.name = is->name, .label = is->label};
    part_add(comparing, about, TR("Kind of answer"), slice_of(question_kind_code(was->kind)),
             slice_of(question_kind_code(is->kind)));
    texts_add(comparing, about, TR("Question in English"), TR("Question in Khmer"), was->label, is->label);
    texts_add(comparing, about, TR("Hint in English"), TR("Hint in Khmer"), was->hint, is->hint);
    part_add(comparing, about, TR("Must be answered"), flag_text(was->required), flag_text(is->required));
    part_add(comparing, about, TR("Asked also when only the least is asked"), flag_text(was->minimal),
             flag_text(is->minimal));
    part_add(comparing, about, TR("Asked when"), was->relevant.text, is->relevant.text);
    part_add(comparing, about, TR("What an answer must fulfil"), was->constraint.text, is->constraint.text);
    texts_add(comparing, about, TR("What is said otherwise, in English"),
              TR("What is said otherwise, in Khmer"), was->message, is->message);
    part_add(comparing, about, TR("Calculation"), was->calculation.text, is->calculation.text);
    choices_add(comparing, about, was, is);
    order_add(comparing, about, was, is);
}

/* ---- order ---- */

/* The questions of the new form that stand in the order of the old one, as many as can be: what is not among
 * them has moved. */
static void mark_moved(struct comparing *comparing, bool *moved) {
    const struct form *is = comparing->is;
    size_t *places = arena_make(comparing->arena, size_t, is->question_count + 1);
    size_t *lengths = arena_make(comparing->arena, size_t, is->question_count + 1),
           *befores = arena_make(comparing->arena, size_t, is->question_count + 1);
    size_t none = is->question_count, best = none;
    for (size_t i = 0; i < is->question_count; i++) {
        places[i] = form_question_find(comparing->was, is->questions[i].name);
        if (places[i] == comparing->was->question_count) continue;
        moved[i] = true;
        lengths[i] = 1;
        befores[i] = none;
        for (size_t k = 0; k < i; k++) {
            if (!lengths[k] || places[k] > places[i] || lengths[k] < lengths[i]) continue;
            lengths[i] = lengths[k] + 1;
            befores[i] = k;
        }
        if (best == none || lengths[i] > lengths[best]) best = i;
    }
    for (size_t i = best; i != none; i = befores[i])
        moved[i] = false;
}

static struct slice page_of(const struct form *form, size_t question) {
    return form->pages[form->questions[question].page].name;
}

static void questions_add(struct comparing *comparing) {
    const struct form *was = comparing->was, *is = comparing->is;
    bool *moved = arena_make(comparing->arena, bool, is->question_count + 1);
    mark_moved(comparing, moved);
    for (size_t i = 0; i < is->question_count; i++) {
        const struct form_question *now = &is->questions[i];
        size_t then = form_question_find(was, now->name);
        struct form_difference about = {.kind = DIFFERENCE_ADDED, .name = now->name, .label = now->label};
        if (then == was->question_count) {
            difference_add(comparing, about);
            continue;
        }
        about.kind = DIFFERENCE_MOVED;
        if (moved[i] || !slice_equal(page_of(was, then), page_of(is, i))) difference_add(comparing, about);
        question_add(comparing, &was->questions[then], now);
    }
    for (size_t i = 0; i < was->question_count; i++) {
        const struct form_question *then = &was->questions[i];
        if (form_question_find(is, then->name) < is->question_count) continue;
        difference_add(comparing, (struct form_difference){
                                      .kind = DIFFERENCE_REMOVED, .name = then->name, .label = then->label});
    }
}

/* ---- pages ---- */

static const struct form_page *page_named(const struct form *form, struct slice name) {
    for (size_t p = 0; p < form->page_count; p++) {
        if (slice_equal(form->pages[p].name, name)) return &form->pages[p];
    }
    return NULL;
}

static void pages_add(struct comparing *comparing) {
    for (size_t p = 0; p < comparing->is->page_count; p++) {
        const struct form_page *now = &comparing->is->pages[p], *then = page_named(comparing->was, now->name);
        struct form_difference about = {
            .kind = DIFFERENCE_ADDED, .is_page = true, .name = now->name, .label = now->label};
        if (!then) {
            difference_add(comparing, about);
            continue;
        }
        texts_add(comparing, about, TR("Title in English"), TR("Title in Khmer"), then->label, now->label);
        part_add(comparing, about, TR("Asked when"), then->relevant.text, now->relevant.text);
    }
    for (size_t p = 0; p < comparing->was->page_count; p++) {
        const struct form_page *then = &comparing->was->pages[p];
        if (page_named(comparing->is, then->name)) continue;
        difference_add(comparing, (struct form_difference){.kind = DIFFERENCE_REMOVED,
                                                           .is_page = true,
                                                           .name = then->name,
                                                           .label = then->label});
    }
}

size_t form_differences(struct arena *arena, const struct form *was, const struct form *is,
                        struct form_difference **list) {
    struct comparing comparing = {.arena = arena, .was = was, .is = is};
    texts_add(&comparing, (struct form_difference){.label = is->title}, TR("Title in English"),
              TR("Title in Khmer"), was->title, is->title);
    pages_add(&comparing);
    questions_add(&comparing);
    *list = comparing.list;
    return comparing.count;
}
