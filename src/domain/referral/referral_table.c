/* SPDX-License-Identifier: Apache-2.0 */
/* The record tables of this area, made from its .def files. */
#include "base/limits.h"
#include "domain/care/care.h"
#include "domain/care/rules.h"
#include "domain/programme/programme.h"
#include "domain/referral/referral.h"
#include "domain/referral/rules.h"
#include "domain/shelter/shelter.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "domain/referral/referral.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "domain/referral/referral.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
