/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of attachment.def. */
#ifndef MLUP_DOMAIN_ATTACHMENT_H
#define MLUP_DOMAIN_ATTACHMENT_H

#include "base/limits.h"
#include "catalogue/pass_struct.h"
#include "domain/attachment/attachment.def"
#include "catalogue/pass_clear.h"

#endif
