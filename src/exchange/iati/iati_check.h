/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an IATI file may be published: the XSD of version 2.03, then every rule of the standard's ruleset.
 */
#ifndef MLUP_EXCHANGE_IATI_CHECK_H
#define MLUP_EXCHANGE_IATI_CHECK_H

#include "exchange/iati/iati_rules.h"

/* Any bytes may be given. False when the program's own schema or rules cannot be read (never so in a whole
 * program). */
bool iati_check(struct iati_findings *findings, struct slice xml, int64_t now_ms);

#endif
