/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts drawn on the server as SVG: no script, colours by CSS class (assets/mlup.css), each with a title and a
 * description for who does not see it.  Counts are never negative: a negative number is drawn as zero.  The numbers
 * belong in a table beside every chart; that is the template's duty.  All texts are borrowed for the call and escaped.
 */
#ifndef MLUP_WEB_SVG_CHART_H
#define MLUP_WEB_SVG_CHART_H

#include "web/markup/svg.h"

enum { SVG_SERIES_MAX = 8 }; /* as many colours as can be told apart */

/* How far a promise is. */
enum svg_state { SVG_DONE, SVG_ON_TRACK, SVG_BEHIND, SVG_NO_TARGET };

struct svg_bar {
    struct slice title, desc; /* "43 of 100 people; planned by now 50" */
    int64_t actual;
    int64_t target;  /* 0: reported, no number */
    int64_t planned; /* by today; 0: no planned path */
};

/* Behind is: less than nine tenths of the planned path. */
enum svg_state svg_bar_state(const struct svg_bar *bar);
/* One line: the bar, the target at its end (further left when it was exceeded), a mark at the planned path. */
void svg_bar_target(struct text *out, const struct svg_bar *bar);

struct svg_share {
    const char *class_name;
    int64_t value;
};
/* Shares of a whole side by side, as wide as the page gives; those of nothing are left out. */
void svg_strip(struct text *out, struct slice title, const struct svg_share shares[], size_t count);

/* The trend of the last months, oldest first, as one small line; one value is a dot, none an empty picture. */
void svg_spark(struct text *out, struct slice title, const int64_t values[], size_t count);

struct svg_plan {
    struct slice title, desc;
    const struct slice *labels; /* one per month */
    size_t count;
    const int64_t *actual;      /* cumulative; actual_count <= count, the months that have passed */
    size_t actual_count;
    const int64_t *planned;     /* cumulative; NULL: no planned path */
    int64_t target;             /* 0: none */
    struct slice actual_label, planned_label, target_label;
    const struct svg_numbers *numbers;
};
void svg_line_plan(struct text *out, const struct svg_plan *plan);

struct svg_series {
    struct slice label;
    const int64_t *values; /* one per column */
};
struct svg_column_chart {
    struct slice title, desc;
    const struct slice *labels; /* one per column */
    size_t count;
    const struct svg_series *series; /* stacked in this order from below; at most SVG_SERIES_MAX are drawn */
    size_t series_count;
    const struct svg_numbers *numbers;
};
void svg_columns(struct text *out, const struct svg_column_chart *chart);

struct svg_pyramid_band {
    struct slice label;
    int64_t left, right;
};
struct svg_pyramid_chart {
    struct slice title, desc, left_label, right_label; /* "Women", "Men" */
    const struct svg_pyramid_band *bands;              /* youngest first; drawn from below */
    size_t count;
    const struct svg_numbers *numbers;
};
void svg_pyramid(struct text *out, const struct svg_pyramid_chart *chart);

#endif
