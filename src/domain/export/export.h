/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of export.def. */
#ifndef MLUP_DOMAIN_EXPORT_H
#define MLUP_DOMAIN_EXPORT_H

#include "catalogue/pass_struct.h"
#include "domain/export/export.def"
#include "catalogue/pass_clear.h"

#endif
