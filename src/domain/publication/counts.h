/* SPDX-License-Identifier: Apache-2.0 */
/* Counts over the case files of an organisation: for a publication, and for rows that nobody can be told
 * from. */
#ifndef MLUP_DOMAIN_COUNTS_H
#define MLUP_DOMAIN_COUNTS_H

#include "catalogue/record.h"
#include "domain/publication/classes.h"
#include "domain/publication/figures.h"
#include "store/db.h"

/* As they are, nothing hidden.  False when there are more rows than a publication holds. */
bool counts_read(struct db *db, struct arena *arena, const struct catalogue *catalogue, struct uuid org,
                 struct figures *figures);
/* The publications of the organisation, the oldest first; the texts live in the arena. */
size_t counts_published(struct db *db, struct arena *arena, struct uuid org, struct figures **published);

/* The classes of people of the organisation, in the order of what they say; nothing kept back yet. */
size_t counts_classes(struct db *db, struct arena *arena, struct uuid org, struct people_class **classes);
/* What was told of them, the oldest first. */
size_t counts_released(struct db *db, struct arena *arena, struct uuid org, struct class_release **releases);

#endif
