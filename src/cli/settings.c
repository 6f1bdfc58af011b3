/* SPDX-License-Identifier: Apache-2.0 */
/* Settings from the command line, the environment and the config file, in this order of precedence. */
#include "cli/settings.h"

#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <unistd.h>

static const struct setting {
    const char *name; /* --db on the command line, `db = …` in the file */
    const char *environment;
    size_t offset;
    const char *value, *help;
    bool yes_or_no;
} settings_table[] = {
    {"db", "MLUP_DB", offsetof(struct settings, db), "URL", "sqlite:PATH or postgresql://… (sqlite:mlup.db)",
     false},
    {"key-file", "MLUP_KEY_FILE", offsetof(struct settings, key_file), "PATH",
     "the master key (beside the SQLite file; mlup.key)", false},
    {"host", "MLUP_HOST", offsetof(struct settings, host), "ADDRESS", "where the server listens (127.0.0.1)",
     false},
    {"port", "MLUP_PORT", offsetof(struct settings, port), "N", "on which port (8080)", false},
    {"tls-certificate", "MLUP_TLS_CERTIFICATE", offsetof(struct settings, tls_certificate), "FILE",
     "PEM; with --tls-key the server speaks TLS", false},
    {"tls-key", "MLUP_TLS_KEY", offsetof(struct settings, tls_key), "FILE", "PEM; the key of the certificate",
     false},
    {"behind-proxy", "MLUP_BEHIND_PROXY", offsetof(struct settings, behind_proxy), "yes|no",
     "believe a proxy on this machine about who asks (no)", true},
    {"require-totp", "MLUP_REQUIRE_TOTP", offsetof(struct settings, require_totp), "yes|no",
     "a second factor for those who see cases (yes)", true},
    {"backup-dir", "MLUP_BACKUP_DIR", offsetof(struct settings, backup_dir), "FOLDER",
     "where `mlup doctor` looks for backups", false},
    {"public-url", "MLUP_PUBLIC_URL", offsetof(struct settings, public_url), "URL",
     "how people reach the server, for links in mails: https://mlup.example.org", false},
    {"mail-server", "MLUP_MAIL_SERVER", offsetof(struct settings, mail_server), "URL",
     "smtp://HOST:587 (STARTTLS) or smtps://HOST:465; without it no mail is sent", false},
    {"mail-from", "MLUP_MAIL_FROM", offsetof(struct settings, mail_from), "ADDRESS", "who the mails are from",
     false},
    {"mail-user", "MLUP_MAIL_USER", offsetof(struct settings, mail_user), "NAME",
     "how to sign in at the mail server", false},
    {"mail-password-file", "MLUP_MAIL_PASSWORD_FILE", offsetof(struct settings, mail_password_file), "FILE",
     "its password, a line; nobody else may read the file", false},
    {"mail-tls", "MLUP_MAIL_TLS", offsetof(struct settings, mail_tls), "yes|no",
     "no: speak in the clear to a mail server of this machine (yes)", true},
    {"ca-file", "MLUP_CA_FILE", offsetof(struct settings, ca_file), "FILE",
     "PEM; authorities that mails and webhooks believe instead of the system's", false},
    {"webhook-allow", "MLUP_WEBHOOK_ALLOW", offsetof(struct settings, webhook_allow), "RANGES",
     "own addresses webhooks may reach: 192.168.1.20, 10.0.0.0/8", false},
    {"time-zone", "MLUP_TIME_ZONE", offsetof(struct settings, time_zone), "NAME",
     "whose hours mails are sent by (Asia/Phnom_Penh)", false},
    {"retry-seconds", "MLUP_RETRY_SECONDS", offsetof(struct settings, retry_seconds), "N",
     "first wait of a mail or webhook that failed; doubles (60)", false},
};

static struct slice *setting_of(struct cli *cli, const struct setting *setting) {
    return (struct slice *)(void *)((char *)&cli->settings + setting->offset);
}

static int setting_from_file(void *context, const char *section, const char *name, const char *value) {
    struct cli *cli = context;
    (void)section;
    for (size_t i = 0; i < ARRAY_LEN(settings_table); i++) {
        if (!slice_equal(slice_of(settings_table[i].name), slice_of(name))) continue;
        struct slice *setting = setting_of(cli, &settings_table[i]);
        if (!setting->len) *setting = arena_copy(cli->process_arena, slice_of(value));
        return 1;
    }
    return 0; /* a name that is none: inih tells its line */
}

static bool settings_read_file(struct cli *cli) {
    static const char usual[] = "/etc/mlup.conf";
    struct slice path;
    bool named = cli_take_option(cli, S("--config"), &path);
    if (!named && access(usual, R_OK) != 0) return true;
    int line = ini_parse(named ? arena_cstr(cli->process_arena, path) : usual, setting_from_file, cli);
    if (line == 0) return true;
    if (line < 0)
        cli_fail("cannot read the config file: %s", strerror(errno));
    else
        cli_fail("the config file has an error in line %d", line);
    return false;
}

/* A switch that is spelt wrong would silently be off. */
static bool settings_check(struct cli *cli) {
    for (size_t i = 0; i < ARRAY_LEN(settings_table); i++) {
        const struct setting *setting = &settings_table[i];
        struct slice value = *setting_of(cli, setting);
        if (!setting->yes_or_no || !value.len || slice_equal(value, S("yes")) || slice_equal(value, S("no")))
            continue;
        cli_fail("%s is yes or no, not “%.*s”", setting->name, SLICE_ARG(value));
        return false;
    }
    return true;
}

bool settings_read(struct cli *cli) {
    for (size_t i = 0; i < ARRAY_LEN(settings_table); i++) {
        const struct setting *setting = &settings_table[i];
        struct slice *value = setting_of(cli, setting);
        struct slice option = arena_printf(cli->process_arena, "--%s", setting->name);
        if (!cli_take_option(cli, option, value)) *value = slice_of(getenv(setting->environment));
    }
    if (!settings_read_file(cli) || !settings_check(cli)) return false;
    if (!cli->settings.db.len) cli->settings.db = S("sqlite:mlup.db");
    if (!cli->settings.host.len) cli->settings.host = S("127.0.0.1");
    if (!cli->settings.port.len) cli->settings.port = S("8080");
    return true;
}

void settings_print(FILE *out) {
    fputs("settings of every command, from the command line, else the environment, else the config file:\n",
          out);
    for (size_t i = 0; i < ARRAY_LEN(settings_table); i++) {
        const struct setting *setting = &settings_table[i];
        int width = 22 - (int)strlen(setting->name);
        fprintf(out, "  --%s %-*s %-21s %s\n", setting->name, width, setting->value, setting->environment,
                setting->help);
    }
    fprintf(out, "  --%-23s %-21s %s\n", "config FILE", "",
            "the config file (/etc/mlup.conf when it is there): db = URL, …");
}
