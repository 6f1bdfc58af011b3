/* SPDX-License-Identifier: Apache-2.0 */
/* The store of a bank of goods: its lots with their moisture, what storage costs, the last counts and what
 * left it. */
#ifndef MLUP_WEB_BANK_STORE_H
#define MLUP_WEB_BANK_STORE_H

#include "web/bank/bank_view.h"

/* Adds `lots` (lines), `counts` and `outs` (tables), `store_words`. */
void bank_store_show(const struct bank_seen *seen, struct stock_moves *moves);

#endif
