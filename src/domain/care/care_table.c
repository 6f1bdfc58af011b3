/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def files. */
#include "domain/care/care.h"
#include "domain/care/case_merge.h"
#include "domain/care/double.h"
#include "domain/care/erasure.h"
#include "domain/care/plan.h"
#include "domain/care/case_match.h"
#include "domain/care/rules.h"
#include "domain/programme/programme.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/care/care.def"
#include "domain/care/plan.def"
#include "domain/care/erasure.def"
#include "domain/care/double.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/care/care.def"
#include "domain/care/plan.def"
#include "domain/care/erasure.def"
#include "domain/care/double.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
