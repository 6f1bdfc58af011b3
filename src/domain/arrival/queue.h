/* SPDX-License-Identifier: Apache-2.0 */
/* The typed records of queue.def. */
#ifndef MLUP_DOMAIN_ARRIVAL_QUEUE_H
#define MLUP_DOMAIN_ARRIVAL_QUEUE_H

#include "catalogue/pass_struct.h"
#include "domain/arrival/queue.def"
#include "catalogue/pass_clear.h"

#endif
