/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def files. */
#include "base/limits.h"
#include "domain/care/rules.h"
#include "domain/shelter/rules.h"
#include "domain/shelter/shelter.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/shelter/shelter.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/shelter/shelter.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
