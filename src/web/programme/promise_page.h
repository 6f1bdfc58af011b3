/* SPDX-License-Identifier: Apache-2.0 */
/* One promise: what was promised, how it is counted, how far it is, over time and by splits. */
#ifndef MLUP_WEB_PROMISE_PAGE_H
#define MLUP_WEB_PROMISE_PAGE_H

#include "web/web.h"

/* GET /promises/{id} and /api/v1/promises/{id}/progress.  Query: grain (month, quarter, year), period (of the splits),
 * on (promise_view.h). */
enum outcome promise_page(struct web *web);
/* GET /promises/{id}/records and its twin under /api/v1: the records behind a number.  Query: part (its id), period,
 * dim (sex, age, province, commune, each), key, cursor. */
enum outcome promise_records_page(struct web *web);

#endif
