/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of referral.def. */
#ifndef MLUP_DOMAIN_REFERRAL_H
#define MLUP_DOMAIN_REFERRAL_H

#include "catalogue/pass_struct.h"
#include "domain/referral/referral.def"
#include "catalogue/pass_clear.h"

#endif
