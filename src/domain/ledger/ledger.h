/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of ledger.def. */
#ifndef MLUP_DOMAIN_LEDGER_H
#define MLUP_DOMAIN_LEDGER_H

#include "catalogue/pass_struct.h"
#include "domain/ledger/ledger.def"
#include "catalogue/pass_clear.h"

#endif
