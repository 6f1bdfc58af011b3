/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup backup` and `mlup restore`.  A backup is one file with everything but the key file: without that file
 * sealed fields cannot be opened, so it must be kept too, elsewhere.
 */
#include <errno.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/verify.h"
#include "store/schema.h"
#include "store/sqlite_copy.h"

extern char **environ;

static void show(void *context, int64_t done, int64_t all) {
    progress_show(context, "Pages", done, all);
}

static struct slice sqlite_path(struct slice url) {
    return slice_sub(url, sizeof "sqlite:" - 1, url.len);
}

static bool path_exists(struct arena *arena, struct slice path) {
    struct stat status;
    return stat(arena_cstr(arena, path), &status) == 0;
}

/* Runs a program of PostgreSQL and waits; the database's password is not shown to other users when it comes
 * from
 * ~/.pgpass or PGPASSWORD instead of the address. */
static bool run_tool(char *const arguments[]) {
    pid_t child;
    int status;
    int error = posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ);
    if (error) return cli_fail("cannot run %s: %s", arguments[0], strerror(error)) == 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    return cli_fail("%s ended with an error", arguments[0]) == 0;
}

/* A folder gets a file named after the time. */
static struct slice target_path(struct arena *arena, struct slice wanted, const char *end) {
    struct stat status;
    if (stat(arena_cstr(arena, wanted), &status) != 0 || !S_ISDIR(status.st_mode)) return wanted;
    time_t now = time(NULL);
    struct tm utc;
    char name[40];
    gmtime_r(&now, &utc);
    strftime(name, sizeof name, "mlup-%Y%m%d-%H%M%S", &utc);
    return arena_printf(arena, "%.*s/%s.%s", SLICE_ARG(wanted), name, end);
}

static void tell_done(struct arena *arena, struct slice path) {
    struct stat status;
    int64_t bytes = stat(arena_cstr(arena, path), &status) == 0 ? (int64_t)status.st_size : 0;
    printf("backup: %.*s (%lld bytes)\n", SLICE_ARG(path), (long long)bytes);
    printf("The key file is not in it. Keep a copy of the key file in another place: without it sealed "
           "fields stay closed.\n");
}

static int backup_sqlite(struct cli *cli, struct slice wanted, bool quiet) {
    struct slice target = target_path(cli->process_arena, wanted, "db"), error = S("");
    struct progress progress = {.quiet = quiet};
    bool good =
        sqlite_copy(cli->process_arena, sqlite_path(cli->settings.db), target, show, &progress, &error);
    progress_end(&progress);
    if (!good) return cli_fail("no backup was made: %.*s", SLICE_ARG(error));
    tell_done(cli->process_arena, target);
    return 0;
}

static int backup_postgres(struct cli *cli, struct slice wanted) {
    struct arena *arena = cli->process_arena;
    struct slice target = target_path(arena, wanted, "dump");
    if (path_exists(arena, target)) return cli_fail("%.*s exists already", SLICE_ARG(target));
    char *const arguments[] = {(char[]){"pg_dump"},
                               (char[]){"--format=custom"},
                               (char[]){"--no-owner"},
                               (char[]){"--file"},
                               arena_cstr(arena, target),
                               (char[]){"--dbname"},
                               arena_cstr(arena, cli->settings.db),
                               NULL};
    umask(077);
    if (!run_tool(arguments)) return 1;
    tell_done(arena, target);
    return 0;
}

int backup_run(struct cli *cli) {
    struct slice target;
    enum db_kind kind;
    bool quiet = cli_take_switch(cli, S("--quiet"));
    if (!cli_take_word(cli, &target)) return cli_fail("where to? Name a new file or a folder");
    if (!cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    if (!program_check_address(cli, 0) || !db_kind_of_url(cli->settings.db, &kind)) return 1;
    return kind == DB_SQLITE ? backup_sqlite(cli, target, quiet) : backup_postgres(cli, target);
}

/* ---- restore ---- */

/* Opens what was restored and recomputes it; needs the key file beside it. */
static bool verify_restored(struct cli *cli, struct slice url) {
    struct cli restored = *cli;
    restored.settings.db = url;
    log_set_quiet(true);
    struct program *program = program_open(&restored, OPEN_READ_ONLY);
    if (!program) return false;
    bool good = verify_all(program, true);
    program_close(program);
    return good;
}

static struct slice key_path(struct cli *cli) {
    if (cli->settings.key_file.len) return cli->settings.key_file;
    return arena_join(cli->process_arena, sqlite_path(cli->settings.db), S(".key"));
}

static void remove_file(struct arena *arena, struct slice path) {
    if (unlink(arena_cstr(arena, path)) != 0 && errno != ENOENT) log_warn("a file could not be removed");
}

static int restore_sqlite(struct cli *cli, struct slice source) {
    struct arena *arena = cli->process_arena;
    struct slice target = sqlite_path(cli->settings.db), part = arena_join(arena, target, S(".part")),
                 error = S("");
    if (path_exists(arena, target))
        return cli_fail("%.*s exists; nothing is overwritten. Name a new file with --db", SLICE_ARG(target));
    if (!path_exists(arena, source)) return cli_fail("there is no file %.*s", SLICE_ARG(source));
    cli->settings.key_file = key_path(cli);
    if (!path_exists(arena, cli->settings.key_file)) {
        return cli_fail("the key file %.*s is not there; put its copy there first",
                        SLICE_ARG(cli->settings.key_file));
    }
    if (!sqlite_check(arena, source, &error)) return cli_fail("%.*s", SLICE_ARG(error));
    remove_file(arena, part);
    if (!sqlite_copy(arena, source, part, NULL, NULL, &error)) return cli_fail("%.*s", SLICE_ARG(error));
    bool good = verify_restored(cli, arena_join(arena, S("sqlite:"), part));
    remove_file(arena, arena_join(arena, part, S("-wal")));
    remove_file(arena, arena_join(arena, part, S("-shm")));
    if (good && rename(arena_cstr(arena, part), arena_cstr(arena, target)) == 0) {
        printf("restored: %.*s\n", SLICE_ARG(target));
        return 0;
    }
    if (good) return cli_fail("cannot name it %.*s: %s", SLICE_ARG(target), strerror(errno));
    return cli_fail("what was restored is not right and stays in %.*s", SLICE_ARG(part));
}

static bool postgres_is_empty(struct cli *cli) {
    struct slice error;
    struct db *db = db_open(cli->process_arena, cli->settings.db, DB_READ, &error);
    if (!db) return cli_fail("%.*s", SLICE_ARG(error)) == 0;
    bool exists = schema_exists(db);
    db_close(db);
    return !exists || cli_fail("there is a Mlup database at this address; nothing is overwritten") == 0;
}

static int restore_postgres(struct cli *cli, struct slice source) {
    struct arena *arena = cli->process_arena;
    if (!path_exists(arena, source)) return cli_fail("there is no file %.*s", SLICE_ARG(source));
    if (!postgres_is_empty(cli)) return 1;
    char *const arguments[] = {(char[]){"pg_restore"},
                               (char[]){"--exit-on-error"},
                               (char[]){"--single-transaction"},
                               (char[]){"--no-owner"},
                               (char[]){"--dbname"},
                               arena_cstr(arena, cli->settings.db),
                               arena_cstr(arena, source),
                               NULL};
    if (!run_tool(arguments)) return 1;
    if (!verify_restored(cli, cli->settings.db)) return cli_fail("what was restored is not right");
    printf("restored.\n");
    return 0;
}

int restore_run(struct cli *cli) {
    struct slice source;
    enum db_kind kind;
    if (!cli_take_word(cli, &source)) return cli_fail("from which file?");
    if (!cli_is_empty(cli)) return 1;
    if (!program_check_address(cli, OPEN_CREATE) || !db_kind_of_url(cli->settings.db, &kind)) return 1;
    return kind == DB_SQLITE ? restore_sqlite(cli, source) : restore_postgres(cli, source);
}
