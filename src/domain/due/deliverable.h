/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of due.def. */
#ifndef MLUP_DOMAIN_DELIVERABLE_H
#define MLUP_DOMAIN_DELIVERABLE_H

#include "catalogue/pass_struct.h"
#include "domain/due/due.def"
#include "catalogue/pass_clear.h"

#endif
