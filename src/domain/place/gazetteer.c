/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A snapshot is three blocks: the areas in the order of their codes, their texts, and their search keys.  The keys of
 * an area are its names one a line ("\nsvay chek\n…\n"), so a word is found by one memmem over the whole block, a
 * start of a name by "\n" before it and a whole name by "\n" at both ends.  Areas come before those below them
 * (a code starts with the code above it), so one pass hands down which words an area above has.
 *
 * It must never hand out a text of the snapshot itself: the next change frees it.
 */
#include "domain/place/gazetteer.h"

#include <pthread.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/place/area.h"
#include "i18n/khmer.h"

enum { WORDS_MAX = 8, LEVELS = 4, CODE_DIGITS_MAX = 8, NO_AREA = -1 };

/* One area: offsets into the texts and keys of its snapshot. */
struct area_entry {
    uint32_t text; /* code, Khmer, Latin, alias, merged into; one after the other */
    uint32_t keys, loose_keys;
    int32_t above; /* index of the area above; NO_AREA for a province */
    uint16_t km_len, latin_len, alias_len;
    uint8_t code_len, merged_len, type;
    bool closed;
};

/* A block of bytes that grows while the snapshot is made. */
struct block {
    char *s;
    size_t len, size;
};

struct snapshot {
    uint64_t changes; /* store_changes_of(area) before it was read */
    int refs;         /* guarded by the gazetteer's lock */
    struct area_entry *areas;
    size_t count, size;
    struct block texts, keys, loose_keys;
};

struct gazetteer {
    struct store *store;
    pthread_mutex_t lock;       /* guards `current` and all counts of references */
    pthread_mutex_t build_lock; /* one builds, the others wait for it */
    struct snapshot *current;
};

/* ---- making a snapshot ---- */

static void block_append(struct block *block, struct slice bytes) {
    if (block->len + bytes.len > block->size) {
        block->size = (block->len + bytes.len) * 3 / 2 + 4096;
        block->s = heap_resize(block->s, block->size);
    }
    if (bytes.len) memcpy(block->s + block->len, bytes.s, bytes.len);
    block->len += bytes.len;
}

static void block_fit(struct block *block) {
    block->s = heap_resize(block->s, block->len + 1);
    block->size = block->len + 1;
}

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* Consonants as they are, a run of vowels as one 'a', an h only at the start; nothing else.  Blanks go: "Poi Pet" is
 * "Poipet". */
static struct slice loose_key(struct arena *arena, struct slice key) {
    struct text out = TEXT_IN(arena);
    for (size_t i = 0; i < key.len; i++) {
        char c = key.s[i], last = out.len ? out.s[out.len - 1] : 0;
        if (c >= '0' && c <= '9') text_append_char(&out, c);
        if (c < 'a' || c > 'z' || (c == 'h' && out.len)) continue;
        if (is_vowel(c)) c = 'a';
        if (c != last) text_append_char(&out, c);
    }
    return text_slice(&out);
}

static void keys_append_names(struct snapshot *snapshot, struct arena *arena, struct slice names) {
    struct slice name;
    while (slice_split(&names, ';', &name)) {
        struct slice key = khmer_search_key(arena, name);
        if (!key.len) continue;
        block_append(&snapshot->keys, key);
        block_append(&snapshot->keys, S("\n"));
        struct slice loose = loose_key(arena, key);
        if (!loose.len) continue;
        block_append(&snapshot->loose_keys, loose);
        block_append(&snapshot->loose_keys, S("\n"));
    }
}

static uint8_t type_index(struct slice type) {
    for (size_t i = 0; i < area_type_choices.count; i++) {
        if (slice_equal(slice_of(area_type_choices.choices[i].code), type)) return (uint8_t)i;
    }
    return 0;
}

static struct slice entry_code(const struct snapshot *snapshot, const struct area_entry *entry) {
    return (struct slice){snapshot->texts.s + entry->text, entry->code_len};
}

/* The area above the next one: the last one, or one above that. */
static int32_t find_above(const struct snapshot *snapshot, struct slice code) {
    int32_t at = (int32_t)snapshot->count - 1;
    while (at != NO_AREA) {
        struct slice above = entry_code(snapshot, &snapshot->areas[at]);
        if (above.len < code.len && slice_starts(code, above)) return at;
        at = snapshot->areas[at].above;
    }
    return NO_AREA;
}

static struct area_entry *snapshot_grow(struct snapshot *snapshot) {
    if (snapshot->count == snapshot->size) {
        snapshot->size = snapshot->size * 3 / 2 + 1024;
        snapshot->areas = heap_resize(snapshot->areas, snapshot->size * sizeof *snapshot->areas);
    }
    return &snapshot->areas[snapshot->count];
}

static void snapshot_add(struct snapshot *snapshot, struct arena *arena, const struct place *place) {
    struct slice alias = slice_cut(place->alias, UINT16_MAX);
    struct area_entry *entry = snapshot_grow(snapshot);
    *entry = (struct area_entry){.text = (uint32_t)snapshot->texts.len,
                                 .keys = (uint32_t)snapshot->keys.len,
                                 .loose_keys = (uint32_t)snapshot->loose_keys.len,
                                 .above = find_above(snapshot, place->code),
                                 .km_len = (uint16_t)place->name_km.len,
                                 .latin_len = (uint16_t)place->name_latin.len,
                                 .alias_len = (uint16_t)alias.len,
                                 .code_len = (uint8_t)place->code.len,
                                 .merged_len = (uint8_t)place->merged_into.len,
                                 .type = type_index(place->type),
                                 .closed = place->closed};
    struct slice texts[] = {place->code, place->name_km, place->name_latin, alias, place->merged_into};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        block_append(&snapshot->texts, texts[i]);
    }
    block_append(&snapshot->keys, S("\n"));
    block_append(&snapshot->loose_keys, S("\n"));
    keys_append_names(snapshot, arena, place->code);
    keys_append_names(snapshot, arena, place->name_latin);
    keys_append_names(snapshot, arena, place->name_km);
    keys_append_names(snapshot, arena, alias);
    snapshot->count++;
}

static struct place row_place(struct db_query *query) {
    return (struct place){.code = slice_cut(db_column_text(query, 0), CODE_DIGITS_MAX),
                          .name_km = slice_cut(db_column_text(query, 1), UINT16_MAX),
                          .name_latin = slice_cut(db_column_text(query, 2), UINT16_MAX),
                          .alias = db_column_text(query, 3),
                          .type = db_column_text(query, 4),
                          .merged_into = slice_cut(db_column_text(query, 5), CODE_DIGITS_MAX),
                          .closed = !db_column_is_null(query, 6)};
}

static struct snapshot *snapshot_read(struct store *store) {
    struct snapshot *snapshot = heap_alloc(sizeof *snapshot);
    *snapshot = (struct snapshot){.changes = store_changes_of(store, &area_type), .refs = 1};
    struct arena *key_arena = arena_new();
    struct db *db = store_borrow(store);
    struct db_query *query =
        db_query(db, SQL("SELECT area_code, name_km, name_latin, alias, type, merged_into, valid_to FROM area "
                         "WHERE org_id = ?1 AND deleted_ms = 0 ORDER BY area_code"));
    db_bind_uuid(query, 1, SHARED_ORG);
    while (snapshot->count < LIMIT_AREAS && db_next(query)) {
        struct place place = row_place(query);
        snapshot_add(snapshot, key_arena, &place);
        arena_reset(key_arena);
    }
    db_done(query);
    store_return(store, db);
    arena_free(key_arena);
    block_fit(&snapshot->texts);
    block_fit(&snapshot->keys);
    block_fit(&snapshot->loose_keys);
    if (snapshot->count) {
        snapshot->areas = heap_resize(snapshot->areas, snapshot->count * sizeof *snapshot->areas);
        snapshot->size = snapshot->count;
    }
    return snapshot;
}

static void snapshot_free(struct snapshot *snapshot) {
    heap_free(snapshot->areas);
    heap_free(snapshot->texts.s);
    heap_free(snapshot->keys.s);
    heap_free(snapshot->loose_keys.s);
    heap_free(snapshot);
}

/* ---- holding one ---- */

struct gazetteer *gazetteer_new(struct arena *process_arena, struct store *store) {
    struct gazetteer *gazetteer = arena_make(process_arena, struct gazetteer, 1);
    gazetteer->store = store;
    pthread_mutex_init(&gazetteer->lock, NULL);
    pthread_mutex_init(&gazetteer->build_lock, NULL);
    return gazetteer;
}

/* Gives back one reference; with the lock held. */
static void snapshot_drop(struct snapshot *snapshot) {
    if (snapshot && --snapshot->refs == 0) snapshot_free(snapshot);
}

void gazetteer_free(struct gazetteer *gazetteer) {
    if (!gazetteer) return;
    snapshot_drop(gazetteer->current);
    gazetteer->current = NULL;
    pthread_mutex_destroy(&gazetteer->lock);
    pthread_mutex_destroy(&gazetteer->build_lock);
}

/* The snapshot when it is fresh, with a reference for the caller; else NULL. */
static struct snapshot *snapshot_take(struct gazetteer *gazetteer) {
    pthread_mutex_lock(&gazetteer->lock);
    struct snapshot *snapshot = gazetteer->current;
    bool fresh = snapshot && snapshot->changes == store_changes_of(gazetteer->store, &area_type);
    if (fresh) snapshot->refs++;
    pthread_mutex_unlock(&gazetteer->lock);
    return fresh ? snapshot : NULL;
}

static struct snapshot *snapshot_acquire(struct gazetteer *gazetteer) {
    struct snapshot *snapshot = snapshot_take(gazetteer);
    if (snapshot) return snapshot;
    pthread_mutex_lock(&gazetteer->build_lock);
    snapshot = snapshot_take(gazetteer);
    if (!snapshot) {
        snapshot = snapshot_read(gazetteer->store);
        pthread_mutex_lock(&gazetteer->lock);
        snapshot_drop(gazetteer->current);
        gazetteer->current = snapshot;
        snapshot->refs++;
        pthread_mutex_unlock(&gazetteer->lock);
    }
    pthread_mutex_unlock(&gazetteer->build_lock);
    return snapshot;
}

static void snapshot_release(struct gazetteer *gazetteer, struct snapshot *snapshot) {
    pthread_mutex_lock(&gazetteer->lock);
    snapshot_drop(snapshot);
    pthread_mutex_unlock(&gazetteer->lock);
}

size_t gazetteer_count(struct gazetteer *gazetteer) {
    struct snapshot *snapshot = snapshot_acquire(gazetteer);
    size_t count = snapshot->count;
    snapshot_release(gazetteer, snapshot);
    return count;
}

size_t gazetteer_bytes(struct gazetteer *gazetteer) {
    struct snapshot *snapshot = snapshot_acquire(gazetteer);
    size_t bytes = snapshot->size * sizeof *snapshot->areas + snapshot->texts.size + snapshot->keys.size +
                   snapshot->loose_keys.size;
    snapshot_release(gazetteer, snapshot);
    return bytes;
}

/* ---- looking up ---- */

/* Index of the first area whose code is not before `code`. */
static size_t area_lower_bound(const struct snapshot *snapshot, struct slice code) {
    size_t low = 0, high = snapshot->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(entry_code(snapshot, &snapshot->areas[middle]), code) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

static int32_t area_find(const struct snapshot *snapshot, struct slice code) {
    size_t at = area_lower_bound(snapshot, code);
    bool found = at < snapshot->count && slice_equal(entry_code(snapshot, &snapshot->areas[at]), code);
    return found ? (int32_t)at : NO_AREA;
}

static struct slice entry_name(const struct snapshot *snapshot, const struct area_entry *entry, bool khmer) {
    const char *km = snapshot->texts.s + entry->text + entry->code_len;
    return khmer ? (struct slice){km, entry->km_len} : (struct slice){km + entry->km_len, entry->latin_len};
}

static struct place entry_place(const struct snapshot *snapshot, struct arena *arena, const struct area_entry *entry) {
    struct slice latin = entry_name(snapshot, entry, false);
    struct slice alias = {latin.s + latin.len, entry->alias_len};
    struct slice merged = {alias.s + alias.len, entry->merged_len};
    struct place place = {.code = arena_copy(arena, entry_code(snapshot, entry)),
                          .name_km = arena_copy(arena, entry_name(snapshot, entry, true)),
                          .name_latin = arena_copy(arena, latin),
                          .alias = arena_copy(arena, alias),
                          .merged_into = arena_copy(arena, merged),
                          .type = slice_of(area_type_choices.choices[entry->type].code),
                          .closed = entry->closed};
    place.id = uuid_of_name(S("area"), place.code);
    return place;
}

bool gazetteer_find(struct gazetteer *gazetteer, struct arena *arena, struct slice code, struct place *place) {
    struct snapshot *snapshot = snapshot_acquire(gazetteer);
    int32_t at = area_find(snapshot, code);
    if (at != NO_AREA) *place = entry_place(snapshot, arena, &snapshot->areas[at]);
    snapshot_release(gazetteer, snapshot);
    return at != NO_AREA;
}

struct slice gazetteer_name(struct gazetteer *gazetteer, struct arena *arena, struct slice code, bool khmer) {
    struct snapshot *snapshot = snapshot_acquire(gazetteer);
    int32_t at = area_find(snapshot, code);
    struct slice name = at != NO_AREA ? entry_name(snapshot, &snapshot->areas[at], khmer) : code;
    name = arena_copy(arena, name);
    snapshot_release(gazetteer, snapshot);
    return name;
}

struct slice gazetteer_chain(struct gazetteer *gazetteer, struct arena *arena, struct slice code, bool khmer) {
    struct snapshot *snapshot = snapshot_acquire(gazetteer);
    struct text chain = TEXT_IN(arena);
    for (int32_t at = area_find(snapshot, code); at != NO_AREA; at = snapshot->areas[at].above) {
        if (chain.len) text_append(&chain, S(", "));
        text_append(&chain, entry_name(snapshot, &snapshot->areas[at], khmer));
    }
    snapshot_release(gazetteer, snapshot);
    return chain.len ? text_slice(&chain) : arena_copy(arena, code);
}

size_t gazetteer_children(struct gazetteer *gazetteer, struct arena *arena, struct slice code, struct place **places) {
    struct snapshot *snapshot = snapshot_acquire(gazetteer);
    size_t first = code.len ? area_lower_bound(snapshot, code) : 0, last = first, count = 0;
    while (last < snapshot->count && slice_starts(entry_code(snapshot, &snapshot->areas[last]), code)) {
        if (snapshot->areas[last++].code_len == code.len + 2) count++;
    }
    *places = arena_make(arena, struct place, count);
    size_t filled = 0;
    for (size_t i = first; i < last; i++) {
        if (snapshot->areas[i].code_len != code.len + 2) continue;
        (*places)[filled++] = entry_place(snapshot, arena, &snapshot->areas[i]);
    }
    snapshot_release(gazetteer, snapshot);
    return count;
}

/* ---- searching ---- */

struct hunt {
    const struct snapshot *snapshot;
    struct arena *arena;
    struct slice words[WORDS_MAX], whole; /* search keys; `whole` with its blanks */
    size_t word_count;
    int digits_min;
    struct slice within;
    uint8_t *own, *all; /* bits of the words that an area's own names have, and with those above */
    struct hit {
        uint32_t rank, area;
    } hits[LIMIT_SEARCH_HITS];
    size_t hit_count, max;
};

/* Sets the word's bit for every area that has it in its keys. */
static void hunt_mark(struct hunt *hunt, struct slice word, uint8_t bit) {
    const struct block *keys = &hunt->snapshot->keys;
    const char *at = keys->s, *end = keys->s + keys->len;
    size_t area = 0;
    while ((at = memmem(at, (size_t)(end - at), word.s, word.len)) != NULL) {
        uint32_t offset = (uint32_t)(at - keys->s);
        size_t high = hunt->snapshot->count;
        while (high - area > 1) {
            size_t middle = area + (high - area) / 2;
            if (hunt->snapshot->areas[middle].keys <= offset) area = middle;
            else high = middle;
        }
        hunt->own[area] |= bit;
        if (area + 1 >= hunt->snapshot->count) break;
        at = keys->s + hunt->snapshot->areas[area + 1].keys;
    }
}

static struct slice area_keys(const struct snapshot *snapshot, size_t area, bool loose) {
    const struct block *block = loose ? &snapshot->loose_keys : &snapshot->keys;
    const struct area_entry *entry = &snapshot->areas[area];
    uint32_t start = loose ? entry->loose_keys : entry->keys;
    size_t end = block->len;
    if (area + 1 < snapshot->count) end = loose ? entry[1].loose_keys : entry[1].keys;
    return (struct slice){block->s + start, end - start};
}

/* "prey thum prey sa": the place's whole name first, then the start of the name of a place above. */
static uint32_t hunt_tier_chain(const struct hunt *hunt, size_t area) {
    struct slice keys = area_keys(hunt->snapshot, area, false), typed = slice_trim(hunt->whole), name;
    while (slice_split(&keys, '\n', &name)) {
        if (!name.len || name.len + 1 >= typed.len || !slice_starts(typed, name) || typed.s[name.len] != ' ') continue;
        struct slice rest = arena_join(hunt->arena, S("\n"), slice_sub(typed, name.len + 1, typed.len));
        for (int32_t at = hunt->snapshot->areas[area].above; at != NO_AREA; at = hunt->snapshot->areas[at].above) {
            if (slice_contains(area_keys(hunt->snapshot, (size_t)at, false), rest)) return 3;
        }
        return 4;
    }
    return 5;
}

/* 0 the whole name, 1 its start, 2 all words, 3.. some of them in areas above. */
static uint32_t hunt_tier(const struct hunt *hunt, size_t area) {
    uint8_t wanted = (uint8_t)((1u << hunt->word_count) - 1);
    if (hunt->own[area] != wanted) return hunt_tier_chain(hunt, area);
    struct slice keys = area_keys(hunt->snapshot, area, false);
    struct slice start = slice_sub(hunt->whole, 0, hunt->whole.len - 1);
    if (!slice_contains(keys, start)) return 2;
    return slice_contains(keys, hunt->whole) ? 0 : 1;
}

/* Keeps the best `max` in order. */
static void hunt_keep(struct hunt *hunt, uint32_t tier, size_t area) {
    const struct area_entry *entry = &hunt->snapshot->areas[area];
    uint32_t rank = (tier * 2 + entry->closed) * (LEVELS + 1) + entry->code_len / 2u;
    size_t at = hunt->hit_count;
    if (at == hunt->max && hunt->hits[at - 1].rank <= rank) return;
    if (at < hunt->max) hunt->hit_count++;
    else at--;
    for (; at > 0 && hunt->hits[at - 1].rank > rank; at--) {
        hunt->hits[at] = hunt->hits[at - 1];
    }
    hunt->hits[at] = (struct hit){rank, (uint32_t)area};
}

static bool hunt_wants(const struct hunt *hunt, size_t area) {
    const struct area_entry *entry = &hunt->snapshot->areas[area];
    return entry->code_len >= hunt->digits_min && slice_starts(entry_code(hunt->snapshot, entry), hunt->within);
}

static void hunt_strictly(struct hunt *hunt) {
    uint8_t wanted = (uint8_t)((1u << hunt->word_count) - 1);
    for (size_t i = 0; i < hunt->word_count; i++) {
        hunt_mark(hunt, hunt->words[i], (uint8_t)(1u << i));
    }
    for (size_t i = 0; i < hunt->snapshot->count; i++) {
        int32_t above = hunt->snapshot->areas[i].above;
        hunt->all[i] = (uint8_t)(hunt->own[i] | (above == NO_AREA ? 0 : hunt->all[above]));
        if (hunt->own[i] && hunt->all[i] == wanted && hunt_wants(hunt, i)) hunt_keep(hunt, hunt_tier(hunt, i), i);
    }
}

/* By consonants and runs of vowels; only names that start alike. */
static void hunt_loosely(struct hunt *hunt) {
    enum { LOOSE_MIN = 3 };
    struct slice key = loose_key(hunt->arena, hunt->whole);
    if (key.len < LOOSE_MIN) return;
    struct slice whole = arena_printf(hunt->arena, "\n%.*s\n", SLICE_ARG(key)), start = slice_sub(whole, 0, whole.len - 1);
    for (size_t i = 0; i < hunt->snapshot->count; i++) {
        if (!hunt_wants(hunt, i)) continue;
        struct slice keys = area_keys(hunt->snapshot, i, true);
        if (slice_contains(keys, start)) hunt_keep(hunt, slice_contains(keys, whole) ? 0 : 1, i);
    }
}

/* False when nothing is left to look for. */
static bool hunt_read_words(struct hunt *hunt, struct slice typed) {
    struct slice key = khmer_search_key(hunt->arena, typed), rest = key, word;
    while (hunt->word_count < WORDS_MAX - 1 && slice_split(&rest, ' ', &word)) {
        if (word.len) hunt->words[hunt->word_count++] = word;
    }
    hunt->whole = arena_printf(hunt->arena, "\n%.*s\n", SLICE_ARG(key));
    return hunt->word_count > 0 && !slice_contains(key, S("\n"));
}

size_t gazetteer_search(struct gazetteer *gazetteer, struct arena *arena, struct slice words, int digits_min,
                        struct slice within, struct place *places, size_t max) {
    struct arena *hunt_arena = arena_new();
    struct hunt hunt = {.arena = hunt_arena, .digits_min = digits_min, .within = within,
                        .max = max < LIMIT_SEARCH_HITS ? max : LIMIT_SEARCH_HITS};
    bool searches = hunt.max > 0 && slice_is_utf8(words) && hunt_read_words(&hunt, words);
    struct snapshot *snapshot = snapshot_acquire(gazetteer);
    hunt.snapshot = snapshot;
    if (searches && snapshot->count) {
        hunt.own = arena_make(hunt_arena, uint8_t, snapshot->count);
        hunt.all = arena_make(hunt_arena, uint8_t, snapshot->count);
        hunt_strictly(&hunt);
        if (!hunt.hit_count) hunt_loosely(&hunt);
    }
    for (size_t i = 0; i < hunt.hit_count; i++) {
        places[i] = entry_place(snapshot, arena, &snapshot->areas[hunt.hits[i].area]);
    }
    snapshot_release(gazetteer, snapshot);
    arena_free(hunt_arena);
    return hunt.hit_count;
}
