/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup import TYPE FILE`: checks the file, with --apply writes it.  Returns the exit code. */
#ifndef MLUP_CLI_IMPORT_FILE_H
#define MLUP_CLI_IMPORT_FILE_H

#include "cli/cli.h"

int import_file(struct cli *cli, struct slice type, struct slice path);

#endif
