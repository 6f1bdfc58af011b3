/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_PAGES = 2000, BUSY_MS = 10000 };

struct copying {
    struct arena *arena;
    sqlite3 *from, *to;
    struct slice *error;
    void (*progress)(void *context, int64_t done, int64_t all);
    void *context;
};

static bool copy_fails(struct copying *copying, const char *what, sqlite3 *handle) {
    *copying->error = arena_printf(copying->arena, "%s: %s", what, handle ? sqlite3_errmsg(handle) : strerror(errno));
    return false;
}

static bool open_source(struct copying *copying, struct slice path) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX; /* a reader of the log must be able to lock it */
    if (access(arena_cstr(copying->arena, path), W_OK) != 0) flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(arena_cstr(copying->arena, path), &copying->from, flags, NULL) != SQLITE_OK) {
        return copy_fails(copying, "cannot open the database", copying->from);
    }
    sqlite3_busy_timeout(copying->from, BUSY_MS);
    /* Never a checkpoint of ours: the server's writer does them. */
    sqlite3_db_config(copying->from, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    bool good = sqlite3_exec(copying->from, "PRAGMA wal_autocheckpoint = 0; BEGIN; SELECT COUNT(*) FROM sqlite_master", NULL,
                             NULL, NULL) == SQLITE_OK;
    return good || copy_fails(copying, "cannot read the database", copying->from);
}

static bool open_target(struct copying *copying, struct slice path) {
    int file = open(arena_cstr(copying->arena, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return copy_fails(copying, arena_printf(copying->arena, "cannot make %.*s", SLICE_ARG(path)).s, NULL);
    close(file);
    bool good = sqlite3_open_v2(arena_cstr(copying->arena, path), &copying->to,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK;
    return good || copy_fails(copying, "cannot open the copy", copying->to);
}

static bool copy_pages(struct copying *copying) {
    sqlite3_backup *backup = sqlite3_backup_init(copying->to, "main", copying->from, "main");
    if (!backup) return copy_fails(copying, "cannot start the copy", copying->to);
    int code = SQLITE_OK;
    while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        code = sqlite3_backup_step(backup, STEP_PAGES);
        int all = sqlite3_backup_pagecount(backup);
        if (copying->progress) copying->progress(copying->context, all - sqlite3_backup_remaining(backup), all);
        if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(50);
    }
    sqlite3_backup_finish(backup);
    return code == SQLITE_DONE || copy_fails(copying, "the copy broke off", copying->to);
}

/* The first line that the check gives is "ok", or what is wrong. */
static bool check_says_ok(struct copying *copying, sqlite3 *handle, const char *pragma) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(handle, pragma, -1, &statement, NULL) != SQLITE_OK) {
        return copy_fails(copying, "it is no database", handle);
    }
    bool good = sqlite3_step(statement) == SQLITE_ROW && !strcmp((const char *)sqlite3_column_text(statement, 0), "ok");
    if (!good) {
        const unsigned char *words = sqlite3_column_text(statement, 0);
        *copying->error = arena_printf(copying->arena, "the database is damaged: %s",
                                       words ? (const char *)words : sqlite3_errmsg(handle));
    }
    sqlite3_finalize(statement);
    return good;
}

static bool sync_path(const char *path, int flags) {
    int file = open(path, flags | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    if (file >= 0) close(file);
    return good;
}

static bool sync_copy(struct copying *copying, struct slice path) {
    char *folder = arena_cstr(copying->arena, path);
    bool good = sync_path(arena_cstr(copying->arena, path), O_RDONLY) && sync_path(dirname(folder), O_RDONLY | O_DIRECTORY);
    return good || copy_fails(copying, "the copy could not be written to the disk", NULL);
}

/* The copy is one file: no log beside it. */
static bool settle_copy(struct copying *copying) {
    bool good = sqlite3_exec(copying->to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    return good || copy_fails(copying, "the copy could not be closed", copying->to);
}

bool sqlite_copy(struct arena *arena, struct slice from, struct slice to,
                 void (*progress)(void *context, int64_t done, int64_t all), void *context, struct slice *error) {
    struct copying copying = {.arena = arena, .error = error, .progress = progress, .context = context};
    bool made = open_source(&copying, from) && open_target(&copying, to);
    bool good = made && copy_pages(&copying) && check_says_ok(&copying, copying.to, "PRAGMA quick_check(1)") &&
                settle_copy(&copying);
    sqlite3_close_v2(copying.from);
    sqlite3_close_v2(copying.to);
    good = good && sync_copy(&copying, to);
    if (made && !good) unlink(arena_cstr(arena, to));
    return good;
}

bool sqlite_check(struct arena *arena, struct slice path, struct slice *error) {
    struct copying copying = {.arena = arena, .error = error};
    bool good = open_source(&copying, path) && check_says_ok(&copying, copying.from, "PRAGMA integrity_check(1)");
    sqlite3_close_v2(copying.from);
    return good;
}
