/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sizes are in units of the viewBox, about one CSS pixel at the width the charts were drawn for; the stylesheet lets
 * them grow with the page and scroll sideways on a phone rather than shrink below readable letters.
 */
#include "web/markup/svg_chart.h"

#include "web/markup/html.h"

enum {
    CHART_WIDTH = 600,
    CHART_HEIGHT = 270,
    PLOT_TOP = 34,     /* under the legend */
    PLOT_BOTTOM = 238, /* above the labels of the axis */
    PLOT_RIGHT = 588,
    LABEL_CHAR_WIDTH = 7,
    SPARK_STEP = 8,
    SPARK_HEIGHT = 24,
    BAND_HEIGHT = 24,
};

struct plot {
    struct text *out;
    struct svg_axis axis;
    double left;
};

static int64_t max_of(const int64_t values[], size_t count, int64_t max) {
    for (size_t i = 0; i < count; i++) {
        if (values[i] > max) max = values[i];
    }
    return max;
}

static int64_t at_least_zero(int64_t value) {
    return value > 0 ? value : 0;
}

/* ---- Progress bar ---- */

enum svg_state svg_bar_state(const struct svg_bar *bar) {
    if (bar->target <= 0) return SVG_NO_TARGET;
    if (bar->actual >= bar->target) return SVG_DONE;
    if ((double)at_least_zero(bar->actual) < (double)bar->planned * 0.9) return SVG_BEHIND;
    return SVG_ON_TRACK;
}

static const char *state_class(enum svg_state state) {
    switch (state) {
    case SVG_DONE: return "is-done";
    case SVG_ON_TRACK: return "is-on";
    case SVG_BEHIND: return "is-behind";
    case SVG_NO_TARGET: return "is-open";
    }
    return "";
}

static void bar_mark(struct text *out, const char *class_name, double percent) {
    text_printf(out, "<line class=\"%s\" x1=\"", class_name);
    svg_coordinate(out, percent);
    text_append(out, S("%\" x2=\""));
    svg_coordinate(out, percent);
    text_append(out, S("%\" y1=\"0\" y2=\"100%\"/>"));
}

static void bar_part(struct text *out, const char *class_name, double percent) {
    text_printf(out, "<rect class=\"%s\" height=\"100%%\" rx=\"5\" width=\"", class_name);
    svg_coordinate(out, percent);
    text_append(out, S("%\"/>"));
}

void svg_bar_target(struct text *out, const struct svg_bar *bar) {
    enum svg_state state = svg_bar_state(bar);
    int64_t top = bar->actual > bar->target ? bar->actual : bar->target;
    svg_open(out, arena_printf(out->arena, "bar %s", state_class(state)), 0, 0, bar->title, bar->desc);
    bar_part(out, "bar-track", 100);
    if (bar->actual > 0 && bar->target > 0) bar_part(out, "bar-fill", svg_scale(bar->actual, top, 100));
    if (bar->target > 0 && bar->actual > bar->target) bar_mark(out, "bar-goal", svg_scale(bar->target, top, 100));
    if (bar->target > 0 && bar->planned > 0 && state != SVG_DONE) {
        bar_mark(out, "bar-plan", svg_scale(bar->planned, top, 100));
    }
    svg_close(out);
}

/* ---- Strip ---- */

static int64_t shares_total(const struct svg_share shares[], size_t count) {
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += at_least_zero(shares[i].value);
    }
    return total;
}

static void strip_part(struct text *out, const char *class_name, double from, double percent) {
    text_printf(out, "<rect class=\"%s\" height=\"100%%\" x=\"", class_name);
    svg_coordinate(out, from);
    text_append(out, S("%\" width=\""));
    svg_coordinate(out, percent);
    text_append(out, S("%\"/>"));
}

/* In per cent without a viewBox, so that it spans what holds it whatever its height; the borders are drawn by the stylesheet. */
void svg_strip(struct text *out, struct slice title, const struct svg_share shares[], size_t count) {
    int64_t total = shares_total(shares, count), before = 0;
    svg_open(out, S("strip"), 0, 0, title, S(""));
    for (size_t i = 0; i < count; i++) {
        if (shares[i].value <= 0) continue;
        strip_part(out, shares[i].class_name, svg_scale(before, total, 100), svg_scale(shares[i].value, total, 100));
        before += shares[i].value;
    }
    svg_close(out);
}

/* ---- Spark ---- */

static double spark_y(int64_t value, int64_t max) {
    return SPARK_HEIGHT - 3 - svg_scale(value, max, SPARK_HEIGHT - 6);
}

void svg_spark(struct text *out, struct slice title, const int64_t values[], size_t count) {
    int64_t max = max_of(values, count, 1);
    int width = (int)(count > 1 ? count - 1 : 1) * SPARK_STEP + 6;
    svg_open(out, S("spark"), width, SPARK_HEIGHT, title, S(""));
    if (count > 1) text_append(out, S("<polyline points=\""));
    for (size_t i = 0; count > 1 && i < count; i++) {
        if (i) text_append_char(out, ' ');
        svg_coordinate(out, 3 + (double)i * SPARK_STEP);
        text_append_char(out, ',');
        svg_coordinate(out, spark_y(values[i], max));
    }
    if (count > 1) text_append(out, S("\"/>"));
    if (count) {
        text_printf(out, "<circle r=\"2.5\" cx=\"%d\" cy=\"", width - 3);
        svg_coordinate(out, spark_y(values[count - 1], max));
        text_append(out, S("\"/>"));
    }
    svg_close(out);
}

/* ---- What charts with axes share ---- */

static double plot_y(const struct plot *plot, int64_t value) {
    return PLOT_BOTTOM - svg_scale(value, plot->axis.top, PLOT_BOTTOM - PLOT_TOP);
}

/* Grid lines with their numbers; the left edge leaves room for the widest of them. */
static struct plot plot_open(struct text *out, int64_t max, const struct svg_numbers *numbers) {
    struct plot plot = {.out = out, .axis = svg_axis_for(max)};
    struct slice widest = svg_number(out->arena, numbers, plot.axis.top);
    plot.left = 14 + (double)(slice_rune_count(widest) * LABEL_CHAR_WIDTH);
    for (int i = 0; i < plot.axis.ticks; i++) {
        int64_t value = plot.axis.step * i;
        double y = plot_y(&plot, value);
        svg_line(out, i ? "grid" : "axis", plot.left, y, PLOT_RIGHT, y);
        svg_label(out, "", plot.left - 6, y + 4, "end", svg_number(out->arena, numbers, value));
    }
    return plot;
}

/* Every how many labels one is written, so that they do not run into each other. */
static size_t label_stride(const struct slice labels[], size_t count, double width) {
    size_t longest = 1;
    for (size_t i = 0; i < count; i++) {
        size_t runes = slice_rune_count(labels[i]);
        if (runes > longest) longest = runes;
    }
    double room = width / ((double)longest * LABEL_CHAR_WIDTH + 10);
    size_t fit = room < 1 ? 1 : (size_t)room;
    return (count + fit - 1) / fit;
}

static void plot_labels(const struct plot *plot, const struct slice labels[], size_t count, double first, double step) {
    size_t stride = label_stride(labels, count, PLOT_RIGHT - plot->left);
    for (size_t i = 0; i < count; i += stride ? stride : 1) {
        double x = first + (double)i * step;
        const char *anchor = count > 1 && x > PLOT_RIGHT - 20 ? "end" : "middle";
        svg_label(plot->out, "", x, PLOT_BOTTOM + 20, anchor, labels[i]);
    }
}

/* One entry of the legend; gives where the next one starts. */
static double legend_entry(struct text *out, const char *class_name, double x, struct slice label) {
    if (!label.len) return x;
    svg_rect(out, class_name, x, 8, 12, 12);
    svg_label(out, "legend", x + 18, 18, "start", label);
    return x + 18 + (double)slice_rune_count(label) * LABEL_CHAR_WIDTH + 22;
}

/* ---- Actual against the planned path ---- */

static double plan_x(const struct plot *plot, size_t index, size_t count) {
    double width = PLOT_RIGHT - plot->left;
    return count > 1 ? plot->left + width * (double)index / (double)(count - 1) : plot->left + width / 2;
}

static void plan_path(const struct plot *plot, const char *class_name, const int64_t values[], size_t shown, size_t count) {
    if (shown == 0) return;
    text_printf(plot->out, "<polyline class=\"%s\" points=\"", class_name);
    for (size_t i = 0; i < shown; i++) {
        if (i) text_append_char(plot->out, ' ');
        svg_coordinate(plot->out, plan_x(plot, i, count));
        text_append_char(plot->out, ',');
        svg_coordinate(plot->out, plot_y(plot, values[i]));
    }
    text_append(plot->out, S("\"/>"));
}

static void plan_last_point(const struct plot *plot, const struct svg_plan *plan, size_t shown) {
    if (shown == 0) return;
    int64_t value = at_least_zero(plan->actual[shown - 1]);
    double x = plan_x(plot, shown - 1, plan->count), y = plot_y(plot, value);
    text_append(plot->out, S("<circle class=\"actual\" r=\"4\" cx=\""));
    svg_coordinate(plot->out, x);
    text_append(plot->out, S("\" cy=\""));
    svg_coordinate(plot->out, y);
    text_append(plot->out, S("\"/>"));
    svg_label(plot->out, "value", x, y < PLOT_TOP + 14 ? y + 20 : y - 9, x > PLOT_RIGHT - 30 ? "end" : "middle",
              svg_number(plot->out->arena, plan->numbers, value));
}

static void plan_legend(struct text *out, const struct svg_plan *plan, double x) {
    x = legend_entry(out, "key-actual", x, plan->actual_label);
    if (plan->planned) x = legend_entry(out, "key-planned", x, plan->planned_label);
    if (plan->target > 0) legend_entry(out, "key-target", x, plan->target_label);
}

void svg_line_plan(struct text *out, const struct svg_plan *plan) {
    size_t shown = plan->actual_count < plan->count ? plan->actual_count : plan->count;
    int64_t max = max_of(plan->actual, shown, plan->target);
    if (plan->planned) max = max_of(plan->planned, plan->count, max);
    svg_open(out, S("chart plan"), CHART_WIDTH, CHART_HEIGHT, plan->title, plan->desc);
    struct plot plot = plot_open(out, max, plan->numbers);
    plan_legend(out, plan, plot.left);
    double step = plan->count > 1 ? (PLOT_RIGHT - plot.left) / (double)(plan->count - 1) : 0;
    plot_labels(&plot, plan->labels, plan->count, plan_x(&plot, 0, plan->count), step);
    if (plan->target > 0) {
        svg_line(out, "target", plot.left, plot_y(&plot, plan->target), PLOT_RIGHT, plot_y(&plot, plan->target));
    }
    if (plan->planned) plan_path(&plot, "planned", plan->planned, plan->count, plan->count);
    plan_path(&plot, "actual", plan->actual, shown, plan->count);
    plan_last_point(&plot, plan, shown);
    svg_close(out);
}

/* ---- Columns ---- */

/* Sums that would overflow stay at the largest number: the drawing is full anyhow. */
static int64_t column_total(const struct svg_column_chart *chart, size_t column, size_t series_count) {
    int64_t total = 0;
    for (size_t i = 0; i < series_count; i++) {
        if (__builtin_add_overflow(total, at_least_zero(chart->series[i].values[column]), &total)) return INT64_MAX;
    }
    return total;
}

static const char *series_class(size_t index) {
    static const char *const classes[SVG_SERIES_MAX] = {"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"};
    return classes[index % SVG_SERIES_MAX];
}

static void column_draw(const struct plot *plot, const struct svg_column_chart *chart, size_t column, size_t series_count,
                        double x, double width) {
    int64_t below = 0;
    for (size_t i = 0; i < series_count; i++) {
        int64_t upto = column_total(chart, column, i + 1);
        double y = plot_y(plot, upto), height = plot_y(plot, below) - y;
        if (height > 0) svg_rect(plot->out, series_class(i), x, y, width, height);
        below = upto;
    }
    if (below == 0 || chart->count > 12) return;
    svg_label(plot->out, "value", x + width / 2, plot_y(plot, below) - 5, "middle",
              svg_number(plot->out->arena, chart->numbers, below));
}

static void columns_legend(struct text *out, const struct svg_column_chart *chart, size_t series_count, double x) {
    for (size_t i = 0; series_count > 1 && i < series_count; i++) {
        x = legend_entry(out, series_class(i), x, chart->series[i].label);
    }
}

void svg_columns(struct text *out, const struct svg_column_chart *chart) {
    size_t series_count = chart->series_count < SVG_SERIES_MAX ? chart->series_count : SVG_SERIES_MAX;
    int64_t max = 0;
    for (size_t i = 0; i < chart->count; i++) {
        int64_t total = column_total(chart, i, series_count);
        if (total > max) max = total;
    }
    svg_open(out, S("chart columns"), CHART_WIDTH, CHART_HEIGHT, chart->title, chart->desc);
    struct plot plot = plot_open(out, max, chart->numbers);
    columns_legend(out, chart, series_count, plot.left);
    double slot = chart->count ? (PLOT_RIGHT - plot.left) / (double)chart->count : 0;
    double width = slot * 0.7 > 56 ? 56 : slot * 0.7;
    for (size_t i = 0; i < chart->count; i++) {
        column_draw(&plot, chart, i, series_count, plot.left + slot * ((double)i + 0.5) - width / 2, width);
    }
    plot_labels(&plot, chart->labels, chart->count, plot.left + slot / 2, slot);
    svg_close(out);
}

/* ---- Pyramid ---- */

/* Half of the drawing without the band labels in its middle and the numbers at its ends. */
enum { PYRAMID_WIDTH = 520, PYRAMID_MIDDLE = 90, PYRAMID_NUMBER = 56,
       PYRAMID_HALF = (PYRAMID_WIDTH - PYRAMID_MIDDLE) / 2 - PYRAMID_NUMBER };

static void pyramid_band(struct text *out, const struct svg_pyramid_chart *chart, const struct svg_pyramid_band *band,
                         int64_t max, double y) {
    double left = svg_scale(band->left, max, PYRAMID_HALF), right = svg_scale(band->right, max, PYRAMID_HALF);
    double left_edge = (PYRAMID_WIDTH - PYRAMID_MIDDLE) / 2.0, right_edge = left_edge + PYRAMID_MIDDLE;
    svg_rect(out, "s1", left_edge - left, y, left, BAND_HEIGHT - 5);
    svg_rect(out, "s2", right_edge, y, right, BAND_HEIGHT - 5);
    svg_label(out, "", PYRAMID_WIDTH / 2.0, y + 14, "middle", band->label);
    svg_label(out, "value", left_edge - left - 6, y + 14, "end",
              svg_number(out->arena, chart->numbers, at_least_zero(band->left)));
    svg_label(out, "value", right_edge + right + 6, y + 14, "start",
              svg_number(out->arena, chart->numbers, at_least_zero(band->right)));
}

void svg_pyramid(struct text *out, const struct svg_pyramid_chart *chart) {
    int64_t max = 1;
    for (size_t i = 0; i < chart->count; i++) {
        max = max_of((int64_t[]){chart->bands[i].left, chart->bands[i].right}, 2, max);
    }
    svg_open(out, S("chart pyramid"), PYRAMID_WIDTH, (int)chart->count * BAND_HEIGHT + 34, chart->title, chart->desc);
    svg_label(out, "legend", (PYRAMID_WIDTH - PYRAMID_MIDDLE) / 2.0, 18, "end", chart->left_label);
    svg_label(out, "legend", (PYRAMID_WIDTH + PYRAMID_MIDDLE) / 2.0, 18, "start", chart->right_label);
    for (size_t i = 0; i < chart->count; i++) {
        pyramid_band(out, chart, &chart->bands[i], max, 30 + (double)((chart->count - 1 - i) * BAND_HEIGHT));
    }
    svg_close(out);
}
