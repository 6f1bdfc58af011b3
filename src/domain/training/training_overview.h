/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Awareness events and workshops of a time, commune by commune, and the participants of workshops by
 * function.  Counts sessions that were held; people are distinct within what the column says, head counts
 * stand in a column of their own and are never added to people.  Reads only the organisations (and creators)
 * of the view.
 */
#ifndef MLUP_DOMAIN_TRAINING_OVERVIEW_H
#define MLUP_DOMAIN_TRAINING_OVERVIEW_H

#include "base/clock.h"
#include "store/actor.h"
#include "store/db.h"

enum { OVERVIEW_SEXES = 3 }; /* in the order of sex_choices */

struct overview_line {
    struct slice commune; /* empty: all together */
    int64_t awareness, awareness_people,
        heads; /* events held, distinct people on their lists, heads counted */
    int64_t workshops, workshop_people;
};

struct overview_function {
    struct slice function; /* code of person_function; empty: none written; in the last line: all together */
    int64_t by_sex[OVERVIEW_SEXES], people;
};

struct training_overview {
    struct overview_line *communes, all; /* by code */
    size_t commune_count;
    struct overview_function *functions, everybody; /* most people first */
    size_t function_count;
};

/* `org` zero: all organisations of the view.  Days with DATE_NONE leave that end open. */
struct training_overview training_overview_read(struct arena *arena, struct db *db, const struct view *view,
                                                struct uuid org, struct date from, struct date until);

#endif
