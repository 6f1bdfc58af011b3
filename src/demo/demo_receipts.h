/* SPDX-License-Identifier: Apache-2.0 */
/* Small receipts, statements and reports attached to the demo's expenses, liquidations and deliverables, from
 * data/scenario/demo/receipts.csv: a PDF of a few lines, or a CSV. */
#ifndef MLUP_DEMO_RECEIPTS_H
#define MLUP_DEMO_RECEIPTS_H

#include "demo/demo_write.h"

/* The records they hang on are written already.  False when a file could not be stored. */
bool demo_receipts_add(struct demo_out *out);

#endif
