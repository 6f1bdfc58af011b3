/* SPDX-License-Identifier: Apache-2.0 */
/* The tables beside the records: credentials, sessions, API tokens, attempts, the log of signing in. */
#ifndef MLUP_ACCESS_SCHEMA_H
#define MLUP_ACCESS_SCHEMA_H

#include "store/db.h"

/* CREATE … IF NOT EXISTS statements for store_options.extra_schema; static text. */
struct slice access_schema(enum db_kind kind);

#endif
