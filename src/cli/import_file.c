/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup import TYPE FILE`: rows of a file become records, by the same steps as in the browser. */
#include "cli/import_file.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file_map.h"
#include "cli/desk.h"
#include "cli/file.h"
#include "domain/records.h"
#include "exchange/intake/intake_begin.h"

enum { LINES_SHOWN = 40 };

int import_file(struct cli *cli, struct slice type, struct slice path) {
    char whole[PATH_MAX];
    if (!realpath(arena_cstr(cli->process_arena, path), whole))
        return cli_fail("there is no file %.*s", SLICE_ARG(path));
    if (cli->arg_count + 2 > CLI_ARGS_MAX) return cli_fail("too many arguments");
    struct arena *arena = cli->process_arena;
    struct uuid id = uuid_new(); /* known here, so that it can be stopped from here */
    cli->args[cli->arg_count++] = arena_join(arena, S("--type="), type);
    cli->args[cli->arg_count++] = arena_join(arena, S("--import="), uuid_format(arena, id));
    return desk_run_import(cli, S("import-file"), arena_copy(arena, slice_of(whole)), id);
}

/* ---- the file ---- */

static bool input_map(struct desk *desk, struct slice *bytes) {
    if (file_map(desk->arena, arena_cstr(desk->arena, desk->input), LIMIT_IMPORT_BYTES, bytes)) return true;
    desk_fail(desk, "the file cannot be read, or is larger than %d MB", LIMIT_IMPORT_BYTES >> 20);
    return false;
}

/* ---- the plan ---- */

/* "HEADER=FIELD". */
static bool take_column(struct desk *desk, struct intake_plan *plan, struct slice text) {
    struct slice field = text, header;
    if (!slice_split(&field, '=', &header) || !field.s) return desk_fail(desk, "--column HEADER=FIELD") == 0;
    for (size_t i = 0; i < plan->column_count; i++) {
        struct intake_column *column = &plan->columns[i];
        if (!slice_equal_nocase(column->header, header)) continue;
        column->field = record_type_field(plan->type, field);
        column->target = column->field ? TARGET_FIELD : TARGET_NONE;
        if (slice_equal(field, S("code"))) column->target = TARGET_CODE;
        if (slice_equal(field, S("key"))) column->target = TARGET_KEY;
        if (column->target != TARGET_NONE || slice_equal(field, S("none"))) return true;
        return desk_fail(desk, "%s has no field %.*s", plan->type->name, SLICE_ARG(field)) == 0;
    }
    return desk_fail(desk, "the file has no column %.*s", SLICE_ARG(header)) == 0;
}

static bool take_meanings(struct desk *desk, struct intake_plan *plan) {
    struct slice dates = S(""), dots = S(""), currency = S("");
    cli_take_option(&desk->args, S("--dates"), &dates);
    cli_take_option(&desk->args, S("--dots"), &dots);
    bool has_currency = cli_take_option(&desk->args, S("--currency"), &currency);
    for (size_t i = 0; i < plan->column_count; i++) {
        if (dates.len)
            plan->columns[i].order = slice_equal(dates, S("month")) ? ORDER_MONTH_FIRST : ORDER_DAY_FIRST;
        if (dots.len) plan->columns[i].dot = slice_equal(dots, S("decimals")) ? DOT_DECIMALS : DOT_GROUPS;
    }
    if (has_currency && !currency_parse(currency, &plan->money))
        return desk_fail(desk, "the currency is KHR or USD") == 0;
    struct slice column;
    while (cli_take_option(&desk->args, S("--column"), &column)) {
        if (!take_column(desk, plan, column)) return false;
    }
    return true;
}

static void print_plan(struct desk *desk, const struct intake_head *head) {
    const struct intake_plan *plan = &head->plan;
    text_printf(&desk->out, "header in row %lld\n", (long long)plan->header_row);
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct intake_column *column = &plan->columns[i];
        const char *field = column->target == TARGET_FIELD  ? column->field->name
                            : column->target == TARGET_CODE ? "code"
                            : column->target == TARGET_KEY  ? "key"
                                                            : "-";
        text_printf(&desk->out, "  %-30.*s %s", SLICE_ARG(column->header), field);
        if (column->place_digits) text_printf(&desk->out, " (%d digits)", column->place_digits);
        text_append_char(&desk->out, '\n');
    }
}

/* ---- what came of it ---- */

static void print_counts(struct desk *desk, const struct intake_counts *counts) {
    text_printf(
        &desk->out,
        "%lld rows: %lld new, %lld changed, %lld unchanged, %lld refused, %lld known already, %lld twice\n",
        (long long)counts->all, (long long)counts->by[ROW_NEW], (long long)counts->by[ROW_CHANGED],
        (long long)counts->by[ROW_UNCHANGED], (long long)counts->by[ROW_REFUSED],
        (long long)counts->by[ROW_KNOWN], (long long)counts->by[ROW_TWICE]);
}

static void print_lines(struct desk *desk, const struct intake_plan *plan,
                        const struct intake_result *result) {
    const struct locale english = {.lang = LANG_EN};
    for (size_t i = 0; i < result->refused_count && i < LINES_SHOWN; i++) {
        const struct intake_line *line = &result->refused[i];
        struct refusal_item item = {.message = line->message, .args = {line->args[0], line->args[1]}};
        struct slice message = tr_refusal(desk->arena, &english, &item);
        struct slice header = line->column >= 0 && (size_t)line->column < plan->column_count
                                  ? plan->columns[line->column].header
                                  : slice_of(line->field ? line->field : "");
        text_printf(&desk->out, "row %lld, %.*s: %.*s\n", (long long)line->row, SLICE_ARG(header),
                    SLICE_ARG(message));
    }
}

/* ---- the steps ---- */

struct filing {
    struct desk *desk;
    struct intake_office office;
    struct actor actor;
    struct locale locale;
    const struct record_type *type;
    struct uuid id;
    struct intake_head *head;
    struct intake_decisions decisions;
    struct refusal refusal;
};

static struct record *import_now(struct filing *filing) {
    struct intake_setup setup = {
        .store = filing->office.store, .access = filing->office.access, .actor = &filing->actor};
    return intake_find(filing->office.arena, &setup, filing->id);
}

static bool take_decision(struct desk *desk, struct slice name, enum intake_choice *choice) {
    struct slice code;
    if (!cli_take_option(&desk->args, name, &code) || intake_choice_of(code, choice)) return true;
    return desk_fail(desk, "%.*s is skip, update or create", SLICE_ARG(name)) == 0;
}

static bool say_trouble(struct desk *desk, enum sheet_trouble trouble, int64_t row) {
    struct slice args[] = {arena_printf(desk->arena, "%lld", (long long)row), S("")};
    struct slice text = refusal_fill(desk->arena, slice_of(sheet_trouble_text(trouble)), args);
    return desk_fail(desk, "%.*s", SLICE_ARG(text)) == 0;
}

static bool file_begin(struct filing *filing, struct slice bytes, int64_t sheet) {
    struct desk *desk = filing->desk;
    enum sheet_trouble trouble;
    int64_t row;
    bool is_remembered;
    if (!intake_begin(&filing->office, filing->type, file_name_of(desk->input), bytes, &filing->id,
                      &filing->refusal))
        return desk_refused(desk, &filing->refusal) == 0;
    filing->head = arena_make(desk->arena, struct intake_head, 1);
    if (!intake_look_at(&filing->office, import_now(filing), sheet, -1, filing->head, &is_remembered,
                        &trouble, &row))
        return say_trouble(desk, trouble, row);
    if (!take_meanings(desk, &filing->head->plan) || !desk_is_empty(desk)) return false;
    print_plan(desk, filing->head);
    bool good = intake_save_plan(&filing->office, import_now(filing), &filing->head->plan, &filing->locale,
                                 &filing->refusal);
    return good || desk_refused(desk, &filing->refusal) == 0;
}

static bool say_stopped(struct filing *filing, const struct import *import) {
    bool is_paused = slice_equal(import->state.text, S("paused"));
    desk_fail(filing->desk, "stopped: %lld rows of the file are written%s",
              (long long)import->rows_done.number,
              is_paused ? "; the same command goes on, the page of the import takes them back" : "");
    return false;
}

/* One work, here and now, after which the import is at `state`. */
static bool file_work(struct filing *filing, struct slice state, struct intake_result *result) {
    enum intake_end end =
        intake_desk_do(filing->office.desk, filing->id, &filing->actor, &filing->locale, result);
    struct record *record = import_now(filing);
    const struct import *import = record ? import_of(record) : NULL;
    if (import && slice_equal(import->state.text, state)) return true;
    bool is_stopped =
        import &&
        (slice_equal(import->state.text, S("stopped")) || slice_equal(import->state.text, S("paused")) ||
         slice_equal(import->state.text, S("checked"))); /* stopped before the first row was written */
    if (is_stopped) return say_stopped(filing, import);
    if (end == INTAKE_UNREADABLE && result->trouble)
        return say_trouble(filing->desk, result->trouble, result->trouble_row);
    return desk_fail(filing->desk, "the import stopped; it goes on when the server starts") == 0;
}

static int file_apply(struct filing *filing) {
    struct intake_result none;
    struct slice decisions = intake_decisions_write(filing->desk->arena, &filing->decisions);
    if (!intake_go(&filing->office, import_now(filing), S("writing"), decisions, false, &filing->locale,
                   &filing->refusal))
        return desk_refused(filing->desk, &filing->refusal);
    bool good = file_work(filing, S("done"), &none);
    arena_free(none.arena);
    if (!good) return 1;
    const struct record *record = import_now(filing);
    const struct import *import = import_of((struct record *)(uintptr_t)record);
    text_printf(&filing->desk->out,
                "%.*s: imported, %lld new, %lld changed, %lld unchanged, %lld refused, %lld skipped\n",
                SLICE_ARG(record->code), (long long)import->rows_new.number,
                (long long)import->rows_changed.number, (long long)import->rows_unchanged.number,
                (long long)import->rows_refused.number, (long long)import->rows_skipped.number);
    return 0;
}

static int file_steps(struct filing *filing, struct slice bytes, int64_t sheet, bool apply) {
    struct intake_result result;
    if (!file_begin(filing, bytes, sheet)) return 1;
    bool good = file_work(filing, S("checked"), &result);
    if (good) {
        print_counts(filing->desk, &result.counts);
        print_lines(filing->desk, &filing->head->plan, &result);
    }
    arena_free(result.arena);
    if (!good) return 1;
    if (apply) return file_apply(filing);
    text_append(&filing->desk->out, S("Nothing was changed. With --apply it is.\n"));
    return 0;
}

static int file_with_desk(struct filing *filing, struct intake_desk *intake, bool apply) {
    struct desk *desk = filing->desk;
    struct slice bytes, number = S("0");
    int64_t sheet = 0;
    bool has_sheet = cli_take_option(&desk->args, S("--sheet"), &number);
    if (!slice_to_int64(number, &sheet) || sheet < 0) return desk_fail(desk, "--sheet is a number from 1");
    if (!take_decision(desk, S("--known"), &filing->decisions.known) ||
        !take_decision(desk, S("--twice"), &filing->decisions.twice))
        return 1;
    if (!input_map(desk, &bytes)) return 1;
    filing->office = (struct intake_office){.desk = intake,
                                            .store = desk->program.store,
                                            .access = desk->program.access,
                                            .khmer = filing->locale.messages,
                                            .actor = &filing->actor,
                                            .arena = desk->arena};
    return file_steps(filing, bytes, has_sheet ? sheet - 1 : -1, apply);
}

int import_file_work(struct desk *desk) {
    struct slice name = S(""), org_name = S(""), import_id = S("");
    struct filing *filing = arena_make(desk->arena, struct filing, 1);
    struct org_entry org;
    cli_take_option(&desk->args, S("--type"), &name);
    cli_take_option(&desk->args, S("--org"), &org_name);
    if (cli_take_option(&desk->args, S("--import"), &import_id) && !uuid_parse(import_id, &filing->id))
        return desk_fail(desk, "--import is an id");
    bool apply = cli_take_switch(&desk->args, S("--apply"));
    filing->desk = desk;
    filing->refusal = REFUSAL_IN(desk->arena);
    filing->type = catalogue_find(&mlup_catalogue, name);
    if (!filing->type) filing->type = catalogue_find_path(&mlup_catalogue, name);
    if (!filing->type) return desk_fail(desk, "there is no kind of record “%.*s”", SLICE_ARG(name));
    if (!desk_find_org(desk, org_name, &org)) return 1;
    filing->actor = access_system_actor(org.id);
    if (!intake_may(&filing->actor, filing->type))
        return desk_fail(desk, "%s cannot be imported", filing->type->name);
    if (desk->program.intake) return file_with_desk(filing, desk->program.intake, apply);
    struct gazetteer *gazetteer = gazetteer_new(desk->arena, desk->program.store);
    struct intake_desk *intake = intake_desk_new(desk->program.store, desk->program.access, gazetteer, NULL,
                                                 program_intake_folder(&desk->args));
    intake_desk_stop_at(intake, SIGINT);
    int code = file_with_desk(filing, intake, apply);
    intake_desk_free(intake);
    gazetteer_free(gazetteer);
    return code;
}
