/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of imports.def. */
#ifndef MLUP_DOMAIN_IMPORTS_H
#define MLUP_DOMAIN_IMPORTS_H

#include "catalogue/pass_struct.h"
#include "domain/imports/imports.def"
#include "catalogue/pass_clear.h"

#endif
