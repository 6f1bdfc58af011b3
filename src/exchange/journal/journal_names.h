/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names as numbers: each name once, numbered from 0 in the order they came.  A hash table with a random key,
 * so that no file can choose names that collide; the numbers do not depend on it.
 */
#ifndef MLUP_EXCHANGE_JOURNAL_NAMES_H
#define MLUP_EXCHANGE_JOURNAL_NAMES_H

#include "base/arena.h"

struct journal_names {
    struct arena *arena;
    struct slice *names; /* by number */
    uint32_t count;
    size_t bytes; /* of all names */
    struct journal_names_slot *slots;
    uint32_t slot_count; /* a power of two */
    uint64_t key;
};

void journal_names_start(struct journal_names *names, struct arena *arena);
/* The number, or UINT32_MAX. */
uint32_t journal_names_find(const struct journal_names *names, struct slice name);
/* The number of a name, which is copied when it is new. */
uint32_t journal_names_put(struct journal_names *names, struct slice name);

#endif
