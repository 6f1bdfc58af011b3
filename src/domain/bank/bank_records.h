/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules, the postings and the pages of banks share: the kind of a bank, the terms of a day, values
 * as numbers. */
#ifndef MLUP_DOMAIN_BANK_RECORDS_H
#define MLUP_DOMAIN_BANK_RECORDS_H

#include "domain/bank/bank.h"
#include "domain/bank/bank_terms.h"
#include "domain/bank/pass_on.h"
#include "store/rule.h"

/* True when it lends animals by tag; else goods (or chickens) by amount. */
bool bank_is_herd(const struct record *bank);
/* The symbol of what a kind of bank lends: PADDY, COW … */
struct slice bank_symbol(struct slice kind);
/* True when the amounts of the bank are heads, not grams. */
bool bank_counts_heads(const struct record *bank);

/* 0 when the value is absent. */
int64_t bank_number(const struct value *value);
int64_t bank_day(const struct value *date); /* the first day that it can mean */
struct value bank_value_of(int64_t number);
/* A record comes into being: it is new, or it is brought back. */
bool bank_enters(const struct record *before);

/* The bank that a record's field `bank` names; NULL when the reference is refused by itself. */
const struct record *bank_of_part(struct rule *rule, const struct record *part);

/* The id of the terms that a bank lends on on a day for a purpose (empty: for any; the latest).  False when
 * it has none. */
bool bank_contract_on(struct db *db, struct arena *arena, struct uuid org, struct uuid bank_id,
                      struct slice purpose, int64_t day, struct uuid *id);
struct bank_terms bank_contract_terms(const struct record *contract);
struct pass_on_contract bank_contract_pass_on(const struct record *contract);

/* Adds a breach in words to the refusal, its figures in the unit of the bank; false always. */
bool bank_refuse(struct rule *rule, const struct record *bank, const char *field,
                 const struct bank_breach *breach, struct refusal *refusal);

#endif
