/* SPDX-License-Identifier: Apache-2.0 */
/* The table of subcommands. */
#include "cli/commands.h"

const struct command cli_commands[] = {
    {"serve", "[--host ADDRESS] [--port N]", "Serve the program to browsers and the API.", NULL, serve_run},
    {"routes", "", "List every address of the program.", NULL, routes_run},
    {NULL, NULL, NULL, NULL, NULL},
};
