/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup notice`, and the settings of mails and webhooks. */
#include "cli/notices.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/users.h"
#include "base/embedded.h"
#include "base/limits.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "i18n/zone.h"
#include "notice/mail_queue.h"
#include "notice/mail_text.h"

const struct messages *messages_of_program(struct arena *process_arena) {
    const struct embedded_file *file = embedded_find(S("i18n/km.mo"));
    const struct messages *messages = file ? messages_load(process_arena, file->bytes) : NULL;
    if (!messages) BUG("the Khmer messages are not in the program");
    return messages;
}

/* ---- settings ---- */

/* As a key file: a regular file of this user or root that nobody else may read or write. */
static bool file_is_private(int file) {
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return false;
    return (status.st_uid == geteuid() || status.st_uid == 0) && !(status.st_mode & (S_IRWXG | S_IRWXO));
}

/* The first line of the file, in memory that is wiped and never paged out. */
static bool password_read(struct cli *cli, struct slice path, const char **password) {
    char *bytes = sodium_malloc(LIMIT_PASSWORD_BYTES_MAX + 1);
    int file = open(arena_cstr(cli->process_arena, path), O_RDONLY | O_CLOEXEC);
    ssize_t len = file >= 0 && file_is_private(file) ? read(file, bytes, LIMIT_PASSWORD_BYTES_MAX) : -1;
    if (file >= 0) close(file);
    if (len < 0) {
        sodium_free(bytes);
        return cli_fail(
                   "--mail-password-file: %.*s must be a file that only you or root may read (chmod 600)",
                   SLICE_ARG(path)) == 0;
    }
    bytes[len] = 0;
    bytes[strcspn(bytes, "\r\n")] = 0;
    arena_defer(cli->process_arena, sodium_free, bytes);
    *password = bytes;
    return true;
}

static bool mail_read(struct cli *cli, struct notice_settings *settings) {
    const struct settings *given = &cli->settings;
    if (!given->mail_server.len) return true;
    if (!slice_starts(given->mail_server, S("smtp://")) && !slice_starts(given->mail_server, S("smtps://")))
        return cli_fail("--mail-server is smtp://HOST:PORT or smtps://HOST:PORT") == 0;
    if (slice_contains(given->mail_server, S("@")))
        return cli_fail("--mail-server holds no name and password: --mail-user, --mail-password-file") == 0;
    if (!mail_address_is_good(given->mail_from))
        return cli_fail("--mail-from must be an e-mail address: mails have to come from somebody") == 0;
    settings->mail_server = given->mail_server;
    settings->mail_from = given->mail_from;
    settings->mail_user = given->mail_user;
    settings->mail_in_clear = slice_equal(given->mail_tls, S("no"));
    if (settings->mail_in_clear && given->mail_user.len)
        return cli_fail("--mail-tls no: a password is never sent in the clear") == 0;
    return !given->mail_password_file.len ||
           password_read(cli, given->mail_password_file, &settings->mail_password);
}

static bool url_read(struct cli *cli, struct notice_settings *settings) {
    struct slice url = cli->settings.public_url;
    while (slice_ends(url, S("/")))
        url.len--;
    bool good = !url.len || slice_starts(url, S("https://")) || slice_starts(url, S("http://"));
    for (size_t i = 0; i < url.len; i++) {
        good = good && url.s[i] > ' ' && url.s[i] < 0x7f && !strchr("<>\"", url.s[i]);
    }
    settings->public_url = url;
    return good || cli_fail("--public-url is the address people type: https://mlup.example.org") == 0;
}

static bool allowed_read(struct cli *cli, struct notice_settings *settings) {
    struct address_range *ranges;
    struct slice bad;
    if (!address_ranges_parse(cli->process_arena, cli->settings.webhook_allow, &ranges,
                              &settings->allowed_count, &bad))
        return cli_fail("--webhook-allow: “%.*s” is no address and no range like 10.0.0.0/8",
                        SLICE_ARG(bad)) == 0;
    settings->allowed = ranges;
    return true;
}

static bool retry_read(struct cli *cli, struct notice_settings *settings) {
    enum { SECONDS_USUAL = 60, SECONDS_MAX = 3600 };
    int64_t seconds = SECONDS_USUAL;
    if (cli->settings.retry_seconds.len &&
        (!slice_to_int64(cli->settings.retry_seconds, &seconds) || seconds < 1 || seconds > SECONDS_MAX))
        return cli_fail("--retry-seconds is a number from 1 to %d", SECONDS_MAX) == 0;
    settings->retry_ms = seconds * 1000;
    return true;
}

bool notice_settings_read(struct cli *cli, struct notice_settings *settings) {
    *settings =
        (struct notice_settings){.ca_file = cli->settings.ca_file, .time_zone = cli->settings.time_zone};
    if (!settings->time_zone.len) settings->time_zone = S("Asia/Phnom_Penh");
    if (!zone_is_known(settings->time_zone))
        return cli_fail("--time-zone: “%.*s” is none, unlike Asia/Phnom_Penh",
                        SLICE_ARG(settings->time_zone)) == 0;
    if (settings->ca_file.len && access(arena_cstr(cli->process_arena, settings->ca_file), R_OK) != 0)
        return cli_fail("--ca-file: %.*s cannot be read", SLICE_ARG(settings->ca_file)) == 0;
    return mail_read(cli, settings) && url_read(cli, settings) && allowed_read(cli, settings) &&
           retry_read(cli, settings);
}

/* ---- the command ---- */

int notice_run(struct cli *cli) {
    return desk_run(cli, S("notice"), S(""));
}

/* Without a server the part is opened here, for this one time. */
static struct notice *notice_here(struct desk *desk) {
    struct notice_settings *settings = arena_make(desk->arena, struct notice_settings, 1);
    if (!notice_settings_read(&desk->args, settings)) return NULL;
    return notice_open(desk->arena, desk->program.store, desk->program.access,
                       messages_of_program(desk->arena), settings);
}

/* Waits for what the background makes of the mail. */
static int test_report(struct desk *desk, struct mail_row *row) {
    enum { TRIES = 300, TRY_NS = 200 * 1000 * 1000 };
    for (int i = 0; i < TRIES; i++) {
        struct db *db = store_borrow(desk->program.store);
        bool found = mail_queue_get(db, desk->arena, row->org_id, row->id, row);
        store_return(desk->program.store, db);
        bool decided =
            found && row->state != MAIL_SENDING && (row->state != MAIL_QUEUED || row->attempts > 0);
        if (!found || decided) break;
        nanosleep(&(struct timespec){.tv_nsec = TRY_NS}, NULL);
    }
    struct slice words = row->words;
    if (row->state == MAIL_SENT) {
        text_printf(&desk->out, "Sent to %.*s: %.*s\n", SLICE_ARG(row->recipient), SLICE_ARG(words));
        return 0;
    }
    return desk_fail(desk, "not sent%s: %.*s", row->state == MAIL_QUEUED ? " yet" : "", SLICE_ARG(words));
}

static int notice_test(struct desk *desk, struct notice *notice, bool is_server) {
    struct slice login;
    struct mail_row row = {.kind = MAIL_TEST};
    if (!cli_take_word(&desk->args, &login)) return desk_fail(desk, "to which user? Name the login");
    if (!desk_is_empty(desk)) return 1;
    if (!user_find(desk->program.access, desk->arena, login, &row.user_id, &row.org_id))
        return desk_fail(desk, "there is no user “%.*s”", SLICE_ARG(login));
    if (!notice_sends_mail(notice))
        return desk_fail(desk, "no mail is sent: the server was started without --mail-server");
    if (!mail_queue_add(desk->program.store, &row))
        return desk_fail(desk, "the mail could not be put into the queue");
    if (is_server)
        notice_try_mail(notice);
    else
        notice_run_once(notice);
    return test_report(desk, &row);
}

int notice_work(struct desk *desk) {
    struct notice *notice = desk->program.notice;
    struct slice verb = S("");
    bool is_server = notice != NULL;
    cli_take_word(&desk->args, &verb);
    if (!slice_equal(verb, S("run")) && !slice_equal(verb, S("test")))
        return desk_fail(desk, "say what: notice run, or notice test LOGIN");
    if (!is_server) notice = notice_here(desk);
    if (!notice) return 1;
    if (slice_equal(verb, S("test"))) return notice_test(desk, notice, is_server);
    if (!desk_is_empty(desk)) return 1;
    if (is_server)
        notice_try_mail(notice), notice_wake_webhooks(notice);
    else
        notice_run_once(notice);
    text_append(&desk->out, is_server ? S("The running server sends what waits.\n")
                                      : S("What waited was sent, or tried.\n"));
    return 0;
}
