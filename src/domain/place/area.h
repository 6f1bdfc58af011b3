/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of area.def. */
#ifndef MLUP_DOMAIN_AREA_H
#define MLUP_DOMAIN_AREA_H

#include "catalogue/pass_struct.h"
#include "domain/place/area.def"
#include "catalogue/pass_clear.h"

#endif
