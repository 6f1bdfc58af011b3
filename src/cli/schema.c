/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup schema`: the tables as SQL; `--check` tells a script whether a database has them. */
#include "store/schema.h"

#include "base/log.h"
#include "cli/commands.h"
#include "domain/records.h"

int schema_run(struct cli *cli) {
    bool check = cli_take_switch(cli, S("--check"));
    bool sqlite = cli_take_switch(cli, S("--sqlite")), postgres = cli_take_switch(cli, S("--postgresql"));
    struct slice word = S("");
    if (!sqlite && !postgres) cli_take_word(cli, &word);
    if (!cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    if (check) return program_check_address(cli, 0) ? 0 : 1;
    enum db_kind kind = DB_SQLITE;
    if (postgres || slice_starts(word, S("postgres")))
        kind = DB_POSTGRESQL;
    else if (word.len && !slice_equal(word, S("sqlite")))
        return cli_fail("sqlite or postgres?");
    else if (!sqlite && !word.len)
        db_kind_of_url(cli->settings.db, &kind);
    struct slice text = schema_text(cli->process_arena, &mlup_catalogue, kind, program_extra_schema(cli->process_arena, kind));
    printf("%.*s", SLICE_ARG(text));
    return 0;
}
