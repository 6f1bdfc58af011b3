/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def files. */
#include "domain/care/rules.h"
#include "domain/screening/rules.h"
#include "domain/screening/screening.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/screening/screening.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/screening/screening.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
