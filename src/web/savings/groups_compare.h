/* SPDX-License-Identifier: Apache-2.0 */
/* Groups beside each other, for who looks after them: figures of one day, sorted by any of them, those with
 * an alarm picked out; as page, JSON and CSV. */
#ifndef MLUP_WEB_GROUPS_COMPARE_H
#define MLUP_WEB_GROUPS_COMPARE_H

#include "web/web.h"

/* GET /savings-groups/compare and /api/v1/savings-groups/compare.  Query: on, province, phase, alarm, sort.
 */
enum outcome groups_compare_page(struct web *web);
enum outcome groups_compare_csv(struct web *web); /* GET /savings-groups/compare/csv, the same query */

#endif
