/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps contributions, unit rows and cells true while records change: three of the store's hooks.  Belongs to
 * the writer's thread.  Every change of a record costs a few prepared statements for each part that counts
 * its type; the cells are gathered in memory and written once before the commit.
 *
 * Invariant: after every commit the three tables hold exactly what promise_verify would count from the
 * records.
 */
#ifndef MLUP_DOMAIN_PROMISE_KEEP_H
#define MLUP_DOMAIN_PROMISE_KEEP_H

#include "domain/programme/promise_rule.h"
#include "store/rule.h"

struct promise_keeper;

/* On the heap; one per store.  Give it to the hooks as their context. */
struct promise_keeper *promise_keeper_new(void);
void promise_keeper_free(struct promise_keeper *keeper);

/* store_hooks.after_change, .before_commit and .after_rollback; `context` is the keeper. */
void promise_after_change(void *context, struct rule *rule, const struct change *change);
void promise_before_commit(void *context, struct rule *rule);
void promise_after_rollback(void *context);

/* Counts anew every part whose rule is not the one its cells were counted with (a new version of the program
 * knows more record types).  Call it once after the store is open.  False when the database failed. */
bool promise_refresh_all(struct store *store, struct promise_keeper *keeper)
    __attribute__((warn_unused_result));
/* Counts every part of every organisation anew, in one transaction: the repair after promise_verify. */
bool promise_recount_all(struct store *store, struct promise_keeper *keeper)
    __attribute__((warn_unused_result));

#endif
