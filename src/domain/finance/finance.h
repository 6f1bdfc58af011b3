/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of finance.def. */
#ifndef MLUP_DOMAIN_FINANCE_H
#define MLUP_DOMAIN_FINANCE_H

#include "catalogue/pass_struct.h"
#include "domain/finance/finance.def"
#include "catalogue/pass_clear.h"

#endif
