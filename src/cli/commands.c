/* SPDX-License-Identifier: Apache-2.0 */
/* The table of subcommands. */
#include "cli/commands.h"

const struct command cli_commands[] = {
    {"serve", "[--host ADDRESS] [--port N]", "Serve the program to browsers and the API.", NULL, serve_run},
    {"routes", "", "List every address of the program.", NULL, routes_run},
    {"model", "", "Print the data model, drawn from the catalogue.", NULL, model_run},
    {"demo", "[--people N] [--seed S] [--quiet] | --logins [--json]",
     "Fill the database with the demo programme, or list its logins.",
     "Two years of trainings and people are invented (6,000 people unless --people says more); the same seed gives the\n"
     "same records.  A database that has the demo is left as it is.",
     demo_run},
    {NULL, NULL, NULL, NULL, NULL},
};
