/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that nobody can be told from: people who are alike in everything a row says are a class, and a class
 * is told whole or not at all.  Not told is a class below the least count, and one that moved by fewer people
 * than that since any earlier release: who has both would know them by the difference.  Pure: no database, no
 * clock.
 */
#ifndef MLUP_DOMAIN_CLASSES_H
#define MLUP_DOMAIN_CLASSES_H

#include "base/doc.h"

/* Named as the Counter Trafficking Data Collaborative names them; the years are those of arrival. */
enum { CLASS_COLUMNS = 8 };
extern const char *const class_columns[CLASS_COLUMNS];

struct people_class {
    struct slice values[CLASS_COLUMNS];
    int64_t people;
    bool is_kept_back; /* classes_keep_back */
};
/* What an earlier release told: classes alone that were told. */
struct class_release {
    struct people_class *classes;
    size_t count;
};
struct class_risk {
    int64_t people, classes, smallest; /* before anything is left out */
    int64_t unique;                    /* rows that are alone in their class */
    int64_t left_out;                  /* rows in classes that are kept back */
    int64_t moved_little;              /* of them those that are large enough but moved a little */
    int64_t smallest_left;             /* the smallest class that stays; 0: none */
};

/* Marks what must not be told beside the earlier releases. */
void classes_keep_back(struct people_class *classes, size_t count, int64_t least,
                       const struct class_release *earlier, size_t earlier_count);
/* After it. */
struct class_risk class_risk_of(const struct people_class *classes, size_t count, int64_t least);
/* One line for each person of a class that is told. */
struct slice classes_csv(struct arena *arena, const struct people_class *classes, size_t count);
/* Canonical JSON of what is told; and back.  False when it is no such document, or of other columns. */
struct slice classes_write(struct arena *arena, const struct people_class *classes, size_t count,
                           int64_t least);
bool classes_read(struct arena *arena, const struct doc *content, struct class_release *release);

#endif
