/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def file. */
#include "domain/programme/programme.h"
#include "domain/programme/promise.h"
#include "domain/report/report.h"
#include "domain/report/report_rules.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/report/report.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/report/report.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
