/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/intake/intake_refer.h"

#include "base/text.h"
#include "domain/records.h"
#include "i18n/khmer.h"
#include "i18n/locale.h"
#include "store/view.h"

/* ---- a table of keys ---- */

enum { TABLE_FIRST = 1024 };

struct key_slot {
    struct uuid key, id;
    int64_t number;
};

struct key_table {
    struct arena *arena;
    struct key_slot *slots;
    size_t size, count;
};

static uint64_t key_hash(struct uuid key) {
    uint64_t hash;
    memcpy(&hash, key.bytes + 8, sizeof hash);
    return hash * UINT64_C(0x9E3779B97F4A7C15);
}

static void table_free(void *handle) {
    heap_free(((struct key_table *)handle)->slots);
}

struct key_table *key_table_new(struct arena *arena) {
    struct key_table *table = arena_make(arena, struct key_table, 1);
    table->size = TABLE_FIRST;
    table->slots = heap_alloc(table->size * sizeof *table->slots);
    memset(table->slots, 0, table->size * sizeof *table->slots);
    arena_defer(arena, table_free, table);
    return table;
}

static struct key_slot *table_slot(const struct key_table *table, struct uuid key) {
    size_t at = key_hash(key) & (table->size - 1);
    while (!uuid_is_zero(table->slots[at].key) && !uuid_equal(table->slots[at].key, key)) {
        at = (at + 1) & (table->size - 1);
    }
    return &table->slots[at];
}

static void table_grow(struct key_table *table) {
    struct key_table wider = {.size = table->size * 2, .count = table->count};
    wider.slots = heap_alloc(wider.size * sizeof *wider.slots);
    memset(wider.slots, 0, wider.size * sizeof *wider.slots);
    for (size_t i = 0; i < table->size; i++) {
        if (!uuid_is_zero(table->slots[i].key)) *table_slot(&wider, table->slots[i].key) = table->slots[i];
    }
    heap_free(table->slots);
    table->slots = wider.slots;
    table->size = wider.size;
}

bool key_table_put(struct key_table *table, struct uuid key, int64_t number, struct uuid id, int64_t *earlier,
                   struct uuid *earlier_id) {
    if (table->count * 2 > table->size) table_grow(table);
    struct key_slot *slot = table_slot(table, key);
    if (!uuid_is_zero(slot->key)) {
        *earlier = slot->number;
        *earlier_id = slot->id;
        return false;
    }
    *slot = (struct key_slot){key, id, number};
    table->count++;
    return true;
}

void key_table_set(struct key_table *table, struct uuid key, int64_t number, struct uuid id) {
    int64_t earlier;
    struct uuid other;
    if (!key_table_put(table, key, number, id, &earlier, &other))
        *table_slot(table, key) = (struct key_slot){key, id, number};
}

struct uuid intake_row_key(int64_t number) {
    struct uuid key = {{1}}; /* no key is zero */
    memcpy(key.bytes + 8, &number, sizeof number);
    return key;
}

bool key_table_get(const struct key_table *table, struct uuid key, int64_t *number, struct uuid *id) {
    const struct key_slot *slot = table_slot(table, key);
    if (uuid_is_zero(slot->key)) return false;
    *number = slot->number;
    *id = slot->id;
    return true;
}

struct uuid intake_row_id(struct arena *arena, const struct record_type *type, struct uuid org,
                          struct slice domain, struct slice text) {
    struct slice owner = uuid_format(arena, org);
    struct slice whole = arena_printf(arena, "%s\n%.*s\n%.*s\n%.*s", type->name, SLICE_ARG(domain),
                                      SLICE_ARG(owner), SLICE_ARG(text));
    return uuid_of_serial(S("import"), whole);
}

/* ---- records by code and title ---- */

struct type_index {
    const struct record_type *type;
    struct key_table *keys; /* number: how many records have the key */
    struct type_index *next;
};

struct place_memo {
    struct slice code;
    enum refer_result result;
};

struct intake_refer {
    struct arena *arena;
    const struct intake_setup *setup;
    struct type_index *types;
    struct key_table *places; /* number: index of the memo */
    struct place_memo *memos;
    size_t memo_count;
};

struct intake_refer *intake_refer_new(struct arena *arena, const struct intake_setup *setup) {
    struct intake_refer *refer = arena_make(arena, struct intake_refer, 1);
    refer->arena = arena;
    refer->setup = setup;
    refer->places = key_table_new(arena);
    return refer;
}

static bool is_title_field(const struct record_type *type, const struct field *field) {
    return field->kind == KIND_TEXT && !field->sealed && names_contain(type->title, slice_of(field->name));
}

/* SELECT of id, code and the titles that the view shows. */
static struct sql index_sql(struct arena *arena, const struct record_type *type, const struct view *view,
                            enum sensitivity max, size_t *title_count) {
    struct text sql = TEXT_IN(arena);
    text_printf(&sql, "SELECT id, %s", type->code_prefix ? "code" : "''");
    *title_count = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (!is_title_field(type, field) || field->sensitivity > max) continue;
        text_printf(&sql, ", \"%s\"", field->name);
        (*title_count)++;
    }
    text_printf(&sql, " FROM \"%s\" WHERE org_id = ?1 AND deleted_ms = 0", type->name);
    view_add_creators(&sql, view, "created_by", 2);
    return sql_built(arena, text_slice(&sql));
}

static void index_add(struct type_index *index, struct slice domain, struct slice text, struct uuid id) {
    int64_t earlier;
    struct uuid other;
    if (!text.len) return;
    struct uuid key = uuid_of_name(domain, text);
    if (key_table_put(index->keys, key, 1, id, &earlier, &other) || uuid_equal(other, id)) return;
    table_slot(index->keys, key)->number++;
}

static void index_add_row(struct type_index *index, struct arena *scratch, struct db_query *query,
                          size_t titles) {
    struct uuid id = db_column_uuid(query, 0);
    struct text joined = TEXT_IN(scratch);
    key_table_set(index->keys, id, 1, id);
    index_add(index, S("code"), arena_copy(scratch, db_column_text(query, 1)), id);
    for (size_t i = 0; i < titles; i++) {
        struct slice title = arena_copy(scratch, db_column_text(query, (int)i + 2));
        if (joined.len && title.len) text_append_char(&joined, ' ');
        text_append(&joined, title);
        index_add(index, S("title"), khmer_search_key(scratch, title), id);
    }
    if (titles > 1) index_add(index, S("title"), khmer_search_key(scratch, text_slice(&joined)), id);
}

static void index_read(struct intake_refer *refer, struct type_index *index) {
    const struct intake_setup *setup = refer->setup;
    const struct record_type *type = index->type;
    struct arena *scratch = arena_new();
    struct view view = access_view(setup->access, scratch, setup->actor, type);
    struct uuid org = type->scope == SCOPE_SHARED ? SHARED_ORG : setup->actor->org_id;
    struct db *db = store_borrow(setup->store);
    size_t titles;
    struct sql sql = index_sql(refer->arena, type, &view, view_max(&view, type, org), &titles);
    struct db_query *query = view.allowed ? db_query(db, sql) : NULL;
    if (query) {
        struct arena *row_arena = arena_new();
        db_bind_uuid(query, 1, org);
        view_bind_creators(query, &view, 2);
        while (db_next(query)) {
            index_add_row(index, row_arena, query, titles);
            arena_reset(row_arena);
        }
        db_done(query);
        arena_free(row_arena);
    }
    store_return(setup->store, db);
    arena_free(scratch);
}

static struct type_index *index_of(struct intake_refer *refer, const struct record_type *type) {
    for (struct type_index *index = refer->types; index; index = index->next) {
        if (index->type == type) return index;
    }
    struct type_index *index = arena_make(refer->arena, struct type_index, 1);
    *index = (struct type_index){.type = type, .keys = key_table_new(refer->arena), .next = refer->types};
    index_read(refer, index);
    return refer->types = index;
}

bool intake_refer_code(struct intake_refer *refer, const struct record_type *type, struct slice text,
                       struct uuid *id) {
    struct arena *scratch = arena_new();
    int64_t count;
    struct slice code = parse_code(scratch, text);
    bool found =
        code.len && key_table_get(index_of(refer, type)->keys, uuid_of_name(S("code"), code), &count, id);
    arena_free(scratch);
    return found;
}

enum refer_result intake_refer_find(struct intake_refer *refer, const struct record_type *type,
                                    struct slice text, struct uuid *id) {
    int64_t count = 0;
    if (uuid_parse(text, id)) return REFER_ONE; /* the writer says whether it is there */
    if (intake_refer_code(refer, type, text, id)) return REFER_ONE;
    struct arena *scratch = arena_new();
    struct slice key = khmer_search_key(scratch, text);
    const struct key_table *keys = index_of(refer, type)->keys;
    bool found = key_table_get(keys, uuid_of_name(S("title"), key), &count, id);
    struct uuid imported = intake_row_id(scratch, type, refer->setup->actor->org_id, S("key"), text);
    arena_free(scratch);
    if (found) return count > 1 ? REFER_SEVERAL : REFER_ONE;
    return key_table_get(keys, imported, &count, id) ? REFER_ONE : REFER_NONE;
}

/* ---- places ---- */

enum { PATH_PARTS = 4, PLACES_LOOKED = 50 };

static size_t path_split(struct slice path, struct slice parts[PATH_PARTS]) {
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= path.len && count < PATH_PARTS; i++) {
        bool is_end = i == path.len || strchr(",/>;|\n", path.s[i]);
        if (!is_end) continue;
        struct slice part = slice_trim(slice_sub(path, start, i));
        if (part.len) parts[count++] = part;
        start = i + 1;
    }
    return count;
}

/* A code whose leading zero a spreadsheet took away: 3020101 is 03020101. */
static bool code_of(struct intake_refer *refer, struct arena *scratch, struct slice text,
                    struct place *place) {
    struct slice code = khmer_fold_digits(scratch, slice_trim(text));
    int64_t number;
    if (!code.len || code.len > 8 || !slice_to_int64(code, &number)) return false;
    if (code.len % 2) code = arena_join(scratch, S("0"), code);
    return gazetteer_find(refer->setup->gazetteer, scratch, code, place);
}

static bool is_called(struct arena *scratch, const struct place *place, struct slice name) {
    struct slice key = khmer_name_key(scratch, name);
    return slice_equal(khmer_name_key(scratch, place->name_km), key) ||
           slice_equal(khmer_name_key(scratch, place->name_latin), key) ||
           slice_equal(khmer_name_key(scratch, place->alias), key);
}

/* True when every part but the place's own is the name of something above it. */
static bool is_below(struct intake_refer *refer, struct arena *scratch, const struct place *place,
                     const struct slice *parts, size_t count, size_t own) {
    for (size_t i = 0; i < count; i++) {
        bool found = i == own;
        for (size_t digits = 2; !found && digits < place->code.len; digits += 2) {
            struct place above;
            bool is_there =
                gazetteer_find(refer->setup->gazetteer, scratch, slice_sub(place->code, 0, digits), &above);
            found = is_there && is_called(scratch, &above, parts[i]);
        }
        if (!found) return false;
    }
    return true;
}

/* The place is the first or the last of the path. */
static bool fits_path(struct intake_refer *refer, struct arena *scratch, const struct place *place,
                      const struct slice *parts, size_t count) {
    const size_t ends[] = {0, count - 1};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (is_called(scratch, place, parts[ends[i]]) &&
            is_below(refer, scratch, place, parts, count, ends[i]))
            return true;
    }
    return false;
}

static struct slice path_words(struct arena *scratch, const struct slice *parts, size_t count) {
    struct text words = TEXT_IN(scratch);
    for (size_t i = 0; i < count; i++) {
        if (i) text_append_char(&words, ' ');
        text_append(&words, parts[i]);
    }
    return text_slice(&words);
}

static enum refer_result find_place(struct intake_refer *refer, struct arena *scratch, struct slice path,
                                    int digits_min, int digits, struct slice *code) {
    struct slice parts[PATH_PARTS];
    struct place *places = arena_make(scratch, struct place, PLACES_LOOKED), by_code;
    if (code_of(refer, scratch, path, &by_code)) {
        *code = arena_copy(refer->arena, by_code.code);
        return REFER_ONE;
    }
    size_t count = path_split(path, parts), fitting = 0, own_level = 0;
    if (!count) return REFER_NONE;
    struct slice words = path_words(scratch, parts, count);
    size_t found = gazetteer_search(refer->setup->gazetteer, scratch, words, digits ? digits : digits_min,
                                    S(""), places, PLACES_LOOKED);
    for (size_t i = 0; i < found; i++) {
        bool is_level = !digits || places[i].code.len == (size_t)digits;
        if (places[i].closed || !is_level || !fits_path(refer, scratch, &places[i], parts, count)) continue;
        if (fitting && places[i].code.len > own_level)
            continue; /* a village named as its commune: the larger is meant */
        if (fitting && places[i].code.len < own_level) fitting = 0;
        own_level = places[i].code.len;
        if (!fitting++) *code = arena_copy(refer->arena, places[i].code);
    }
    return fitting == 0 ? REFER_NONE : fitting == 1 ? REFER_ONE : REFER_SEVERAL;
}

enum refer_result intake_refer_place(struct intake_refer *refer, struct slice path, int digits_min,
                                     int digits, struct slice *code) {
    struct arena *scratch = arena_new();
    struct uuid key = uuid_of_name(S("place"),
                                   arena_printf(scratch, "%d %d %.*s", digits_min, digits, SLICE_ARG(path))),
                none = {{0}};
    int64_t index;
    if (!key_table_get(refer->places, key, &index, &none)) {
        struct place_memo memo = {0};
        memo.result = find_place(refer, scratch, path, digits_min, digits, &memo.code);
        refer->memos = arena_room(refer->arena, refer->memos, sizeof *refer->memos, refer->memo_count);
        refer->memos[refer->memo_count] = memo;
        index = (int64_t)refer->memo_count++;
        key_table_put(refer->places, key, index, none, &(int64_t){0}, &(struct uuid){{0}});
    }
    arena_free(scratch);
    *code = refer->memos[index].code;
    return refer->memos[index].result;
}
