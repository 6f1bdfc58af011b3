/* SPDX-License-Identifier: Apache-2.0 */
#include "store/codec.h"

#include "base/log.h"
#include "store/schema.h"

enum { HEAD_COLUMNS = 8 };

static const char head_columns[] = "org_id, id, version, created_ms, updated_ms, deleted_ms, created_by, code";

void codec_select_columns(struct text *sql, enum db_kind kind, const struct record_type *type, enum sensitivity max) {
    text_append(sql, slice_of(head_columns));
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        bool visible = field->sensitivity <= max;
        if (visible) text_printf(sql, ", \"%s\"", field->name);
        else text_printf(sql, ", CAST(NULL AS %s) AS \"%s\"", schema_column_type(kind, field), field->name);
        if (field->kind != KIND_MONEY) continue;
        if (visible) text_printf(sql, ", \"%s_currency\"", field->name);
        else text_printf(sql, ", CAST(NULL AS TEXT) AS \"%s_currency\"", field->name);
    }
}

static void codec_read_money(struct db_query *query, int column, struct value *value) {
    value->money.amount = db_column_int(query, column);
    value->present = currency_parse(db_column_text(query, column + 1), &value->money.currency);
}

static void codec_read_value(struct arena *arena, struct db_query *query, int column, const struct field *field,
                             struct value *value) {
    if (db_column_is_null(query, column)) return;
    value->present = true;
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER: value->number = db_column_int(query, column); return;
    case HOLDS_MONEY: codec_read_money(query, column, value); return;
    case HOLDS_ID: value->id = db_column_uuid(query, column); return;
    case HOLDS_DATE: value->present = date_parse_iso(db_column_text(query, column), &value->date); return;
    case HOLDS_TEXT:
        value->text = arena_copy(arena, db_column_text(query, column));
        value->sealed = field->sealed;
        return;
    }
    BUG("field kind %d", field->kind);
}

struct record *codec_read(struct arena *arena, struct db_query *query, const struct record_type *type) {
    struct record *record = record_new(arena, type);
    record->org_id = db_column_uuid(query, 0);
    record->id = db_column_uuid(query, 1);
    record->version = db_column_int(query, 2);
    record->created_ms = db_column_int(query, 3);
    record->updated_ms = db_column_int(query, 4);
    record->deleted_ms = db_column_int(query, 5);
    record->created_by = db_column_uuid(query, 6);
    if (!db_column_is_null(query, 7)) record->code = arena_copy(arena, db_column_text(query, 7));
    int column = HEAD_COLUMNS;
    for (size_t i = 0; i < type->field_count; i++) {
        codec_read_value(arena, query, column, &type->fields[i], &record->values[i]);
        column += type->fields[i].kind == KIND_MONEY ? 2 : 1;
    }
    return record;
}

static void codec_write_column(struct text *sql, const char *name, const char *suffix, int *index, bool assigns) {
    text_printf(sql, ", \"%s%s\"", name, suffix);
    if (assigns) text_printf(sql, " = ?%d", *index);
    ++*index;
}

/* Every column behind the first two, in the order codec_bind binds them. */
static void codec_write_columns(struct text *sql, const struct record_type *type, bool assigns) {
    static const char *const head[] = {"version", "created_ms", "updated_ms", "deleted_ms", "created_by", "code"};
    int index = 3;
    for (size_t i = 0; i < ARRAY_LEN(head); i++) {
        codec_write_column(sql, head[i], "", &index, assigns);
    }
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        codec_write_column(sql, field->name, "", &index, assigns);
        if (field->kind == KIND_MONEY) codec_write_column(sql, field->name, "_currency", &index, assigns);
        if (field->sealed) codec_write_column(sql, field->name, "_index", &index, assigns);
    }
}

static int codec_column_count(const struct record_type *type) {
    int count = HEAD_COLUMNS + (int)type->field_count;
    for (size_t i = 0; i < type->field_count; i++) {
        count += type->fields[i].kind == KIND_MONEY || type->fields[i].sealed;
    }
    return count;
}

struct sql codec_insert_sql(struct arena *arena, const struct record_type *type) {
    struct text sql = TEXT_IN(arena);
    text_printf(&sql, "INSERT INTO \"%s\" (org_id, id", type->name);
    codec_write_columns(&sql, type, false);
    text_append(&sql, S(") VALUES ("));
    for (int i = 1; i <= codec_column_count(type); i++) {
        text_printf(&sql, "%s?%d", i > 1 ? ", " : "", i);
    }
    text_append(&sql, S(")"));
    return sql_built(arena, text_slice(&sql));
}

struct sql codec_update_sql(struct arena *arena, const struct record_type *type) {
    struct text sql = TEXT_IN(arena);
    text_printf(&sql, "UPDATE \"%s\" SET id = ?2", type->name);
    codec_write_columns(&sql, type, true);
    text_append(&sql, S(" WHERE org_id = ?1 AND id = ?2"));
    return sql_built(arena, text_slice(&sql));
}

void codec_bind_value(struct arena *arena, struct db_query *query, int index, const struct field *field,
                      const struct value *value) {
    if (!value->present) {
        db_bind_null(query, index);
        return;
    }
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER: db_bind_int(query, index, value->number); return;
    case HOLDS_MONEY: db_bind_int(query, index, value->money.amount); return;
    case HOLDS_ID: db_bind_uuid(query, index, value->id); return;
    case HOLDS_DATE: db_bind_text(query, index, date_format_iso(arena, value->date)); return;
    case HOLDS_TEXT:
        if (field->sealed) db_bind_blob(query, index, value->text);
        else db_bind_text(query, index, value->text);
        return;
    }
    BUG("field kind %d", field->kind);
}

static void codec_bind_currency(struct db_query *query, int index, const struct value *value) {
    if (value->present) db_bind_text(query, index, currency_code(value->money.currency));
    else db_bind_null(query, index);
}

static void codec_bind_index(struct db_query *query, int index, struct slice blind) {
    if (blind.len) db_bind_blob(query, index, blind);
    else db_bind_null(query, index);
}

void codec_bind(struct arena *arena, struct db_query *query, const struct record *record,
                const struct slice *indexes) {
    db_bind_uuid(query, 1, record->org_id);
    db_bind_uuid(query, 2, record->id);
    db_bind_int(query, 3, record->version);
    db_bind_int(query, 4, record->created_ms);
    db_bind_int(query, 5, record->updated_ms);
    db_bind_int(query, 6, record->deleted_ms);
    db_bind_uuid(query, 7, record->created_by);
    if (record->code.len) db_bind_text(query, 8, record->code);
    else db_bind_null(query, 8);
    int index = HEAD_COLUMNS + 1;
    for (size_t i = 0; i < record->type->field_count; i++) {
        const struct field *field = &record->type->fields[i];
        ASSERT(!field->sealed || !record->values[i].present || record->values[i].sealed);
        codec_bind_value(arena, query, index++, field, &record->values[i]);
        if (field->kind == KIND_MONEY) codec_bind_currency(query, index++, &record->values[i]);
        if (field->sealed) codec_bind_index(query, index++, indexes[i]);
    }
}
