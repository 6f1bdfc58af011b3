/* SPDX-License-Identifier: Apache-2.0 */
#include "store/row_stream.h"

#include <stdatomic.h>

#include "store/schema.h"
#include "store/statement.h"
#include "store/store_internal.h"
#include "store/view.h"

enum { FETCH_ROWS = 1000 }; /* of one round trip to PostgreSQL; SQLite gives rows one by one anyway */

struct row_stream {
    struct arena *arena;
    struct db *db;
    struct statement *statement;
    struct sql fetch, close; /* PostgreSQL: of its cursor */
    struct db_query *query;
    size_t fetched; /* rows of the present round trip that were given out */
    bool is_open;
};

int row_column_index(const struct row_column *columns, size_t column) {
    int index = ROW_FIELDS;
    for (size_t i = 0; i < column; i++) {
        index += columns[i].field->kind == KIND_MONEY ? 2 : 1;
    }
    return index;
}

/* ---- columns ---- */

static bool is_title_part(const struct field *field, enum sensitivity max) {
    bool is_text = kind_holds(field->kind) == HOLDS_TEXT || kind_holds(field->kind) == HOLDS_DATE;
    return is_text && !field->sealed && field->sensitivity <= max;
}

/* In Khmer where it is said in Khmer; NULL: said already, or not to be seen. */
static struct slice title_part(struct arena *arena, const struct record_type *type, const struct field *field,
                               enum sensitivity max, bool in_khmer) {
    const struct field *khmer = in_khmer ? field_in_khmer(type, field) : NULL,
                       *english = in_khmer ? field_of_khmer(type, field) : NULL;
    bool is_said = english && names_contain(type->title, slice_of(english->name));
    if (!is_title_part(field, max) || is_said) return S("");
    if (khmer && is_title_part(khmer, max))
        return arena_printf(arena, "COALESCE(r.\"%s\", r.\"%s\")", khmer->name, field->name);
    return arena_printf(arena, "r.\"%s\"", field->name);
}

/* The title's visible texts joined by " · "; NULL when there are none. */
static struct slice title_expression(struct arena *arena, const struct row_column *column,
                                     enum sensitivity max) {
    const struct record_type *type = column->title_of;
    struct slice all = S(""), rest = slice_of(type->title), name;
    while (slice_split(&rest, ' ', &name)) {
        struct slice part =
            title_part(arena, type, record_type_field(type, name), max, column->title_in_khmer);
        if (!part.len) continue;
        if (!all.len)
            all = part;
        else
            all = arena_printf(
                arena,
                "CASE WHEN %.*s IS NULL THEN %.*s WHEN %.*s IS NULL THEN %.*s ELSE %.*s || ' · ' || %.*s END",
                SLICE_ARG(all), SLICE_ARG(part), SLICE_ARG(part), SLICE_ARG(all), SLICE_ARG(all),
                SLICE_ARG(part));
    }
    return all.len ? all : S("NULL");
}

static void add_title_creators(struct statement *statement, const struct view *view) {
    if (!view->creators) return;
    text_append(&statement->sql, S(" AND r.created_by IN (NULL"));
    for (size_t i = 0; i < view->creator_count; i++) {
        text_append_char(&statement->sql, ',');
        statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = view->creators[i]});
    }
    text_append_char(&statement->sql, ')');
}

/* The title of what a reference leads to, inside the same organisation (or shared); NULL for who may not see
 * it. */
static void add_title(struct statement *statement, const struct row_column *column, struct uuid org) {
    const struct record_type *type = column->title_of;
    bool is_shared = type->scope == SCOPE_SHARED;
    if (!column->title_view.allowed || (!is_shared && !view_has(&column->title_view, org))) {
        text_printf(&statement->sql, ", CAST(NULL AS TEXT) AS \"%s\"", column->field->name);
        return;
    }
    struct slice title = title_expression(statement->arena, column,
                                          view_max(&column->title_view, type, is_shared ? SHARED_ORG : org));
    text_printf(&statement->sql,
                ", (SELECT COALESCE(%.*s, r.code) FROM \"%s\" r WHERE r.org_id = ", SLICE_ARG(title),
                type->name);
    statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = is_shared ? SHARED_ORG : org});
    text_printf(&statement->sql, " AND r.id = t.\"%s\"", column->field->name);
    add_title_creators(statement, &column->title_view);
    text_printf(&statement->sql, ") AS \"%s\"", column->field->name);
}

static void add_field(struct statement *statement, const struct field *field, enum sensitivity max) {
    struct text *sql = &statement->sql;
    bool visible = field->sensitivity <= max;
    if (!visible)
        text_printf(sql, ", CAST(NULL AS %s) AS \"%s\"", schema_column_type(statement->store->kind, field),
                    field->name);
    else if (field->sealed)
        text_printf(sql, ", CASE WHEN t.\"%s\" IS NULL THEN NULL ELSE 1 END AS \"%s\"", field->name,
                    field->name);
    else
        text_printf(sql, ", t.\"%s\"", field->name);
    if (field->kind != KIND_MONEY) return;
    if (visible)
        text_printf(sql, ", t.\"%s_currency\"", field->name);
    else
        text_printf(sql, ", CAST(NULL AS TEXT) AS \"%s_currency\"", field->name);
}

static void add_ids(struct statement *statement, const struct uuid *ids, size_t count) {
    text_append(&statement->sql, S(" AND id IN (NULL"));
    for (size_t i = 0; i < count; i++) {
        text_append_char(&statement->sql, ',');
        statement_add(statement, (struct parameter){.kind = BIND_UUID, .id = ids[i]});
    }
    text_append_char(&statement->sql, ')');
}

/* ---- the statement: one SELECT per organisation, merged by the database ---- */

struct whole_list {
    const struct view *view;
    const struct list_query *list;
    const struct field *sort;
    const struct row_column *columns;
    size_t column_count;
    const struct uuid *ids;
    size_t id_count;
};

static void add_select(struct statement *statement, const struct whole_list *whole, struct uuid org,
                       enum sensitivity max) {
    text_append(&statement->sql, S("SELECT t.org_id, t.id, t.version, t.created_ms, t.updated_ms, t.code"));
    for (size_t i = 0; i < whole->column_count; i++) {
        if (whole->columns[i].title_of && whole->columns[i].field->sensitivity <= max)
            add_title(statement, &whole->columns[i], org);
        else
            add_field(statement, whole->columns[i].field, max);
    }
    if (whole->sort) {
        text_printf(&statement->sql,
                    ", CASE WHEN t.\"%s\" IS NULL THEN 1 ELSE 0 END AS sort_absent, t.\"%s\" AS sort_value",
                    whole->sort->name, whole->sort->name);
    }
    text_printf(&statement->sql, " FROM \"%s\" t", statement->type->name);
    statement_add_where(statement, whole->view, whole->list, org, max);
    if (whole->ids) add_ids(statement, whole->ids, whole->id_count);
}

static void add_order(struct statement *statement, const struct whole_list *whole) {
    if (!whole->sort) {
        text_append(&statement->sql, S(" ORDER BY id DESC"));
        return;
    }
    const char *way = whole->list->descending ? "DESC" : "ASC";
    text_printf(&statement->sql, " ORDER BY sort_absent, sort_value %s, id %s", way, way);
}

static void build(struct statement *statement, const struct whole_list *whole) {
    struct reach reach = view_reach(statement->arena, whole->view, whole->list->type, whole->list->org);
    for (size_t i = 0; i < reach.count; i++) {
        if (i) text_append(&statement->sql, S(" UNION ALL "));
        add_select(statement, whole, reach.orgs[i], reach.max[i]);
    }
    if (reach.count) add_order(statement, whole);
}

/* ---- reading ---- */

/* A result of PostgreSQL is in memory as a whole, so there a cursor of the server gives it piece by piece.
 * Every stream has a cursor of its own name: a FETCH that was prepared for other columns could not be used
 * again. */
static void open_cursor(struct row_stream *stream) {
    static atomic_uint_fast64_t numbers;
    unsigned long long number = atomic_fetch_add(&numbers, 1);
    struct slice declare = arena_printf(stream->arena, "DECLARE rows_%llu NO SCROLL CURSOR FOR %.*s", number,
                                        SLICE_ARG(text_slice(&stream->statement->sql)));
    struct db_query *query = db_query(stream->db, sql_built(stream->arena, declare));
    statement_bind(stream->statement, query);
    db_run(query);
    stream->fetch =
        sql_built(stream->arena, arena_printf(stream->arena, "FETCH %d FROM rows_%llu", FETCH_ROWS, number));
    stream->close = sql_built(stream->arena, arena_printf(stream->arena, "CLOSE rows_%llu", number));
    stream->query = db_query(stream->db, stream->fetch);
}

static void open_direct(struct row_stream *stream) {
    stream->query = db_query(stream->db, sql_built(stream->arena, text_slice(&stream->statement->sql)));
    statement_bind(stream->statement, stream->query);
}

struct row_stream *row_stream_open(struct store *store, struct db *db, struct arena *arena,
                                   const struct view *view, const struct list_query *list,
                                   const struct row_column *columns, size_t column_count,
                                   const struct uuid *ids, size_t id_count) {
    struct row_stream *stream = arena_make(arena, struct row_stream, 1);
    struct whole_list whole = {.view = view,
                               .list = list,
                               .columns = columns,
                               .column_count = column_count,
                               .ids = ids,
                               .id_count = id_count};
    whole.sort = list_sort_is_hidden(arena, view, list) ? NULL : list->sort;
    *stream = (struct row_stream){
        .arena = arena, .db = db, .statement = statement_new(store, db, arena, list->type)};
    build(stream->statement, &whole);
    stream->is_open = stream->statement->sql.len > 0;
    if (!stream->is_open) return stream; /* no organisation in reach */
    if (db_kind_of(db) == DB_POSTGRESQL)
        open_cursor(stream);
    else
        open_direct(stream);
    return stream;
}

struct db_query *row_stream_next(struct row_stream *stream) {
    if (!stream->is_open) return NULL;
    if (db_next(stream->query)) {
        stream->fetched++;
        return stream->query;
    }
    bool may_have_more = stream->fetch.text && stream->fetched == FETCH_ROWS;
    if (!may_have_more) return NULL;
    db_done(stream->query);
    stream->fetched = db_next(stream->query);
    return stream->fetched ? stream->query : NULL;
}

void row_stream_close(struct row_stream *stream) {
    if (!stream->is_open) return;
    db_done(stream->query);
    if (stream->close.text) db_run(db_query(stream->db, stream->close));
    stream->is_open = false;
}
