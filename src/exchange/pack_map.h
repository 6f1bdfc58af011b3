/* SPDX-License-Identifier: Apache-2.0 */
/* The provinces of a report as a map. */
#ifndef MLUP_EXCHANGE_PACK_MAP_H
#define MLUP_EXCHANGE_PACK_MAP_H

#include <cairo.h>

#include "domain/report/report_document.h"

enum { PACK_PROVINCES_MAX = 32 };

struct pack_province {
    struct slice code;
    int64_t promises; /* for how many promises something was counted there */
};

/* By code; never more than PACK_PROVINCES_MAX. */
size_t pack_provinces(const struct document *document,
                      struct pack_province provinces[static PACK_PROVINCES_MAX]);
/* All provinces within the box, those of the list shaded by their number. */
void pack_map_draw(cairo_t *cairo, double width, double height, const struct pack_province provinces[],
                   size_t count);

#endif
