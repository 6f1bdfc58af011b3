/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of programme.def. */
#ifndef MLUP_DOMAIN_PROGRAMME_H
#define MLUP_DOMAIN_PROGRAMME_H

#include "catalogue/pass_struct.h"
#include "domain/programme/programme.def"
#include "catalogue/pass_clear.h"

#endif
