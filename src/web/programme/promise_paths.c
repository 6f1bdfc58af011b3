/* SPDX-License-Identifier: Apache-2.0 */
#include "web/programme/promise_paths.h"

struct walk {
    struct arena *arena;
    const struct locale *locale;
    const struct catalogue *catalogue;
    struct rule_path *paths;
    size_t count;
    const struct record_type *types[LIMIT_PATH_STEPS]; /* on the way, so that none comes twice */
};

static bool was_visited(const struct walk *walk, const struct record_type *type, size_t depth) {
    for (size_t i = 0; i <= depth; i++) {
        if (walk->types[i] == type) return true;
    }
    return false;
}

static void walk_type(struct walk *walk, size_t depth, struct slice path, struct slice label);

static void walk_field(struct walk *walk, size_t depth, const struct field *field, struct slice path,
                       struct slice label) {
    struct slice name = slice_of(field->name), words = tr(walk->locale, slice_of(field->label));
    if (path.len) name = arena_printf(walk->arena, "%.*s.%s", SLICE_ARG(path), field->name);
    if (label.len) words = arena_printf(walk->arena, "%.*s → %.*s", SLICE_ARG(label), SLICE_ARG(words));
    if (field->sealed || walk->count == PROMISE_PATHS_MAX) return;
    const struct record_type *next =
        field->kind == KIND_REF ? catalogue_find(walk->catalogue, slice_of(field->ref)) : NULL;
    if (!promise_field_leads_on(walk->catalogue, field)) return;
    walk->paths[walk->count++] = (struct rule_path){name, words, field};
    if (!next || depth + 1 == LIMIT_PATH_STEPS || was_visited(walk, next, depth)) return;
    walk->types[depth + 1] = next;
    walk_type(walk, depth + 1, name, words);
}

static void walk_type(struct walk *walk, size_t depth, struct slice path, struct slice label) {
    const struct record_type *type = walk->types[depth];
    for (size_t i = 0; i < type->field_count; i++)
        walk_field(walk, depth, &type->fields[i], path, label);
}

size_t promise_paths(struct arena *arena, const struct locale *locale, const struct catalogue *catalogue,
                     struct slice source, struct rule_path **paths) {
    struct walk walk = {.arena = arena,
                        .locale = locale,
                        .catalogue = catalogue,
                        .paths = arena_make(arena, struct rule_path, PROMISE_PATHS_MAX)};
    const struct record_type *type = catalogue_find(catalogue, source);
    *paths = walk.paths;
    if (!type || !promise_source_is_countable(type)) return 0;
    walk.types[0] = type;
    walk_type(&walk, 0, S(""), S(""));
    return walk.count;
}
