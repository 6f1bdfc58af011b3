/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments of a command, taken one by one. */
#include <stdarg.h>

#include "cli/cli.h"
#include "i18n/locale.h"

static void args_remove(struct cli *cli, size_t at, size_t count) {
    for (size_t i = at; i + count < cli->arg_count; i++) {
        cli->args[i] = cli->args[i + count];
    }
    cli->arg_count -= count;
}

bool cli_take_option(struct cli *cli, struct slice name, struct slice *value) {
    for (size_t i = 0; i < cli->arg_count; i++) {
        struct slice arg = cli->args[i];
        bool has_next = i + 1 < cli->arg_count && !slice_starts(cli->args[i + 1], S("--"));
        if (slice_equal(arg, name) && has_next) {
            *value = cli->args[i + 1];
            args_remove(cli, i, 2);
            return true;
        }
        if (slice_starts(arg, name) && arg.len > name.len && arg.s[name.len] == '=') {
            *value = slice_sub(arg, name.len + 1, arg.len);
            args_remove(cli, i, 1);
            return true;
        }
    }
    return false;
}

bool cli_take_switch(struct cli *cli, struct slice name) {
    for (size_t i = 0; i < cli->arg_count; i++) {
        if (!slice_equal(cli->args[i], name)) continue;
        args_remove(cli, i, 1);
        return true;
    }
    return false;
}

bool cli_take_word(struct cli *cli, struct slice *word) {
    for (size_t i = 0; i < cli->arg_count; i++) {
        if (slice_starts(cli->args[i], S("--"))) continue;
        *word = cli->args[i];
        args_remove(cli, i, 1);
        return true;
    }
    return false;
}

struct slice cli_left_over(const struct cli *cli) {
    struct slice arg = cli->args[0];
    /* An option that takes a value and got none is still there. */
    bool lacks_value = slice_starts(arg, S("--")) && !memchr(arg.s, '=', arg.len);
    return arena_printf(cli->process_arena, "what is “%.*s”?%s See `mlup help`.", SLICE_ARG(arg),
                        lacks_value ? " Perhaps its value is missing." : "");
}

bool cli_is_empty(struct cli *cli) {
    if (cli->arg_count == 0) return true;
    cli_fail("%.*s", SLICE_ARG(cli_left_over(cli)));
    return false;
}

int cli_fail(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("mlup: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return 1;
}

int cli_refused(const struct refusal *refusal) {
    struct arena *arena = arena_new();
    const struct locale english = {.lang = LANG_EN};
    for (const struct refusal_item *item = refusal->first; item; item = item->next) {
        struct slice message = tr_refusal(arena, &english, item);
        cli_fail("%.*s%s%.*s", SLICE_ARG(item->field), item->field.len ? ": " : "", SLICE_ARG(message));
    }
    arena_free(arena);
    return 1;
}
