/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A body that goes to a file as it arrives.  The file has no name: it is gone when the request is, also after kill -9.  When
 * all of it is there it is read as memory, which the kernel fills and takes back as it likes.
 */
#ifndef MLUP_HTTP_SPOOL_H
#define MLUP_HTTP_SPOOL_H

#include "base/slice.h"

struct spool;

/* NULL when a file cannot be made in the folder. */
struct spool *spool_open(const char *folder);
/* False when the disk is full. */
bool spool_take(struct spool *spool, struct slice piece);
/* All that was taken; false when it cannot be read. */
bool spool_read(struct spool *spool, struct slice *bytes);
/* NULL is accepted. */
void spool_close(struct spool *spool);

#endif
