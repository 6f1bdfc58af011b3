/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of erasure.def. */
#ifndef MLUP_DOMAIN_CARE_ERASURE_H
#define MLUP_DOMAIN_CARE_ERASURE_H

#include "domain/care/care.h"
#include "catalogue/pass_struct.h"
#include "domain/care/erasure.def"
#include "catalogue/pass_clear.h"

#endif
