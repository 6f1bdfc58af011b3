/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The small change of drawing: what charts and the map share.  Shapes get CSS classes, never colours, so that dark
 * mode and print follow the stylesheet; text is real text, so that Khmer is shaped by the browser and can be read out.
 */
#ifndef MLUP_WEB_SVG_H
#define MLUP_WEB_SVG_H

#include "base/text.h"

/* A number as a person writes it, in the arena; `context` as given beside it.  NULL where one is asked for means
 * digits in groups of three with commas. */
struct svg_numbers {
    struct slice (*format)(const void *context, struct arena *arena, int64_t number);
    const void *context;
};

enum { SVG_TICKS_MAX = 12 };

/* The axis for values 0..max: ticks at 0, step, 2 step, ..., top; top >= max, step is 1, 2 or 5 times a power of
 * ten and at least 1.  `max` below 1 counts as 1; values near INT64_MAX saturate. */
struct svg_axis {
    int64_t step, top;
    int ticks; /* how many, zero included; at most SVG_TICKS_MAX */
};
struct svg_axis svg_axis_for(int64_t max);

/* Where `value` of 0..top falls on `length` units; clamped to both ends. */
double svg_scale(int64_t value, int64_t top, double length);

struct slice svg_number(struct arena *arena, const struct svg_numbers *numbers, int64_t number);

/* <svg> with its title and (when not empty) description, read out as one picture. Width 0 leaves out the viewBox. */
void svg_open(struct text *out, struct slice class_name, int width, int height, struct slice title, struct slice desc);
/* The same for a drawing with links inside: a group whose parts are read out one by one. */
void svg_open_group(struct text *out, struct slice class_name, int width, int height, struct slice title, struct slice desc);
void svg_close(struct text *out);
/* A coordinate with at most one decimal. */
void svg_coordinate(struct text *out, double units);
/* Class names are literals of ours; attributes of rectangles in units. */
void svg_rect(struct text *out, const char *class_name, double x, double y, double width, double height);
void svg_line(struct text *out, const char *class_name, double x1, double y1, double x2, double y2);
/* `anchor` is "start", "middle" or "end".  The text is escaped. */
void svg_label(struct text *out, const char *class_name, double x, double y, const char *anchor, struct slice text);

#endif
