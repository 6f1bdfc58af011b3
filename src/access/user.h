/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of user.def. */
#ifndef MLUP_ACCESS_USER_H
#define MLUP_ACCESS_USER_H

#include "catalogue/pass_struct.h"
#include "access/user.def"
#include "catalogue/pass_clear.h"

#endif
