/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts a new book begins with (data/ledger/charts.csv), by kind of owner. */
#ifndef MLUP_DOMAIN_LEDGER_CHART_H
#define MLUP_DOMAIN_LEDGER_CHART_H

#include "domain/ledger/ledger.h"
#include "store/rule.h"

/* Makes the accounts of the chart of the book's owner, in the transaction that makes the book. */
void chart_make_accounts(struct rule *rule, const struct record *book);
/* Changes that make the commodities every database begins with (data/ledger/commodities.csv); for the system.
 */
struct change *chart_commodities(struct arena *arena, size_t *count);

#endif
