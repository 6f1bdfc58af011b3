/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `mlup doctor`: looks over the installation.  Each line says ok, warn or bad, and what to do.  Exit code 1
 * when something is bad.  It changes nothing.
 */
#include <dirent.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "access/password.h"
#include "base/log.h"
#include "cli/commands.h"
#include "demo/demo.h"
#include "store/schema.h"

enum {
    BACKUP_WARN_DAYS = 2,
    BACKUP_BAD_DAYS = 8,
    CERTIFICATE_WARN_DAYS = 21,
    DAY_S = 24 * 3600,
    DISK_WARN_PERCENT = 15,
    DISK_BAD_PERCENT = 5,
};
#define WAL_WARN_BYTES (INT64_C(256) * 1024 * 1024)
#define MEGABYTE (INT64_C(1024) * 1024)

enum health { HEALTH_OK, HEALTH_WARN, HEALTH_BAD };

struct doctor {
    struct cli *cli;
    struct arena *arena;
    enum db_kind kind;
    struct slice path; /* of the SQLite file; empty on PostgreSQL */
    struct slice key;
    struct program *program; /* NULL when the database cannot be opened */
    int bad, warnings;
};

__attribute__((format(printf, 3, 4))) static void say(struct doctor *doctor, enum health health,
                                                      const char *format, ...) {
    static const char *const words[] = {"ok  ", "warn", "bad "};
    va_list args;
    va_start(args, format);
    printf("%s  ", words[health]);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    if (health == HEALTH_BAD) doctor->bad++;
    if (health == HEALTH_WARN) doctor->warnings++;
}

static bool stat_of(struct doctor *doctor, struct slice path, struct stat *status) {
    return stat(arena_cstr(doctor->arena, path), status) == 0;
}

/* ---- files ---- */

static void check_rights(struct doctor *doctor, const char *what, struct slice path) {
    struct stat status;
    if (!stat_of(doctor, path, &status)) {
        say(doctor, HEALTH_BAD, "%s: %.*s is not there", what, SLICE_ARG(path));
    } else if (status.st_mode & 077) {
        say(doctor, HEALTH_BAD, "%s: others may open %.*s; run chmod 600", what, SLICE_ARG(path));
    } else {
        say(doctor, HEALTH_OK, "%s: only its owner may open it", what);
    }
}

/* Other names of a file or a folder do not matter: it is compared by where it really is. */
static bool is_within(struct doctor *doctor, struct slice path, struct slice folder) {
    char file_name[PATH_MAX], folder_name[PATH_MAX];
    if (!realpath(arena_cstr(doctor->arena, path), file_name)) return false;
    if (!realpath(arena_cstr(doctor->arena, folder), folder_name)) return false;
    size_t len = strlen(folder_name);
    return strncmp(file_name, folder_name, len) == 0 && file_name[len] == '/';
}

static void check_key_place(struct doctor *doctor) {
    struct slice backups = doctor->cli->settings.backup_dir;
    if (backups.len && is_within(doctor, doctor->key, backups)) {
        say(doctor, HEALTH_BAD, "key file: it lies among the backups; who takes them can read everything");
    }
}

static void check_disk_of(struct doctor *doctor, const char *what, struct slice path) {
    struct statvfs disk;
    if (!path.len || statvfs(arena_cstr(doctor->arena, path), &disk) != 0 || !disk.f_blocks) return;
    int64_t free_mb = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize / MEGABYTE;
    int percent = (int)(disk.f_bavail * 100 / disk.f_blocks);
    enum health health = percent < DISK_BAD_PERCENT    ? HEALTH_BAD
                         : percent < DISK_WARN_PERCENT ? HEALTH_WARN
                                                       : HEALTH_OK;
    say(doctor, health, "disk of the %s: %d %% free (%lld MB)%s", what, percent, (long long)free_mb,
        health == HEALTH_OK ? "" : "; make room before writing stops");
}

static void check_wal(struct doctor *doctor) {
    struct stat status;
    if (!doctor->path.len) return;
    bool there = stat_of(doctor, arena_join(doctor->arena, doctor->path, S("-wal")), &status);
    int64_t bytes = there ? (int64_t)status.st_size : 0;
    if (bytes < WAL_WARN_BYTES)
        say(doctor, HEALTH_OK, "write-ahead log: %lld MB", (long long)(bytes / MEGABYTE));
    else
        say(doctor, HEALTH_WARN, "write-ahead log: %lld MB; some program reads for very long",
            (long long)(bytes / MEGABYTE));
}

/* ---- backups ---- */

/* Only what `mlup backup` makes: a copy of the database or a dump; never the database itself. */
static bool is_backup(struct doctor *doctor, struct slice path, const struct stat *status) {
    static const char sqlite[] = "SQLite format 3", dump[] = "PGDMP";
    char start[sizeof sqlite] = {0};
    struct stat own;
    if (!S_ISREG(status->st_mode)) return false;
    bool has_own = doctor->path.len && stat_of(doctor, doctor->path, &own);
    if (has_own && own.st_dev == status->st_dev && own.st_ino == status->st_ino) return false;
    FILE *file = fopen(arena_cstr(doctor->arena, path), "re");
    size_t len = file ? fread(start, 1, sizeof start - 1, file) : 0;
    if (file) fclose(file);
    return doctor->kind == DB_SQLITE ? len && !strcmp(start, sqlite) : !strncmp(start, dump, sizeof dump - 1);
}

static time_t newest_backup(struct doctor *doctor, struct slice folder) {
    DIR *dir = opendir(arena_cstr(doctor->arena, folder));
    time_t newest = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct stat status;
        struct slice path = arena_printf(doctor->arena, "%.*s/%s", SLICE_ARG(folder), entry->d_name);
        if (stat_of(doctor, path, &status) && status.st_mtime > newest && is_backup(doctor, path, &status))
            newest = status.st_mtime;
    }
    if (dir) closedir(dir);
    return newest;
}

static void check_backups(struct doctor *doctor) {
    struct slice folder = doctor->cli->settings.backup_dir;
    if (!folder.len) {
        say(doctor, HEALTH_WARN,
            "backups: say with --backup-dir where they are, and run `mlup backup` every night");
        return;
    }
    time_t newest = newest_backup(doctor, folder);
    long long days = newest ? (long long)((time(NULL) - newest) / DAY_S) : -1;
    if (!newest)
        say(doctor, HEALTH_BAD, "backups: there is none in %.*s", SLICE_ARG(folder));
    else if (days >= BACKUP_BAD_DAYS)
        say(doctor, HEALTH_BAD, "backups: the newest is %lld days old", days);
    else if (days >= BACKUP_WARN_DAYS)
        say(doctor, HEALTH_WARN, "backups: the newest is %lld days old", days);
    else
        say(doctor, HEALTH_OK, "backups: the newest is %lld days old; try a restore now and then", days);
}

/* ---- settings ---- */

static bool is_loopback(struct slice host) {
    return slice_starts(host, S("127.")) || slice_equal(host, S("::1")) || slice_equal(host, S("localhost"));
}

static void say_certificate(struct doctor *doctor, time_t until) {
    long long days = ((long long)until - (long long)time(NULL)) / DAY_S;
    if (until == (time_t)-1)
        say(doctor, HEALTH_BAD, "TLS: the certificate cannot be read");
    else if (until < time(NULL))
        say(doctor, HEALTH_BAD, "TLS: the certificate is no longer valid; get a new one");
    else if (days < CERTIFICATE_WARN_DAYS)
        say(doctor, HEALTH_WARN, "TLS: the certificate ends in %lld days", days);
    else
        say(doctor, HEALTH_OK, "TLS: by the program itself; the certificate is good for %lld days", days);
}

static void check_certificate(struct doctor *doctor) {
    gnutls_datum_t pem = {0};
    gnutls_x509_crt_t certificate;
    time_t until = (time_t)-1;
    const char *path = arena_cstr(doctor->arena, doctor->cli->settings.tls_certificate);
    if (gnutls_x509_crt_init(&certificate) != 0) return;
    if (gnutls_load_file(path, &pem) == 0 &&
        gnutls_x509_crt_import(certificate, &pem, GNUTLS_X509_FMT_PEM) == 0) {
        until = gnutls_x509_crt_get_expiration_time(certificate);
    }
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(certificate);
    say_certificate(doctor, until);
}

static void check_tls(struct doctor *doctor) {
    const struct settings *settings = &doctor->cli->settings;
    struct stat status;
    if (settings->tls_certificate.len && settings->tls_key.len) {
        bool readable = stat_of(doctor, settings->tls_certificate, &status) &&
                        stat_of(doctor, settings->tls_key, &status);
        if (!readable)
            say(doctor, HEALTH_BAD, "TLS: the certificate or its key is not there");
        else if (status.st_mode & 077)
            say(doctor, HEALTH_BAD, "TLS: others may read the key of the certificate; run chmod 600");
        else
            check_certificate(doctor);
    } else if (is_loopback(settings->host)) {
        say(doctor, HEALTH_OK, "TLS: the program listens on this machine only%s",
            slice_equal(settings->behind_proxy, S("yes")) ? ", behind a proxy" : "");
    } else {
        say(doctor, HEALTH_BAD,
            "TLS: the program listens on %.*s without it; passwords can be read on the way",
            SLICE_ARG(settings->host));
    }
}

static void check_totp(struct doctor *doctor) {
    bool off = slice_equal(doctor->cli->settings.require_totp, S("no"));
    say(doctor, off ? HEALTH_WARN : HEALTH_OK, "second factor: %s",
        off ? "not asked of those who see cases; take require-totp = no away"
            : "asked of those who see cases");
}

/* ---- what only the database knows ---- */

static bool password_works(struct db *db, struct slice login) {
    struct db_query *query =
        db_query(db, SQL("SELECT c.password FROM credential c JOIN \"user\" u ON u.id = c.user_id "
                         "WHERE u.login = ?1 AND u.deleted_ms = 0 AND u.active = 1"));
    db_bind_text(query, 1, login);
    bool works = db_next(query) && password_verify(db_column_text(query, 0), demo_password());
    db_done(query);
    return works;
}

static void check_demo_logins(struct doctor *doctor, struct db *db) {
    struct demo_login *logins;
    size_t count = demo_logins(doctor->arena, &logins), works = 0;
    for (size_t i = 0; i < count && !works; i++) {
        works += password_works(db, logins[i].name);
    }
    if (!works)
        say(doctor, HEALTH_OK, "demo logins: none works");
    else if (is_loopback(doctor->cli->settings.host)) {
        say(doctor, HEALTH_WARN,
            "demo logins: their known password still works; never keep real people here");
    } else
        say(doctor, HEALTH_BAD, "demo logins: anybody on the network can sign in with the known password");
}

static int64_t ask_number(struct db *db, struct sql sql) {
    struct db_query *query = db_query(db, sql);
    int64_t number = db_next(query) ? db_column_int(query, 0) : -1;
    db_done(query);
    return number;
}

static void check_clock(struct doctor *doctor, struct db *db) {
    int64_t newest = ask_number(db, SQL("SELECT COALESCE(MAX(at_ms), 0) FROM change_log")),
            now = clock_now_ms();
    enum { HOUR_MS = 3600 * 1000, YEAR_OF_RELEASE = 2026 };
    if (newest > now + HOUR_MS) {
        say(doctor, HEALTH_BAD,
            "clock: the newest change is %lld minutes in the future; set the clock of this machine",
            (long long)((newest - now) / 60000));
    } else if (date_of_ms(now).year < YEAR_OF_RELEASE) {
        say(doctor, HEALTH_BAD, "clock: it is %d here; set the clock of this machine", date_of_ms(now).year);
    } else
        say(doctor, HEALTH_OK, "clock: it fits the newest change");
}

static struct slice ask_text(struct doctor *doctor, struct db *db, struct sql sql) {
    struct db_query *query = db_query(db, sql);
    struct slice text = db_next(query) ? arena_copy(doctor->arena, db_column_text(query, 0)) : S("");
    db_done(query);
    return text;
}

/* What is acknowledged must be on the disk of that server, and nobody may read it on the way there. */
static void check_postgres(struct doctor *doctor, struct db *db) {
    bool syncs =
        slice_equal(ask_text(doctor, db, SQL("SELECT current_setting('fsync')")), S("on")) &&
        slice_equal(ask_text(doctor, db, SQL("SELECT current_setting('full_page_writes')")), S("on"));
    if (syncs)
        say(doctor, HEALTH_OK, "PostgreSQL: it writes to the disk before it answers");
    else
        say(doctor, HEALTH_BAD, "PostgreSQL: fsync or full_page_writes is off; a power cut loses records");
    bool is_near =
        ask_number(
            db, SQL("SELECT CASE WHEN inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8' OR "
                    "inet_server_addr() = '::1' THEN 1 ELSE 0 END")) == 1;
    bool is_sealed = ask_number(db, SQL("SELECT CASE WHEN ssl THEN 1 ELSE 0 END FROM pg_stat_ssl WHERE pid = "
                                        "pg_backend_pid()")) == 1;
    if (is_near || is_sealed)
        say(doctor, HEALTH_OK, "PostgreSQL: %s", is_near ? "on this machine" : "reached through TLS");
    else
        say(doctor, HEALTH_BAD,
            "PostgreSQL: reached over the network without TLS; add sslmode=verify-full to the address");
}

static void check_administrators(struct doctor *doctor, struct db *db) {
    int64_t count =
        ask_number(db, SQL("SELECT CAST(COUNT(DISTINCT u.id) AS BIGINT) FROM \"user\" u JOIN membership m ON "
                           "m.\"user\" = u.id WHERE m.role = 'administrator' AND m.deleted_ms = 0 AND "
                           "u.deleted_ms = 0 AND u.active = 1"));
    if (count == 0)
        say(doctor, HEALTH_WARN, "administrators: there is none yet; the first page makes one");
    else
        say(doctor, HEALTH_OK, "administrators: %lld", (long long)count);
}

static void check_database(struct doctor *doctor) {
    struct db *db = store_borrow(doctor->program->store);
    if (schema_exists(db)) {
        check_administrators(doctor, db);
        check_demo_logins(doctor, db);
        check_clock(doctor, db);
        if (doctor->kind == DB_POSTGRESQL) check_postgres(doctor, db);
    } else
        say(doctor, HEALTH_BAD, "database: it has no tables; run `mlup init`");
    store_return(doctor->program->store, db);
}

static bool doctor_open(struct doctor *doctor) {
    struct cli *cli = doctor->cli;
    if (!db_kind_of_url(cli->settings.db, &doctor->kind)) {
        cli_fail("the database address must start with sqlite: or postgresql://");
        return false;
    }
    bool sqlite = doctor->kind == DB_SQLITE;
    if (sqlite) doctor->path = slice_sub(cli->settings.db, sizeof "sqlite:" - 1, cli->settings.db.len);
    doctor->key = cli->settings.key_file;
    if (!doctor->key.len)
        doctor->key = sqlite ? arena_join(doctor->arena, doctor->path, S(".key")) : S("mlup.key");
    struct stat status;
    bool there = !sqlite || stat_of(doctor, doctor->path, &status);
    bool has_key = stat_of(doctor, doctor->key, &status);
    doctor->program = there && has_key ? program_open(cli, OPEN_READ_ONLY) : NULL;
    return true;
}

int doctor_run(struct cli *cli) {
    struct doctor doctor = {.cli = cli, .arena = cli->process_arena};
    if (!cli_is_empty(cli)) return 1;
    log_set_quiet(true);
    if (!doctor_open(&doctor)) return 1;
    check_rights(&doctor, "key file", doctor.key);
    check_key_place(&doctor);
    if (doctor.path.len) check_rights(&doctor, "database file", doctor.path);
    if (doctor.program)
        check_database(&doctor);
    else
        say(&doctor, HEALTH_BAD, "database: it cannot be opened; the lines above and `mlup verify` say why");
    check_tls(&doctor);
    check_totp(&doctor);
    check_backups(&doctor);
    check_disk_of(&doctor, "database", doctor.path);
    check_disk_of(&doctor, "backups", cli->settings.backup_dir);
    check_wal(&doctor);
    program_close(doctor.program);
    printf("%d bad, %d to look at\n", doctor.bad, doctor.warnings);
    return doctor.bad ? 1 : 0;
}
