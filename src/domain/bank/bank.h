/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of bank.def. */
#ifndef MLUP_DOMAIN_BANK_H
#define MLUP_DOMAIN_BANK_H

#include "catalogue/pass_struct.h"
#include "domain/bank/bank.def"
#include "catalogue/pass_clear.h"

#endif
