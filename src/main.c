/* SPDX-License-Identifier: Apache-2.0 */
/* The program's door: finds the subcommand in the table and runs it. */
#include <errno.h>

#include "base/log.h"
#include "cli/settings.h"
#include "store/seal.h"

static int print_help(FILE *out) {
    fputs("Mlup: a counter-trafficking programme's work and promises.\n\nusage: mlup COMMAND [options]\n\n",
          out);
    for (const struct command *command = cli_commands; command->name; command++) {
        fprintf(out, "  %-10s %s\n", command->name, command->help);
    }
    fputs("  help       What a command does and takes: mlup help COMMAND\n  version    Which version this "
          "is.\n\n",
          out);
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

static int print_version(void) {
    puts("mlup " MLUP_VERSION);
    return 0;
}

/* What is asked before there is a command. */
static int run_no_command(struct cli *cli) {
    if (cli_take_switch(cli, S("--help"))) return print_help(stdout);
    if (cli_take_switch(cli, S("--version"))) return print_version();
    return print_help(stderr);
}

static int run(struct cli *cli) {
    struct slice name;
    if (!cli_take_word(cli, &name)) return run_no_command(cli);
    const struct command *command = command_find(name);
    if (slice_equal(name, S("help")) || slice_equal(name, S("-h"))) {
        if (!cli_take_word(cli, &name)) return print_help(stdout);
        command = command_find(name);
        return command ? print_command_help(command) : cli_fail("no such command: %.*s", SLICE_ARG(name));
    }
    if (slice_equal(name, S("version"))) return print_version();
    if (!command) return cli_fail("no such command: %.*s; see `mlup help`", SLICE_ARG(name));
    if (cli_take_switch(cli, S("--help"))) return print_command_help(command);
    if (!settings_read(cli)) return 1;
    int code = command->run(cli);
    /* A result that was not written is no success. */
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    return written || code ? code : cli_fail("the output could not be written: %s", strerror(errno));
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
