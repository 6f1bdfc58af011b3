/* SPDX-License-Identifier: Apache-2.0 */
#include "store/query.h"

#include <sodium.h>

#include "base/log.h"
#include "base/text.h"
#include "catalogue/value.h"
#include "store/codec.h"
#include "store/list_memory.h"
#include "store/query_reveal.h"
#include "store/statement.h"
#include "store/store_internal.h"
#include "store/vault.h"
#include "store/view.h"

static void reach_add(struct reach *reach, const struct view *view, const struct record_type *type, struct uuid org) {
    reach->orgs[reach->count] = org;
    reach->max[reach->count++] = view_max(view, type, org);
}

struct reach view_reach(struct arena *arena, const struct view *view, const struct record_type *type, struct uuid only) {
    struct reach reach = {arena_make(arena, struct uuid, view->org_count + 1),
                          arena_make(arena, enum sensitivity, view->org_count + 1), 0};
    if (!view->allowed) return reach;
    if (type->scope == SCOPE_SHARED) {
        reach_add(&reach, view, type, SHARED_ORG);
        return reach;
    }
    for (size_t i = 0; i < view->org_count; i++) {
        if (uuid_is_zero(only) || uuid_equal(only, view->orgs[i])) reach_add(&reach, view, type, view->orgs[i]);
    }
    return reach;
}

static bool view_has_creator(const struct view *view, struct uuid creator) {
    if (!view->creators) return true;
    for (size_t i = 0; i < view->creator_count; i++) {
        if (uuid_equal(view->creators[i], creator)) return true;
    }
    return false;
}

/* ---- one record ---- */

static struct record *record_get(struct store *store, struct db *db, struct arena *arena, const struct record_type *type,
                                 struct uuid org, enum sensitivity max, struct uuid id) {
    struct sql sql = store_type_sql(store, type)->find;
    if (record_type_fields_above(type, max)) {
        struct text text = TEXT_IN(arena);
        text_append(&text, S("SELECT "));
        codec_select_columns(&text, store->kind, type, max);
        text_printf(&text, " FROM \"%s\" WHERE org_id = ?1 AND id = ?2", type->name);
        sql = sql_built(arena, text_slice(&text));
    }
    struct db_query *query = db_query(db, sql);
    db_bind_uuid(query, 1, org);
    db_bind_uuid(query, 2, id);
    struct record *record = db_next(query) ? codec_read(arena, query, type) : NULL;
    db_done(query);
    return record;
}

bool query_get(struct store *store, struct db *db, struct arena *arena, const struct view *view,
               const struct record_type *type, struct uuid id, struct record **record, uint64_t *hidden) {
    struct reach reach = view_reach(arena, view, type, SHARED_ORG);
    for (size_t i = 0; i < reach.count; i++) {
        struct record *found = record_get(store, db, arena, type, reach.orgs[i], reach.max[i], id);
        if (!found) continue;
        if (!view_has_creator(view, found->created_by)) return false;
        *record = found;
        if (hidden) *hidden = record_type_fields_above(type, reach.max[i]);
        return true;
    }
    return false;
}

/* ---- several records by id ---- */

enum { IDS_PER_STATEMENT = 100 };

/* One text for every batch, so that the statement is prepared once; a short batch repeats its last id. */
static struct sql many_sql(struct store *store, struct arena *arena, const struct record_type *type, enum sensitivity max) {
    struct text text = TEXT_IN(arena);
    text_append(&text, S("SELECT "));
    codec_select_columns(&text, store->kind, type, max);
    text_printf(&text, " FROM \"%s\" WHERE org_id = ?1 AND id IN (?2", type->name);
    for (int i = 1; i < IDS_PER_STATEMENT; i++) {
        text_printf(&text, ", ?%d", i + 2);
    }
    text_append_char(&text, ')');
    return sql_built(arena, text_slice(&text));
}

static void many_place(const struct view *view, const struct uuid *ids, size_t count, struct record *found,
                       struct record **records) {
    for (size_t i = 0; i < count; i++) {
        if (uuid_equal(ids[i], found->id) && view_has_creator(view, found->created_by)) records[i] = found;
    }
}

void query_get_many(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                    const struct record_type *type, const struct uuid *ids, size_t count, struct record **records) {
    struct reach reach = view_reach(arena, view, type, SHARED_ORG);
    memset(records, 0, count * sizeof *records);
    for (size_t org = 0; org < reach.count; org++) {
        struct sql sql = many_sql(store, arena, type, reach.max[org]);
        for (size_t first = 0; first < count; first += IDS_PER_STATEMENT) {
            size_t part = count - first < IDS_PER_STATEMENT ? count - first : IDS_PER_STATEMENT;
            struct db_query *query = db_query(db, sql);
            db_bind_uuid(query, 1, reach.orgs[org]);
            for (size_t i = 0; i < IDS_PER_STATEMENT; i++) {
                db_bind_uuid(query, (int)i + 2, ids[first + (i < part ? i : part - 1)]);
            }
            while (db_next(query)) {
                many_place(view, ids + first, part, codec_read(arena, query, type), records + first);
            }
            db_done(query);
        }
    }
}

/* ---- lists: the statement ---- */

struct statement *statement_new(struct store *store, struct db *db, struct arena *arena, const struct record_type *type) {
    struct statement *statement = arena_make(arena, struct statement, 1);
    *statement = (struct statement){.store = store, .db = db, .type = type, .arena = arena, .sql = TEXT_IN(arena)};
    return statement;
}

void statement_add(struct statement *statement, struct parameter parameter) {
    statement->parameters =
        arena_room(statement->arena, statement->parameters, sizeof *statement->parameters, statement->count);
    statement->parameters[statement->count++] = parameter;
    text_printf(&statement->sql, "?%zu", statement->count);
}

void statement_bind(struct statement *statement, struct db_query *query) {
    for (size_t i = 0; i < statement->count; i++) {
        const struct parameter *parameter = &statement->parameters[i];
        int index = (int)i + 1;
        switch (parameter->kind) {
        case BIND_UUID: db_bind_uuid(query, index, parameter->id); break;
        case BIND_INT: db_bind_int(query, index, parameter->number); break;
        case BIND_TEXT: db_bind_text(query, index, parameter->text); break;
        case BIND_BYTES: db_bind_blob(query, index, parameter->text); break;
        case BIND_VALUE:
            codec_bind_value(statement->arena, query, index, parameter->field, &parameter->value);
            break;
        }
    }
}

static struct slice text_of_codes(struct arena *arena, struct slice code) {
    return arena_printf(arena, "%%,%.*s,%%", SLICE_ARG(code));
}

static const char *filter_operator(enum filter_op op) {
    switch (op) {
    case FILTER_EQUAL: return "=";
    case FILTER_NOT_EQUAL: return "<>";
    case FILTER_LESS: return "<";
    case FILTER_GREATER: return ">";
    case FILTER_AT_LEAST: return ">=";
    case FILTER_AT_MOST: return "<=";
    case FILTER_HAS:
    case FILTER_WITHIN:
    case FILTER_EMPTY:
    case FILTER_FILLED: BUG("not a comparison");
    }
    BUG("filter %d", op);
}

/* One of the codes asked for. */
static void statement_add_has(struct statement *statement, const struct filter *filter) {
    struct slice rest = filter->value.text, code;
    const char *joint = " AND (";
    while (slice_split(&rest, ',', &code)) {
        text_printf(&statement->sql, "%s',' || \"%s\" || ',' LIKE ", joint, filter->field->name);
        statement_add(statement, (struct parameter){.kind = BIND_TEXT, .text = text_of_codes(statement->arena, code)});
        joint = " OR ";
    }
    text_append(&statement->sql, slice_equal(slice_of(joint), S(" OR ")) ? S(")") : S(" AND 1 = 0"));
}

static void statement_add_within(struct statement *statement, const struct filter *filter) {
    struct slice code = filter->value.text;
    text_printf(&statement->sql, " AND \"%s\" >= ", filter->field->name);
    statement_add(statement, (struct parameter){.kind = BIND_TEXT, .text = code});
    text_printf(&statement->sql, " AND \"%s\" < ", filter->field->name);
    struct slice behind = arena_join(statement->arena, code, S(":")); /* ':' follows '9' */
    statement_add(statement, (struct parameter){.kind = BIND_TEXT, .text = behind});
}

/* A sealed value is found by its blind index, which is each organisation's own; only as a whole. */
static void statement_add_index(struct statement *statement, const struct filter *filter, struct uuid org) {
    const struct field *field = filter->field;
    ASSERT(filter->op == FILTER_EQUAL);
    const struct record_type *type = statement->type;
    struct slice index = vault_blind_index(statement->store, statement->db, statement->arena, org, type, field, filter->value.text);
    text_printf(&statement->sql, " AND \"%s_index\" = ", field->name);
    statement_add(statement, (struct parameter){.kind = BIND_BYTES, .text = index});
}

static void statement_add_filter(struct statement *statement, const struct filter *filter) {
    switch (filter->op) {
    case FILTER_EMPTY: text_printf(&statement->sql, " AND \"%s\" IS NULL", filter->field->name); return;
    case FILTER_FILLED: text_printf(&statement->sql, " AND \"%s\" IS NOT NULL", filter->field->name); return;
    case FILTER_WITHIN: statement_add_within(statement, filter); return;
    case FILTER_HAS:
        statement_add_has(statement, filter);
        return;
    case FILTER_EQUAL:
    case FILTER_NOT_EQUAL:
    case FILTER_LESS:
    case FILTER_GREATER:
    case FILTER_AT_LEAST:
    case FILTER_AT_MOST:
        text_printf(&statement->sql, " AND \"%s\" %s ", filter->field->name, filter_operator(filter->op));
        statement_add(statement, (struct parameter){.kind = BIND_VALUE, .field = filter->field, .value = filter->value});
        return;
    }
}

static void statement_add_creators(struct statement *statement, const struct view *view) {
    if (!view->creators) return;
    text_append(&statement->sql, S(" AND created_by IN ("));
    for (size_t i = 0; i < view->creator_count; i++) {
        if (i) text_append_char(&statement->sql, ',');
        statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = view->creators[i]});
    }
    text_append(&statement->sql, view->creator_count ? S(")") : S("NULL)"));
}

/* The records with this sealed value, before it is asked to whom they open. */
static size_t sealed_read(const struct statement *like, const struct view *view, const struct filter *filter,
                          struct uuid org, struct record **records, size_t max) {
    struct statement *statement = statement_new(like->store, like->db, like->arena, like->type);
    size_t count = 0;
    text_append(&statement->sql, S("SELECT "));
    codec_select_columns(&statement->sql, like->store->kind, like->type, view_max(view, like->type, org));
    text_printf(&statement->sql, " FROM \"%s\" WHERE org_id = ", like->type->name);
    statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = org});
    statement_add_index(statement, filter, org);
    statement_add_creators(statement, view);
    text_append(&statement->sql, S(" ORDER BY id DESC LIMIT "));
    statement_add(statement, (struct parameter){.kind = BIND_INT, .number = (int64_t)max});
    struct db_query *query = db_query(like->db, sql_built(like->arena, text_slice(&statement->sql)));
    statement_bind(statement, query);
    while (count < max && db_next(query))
        records[count++] = codec_read(like->arena, query, like->type);
    db_done(query);
    return count;
}

/* Where a rule says to whom a record opens, only those that do are found. */
static void statement_add_sealed(struct statement *statement, const struct view *view,
                                 const struct filter *filter, struct uuid org) {
    struct record *found[SEALED_FOUND_MAX];
    if (!statement->type->before_reveal) {
        statement_add_index(statement, filter, org);
        return;
    }
    size_t count = sealed_read(statement, view, filter, org, found, SEALED_FOUND_MAX);
    count = sealed_found_keep(statement->store, statement->db, statement->arena, view, found, count,
                              SEALED_FOUND_MAX, slice_of(filter->field->name));
    text_append(&statement->sql, S(" AND id IN ("));
    for (size_t i = 0; i < count; i++) {
        if (i) text_append_char(&statement->sql, ',');
        statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = found[i]->id});
    }
    text_append(&statement->sql, count ? S(")") : S("NULL)"));
}

void statement_add_where(struct statement *statement, const struct view *view, const struct list_query *list,
                                struct uuid org, enum sensitivity max) {
    text_append(&statement->sql, S(" WHERE org_id = "));
    statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = org});
    if (list->deleted_only) text_append(&statement->sql, S(" AND deleted_ms <> 0"));
    else if (!list->deleted_too) text_append(&statement->sql, S(" AND deleted_ms = 0"));
    for (size_t i = 0; i < list->filter_count; i++) {
        if (list->filters[i].field->sensitivity > max)
            text_append(&statement->sql, S(" AND 1 = 0"));
        else if (list->filters[i].field->sealed)
            statement_add_sealed(statement, view, &list->filters[i], org);
        else
            statement_add_filter(statement, &list->filters[i]);
    }
    statement_add_creators(statement, view);
}

/* ---- lists: the cursor ---- */

struct cursor {
    bool set, is_null;
    struct slice sort_text;
    struct uuid id;
};

/* "N" or "V" + canonical text of the sort value, behind 36 characters of id; base64url. */
static struct slice cursor_format(struct arena *arena, const struct list_query *list, const struct record *record) {
    struct slice sort = S("");
    bool is_null = false;
    if (list->sort) {
        const struct value *value = record_value_const(record, list->sort);
        is_null = !value->present;
        sort = value_format(arena, list->sort, value);
    }
    struct slice plain = arena_printf(arena, "%.*s%c%.*s", SLICE_ARG(uuid_format(arena, record->id)), is_null ? 'N' : 'V',
                                      SLICE_ARG(sort));
    size_t size = sodium_base64_encoded_len(plain.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, size);
    sodium_bin2base64(text, size, (const uint8_t *)plain.s, plain.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return slice_of(text);
}

static bool cursor_parse(struct arena *arena, struct slice text, struct cursor *cursor) {
    if (text.len == 0) return true;
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    if (sodium_base642bin((uint8_t *)bytes, text.len, text.s, text.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return false;
    }
    struct slice plain = {bytes, len};
    if (plain.len <= UUID_TEXT || !uuid_parse(slice_sub(plain, 0, UUID_TEXT), &cursor->id)) return false;
    cursor->set = true;
    cursor->is_null = plain.s[UUID_TEXT] == 'N';
    cursor->sort_text = slice_sub(plain, UUID_TEXT + 1, plain.len);
    return true;
}

/* Rows behind the cursor; absent sort values come last in either direction. */
static bool statement_add_cursor(struct statement *statement, const struct list_query *list, const struct cursor *cursor) {
    if (!cursor->set) return true;
    const char *id_op = list->descending || !list->sort ? "<" : ">";
    if (!list->sort || cursor->is_null) {
        if (list->sort) text_printf(&statement->sql, " AND \"%s\" IS NULL", list->sort->name);
        text_printf(&statement->sql, " AND id %s ", id_op);
        statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = cursor->id});
        return true;
    }
    struct parameter at = {.kind = BIND_VALUE, .field = list->sort};
    if (!value_parse(statement->arena, list->sort, cursor->sort_text, &at.value)) return false;
    text_printf(&statement->sql, " AND (\"%s\" %s ", list->sort->name, list->descending ? "<" : ">");
    statement_add(statement, at);
    text_printf(&statement->sql, " OR \"%s\" IS NULL OR (\"%s\" = ", list->sort->name, list->sort->name);
    statement_add(statement, at);
    text_printf(&statement->sql, " AND id %s ", id_op);
    statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = cursor->id});
    text_append(&statement->sql, S("))"));
    return true;
}

static void statement_add_order(struct statement *statement, const struct list_query *list) {
    if (!list->sort) {
        text_append(&statement->sql, S(" ORDER BY id DESC"));
        return;
    }
    const char *way = list->descending ? "DESC" : "ASC";
    text_printf(&statement->sql, " ORDER BY CASE WHEN \"%s\" IS NULL THEN 1 ELSE 0 END, \"%s\" %s, id %s", list->sort->name,
                list->sort->name, way, way);
}

static void statement_add_limit(struct statement *statement, size_t limit, size_t offset) {
    text_append(&statement->sql, S(" LIMIT "));
    statement_add(statement, (struct parameter){.kind = BIND_INT, .number = (int64_t)limit});
    if (!offset) return;
    text_append(&statement->sql, S(" OFFSET "));
    statement_add(statement, (struct parameter){.kind = BIND_INT, .number = (int64_t)offset});
}

/* ---- what a list is known by among the remembered totals and page starts ---- */

static uint64_t statement_hash(const struct statement *statement, uint64_t salt) {
    uint64_t hash = slice_hash(text_slice(&statement->sql)) ^ salt * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < statement->count; i++) {
        const struct parameter *parameter = &statement->parameters[i];
        struct slice text = parameter->text;
        if (parameter->kind == BIND_VALUE) text = value_format(statement->arena, parameter->field, &parameter->value);
        if (parameter->kind == BIND_UUID) text = (struct slice){(const char *)parameter->id.bytes, UUID_BYTES};
        hash = (hash ^ slice_hash(text) ^ (uint64_t)parameter->number) * UINT64_C(0x9E3779B97F4A7C15);
    }
    return hash | 1;
}

int64_t query_count(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                    const struct list_query *list) {
    struct reach reach = view_reach(arena, view, list->type, list->org);
    if (reach.count == 0) return 0;
    struct statement *statement = statement_new(store, db, arena, list->type);
    uint64_t changes = store_changes_of(store, list->type); /* before the count: a change meanwhile forgets it */
    text_append(&statement->sql, S("SELECT CAST("));
    for (size_t i = 0; i < reach.count; i++) {
        text_printf(&statement->sql, "%s(SELECT COUNT(*) FROM \"%s\"", i ? " + " : "", list->type->name);
        statement_add_where(statement, view, list, reach.orgs[i], reach.max[i]);
        text_append_char(&statement->sql, ')');
    }
    text_append(&statement->sql, S(" AS BIGINT)"));
    int64_t total = 0;
    uint64_t key = statement_hash(statement, 0);
    if (list_memory_total(store->list_memory, key, changes, &total)) return total;
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&statement->sql)));
    statement_bind(statement, query);
    if (db_next(query)) total = db_column_int(query, 0);
    db_done(query);
    list_memory_keep_total(store->list_memory, key, changes, total);
    return total;
}

/* ---- lists ---- */

/* Which rows of the list a statement fetches. */
struct span {
    struct cursor behind;
    size_t offset, count;
};

/* One SELECT per organisation, each in order and cut to what can be on the page, merged by the database. */
static bool statement_build_list(struct statement *statement, struct store *store, const struct view *view,
                                 const struct list_query *list, const struct span *span) {
    struct reach reach = view_reach(statement->arena, view, list->type, list->org);
    for (size_t i = 0; i < reach.count; i++) {
        if (i) text_append(&statement->sql, S(" UNION ALL "));
        if (reach.count > 1) text_append(&statement->sql, S("SELECT * FROM ("));
        text_append(&statement->sql, S("SELECT "));
        codec_select_columns(&statement->sql, store->kind, list->type, reach.max[i]);
        text_printf(&statement->sql, " FROM \"%s\"", list->type->name);
        statement_add_where(statement, view, list, reach.orgs[i], reach.max[i]);
        if (!statement_add_cursor(statement, list, &span->behind)) return false;
        statement_add_order(statement, list);
        if (reach.count > 1) {
            statement_add_limit(statement, span->count + span->offset, 0);
            text_printf(&statement->sql, ") AS part%zu", i);
        }
    }
    if (reach.count > 1) {
        struct text inner = statement->sql;
        statement->sql = TEXT_IN(statement->arena);
        text_printf(&statement->sql, "SELECT * FROM (%.*s) AS parts", SLICE_ARG(text_slice(&inner)));
        statement_add_order(statement, list);
    }
    if (reach.count) statement_add_limit(statement, span->count, span->offset);
    return true;
}

/* Reads the page; with `lead` the first row is the last one of the page before, and gives the cursor of this page. */
static void list_fetch(struct db *db, struct arena *arena, struct statement *statement, const struct list_query *list,
                       struct slice *lead, struct list_page *page) {
    if (statement->sql.len == 0) return; /* no organisation in reach */
    struct db_query *query = db_query(db, sql_built(arena, text_slice(&statement->sql)));
    statement_bind(statement, query);
    bool there = !lead || db_next(query);
    if (lead && there) *lead = cursor_format(arena, list, codec_read(arena, query, list->type));
    while (there && page->count < list->limit && (there = db_next(query))) {
        page->records[page->count++] = codec_read(arena, query, list->type);
    }
    bool more = there && db_next(query);
    db_done(query);
    if (more) page->next_cursor = cursor_format(arena, list, page->records[page->count - 1]);
}

static bool list_by_cursor(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                           const struct list_query *list, struct slice cursor, struct list_page *page) {
    struct span span = {.count = list->limit + 1}; /* one more tells whether there is a next page */
    struct statement *statement = statement_new(store, db, arena, list->type);
    if (!cursor_parse(arena, cursor, &span.behind)) return false;
    if (!statement_build_list(statement, store, view, list, &span)) return false;
    list_fetch(db, arena, statement, list, NULL, page);
    return true;
}

/* Page 1,000 costs the database a walk over all rows before it, once: then its start is a cursor. */
static bool list_by_number(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                           const struct list_query *list, struct list_page *page) {
    struct slice start = S("");
    size_t offset = (list->page - 1) * list->limit;
    uint64_t changes = store_changes_of(store, list->type); /* before reading: a change meanwhile forgets the start */
    struct statement *first = statement_new(store, db, arena, list->type);
    struct statement *statement = statement_new(store, db, arena, list->type);
    if (!statement_build_list(first, store, view, list, &(struct span){.count = list->limit + 1})) return false;
    uint64_t key = statement_hash(first, offset), next_key = statement_hash(first, offset + list->limit);
    if (list_memory_start(store->list_memory, arena, key, changes, &start)) {
        if (!list_by_cursor(store, db, arena, view, list, start, page)) return false;
    } else {
        struct span span = {.offset = offset - 1, .count = list->limit + 2};
        if (!statement_build_list(statement, store, view, list, &span)) return false;
        list_fetch(db, arena, statement, list, &start, page);
        if (start.len) list_memory_keep_start(store->list_memory, key, changes, start);
    }
    if (page->next_cursor.len) list_memory_keep_start(store->list_memory, next_key, changes, page->next_cursor);
    return true;
}

/* A list narrowed by search: the hits in their order, checked against view and filters by id. */
static bool hit_passes(const struct record *record, const struct list_query *list);

struct search_of_list {
    const struct view *view;
};

static struct view search_of_list_view(void *context, const struct record_type *type) {
    (void)type;
    return *((struct search_of_list *)context)->view;
}

static void list_search(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                        const struct list_query *list, struct list_page *page) {
    struct search_of_list context = {view};
    struct search_hit *hits = arena_make(arena, struct search_hit, LIMIT_LIST_ROWS);
    size_t count = query_search(store, db, arena, search_of_list_view, &context, list->type, list->search, hits, LIMIT_LIST_ROWS);
    for (size_t i = 0; i < count && page->count < list->limit; i++) {
        struct record *record;
        if (!query_get(store, db, arena, view, list->type, hits[i].id, &record, NULL)) continue;
        bool wanted_org = uuid_is_zero(list->org) || uuid_equal(list->org, record->org_id);
        if (wanted_org && hit_passes(record, list)) page->records[page->count++] = record;
    }
    if (list->want_total) page->total = (int64_t)page->count;
}

bool list_sort_is_hidden(struct arena *arena, const struct view *view, const struct list_query *list) {
    struct reach reach = view_reach(arena, view, list->type, list->org);
    for (size_t i = 0; list->sort && i < reach.count; i++) {
        if (list->sort->sensitivity > reach.max[i]) return true;
    }
    return false;
}

bool query_list(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                const struct list_query *list, struct list_page *page, struct refusal *refusal) {
    struct list_query unsorted;
    if (list_sort_is_hidden(arena, view, list)) {
        unsorted = *list;
        unsorted.sort = NULL;
        list = &unsorted;
    }
    ASSERT(list->limit >= 1 && list->limit <= LIMIT_LIST_ROWS);
    *page = (struct list_page){.records = arena_make(arena, struct record *, list->limit), .total = -1};
    if (slice_trim(list->search).len) {
        list_search(store, db, arena, view, list, page);
        return true;
    }
    bool good = list->page > 1 ? list_by_number(store, db, arena, view, list, page)
                               : list_by_cursor(store, db, arena, view, list, list->cursor, page);
    if (!good) return refuse(refusal, S("cursor"), "This cursor is not one this list gave out.");
    if (list->want_total) page->total = query_count(store, db, arena, view, list);
    return db_status(db) == DB_OK || refuse(refusal, S(""), "The list could not be read.");
}

/* ---- filters on a record in memory ---- */

static int value_order(const struct field *field, const struct value *a, const struct value *b) {
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER: return (a->number > b->number) - (a->number < b->number);
    case HOLDS_MONEY: return (a->money.amount > b->money.amount) - (a->money.amount < b->money.amount);
    case HOLDS_ID: return uuid_compare(a->id, b->id);
    case HOLDS_DATE: {
        int64_t day_a = date_first_day(a->date), day_b = date_first_day(b->date);
        return (day_a > day_b) - (day_a < day_b);
    }
    case HOLDS_TEXT: return slice_compare(a->text, b->text);
    }
    BUG("field kind %d", field->kind);
}

static bool codes_share(struct slice codes, struct slice wanted) {
    struct slice code;
    while (slice_split(&wanted, ',', &code)) {
        if (codes_contain(codes, code)) return true;
    }
    return false;
}

bool filter_passes(const struct filter *filter, const struct record *record) {
    const struct value *value = record_value_const(record, filter->field);
    if (filter->op == FILTER_EMPTY) return !value->present;
    if (!value->present || value->sealed) return filter->op == FILTER_NOT_EQUAL && value->present;
    int order = filter->op == FILTER_FILLED ? 0 : value_order(filter->field, value, &filter->value);
    switch (filter->op) {
    case FILTER_EQUAL: return order == 0;
    case FILTER_NOT_EQUAL: return order != 0;
    case FILTER_LESS: return order < 0;
    case FILTER_GREATER: return order > 0;
    case FILTER_AT_LEAST: return order >= 0;
    case FILTER_AT_MOST: return order <= 0;
    case FILTER_HAS: return codes_share(value->text, filter->value.text);
    case FILTER_WITHIN: return slice_starts(value->text, filter->value.text);
    case FILTER_EMPTY: return false;
    case FILTER_FILLED: return true;
    }
    BUG("filter %d", filter->op);
}

static bool hit_passes(const struct record *record, const struct list_query *list) {
    if (list->deleted_only ? !record->deleted_ms : record->deleted_ms && !list->deleted_too) return false;
    for (size_t i = 0; i < list->filter_count; i++) {
        if (!filter_passes(&list->filters[i], record)) return false;
    }
    return true;
}

/* ---- whole lists ---- */

size_t query_list_all(struct store *store, struct db *db, struct arena *arena, const struct view *view,
                      struct list_query *query, size_t max, struct record ***records, bool *is_cut) {
    struct refusal refusal = REFUSAL_IN(arena);
    struct list_page page = {0};
    size_t count = 0;
    *records = NULL;
    query->limit = LIMIT_LIST_ROWS;
    while (count < max && query_list(store, db, arena, view, query, &page, &refusal)) {
        for (size_t i = 0; i < page.count; i++) {
            *records = arena_room(arena, *records, sizeof **records, count);
            (*records)[count++] = page.records[i];
        }
        query->cursor = page.next_cursor;
        if (!page.next_cursor.len) break;
    }
    if (is_cut) *is_cut = page.next_cursor.len > 0;
    return count;
}
