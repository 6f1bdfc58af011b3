/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of user.def. */
#include "access/user.h"
#include "access/users.h"

#define PASS_FIELDS
#include "catalogue/pass_table.h"
#include "access/user.def"
#undef PASS_FIELDS

#define PASS_TYPES
#include "catalogue/pass_table.h"
#include "access/user.def"
#undef PASS_TYPES
#include "catalogue/pass_clear.h"
