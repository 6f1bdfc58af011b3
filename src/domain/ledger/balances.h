/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The balances of now of all accounts of an organisation, in memory: read from the table when they are first
 * asked for, and brought up to date by each commit.  At most LIMIT_LEDGER_BALANCES accounts over all
 * organisations; beyond that the table is read.
 */
#ifndef MLUP_DOMAIN_LEDGER_BALANCES_H
#define MLUP_DOMAIN_LEDGER_BALANCES_H

#include "store/store.h"

/* Calls `take` with each account that was ever posted to: debit less credit, in its smallest unit.  `take`
 * must be quick and must not ask for balances itself.  Any thread; `db` is a reading connection of the store,
 * outside a transaction: what it reads is kept for others, so it must not be of an earlier moment.
 */
void ledger_balances_all(struct store *store, struct db *db, struct uuid org,
                         void (*take)(void *context, struct uuid account_id, int64_t balance), void *context);

/* For the kernel (state.h): begins, learns what a commit has made of an account, ends. */
struct ledger_balances;
struct ledger_balances *ledger_balances_new(void);
void ledger_balances_note(struct ledger_balances *balances, struct uuid org, struct uuid account_id,
                          int64_t number, int64_t balance);
void ledger_balances_free(struct ledger_balances *balances);

#endif
