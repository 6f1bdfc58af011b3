/* SPDX-License-Identifier: Apache-2.0 */
/* Small questions about a group that several rules ask, answered inside a transaction. */
#ifndef MLUP_DOMAIN_SAVINGS_GROUP_STATE_H
#define MLUP_DOMAIN_SAVINGS_GROUP_STATE_H

#include "domain/savings/savings.h"
#include "store/rule.h"

/* The last meeting of a group that is closed; `but` (zero: none) is left out. */
struct last_meeting {
    struct uuid id; /* zero: there is none */
    int64_t day, number;
};
struct last_meeting group_last_closed(struct rule *rule, const struct record *group, struct uuid but);
/* The day as of which its paper books were taken over; INT64_MIN when they were not. */
int64_t group_takeover_day(struct rule *rule, const struct record *group);
/* The number of another meeting that is still open, 0 when there is none. */
int64_t group_open_meeting(struct rule *rule, const struct record *group, struct uuid but);
/* The next free number of a member or meeting of a group. */
int64_t group_next_number(struct rule *rule, const struct record_type *type, const struct record *group);
/* Balance of the account of a subject in the book of the group, debit less credit; 0 without an account. */
int64_t group_balance_of(struct rule *rule, const struct record *group, const char *role,
                         struct uuid subject);
/* The sum over all accounts of a role, of the whole book and of subjects; debit less credit. */
int64_t group_balance_sum(struct rule *rule, const struct record *group, const char *role);
/* False after a refusal of the field when the group has ended: nothing is written in its book any more. */
bool group_goes_on(const struct record *group, const char *field, struct refusal *refusal);
/* All ids of the first column, and ends the query. */
struct uuid *query_take_ids(struct arena *arena, struct db_query *query, size_t *count);
/* All loans of a borrower (a member or a person) that are open. */
struct uuid *open_loans_of(struct rule *rule, const struct record *group, const char *field,
                           struct uuid borrower, size_t *count);
/* What is read whole has a bound, and who would go beyond it is told: false after a refusal when `limit` live
 * records of the type name the same record in the field already.  Of one that is there: true. */
bool group_has_room(struct rule *rule, const struct record *now, const struct record *before,
                    const char *field, int64_t limit, struct refusal *refusal);
/* Members who have not left, without `but`. */
int64_t group_member_count(struct rule *rule, const struct record *group, struct uuid but);
/* Members of a yearly cycle come and go while nothing was saved in it, unless the bylaws say otherwise: false
 * when the day lies behind the first meeting of the cycle. */
bool group_may_change_members(struct rule *rule, const struct record *group, int64_t day);
/* A box counted by note and coin of a currency (empty: riel), and its sum; false after a refusal that names
 * what is no money. */
bool group_take_notes(struct rule *rule, const struct value *unit, const struct value *notes,
                      const char *field, struct value *sum, struct refusal *refusal);
/* True when the record of the field, present or not, is of the group. */
bool same_group(struct rule *rule, const struct record *record, const char *field, struct uuid group);

#endif
