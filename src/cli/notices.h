/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of mails and webhooks, checked. */
#ifndef MLUP_CLI_NOTICES_H
#define MLUP_CLI_NOTICES_H

#include "cli/cli.h"

/* False after saying what is wrong.  Texts live in the process arena, the password in guarded memory. */
bool notice_settings_read(struct cli *cli, struct notice_settings *settings);
/* The Khmer messages inside the program. */
const struct messages *messages_of_program(struct arena *process_arena);

#endif
