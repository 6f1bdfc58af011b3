/* SPDX-License-Identifier: Apache-2.0 */
/* How far a group stands alone: every ratio with its formula and its two figures, which lead to their
 * records, the last eight quarters, phase and grade with their thresholds, and what the group still lacks. */
#ifndef MLUP_WEB_STANDING_PAGE_H
#define MLUP_WEB_STANDING_PAGE_H

#include "web/web.h"

/* GET /savings-groups/{id}/standing and /api/v1/savings-groups/{id}/standing.  Query: on (a day). */
enum outcome standing_page(struct web *web);

#endif
