/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of care.def. */
#ifndef MLUP_DOMAIN_CARE_H
#define MLUP_DOMAIN_CARE_H

#include "catalogue/pass_struct.h"
#include "domain/care/care.def"
#include "catalogue/pass_clear.h"

#endif
