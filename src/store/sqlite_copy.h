/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole SQLite database copied into a new file while others write it: one snapshot, taken with SQLite's online backup
 * (https://www.sqlite.org/backup.html) inside a reading transaction, so that writers neither wait nor start it anew.
 */
#ifndef MLUP_STORE_SQLITE_COPY_H
#define MLUP_STORE_SQLITE_COPY_H

#include "base/arena.h"

/* Copies the database file `from` to `to`, which must not exist; it is made with mode 0600 and synced.  The copy is checked
 * (quick_check).  On failure nothing is left at `to`, and *error has words for the operator. */
bool sqlite_copy(struct arena *arena, struct slice from, struct slice to,
                 void (*progress)(void *context, int64_t done, int64_t all), void *context, struct slice *error);
/* True when SQLite finds nothing wrong with the file (integrity_check). */
bool sqlite_check(struct arena *arena, struct slice path, struct slice *error);

#endif
