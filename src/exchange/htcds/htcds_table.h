/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a file of cases, in memory: JSON, or a table that the process without rights reads. */
#ifndef MLUP_EXCHANGE_HTCDS_TABLE_H
#define MLUP_EXCHANGE_HTCDS_TABLE_H

#include "exchange/htcds/htcds_read.h"

bool htcds_bytes_read(struct arena *arena, struct slice bytes, struct htcds_reading *reading,
                      struct refusal *refusal);

#endif
