/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A loan under judgement: who borrows, what it costs, what the household can carry, what the bylaws say.  The
 * rule asks inside the transaction, a page beforehand on a reading connection (rule.is_asking): both get the
 * same answers.
 */
#ifndef MLUP_DOMAIN_SAVINGS_LOAN_ASK_H
#define MLUP_DOMAIN_SAVINGS_LOAN_ASK_H

#include "domain/savings/affordability.h"
#include "domain/savings/loan_book.h"

struct loan_ask {
    struct rule *rule;
    struct record *now; /* the terms that it does not say are filled in */
    struct group_loan *loan;
    const struct record *group, *meeting; /* the meeting may be NULL */
    int64_t day;
    struct bylaws bylaws;
    struct loan_book book; /* its schedule */
    struct loan_cost cost;
    bool knows_household; /* else nobody said what comes in and goes out */
    struct affordability household;
    struct bylaw_loan question;     /* of loan_ask_bylaws */
    struct bylaw_breaches breaches; /* the same */
    struct refusal *refusal;
};

/* Where the terms are at fault: the reason stands beside what is to be mended. */
const char *loan_fault_field(enum loan_fault fault);

/* What is not there or beyond its bounds is refused by itself, before terms are made of it. */
bool loan_ask_is_whole(const struct group_loan *loan);
/* Of a whole loan of the group: borrower, guarantors, terms, cost, household; false after a refusal.  Stays
 * where it is made: its parts point to each other. */
bool loan_ask_make(struct rule *rule, const struct record *group, struct record *now, struct loan_ask *asking,
                   struct refusal *refusal);
/* Then: what the bylaws have against it. */
void loan_ask_bylaws(struct loan_ask *asking);

#endif
