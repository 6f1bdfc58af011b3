/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/pack_map.h"

#include <stdlib.h>

#include "web/markup/map_paths.h"

/* ---- numbers ---- */

static void note_province(struct pack_province provinces[], size_t *count, struct slice code) {
    size_t at = 0;
    while (at < *count && slice_compare(provinces[at].code, code) < 0)
        at++;
    if (at < *count && slice_equal(provinces[at].code, code)) {
        provinces[at].promises++;
        return;
    }
    if (*count == PACK_PROVINCES_MAX) return;
    memmove(provinces + at + 1, provinces + at, (*count - at) * sizeof *provinces);
    provinces[at] = (struct pack_province){code, 1};
    ++*count;
}

static bool was_noted(const struct document_promise *promise, size_t part, size_t split) {
    struct slice code = promise->parts[part].splits[split].key;
    for (size_t k = 0; k <= part; k++) {
        size_t end = k == part ? split : promise->parts[k].split_count;
        for (size_t i = 0; i < end; i++) {
            const struct document_split *other = &promise->parts[k].splits[i];
            if (other->dim == DIM_PROVINCE && slice_equal(other->key, code)) return true;
        }
    }
    return false;
}

size_t pack_provinces(const struct document *document,
                      struct pack_province provinces[static PACK_PROVINCES_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < document->promise_count; i++) {
        const struct document_promise *promise = &document->promises[i];
        for (size_t k = 0; k < promise->part_count; k++) {
            for (size_t s = 0; s < promise->parts[k].split_count; s++) {
                const struct document_split *split = &promise->parts[k].splits[s];
                bool counts =
                    split->dim == DIM_PROVINCE && split->key.len && split->value && !was_noted(promise, k, s);
                if (counts) note_province(provinces, &count, split->key);
            }
        }
    }
    return count;
}

/* ---- drawing ---- */

/* The next whole number of a path; false at its end or at a letter. */
static bool path_number(const char **at, const char *end, double *number) {
    while (*at < end && (**at == ' ' || **at == ','))
        ++*at;
    if (*at == end || (**at != '-' && (**at < '0' || **at > '9'))) return false;
    char *behind;
    *number = strtod(*at, &behind);
    *at = behind;
    return true;
}

/* The paths are M x y, then l with pairs, then z (tools/map_paths.c). */
static void trace_path(cairo_t *cairo, struct slice path) {
    const char *at = path.s, *end = path.s + path.len;
    while (at < end) {
        char command = *at++;
        double x, y;
        if (command == 'z' || command == 'Z') cairo_close_path(cairo);
        while (path_number(&at, end, &x) && path_number(&at, end, &y)) {
            if (command == 'M')
                cairo_move_to(cairo, x, y);
            else if (command == 'm')
                cairo_rel_move_to(cairo, x, y);
            else if (command == 'l')
                cairo_rel_line_to(cairo, x, y);
            else
                cairo_line_to(cairo, x, y);
        }
    }
}

static int64_t promises_in(const struct pack_province provinces[], size_t count, struct slice code) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(provinces[i].code, code)) return provinces[i].promises;
    }
    return 0;
}

void pack_map_draw(cairo_t *cairo, double width, double height, const struct pack_province provinces[],
                   size_t count) {
    int x1 = 1, y1 = 1;
    int64_t most = 1;
    for (size_t i = 0; i < map_province_shapes_count; i++) {
        if (map_province_shapes[i].x1 > x1) x1 = map_province_shapes[i].x1;
        if (map_province_shapes[i].y1 > y1) y1 = map_province_shapes[i].y1;
    }
    for (size_t i = 0; i < count; i++) {
        if (provinces[i].promises > most) most = provinces[i].promises;
    }
    double scale = width / x1 < height / y1 ? width / x1 : height / y1;
    cairo_scale(cairo, scale, scale);
    for (size_t i = 0; i < map_province_shapes_count; i++) {
        double share = (double)promises_in(provinces, count, map_province_shapes[i].code) / (double)most;
        trace_path(cairo, map_province_shapes[i].path);
        double pale = share > 0 ? .25 + .75 * share : 0;
        cairo_set_source_rgb(cairo, .93 - .82 * pale, .93 - .53 * pale, .90 - .61 * pale);
        cairo_fill_preserve(cairo);
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_set_line_width(cairo, .8 / scale);
        cairo_stroke(cairo);
    }
}
