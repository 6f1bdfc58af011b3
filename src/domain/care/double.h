/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of double.def. */
#ifndef MLUP_DOMAIN_CARE_DOUBLE_H
#define MLUP_DOMAIN_CARE_DOUBLE_H

#include "catalogue/pass_struct.h"
#include "domain/care/double.def"
#include "catalogue/pass_clear.h"

#endif
