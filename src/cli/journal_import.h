/* SPDX-License-Identifier: Apache-2.0 */
/* `mlup journal import FILE`. */
#ifndef MLUP_CLI_JOURNAL_IMPORT_H
#define MLUP_CLI_JOURNAL_IMPORT_H

#include "cli/cli.h"

/* Runs with the arguments that are left; gives the exit code. */
int journal_import(struct cli *cli);

#endif
