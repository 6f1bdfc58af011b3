/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup verify`: recomputes everything that is derived and compares; exit code 0 when all is well. */
#include "cli/verify.h"

#include "base/limits.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/progress.h"
#include "domain/attachment/attachment_store.h"
#include "domain/care/retention.h"
#include "domain/finance/post.h"
#include "domain/ledger/ledger_read.h"
#include "domain/programme/promise_verify.h"
#include "store/search_word.h"
#include "store/verify.h"

static void show(void *context, int64_t done, int64_t all) {
    progress_show(context, "Change log", done, all);
}

static bool verify_log(struct program *program, struct db *db, struct progress *progress) {
    struct verify_report report = {0};
    bool read = db_begin(db) && verify_chain(program->store, db, show, progress, &report) &&
                verify_records(program->store, db, &report);
    db_rollback(db);
    progress_end(progress);
    if (!read) return cli_fail("the database could not be read") == 0;
    printf("change log: %lld entries, %lld checkpoints; records: %lld\n", (long long)report.entries,
           (long long)report.checkpoints, (long long)report.records);
    bool good = !report.wrong_hashes && !report.gaps && !report.wrong_signatures && !report.wrong_records;
    if (good) return true;
    printf("WRONG: %lld hashes, %lld gaps, %lld signatures, %lld records; the first at entry %lld\n",
           (long long)report.wrong_hashes, (long long)report.gaps, (long long)report.wrong_signatures,
           (long long)report.wrong_records, (long long)report.first_wrong_seq);
    return false;
}

static bool verify_promises(struct program *program, struct db *db) {
    struct promise_verify_report report = {0};
    if (!promise_verify(db, store_catalogue(program->store), &report)) {
        return cli_fail("the promises could not be read") == 0;
    }
    printf("promises: %lld parts, %lld records counted, %lld contributions, %lld cells\n",
           (long long)report.parts, (long long)report.sources, (long long)report.contributions,
           (long long)report.cells);
    if (promise_verify_is_clean(&report)) return true;
    printf("WRONG: %lld contributions, %lld units, %lld cells, %lld parts counted with another rule, %lld "
           "orphans\n",
           (long long)report.wrong_contributions, (long long)report.wrong_units,
           (long long)report.wrong_cells, (long long)report.stale_parts, (long long)report.orphans);
    return false;
}

static bool verify_words(struct program *program, struct db *db) {
    int64_t rows;
    bool good = search_words_verify(program->store, db, &rows);
    printf("words that find people: %lld\n", (long long)rows);
    if (!good) printf("WRONG: the index of words does not say what the records say\n");
    return good;
}

static bool verify_finance(struct arena *arena, struct db *db) {
    struct finance_report report;
    finance_verify(db, &report);
    if (db_status(db) != DB_OK) return cli_fail("the postings could not be read") == 0;
    printf("money: %lld records posted\n", (long long)report.sources);
    if (!report.wrong) return true;
    printf("WRONG: of %lld records the postings say something else; the first is %.*s\n",
           (long long)report.wrong, SLICE_ARG(uuid_format(arena, report.first_wrong_source)));
    return false;
}

static bool verify_ledger(struct db *db) {
    struct ledger_report report;
    ledger_verify(db, &report);
    if (db_status(db) != DB_OK) return cli_fail("the ledger could not be read") == 0;
    printf("ledger: %lld entries, %lld accounts\n", (long long)report.entries, (long long)report.accounts);
    if (ledger_report_is_clean(&report)) return true;
    printf("WRONG: %lld entries whose hash does not fit, %lld not balanced, %lld balances, %lld days, %lld limits, %lld sources, %lld holds\n",
           (long long)report.broken_hashes, (long long)report.unbalanced, (long long)report.wrong_balances,
           (long long)report.wrong_days, (long long)report.wrong_limits, (long long)report.wrong_sources,
           (long long)report.wrong_holds);
    return false;
}

static bool verify_files(struct program *program, struct arena *arena, struct db *db) {
    struct attachment_report report;
    attachment_verify(program->store, db, &report);
    if (db_status(db) != DB_OK) return cli_fail("the attached files could not be read") == 0;
    printf("attached files: %lld, erased: %lld\n", (long long)report.files, (long long)report.erased);
    if (!report.wrong) return true;
    printf("WRONG: %lld attached files are not what was attached; the first is %.*s\n",
           (long long)report.wrong, SLICE_ARG(uuid_format(arena, report.first_wrong)));
    return false;
}

static bool verify_erasures(struct arena *arena, struct db *db) {
    struct erasure_report report;
    erasures_verify(db, &report);
    if (db_status(db) != DB_OK) return cli_fail("the erasures could not be read") == 0;
    printf("case files erased: %lld\n", (long long)report.erasures);
    if (!report.wrong) return true;
    printf("WRONG: of %lld the key is still there, or the file does not say so; the first is %.*s\n", (long long)report.wrong,
           SLICE_ARG(uuid_format(arena, report.first_wrong)));
    return false;
}

bool verify_all(struct program *program, bool quiet) {
    struct progress progress = {.quiet = quiet};
    struct arena *arena = arena_new();
    struct db *db = store_borrow(program->store);
    bool good = verify_log(program, db, &progress);
    db_clear(db);
    good = verify_promises(program, db) && good;
    db_clear(db);
    good = verify_words(program, db) && good;
    good = verify_finance(arena, db) && good;
    good = verify_ledger(db) && good;
    db_clear(db);
    good = verify_files(program, arena, db) && good;
    good = verify_erasures(arena, db) && good;
    store_return(program->store, db);
    arena_free(arena);
    printf(good ? "All is well.\n" : "Something is wrong.\n");
    return good;
}

static int print_checkpoint(struct program *program, struct arena *arena) {
    struct db *db = store_borrow(program->store);
    struct slice line = verify_newest_checkpoint(db, arena);
    store_return(program->store, db);
    if (!line.len) return cli_fail("there is no checkpoint yet; the server makes them while it runs");
    printf("%.*s\n", SLICE_ARG(line));
    return 0;
}

/* Every line of the file must be a state of this log. */
static int compare_with(struct program *program, struct arena *arena, struct slice path) {
    struct slice lines, line, error;
    int64_t good = 0, wrong = 0;
    if (!file_read(arena, path, LIMIT_BODY_BYTES, &lines, &error)) return cli_fail("%.*s", SLICE_ARG(error));
    struct db *db = store_borrow(program->store);
    while (slice_split(&lines, '\n', &line)) {
        line = slice_trim(line);
        if (!line.len) continue;
        bool is_ours = verify_checkpoint_line(db, line);
        if (is_ours)
            good++;
        else if (++wrong < 10)
            printf("WRONG: this log was never in the state of %.*s\n", SLICE_ARG(line));
    }
    store_return(program->store, db);
    printf("checkpoints kept elsewhere: %lld fit, %lld do not\n", (long long)good, (long long)wrong);
    return good > 0 && !wrong ? 0 : 1;
}

int verify_run(struct cli *cli) {
    struct slice against = S("");
    bool checkpoint = cli_take_switch(cli, S("--checkpoint")), quiet = cli_take_switch(cli, S("--quiet"));
    cli_take_option(cli, S("--against"), &against);
    if (!cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    struct program *program = program_open(cli, OPEN_READ_ONLY);
    if (!program) return 1;
    int code = 0;
    if (checkpoint)
        code = print_checkpoint(program, cli->process_arena);
    else
        code = verify_all(program, quiet) ? 0 : 1;
    if (against.len && compare_with(program, cli->process_arena, against)) code = 1;
    program_close(program);
    return code;
}
