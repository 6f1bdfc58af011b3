/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup export TYPE`: all records of a type as JSON or CSV, page by page, so that a million rows need no
 * memory.  It reads beside a running server.  Sealed fields stay sealed; everything else is in it, so the
 * file is as secret as the database.
 */
#include "base/csv.h"
#include "base/log.h"
#include "catalogue/value.h"
#include "cli/commands.h"
#include "domain/records.h"
#include "exchange/json_record.h"
#include "store/query.h"

enum export_format { EXPORT_CSV, EXPORT_JSON };

struct export {
    struct program *program;
    const struct record_type *type;
    enum export_format format;
    struct arena *page_arena;
    int64_t count;
};

static void write_out(struct text *out) {
    struct slice bytes = text_slice(out);
    if (bytes.len) fwrite(bytes.s, 1, bytes.len, stdout);
}

static void print_header(struct export *export) {
    struct text out = TEXT_IN(export->page_arena);
    text_append(&out, S("id,organisation,code,version"));
    for (size_t i = 0; i < export->type->field_count; i++) {
        text_printf(&out, ",%s", export->type->fields[i].name);
    }
    text_append(&out, S("\r\n"));
    write_out(&out);
}

/* What somebody typed may look like a formula; numbers, days, ids and codes never do. */
static bool is_typed(const struct field *field) {
    return field->kind == KIND_TEXT || field->kind == KIND_LONG_TEXT || field->kind == KIND_PHONE;
}

static void print_csv(struct export *export, const struct record *record) {
    struct arena *arena = export->page_arena;
    struct text out = TEXT_IN(arena);
    text_append(&out, uuid_format(arena, record->id));
    text_append_char(&out, ',');
    text_append(&out, uuid_format(arena, record->org_id));
    text_append_char(&out, ',');
    csv_write_cell(&out, record->code, false);
    text_printf(&out, ",%lld", (long long)record->version);
    for (size_t i = 0; i < export->type->field_count; i++) {
        const struct field *field = &export->type->fields[i];
        const struct value *value = &record->values[i];
        text_append_char(&out, ',');
        if (value->sealed)
            text_append(&out, S("(sealed)"));
        else
            csv_write_cell(&out, value_format(arena, field, value), is_typed(field));
    }
    text_append(&out, S("\r\n"));
    write_out(&out);
}

static void print_json(struct export *export, const struct record *record) {
    struct text out = TEXT_IN(export->page_arena);
    struct doc *object = doc_new_object(export->page_arena);
    json_record_add(export->page_arena, record, 0, object);
    text_append(&out, export->count ? S(",\n") : S("\n"));
    doc_write_json(&out, object);
    write_out(&out);
}

static void print_page(struct export *export, const struct list_page *page) {
    for (size_t i = 0; i < page->count; i++) {
        if (export->format == EXPORT_CSV)
            print_csv(export, page->records[i]);
        else
            print_json(export, page->records[i]);
        export->count++;
    }
}

static bool print_pages(struct export *export, struct arena *arena, struct uuid org) {
    struct actor actor = access_system_actor(org);
    struct view view = access_view(export->program->access, arena, &actor, export->type);
    struct list_query query = {.type = export->type, .limit = LIMIT_LIST_ROWS, .org = org};
    struct slice cursor = S("");
    struct db *db = store_borrow(export->program->store);
    bool good = db_begin(db), more = good;
    while (more) {
        struct list_page page;
        struct refusal refusal = REFUSAL_IN(export->page_arena);
        query.cursor = cursor;
        good = query_list(export->program->store, db, export->page_arena, &view, &query, &page, &refusal);
        if (good) print_page(export, &page);
        more = good && page.next_cursor.len > 0;
        cursor = more ? arena_copy(arena, page.next_cursor) : S("");
        arena_reset(export->page_arena);
    }
    db_rollback(db);
    store_return(export->program->store, db);
    return good;
}

static bool find_org(struct program *program, struct arena *arena, struct slice name, struct uuid *org) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct org_entry *orgs;
    size_t count = access_orgs(program->access, arena, &actor, ACCESS_PROGRAMME, &orgs);
    for (size_t i = 0; i < count; i++) {
        if (!slice_equal_nocase(orgs[i].short_name, name)) continue;
        *org = orgs[i].id;
        return true;
    }
    return cli_fail("there is no organisation “%.*s”", SLICE_ARG(name)) == 0;
}

static int export_all(struct cli *cli, struct export *export, struct slice org_name) {
    struct uuid org = SHARED_ORG;
    export->program = program_open(cli, OPEN_READ_ONLY);
    if (!export->program) return 1;
    bool good = !org_name.len || find_org(export->program, cli->process_arena, org_name, &org);
    export->page_arena = arena_new();
    if (good) {
        if (export->format == EXPORT_CSV)
            print_header(export);
        else
            fputc('[', stdout);
        good = print_pages(export, cli->process_arena, org);
        if (export->format == EXPORT_JSON) fputs("\n]\n", stdout);
    }
    good = fflush(stdout) == 0 && !ferror(stdout) && good;
    arena_free(export->page_arena);
    program_close(export->program);
    return good ? 0 : cli_fail("the export is not complete");
}

int export_run(struct cli *cli) {
    struct export export = {.format = EXPORT_CSV};
    struct slice format = S("csv"), type, org = S("");
    cli_take_option(cli, S("--format"), &format);
    cli_take_option(cli, S("--org"), &org);
    if (slice_equal(format, S("json")))
        export.format = EXPORT_JSON;
    else if (!slice_equal(format, S("csv")))
        return cli_fail("--format is csv or json");
    if (!cli_take_word(cli, &type))
        return cli_fail("export what? For example: mlup export person --format csv");
    export.type = catalogue_find(&mlup_catalogue, type);
    if (!export.type) export.type = catalogue_find_path(&mlup_catalogue, type);
    if (!export.type) return cli_fail("“%.*s” is no kind of record", SLICE_ARG(type));
    if (!cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    return export_all(cli, &export, org);
}
