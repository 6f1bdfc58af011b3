/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts of a book as a tree by kind: what each holds with the accounts that are part of it.  Pure but
 * for words and addresses. */
#ifndef MLUP_WEB_ACCOUNT_TREE_H
#define MLUP_WEB_ACCOUNT_TREE_H

#include "web/ledger/ledger_view.h"

struct account_tree {
    const struct ledger_table *table;
    int64_t *totals;                  /* with the accounts below, debit less credit */
    size_t *parents, *firsts, *nexts; /* indexes into the table; SIZE_MAX: none */
};

/* The tree is in the arena and points to the table. */
struct account_tree account_tree_of(struct arena *arena, const struct ledger_table *table);
/* Adds the accounts of the kind and unit that hold something, in the shape of partials/ledger_nodes. */
void account_tree_add(struct book_seen *seen, const struct account_tree *tree, struct slice kind,
                      struct uuid unit, struct doc *nodes);

#endif
