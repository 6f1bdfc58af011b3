/* SPDX-License-Identifier: Apache-2.0 */
/* The gazetteer that is inside the program, for a database that is new. */
#ifndef MLUP_CLI_PLACES_H
#define MLUP_CLI_PLACES_H

#include "cli/cli.h"

/* Adds the places that the database lacks, with a progress bar; changes none that is there.  False after
 * saying why. */
bool places_load(struct cli *cli, struct program *program);
/* True when the database has places already. */
bool places_are_there(struct program *program);

#endif
