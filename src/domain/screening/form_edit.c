/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/screening/form_edit.h"

#include "base/log.h"
#include "base/text.h"

enum { NAME_LETTERS = 30 };

struct form *form_copy(struct arena *arena, const struct form *form) {
    struct form *copy = arena_make(arena, struct form, 1);
    *copy = *form;
    return copy;
}

/* ---- questions ---- */

/* Pages stand one behind the other, so that where each begins follows from how many it has. */
static void pages_settle(struct form *form) {
    size_t first = 0;
    for (size_t p = 0; p < form->page_count; p++) {
        form->pages[p].first = first;
        for (size_t i = first; i < first + form->pages[p].count; i++)
            form->questions[i].page = p;
        first += form->pages[p].count;
    }
    ASSERT(first == form->question_count);
}

bool form_insert(struct form *form, size_t page, size_t at, struct form_question question) {
    ASSERT(page < form->page_count && at >= form->pages[page].first &&
           at <= form->pages[page].first + form->pages[page].count);
    if (form->question_count == FORM_QUESTIONS_MAX) return false;
    memmove(&form->questions[at + 1], &form->questions[at], (form->question_count - at) * sizeof question);
    form->questions[at] = question;
    form->question_count++;
    form->pages[page].count++;
    pages_settle(form);
    return true;
}

void form_remove(struct form *form, size_t at) {
    ASSERT(at < form->question_count);
    form->pages[form->questions[at].page].count--;
    form->question_count--;
    memmove(&form->questions[at], &form->questions[at + 1],
            (form->question_count - at) * sizeof form->questions[0]);
    pages_settle(form);
}

bool form_move(struct form *form, size_t at, bool up) {
    size_t page = form->questions[at].page, first = form->pages[page].first,
           last = first + form->pages[page].count - 1;
    bool is_at_edge = at == (up ? first : last);
    if (is_at_edge && page == (up ? 0 : form->page_count - 1)) return false;
    if (is_at_edge) {
        form->pages[page].count--;
        form->pages[up ? page - 1 : page + 1].count++;
    } else {
        size_t other = up ? at - 1 : at + 1;
        struct form_question one = form->questions[at];
        form->questions[at] = form->questions[other];
        form->questions[other] = one;
    }
    pages_settle(form);
    return true;
}

size_t form_double(struct arena *arena, struct form *form, size_t at) {
    struct form_question again = form->questions[at];
    again.name = form_free_name(arena, form, again.name);
    return form_insert(form, again.page, at + 1, again) ? at + 1 : form->question_count;
}

/* ---- names ---- */

struct slice form_free_name(struct arena *arena, const struct form *form, struct slice name) {
    struct slice free = name;
    for (size_t number = 2; form_question_find(form, free) < form->question_count; number++) {
        free = arena_printf(arena, "%.*s_%zu", SLICE_ARG(slice_sub(name, 0, FORM_NAME_BYTES - 5)), number);
    }
    return free;
}

struct slice form_name_of_label(struct arena *arena, struct slice label) {
    struct text name = TEXT_IN(arena);
    for (size_t i = 0; i < label.len && name.len < NAME_LETTERS; i++) {
        char c = label.s[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'),
             is_digit = c >= '0' && c <= '9' && name.len > 0;
        if (is_letter || is_digit)
            text_append_char(&name, c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
        else if (name.len && name.s[name.len - 1] != '_')
            text_append_char(&name, '_');
    }
    while (name.len && name.s[name.len - 1] == '_')
        name.len--;
    return name.len ? arena_copy(arena, text_slice(&name)) : S("question");
}

static void rule_rename(struct arena *arena, struct form_rule *rule, struct slice from, struct slice to) {
    if (rule->text.len) rule->text = expression_rename(arena, rule->text, from, to);
}

void form_rename(struct arena *arena, struct form *form, struct slice from, struct slice to) {
    for (size_t p = 0; p < form->page_count; p++)
        rule_rename(arena, &form->pages[p].relevant, from, to);
    for (size_t i = 0; i < form->question_count; i++) {
        rule_rename(arena, &form->questions[i].relevant, from, to);
        rule_rename(arena, &form->questions[i].constraint, from, to);
        rule_rename(arena, &form->questions[i].calculation, from, to);
    }
}

/* ---- pages ---- */

bool form_insert_page(struct form *form, size_t at, struct form_page page) {
    ASSERT(at <= form->page_count && page.count == 0);
    if (form->page_count == FORM_PAGES_MAX) return false;
    memmove(&form->pages[at + 1], &form->pages[at], (form->page_count - at) * sizeof page);
    form->pages[at] = page;
    form->page_count++;
    pages_settle(form);
    return true;
}

void form_remove_page(struct form *form, size_t at) {
    ASSERT(at < form->page_count);
    while (form->pages[at].count)
        form_remove(form, form->pages[at].first);
    form->page_count--;
    memmove(&form->pages[at], &form->pages[at + 1], (form->page_count - at) * sizeof form->pages[0]);
    pages_settle(form);
}

bool form_move_page(struct arena *arena, struct form *form, size_t at, bool up) {
    size_t upper = up ? at - 1 : at;
    if (up ? at == 0 : at + 1 >= form->page_count) return false;
    struct form_page one = form->pages[upper], other = form->pages[upper + 1];
    struct form_question *moved = arena_make(arena, struct form_question, one.count + other.count);
    memcpy(moved, &form->questions[other.first], other.count * sizeof *moved);
    memcpy(moved + other.count, &form->questions[one.first], one.count * sizeof *moved);
    memcpy(&form->questions[one.first], moved, (one.count + other.count) * sizeof *moved);
    form->pages[upper] = other;
    form->pages[upper + 1] = one;
    pages_settle(form);
    return true;
}

static bool has_page(const struct form *form, struct slice name) {
    for (size_t p = 0; p < form->page_count; p++) {
        if (slice_equal(form->pages[p].name, name)) return true;
    }
    return false;
}

struct slice form_free_page_name(struct arena *arena, const struct form *form) {
    struct slice name = S("");
    for (size_t number = form->page_count + 1; !name.len || has_page(form, name); number++)
        name = arena_printf(arena, "page%zu", number);
    return name;
}
