/* SPDX-License-Identifier: Apache-2.0 */
/* Writing down who came with an arrival: a list on one page, and the same for programs. */
#ifndef MLUP_WEB_ARRIVAL_COMERS_PAGE_H
#define MLUP_WEB_ARRIVAL_COMERS_PAGE_H

#include "web/web.h"

enum outcome comers_page(struct web *web); /* GET /arrivals/{id}/intake */
enum outcome comers_save(struct web *web); /* POST of the same, and POST /api/v1/arrivals/{id}/intake */
enum outcome counts_save(struct web *web); /* POST /arrivals/{id}/counts: those who stay a number */

#endif
