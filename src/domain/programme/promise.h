/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of promise.def. */
#ifndef MLUP_DOMAIN_PROMISE_H
#define MLUP_DOMAIN_PROMISE_H

#include "catalogue/pass_struct.h"
#include "domain/programme/promise.def"
#include "catalogue/pass_clear.h"

#endif
