/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is written into the index of words, and how it is kept.  The words of all changes of a transaction are
 * gathered and written before it commits, in the order of the index: in the order of the records each would
 * be a place of its own.  Nothing inside a transaction reads the index.
 */
#include "store/search_word.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "i18n/khmer.h"
#include "store/codec.h"
#include "store/store_internal.h"
#include "store/vault.h"

enum {
    FORMS_MAX = NAME_IDS_MAX + 2,
    SKELETON_MIN = 2,
    REBUILD_PAGE = 5000,
    WORD_ROWS = 16,
    GATHERED_MAX = 1 << 17
};

bool search_has_words(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].is_name) return true;
    }
    return false;
}

bool search_words_are_sealed(const struct record_type *type) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].is_name && type->fields[i].sealed) return true;
    }
    return false;
}

/* Words of sealed names can be made only by who has the keys. */
static bool words_can_be_made(const struct store *store, const struct record_type *type) {
    return search_has_words(type) && (!search_words_are_sealed(type) || vault_has_key(store));
}

void word_list_add(struct word_list *list, struct slice word) {
    for (size_t i = 0; i < list->count; i++) {
        if (slice_equal(list->words[i], word)) return;
    }
    if (word.len && list->count < SEARCH_WORDS_OF_RECORD_MAX) list->words[list->count++] = word;
}

/* ---- the words of a name ---- */

struct forms {
    struct slice at[FORMS_MAX];
    size_t count;
};

/* A name that the dictionary knows is its number; another one its letters and its skeleton. */
static struct forms forms_of(struct arena *arena, const struct name_word *word) {
    struct forms forms = {.count = 0};
    for (size_t i = 0; i < word->id_count; i++)
        forms.at[forms.count++] = arena_printf(arena, "#%x", word->ids[i]);
    if (forms.count) return forms;
    struct slice skeleton = name_word_skeleton(arena, word->key);
    forms.at[forms.count++] = arena_join(arena, S("="), word->key);
    if (skeleton.len >= SKELETON_MIN) forms.at[forms.count++] = arena_join(arena, S("~"), skeleton);
    return forms;
}

static void add_pairs(struct word_list *list, const struct forms *first, const struct forms *second) {
    for (size_t i = 0; i < first->count; i++) {
        for (size_t k = 0; k < second->count; k++) {
            word_list_add(list, arena_printf(list->arena, "%.*s %.*s", SLICE_ARG(first->at[i]),
                                             SLICE_ARG(second->at[k])));
            word_list_add(list, arena_printf(list->arena, "%.*s %.*s", SLICE_ARG(second->at[k]),
                                             SLICE_ARG(first->at[i])));
        }
    }
}

/* Neighbours of a name of three words written together: Hun Srey Neang is Hun Sreyneang. */
static struct forms joined_forms(struct arena *arena, const struct name *name, size_t first) {
    struct name_word joined =
        name_word_of(arena_join(arena, name->words[first].key, name->words[first + 1].key));
    return forms_of(arena, &joined);
}

static void add_singles(struct word_list *list, const struct forms *forms) {
    for (size_t i = 0; i < forms->count; i++)
        word_list_add(list, forms->at[i]);
}

static void add_name(struct word_list *list, struct slice part, bool pairs_only) {
    const struct name *name = name_words(list->arena, part);
    struct forms forms[NAME_WORDS_MAX];
    for (size_t i = 0; i < name->word_count; i++) {
        forms[i] = forms_of(list->arena, &name->words[i]);
        if (!pairs_only || name->word_count == 1) add_singles(list, &forms[i]);
        for (size_t k = 0; k < i; k++)
            add_pairs(list, &forms[k], &forms[i]);
    }
    if (name->word_count != 3) return;
    struct forms behind = joined_forms(list->arena, name, 1), before = joined_forms(list->arena, name, 0);
    add_pairs(list, &forms[0], &behind);
    add_pairs(list, &before, &forms[2]);
}

void word_list_add_names(struct word_list *list, struct slice text, bool pairs_only) {
    struct name_parts parts = name_split(list->arena, text);
    for (size_t i = 0; i < parts.count; i++)
        add_name(list, parts.parts[i], pairs_only);
}

/* ---- the words of a record ---- */

static void add_letters(struct word_list *list, struct slice text) {
    struct slice key = name_key_of(list->arena, text);
    if (key.len) word_list_add(list, arena_join(list->arena, S("="), key));
}

static void record_words(struct word_list *list, const struct record *record) {
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        const struct value *value = &record->values[i];
        if (!value->present || value->sealed) continue;
        if (field->is_name)
            word_list_add_names(list, value->text, false);
        else if (field->searchable)
            add_letters(list, value->text);
    }
    if (record->code.len) add_letters(list, record->code);
    if (record->type->index_words) record->type->index_words(list, record);
}

static int compare_words(const void *a, const void *b) {
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void words_sort(struct word_list *list) {
    if (list->count) qsort(list->words, list->count, sizeof *list->words, compare_words);
}

static struct word_list *words_of(struct arena *arena, const struct record *record) {
    struct word_list *list = arena_make(arena, struct word_list, 1);
    list->arena = arena;
    if (!record || record->deleted_ms) return list;
    record_words(list, record);
    words_sort(list);
    return list;
}

/* The same inside a transaction: words of sealed names as they stand in the index.  None when the key is gone. */
static struct word_list *words_in(struct rule *rule, const struct record *record) {
    if (!record || !search_words_are_sealed(record->type)) return words_of(rule->job_arena, record);
    struct record *opened = record_copy(rule->job_arena, record);
    if (!vault_open_in(rule, opened)) return words_of(rule->job_arena, NULL);
    struct word_list *list = words_of(rule->job_arena, opened);
    vault_hide_words_in(rule, record->type, record->org_id, list->words, list->count);
    words_sort(list);
    return list;
}

/* The same for a record as it was read. */
static struct word_list *words_of_row(struct store *store, struct db *db, struct arena *arena, struct record *record) {
    if (!search_words_are_sealed(record->type)) return words_of(arena, record);
    if (!vault_open_record(store, db, arena, record)) return words_of(arena, NULL);
    struct word_list *list = words_of(arena, record);
    vault_hide_words(store, db, arena, record->type, record->org_id, list->words, list->count);
    return list;
}

/* ---- keeping them ---- */

/* Words of an owner and type, several in one statement: the same seat in the index serves them all. */
struct word_rows {
    struct db *db;
    struct sql insert_many;
    const struct word_change *rows[WORD_ROWS];
    size_t count;
};

static bool is_same_list(const struct word_change *a, const struct word_change *b) {
    return a->type == b->type && uuid_equal(a->org_id, b->org_id);
}

static void word_run(struct db *db, struct sql sql, const struct word_change *word) {
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, word->org_id);
    db_bind_text(query, 2, slice_of(word->type->name));
    db_bind_text(query, 3, word->word);
    db_bind_uuid(query, 4, word->record_id);
    db_run(query);
}

static struct sql insert_many(struct arena *arena) {
    struct text sql = TEXT_IN(arena);
    text_append(&sql, S("INSERT INTO search_word (org_id, type, word, record_id) VALUES "));
    for (int i = 0; i < WORD_ROWS; i++)
        text_printf(&sql, "%s(?1, ?2, ?%d, ?%d)", i ? ", " : "", 2 * i + 3, 2 * i + 4);
    return sql_built(arena, text_slice(&sql));
}

static void rows_insert_many(struct word_rows *rows) {
    struct db_query *query = db_query(rows->db, rows->insert_many);
    db_bind_uuid(query, 1, rows->rows[0]->org_id);
    db_bind_text(query, 2, slice_of(rows->rows[0]->type->name));
    for (int i = 0; i < WORD_ROWS; i++) {
        db_bind_text(query, 2 * i + 3, rows->rows[i]->word);
        db_bind_uuid(query, 2 * i + 4, rows->rows[i]->record_id);
    }
    db_run(query);
}

static void rows_insert(struct word_rows *rows) {
    if (rows->count == WORD_ROWS)
        rows_insert_many(rows);
    else
        for (size_t i = 0; i < rows->count; i++)
            word_run(rows->db,
                     SQL("INSERT INTO search_word (org_id, type, word, record_id) VALUES (?1, ?2, ?3, ?4)"),
                     rows->rows[i]);
    rows->count = 0;
}

static void rows_take(struct word_rows *rows, const struct word_change *word) {
    bool is_full = rows->count == WORD_ROWS;
    if (is_full || (rows->count && (word->is_gone || !is_same_list(rows->rows[0], word)))) rows_insert(rows);
    if (word->is_gone)
        word_run(
            rows->db,
            SQL("DELETE FROM search_word WHERE org_id = ?1 AND type = ?2 AND word = ?3 AND record_id = ?4"),
            word);
    else
        rows->rows[rows->count++] = word;
}

/* As the index is ordered, and changes of the same row as they came. */
static int compare_changes(const void *a, const void *b) {
    const struct word_change *left = a, *right = b;
    int order = memcmp(left->org_id.bytes, right->org_id.bytes, UUID_BYTES);
    if (!order && left->type != right->type) order = strcmp(left->type->name, right->type->name);
    if (!order) order = slice_compare(left->word, right->word);
    if (!order) order = memcmp(left->record_id.bytes, right->record_id.bytes, UUID_BYTES);
    return order ? order : left->at < right->at ? -1 : 1;
}

static void changes_write(struct db *db, struct arena *arena, struct word_change *changes, size_t count) {
    struct word_rows rows = {.db = db, .insert_many = insert_many(arena)};
    qsort(changes, count, sizeof *changes, compare_changes);
    for (size_t i = 0; i < count; i++)
        rows_take(&rows, &changes[i]);
    rows_insert(&rows);
}

void search_words_forget(struct store *store) {
    struct writer *writer = &store->writer;
    writer->word_count = 0;
    writer->words = NULL;
    arena_reset(writer->word_arena);
}

void search_words_write(struct store *store) {
    struct writer *writer = &store->writer;
    if (!writer->word_count) return;
    changes_write(writer->db, writer->word_arena, writer->words, writer->word_count);
    search_words_forget(store);
}

static void word_note(struct store *store, const struct record *record, struct slice word, bool is_gone) {
    struct writer *writer = &store->writer;
    if (writer->word_count == GATHERED_MAX) search_words_write(store);
    writer->words = arena_room(writer->word_arena, writer->words, sizeof *writer->words, writer->word_count);
    writer->words[writer->word_count] = (struct word_change){.org_id = record->org_id,
                                                             .record_id = record->id,
                                                             .type = record->type,
                                                             .word = arena_copy(writer->word_arena, word),
                                                             .at = writer->word_count,
                                                             .is_gone = is_gone};
    writer->word_count++;
}

/* Fields that have no words change most: nothing is worked out for them. */
static bool words_may_differ(const struct change *change) {
    if (!change->before || change->before->deleted_ms != change->after->deleted_ms) return true;
    const struct record_type *type = change->type;
    for (size_t i = 0; i < type->field_count; i++) {
        bool counts = type->fields[i].is_name || type->fields[i].searchable || type->index_words;
        if (counts && !value_equal(&type->fields[i], &change->before->values[i], &change->after->values[i]))
            return true;
    }
    return false;
}

void search_words_update(struct rule *rule, const struct change *change) {
    if (!words_may_differ(change)) return;
    struct arena *scratch = arena_new();
    struct rule in = *rule;
    in.job_arena = scratch;
    const struct word_list *old = words_in(&in, change->before), *now = words_in(&in, change->after);
    size_t i = 0, k = 0;
    while (i < old->count || k < now->count) {
        int order = i == old->count ? 1 : k == now->count ? -1 : slice_compare(old->words[i], now->words[k]);
        if (order < 0) word_note(rule->store, change->after, old->words[i], true);
        if (order > 0) word_note(rule->store, change->after, now->words[k], false);
        i += order <= 0;
        k += order >= 0;
    }
    arena_free(scratch);
}

void search_words_drop(struct rule *rule, const struct record *opened) {
    struct word_list *list = words_of(rule->job_arena, opened);
    vault_hide_words_in(rule, opened->type, opened->org_id, list->words, list->count);
    for (size_t i = 0; i < list->count; i++) word_note(rule->store, opened, list->words[i], true);
}

/* ---- a database that was filled by another version ---- */

/* The next live records of a type behind org and id, over all organisations; moves both on. */
static size_t page_read(struct store *store, struct db *db, struct arena *arena,
                        const struct record_type *type, struct uuid *org, struct uuid *id,
                        struct record **records) {
    struct text sql = TEXT_IN(arena);
    size_t count = 0;
    text_append(&sql, S("SELECT "));
    codec_select_columns(&sql, store->kind, type, IDENTIFYING);
    text_printf(&sql,
                " FROM \"%s\" WHERE (org_id, id) > (?1, ?2) AND deleted_ms = 0 ORDER BY org_id, id LIMIT ?3",
                type->name);
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&sql)));
    db_bind_uuid(query, 1, *org);
    db_bind_uuid(query, 2, *id);
    db_bind_int(query, 3, REBUILD_PAGE);
    while (count < REBUILD_PAGE && db_next(query))
        records[count++] = codec_read(arena, query, type);
    db_done(query);
    if (count) *org = records[count - 1]->org_id, *id = records[count - 1]->id;
    return count;
}

static size_t rebuild_page(struct store *store, struct db *db, const struct record_type *type,
                           struct uuid *org, struct uuid *id) {
    struct arena *arena = arena_new();
    struct record **records = arena_make(arena, struct record *, REBUILD_PAGE);
    size_t count = page_read(store, db, arena, type, org, id, records);
    struct word_change *changes = NULL;
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
        const struct word_list *words = words_of_row(store, db, arena, records[i]);
        for (size_t k = 0; k < words->count; k++) {
            changes = arena_room(arena, changes, sizeof *changes, wanted);
            changes[wanted] = (struct word_change){.org_id = records[i]->org_id,
                                                   .record_id = records[i]->id,
                                                   .type = type,
                                                   .word = words->words[k],
                                                   .at = wanted};
            wanted++;
        }
    }
    if (wanted) changes_write(db, arena, changes, wanted);
    bool good = db_flush(db);
    arena_free(arena);
    return good ? count : 0;
}

static void rows_forget(struct db *db, struct sql sql, const struct record_type *type) {
    struct db_query *query = db_query(db, sql);
    db_bind_text(query, 1, slice_of(type->name));
    db_run(query);
}

/* Raise it when other words come into the index. */
static const char words_version[] = "1";

void search_words_refill(struct store *store, struct db *db) {
    for (size_t t = 0; t < store->catalogue->count; t++) {
        const struct record_type *type = store->catalogue->types[t];
        struct uuid org = {{0}}, id = {{0}};
        if (!words_can_be_made(store, type)) continue;
        rows_forget(db, SQL("DELETE FROM search_word WHERE type = ?1"), type);
        rows_forget(db, SQL("DELETE FROM search_entry WHERE type = ?1"), type);
        while (rebuild_page(store, db, type, &org, &id)) {
        }
    }
    meta_set(db, S("search words"), slice_of(words_version));
}

void search_words_distrust(struct db *db) {
    meta_set(db, S("search words"), S(""));
}

bool search_words_rebuild(struct store *store, struct db *db) {
    struct slice known;
    bool is_known = meta_get(db, store->process_arena, S("search words"), &known);
    if (is_known && slice_equal(known, slice_of(words_version))) return true;
    if (!db_begin(db)) return false;
    search_words_refill(store, db);
    return db_commit(db);
}

/* ---- the index against the records ---- */

/* How many rows, and a sum over them that does not depend on their order. */
struct word_sum {
    int64_t rows;
    uint64_t sum;
};

static void sum_add(struct word_sum *sum, struct slice word, struct uuid org, struct uuid id) {
    uint64_t of_id = slice_hash((struct slice){(const char *)id.bytes, UUID_BYTES});
    uint64_t of_org = slice_hash((struct slice){(const char *)org.bytes, UUID_BYTES});
    sum->rows++;
    sum->sum += (slice_hash(word) ^ of_id * UINT64_C(0x9E3779B97F4A7C15)) * (of_org | 1);
}

static size_t sum_page(struct store *store, struct db *db, const struct record_type *type, struct uuid *org,
                       struct uuid *id, struct word_sum *sum) {
    struct arena *arena = arena_new();
    struct record **records = arena_make(arena, struct record *, REBUILD_PAGE);
    size_t count = page_read(store, db, arena, type, org, id, records);
    for (size_t i = 0; i < count; i++) {
        const struct word_list *words = words_of_row(store, db, arena, records[i]);
        for (size_t k = 0; k < words->count; k++)
            sum_add(sum, words->words[k], records[i]->org_id, records[i]->id);
    }
    arena_free(arena);
    return count;
}

bool search_words_verify(struct store *store, struct db *db, int64_t *rows) {
    struct word_sum wanted = {0}, found = {0};
    for (size_t t = 0; t < store->catalogue->count; t++) {
        struct uuid org = {{0}}, id = {{0}};
        if (!words_can_be_made(store, store->catalogue->types[t])) continue;
        while (sum_page(store, db, store->catalogue->types[t], &org, &id, &wanted)) {
        }
    }
    struct db_query *query = db_query(db, SQL("SELECT word, org_id, record_id, type FROM search_word"));
    while (db_next(query))
        if (vault_has_key(store) || !search_words_are_sealed(catalogue_find(store->catalogue, db_column_text(query, 3))))
            sum_add(&found, db_column_text(query, 0), db_column_uuid(query, 1), db_column_uuid(query, 2));
    db_done(query);
    *rows = found.rows;
    return wanted.rows == found.rows && wanted.sum == found.sum;
}
