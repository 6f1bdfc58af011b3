/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of webhook.def. */
#ifndef MLUP_DOMAIN_WEBHOOK_H
#define MLUP_DOMAIN_WEBHOOK_H

#include "catalogue/pass_struct.h"
#include "domain/notice/webhook.def"
#include "catalogue/pass_clear.h"

#endif
