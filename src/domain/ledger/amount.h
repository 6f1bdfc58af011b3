/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of any commodity as people read them. */
#ifndef MLUP_DOMAIN_LEDGER_AMOUNT_H
#define MLUP_DOMAIN_LEDGER_AMOUNT_H

#include "domain/ledger/ledger.h"
#include "store/rule.h"

/* The id of the commodity with this symbol, the same everywhere. */
struct uuid commodity_id(struct slice symbol);
/* NULL when there is none. */
const struct commodity *commodity_find(struct rule *rule, struct uuid id);
/* A value of a refusal, written as its reader writes money (money_arg) or goods (quantity_arg): "20.5 kg". */
struct slice commodity_amount(struct rule *rule, struct uuid commodity_id, int64_t amount);

#endif
