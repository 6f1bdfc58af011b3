/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def files. */
#include "domain/export/export.h"
#include "domain/export/rules.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/export/export.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/export/export.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
