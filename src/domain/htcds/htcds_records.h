/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of htcds.def. */
#ifndef MLUP_DOMAIN_HTCDS_RECORDS_H
#define MLUP_DOMAIN_HTCDS_RECORDS_H

#include "catalogue/pass_struct.h"
#include "domain/htcds/htcds.def"
#include "catalogue/pass_clear.h"

#endif
