/* SPDX-License-Identifier: Apache-2.0 */
/* How far a long command is: a bar that is drawn over itself on a terminal, a line for each stage elsewhere.
 */
#ifndef MLUP_CLI_PROGRESS_H
#define MLUP_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool quiet;
    const char *what; /* the stage shown last */
    int64_t shown_ns;
    bool is_open; /* a bar stands on the line */
};

/* `what` is a literal.  Draws at most ten times a second; a stage at its end is always drawn. */
void progress_show(struct progress *progress, const char *what, int64_t done, int64_t all);
/* Leaves the line of the bar. */
void progress_end(struct progress *progress);

#endif
