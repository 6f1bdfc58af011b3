/* SPDX-License-Identifier: Apache-2.0 */
/* The tables that tools/map_paths.c makes of data/map-kh; only map.c reads them. */
#ifndef MLUP_WEB_MAP_PATHS_H
#define MLUP_WEB_MAP_PATHS_H

#include "base/slice.h"

enum { MAP_PROVINCE_COARSER = 8 }; /* units of districts and places in one unit of provinces */

struct map_shape {
    struct slice code, path;
    int x0, y0, x1, y1; /* box of the path */
    int x, y;           /* centre of its largest part, for a label */
    int area;           /* of that part */
};
struct map_place {
    struct slice code;
    int x, y;
};

/* Sorted by code. */
extern const struct map_shape map_province_shapes[], map_district_shapes[];
extern const size_t map_province_shapes_count, map_district_shapes_count;
extern const struct map_place map_places[];
extern const size_t map_places_count;

#endif
