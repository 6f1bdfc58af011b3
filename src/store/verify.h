/* SPDX-License-Identifier: Apache-2.0 */
/* Recomputes the hash chain of the change log and replays it against the records. */
#ifndef MLUP_STORE_VERIFY_H
#define MLUP_STORE_VERIFY_H

#include "store/store.h"

struct verify_report {
    int64_t entries, records, checkpoints; /* read */
    int64_t wrong_hashes, gaps, wrong_signatures, wrong_records;
    int64_t first_wrong_seq; /* 0 = none */
    uint8_t hash[32];        /* of the last entry */
};

/* Walks the whole log in order with bounded memory.  `progress` may be NULL.  False when it could not be read. */
bool verify_chain(struct store *store, struct db *db, void (*progress)(void *context, int64_t done, int64_t all),
                  void *context, struct verify_report *report);
/* Every live row's version and values equal what the log says they should be; counts differences. */
bool verify_records(struct store *store, struct db *db, struct verify_report *report);
/* A checkpoint line another office kept ("mlup-checkpoint-1 SEQ HEX PUBLIC SIGNATURE"): true when this log has that
 * hash at that place and the signature is right. */
bool verify_checkpoint_line(struct db *db, struct slice line);
/* The newest checkpoint as such a line; empty when there is none. */
struct slice verify_newest_checkpoint(struct db *db, struct arena *arena);

#endif
