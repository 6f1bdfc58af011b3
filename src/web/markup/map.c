/* SPDX-License-Identifier: Apache-2.0 */
#include "web/markup/map.h"

#include "web/markup/html.h"
#include "web/markup/map_paths.h"
#include "web/markup/svg.h"

/* Under the map: two rows of three classes, then the attribution. */
enum { MAP_WIDTH = 600, LEGEND_ROW = 24, LEGEND_COLUMNS = 3, LEGEND_HEIGHT = 3 * LEGEND_ROW + 8 };

static const char attribution[] = "Boundaries: geoBoundaries / Open Development Cambodia, CC BY 4.0";

/* What is drawn: shapes, and how their units fit the picture. */
struct drawing {
    struct text *out;
    const struct map_view *view;
    const int *classes;
    double scale; /* picture units in one unit of the shapes */
    int x0, y0;
};

/* ---- Classes ---- */

static int compare_values(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

/* How many of the sorted values are below this one. */
static size_t rank_of(const int64_t sorted[], size_t count, int64_t value) {
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (sorted[middle] < value) from = middle + 1;
        else to = middle;
    }
    return from;
}

void map_classify(const struct map_area areas[], size_t count, int classes[]) {
    struct arena *job_arena = arena_new();
    int64_t *sorted = arena_make(job_arena, int64_t, count + 1);
    size_t positive = 0;
    for (size_t i = 0; i < count; i++) {
        if (areas[i].has_value && areas[i].value > 0) sorted[positive++] = areas[i].value;
    }
    qsort(sorted, positive, sizeof *sorted, compare_values);
    for (size_t i = 0; i < count; i++) {
        if (!areas[i].has_value) classes[i] = -1;
        else if (areas[i].value <= 0) classes[i] = 0;
        else classes[i] = 1 + (int)(rank_of(sorted, positive, areas[i].value) * MAP_CLASSES / positive);
    }
    arena_free(job_arena);
}

static struct slice class_name(int class) {
    static const struct slice names[] = {S_INIT("q-none"), S_INIT("q0"), S_INIT("q1"), S_INIT("q2"),
                                         S_INIT("q3"),     S_INIT("q4"), S_INIT("q5")};
    return names[class + 1];
}

/* ---- Areas ---- */

static const struct map_area *area_find(const struct map_area areas[], size_t count, struct slice code) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(areas[i].code, code)) return &areas[i];
    }
    return NULL;
}

/* "Siem Reap: 1,210" */
static void write_name(struct text *out, const struct map_area *area) {
    html_escape_to(out, area->label);
    if (area->value_label.len) text_append(out, S(": "));
    html_escape_to(out, area->value_label);
}

static void write_title(struct text *out, const struct map_area *area) {
    text_append(out, S("<title>"));
    write_name(out, area);
    text_append(out, S("</title>"));
}

static void open_link(struct text *out, const struct map_area *area) {
    if (!area || !area->href.len) return;
    text_append(out, S("<a href=\""));
    html_escape_to(out, area->href);
    text_append(out, S("\" aria-label=\""));
    write_name(out, area);
    text_append(out, S("\">"));
}

static void close_link(struct text *out, const struct map_area *area) {
    if (area && area->href.len) text_append(out, S("</a>"));
}

static void draw_shape(const struct drawing *drawing, const struct map_shape *shape) {
    struct text *out = drawing->out;
    const struct map_area *area = area_find(drawing->view->areas, drawing->view->area_count, shape->code);
    int class = area ? drawing->classes[area - drawing->view->areas] : -1;
    open_link(out, area);
    text_append(out, S("<path class=\""));
    text_append(out, class_name(class));
    text_append(out, S("\" d=\""));
    text_append(out, shape->path);
    text_append(out, area ? S("\">") : S("\"/>"));
    if (area) write_title(out, area);
    if (area) text_append(out, S("</path>"));
    close_link(out, area);
}

/* The value on the area itself, where the area is large enough to carry it. */
static void draw_value(const struct drawing *drawing, const struct map_shape *shape) {
    const struct map_area *area = area_find(drawing->view->areas, drawing->view->area_count, shape->code);
    double room = (double)shape->area * drawing->scale * drawing->scale;
    if (!area || !area->has_value || area->value == 0 || room < 500) return;
    int class = drawing->classes[area - drawing->view->areas];
    svg_label(drawing->out, class > 3 ? "on-dark" : "", (shape->x - drawing->x0) * drawing->scale,
              (shape->y - drawing->y0) * drawing->scale + 4, "middle", area->value_label);
}

static void draw_shapes(const struct drawing *drawing, const struct map_shape shapes[], size_t count) {
    text_append(drawing->out, S("<g transform=\"scale("));
    text_printf(drawing->out, "%.5g) translate(%d %d)\">", drawing->scale, -drawing->x0, -drawing->y0);
    for (size_t i = 0; i < count; i++) {
        draw_shape(drawing, &shapes[i]);
    }
    text_append(drawing->out, S("</g>"));
    for (size_t i = 0; i < count; i++) {
        draw_value(drawing, &shapes[i]);
    }
}

/* ---- Legend and attribution ---- */

/* The colour of a class with its least and greatest value, at the next free place; false when no area has it. */
static bool legend_entry(const struct drawing *drawing, int class, int place, double top) {
    const struct map_area *least = NULL, *greatest = NULL;
    for (size_t i = 0; i < drawing->view->area_count; i++) {
        const struct map_area *area = &drawing->view->areas[i];
        if (drawing->classes[i] != class) continue;
        if (!least || area->value < least->value) least = area;
        if (!greatest || area->value > greatest->value) greatest = area;
    }
    if (!least) return false;
    double x = 4 + place % LEGEND_COLUMNS * (MAP_WIDTH / LEGEND_COLUMNS), y = top + place / LEGEND_COLUMNS * LEGEND_ROW;
    svg_rect(drawing->out, class_name(class).s, x, y - 13, 18, 15);
    struct slice range = least->value_label;
    if (least->value != greatest->value) {
        range = arena_printf(drawing->out->arena, "%.*s – %.*s", SLICE_ARG(least->value_label), SLICE_ARG(greatest->value_label));
    }
    svg_label(drawing->out, "legend", x + 26, y, "start", range);
    return true;
}

static void draw_legend(const struct drawing *drawing, int height) {
    double top = height - LEGEND_HEIGHT + LEGEND_ROW;
    int place = 0;
    for (int class = 0; class <= MAP_CLASSES; class++) {
        place += legend_entry(drawing, class, place, top);
    }
    svg_label(drawing->out, "attribution", 4, height - 8, "start", slice_of(attribution));
}

/* ---- The two maps ---- */

static int *classify(struct arena *arena, const struct map_view *view) {
    int *classes = arena_make(arena, int, view->area_count + 1);
    map_classify(view->areas, view->area_count, classes);
    return classes;
}

/* Fits the box into the width (or, when it is tall, into a height of 1.2 widths). */
static struct drawing drawing_for(struct text *out, const struct map_view *view, int x0, int y0, int x1, int y1) {
    double across = (double)MAP_WIDTH / (x1 - x0), down = 1.2 * MAP_WIDTH / (y1 - y0);
    return (struct drawing){.out = out, .view = view, .classes = classify(out->arena, view),
                            .scale = across < down ? across : down, .x0 = x0, .y0 = y0};
}

void map_provinces(struct text *out, const struct map_view *view) {
    int x1 = 0, y1 = 0;
    for (size_t i = 0; i < map_province_shapes_count; i++) {
        if (map_province_shapes[i].x1 > x1) x1 = map_province_shapes[i].x1;
        if (map_province_shapes[i].y1 > y1) y1 = map_province_shapes[i].y1;
    }
    struct drawing drawing = drawing_for(out, view, 0, 0, x1 + 4, y1 + 4);
    int height = (int)((y1 + 4) * drawing.scale) + LEGEND_HEIGHT;
    svg_open_group(out, S("map"), MAP_WIDTH, height, view->title, view->desc);
    draw_shapes(&drawing, map_province_shapes, map_province_shapes_count);
    draw_legend(&drawing, height);
    svg_close(out);
}

/* The districts of a province are neighbours in the table. */
static const struct map_shape *districts_of(struct slice province_code, size_t *count) {
    const struct map_shape *first = NULL;
    *count = 0;
    for (size_t i = 0; i < map_district_shapes_count; i++) {
        if (!slice_equal(slice_sub(map_district_shapes[i].code, 0, 2), province_code)) continue;
        if (!first) first = &map_district_shapes[i];
        ++*count;
    }
    return first;
}

size_t map_area_count(struct slice province_code) {
    size_t count = map_province_shapes_count;
    if (province_code.len) districts_of(province_code, &count);
    return count;
}

static void draw_point(const struct drawing *drawing, const struct map_area *area, int class, const struct map_place *place) {
    struct text *out = drawing->out;
    open_link(out, area);
    text_append(out, S("<circle class=\"point "));
    text_append(out, class_name(class));
    text_append(out, S("\" r=\"6\" cx=\""));
    svg_coordinate(out, (place->x - drawing->x0) * drawing->scale);
    text_append(out, S("\" cy=\""));
    svg_coordinate(out, (place->y - drawing->y0) * drawing->scale);
    text_append(out, S("\">"));
    write_title(out, area);
    text_append(out, S("</circle>"));
    close_link(out, area);
}

static void draw_points(const struct drawing *drawing, struct slice province_code) {
    const struct map_view *view = drawing->view;
    int *classes = arena_make(drawing->out->arena, int, view->point_count + 1);
    map_classify(view->points, view->point_count, classes);
    for (size_t i = 0; i < map_places_count; i++) {
        if (!slice_starts(map_places[i].code, province_code)) continue;
        const struct map_area *area = area_find(view->points, view->point_count, map_places[i].code);
        if (area) draw_point(drawing, area, classes[area - view->points], &map_places[i]);
    }
}

bool map_districts(struct text *out, struct slice province_code, const struct map_view *view) {
    size_t count;
    const struct map_shape *shapes = districts_of(province_code, &count);
    if (!shapes) return false;
    int x0 = shapes->x0, y0 = shapes->y0, x1 = shapes->x1, y1 = shapes->y1;
    for (size_t i = 1; i < count; i++) {
        if (shapes[i].x0 < x0) x0 = shapes[i].x0;
        if (shapes[i].y0 < y0) y0 = shapes[i].y0;
        if (shapes[i].x1 > x1) x1 = shapes[i].x1;
        if (shapes[i].y1 > y1) y1 = shapes[i].y1;
    }
    int margin = (x1 - x0) / 60 + 1;
    struct drawing drawing = drawing_for(out, view, x0 - margin, y0 - margin, x1 + margin, y1 + margin);
    int height = (int)((y1 - y0 + 2 * margin) * drawing.scale) + LEGEND_HEIGHT;
    svg_open_group(out, S("map"), MAP_WIDTH, height, view->title, view->desc);
    draw_shapes(&drawing, shapes, count);
    draw_points(&drawing, province_code);
    draw_legend(&drawing, height);
    svg_close(out);
    return true;
}
