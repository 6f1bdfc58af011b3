/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search index: for each record of a searchable type one text, the search keys (i18n/khmer.h) of its searchable
 * fields and its code, kept by the write path.  Found by trigrams in both databases; words of fewer than three
 * characters by the trigrams that begin with them (SQLite) or by LIKE.  A word must occur somewhere in the text; all words must.  Types with names of people are found by
 * the index of words (search_word.h) instead.
 */
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "i18n/khmer.h"
#include "i18n/locale.h"
#include "store/query_reveal.h"
#include "store/search_word.h"
#include "store/store_internal.h"
#include "store/view.h"

enum { TRIGRAM_CHARS = 3, SEARCH_WORDS_MAX = 8 };

bool search_is_indexed(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].searchable || type->fields[i].is_name) return true;
    }
    return false;
}

static bool key_is_khmer(struct slice key) {
    size_t index = 0;
    uint32_t rune;
    while (slice_next_rune(key, &index, &rune)) {
        if (rune >= 0x1780 && rune <= 0x17FF) return true;
    }
    return false;
}

static void search_add_key(struct text *text, struct slice key) {
    if (text->len) text_append_char(text, '|');
    text_append(text, key);
    if (!slice_contains(key, S(" ")) || !key_is_khmer(key)) return;
    /* Khmer is written with and without a space between the names of a person: found either way. */
    text_append_char(text, '|');
    for (size_t i = 0; i < key.len; i++) {
        if (key.s[i] != ' ') text_append_char(text, key.s[i]);
    }
}

static struct slice search_text(struct arena *arena, const struct record *record) {
    struct text text = TEXT_IN(arena);
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        if (!field->searchable || !record->values[i].present) continue;
        search_add_key(&text, khmer_search_key(arena, record->values[i].text));
    }
    if (record->code.len) search_add_key(&text, khmer_search_key(arena, record->code));
    text_append(&text, S("||")); /* so that the last letters begin a trigram too */
    return text_slice(&text);
}

static void search_forget_sqlite(struct db *db, const struct record *record) {
    struct db_query *query = db_query(db, SQL("DELETE FROM search_entry WHERE rowid = (SELECT entry FROM search_row WHERE "
                                              "org_id = ?1 AND record_id = ?2)"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_run(query);
    query = db_query(db, SQL("DELETE FROM search_row WHERE org_id = ?1 AND record_id = ?2"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_run(query);
}

static void search_add_sqlite(struct db *db, const struct record *record, struct slice key) {
    struct db_query *query = db_query(db, SQL("INSERT INTO search_entry (search_key, org_id, record_id, type) "
                                              "VALUES (?1, ?2, ?3, ?4)"));
    db_bind_text(query, 1, key);
    db_bind_uuid(query, 2, record->org_id);
    db_bind_uuid(query, 3, record->id);
    db_bind_text(query, 4, slice_of(record->type->name));
    db_run(query);
    query = db_query(db, SQL("INSERT INTO search_row (org_id, record_id, entry) VALUES (?1, ?2, last_insert_rowid())"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_run(query);
}

static void search_forget_postgres(struct db *db, const struct record *record) {
    struct db_query *query = db_query(db, SQL("DELETE FROM search_entry WHERE org_id = ?1 AND record_id = ?2"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_run(query);
}

static void search_add_postgres(struct db *db, const struct record *record, struct slice key) {
    struct db_query *query = db_query(db, SQL("INSERT INTO search_entry (org_id, record_id, type, search_key) "
                                              "VALUES (?1, ?2, ?3, ?4)"));
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_bind_text(query, 3, slice_of(record->type->name));
    db_bind_text(query, 4, key);
    db_run(query);
}

void search_update(struct rule *rule, const struct change *change) {
    struct slice key = search_text(rule->job_arena, change->after);
    bool was_there = change->before && !change->before->deleted_ms;
    bool is_there = !change->after->deleted_ms;
    if (was_there && is_there && slice_equal(search_text(rule->job_arena, change->before), key)) return;
    switch (rule->store->kind) {
    case DB_SQLITE:
        if (was_there) search_forget_sqlite(rule->db, change->after);
        if (is_there) search_add_sqlite(rule->db, change->after, key);
        return;
    case DB_POSTGRESQL:
        if (was_there) search_forget_postgres(rule->db, change->after);
        if (is_there) search_add_postgres(rule->db, change->after, key);
        return;
    }
}

/* ---- finding ---- */

struct search_words {
    struct slice words[SEARCH_WORDS_MAX];
    size_t count;
    bool any_long;
};

/* A telephone number as it is stored, however it was typed: +855, spaces, Khmer digits. */
static struct slice search_typed(struct arena *arena, struct slice typed) {
    struct slice normal, suggestion;
    return parse_phone(arena, typed, &normal, &suggestion) == PHONE_OK ? normal : typed;
}

static struct search_words search_split(struct arena *arena, struct slice typed) {
    struct search_words split = {.count = 0};
    struct slice rest = khmer_search_key(arena, search_typed(arena, typed)), word;
    while (split.count < SEARCH_WORDS_MAX && slice_split(&rest, ' ', &word)) {
        if (word.len == 0) continue;
        split.any_long = split.any_long || slice_rune_count(word) >= TRIGRAM_CHARS;
        split.words[split.count++] = word;
    }
    return split;
}

/* FTS5 query: every long word as a quoted string; quotes inside are doubled. */
static struct slice search_match(struct arena *arena, const struct search_words *split) {
    struct text match = TEXT_IN(arena);
    for (size_t i = 0; i < split->count; i++) {
        if (slice_rune_count(split->words[i]) < TRIGRAM_CHARS) continue;
        if (match.len) text_append(&match, S(" AND "));
        text_append_char(&match, '"');
        for (size_t c = 0; c < split->words[i].len; c++) {
            if (split->words[i].s[c] == '"') text_append_char(&match, '"');
            text_append_char(&match, split->words[i].s[c]);
        }
        text_append_char(&match, '"');
    }
    return text_slice(&match);
}

/* A word of one or two characters has no trigram; those that begin with it are asked for instead.  Empty when there are
 * none, and so nothing to be found; `*whole` is false when there are too many to list. */
static struct slice search_match_short(struct db *db, struct arena *arena, struct slice word, bool *whole) {
    enum { TRIGRAMS_MAX = 40 }; /* beyond, reading every entry is the quicker way */
    struct text match = TEXT_IN(arena);
    struct db_query *query = db_query(db, SQL("SELECT term FROM search_trigram WHERE term >= ?1 AND term < ?2 LIMIT ?3"));
    size_t count = 0;
    db_bind_text(query, 1, word);
    db_bind_text(query, 2, arena_join(arena, word, S("\xF4\x8F\xBF\xBF")));
    db_bind_int(query, 3, TRIGRAMS_MAX);
    for (; db_next(query); count++) {
        struct slice term = db_column_text(query, 0);
        text_append(&match, match.len ? S(" OR \"") : S("\""));
        for (size_t c = 0; c < term.len; c++) {
            if (term.s[c] == '"') text_append_char(&match, '"');
            text_append_char(&match, term.s[c]);
        }
        text_append_char(&match, '"');
    }
    db_done(query);
    *whole = count < TRIGRAMS_MAX;
    return text_slice(&match);
}

/* %word% with LIKE's own characters escaped by '\'. */
static struct slice search_like(struct arena *arena, struct slice word) {
    struct text like = TEXT_IN(arena);
    text_append_char(&like, '%');
    for (size_t i = 0; i < word.len; i++) {
        if (word.s[i] == '%' || word.s[i] == '_' || word.s[i] == '\\') text_append_char(&like, '\\');
        text_append_char(&like, word.s[i]);
    }
    text_append_char(&like, '%');
    return text_slice(&like);
}

static size_t search_by_words(struct store *store, struct db *db, struct arena *arena, struct slice typed, struct uuid org, const struct record_type *type,
                              struct search_hit *hits, size_t max) {
    struct uuid *ids = arena_make(arena, struct uuid, max);
    size_t count = search_words_find(store, db, arena, org, type, search_typed(arena, typed), ids, max);
    for (size_t i = 0; i < count; i++) hits[i] = (struct search_hit){.type = type, .org_id = org, .id = ids[i]};
    return count;
}

/* Whether what was typed is the code of the record, which everybody reads who may see it. */
static bool is_code_of(struct arena *arena, const struct record *record, struct slice typed) {
    return record->code.len && slice_equal(name_key_of(arena, record->code), name_key_of(arena, typed));
}

/* Sealed names find only what opens to who asks: widely first, so that files of others do not hide the own
 * ones. */
static size_t search_by_sealed_words(struct store *store, struct db *db, struct arena *arena,
                                     const struct view *view, struct slice typed, struct uuid org,
                                     const struct record_type *type, struct search_hit *hits, size_t max) {
    struct search_hit wide[SEALED_FOUND_MAX];
    struct uuid ids[SEALED_FOUND_MAX];
    struct record *all[SEALED_FOUND_MAX], *named[SEALED_FOUND_MAX];
    size_t count = search_by_words(store, db, arena, typed, org, type, wide, SEALED_FOUND_MAX), found = 0,
           named_count = 0;
    for (size_t i = 0; i < count; i++)
        ids[i] = wide[i].id;
    query_get_many(store, db, arena, view, type, ids, count, all);
    for (size_t i = 0; i < count; i++) {
        if (all[i] && !is_code_of(arena, all[i], typed))
            named[named_count++] = all[i];
        else if (all[i] && found < max)
            hits[found++] = wide[i];
    }
    named_count = sealed_found_keep(store, db, arena, view, named, named_count, max - found, S("name"));
    for (size_t i = 0; i < named_count; i++)
        hits[found++] = (struct search_hit){type, org, named[i]->id};
    return found;
}

/* One organisation, one type (or all of the organisation's): appends hits. */
static size_t search_one(struct store *store, struct db *db, struct arena *arena, const struct search_words *split,
                         struct uuid org, const struct record_type *type, struct search_hit *hits, size_t max) {
    bool by_match = store->kind == DB_SQLITE && split->any_long, is_whole = false;
    struct slice match = by_match ? search_match(arena, split) : S("");
    if (store->kind == DB_SQLITE && !by_match) match = search_match_short(db, arena, split->words[0], &is_whole);
    if (is_whole && !match.len) return 0;
    by_match = by_match || is_whole;
    struct text sql = TEXT_IN(arena);
    text_append(&sql, S("SELECT record_id FROM search_entry WHERE org_id = ?1 AND type = ?2"));
    if (by_match) text_append(&sql, S(" AND search_entry MATCH ?4"));
    int like_from = by_match ? 5 : 4; /* PostgreSQL wants every number up to the last */
    for (size_t i = 0; i < split->count; i++) {
        text_printf(&sql, " AND search_key LIKE ?%d ESCAPE '\\'", (int)i + like_from);
    }
    text_append(&sql, S(" LIMIT ?3"));
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(query, 1, org);
    db_bind_text(query, 2, slice_of(type->name));
    db_bind_int(query, 3, (int64_t)max);
    if (by_match) db_bind_text(query, 4, match);
    for (size_t i = 0; i < split->count; i++) {
        db_bind_text(query, (int)i + like_from, search_like(arena, split->words[i]));
    }
    size_t count = 0;
    while (count < max && db_next(query)) {
        hits[count++] = (struct search_hit){.type = type, .org_id = org, .id = db_column_uuid(query, 0)};
    }
    db_done(query);
    return count;
}

/* Only what the view may read whole: a foreign organisation's names must not be found by searching them. */
static bool search_may(const struct view *view, struct uuid org, const struct record_type *type) {
    uint64_t hidden = view_hidden(view, type, org);
    for (size_t i = 0; i < type->field_count; i++) {
        if ((type->fields[i].searchable || type->fields[i].is_name) && hidden >> i & 1) return false;
    }
    return true;
}

size_t query_search(struct store *store, struct db *db, struct arena *arena, search_view_of *view_of, void *context,
                    const struct record_type *only, struct slice words, struct search_hit *hits, size_t max) {
    struct search_words split = search_split(arena, words);
    size_t count = 0;
    if (split.count == 0) return 0;
    for (size_t t = 0; t < store->catalogue->count; t++) {
        const struct record_type *type = store->catalogue->types[t];
        if ((only && only != type) || !search_is_indexed(type)) continue;
        struct view view = view_of(context, type);
        if (!view.allowed) continue;
        for (size_t o = 0; o < view.org_count && count < max; o++) {
            if (!search_may(&view, view.orgs[o], type)) continue;
            count +=
                search_words_are_sealed(type)
                    ? search_by_sealed_words(store, db, arena, &view, words, view.orgs[o], type, hits + count,
                                             max - count)
                : search_has_words(type)
                    ? search_by_words(store, db, arena, words, view.orgs[o], type, hits + count, max - count)
                    : search_one(store, db, arena, &split, view.orgs[o], type, hits + count, max - count);
        }
    }
    return count;
}
