/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords at the command line: read without showing them, or made up. */
#ifndef MLUP_CLI_SECRET_H
#define MLUP_CLI_SECRET_H

#include "base/arena.h"

/* One line of standard input, without its end; not shown when it comes from a terminal. */
struct slice secret_read(struct arena *arena, const char *prompt);
/* A password nobody has to remember: five groups of four letters and digits, 100 bits. */
struct slice secret_make(struct arena *arena);

#endif
