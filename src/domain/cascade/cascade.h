/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of cascade.def. */
#ifndef MLUP_DOMAIN_CASCADE_H
#define MLUP_DOMAIN_CASCADE_H

#include "catalogue/pass_struct.h"
#include "domain/cascade/cascade.def"
#include "catalogue/pass_clear.h"

#endif
