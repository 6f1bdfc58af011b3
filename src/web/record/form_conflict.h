/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two people changed one record: what each did, field by field, against what both had seen.  Fields that only the other
 * changed are taken over; fields both changed differently are shown with both values, and the reader chooses.
 */
#ifndef MLUP_WEB_FORM_CONFLICT_H
#define MLUP_WEB_FORM_CONFLICT_H

#include "web/record/record_text.h"

/* Where the inputs are: id of the form, what stands before their names, and before their labels. */
struct form_place {
    struct slice form, prefix, label_prefix;
};

/* A form made from an older version, when nobody else changed the same fields: the change becomes one of the newest
 * version that leaves alone what only the others changed.  Otherwise it stays as it is, and writing it is a conflict. */
void form_conflict_merge(struct web *web, struct change *change, const struct record *theirs);

/* Adds to flash.conflict of web->view.  The change's values are the typed ones, its `sets` which of them; `theirs` is the
 * record as it is now.  Gives the bits of the fields that the form shows as the record has them. */
uint64_t form_conflict_add(struct web *web, const struct change *change, const struct record *theirs, const struct form_place *place);

#endif
