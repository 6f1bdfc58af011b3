/* SPDX-License-Identifier: Apache-2.0 */
/* Counts over the case files of an organisation: for a publication, and for rows that nobody can be told
 * from. */
#ifndef MLUP_DOMAIN_COUNTS_H
#define MLUP_DOMAIN_COUNTS_H

#include "catalogue/record.h"
#include "domain/publication/figures.h"
#include "store/db.h"

/* As they are, nothing hidden.  False when there are more rows than a publication holds. */
bool counts_read(struct db *db, struct arena *arena, const struct catalogue *catalogue, struct uuid org,
                 struct figures *figures);
/* The publications of the organisation, the oldest first; the texts live in the arena. */
size_t counts_published(struct db *db, struct arena *arena, struct uuid org, struct figures **published);

/* People who are alike in everything a row says. */
enum { CLASS_COLUMNS = 5 };
extern const char *const class_columns[CLASS_COLUMNS];
struct people_class {
    struct slice values[CLASS_COLUMNS];
    int64_t people;
};
struct class_risk {
    int64_t people, classes, smallest; /* before anything is left out */
    int64_t unique;                    /* rows that are alone in their class */
    int64_t left_out;                  /* rows in classes below the least count */
    int64_t smallest_left;             /* the smallest class that stays; 0: none */
};
size_t counts_classes(struct db *db, struct arena *arena, struct uuid org, struct people_class **classes);
/* Pure. */
struct class_risk class_risk_of(const struct people_class *classes, size_t count, int64_t least);
/* One line for each person of a class that is large enough. */
struct slice classes_csv(struct arena *arena, const struct people_class *classes, size_t count,
                         int64_t least);

#endif
