/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of report.def. */
#ifndef MLUP_DOMAIN_REPORT_H
#define MLUP_DOMAIN_REPORT_H

#include "base/limits.h"
#include "catalogue/pass_struct.h"
#include "domain/report/report.def"
#include "catalogue/pass_clear.h"

#endif
