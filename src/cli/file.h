/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the operator. */
#ifndef MLUP_CLI_FILE_H
#define MLUP_CLI_FILE_H

#include "base/arena.h"

/* The whole file, at most `max` bytes.  False with words for the operator in *error. */
bool file_read(struct arena *arena, struct slice path, size_t max, struct slice *bytes, struct slice *error);
/* The last part of the path; shares its bytes. */
struct slice file_name_of(struct slice path);

#endif
