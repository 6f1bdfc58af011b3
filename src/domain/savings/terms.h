/* SPDX-License-Identifier: Apache-2.0 */
/* Records of savings groups as the pure rules want them: bylaws, terms and rules of loans. */
#ifndef MLUP_DOMAIN_SAVINGS_TERMS_H
#define MLUP_DOMAIN_SAVINGS_TERMS_H

#include "domain/savings/bylaw.h"
#include "domain/savings/loan_state.h"
#include "domain/savings/savings.h"
#include "domain/savings/share_out.h"
#include "store/rule.h"

/* The number of a value, 0 when it is absent. */
int64_t number_or_0(const struct value *value);
/* The position of a choice in its set, `otherwise` when it is absent. */
int choice_place(const struct choice_set *set, const struct value *value, int otherwise);

bool group_is_vsla(const struct record *group);
bool group_counts_in_riel(const struct record *group);
/* The account of a member: shares, or savings in a permanent fund. */
const char *group_savings_role(const struct record *group);

/* What is paid out in cash is a multiple of it: 100 riel; of dollars a cent, which is given in riel. */
int64_t group_cash_step(const struct record *group);

/* Days between meetings; about, when they are monthly. */
int64_t group_rhythm_days(const struct record *group);
/* By the rhythm of the group: weeks later, or on the same day of the next month (the last of a shorter one).
 */
int64_t group_next_day_after(const struct record *group, int64_t day);
/* The same day a year later; of 29 February the 28th. */
struct date date_year_later(struct date date);

/* Sets the fields that say nothing to what is usual for the model. */
void group_bylaw_fill(struct arena *arena, struct record *bylaw, const struct record *group);
void bylaws_of_record(const struct record *bylaw, struct bylaws *bylaws);
struct loan_rules loan_rules_of_record(const struct record *bylaw);
enum bylaw_override decided_by_of(const struct value *decided_by);

/* The bylaws in force on a day: the latest that began by then, else the first of all; those usual for the
 * model when the group has written none (a record without id). */
const struct record *group_bylaw_on(struct db *db, struct arena *arena, const struct record *group,
                                    int64_t day);

/* Sets the terms that say nothing to what the bylaws call usual. */
void group_loan_fill(struct record *loan, const struct record *bylaw);
/* The disbursements are borrowed. */
void loan_terms_of_record(const struct record *loan, const struct loan_disbursement *disbursements,
                          size_t count, struct loan_terms *terms);

/* What the paper book says of a loan that was taken over on a day. */
struct loan_opening loan_opening_of_record(const struct record *loan, int64_t day);

/* An amount in the unit of the group, as a value of a refusal. */
struct slice group_amount_words(struct rule *rule, const struct record *group, int64_t amount);
/* Two items: what was asked and what is allowed, and who may decide otherwise. */
bool bylaw_breach_refuse(struct rule *rule, const struct record *group, const struct bylaw_breach *breach,
                         struct slice field, struct refusal *refusal);
/* The first breach of the list that the decision does not cover, refused in words; true when there is none.
 */
bool bylaws_allow(struct rule *rule, const struct record *group, const struct bylaw_breaches *breaches,
                  struct bylaw_decision decision, struct slice field, struct refusal *refusal);

#endif
