/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup report pack ID`: the donor pack of a report into files; beside a running server.  `mlup render-pack`
 * is the process that writes one file (exchange/pack_child.h).
 */
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/export.h"
#include "domain/export/export_entry.h"
#include "domain/place/gazetteer.h"
#include "domain/report/report.h"
#include "exchange/report_pack.h"

/* ---- the child ---- */

static bool read_input(struct text *input) {
    char bytes[64 * 1024];
    ssize_t got;
    while ((got = read(STDIN_FILENO, bytes, sizeof bytes)) > 0) {
        text_append(input, (struct slice){bytes, (size_t)got});
        if (input->len > LIMIT_PACK_BYTES) return false;
    }
    return got == 0;
}

int render_pack_run(struct cli *cli) {
    struct arena *arena = arena_new();
    struct text input = TEXT_IN(arena);
    if (!cli_is_empty(cli) || !read_input(&input)) return 1;
    struct slice file = pack_child_work(arena, text_slice(&input));
    bool good = file.len && fwrite(file.s, 1, file.len, stdout) == file.len && fflush(stdout) == 0;
    _exit(good ? 0 : 1); /* a thread of the font libraries may still be at work, and all this memory ends here anyway */
}

/* ---- the command ---- */

struct pack_command {
    struct slice pdf, xlsx, language, purpose;
    bool outside;
};

static bool write_file(struct cli *cli, struct slice path, struct slice bytes) {
    FILE *file = fopen(arena_cstr(cli->process_arena, path), "wb");
    bool good = file && fwrite(bytes.s, 1, bytes.len, file) == bytes.len;
    if (file && fclose(file) != 0) good = false;
    return good || cli_fail("cannot write %.*s", SLICE_ARG(path)) == 0;
}

static bool write_kind(struct cli *cli, const struct report_reader *reader, const struct report_found *found,
                       struct gazetteer *gazetteer, struct pack_command *command, enum pack_kind kind) {
    struct slice path = kind == PACK_PDF ? command->pdf : command->xlsx;
    struct report_pack_wish wish = {.kind = kind, .gazetteer = gazetteer};
    if (!path.len) return true;
    if (!report_pack_languages(command->language, &wish)) return cli_fail("--lang is en, km or both") == 0;
    struct slice bytes = report_pack_make(reader, found, &wish);
    return bytes.len ? write_file(cli, path, bytes) : cli_fail("the pack could not be made") == 0;
}

static bool log_pack(struct cli *cli, const struct report_found *found, const struct pack_command *command) {
    struct export_entry entry = {.what = period_report_of(found->report)->title.text,
                                 .type = S("period_report"),
                                 .format = command->pdf.len ? S("pdf") : S("xlsx"),
                                 .purpose = command->purpose,
                                 .rows = 1};
    return export_log_line(cli, found->report->org_id, &entry);
}

static bool pack_report(struct cli *cli, struct program *program, struct uuid id,
                        struct pack_command *command) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct db *db = store_borrow(program->store);
    struct gazetteer *gazetteer = gazetteer_new(cli->process_arena, program->store);
    struct report_reader reader = {program->access, program->store, db, cli->process_arena, &actor};
    struct report_found found;
    bool good = report_find(&reader, id, &found) || cli_fail("there is no such report") == 0;
    if (good) found.is_outsider = command->outside;
    good = good && log_pack(cli, &found, command) &&
           write_kind(cli, &reader, &found, gazetteer, command, PACK_PDF) &&
           write_kind(cli, &reader, &found, gazetteer, command, PACK_XLSX);
    gazetteer_free(gazetteer);
    store_return(program->store, db);
    return good;
}

int report_run(struct cli *cli) {
    struct pack_command command = {.language = S("en")};
    struct slice word, id_text;
    struct uuid id;
    cli_take_option(cli, S("--pdf"), &command.pdf);
    cli_take_option(cli, S("--xlsx"), &command.xlsx);
    cli_take_option(cli, S("--lang"), &command.language);
    command.outside = cli_take_switch(cli, S("--outside"));
    if (!export_take_purpose(cli, &command.purpose)) return 1;
    bool asked = cli_take_word(cli, &word) && slice_equal(word, S("pack")) && cli_take_word(cli, &id_text) &&
                 uuid_parse(id_text, &id);
    if (!asked) return cli_fail("say which: mlup report pack ID --pdf FILE --xlsx FILE --purpose \"…\"");
    if (!command.pdf.len && !command.xlsx.len) return cli_fail("say where to: --pdf FILE, --xlsx FILE");
    if (!cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    struct program *program = program_open(cli, OPEN_READ_ONLY);
    if (!program) return 1;
    bool good = pack_report(cli, program, id, &command);
    program_close(program);
    return good ? 0 : 1;
}
