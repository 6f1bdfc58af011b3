/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def file. */
#include "domain/publication/publication.h"
#include "domain/publication/rules.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/publication/publication.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/publication/publication.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
