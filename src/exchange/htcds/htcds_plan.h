/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a case that came becomes: a file with its parts, and what has no place beside it; or parts of a file
 * that is here already, where nothing that is written there changes.  Pure.
 */
#ifndef MLUP_EXCHANGE_HTCDS_PLAN_H
#define MLUP_EXCHANGE_HTCDS_PLAN_H

#include "exchange/htcds/htcds_kept.h"
#include "exchange/htcds/htcds_own.h"
#include "store/store.h"

struct htcds_plan_for {
    struct arena *arena;
    struct gazetteer *gazetteer;
    struct uuid org, user;
    struct slice owner; /* the user's name */
    const struct record *organisation;
    struct date today;
    struct uuid id; /* made from what the case says, so that it has one effect however often it comes */
};
struct htcds_plan {
    struct htcds_own own;
    struct htcds_kept kept;
    bool is_new, makes_profile;
    size_t differs; /* values that say something else than the file that is here */
};

/* A new file. */
void htcds_plan_new(const struct htcds_plan_for *with, const struct htcds_case *one, struct htcds_plan *plan);
/* Goes on in `here`, which is open. */
void htcds_plan_same(const struct htcds_plan_for *with, const struct htcds_case *one,
                     const struct htcds_own *here, struct htcds_plan *plan);

enum { HTCDS_CHANGES_MAX = 4 + LIMIT_HTCDS_PARTS };
/* Gives their number; the first one of a new file is the file. */
size_t htcds_plan_changes(const struct htcds_plan_for *with, const struct htcds_plan *plan,
                          struct change *changes);
/* The id of the record that keeps what has no place. */
struct uuid htcds_plan_kept_id(struct uuid case_id);
/* What makes two cases the same: everything they say, as a text. */
struct slice htcds_case_text(struct arena *arena, const struct htcds_case *one);

#endif
