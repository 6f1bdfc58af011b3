/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The map of Cambodia as SVG: provinces, and the districts and commune points of one province, coloured by class of
 * value (CSS .q0 to .q5; .q-none where nothing is known).  Every area names itself and its value; the numbers belong
 * in a table beside the map.  Schematic boundaries of 2014, not for legal use; the attribution that their licence
 * asks for is part of the drawing.
 */
#ifndef MLUP_WEB_MAP_H
#define MLUP_WEB_MAP_H

#include "base/text.h"

enum { MAP_CLASSES = 5 };

/* One province, district or commune; all texts are borrowed for the call and escaped. */
struct map_area {
    struct slice code;        /* NCDD code: 2, 4 or 6 digits */
    struct slice label;       /* name in the reader's language */
    struct slice value_label; /* the value as the reader writes numbers */
    int64_t value;
    bool has_value;
    struct slice href;        /* empty: no link */
};

struct map_view {
    struct slice title, desc;
    const struct map_area *areas; /* any order; areas without an entry are drawn as unknown, codes that the map does
                                     not know are left out (the table has them) */
    size_t area_count;
    const struct map_area *points; /* communes, for map_districts */
    size_t point_count;
};

/* The class of each area: 0 for zero, 1..MAP_CLASSES by quantile of the values above zero (equal values share the
 * lower class), -1 where there is no value. */
void map_classify(const struct map_area areas[], size_t count, int classes[]);
/* Draws all provinces. */
void map_provinces(struct text *out, const struct map_view *view);
/* Draws the districts of one province, with a dot per commune of `points` that has a place on the map; false when the
 * map has no such province. */
bool map_districts(struct text *out, struct slice province_code, const struct map_view *view);
/* How many shapes the map has: provinces for the empty code, otherwise districts of that province. */
size_t map_area_count(struct slice province_code);

#endif
