/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of plan.def. */
#ifndef MLUP_DOMAIN_CARE_PLAN_H
#define MLUP_DOMAIN_CARE_PLAN_H

#include "domain/care/care.h"
#include "catalogue/pass_struct.h"
#include "domain/care/plan.def"
#include "catalogue/pass_clear.h"

#endif
