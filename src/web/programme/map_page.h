/* SPDX-License-Identifier: Apache-2.0 */
/* The map of the programme: provinces, or the districts of one, coloured by what promises count there. */
#ifndef MLUP_WEB_MAP_PAGE_H
#define MLUP_WEB_MAP_PAGE_H

#include "web/web.h"

/* GET /map and /api/v1/map.  Query: part (id of a part of a promise), province (two digits), period.  It shows cells of
 * promises only, never records: nobody can be found on it. */
enum outcome map_page(struct web *web);

#endif
