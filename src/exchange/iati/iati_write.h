/* SPDX-License-Identifier: Apache-2.0 */
/* An IATI 2.03 activity file from what was gathered; pure.  What is missing is left out: the check says so.
 */
#ifndef MLUP_EXCHANGE_IATI_WRITE_H
#define MLUP_EXCHANGE_IATI_WRITE_H

#include "exchange/iati/iati_source.h"

/* The whole file, in the arena; `now_ms` is its generated-datetime. */
struct slice iati_write(struct arena *arena, const struct iati_source *source, struct gazetteer *gazetteer,
                        int64_t now_ms);

#endif
