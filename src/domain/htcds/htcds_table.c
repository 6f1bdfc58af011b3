/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def file. */
#include "base/limits.h"
#include "domain/care/rules.h"
#include "domain/htcds/htcds_records.h"
#include "domain/referral/referral.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/htcds/htcds.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/htcds/htcds.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
