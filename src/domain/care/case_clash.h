/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Consents about which two files of one person contradict each other.
 *
 * Each file knows only its own: what somebody took back in the one may still hold in the other, and after a
 * merge both would stand in one ledger, where what holds is what counts.  So each consent that holds, and of
 * which the other file says something else for the same purpose and the same recipient, is decided about by
 * who agrees to the merge: it ends with the merge, or it goes on.  The newer word is what counts unless
 * somebody says otherwise.  What ended holds again when the merge is taken back.
 */
#ifndef MLUP_DOMAIN_CASE_CLASH_H
#define MLUP_DOMAIN_CASE_CLASH_H

#include "store/rule.h"

/* As many are decided about with one merge. */
enum { CASE_CLASHES_MAX = 40 };

enum clash_kind {
    CLASH_NO,     /* the other file says no: taken back, or replaced */
    CLASH_LESS,   /* it says yes later, to less of it or not as long */
    CLASH_NO_OLD, /* it said no before */
};

struct case_clash {
    enum clash_kind kind;
    struct record *holds, *other; /* two consents, of either file */
    bool holds_in_goes;           /* the one that holds is of the file that goes */
};

/* True when the newer word is the other one: then what holds ends unless somebody decides otherwise. */
bool case_clash_ends(const struct case_clash *clash);
/* The consents that hold and that the other file contradicts, each with the gravest word against it; at most
 * `max`.  Gives how many there are. */
size_t case_clashes(struct rule *rule, struct uuid org, struct uuid stays, struct uuid goes,
                    struct case_clash *clashes, size_t max);

/* A rule of the merge: each is decided about, and only these. */
bool case_clashes_are_decided(struct rule *rule, const struct record *merge, struct refusal *refusal);

/* "ID ID": ids as a merge keeps them. */
bool case_ids_have(const struct value *ids, struct uuid id);
size_t case_ids_count(const struct value *ids);
/* Ends a consent with a merge: whatever stands on it is called back, as when it is taken back.  For
 * after_change.  NULL when it does not hold any more. */
const struct record *case_clash_end(struct rule *rule, struct uuid org, struct uuid consent,
                                    struct slice reason);
/* It holds again as before, unless somebody has taken it back since. */
void case_clash_restore(struct rule *rule, const struct record *consent, struct slice reason);

#endif
