/* SPDX-License-Identifier: Apache-2.0 */
/* Settings from the command line, the environment and the config file, in this order of precedence. */
#include "cli/settings.h"

#include <ini.h>
#include <stddef.h>
#include <unistd.h>

static const struct setting {
    const char *name; /* --db on the command line, `db = …` in the file */
    const char *environment;
    size_t offset;
} settings_table[] = {
    {"db", "MLUP_DB", offsetof(struct settings, db)},
    {"key-file", "MLUP_KEY_FILE", offsetof(struct settings, key_file)},
    {"host", "MLUP_HOST", offsetof(struct settings, host)},
    {"port", "MLUP_PORT", offsetof(struct settings, port)},
    {"tls-certificate", "MLUP_TLS_CERTIFICATE", offsetof(struct settings, tls_certificate)},
    {"tls-key", "MLUP_TLS_KEY", offsetof(struct settings, tls_key)},
    {"behind-proxy", "MLUP_BEHIND_PROXY", offsetof(struct settings, behind_proxy)},
    {"require-totp", "MLUP_REQUIRE_TOTP", offsetof(struct settings, require_totp)},
    {"backup-dir", "MLUP_BACKUP_DIR", offsetof(struct settings, backup_dir)},
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
    if (line < 0) cli_fail("cannot read the config file");
    else cli_fail("the config file has an error in line %d", line);
    return false;
}

bool settings_read(struct cli *cli) {
    for (size_t i = 0; i < ARRAY_LEN(settings_table); i++) {
        const struct setting *setting = &settings_table[i];
        struct slice *value = setting_of(cli, setting);
        struct slice option = arena_printf(cli->process_arena, "--%s", setting->name);
        if (!cli_take_option(cli, option, value)) *value = slice_of(getenv(setting->environment));
    }
    if (!settings_read_file(cli)) return false;
    if (!cli->settings.db.len) cli->settings.db = S("sqlite:mlup.db");
    if (!cli->settings.host.len) cli->settings.host = S("127.0.0.1");
    if (!cli->settings.port.len) cli->settings.port = S("8080");
    return true;
}

void settings_print(FILE *out) {
    for (size_t i = 0; i < ARRAY_LEN(settings_table); i++) {
        fprintf(out, "  --%-18s or %s\n", settings_table[i].name, settings_table[i].environment);
    }
}
