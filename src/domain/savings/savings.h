/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of savings.def. */
#ifndef MLUP_DOMAIN_SAVINGS_H
#define MLUP_DOMAIN_SAVINGS_H

#include "catalogue/pass_struct.h"
#include "domain/savings/savings.def"
#include "catalogue/pass_clear.h"

#endif
