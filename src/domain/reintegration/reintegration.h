/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of reintegration.def. */
#ifndef MLUP_DOMAIN_REINTEGRATION_H
#define MLUP_DOMAIN_REINTEGRATION_H

#include "catalogue/pass_struct.h"
#include "domain/reintegration/reintegration.def"
#include "catalogue/pass_clear.h"

#endif
