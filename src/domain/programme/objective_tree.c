/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/programme/objective_tree.h"

#include <stdlib.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Takes the run of digits at the front, without its zeros. */
static struct slice digits_take(struct slice *rest) {
    size_t len = 0, zeros = 0;
    while (len < rest->len && is_digit(rest->s[len])) {
        len++;
    }
    while (zeros + 1 < len && rest->s[zeros] == '0') {
        zeros++;
    }
    struct slice digits = slice_sub(*rest, zeros, len);
    *rest = slice_sub(*rest, len, rest->len);
    return digits;
}

static int digits_compare(struct slice a, struct slice b) {
    if (a.len != b.len) return a.len < b.len ? -1 : 1;
    return slice_compare(a, b);
}

int numbering_compare(struct slice a, struct slice b) {
    while (a.len && b.len) {
        int order;
        if (is_digit(a.s[0]) && is_digit(b.s[0])) {
            struct slice first = digits_take(&a), second = digits_take(&b);
            order = digits_compare(first, second);
        } else {
            order = (unsigned char)a.s[0] - (unsigned char)b.s[0];
            a = slice_sub(a, 1, a.len);
            b = slice_sub(b, 1, b.len);
        }
        if (order) return order < 0 ? -1 : 1;
    }
    return a.len ? 1 : b.len ? -1 : 0;
}

static size_t level_index(struct slice level) {
    size_t index = 0;
    while (index < objective_level_choices.count &&
           !slice_equal(slice_of(objective_level_choices.choices[index].code), level)) {
        index++;
    }
    return index;
}

struct slice objective_level_below(struct slice level) {
    size_t below = level_index(level) + 1;
    return below < objective_level_choices.count ? slice_of(objective_level_choices.choices[below].code)
                                                 : S("");
}

static int compare_objectives(const void *a, const void *b) {
    const struct record *first = *(const struct record *const *)a, *second = *(const struct record *const *)b;
    size_t first_level = level_index(objective_of(first)->level.text),
           second_level = level_index(objective_of(second)->level.text);
    if (first_level != second_level) return first_level < second_level ? -1 : 1;
    int order = numbering_compare(objective_of(first)->number.text, objective_of(second)->number.text);
    return order ? order : uuid_compare(first->id, second->id);
}

static bool is_among(const struct record *const *sorted, size_t count, const struct value *id) {
    for (size_t i = 0; id->present && i < count; i++) {
        if (uuid_equal(sorted[i]->id, id->id)) return true;
    }
    return false;
}

struct growth {
    const struct record *const *sorted;
    size_t count;
    struct objective_node *nodes;
    size_t made;
};

/* Each has one above it, so what is reached from the top is reached once. */
static void grow_below(struct growth *growth, const struct record *above, size_t depth) {
    for (size_t i = 0; i < growth->count && growth->made < growth->count; i++) {
        const struct record *record = growth->sorted[i];
        const struct value *upper = &objective_of(record)->above;
        bool here = above ? upper->present && uuid_equal(upper->id, above->id)
                          : !is_among(growth->sorted, growth->count, upper);
        if (!here) continue;
        growth->nodes[growth->made++] = (struct objective_node){record, depth};
        grow_below(growth, record, depth + 1);
    }
}

static bool is_made(const struct growth *growth, const struct record *record) {
    for (size_t i = 0; i < growth->made; i++) {
        if (growth->nodes[i].record == record) return true;
    }
    return false;
}

/* The record's rule forbids a circle; should one come by another way, nothing in it is lost. */
static void add_unreached(struct growth *growth) {
    for (size_t i = 0; growth->made < growth->count; i++) {
        if (!is_made(growth, growth->sorted[i]))
            growth->nodes[growth->made++] = (struct objective_node){growth->sorted[i], 0};
    }
}

void objective_tree_make(struct arena *arena, struct record *const *objectives, size_t count,
                         struct objective_node *nodes) {
    const struct record **sorted = arena_make(arena, const struct record *, count + 1);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = objectives[i];
    }
    if (count) qsort(sorted, count, sizeof *sorted, compare_objectives);
    struct growth growth = {sorted, count, nodes, 0};
    grow_below(&growth, NULL, 0);
    add_unreached(&growth);
}
