/* SPDX-License-Identifier: Apache-2.0 */
/* A whole file as bytes, without reading it into memory. */
#ifndef MLUP_BASE_FILE_MAP_H
#define MLUP_BASE_FILE_MAP_H

#include "base/arena.h"
#include "base/slice.h"

/* The bytes live as long as the arena.  False when it is no regular file that can be read, or is larger. */
bool file_map(struct arena *arena, const char *path, int64_t bytes_max, struct slice *bytes);

#endif
