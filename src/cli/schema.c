/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup schema`: the tables as SQL; `--check` tells a script whether a database has them. */
#include "store/schema.h"

#include "access/schema.h"
#include "base/log.h"
#include "cli/commands.h"
#include "domain/records.h"

static int schema_check(struct cli *cli) {
    struct slice error;
    log_set_quiet(true);
    struct db *db = db_open(cli->process_arena, cli->settings.db, DB_READ, &error);
    if (!db) return cli_fail("%.*s", SLICE_ARG(error));
    bool exists = schema_exists(db);
    db_close(db);
    return exists ? 0 : cli_fail("there is no Mlup database at this address");
}

int schema_run(struct cli *cli) {
    bool check = cli_take_switch(cli, S("--check"));
    bool sqlite = cli_take_switch(cli, S("--sqlite")), postgres = cli_take_switch(cli, S("--postgresql"));
    struct slice word = S("");
    if (!sqlite && !postgres) cli_take_word(cli, &word);
    if (!cli_is_empty(cli)) return 1;
    if (check) return schema_check(cli);
    enum db_kind kind = DB_SQLITE;
    if (postgres || slice_starts(word, S("postgres"))) kind = DB_POSTGRESQL;
    else if (word.len && !slice_equal(word, S("sqlite"))) return cli_fail("sqlite or postgres?");
    else if (!sqlite && !word.len) db_kind_of_url(cli->settings.db, &kind);
    struct slice text = schema_text(cli->process_arena, &mlup_catalogue, kind, access_schema(kind));
    printf("%.*s", SLICE_ARG(text));
    return 0;
}
