/* SPDX-License-Identifier: Apache-2.0 */
/* What the forms of `mlup export` share: purpose, organisation, the line of the log. */
#ifndef MLUP_CLI_EXPORT_H
#define MLUP_CLI_EXPORT_H

#include "cli/cli.h"
#include "domain/export/export_entry.h"

/* Takes --purpose; false after saying that it is missing. */
bool export_take_purpose(struct cli *cli, struct slice *purpose);
/* The organisation with this short name; without a name the lead (nobody in a new installation).  False after
 * saying that there is none. */
bool export_find_org(struct program *program, struct arena *arena, struct slice name, struct uuid *org);
/* Writes the line through the running server, or alone; false after saying why not. */
bool export_log_line(struct cli *cli, struct uuid org, const struct export_entry *entry);

/* The forms that are no list of records. */
int export_exchange_run(struct cli *cli);
/* True for "iati", "360giving" and "dhis2". */
bool export_is_exchange(struct slice word);

#endif
