/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules of goods share: the bank and the terms of a day, who may borrow on it, out of which goods.
 */
#ifndef MLUP_DOMAIN_STOCK_RULE_H
#define MLUP_DOMAIN_STOCK_RULE_H

#include "domain/bank/stock_book.h"

/* The goods bank of a part that comes into being, the terms of the day behind it. */
struct stock_rule {
    const struct record *bank, *contract;
    struct bank_terms terms;
    int64_t day;
};

/* Each is false after a refusal. */
bool stock_rule_bank(const struct record *bank, struct refusal *refusal);
bool stock_rule_terms(struct rule *rule, struct stock_rule *at, struct slice purpose,
                      struct refusal *refusal);
bool stock_rule_day(struct rule *rule, const struct record *bank, const char *field, int64_t day,
                    struct refusal *refusal);
bool stock_rule_member(struct rule *rule, const struct record *bank, const struct value *member, int64_t day,
                       struct refusal *refusal);
/* The goods that were chosen, if any, lie in the store on the day and are enough. */
bool stock_rule_lot(struct rule *rule, const struct stock_rule *at, const struct value *lot,
                    const struct value *lot_back, int64_t amount, struct refusal *refusal);

/* True, with the refusal, when something was lent or went out of these goods; `field`: "lot" or "lot_back".
 */
bool stock_rule_is_chosen(struct rule *rule, const struct record *goods, const char *field,
                          struct refusal *refusal);
/* The field of a form that a breach speaks of. */
const char *stock_rule_field(enum bank_rule broken);
/* What the program has computed stays as it was, whatever a form says. */
void stock_rule_keep(struct record *now, const struct record *before, const char *name);

#endif
