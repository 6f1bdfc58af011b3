/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the settings that every command shares. */
#ifndef MLUP_CLI_SETTINGS_H
#define MLUP_CLI_SETTINGS_H

#include "cli/cli.h"

/* Takes the settings out of the arguments, fills the rest from environment, file and defaults.  False after
 * saying what is wrong. */
bool settings_read(struct cli *cli);
/* A heading and one line per setting, for the help. */
void settings_print(FILE *out);

#endif
