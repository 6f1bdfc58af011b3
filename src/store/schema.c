/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

#include "base/log.h"
#include "base/text.h"

struct column_types {
    const char *integer, *text, *id, *blob, *table_end, *by_bytes;
};

static const struct column_types column_types[] = {
    [DB_SQLITE] = {"INTEGER", "TEXT", "BLOB", "BLOB", ") WITHOUT ROWID;\n", ""},
    [DB_POSTGRESQL] = {"BIGINT", "TEXT", "UUID", "BYTEA", ");\n", " COLLATE \"C\""},
};

static const char *column_type(const struct column_types *types, const struct field *field) {
    if (field->sealed) return types->blob;
    switch (kind_holds(field->kind)) {
    case HOLDS_NUMBER:
    case HOLDS_MONEY: return types->integer;
    case HOLDS_ID: return types->id;
    case HOLDS_TEXT:
    case HOLDS_DATE: return types->text;
    }
    BUG("field kind %d", field->kind);
}

const char *schema_column_type(enum db_kind kind, const struct field *field) {
    return column_type(&column_types[kind], field);
}

static void schema_add_field(struct text *out, const struct column_types *types, const struct field *field) {
    text_printf(out, "  \"%s\" %s,\n", field->name, column_type(types, field));
    if (field->kind == KIND_MONEY) text_printf(out, "  \"%s_currency\" TEXT,\n", field->name);
    if (field->sealed) text_printf(out, "  \"%s_index\" %s,\n", field->name, types->blob);
}

static void schema_add_table(struct text *out, const struct column_types *types, const struct record_type *type) {
    text_printf(out, "CREATE TABLE IF NOT EXISTS \"%s\" (\n  org_id %s NOT NULL,\n  id %s NOT NULL,\n", type->name,
                types->id, types->id);
    text_printf(out, "  version %s NOT NULL,\n  created_ms %s NOT NULL,\n  updated_ms %s NOT NULL,\n", types->integer,
                types->integer, types->integer);
    text_printf(out, "  deleted_ms %s NOT NULL,\n  created_by %s NOT NULL,\n  code TEXT,\n", types->integer, types->id);
    for (size_t i = 0; i < type->field_count; i++) {
        schema_add_field(out, types, &type->fields[i]);
    }
    text_printf(out, "  PRIMARY KEY (org_id, id)\n%s", types->table_end);
}

static void schema_add_names(struct text *out, const char *names) {
    struct slice rest = slice_of(names), name;
    while (slice_split(&rest, ' ', &name)) {
        text_printf(out, "%s\"%.*s\"", out->s[out->len - 1] == '(' ? "" : ", ", SLICE_ARG(name));
    }
}

static bool field_leads_unique(const struct record_type *type, const struct field *field) {
    struct slice rest = slice_of(type->unique), first;
    return type->unique && slice_split(&rest, ' ', &first) && slice_equal(first, slice_of(field->name));
}

static bool field_wants_index(const struct record_type *type, const struct field *field) {
    if (field_leads_unique(type, field)) return false;
    bool sortable = field->filterable && (field->kind == KIND_PLACE || field->kind == KIND_DATE);
    return field->indexed || sortable || (field->kind == KIND_REF && field->filterable);
}

/* All that a count or sum asks for stands in the index, an amount with its currency. */
static void schema_add_counted(struct text *out, const struct record_type *type) {
    struct slice rest = slice_of(type->counted), name;
    text_printf(out, "CREATE INDEX IF NOT EXISTS \"%s_counted\" ON \"%s\" (org_id", type->name, type->name);
    while (slice_split(&rest, ' ', &name)) {
        text_printf(out, ", \"%.*s\"", SLICE_ARG(name));
        if (record_type_field(type, name)->kind == KIND_MONEY) text_printf(out, ", \"%.*s_currency\"", SLICE_ARG(name));
    }
    text_append(out, S(", deleted_ms, id) WHERE deleted_ms = 0;\n")); /* SQLite looks at deleted_ms all the same */
}

static void schema_add_indexes(struct text *out, const struct record_type *type) {
    if (type->unique) {
        text_printf(out, "CREATE UNIQUE INDEX IF NOT EXISTS \"%s_unique\" ON \"%s\" (org_id", type->name, type->name);
        schema_add_names(out, type->unique);
        text_append(out, S(") WHERE deleted_ms = 0;\n"));
    }
    if (type->unique_everywhere) {
        text_printf(out, "CREATE UNIQUE INDEX IF NOT EXISTS \"%s_everywhere\" ON \"%s\" (", type->name, type->name);
        schema_add_names(out, type->unique_everywhere);
        text_append(out, S(") WHERE deleted_ms = 0;\n"));
    }
    if (type->counted) schema_add_counted(out, type);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        const char *column = field->name;
        if (field->sealed && !field->filterable) continue; /* nobody looks for it */
        if (field->sealed) {
            text_printf(out, "CREATE INDEX IF NOT EXISTS \"%s_%s\" ON \"%s\" (org_id, \"%s_index\");\n", type->name,
                        column, type->name, column);
        } else if (field_wants_index(type, field)) {
            text_printf(out, "CREATE INDEX IF NOT EXISTS \"%s_%s\" ON \"%s\" (org_id, \"%s\", id);\n", type->name,
                        column, type->name, column);
        }
    }
}

/*
 * What SQLite's planner is told about the large tables, the same for an empty database and one of a million records.
 * Untold, it takes an organisation for ten rows, finds that as good as any index behind it, and walks a million rows for the
 * attendance of one session.  Whoever runs ANALYZE has their own numbers, which stay.
 */
static void schema_add_statistic(struct text *out, const char *table, const char *suffix, const char *numbers) {
    text_printf(out, "%s  ('%s', '%s%s', '%s')", out->len ? ",\n" : "", table, table, suffix, numbers);
}

/* All columns of a unique index find one row; all but the last find few. */
static const char *statistic_of_unique(struct arena *arena, const char *names) {
    struct text numbers = TEXT_IN(arena);
    text_append(&numbers, S("1000000 250000"));
    for (const char *c = names; *c; c++) {
        if (*c == ' ') text_append(&numbers, S(" 20"));
    }
    text_append(&numbers, S(" 1"));
    return arena_cstr(arena, text_slice(&numbers));
}

/* The first column finds few, as a reference does; the rest is there to be read. */
static const char *statistic_of_counted(struct arena *arena, const struct record_type *type) {
    struct text numbers = TEXT_IN(arena);
    struct slice rest = slice_of(type->counted), name;
    text_append(&numbers, S("1000000 250000"));
    while (slice_split(&rest, ' ', &name)) {
        bool has_currency = record_type_field(type, name)->kind == KIND_MONEY;
        text_append(&numbers, has_currency ? S(" 20 20") : S(" 20"));
    }
    text_append(&numbers, S(" 20 1"));
    return arena_cstr(arena, text_slice(&numbers));
}

/* The work itself, its money and what is attached, handed in and taken away grow without end; an organisation's promises,
 * users and settings stay few. */
static bool type_grows(const struct record_type *type) {
    switch (type->access) {
    case ACCESS_PEOPLE:
    case ACCESS_TRAINING:
    case ACCESS_FINANCE:
    case ACCESS_REPORT:
    case ACCESS_EXCHANGE:
    case ACCESS_SAVINGS:
    case ACCESS_LEDGER:
    case ACCESS_CASE:
    case ACCESS_CARE:
    case ACCESS_ATTACHED: return true;
    case ACCESS_PROGRAMME:
    case ACCESS_PROMISE:
    case ACCESS_PLACE:
    case ACCESS_USERS:
    case ACCESS_OWN: return false;
    case ACCESS_CLASSES: break;
    }
    BUG("class %d of %s", type->access, type->name);
}

static void schema_add_statistics_of(struct text *out, const struct record_type *type) {
    schema_add_statistic(out, type->name, "", "1000000 250000 1"); /* the table itself, by its primary key */
    if (type->unique) schema_add_statistic(out, type->name, "_unique", statistic_of_unique(out->arena, type->unique));
    if (type->unique_everywhere) schema_add_statistic(out, type->name, "_everywhere", "1000000 1");
    if (type->counted) schema_add_statistic(out, type->name, "_counted", statistic_of_counted(out->arena, type));
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        const char *suffix = arena_printf(out->arena, "_%s", field->name).s;
        if (field->sealed && !field->filterable) continue;
        if (field->sealed) schema_add_statistic(out, type->name, suffix, "1000000 250000 2");
        else if (field_wants_index(type, field)) schema_add_statistic(out, type->name, suffix, "1000000 250000 20 1");
    }
}

static void schema_add_statistics(struct text *out, const struct catalogue *catalogue) {
    struct text rows = TEXT_IN(out->arena);
    schema_add_statistic(&rows, "search_word", "", "5000000 1000000 500000 100 1");
    for (size_t i = 0; i < catalogue->count; i++) {
        if (type_grows(catalogue->types[i])) schema_add_statistics_of(&rows, catalogue->types[i]);
    }
    if (rows.len == 0) return;
    text_printf(out, "-- What the planner is told of tables that grow, however full they are: an organisation is many rows, "
                     "a reference few.\n"
                     "ANALYZE sqlite_schema;\n"
                     "INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT * FROM (VALUES\n%.*s\n) AS told WHERE NOT EXISTS "
                     "(SELECT 1 FROM sqlite_stat1 WHERE tbl = column1 AND idx = column2);\n"
                     "ANALYZE sqlite_schema;\n", SLICE_ARG(text_slice(&rows)));
}

/* The tables that are not records.  @I integer, @U id, @B blob, @E end of a table with a primary key, @C
 * ordered by bytes. */
static const char fixed_tables[] =
    "-- Settings of this database: node id, schema, counters of the writer.\n"
    "CREATE TABLE IF NOT EXISTS meta (\n  name TEXT NOT NULL,\n  value TEXT NOT NULL,\n  PRIMARY KEY (name)\n@E"
    "-- The change log: every change of every record, chained by hash.\n"
    "CREATE TABLE IF NOT EXISTS change_log (\n  seq @I NOT NULL PRIMARY KEY,\n  node @U NOT NULL,\n  hlc @I NOT NULL,\n"
    "  at_ms @I NOT NULL,\n  actor_id @U NOT NULL,\n  org_id @U NOT NULL,\n  type TEXT NOT NULL,\n"
    "  record_id @U NOT NULL,\n  verb @I NOT NULL,\n  version @I NOT NULL,\n  patch TEXT NOT NULL,\n"
    "  reason TEXT NOT NULL,\n  hash @B NOT NULL\n);\n"
    "CREATE INDEX IF NOT EXISTS change_log_record ON change_log (record_id, seq);\n"
    "-- Signed states of the chain that another office can hold against this one.\n"
    "CREATE TABLE IF NOT EXISTS checkpoint (\n  seq @I NOT NULL PRIMARY KEY,\n  at_ms @I NOT NULL,\n"
    "  hash @B NOT NULL,\n  public_key @B NOT NULL,\n  signature @B NOT NULL\n);\n"
    "-- What a submission with an idempotency key has done.\n"
    "CREATE TABLE IF NOT EXISTS idempotency (\n  org_id @U NOT NULL,\n  key_hash @B NOT NULL,\n  at_ms @I NOT NULL,\n"
    "  result TEXT NOT NULL,\n  PRIMARY KEY (org_id, key_hash)\n@E"
    "-- The next number of each kind of short code.\n"
    "CREATE TABLE IF NOT EXISTS counter (\n  org_id @U NOT NULL,\n  name TEXT NOT NULL,\n  next @I NOT NULL,\n"
    "  PRIMARY KEY (org_id, name)\n@E"
    "-- Keys, wrapped: an organisation's by the master key, a record's by its organisation's.\n"
    "CREATE TABLE IF NOT EXISTS org_key (\n  org_id @U NOT NULL,\n  wrapped @B NOT NULL,\n  created_ms @I NOT NULL,\n"
    "  PRIMARY KEY (org_id)\n@E"
    "CREATE TABLE IF NOT EXISTS record_key (\n  org_id @U NOT NULL,\n  owner_id @U NOT NULL,\n  wrapped @B NOT NULL,\n"
    "  created_ms @I NOT NULL,\n  PRIMARY KEY (org_id, owner_id)\n@E"
    "-- Every read of a sealed field.\n"
    "CREATE TABLE IF NOT EXISTS read_log (\n  org_id @U NOT NULL,\n  record_id @U NOT NULL,\n  seq @I NOT NULL,\n"
    "  at_ms @I NOT NULL,\n  actor_id @U NOT NULL,\n  type TEXT NOT NULL,\n  fields TEXT NOT NULL,\n"
    "  purpose TEXT NOT NULL,\n  owner_id @U,\n  PRIMARY KEY (org_id, record_id, seq)\n@E"
    "-- By the record under whose key it was sealed: who saw a file or any part of it.\n"
    "CREATE INDEX IF NOT EXISTS read_log_owner ON read_log (org_id, owner_id, seq);\n"
    "-- The bytes of attached files in pieces, sealed under the key of the record they hang on.\n"
    "CREATE TABLE IF NOT EXISTS attachment_piece (\n  org_id @U NOT NULL,\n  attachment_id @U NOT NULL,\n"
    "  position @I NOT NULL,\n  owner_id @U NOT NULL,\n  stored_ms @I NOT NULL,\n  sealed @B NOT NULL,\n"
    "  PRIMARY KEY (org_id, attachment_id, position)\n@E"
    "-- What each record counts for in each part of a promise; kept by the write path.\n"
    "CREATE TABLE IF NOT EXISTS contribution (\n  org_id @U NOT NULL,\n  source_id @U NOT NULL,\n  part_id @U NOT NULL,\n"
    "  unit_key @B NOT NULL,\n  day @I NOT NULL,\n  commune TEXT NOT NULL,\n  sex TEXT NOT NULL,\n  age TEXT NOT NULL,\n"
    "  each_key TEXT NOT NULL,\n  amount @I NOT NULL,\n  PRIMARY KEY (org_id, part_id, source_id)\n@E"
    "-- Where and when each unit of a distinct count was met, with reference counts.\n"
    "CREATE TABLE IF NOT EXISTS promise_unit (\n  org_id @U NOT NULL,\n  part_id @U NOT NULL,\n  unit_key @B NOT NULL,\n"
    "  month @I NOT NULL,\n  commune TEXT NOT NULL,\n  each_key TEXT NOT NULL,\n  sex TEXT NOT NULL,\n"
    "  age TEXT NOT NULL,\n  refs @I NOT NULL,\n  amount @I NOT NULL,\n"
    "  PRIMARY KEY (org_id, unit_key, part_id, month, commune, each_key, sex, age)\n@E"
    "-- The numbers people see.\n"
    "CREATE TABLE IF NOT EXISTS promise_cell (\n  org_id @U NOT NULL,\n  part_id @U NOT NULL,\n  grain @I NOT NULL,\n"
    "  period @I NOT NULL,\n  dim @I NOT NULL,\n  cell_key TEXT NOT NULL,\n  number @I NOT NULL,\n"
    "  PRIMARY KEY (org_id, part_id, dim, grain, period, cell_key)\n@E";

static void schema_add_fixed(struct text *out, const struct column_types *types, const char *tables) {
    for (const char *c = tables; *c; c++) {
        if (*c != '@') {
            text_append_char(out, *c);
            continue;
        }
        switch (*++c) {
        case 'I': text_append(out, slice_of(types->integer)); break;
        case 'U': text_append(out, slice_of(types->id)); break;
        case 'B': text_append(out, slice_of(types->blob)); break;
        case 'E': text_append(out, slice_of(types->table_end)); break;
        case 'C': text_append(out, slice_of(types->by_bytes)); break;
        }
    }
}

/* The index of words (search_word.h); by bytes in both databases, whatever the database's own order of letters. */
static const char word_table[] =
    "-- Words that find records with names of people.\n"
    "CREATE TABLE IF NOT EXISTS search_word (\n  org_id @U NOT NULL,\n  type TEXT NOT NULL,\n  word TEXT@C NOT NULL,\n"
    "  record_id @U NOT NULL,\n  PRIMARY KEY (org_id, type, word, record_id)\n@E";

/* The index over search keys: trigrams in both databases (the default tokenizers break Khmer). */
static struct slice schema_search(enum db_kind kind) {
    switch (kind) {
    case DB_SQLITE:
        return S("-- Search keys of names and codes, by trigram.\n"
                 "CREATE VIRTUAL TABLE IF NOT EXISTS search_entry USING fts5 (search_key, org_id UNINDEXED, "
                 "record_id UNINDEXED, type UNINDEXED, tokenize='trigram', detail='full');\n"
                 "CREATE TABLE IF NOT EXISTS search_row (\n  org_id BLOB NOT NULL,\n  record_id BLOB NOT NULL,\n"
                 "  entry INTEGER NOT NULL,\n  PRIMARY KEY (org_id, record_id)\n"
                 ") WITHOUT ROWID;\n"
                 "-- Which trigrams there are: what begins with two letters is found without reading every entry.\n"
                 "CREATE VIRTUAL TABLE IF NOT EXISTS search_trigram USING fts5vocab (search_entry, row);\n");
    case DB_POSTGRESQL:
        return S("-- Search keys of names and codes, by trigram.\n"
                 "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n"
                 "CREATE TABLE IF NOT EXISTS search_entry (\n  org_id UUID NOT NULL,\n  record_id UUID NOT NULL,\n"
                 "  type TEXT NOT NULL,\n  search_key TEXT NOT NULL,\n  PRIMARY KEY (org_id, record_id)\n);\n"
                 "CREATE INDEX IF NOT EXISTS search_entry_key ON search_entry USING gin (search_key gin_trgm_ops);\n");
    }
    BUG("database kind %d", kind);
}

struct slice schema_text(struct arena *arena, const struct catalogue *catalogue, enum db_kind kind,
                         struct slice extra) {
    const struct column_types *types = &column_types[kind];
    struct text out = TEXT_IN(arena);
    text_append(&out, S("-- Made from the catalogue by `mlup schema`; do not edit.\n"));
    for (size_t i = 0; i < catalogue->count; i++) {
        schema_add_table(&out, types, catalogue->types[i]);
        schema_add_indexes(&out, catalogue->types[i]);
    }
    schema_add_fixed(&out, types, fixed_tables);
    schema_add_fixed(&out, types, word_table);
    text_append(&out, schema_search(kind));
    text_append(&out, extra);
    if (kind == DB_SQLITE) schema_add_statistics(&out, catalogue);
    return text_slice(&out);
}

/* Adds the column when a SELECT of it fails: works in both databases without asking their catalogs. */
static bool column_exists(struct db *db, struct arena *arena, const char *table, struct slice column) {
    const char *text = db_kind_of(db) == DB_SQLITE
                           ? "SELECT CAST(COUNT(*) AS BIGINT) FROM pragma_table_info(?1) WHERE name = ?2"
                           : "SELECT CAST(COUNT(*) AS BIGINT) FROM information_schema.columns WHERE "
                             "table_schema = current_schema() AND table_name = ?1 AND column_name = ?2";
    struct db_query *query = db_query(db, sql_built(arena, slice_of(text)));
    db_bind_text(query, 1, slice_of(table));
    db_bind_text(query, 2, column);
    bool exists = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return exists;
}

static bool column_add(struct db *db, struct arena *arena, const char *table, struct slice column, const char *type) {
    if (column_exists(db, arena, table, column)) return true;
    struct text script = TEXT_IN(arena);
    text_printf(&script, "ALTER TABLE \"%s\" ADD COLUMN \"%.*s\" %s", table, SLICE_ARG(column), type);
    log_info("schema: %.*s", SLICE_ARG(text_slice(&script)));
    return db_script(db, text_slice(&script));
}

static bool schema_add_columns(struct db *db, struct arena *arena, const struct record_type *type) {
    const struct column_types *types = &column_types[db_kind_of(db)];
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (!column_add(db, arena, type->name, slice_of(field->name), column_type(types, field))) return false;
        struct slice second = S("");
        if (field->kind == KIND_MONEY) second = arena_printf(arena, "%s_currency", field->name);
        if (field->sealed) second = arena_printf(arena, "%s_index", field->name);
        const char *second_type = field->sealed ? types->blob : "TEXT";
        if (second.len && !column_add(db, arena, type->name, second, second_type)) return false;
    }
    return true;
}

/* The log of reads did not always say of which whole the record is a part. */
static void read_log_fill_owner(struct db *db, struct arena *arena, const struct record_type *type) {
    struct slice sql = arena_printf(arena, "UPDATE read_log SET owner_id = (SELECT t.\"%s\" FROM \"%s\" t WHERE t.org_id = read_log.org_id "
                                    "AND t.id = read_log.record_id) WHERE type = ?1", type->parent, type->name);
    struct db_query *query = db_query(db, sql_built(arena, sql));
    db_bind_text(query, 1, slice_of(type->name));
    db_run(query);
}

static bool read_log_add_owner(struct db *db, struct arena *arena, const struct catalogue *catalogue) {
    if (column_exists(db, arena, "read_log", S("owner_id"))) return true;
    if (!column_add(db, arena, "read_log", S("owner_id"), column_types[db_kind_of(db)].id)) return false;
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct record_type *type = catalogue->types[i];
        if (type->parent && column_exists(db, arena, type->name, S("org_id"))) read_log_fill_owner(db, arena, type);
    }
    return db_script(db, S("UPDATE read_log SET owner_id = record_id WHERE owner_id IS NULL"));
}

bool schema_exists(struct db *db) {
    struct db_query *query =
        db_kind_of(db) == DB_SQLITE
            ? db_query(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM sqlite_master WHERE name = 'change_log'"))
            : db_query(db, SQL("SELECT CAST(COUNT(*) AS BIGINT) FROM information_schema.tables WHERE "
                               "table_schema = current_schema() AND table_name = 'change_log'"));
    bool exists = db_next(query) && db_column_int(query, 0) > 0;
    db_done(query);
    return exists;
}

bool schema_apply(struct db *db, struct arena *arena, const struct catalogue *catalogue, struct slice extra) {
    bool is_old = schema_exists(db);
    if (is_old) {
        for (size_t i = 0; i < catalogue->count; i++) {
            const struct record_type *type = catalogue->types[i];
            if (column_exists(db, arena, type->name, S("org_id")) && !schema_add_columns(db, arena, type)) return false;
        }
        if (!read_log_add_owner(db, arena, catalogue)) return false;
    }
    return db_script(db, schema_text(arena, catalogue, db_kind_of(db), extra));
}
