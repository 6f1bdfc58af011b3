/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of mails and webhooks that are no records: queues, positions, logs, secrets. */
#ifndef MLUP_NOTICE_SCHEMA_H
#define MLUP_NOTICE_SCHEMA_H

#include "store/db.h"

/* CREATE … IF NOT EXISTS statements for store_options.extra_schema; static text. */
struct slice notice_schema(enum db_kind kind);

#endif
