/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding in the index of words.  What is typed is read like a name; each of its words may stand for
 * canonical names (exactly, by its beginning, or by its sound) and for letters that the dictionary does not
 * know.  The likeliest meanings are looked up first, many in one statement; every look is a short range of
 * the index, so that the cost does not depend on how many people there are.
 */
#include "base/text.h"
#include "store/search_word.h"
#include "store/store_internal.h"

enum {
    MEANINGS_MAX = 40,
    PAIRS_MAX = 480,
    WORDS_PER_STATEMENT = 24,
    SKELETON_RANGE_MIN = 3,
    INTERSECT_MAX = 400
};

struct found {
    struct store *store;
    struct db *db;
    struct arena *arena;
    struct uuid org;
    const struct record_type *type;
    struct uuid *ids;
    size_t count, max;
};

static void found_add(struct found *found, struct uuid id) {
    for (size_t i = 0; i < found->count; i++) {
        if (uuid_equal(found->ids[i], id)) return;
    }
    if (found->count < found->max) found->ids[found->count++] = id;
}

static void found_take(struct found *found, struct db_query *query) {
    while (db_next(query))
        found_add(found, db_column_uuid(query, 0));
    db_done(query);
}

/* One text for every number of words, so that the statement is prepared once; a short list repeats its last
 * word. */
static struct sql any_sql(struct arena *arena) {
    struct text sql = TEXT_IN(arena);
    text_append(&sql, S("SELECT record_id FROM search_word WHERE org_id = ?1 AND type = ?2 AND word IN (?4"));
    for (int i = 1; i < WORDS_PER_STATEMENT; i++)
        text_printf(&sql, ", ?%d", i + 4);
    text_append(&sql, S(") LIMIT ?3"));
    return sql_built(arena, text_slice(&sql));
}

static struct db_query *found_query(struct found *found, struct sql sql) {
    struct db_query *query = db_query(found->db, sql);
    db_bind_uuid(query, 1, found->org);
    db_bind_text(query, 2, slice_of(found->type->name));
    db_bind_int(query, 3, (int64_t)found->max);
    return query;
}

/* The words as they stand in the index. */
static const struct slice *words_hidden(struct found *found, const struct slice *words, size_t count) {
    if (!count || !search_words_are_sealed(found->type)) return words;
    struct slice *hidden = arena_make(found->arena, struct slice, count);
    memcpy(hidden, words, count * sizeof *words);
    return vault_hide_words(found->store, found->db, found->arena, found->type, found->org, hidden, count) ? hidden : words;
}

static void find_any(struct found *found, const struct slice *words, size_t count) {
    words = words_hidden(found, words, count);
    for (size_t from = 0; from < count && found->count < found->max; from += WORDS_PER_STATEMENT) {
        struct db_query *query = found_query(found, any_sql(found->arena));
        for (size_t i = 0; i < WORDS_PER_STATEMENT; i++) {
            db_bind_text(query, (int)i + 4, words[from + i < count ? from + i : count - 1]);
        }
        found_take(found, query);
    }
}

/* Words that begin so; of sealed names, which have no order, that are so. */
static void find_range(struct found *found, struct slice start) {
    if (found->count >= found->max) return;
    if (search_words_are_sealed(found->type)) {
        find_any(found, &start, 1);
        return;
    }
    struct db_query *query = found_query(found, SQL("SELECT record_id FROM search_word WHERE org_id = ?1 AND "
                                                    "type = ?2 AND word >= ?4 AND word < ?5 LIMIT ?3"));
    db_bind_text(query, 4, start);
    db_bind_text(query, 5,
                 arena_join(found->arena, start, S("\xF4\x8F\xBF\xBF"))); /* the last code point of all */
    found_take(found, query);
}

size_t search_words_any(struct store *store, struct db *db, struct arena *arena, struct uuid org, const struct record_type *type,
                        const struct slice *words, size_t count, struct uuid *ids, size_t max) {
    struct found found = {store, db, arena, org, type, ids, 0, max};
    find_any(&found, words, count);
    return found.count;
}

/* ---- what a typed word may mean ---- */

struct meanings {
    struct slice exact[MEANINGS_MAX]; /* the whole word is meant */
    size_t exact_count;
    struct slice begun[MEANINGS_MAX]; /* canonical names of which it is the beginning */
    size_t begun_count;
    struct slice letters, skeleton; /* words of the index that may begin so */
};

static struct slice word_of_id(struct arena *arena, uint16_t id) {
    return arena_printf(arena, "#%x", id);
}

static void meaning_add(struct slice *list, size_t *count, struct slice word) {
    for (size_t i = 0; i < *count; i++) {
        if (slice_equal(list[i], word)) return;
    }
    if (*count < MEANINGS_MAX) list[(*count)++] = word;
}

/* Canonical names that sound like it, when the dictionary does not know the spelling. */
static void add_alike(struct arena *arena, struct meanings *meanings, const struct name_word *word,
                      struct slice skeleton) {
    struct name_sounds typed = name_word_sounds(word);
    for (size_t i = 0; i < name_spelling_count && skeleton.len; i++) {
        const struct name_spelling *spelling = &name_spellings[i];
        if (!slice_equal(slice_of(spelling->skeleton), skeleton)) continue;
        struct name_word known = {.key = slice_of(spelling->key)};
        struct name_sounds sounds = name_word_sounds(&known);
        if (name_sounds_distance(&typed, &sounds) > NAME_POSSIBLE_MAX) continue;
        meaning_add(meanings->exact, &meanings->exact_count, word_of_id(arena, spelling->id));
    }
}

static struct meanings *meanings_of(struct arena *arena, const struct name_word *word) {
    struct meanings *meanings = arena_make(arena, struct meanings, 1);
    struct slice skeleton = name_word_skeleton(arena, word->key);
    size_t count;
    const struct name_spelling *begun = name_spellings_from(word->key, &count);
    meanings->letters = arena_join(arena, S("="), word->key);
    meanings->skeleton = skeleton.len >= SKELETON_RANGE_MIN ? arena_join(arena, S("~"), skeleton) : S("");
    for (size_t i = 0; i < word->id_count; i++)
        meaning_add(meanings->exact, &meanings->exact_count, word_of_id(arena, word->ids[i]));
    meaning_add(meanings->exact, &meanings->exact_count, meanings->letters);
    if (!word->id_count) add_alike(arena, meanings, word, skeleton);
    if (skeleton.len >= 2)
        meaning_add(meanings->exact, &meanings->exact_count, arena_join(arena, S("~"), skeleton));
    for (size_t i = 0; i < count; i++)
        meaning_add(meanings->begun, &meanings->begun_count, word_of_id(arena, begun[i].id));
    return meanings;
}

/* ---- one word, two words, more ---- */

static void find_one(struct found *found, const struct name_word *word) {
    const struct meanings *meanings = meanings_of(found->arena, word);
    find_any(found, meanings->exact, word->id_count ? word->id_count + 1 : 1);
    find_any(found, meanings->begun, meanings->begun_count);
    find_range(found, meanings->letters);
    find_any(found, meanings->exact, meanings->exact_count);
    if (meanings->skeleton.len) find_range(found, meanings->skeleton);
}

struct pairs {
    struct slice words[PAIRS_MAX];
    size_t count;
};

static void pairs_add(struct arena *arena, struct pairs *pairs, const struct slice *first, size_t first_count,
                      const struct slice *second, size_t second_count) {
    for (size_t i = 0; i < first_count; i++) {
        for (size_t k = 0; k < second_count && pairs->count < PAIRS_MAX; k++) {
            pairs->words[pairs->count++] =
                arena_printf(arena, "%.*s %.*s", SLICE_ARG(first[i]), SLICE_ARG(second[k]));
        }
    }
}

/* The first is known; the second begins with letters, or sounds, that the dictionary does not know. */
static void find_begun_pairs(struct found *found, const struct meanings *first,
                             const struct meanings *second) {
    enum { FIRST_MAX = 6 };
    for (size_t i = 0; i < first->exact_count && i < FIRST_MAX; i++) {
        find_range(found, arena_printf(found->arena, "%.*s %.*s", SLICE_ARG(first->exact[i]),
                                       SLICE_ARG(second->letters)));
    }
    for (size_t i = 0; second->skeleton.len && i < first->exact_count && i < FIRST_MAX; i++) {
        find_range(found, arena_printf(found->arena, "%.*s %.*s", SLICE_ARG(first->exact[i]),
                                       SLICE_ARG(second->skeleton)));
    }
    for (size_t i = 0; i < first->begun_count && i < FIRST_MAX; i++) {
        find_range(found, arena_printf(found->arena, "%.*s %.*s", SLICE_ARG(first->begun[i]),
                                       SLICE_ARG(second->letters)));
    }
}

static void find_two(struct found *found, const struct name_word *one, const struct name_word *other) {
    const struct meanings *a = meanings_of(found->arena, one), *b = meanings_of(found->arena, other);
    struct pairs *pairs = arena_make(found->arena, struct pairs, 1);
    pairs_add(found->arena, pairs, a->exact, a->exact_count, b->exact, b->exact_count);
    pairs_add(found->arena, pairs, a->exact, a->exact_count, b->begun, b->begun_count);
    pairs_add(found->arena, pairs, b->exact, b->exact_count, a->begun, a->begun_count);
    pairs_add(found->arena, pairs, a->begun, a->begun_count, b->begun, b->begun_count);
    find_any(found, pairs->words, pairs->count);
    find_begun_pairs(found, a, b);
    find_begun_pairs(found, b, a);
    if (found->count) return;
    struct name_word joined = name_word_of(arena_join(found->arena, one->key, other->key));
    find_one(found, &joined);
}

static bool has(const struct found *found, struct uuid id) {
    for (size_t i = 0; i < found->count; i++) {
        if (uuid_equal(found->ids[i], id)) return true;
    }
    return false;
}

static struct found found_wide(const struct found *like) {
    struct found wide = *like;
    wide.ids = arena_make(like->arena, struct uuid, INTERSECT_MAX);
    wide.count = 0;
    wide.max = INTERSECT_MAX;
    return wide;
}

/* Every word together with the first: who is in all of these. */
static void find_more(struct found *found, const struct name *name) {
    struct found all = found_wide(found);
    find_two(&all, &name->words[0], &name->words[1]);
    for (size_t i = 2; i < name->word_count; i++) {
        struct found these = found_wide(found);
        size_t kept = 0;
        find_two(&these, &name->words[0], &name->words[i]);
        for (size_t k = 0; k < all.count; k++) {
            if (has(&these, all.ids[k])) all.ids[kept++] = all.ids[k];
        }
        all.count = kept;
    }
    for (size_t i = 0; i < all.count; i++)
        found_add(found, all.ids[i]);
    if (found->count) return;
    struct name_word joined = name_word_of(arena_join(found->arena, name->words[1].key, name->words[2].key));
    find_two(found, &name->words[0], &joined);
}

static bool has_digit(struct slice key) {
    for (size_t i = 0; i < key.len; i++) {
        if (key.s[i] >= '0' && key.s[i] <= '9') return true;
    }
    return false;
}

size_t search_words_find(struct store *store, struct db *db, struct arena *arena, struct uuid org, const struct record_type *type,
                         struct slice typed, struct uuid *ids, size_t max) {
    struct found found = {store, db, arena, org, type, ids, 0, max};
    struct slice whole = name_key_of(arena, typed);
    struct name_parts parts = name_split(arena, typed);
    if (has_digit(whole)) {
        find_range(&found, arena_join(arena, S("="), whole));
        return found.count;
    }
    for (size_t i = 0; i < parts.count; i++) {
        const struct name *name = name_words(arena, parts.parts[i]);
        if (name->word_count == 1) find_one(&found, &name->words[0]);
        if (name->word_count == 2) find_two(&found, &name->words[0], &name->words[1]);
        if (name->word_count > 2) find_more(&found, name);
    }
    return found.count;
}
