/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lists remember between requests: how many rows they have, and the cursor at which a page far behind starts.
 * Each holds for one count of changes of the list's type (store_changes_of, taken before the reading), so a commit that
 * touches the type forgets it.  The key stands for everything the answer depends on: the statement with its values.
 * Any thread may call.
 */
#ifndef MLUP_STORE_LIST_MEMORY_H
#define MLUP_STORE_LIST_MEMORY_H

#include "base/arena.h"

struct list_memory;

struct list_memory *list_memory_new(void);
void list_memory_free(struct list_memory *memory);

bool list_memory_total(struct list_memory *memory, uint64_t key, uint64_t changes, int64_t *total);
void list_memory_keep_total(struct list_memory *memory, uint64_t key, uint64_t changes, int64_t total);
bool list_memory_start(struct list_memory *memory, struct arena *arena, uint64_t key, uint64_t changes, struct slice *cursor);
void list_memory_keep_start(struct list_memory *memory, uint64_t key, uint64_t changes, struct slice cursor);

#endif
