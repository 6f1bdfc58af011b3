/* SPDX-License-Identifier: Apache-2.0 */
/* The domain rules of arrivals and case files (record_type.before_save, .before_delete, .before_reveal). */
#ifndef MLUP_DOMAIN_CARE_RULES_H
#define MLUP_DOMAIN_CARE_RULES_H

#include "store/rule.h"

/* Somebody came: at least one person, or a number of each is left empty. */
bool arrival_before_save(struct rule *rule, struct record *now, const struct record *before,
                         struct refusal *refusal);
/* A birth date is read as people write it, is not after the arrival, and gives year and age; the day and
 * country of arrival come from the arrival when they are not given; a file without a social worker is its
 * maker's.  Only who works on it, or who may approve, changes it. */
bool case_file_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* What the rule above would fill in of birth, age and arrival, in a file about to be saved: for comparing it
 * before. */
void case_file_foresee(struct rule *rule, struct record *file);
/* A file that must be kept stays, one of which others still have what was told, and one that another went
 * into; else who works on it, or a supervisor, deletes it. */
bool case_file_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Who works on the file, or who may approve, says who else does. */
bool case_team_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* What is sealed in a file or in a part of it (with a field `case_file`) opens to whom case_is_open_to says.
 */
bool case_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal);
/* A part of a file is written by who works on it, or by who may approve; one that was erased takes none. */
bool case_part_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* A part is taken away by who may write it. */
bool case_part_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* What the staff of a house or a school writes down of many, who need not work on each file: also by who
 * wrote it down. */
bool case_given_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* The reason of an opening and the comment of an approval open to who decides, too, and to who asked. */
bool case_deciding_before_reveal(struct rule *rule, const struct record *record, struct refusal *refusal);
/* Asked by oneself, decided by a second person with the right, ended by either. */
bool case_opening_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);

/* True for the program, for who may approve, and for who works on the file; else a refusal. */
bool case_may_work(struct rule *rule, const struct record *file, struct refusal *refusal);
/* False with a refusal where somebody would put themselves on a file that is not open to them. */
bool case_may_put_on(struct rule *rule, const struct record *file, const struct value *user,
                     struct slice field, struct refusal *refusal);
/* False with a refusal where a user is named who has no membership in the organisation of the record: nobody
 * else works on its files or is reminded of them.  Who has left it stays written on what was theirs. */
bool case_users_work_here(struct rule *rule, const struct record *now, const struct record *before,
                          struct refusal *refusal);
/* False with a refusal for a part of a file that was erased. */
bool case_takes_parts(struct rule *rule, const struct record *part, struct refusal *refusal);
/* Whether others have what was told of the person: a referral that was sent and is not over. */
bool case_is_told(struct rule *rule, const struct record *file);
enum { CASE_AGE_UNKNOWN = -1 };
/* The age that somebody has reached on a day: by the sealed birth date where its day is known, else for
 * certain by the year of birth and the age on arrival. */
int64_t case_age_on(struct rule *rule, const struct record *file, struct date on);
/* The file that a record is, or is a part of; NULL when it is neither. */
const struct record *case_of(struct rule *rule, const struct record *record);
/* A value of a record of a room that knows this one, by the name of its field. */
const struct value *case_value(const struct record *record, const char *name);
/* True for its social worker, for its team until their day is over, and for whom it was opened in an
 * emergency, until then. */
bool case_is_open_to(struct rule *rule, const struct record *file, struct uuid user_id);

/* ---- plan.def ---- */

/* A goal of the same file. */
bool case_task_before_save(struct rule *rule, struct record *now, const struct record *before,
                           struct refusal *refusal);
/* Looked at again after it was made. */
bool case_safety_before_save(struct rule *rule, struct record *now, const struct record *before,
                             struct refusal *refusal);
/* Asked once at a time; decided once, by somebody else, who may; sent back with a comment. */
bool case_approval_before_save(struct rule *rule, struct record *now, const struct record *before,
                               struct refusal *refusal);
/* Whether a supervisor has lately said yes to the closing of the file. */
bool case_closing_is_approved(struct rule *rule, const struct record *file);

/* ---- erasure.def ---- */

/* Proposed by one, agreed by another who may; never of a file that must be kept. */
bool case_erasure_before_save(struct rule *rule, struct record *now, const struct record *before,
                              struct refusal *refusal);
/* The proof stays. */
bool case_erasure_before_delete(struct rule *rule, const struct record *before, struct refusal *refusal);
/* Whether two people agreed that the file is erased. */
bool case_erasure_is_agreed(struct rule *rule, const struct record *file);

#endif
