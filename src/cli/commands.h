/* SPDX-License-Identifier: Apache-2.0 */
/* One function per subcommand, each in the file of its name; all give the exit code. */
#ifndef MLUP_CLI_COMMANDS_H
#define MLUP_CLI_COMMANDS_H

#include "cli/cli.h"

int serve_run(struct cli *cli);
int routes_run(struct cli *cli);
int model_run(struct cli *cli);
int demo_run(struct cli *cli);

#endif
