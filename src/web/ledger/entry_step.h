/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of an entry: which one it may take now, and who may make it. */
#ifndef MLUP_WEB_ENTRY_STEP_H
#define MLUP_WEB_ENTRY_STEP_H

#include "web/ledger/ledger_view.h"

enum entry_step { STEP_POST, STEP_PART, STEP_RELEASE, STEP_REVERSE, STEPS };

/* True when the entry may take the step as it stands and the reader may make it. */
bool entry_step_is_open(struct web *web, const struct record *book, const struct record *entry,
                        enum entry_step step);
/* A draft or a held entry of a book where a second person posts. */
bool entry_waits_for_another(const struct record *book, const struct record *entry);
/* The posted entry that takes this one back; NULL: none. */
const struct record *entry_reversal_of(struct web *web, const struct record *entry);

#endif
