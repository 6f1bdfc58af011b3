/* SPDX-License-Identifier: Apache-2.0 */
/* Puts the parts of the program together: the store with the hooks of access and promises. */
#include <sys/stat.h>

#include "access/schema.h"
#include "base/embedded.h"
#include "base/log.h"
#include "cli/cli.h"
#include "domain/arrival/rules.h"
#include "domain/care/case_merge.h"
#include "domain/bank/rules.h"
#include "domain/finance/post.h"
#include "domain/ledger/rules.h"
#include "domain/ledger/schema.h"
#include "domain/people/person_token.h"
#include "domain/records.h"
#include "domain/referral/consent.h"
#include "domain/reintegration/rules.h"
#include "domain/savings/rules.h"
#include "domain/shelter/rules.h"
#include "notice/care_notice.h"
#include "notice/schema.h"
#include "store/schema.h"

/* The hooks of a store have one context; this one knows the parts, which are made after the store. */
static enum outcome hook_may_change(void *context, const struct actor *actor, const struct change *change,
                                    const struct record *before) {
    return access_may_change(((struct program *)context)->access, actor, change, before);
}

static bool hook_may_undo(void *context, struct rule *rule, const struct record *record,
                          const struct history_entry *entry, struct refusal *refusal) {
    (void)context;
    return case_merge_may_undo(rule, record, entry, refusal);
}

static void hook_after_change(void *context, struct rule *rule, const struct change *change) {
    arrival_after_change(rule, change);
    case_merge_after_change(rule, change);
    person_token_after_change(rule, change);
    promise_after_change(((struct program *)context)->keeper, rule, change);
    finance_after_change(rule, change);
    ledger_after_change(rule, change);
    savings_after_change(rule, change);
    bank_after_change(rule, change);
    referral_after_change(rule, change);
    shelter_after_change(rule, change);
    reintegration_after_change(rule, change);
    if (((struct program *)context)->notice) notice_after_change(((struct program *)context)->notice, rule, change);
}

static void hook_before_commit(void *context, struct rule *rule) {
    promise_before_commit(((struct program *)context)->keeper, rule);
}

static void hook_after_commit(void *context) {
    struct notice *notice = ((struct program *)context)->notice;
    if (notice) notice_after_commit(notice);
}

static void hook_after_rollback(void *context) {
    promise_after_rollback(((struct program *)context)->keeper);
}

static struct slice sqlite_path(const struct cli *cli) {
    return slice_sub(cli->settings.db, sizeof "sqlite:" - 1, cli->settings.db.len);
}

struct slice program_key_path(const struct cli *cli) {
    enum db_kind kind;
    if (cli->settings.key_file.len) return cli->settings.key_file;
    if (!db_kind_of_url(cli->settings.db, &kind) || kind != DB_SQLITE) return S("mlup.key");
    return arena_join(cli->process_arena, sqlite_path(cli), S(".key"));
}

/* Beside the SQLite file; a PostgreSQL database has no place here but that of its key file. */
static struct slice beside_database(const struct cli *cli, struct slice end) {
    enum db_kind kind;
    bool sqlite = db_kind_of_url(cli->settings.db, &kind) && kind == DB_SQLITE;
    struct slice path = sqlite ? sqlite_path(cli) : program_key_path(cli);
    if (!sqlite && slice_ends(path, S(".key"))) path.len -= sizeof ".key" - 1;
    return arena_join(cli->process_arena, path, end);
}

struct slice program_socket_path(const struct cli *cli) {
    return beside_database(cli, S(".sock"));
}

struct slice program_intake_folder(const struct cli *cli) {
    return beside_database(cli, S(".imports"));
}

/* The files of schema/migrations, by name. */
static struct store_migration *open_migrations(struct cli *cli, size_t *count) {
    size_t files;
    const struct embedded_file *file = embedded_folder(S("schema/migrations/"), &files);
    struct store_migration *migrations = arena_make(cli->process_arena, struct store_migration, files + 1);
    *count = 0;
    for (size_t i = 0; i < files; i++) {
        if (slice_ends(file[i].name, S(".sql")))
            migrations[(*count)++] = (struct store_migration){file[i].name, file[i].bytes};
    }
    return migrations;
}

struct slice program_extra_schema(struct arena *arena, enum db_kind kind) {
    struct slice upper = arena_join(arena, access_schema(kind), person_token_schema(kind));
    upper = arena_join(arena, upper, ledger_schema(arena, kind));
    return arena_join(arena, upper, notice_schema(kind));
}

static struct store *open_store(struct cli *cli, struct program *program, unsigned flags,
                                struct slice *error) {
    enum db_kind kind = DB_SQLITE;
    db_kind_of_url(cli->settings.db, &kind);
    struct store_options options = {
        .url = cli->settings.db,
        .catalogue = &mlup_catalogue,
        .hooks = {program, hook_may_change, hook_after_change, hook_before_commit, hook_after_rollback, hook_after_commit,
                  hook_may_undo},
        .key_file = program_key_path(cli),
        .extra_schema = program_extra_schema(cli->process_arena, kind),
        .may_create = flags & OPEN_CREATE,
        .read_only = flags & OPEN_READ_ONLY,
        .is_patient = !(flags & OPEN_HOUSEKEEPING), /* which only a server has */
    };
    options.migrations = open_migrations(cli, &options.migration_count);
    return store_open(cli->process_arena, &options, error);
}

/* An address may hold a password, so it is not repeated. */
static bool has_database(struct cli *cli) {
    struct slice error;
    struct db *db = db_open(cli->process_arena, cli->settings.db, DB_READ, &error);
    if (!db) return cli_fail("%.*s", SLICE_ARG(error)) == 0;
    bool exists = schema_exists(db);
    db_close(db);
    return exists || cli_fail("there is no Mlup database at this address; make one with `mlup init`") == 0;
}

bool program_check_address(struct cli *cli, unsigned flags) {
    enum db_kind kind;
    struct stat status;
    if (!db_kind_of_url(cli->settings.db, &kind)) {
        return cli_fail("the database address must start with sqlite: or postgresql://") == 0;
    }
    struct slice path = kind == DB_SQLITE ? sqlite_path(cli) : S("");
    if (kind == DB_SQLITE && (!path.len || path.s[0] == ':'))
        return cli_fail("the database address names no file: sqlite:PATH") == 0;
    if (flags & OPEN_CREATE) return true;
    if (kind == DB_SQLITE && stat(arena_cstr(cli->process_arena, path), &status) != 0) {
        return cli_fail("there is no file %.*s; make a database with `mlup init`", SLICE_ARG(path)) == 0;
    }
    return has_database(cli);
}

struct program *program_open(struct cli *cli, unsigned flags) {
    if (!program_check_address(cli, flags)) return NULL;
    struct program *program = arena_make(cli->process_arena, struct program, 1);
    struct slice error = S("");
    catalogue_check(&mlup_catalogue);
    program->keeper = promise_keeper_new();
    program->store = open_store(cli, program, flags, &error);
    if (!program->store) {
        cli_fail("%.*s", SLICE_ARG(error));
        promise_keeper_free(program->keeper);
        return NULL;
    }
    struct access_options access_options = {
        .require_totp = !slice_equal(cli->settings.require_totp, S("no")),
        .housekeeping = flags & OPEN_HOUSEKEEPING,
    };
    program->access = access_open(cli->process_arena, program->store, &access_options);
    bool counted = flags & OPEN_READ_ONLY ||
                   (promise_refresh_all(program->store, program->keeper) && person_token_refresh(program->store));
    if (counted) return program;
    cli_fail("the promises could not be counted");
    program_close(program);
    return NULL;
}

void program_close(struct program *program) {
    if (!program) return;
    access_close(program->access);
    store_close(program->store);
    promise_keeper_free(program->keeper);
}
