/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of banks (record_type.before_save and .before_delete), and what follows from their
 * records. */
#ifndef MLUP_DOMAIN_BANK_RULES_H
#define MLUP_DOMAIN_BANK_RULES_H

#include "store/rule.h"

#define SAVES(type_)                                                                                         \
    bool type_##_before_save(struct rule *rule, struct record *now, const struct record *before,             \
                             struct refusal *refusal);
#define DELETES(type_)                                                                                       \
    bool type_##_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);

/* rules_bank.c: the unit follows from the kind; what is not said in the terms is usual; a family once in a
 * bank, and out of it only when it owes nothing. */
SAVES(bank)
DELETES(bank) /* one that has members, goods or animals stays */
SAVES(bank_contract)
SAVES(bank_member)
DELETES(bank_member)
SAVES(waiting_entry)

/* rules_stock.c: asks the terms of the day (bank_terms.h) and the book; nothing moves before the last count.
 */
SAVES(stock_lot)
DELETES(stock_lot)
SAVES(stock_loan)
DELETES(stock_loan)
SAVES(stock_repayment)
DELETES(stock_repayment)
SAVES(stock_count)
DELETES(stock_count)

/* rules_out.c: no more leaves than is there; what is sold has a minuted price. */
SAVES(stock_out)
DELETES(stock_out)

/* rules_herd.c: the herd must be able to live with it (herd.h); events of an animal are written in their
 * order, and the last one is taken back first. */
SAVES(bank_animal)
DELETES(bank_animal)
SAVES(animal_event)
DELETES(animal_event)

#undef SAVES
#undef DELETES

/* store_hooks.after_change: books and accounts are made, goods and animals are posted, states follow. */
void bank_after_change(struct rule *rule, const struct change *change);

#endif
