/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup export iati`: the programme's IATI file, checked.  A file with errors is not written; they go to
 * standard error.
 */
#include "base/log.h"
#include "cli/export.h"
#include "domain/records.h"
#include "exchange/iati/iati_check.h"
#include "exchange/iati/iati_write.h"

/* The only programme, or the one with this name. */
bool export_find_programme(struct program *program, struct arena *arena, struct slice name, struct uuid *id) {
    struct actor actor = access_system_actor(SHARED_ORG);
    struct view view = access_view(program->access, arena, &actor, &programme_type);
    struct list_query query = {.type = &programme_type, .limit = LIMIT_LIST_ROWS};
    struct refusal refusal = REFUSAL_IN(arena);
    struct db *db = store_borrow(program->store);
    struct list_page page = {0};
    size_t found = 0;
    if (!query_list(program->store, db, arena, &view, &query, &page, &refusal)) page.count = 0;
    store_return(program->store, db);
    for (size_t i = 0; i < page.count; i++) {
        if (name.len && !slice_equal_nocase(programme_of(page.records[i])->name.text, name)) continue;
        *id = page.records[i]->id;
        found++;
    }
    if (found == 1) return true;
    return cli_fail(found ? "there are several programmes: say which, with --programme NAME"
                          : "there is no such programme") == 0;
}

static bool print_findings(const struct iati_findings *findings) {
    for (const struct iati_finding *finding = findings->first; finding; finding = finding->next) {
        fprintf(stderr, "%s %.*s: line %ld%s%.*s: %.*s\n", finding->is_error ? "error" : "warning",
                SLICE_ARG(finding->rule), finding->line, finding->activity.len ? ", " : "",
                SLICE_ARG(finding->activity), SLICE_ARG(finding->message));
    }
    return findings->errors == 0 ||
           cli_fail("the file has errors and may not be published; nothing was written") == 0;
}

static bool write_file(struct cli *cli, struct program *program, struct db *db, struct uuid programme_id,
                       struct slice purpose) {
    struct arena *arena = cli->process_arena;
    struct iati_findings findings = {.arena = arena};
    int64_t now_ms = clock_now_ms();
    struct gazetteer *gazetteer = gazetteer_new(arena, program->store);
    struct iati_source *source = iati_source_read(program->store, db, program->access, arena, programme_id);
    if (!source) return gazetteer_free(gazetteer), cli_fail("there is no lead organisation") == 0;
    struct slice xml = iati_write(arena, source, gazetteer, now_ms);
    gazetteer_free(gazetteer);
    if (!iati_check(&findings, xml, now_ms))
        return cli_fail("the rules of the standard could not be read") == 0;
    if (!print_findings(&findings)) return false;
    struct export_entry entry = {.what = programme_of(source->programme)->name.text,
                                 .format = S("iati"),
                                 .purpose = purpose,
                                 .rows = (int64_t)source->subgrant_count + 1};
    return export_log_line(cli, source->lead_id, &entry) && fwrite(xml.s, 1, xml.len, stdout) == xml.len &&
           fflush(stdout) == 0;
}

int export_iati_run(struct cli *cli) {
    struct slice word, name = S(""), purpose;
    struct uuid id = {0};
    cli_take_word(cli, &word);
    cli_take_option(cli, S("--programme"), &name);
    if (!export_take_purpose(cli, &purpose) || !cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    struct program *program = program_open(cli, OPEN_READ_ONLY);
    if (!program) return 1;
    struct db *db = store_borrow(program->store);
    bool good = db_begin(db) && export_find_programme(program, cli->process_arena, name, &id) &&
                write_file(cli, program, db, id, purpose);
    db_rollback(db);
    store_return(program->store, db);
    program_close(program);
    return good ? 0 : 1;
}
