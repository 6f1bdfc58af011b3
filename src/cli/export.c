/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup export TYPE`: all records of a type as CSV, XLSX or JSON on standard output, by the same code as the
 * pages. It reads beside a running server, from one snapshot.  Sealed fields stay sealed; everything else is
 * in it, so the file is as secret as the database: who took it and for what goes into the list of exports
 * before the first byte.
 */
#include "base/embedded.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/export.h"
#include "domain/export/export_entry.h"
#include "domain/records.h"
#include "exchange/list_export.h"
#include "web/record/list_params.h"

enum { PIECE_BYTES = 64 * 1024 };

struct list_command {
    struct slice type, format, org, columns, names, filter, purpose;
    bool hxl;
    const struct record_type *record_type;
    struct list_export_choice choice;
    struct list_query query;
};

/* ---- the line of the log ---- */

/* Takes "--what=…" and so on, as export_log_line made them. */
int export_log_work(struct desk *desk) {
    struct export_entry entry = {0};
    struct slice rows = S("0"), org = S("");
    struct actor actor = access_system_actor(SHARED_ORG);
    cli_take_option(&desk->args, S("--what"), &entry.what);
    cli_take_option(&desk->args, S("--type"), &entry.type);
    cli_take_option(&desk->args, S("--format"), &entry.format);
    cli_take_option(&desk->args, S("--filter"), &entry.filter);
    cli_take_option(&desk->args, S("--columns"), &entry.columns);
    cli_take_option(&desk->args, S("--purpose"), &entry.purpose);
    cli_take_option(&desk->args, S("--rows"), &rows);
    cli_take_option(&desk->args, S("--org"), &org);
    bool good = slice_to_int64(rows, &entry.rows) && uuid_parse(org, &actor.org_id) && desk_is_empty(desk);
    if (!good) return desk_fail(desk, "the line of the log is not whole");
    struct change change = export_entry_change(desk->arena, &actor, &entry);
    struct write_job job = {.job_arena = desk->arena, .actor = &actor, .changes = &change, .change_count = 1};
    return store_write(desk->program.store, &job) == OUTCOME_OK ? 0 : desk_refused(desk, &job.refusal);
}

static void add_arg(struct cli *cli, const char *name, struct slice value) {
    if (value.len)
        cli->args[cli->arg_count++] = arena_printf(cli->process_arena, "--%s=%.*s", name, SLICE_ARG(value));
}

bool export_log_line(struct cli *cli, struct uuid org, const struct export_entry *entry) {
    struct cli line = *cli;
    line.arg_count = 0;
    add_arg(&line, "what", entry->what);
    add_arg(&line, "type", entry->type);
    add_arg(&line, "format", entry->format);
    add_arg(&line, "filter", entry->filter);
    add_arg(&line, "columns", entry->columns);
    add_arg(&line, "purpose", entry->purpose);
    add_arg(&line, "rows", arena_printf(cli->process_arena, "%lld", (long long)entry->rows));
    add_arg(&line, "org", uuid_format(cli->process_arena, org));
    return desk_run(&line, S("export-log"), S("")) == 0;
}

bool export_take_purpose(struct cli *cli, struct slice *purpose) {
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    *purpose = S("");
    cli_take_option(cli, S("--purpose"), purpose);
    return export_purpose_check(cli->process_arena, *purpose, &refusal) ||
           cli_fail("say what the file is for, with --purpose \"…\": it goes into the list of exports") == 0;
}

/* ---- organisations ---- */

bool export_find_org(struct program *program, struct arena *arena, struct slice name, struct uuid *org) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct org_entry *orgs;
    size_t count = access_orgs(program->access, arena, &actor, ACCESS_PROGRAMME, &orgs);
    for (size_t i = 0; i < count; i++) {
        bool is_wanted =
            name.len ? slice_equal_nocase(orgs[i].short_name, name) : slice_equal(orgs[i].kind, S("lead"));
        if (!is_wanted) continue;
        *org = orgs[i].id;
        return true;
    }
    *org = SHARED_ORG; /* a new installation: nobody's line */
    if (!name.len) return true;
    return cli_fail("there is no organisation “%.*s”", SLICE_ARG(name)) == 0;
}

/* ---- what was asked ---- */

static void take_options(struct cli *cli, struct list_command *command) {
    *command = (struct list_command){.format = S("csv"), .names = S("codes")};
    cli_take_option(cli, S("--format"), &command->format);
    cli_take_option(cli, S("--org"), &command->org);
    cli_take_option(cli, S("--columns"), &command->columns);
    cli_take_option(cli, S("--names"), &command->names);
    cli_take_option(cli, S("--filter"), &command->filter);
    command->hxl = cli_take_switch(cli, S("--hxl"));
}

static bool choose_names(struct cli *cli, struct list_command *command) {
    struct locale *locale = &command->choice.locale;
    command->choice.labels = !slice_equal(command->names, S("codes"));
    if (!command->choice.labels) return true;
    if (!lang_parse(command->names, &locale->lang)) return cli_fail("--names is codes, km or en") == 0;
    const struct embedded_file *file = embedded_find(S("i18n/km.mo"));
    if (locale->lang == LANG_KM && file) locale->messages = messages_load(cli->process_arena, file->bytes);
    return true;
}

static bool choose_columns(struct list_command *command) {
    struct slice rest = command->columns, name;
    const struct record_type *type = command->record_type;
    if (!rest.len) command->choice.columns = UINT64_MAX;
    while (rest.len && slice_split(&rest, ',', &name)) {
        const struct field *field = record_type_field(type, slice_trim(name));
        if (!field) return cli_fail("there is no field “%.*s”", SLICE_ARG(name)) == 0;
        command->choice.columns |= UINT64_C(1) << field_index(type, field);
    }
    return true;
}

/* What finds a name, or says where somebody lives, does not stand in the log, which is not sealed. */
static bool tells_person(const struct record_type *type, struct slice name) {
    const struct field *field = record_type_field(type, slice_sub(name, 0, slice_find(name, S("."), 0)));
    for (size_t i = 0; slice_equal(name, S("q")) && i < type->field_count; i++) {
        if (type->fields[i].is_name) return true;
    }
    return field && (field->sealed || field->sensitivity > INTERNAL);
}

static struct slice filter_told(struct cli *cli, const struct list_command *command) {
    struct http_pairs pairs = {0};
    struct text told = TEXT_IN(cli->process_arena);
    if (!pairs_decode(cli->process_arena, command->filter, LIMIT_QUERY_PAIRS, &pairs)) return S("");
    for (size_t i = 0; i < pairs.count; i++) {
        struct slice value =
            tells_person(command->record_type, pairs.items[i].name) ? S("(sealed)") : pairs.items[i].value;
        text_printf(&told, "%s%.*s=%.*s", told.len ? "&" : "", SLICE_ARG(pairs.items[i].name),
                    SLICE_ARG(value));
    }
    return text_slice(&told);
}

static bool choose_filter(struct cli *cli, struct list_command *command) {
    struct http_pairs pairs = {0};
    struct refusal refusal = REFUSAL_IN(cli->process_arena);
    if (!pairs_decode(cli->process_arena, command->filter, LIMIT_QUERY_PAIRS, &pairs))
        return cli_fail("--filter is not readable") == 0;
    return list_params_parse(cli->process_arena, command->record_type, pairs, &command->query, &refusal) ||
           cli_refused(&refusal) == 0;
}

static bool read_command(struct cli *cli, struct list_command *command) {
    command->choice.hxl = command->hxl;
    if (!list_format_parse(command->format, &command->choice.format))
        return cli_fail("--format is csv, xlsx or json") == 0;
    command->record_type = catalogue_find(&mlup_catalogue, command->type);
    if (!command->record_type) command->record_type = catalogue_find_path(&mlup_catalogue, command->type);
    if (!command->record_type) return cli_fail("“%.*s” is no kind of record", SLICE_ARG(command->type)) == 0;
    return choose_names(cli, command) && choose_columns(command) && choose_filter(cli, command) &&
           export_take_purpose(cli, &command->purpose) && cli_is_empty(cli);
}

/* ---- doing it ---- */

static bool write_out(struct list_export *list) {
    static char piece[PIECE_BYTES];
    int64_t len;
    while ((len = list_export_pull(list, piece, sizeof piece)) > 0) {
        if (fwrite(piece, 1, (size_t)len, stdout) != (size_t)len) return false;
    }
    return len == 0 && fflush(stdout) == 0 && !ferror(stdout);
}

/* The count has a snapshot of its own: where no server runs, the line is written by this program, and its
 * writer could not empty the database's log on closing while a snapshot is held. */
static bool log_and_write(struct cli *cli, struct list_command *command, struct uuid log_org,
                          const struct list_export_source *source) {
    struct export_entry entry = {.what = slice_of(command->record_type->plural),
                                 .type = slice_of(command->record_type->name),
                                 .format = command->format,
                                 .filter = filter_told(cli, command),
                                 .columns = command->columns,
                                 .purpose = command->purpose,
                                 .rows = list_export_count(source)};
    db_rollback(source->db);
    if (!export_log_line(cli, log_org, &entry) || !db_begin(source->db)) return false;
    struct list_export *list = list_export_open(source, &command->choice);
    bool good = write_out(list) || cli_fail("the export is not complete") == 0;
    list_export_close(list);
    return good;
}

static bool export_list(struct cli *cli, struct program *program, struct list_command *command) {
    struct uuid log_org = SHARED_ORG;
    if (!export_find_org(program, cli->process_arena, command->org, &log_org)) return false;
    if (command->org.len) command->query.org = log_org;
    struct actor actor = access_system_actor(log_org);
    struct db *db = store_borrow(program->store);
    struct gazetteer *gazetteer = gazetteer_new(cli->process_arena, program->store);
    struct list_export_source source = {.store = program->store,
                                        .db = db,
                                        .access = program->access,
                                        .gazetteer = gazetteer,
                                        .actor = &actor,
                                        .list = &command->query};
    bool good = db_begin(db) && log_and_write(cli, command, log_org, &source);
    db_rollback(db);
    store_return(program->store, db);
    gazetteer_free(gazetteer);
    return good;
}

int export_run(struct cli *cli) {
    struct list_command command;
    if (cli->arg_count && export_is_exchange(cli->args[0])) return export_exchange_run(cli);
    take_options(cli, &command);
    if (!cli_take_word(cli, &command.type))
        return cli_fail("export what? For example: mlup export person --format csv --purpose \"…\"");
    if (!read_command(cli, &command)) return 1;
    log_set_quiet(true);
    struct program *program = program_open(cli, OPEN_READ_ONLY);
    if (!program) return 1;
    bool good = export_list(cli, program, &command);
    program_close(program);
    return good ? 0 : 1;
}
