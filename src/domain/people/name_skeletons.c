/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people/name_skeletons.h"

#include "base/text.h"
#include "domain/people/person_match.h"

static struct slice word_skeleton(struct arena *arena, const struct name_word *word) {
    return name_word_skeleton(arena, word->id_count ? slice_of(name_entries[word->ids[0]].latin) : word->key);
}

static void add(struct name_skeletons *skeletons, struct slice one) {
    for (size_t i = 0; i < skeletons->count; i++) {
        if (slice_equal(skeletons->at[i], one)) return;
    }
    if (skeletons->count < NAME_SKELETONS_MAX) skeletons->at[skeletons->count++] = one;
}

static void add_pair(struct name_skeletons *skeletons, struct slice a, struct slice b) {
    bool in_order = slice_compare(a, b) <= 0;
    struct slice first = in_order ? a : b, second = in_order ? b : a;
    add(skeletons, arena_printf(skeletons->arena, "%.*s-%.*s", SLICE_ARG(first), SLICE_ARG(second)));
}

static void add_name(struct name_skeletons *skeletons, const struct name *name) {
    struct slice of[NAME_WORDS_MAX];
    for (size_t i = 0; i < name->word_count; i++) {
        of[i] = word_skeleton(skeletons->arena, &name->words[i]);
        for (size_t k = 0; k < i; k++)
            add_pair(skeletons, of[k], of[i]);
    }
    if (name->word_count == 1) add(skeletons, of[0]);
    if (name->word_count != 3) return;
    struct name_word joined =
        name_word_of(arena_join(skeletons->arena, name->words[1].key, name->words[2].key));
    add_pair(skeletons, of[0], word_skeleton(skeletons->arena, &joined));
}

struct name_skeletons name_skeletons_of(struct arena *arena, const struct value *const *texts, size_t count) {
    struct name_skeletons skeletons = {.arena = arena};
    for (size_t t = 0; t < count; t++) {
        if (!texts[t]->present || texts[t]->sealed) continue;
        struct name_parts parts = name_split(arena, texts[t]->text);
        for (size_t i = 0; i < parts.count; i++)
            add_name(&skeletons, name_words(arena, parts.parts[i]));
    }
    return skeletons;
}
