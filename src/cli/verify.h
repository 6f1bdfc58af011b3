/* SPDX-License-Identifier: Apache-2.0 */
/* Checking a whole database: the chain of the change log, the records against it, and every promise. */
#ifndef MLUP_CLI_VERIFY_H
#define MLUP_CLI_VERIFY_H

#include "cli/cli.h"

/* Prints what was found; true when nothing is wrong. */
bool verify_all(struct program *program, bool quiet);

#endif
