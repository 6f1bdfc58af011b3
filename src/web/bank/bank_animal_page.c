/* SPDX-License-Identifier: Apache-2.0 */
/* See bank_pages.h.  One animal: where it is, what is owed for it, its parents and offspring, everything that
 * happened. */
#include "base/limits.h"
#include "web/bank/animal_steps.h"
#include "web/bank/bank_pages.h"
#include "web/furniture.h"
#include "web/record/record_head.h"

enum { TREE_DEPTH = 6, TREE_ANIMALS = 200 };

/* ---- the tree ---- */

struct tree {
    const struct bank_seen *seen;
    const struct herd_seen *herd;
    uint32_t animal; /* whose tree it is */
    int left;        /* animals that still fit */
};

static bool is_animal(const struct tree *tree, uint32_t animal) {
    return animal < tree->herd->book->animal_count;
}

static bool is_parent(const struct tree *tree, uint32_t animal, uint32_t child) {
    const struct animal *young = &tree->herd->book->animals[child];
    return young->dam == animal || young->sire == animal;
}

static bool has_young(const struct tree *tree, uint32_t animal) {
    for (uint32_t i = 0; i < tree->herd->book->animal_count; i++) {
        if (is_parent(tree, animal, i)) return true;
    }
    return false;
}

static bool has_parents(const struct tree *tree, uint32_t animal) {
    const struct animal *young = &tree->herd->book->animals[animal];
    return is_animal(tree, young->dam) || is_animal(tree, young->sire);
}

/* Gives where the animals below it go; NULL: there are none. */
static struct doc *tree_node(struct tree *tree, struct doc *nodes, uint32_t animal, const char *english,
                             bool has_nodes) {
    struct web *web = tree->seen->web;
    struct doc *node = doc_add_object(web->arena, nodes);
    bool is_this = animal == tree->animal;
    doc_set_text(web->arena, node, S("node_role"), web_tr(web, english));
    doc_set_text(web->arena, node, S("node_text"), herd_animal_text(tree->seen, tree->herd, animal));
    doc_set_text(web->arena, node, S("node_href"),
                 is_this ? S("") : herd_animal_href(tree->seen, tree->herd, animal));
    doc_set_text(web->arena, node, S("node_place"), herd_place_text(tree->seen, tree->herd, animal));
    doc_set_bool(web->arena, node, S("has_nodes"), has_nodes);
    tree->left--;
    return has_nodes ? doc_set_array(web->arena, node, S("nodes")) : NULL;
}

static const char *child_words(enum animal_sex sex) {
    return sex == ANIMAL_FEMALE ? TR("Daughter") : sex == ANIMAL_MALE ? TR("Son") : TR("Calf");
}

/* An animal with its young below it, each with its own. */
static void add_young(struct tree *tree, struct doc *nodes, uint32_t animal, const char *english, int depth) {
    bool goes_on = depth < TREE_DEPTH && has_young(tree, animal);
    struct doc *below = tree_node(tree, nodes, animal, english, goes_on);
    for (uint32_t i = 0; goes_on && i < tree->herd->book->animal_count && tree->left > 0; i++) {
        if (is_parent(tree, animal, i))
            add_young(tree, below, i, child_words(tree->herd->book->animals[i].sex), depth + 1);
    }
}

/* Two generations above the animal; who is not known is not shown. */
static void add_parents(struct tree *tree, struct doc *nodes, uint32_t animal, int depth) {
    const struct animal *young = &tree->herd->book->animals[animal];
    const uint32_t parents[] = {young->dam, young->sire};
    const char *const words[2][2] = {{TR("Mother"), TR("Father")}, {TR("Grandmother"), TR("Grandfather")}};
    for (size_t i = 0; i < ARRAY_LEN(parents); i++) {
        if (!is_animal(tree, parents[i])) continue;
        bool goes_on = depth == 0 && has_parents(tree, parents[i]);
        struct doc *above = tree_node(tree, nodes, parents[i], words[depth][i], goes_on);
        if (goes_on) add_parents(tree, above, parents[i], depth + 1);
    }
}

static void show_tree(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal) {
    struct web *web = seen->web;
    struct tree tree = {seen, herd, animal, TREE_ANIMALS};
    struct doc *above = doc_set_object(web->arena, web->view, S("ancestors"));
    struct doc *below = doc_set_object(web->arena, web->view, S("descendants"));
    doc_set_bool(web->arena, web->view, S("has_ancestors"), has_parents(&tree, animal));
    add_parents(&tree, doc_set_array(web->arena, above, S("nodes")), animal, 0);
    add_young(&tree, doc_set_array(web->arena, below, S("nodes")), animal, TR("This animal"), 0);
}

/* ---- what is owed ---- */

static bool speaks_of(const struct herd_duty *duty, uint32_t animal) {
    if (duty->animal == animal || duty->state.animal == animal) return true;
    for (size_t i = 0; i < duty->state.count; i++) {
        if (duty->state.owed[i].animal == animal) return true;
    }
    return false;
}

static void duty_line(const struct bank_seen *seen, const struct herd_seen *herd, struct doc *lines,
                      const struct owed *owed) {
    struct web *web = seen->web;
    struct doc *line = doc_add_object(web->arena, lines);
    bool is_late = owed_is_late(owed, seen->today);
    struct slice met = owed->is_met
                           ? web_tr_fill(web, TR("given on {1}"), bank_day_text(seen, owed->met_day), S(""))
                           : web_tr(web, is_late ? TR("late") : TR("open"));
    doc_set_text(web->arena, line, S("owed_text"), herd_owed_text(seen, herd, owed));
    doc_set_text(web->arena, line, S("owed_state"), met);
    doc_set_text(web->arena, line, S("owed_badge"),
                 owed->is_met ? S("done")
                 : is_late    ? S("behind")
                              : S("on"));
}

static void show_duties(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal) {
    struct web *web = seen->web;
    struct doc *duties = doc_set_array(web->arena, web->view, S("duties"));
    for (size_t i = 0; i < herd->duty_count; i++) {
        const struct herd_duty *duty = &herd->duties[i];
        if (!speaks_of(duty, animal)) continue;
        struct doc *object = doc_add_object(web->arena, duties);
        doc_set_text(web->arena, object, S("duty_family"),
                     bank_member_text(seen, herd->book->members[duty->holder]));
        doc_set_text(web->arena, object, S("duty_since"),
                     web_tr_fill(web, TR("for {1}, since {2}"), herd_animal_text(seen, herd, duty->animal),
                                 bank_day_text(seen, duty->state.since_day)));
        bool owns = duty->state.owns_day != HERD_NEVER;
        doc_set_text(web->arena, object, S("duty_owns"),
                     owns ? web_tr_fill(web, TR("Nothing is owed any more; theirs since {1}."),
                                        bank_day_text(seen, duty->state.owns_day), S(""))
                          : S(""));
        doc_set_text(web->arena, object, S("duty_freed"),
                     duty->state.is_freed
                         ? web_tr(web, TR("A certificate frees the family from replacing the animal."))
                         : S(""));
        struct doc *lines = doc_set_array(web->arena, object, S("owed"));
        for (size_t k = 0; k < duty->state.count; k++) {
            duty_line(seen, herd, lines, &duty->state.owed[k]);
        }
    }
}

/* ---- events ---- */

static struct slice event_detail(const struct bank_seen *seen, const struct herd_seen *herd,
                                 const struct herd_event *event) {
    struct web *web = seen->web;
    switch (event->kind) {
    case HERD_LEND:
    case HERD_PASS_ON:
        return event->other < herd->book->member_count
                   ? bank_member_text(seen, herd->book->members[event->other])
                   : S("");
    case HERD_CALVE:
        return event->other == HERD_NONE ? web_tr(web, TR("stillborn"))
                                         : herd_animal_text(seen, herd, event->other);
    case HERD_SERVE:
    case HERD_REPLACE: return herd_animal_text(seen, herd, event->other);
    case HERD_SELL: return bank_riel(seen, event->amount);
    case HERD_DIE:
    case HERD_STEAL:
        return web_tr(web, event->is_certified ? TR("with a certificate") : TR("without a certificate"));
    case HERD_RETURN:
    case HERD_OWN:
    case HERD_EVENTS: return S("");
    }
    return S("");
}

static void show_events(const struct bank_seen *seen, const struct herd_seen *herd, uint32_t animal) {
    struct web *web = seen->web;
    const struct herd_book *book = herd->book;
    struct doc *lines = doc_set_array(web->arena, web->view, S("events"));
    for (size_t i = book->event_count; i > 0; i--) {
        const struct herd_event *event = &book->events[i - 1];
        bool is_family = event->kind == HERD_LEND || event->kind == HERD_PASS_ON;
        if (event->animal != animal && (is_family || event->other != animal)) continue;
        struct doc *line = doc_add_object(web->arena, lines);
        struct slice kind = slice_of(animal_event_kind_choices.choices[event->kind].code);
        struct slice what = choice_label(web, record_type_field(&animal_event_type, S("kind")), kind);
        if (event->animal != animal)
            what = arena_printf(web->arena, "%.*s: %.*s",
                                SLICE_ARG(herd_animal_text(seen, herd, event->animal)), SLICE_ARG(what));
        doc_set_text(web->arena, line, S("event_day"), bank_day_text(seen, event->day));
        doc_set_text(web->arena, line, S("event_text"), what);
        doc_set_text(web->arena, line, S("event_href"),
                     record_href(web, &animal_event_type, book->marks[i - 1].id));
        doc_set_text(web->arena, line, S("event_detail"),
                     event->animal == animal ? event_detail(seen, herd, event) : S(""));
    }
}

/* ---- the page ---- */

static void show_possible(const struct bank_seen *seen, const struct herd_seen *herd,
                          const struct record *record, uint32_t animal) {
    struct web *web = seen->web;
    struct doc *list = doc_set_array(web->arena, web->view, S("possible"));
    if (!seen->may_write) return;
    for (int i = 0; i < ANIMAL_STEPS; i++) {
        if (!animal_step_is_possible(herd, animal, (enum animal_step)i)) continue;
        struct doc *item = doc_add_object(web->arena, list);
        doc_set_text(web->arena, item, S("possible_text"),
                     web_tr(web, animal_step_label((enum animal_step)i)));
        doc_set_text(web->arena, item, S("possible_href"),
                     arena_printf(web->arena, "%.*s/do/%s",
                                  SLICE_ARG(record_href(web, &bank_animal_type, record->id)),
                                  animal_step_code((enum animal_step)i)));
    }
}

enum outcome bank_animal_page(struct web *web) {
    struct view view;
    uint64_t hidden = 0;
    struct bank_seen seen;
    struct herd_seen herd;
    struct record *record = record_of_path(web, &view, &hidden);
    if (!record) return OUTCOME_NOT_FOUND;
    record_show(web, record, hidden);
    struct record *bank = web_record(web, &bank_type, bank_animal_of(record)->bank.id);
    if (record->deleted_ms || !bank) return web->template = "record_page", OUTCOME_OK;
    bank_begin(web, bank, &seen);
    if (!herd_seen_read(&seen, &herd)) return web->template = "record_page", OUTCOME_OK;
    uint32_t animal = herd_book_animal_at(herd.book, record->id);
    if (animal == HERD_NONE) return web->template = "record_page", OUTCOME_OK;
    doc_set_text(web->arena, web->view, S("place_text"), herd_place_text(&seen, &herd, animal));
    show_possible(&seen, &herd, record, animal);
    show_duties(&seen, &herd, animal);
    show_tree(&seen, &herd, animal);
    show_events(&seen, &herd, animal);
    return OUTCOME_OK;
}
