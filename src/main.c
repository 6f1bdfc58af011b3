/* SPDX-License-Identifier: Apache-2.0 */
/* The program's door: finds the subcommand in the table and runs it. */
#include "base/log.h"
#include "cli/settings.h"
#include "store/seal.h"

static int print_help(FILE *out) {
    fputs("Mlup: a counter-trafficking programme's work and promises.\n\nusage: mlup COMMAND [options]\n\n", out);
    for (const struct command *command = cli_commands; command->name; command++) {
        fprintf(out, "  %-10s %s\n", command->name, command->help);
    }
    fputs("  help       What a command does and takes: mlup help COMMAND\n\nsettings of every command:\n", out);
    settings_print(out);
    return out == stderr;
}

static const struct command *command_find(struct slice name) {
    for (const struct command *command = cli_commands; command->name; command++) {
        if (slice_equal(slice_of(command->name), name)) return command;
    }
    return NULL;
}

static int print_command_help(const struct command *command) {
    printf("usage: mlup %s %s\n\n%s\n", command->name, command->arguments, command->help);
    if (command->details) printf("\n%s\n", command->details);
    return 0;
}

static int run(struct cli *cli) {
    struct slice name;
    if (!cli_take_word(cli, &name)) return print_help(stderr);
    const struct command *command = command_find(name);
    if (slice_equal(name, S("help"))) {
        if (!cli_take_word(cli, &name)) return print_help(stdout);
        command = command_find(name);
        return command ? print_command_help(command) : cli_fail("no such command: %.*s", SLICE_ARG(name));
    }
    if (!command) return cli_fail("no such command: %.*s; see `mlup help`", SLICE_ARG(name));
    if (cli_take_switch(cli, S("--help"))) return print_command_help(command);
    return settings_read(cli) ? command->run(cli) : 1;
}

int main(int argc, char **argv) {
    struct cli cli = {.process_arena = arena_new()};
    if (argc - 1 > CLI_ARGS_MAX) return cli_fail("too many arguments");
    for (int i = 1; i < argc; i++) {
        cli.args[cli.arg_count++] = slice_of(argv[i]);
    }
    seal_init();
    int code = run(&cli);
    arena_free(cli.process_arena);
    return code;
}
