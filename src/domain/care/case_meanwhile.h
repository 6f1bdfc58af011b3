/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts that were written while two files were one.
 *
 * When the merge is taken back, only people know of whom they tell.  What belongs to a part that goes back (a
 * term to its school year) goes with it, all else stays where it was written, unless who takes it back says
 * otherwise of a part; none is lost from sight.  Files that were attached to the case file meanwhile are such
 * parts.
 */
#ifndef MLUP_DOMAIN_CASE_MEANWHILE_H
#define MLUP_DOMAIN_CASE_MEANWHILE_H

#include "store/rule.h"

/* As many are sent to the other file at once. */
enum { MEANWHILE_MAX = 200 };

/* True for a part that was written, or a file that was attached, since `goes` went, by people. */
bool case_meanwhile_is(const struct record *goes, const struct record *part);
/* Whether it goes back when nobody says anything of it. */
bool case_meanwhile_follows(struct rule *rule, struct uuid merge, const struct record *part);
/* "TYPE:ID TYPE:ID", as a merge keeps them: the next one; false at the end, or where there is no such. */
bool case_meanwhile_next(struct rule *rule, struct uuid org, struct slice *rest, const struct record **part);
/* A rule of taking back: each is such a part of the file that stayed. */
bool case_meanwhile_fits(struct rule *rule, const struct record *merge, struct refusal *refusal);
/* A part (an attached file is sealed anew, by case_merge.c) to the file that is there again; what it refers
 * to of the other is replaced by what was set aside for it. For after_change. */
void case_meanwhile_send(struct rule *rule, struct uuid merge, const struct record *part, struct uuid goes,
                         struct slice reason);

#endif
