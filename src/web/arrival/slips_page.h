/* SPDX-License-Identifier: Apache-2.0 */
/* Slips for who is in the queue, and numbers for wrists before anybody is written down, many on a page; no
 * names. */
#ifndef MLUP_WEB_ARRIVAL_SLIPS_PAGE_H
#define MLUP_WEB_ARRIVAL_SLIPS_PAGE_H

#include "web/web.h"

enum outcome slips_page(struct web *web); /* GET /arrivals/{id}/slips */

#endif
