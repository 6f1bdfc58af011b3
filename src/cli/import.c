/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup import gazetteer FILE`: shows what a newer gazetteer changes; with --apply changes it.  (Records: import_file.c.) */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/file.h"
#include "cli/import_file.h"
#include "domain/place/gazetteer_import.h"

enum { LINES_SHOWN = 400 };

int import_run(struct cli *cli) {
    struct slice what, path, bytes, error;
    if (!cli_take_word(cli, &what)) return cli_fail("say what: import gazetteer FILE, import TYPE FILE");
    if (!cli_take_word(cli, &path)) return cli_fail("which file?");
    if (!slice_equal(what, S("gazetteer"))) return import_file(cli, what, path);
    if (!file_read(cli->process_arena, path, LIMIT_GAZETTEER_BYTES, &bytes, &error))
        return cli_fail("%.*s", SLICE_ARG(error));
    return desk_run(cli, S("import"), bytes);
}

static void print_change(struct desk *desk, const struct area_change *change) {
    const struct area_row *row = change->now.code.len ? &change->now : &change->before;
    struct slice word = area_difference_word(change->kind);
    text_printf(&desk->out, "%-12.*s %-8.*s %.*s (%.*s, %.*s)", SLICE_ARG(word), SLICE_ARG(change->code),
                SLICE_ARG(row->name_km), SLICE_ARG(row->name_latin), SLICE_ARG(row->type));
    if (change->kind == AREA_RENAMED || change->kind == AREA_RETYPED) {
        text_printf(&desk->out, ", was %.*s (%.*s, %.*s)", SLICE_ARG(change->before.name_km),
                    SLICE_ARG(change->before.name_latin), SLICE_ARG(change->before.type));
    }
    struct slice into = change->merged_into.len ? change->merged_into : change->now.merged_into;
    if (into.len) text_printf(&desk->out, " -> %.*s", SLICE_ARG(into));
    if (change->uses) {
        text_printf(&desk->out, "; named by %lld records: %.*s", (long long)change->uses,
                    SLICE_ARG(change->used_in));
    }
    text_append_char(&desk->out, '\n');
}

static void print_diff(struct desk *desk, const struct area_diff *diff) {
    size_t shown = diff->count < LINES_SHOWN ? diff->count : LINES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        print_change(desk, &diff->changes[i]);
    }
    if (shown < diff->count) text_printf(&desk->out, "… and %zu more\n", diff->count - shown);
    text_printf(&desk->out, "%zu as they are", diff->unchanged);
    for (enum area_difference kind = 0; kind < AREA_DIFFERENCES; kind++) {
        if (!diff->by_kind[kind]) continue;
        text_printf(&desk->out, ", %zu %.*s", diff->by_kind[kind], SLICE_ARG(area_difference_word(kind)));
    }
    text_append_char(&desk->out, '\n');
}

int import_work(struct desk *desk) {
    bool apply = cli_take_switch(&desk->args, S("--apply"));
    struct refusal refusal = REFUSAL_IN(desk->arena);
    struct actor actor = access_system_actor(SHARED_ORG);
    struct area_rows rows;
    if (!desk_is_empty(desk)) return 1;
    if (!area_rows_read(desk->arena, desk->input, &rows, &refusal)) return desk_refused(desk, &refusal);
    struct area_diff diff = area_diff_make(desk->program.store, desk->arena, &rows);
    print_diff(desk, &diff);
    if (diff.count && !apply) text_append(&desk->out, S("Nothing was changed. With --apply it is.\n"));
    if (!diff.count || !apply) return 0;
    enum outcome outcome =
        area_diff_apply(desk->program.store, &actor, &diff, clock_today(), NULL, NULL, &refusal);
    if (outcome != OUTCOME_OK) return desk_refused(desk, &refusal);
    text_append(&desk->out, S("The gazetteer is changed.\n"));
    return 0;
}
