/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of screening.def. */
#ifndef MLUP_DOMAIN_SCREENING_H
#define MLUP_DOMAIN_SCREENING_H

#include "catalogue/pass_struct.h"
#include "domain/screening/screening.def"
#include "catalogue/pass_clear.h"

#endif
