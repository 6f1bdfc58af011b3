/* SPDX-License-Identifier: Apache-2.0 */
#include "web/markup/svg.h"

#include "web/markup/html.h"

/* The largest step that may be multiplied by the number of ticks without overflow. */
#define STEP_MAX (INT64_MAX / SVG_TICKS_MAX)

/* 1, 2, 5, 10, 20, ...: the step after this one. */
static int64_t next_step(int64_t step) {
    int64_t unit = 1;
    while (step / 10 >= unit) {
        unit *= 10;
    }
    return step / unit == 2 ? step / 2 * 5 : step * 2;
}

struct svg_axis svg_axis_for(int64_t max) {
    int64_t step = 1;
    if (max < 1) max = 1;
    while (max / step >= 5 && (max / step > 5 || max % step) && step < STEP_MAX / 3) {
        step = next_step(step);
    }
    int64_t steps = max / step + (max % step != 0);
    if (steps >= SVG_TICKS_MAX) steps = SVG_TICKS_MAX - 1;
    return (struct svg_axis){.step = step, .top = step * steps, .ticks = (int)steps + 1};
}

double svg_scale(int64_t value, int64_t top, double length) {
    if (value <= 0 || top <= 0) return 0;
    return value >= top ? length : (double)value / (double)top * length;
}

static struct slice group_digits(struct arena *arena, int64_t number) {
    struct slice plain = arena_printf(arena, "%lld", (long long)number);
    struct text out = TEXT_IN(arena);
    size_t sign = number < 0;
    text_append(&out, slice_sub(plain, 0, sign));
    for (size_t i = sign; i < plain.len; i++) {
        if (i > sign && (plain.len - i) % 3 == 0) text_append_char(&out, ',');
        text_append_char(&out, plain.s[i]);
    }
    return text_slice(&out);
}

struct slice svg_number(struct arena *arena, const struct svg_numbers *numbers, int64_t number) {
    if (!numbers || !numbers->format) return group_digits(arena, number);
    return numbers->format(numbers->context, arena, number);
}

static void open_as(struct text *out, struct slice role, struct slice class_name, int width, int height, struct slice title,
                    struct slice desc) {
    text_append(out, S("<svg class=\""));
    html_escape_to(out, class_name);
    if (width) text_printf(out, "\" viewBox=\"0 0 %d %d", width, height);
    text_append(out, S("\" role=\""));
    text_append(out, role);
    text_append(out, S("\"><title>"));
    html_escape_to(out, title);
    text_append(out, S("</title>"));
    if (!desc.len) return;
    text_append(out, S("<desc>"));
    html_escape_to(out, desc);
    text_append(out, S("</desc>"));
}

void svg_open(struct text *out, struct slice class_name, int width, int height, struct slice title, struct slice desc) {
    open_as(out, S("img"), class_name, width, height, title, desc);
}

void svg_open_group(struct text *out, struct slice class_name, int width, int height, struct slice title, struct slice desc) {
    open_as(out, S("group"), class_name, width, height, title, desc);
}

void svg_close(struct text *out) {
    text_append(out, S("</svg>"));
}

void svg_coordinate(struct text *out, double units) {
    int64_t tenths = (int64_t)(units * 10 + (units < 0 ? -0.5 : 0.5));
    if (tenths < 0) text_append_char(out, '-');
    if (tenths < 0) tenths = -tenths;
    text_append_int(out, tenths / 10);
    if (tenths % 10 == 0) return;
    text_append_char(out, '.');
    text_append_int(out, tenths % 10);
}

static void attribute(struct text *out, struct slice name, double units) {
    text_append_char(out, ' ');
    text_append(out, name);
    text_append(out, S("=\""));
    svg_coordinate(out, units);
    text_append_char(out, '"');
}

static void open_shape(struct text *out, struct slice shape, const char *class_name) {
    text_append_char(out, '<');
    text_append(out, shape);
    if (!*class_name) return;
    text_append(out, S(" class=\""));
    text_append(out, slice_of(class_name));
    text_append_char(out, '"');
}

void svg_rect(struct text *out, const char *class_name, double x, double y, double width, double height) {
    open_shape(out, S("rect"), class_name);
    attribute(out, S("x"), x);
    attribute(out, S("y"), y);
    attribute(out, S("width"), width);
    attribute(out, S("height"), height);
    text_append(out, S("/>"));
}

void svg_line(struct text *out, const char *class_name, double x1, double y1, double x2, double y2) {
    open_shape(out, S("line"), class_name);
    attribute(out, S("x1"), x1);
    attribute(out, S("y1"), y1);
    attribute(out, S("x2"), x2);
    attribute(out, S("y2"), y2);
    text_append(out, S("/>"));
}

void svg_label(struct text *out, const char *class_name, double x, double y, const char *anchor, struct slice text) {
    if (!text.len) return;
    open_shape(out, S("text"), class_name);
    attribute(out, S("x"), x);
    attribute(out, S("y"), y);
    if (!slice_equal(slice_of(anchor), S("start"))) text_printf(out, " text-anchor=\"%s\"", anchor);
    text_append_char(out, '>');
    html_escape_to(out, text);
    text_append(out, S("</text>"));
}
