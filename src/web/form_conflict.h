/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two people changed one record: what each did, field by field, against what both had seen.  Fields that only the other
 * changed are taken over; fields both changed differently are shown with both values, and the reader chooses.
 */
#ifndef MLUP_WEB_FORM_CONFLICT_H
#define MLUP_WEB_FORM_CONFLICT_H

#include "web/record_text.h"

/* Sets flash.conflict of web->view for the form with the id "record".  `mine` are the typed values, `sets` which of
 * them; `theirs` the record as it is now.  Gives the bits of the fields that the form shows as the record has them. */
uint64_t form_conflict_add(struct web *web, const struct change *change, const struct record *theirs);

#endif
