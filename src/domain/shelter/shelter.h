/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of shelter.def. */
#ifndef MLUP_DOMAIN_SHELTER_H
#define MLUP_DOMAIN_SHELTER_H

#include "catalogue/pass_struct.h"
#include "domain/shelter/shelter.def"
#include "catalogue/pass_clear.h"

#endif
