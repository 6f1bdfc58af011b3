/* SPDX-License-Identifier: Apache-2.0 */
/* The sub-grants of a programme as a package of the 360Giving Data Standard 1.4 (JSON); pure. */
#ifndef MLUP_EXCHANGE_GIVING360_H
#define MLUP_EXCHANGE_GIVING360_H

#include "exchange/iati/iati_missing.h"

/* What every grant of the standard must have and a record lacks. */
struct iati_missing *giving360_missing(struct arena *arena, const struct iati_source *source);
/* The package; nothing may be missing. */
struct slice giving360_write(struct arena *arena, const struct iati_source *source,
                             struct gazetteer *gazetteer);

#endif
